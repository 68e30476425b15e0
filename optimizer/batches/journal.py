"""The log of a batch: one line of JSON for everything that happens, added to the end and never rewritten."""

from __future__ import annotations

import datetime as dt
import json
import os
from typing import TYPE_CHECKING, Any

from optimizer.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path


class Journal:
    """A file of JSON lines.

    Parameters
    ----------
    path
        Where to; lines are added to what is there.
    run
        Name of this run, on every line.

    """

    def __init__(self, path: Path, run: str) -> None:
        self._run = run
        try:
            self._end = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        except OSError as error:
            raise OutputError(
                f"{path} cannot be written ({error.strerror}). Choose another place with --out."
            ) from error

    def add(self, event: str, **facts: Any) -> None:
        """Write one line at once, in one piece, so that a crash tears none of the earlier ones.

        Raises
        ------
        OutputError
            When it cannot be written, e.g. because the disk is full.

        """
        now = dt.datetime.now().astimezone().isoformat(timespec="milliseconds")
        line = {"time": now, "run": self._run, "event": event, **facts}
        try:
            os.write(self._end, (json.dumps(line, ensure_ascii=True) + "\n").encode())
        except OSError as error:
            raise OutputError(f"The log cannot be written ({error.strerror}). Make room, and run it again.") from error

    def close(self) -> None:
        """Close the file."""
        os.close(self._end)
