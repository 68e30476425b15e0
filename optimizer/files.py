"""Writing files so that nothing is ever lost: all or nothing, never over the input."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a temporary file beside `target` that takes its place once it is complete and safely on disk.

    A crash at any moment leaves the old file or the new one, never a torn one.

    Raises
    ------
    OutputError
        When the folder or the file cannot be written; the message says what to do.

    """
    target = target.resolve() if target.is_symlink() else target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.stem}.", suffix=target.suffix, dir=target.parent)
    except OSError as error:
        remedy = "Choose another place with --out."
        raise OutputError(f"Nothing can be written to {target.parent} ({error.strerror}). {remedy}") from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb+") as stream:
            os.fsync(stream.fileno())
        temporary.chmod(_mode(target))
        temporary.replace(target)
    except OSError as error:
        remedy = "Close it in Excel, or choose another name with --out."
        raise OutputError(f"{target} cannot be written ({error.strerror}). {remedy}") from error
    finally:
        temporary.unlink(missing_ok=True)


def _mode(target: Path) -> int:
    """Permissions of the file that is replaced, or those any new file gets."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def refuse_input(target: Path, source: Path | None) -> None:
    """Raise :class:`OutputError` when the output is the input itself."""
    if source is not None and target.exists() and source.exists() and target.samefile(source):
        raise OutputError(f"{target} is the input itself. Choose another name with --out.")
