"""Temporary files that a killed process has left behind: known by their names, removed by whoever writes there next."""

from __future__ import annotations

import os
import re
import socket
import time
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = ".part"
HOST = f"{zlib.crc32(socket.gethostname().encode()):08x}"
"""This machine among those that may write to a shared folder."""
PREFIX = f".sourcemix-{HOST}-{os.getpid()}-"
"""Of the temporary files of this process."""
_NAME = re.compile(rf"\.sourcemix-([0-9a-f]{{8}})-([0-9]+)-\w+{re.escape(SUFFIX)}")
TOO_OLD = 24 * 3600.0
"""Seconds after which nobody writes to a temporary file any more, wherever it is."""


def remove_leftovers(folder: Path) -> None:
    """Remove temporary files whose process has ended, and those that are a day old; others may be in use."""
    with suppress(OSError):
        for path in folder.glob(f".sourcemix-*{SUFFIX}"):
            match = _NAME.fullmatch(path.name)
            if match and _is_stale(path, match[1], int(match[2])):
                with suppress(OSError):
                    path.unlink()


def _is_stale(path: Path, host: str, process: int) -> bool:
    if time.time() - path.stat().st_mtime > TOO_OLD:
        return True
    return host == HOST and process != os.getpid() and not _is_running(process)


def _is_running(process: int) -> bool:
    """Whether a process of this machine runs; where that cannot be asked safely, it may."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
