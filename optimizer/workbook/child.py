"""A workbook taken apart in a child process, which may run out of memory or time, or crash, without harm.

The child is given a path and limits and answers with plain values in a file. What it answers is not trusted either:
reading it back makes texts, numbers, days and their lists, and nothing else.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import pickle
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from optimizer.intake.raw import Block, Layout
from optimizer.workbook.archive import NEW_WORKBOOK, RefusedError
from optimizer.workbook.contents import Contents

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from optimizer.limits import Limits
    from optimizer.workbook.grid import Cells

FOUND, REFUSED, NO_ACCESS = "found", "refused", "no access"
"""What an answer begins with."""
OUT_OF_TIME = -int(getattr(signal, "SIGXCPU", 24))
"""What a process returns that the system ended for its processor time."""
DAYS = {("datetime", name): getattr(dt, name) for name in ("datetime", "date", "time", "timedelta")}
"""All that an answer may make besides plain values."""
START = "from optimizer.workbook.child_process import answer; answer()"


def contents_in_child(path: Path, wanted: AbstractSet[str] | None, limits: Limits) -> Contents:
    """Take a workbook apart in a child; parameters as in :func:`~optimizer.workbook.contents.contents_of`.

    Raises
    ------
    RefusedError
        When the file cannot be read, or is not, or reading it takes more than it may, or brings the child down.
    OSError
        When the file cannot be opened.

    """
    request = {
        "path": str(path.absolute()),
        "wanted": None if wanted is None else sorted(wanted),
        "limits": {name: getattr(limits, name) for name in limits.__slots__ if name != "trust"},
    }
    with tempfile.TemporaryFile() as answer:
        returned = _run(json.dumps(request).encode(), answer, limits.seconds)
        if returned is None or returned == OUT_OF_TIME:
            raise _too_slow(limits.seconds)
        answer.seek(0)
        try:
            kind, *parts = _Plain(answer).load()
        except (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError, IndexError) as error:
            raise _broken_off() from error
    if kind == REFUSED:
        raise RefusedError(*parts)
    if kind == NO_ACCESS:
        raise OSError(*parts)
    cells, layouts, *facts = parts
    return Contents(
        {title: _unpacked(columns) for title, columns in cells.items()},
        {title: _layout(*shown) for title, shown in layouts.items()},
        *facts,
    )


def _run(request: bytes, answer: IO[bytes], seconds: float) -> int | None:
    """Run the child and return what it returned; None when it took too long."""
    # The child finds this package and its libraries where this process did, whatever it was started from.
    places = os.pathsep.join(place or str(Path.cwd()) for place in sys.path)
    environment = {**os.environ, "PYTHONPATH": places, "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-P", "-c", START]  # -P: never from the folder the planner works in
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.PIPE, stdout=answer, stderr=subprocess.DEVNULL, env=environment
    ) as child:
        try:
            child.communicate(request, timeout=seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            with suppress(OSError):
                child.kill()  # Ctrl-C and whatever else ends this process ends the child too
        return child.returncode


def _too_slow(seconds: float) -> RefusedError:
    found = f"Reading the workbook took more than {seconds:g} seconds and was stopped."
    return RefusedError("too-slow", found, NEW_WORKBOOK)


def _broken_off() -> RefusedError:
    found = "Reading the workbook broke off: it is damaged, or was made to do harm, or there is too little memory."
    return RefusedError("unreadable", found, NEW_WORKBOOK)


def too_large(memory_bytes: int) -> RefusedError:
    """Make the refusal of a workbook that needs more memory than it may."""
    found = f"Reading the workbook takes more than the {memory_bytes / 1e9:,.1f} GB of memory it may."
    return RefusedError("too-large", found, NEW_WORKBOOK)


def packed(found: Contents) -> bytes:
    """Answer of the child: the contents as plain values."""
    cells = {
        title: {column: (rows.tobytes(), values.tolist()) for column, (rows, values) in columns.items()}
        for title, columns in found.cells.items()
    }
    layouts = {title: astuple(shown) for title, shown in found.layouts.items()}
    facts = (found.digest, found.has_macros, found.has_links, found.from_1904, found.template)
    return pickle.dumps((FOUND, cells, layouts, *facts), protocol=5)


def _layout(
    is_hidden: bool,  # noqa: FBT001 - as it was packed
    hidden_rows: Sequence[int],
    merged: Sequence[Sequence[int]],
    tables: Sequence[Sequence[int]],
    totals: Sequence[int],
) -> Layout:
    blocks = [tuple(Block(*cells) for cells in kind) for kind in (merged, tables)]
    return Layout(is_hidden, tuple(hidden_rows), blocks[0], blocks[1], tuple(totals))


def _unpacked(columns: dict[int, tuple[bytes, list[Any]]]) -> Cells:
    cells: Cells = {}
    for column, (rows, found) in columns.items():
        values = np.empty(len(found), dtype=np.object_)
        values[:] = found
        cells[column] = (np.frombuffer(rows, dtype=np.int64), values)
    return cells


class _Plain(pickle.Unpickler):
    """Reads plain values and days; an answer that asks for anything else is refused."""

    def find_class(self, module: str, name: str) -> Any:
        """Return one of the kinds of days."""
        try:
            return DAYS[module, name]
        except KeyError as error:
            raise pickle.UnpicklingError(f"{module}.{name}") from error
