"""Writing files so that nothing is ever lost: all or nothing, never over the input, never under somebody's eyes."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.errors import OutputError
from optimizer.leftovers import PREFIX, SUFFIX, remove_leftovers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ELSEWHERE = "Choose another place with --out."
REMEDIES = {
    errno.ENOSPC: f"The disk is full: free some space, or c{ELSEWHERE[1:]}",
    errno.EDQUOT: f"Your share of the disk is used up: free some space, or c{ELSEWHERE[1:]}",
    errno.EFBIG: f"Files of that size are not allowed there. {ELSEWHERE}",
    errno.EROFS: f"Nothing can be changed there. {ELSEWHERE}",
    errno.ENAMETOOLONG: "Choose a shorter name with --out.",
}
"""What to do, by what the system says; anything else may be a file that is open."""
SHARES_FILES = os.name != "nt"
"""Whether a file that is open can be replaced; where it cannot, that says for certain whether it is."""
CLOSE_IT = "Close it in Excel, or choose another name with --out."


def put(target: Path, fill: Callable[[Path], None]) -> Path:
    """Let `fill` write a file that takes the place of `target`, and return where it went.

    A crash at any moment leaves the old file or the new one, never a torn one. A file that another program has open,
    or that is write-protected, is left alone: the new one goes beside it, as ``NAME (2).xlsx``.

    Raises
    ------
    OutputError
        When the folder or the file cannot be written; the message says what to do.

    """
    target = target.resolve() if target.is_symlink() else target
    place = free_name(target) if is_taken(target) else target
    with _new_file(place) as temporary:
        fill(temporary)
        _settle(temporary, place)
        try:
            temporary.replace(place)
        except PermissionError:
            # On Windows a file that is open cannot be replaced; it may have been opened just now.
            if not place.is_file():
                raise
            place = free_name(place)
            temporary.replace(place)
        _settle_folder(place.parent)
    return place


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a temporary file beside `target` that takes exactly its place once it is complete and safely on disk.

    For files that other programs look for by their name; see :func:`put` for those that planners open.

    Raises
    ------
    OutputError
        When the folder or the file cannot be written; the message says what to do.

    """
    target = target.resolve() if target.is_symlink() else target
    with _new_file(target) as temporary:
        yield temporary
        _settle(temporary, target)
        temporary.replace(target)
        _settle_folder(target.parent)


@contextmanager
def _new_file(target: Path) -> Iterator[Path]:
    """Give an empty file in the folder of `target`; nothing is left of it unless it is renamed."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        remove_leftovers(target.parent)
        handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=SUFFIX, dir=target.parent)
    except OSError as error:
        remedy = REMEDIES.get(error.errno or 0, ELSEWHERE)
        raise OutputError(f"Nothing can be written to {target.parent} ({error.strerror}). {remedy}") from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
    except OSError as error:
        remedy = REMEDIES.get(error.errno or 0, CLOSE_IT)
        raise OutputError(f"{target} cannot be written ({error.strerror or error}). {remedy}") from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _settle(temporary: Path, target: Path) -> None:
    """See to it that all of a file is on the disk, with the permissions of the one that it replaces."""
    with temporary.open("rb+") as stream:
        os.fsync(stream.fileno())
    temporary.chmod(_mode(target))


def _settle_folder(folder: Path) -> None:
    """See to it that a new name is on the disk, on systems where folders can be opened."""
    if os.name == "nt":
        return
    with suppress(OSError):  # not every file system can; the file itself is safe
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _mode(target: Path) -> int:
    """Permissions of the file that is replaced, or those any new file gets."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def is_taken(target: Path) -> bool:
    """Whether another program has a file open, or it is write-protected."""
    if not target.is_file():
        return False
    if SHARES_FILES:
        return not os.access(target, os.W_OK) or any(lock.exists() for lock in lock_files(target))
    try:
        with target.open("rb+"):
            return False
    except OSError:
        return True


def lock_files(target: Path) -> tuple[Path, Path]:
    """Files that Excel and LibreOffice keep beside one that they have open."""
    return target.with_name(f"~${target.name}"), target.with_name(f".~lock.{target.name}#")


def free_name(target: Path) -> Path:
    """First of ``NAME (2).xlsx``, ``NAME (3).xlsx``, ... that is not in use."""
    names = (target.with_name(f"{target.stem} ({k}){target.suffix}") for k in count(2))
    return next(name for name in names if not name.exists())


def where_it_went(wanted: Path, written: Path) -> str:
    """Say why a file went elsewhere; empty when it did not."""
    if written.name == (wanted.resolve() if wanted.is_symlink() else wanted).name:
        return ""
    locks = [lock.name for lock in lock_files(wanted) if lock.exists()]
    unless = f" (if it is not, delete {locks[0]})" if locks else ""
    return f"{wanted} is open in another program or write-protected{unless}, so this went to {written.name} beside it."


def refuse_input(target: Path, source: Path | None) -> None:
    """Raise :class:`OutputError` when the output is the input itself."""
    if source is not None and target.exists() and source.exists() and target.samefile(source):
        raise OutputError(f"{target} is the input itself. Choose another name with --out.")
