"""One batch at a time in a folder of results: a lock that a crash never leaves behind for good.

The lock is a small file with the host, the process and a sign of life. It is looked at and changed while the
operating system holds the file for one process alone, so that of two that find it stale one takes it over. A lock is
stale when its process is gone (same host), or when it has given no sign of life for long (another host; a process of
the same number that is not the same process).
"""

from __future__ import annotations

import json
import os
import platform
import sys
import threading
import time
import uuid
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from optimizer.errors import BusyError, OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType
    from typing import IO

NAME = "lock"
BEAT = 10.0
"""Seconds between two signs of life."""
SILENCE = 120.0
"""Seconds without one after which a lock is stale."""


class FolderLock:
    """The lock of a folder of results, from ``with`` to its end.

    Parameters
    ----------
    folder
        Where the lock file stands.
    lost
        Called when another process has taken the lock over, e.g. after this one was suspended for long.

    Raises
    ------
    BusyError
        On entering, when another run is at work there.

    """

    def __init__(self, folder: Path, lost: Callable[[], None] = lambda: None) -> None:
        self.recovered = ""
        self._path, self._lost = folder / NAME, lost
        self._token = uuid.uuid4().hex
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._live, name="lock", daemon=True)

    def __enter__(self) -> Self:
        with self._held() as stream:
            holder = _read(stream)
            if holder and not is_stale(holder):
                raise BusyError(
                    f"Another run has been at work here since {holder['since']} (process {holder['pid']} on "
                    f"{holder['host']}). Wait until it is done, or choose another folder with --out."
                )
            if holder:
                self.recovered = f"process {holder['pid']} on {holder['host']}, begun {holder['since']}"
            self._since = time.strftime("%Y-%m-%d %H:%M:%S")
            self._sign(stream)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        with self._held() as stream:
            if _read(stream).get("token") == self._token:
                stream.truncate(0)

    def _live(self) -> None:
        """Give signs of life until the end, or until the lock belongs to another."""
        while not self._over.wait(BEAT):
            try:
                with self._held() as stream:
                    if _read(stream).get("token") != self._token:
                        self._lost()
                        return
                    self._sign(stream)
            except OutputError:
                continue  # the folder is away for a moment: the next sign of life may get through

    def _sign(self, stream: IO[str]) -> None:
        pid = os.getpid()
        holder = {
            "host": platform.node(),
            "pid": pid,
            "born": born(pid),
            "since": self._since,
            "alive": time.time(),
            "token": self._token,
        }
        stream.seek(0)
        stream.truncate(0)
        stream.write(json.dumps(holder))
        stream.flush()

    @contextmanager
    def _held(self) -> Iterator[IO[str]]:
        """Return the lock file, held for this process alone."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            stream = self._path.open("a+", encoding="utf-8")
        except OSError as error:
            remedy = "Choose another place with --out."
            raise OutputError(f"Nothing can be written to {self._path.parent} ({error.strerror}). {remedy}") from error
        with stream:
            _hold(stream)
            yield stream


def is_stale(holder: dict[str, Any]) -> bool:
    """Whether nobody stands behind a lock any more."""
    silent = time.time() - float(holder["alive"]) > SILENCE
    if holder["host"] != platform.node():
        return silent
    now = born(int(holder["pid"]))
    if now is None:
        return True
    return now != holder["born"] if holder["born"] and now else silent


def born(pid: int) -> str | None:
    """When a process of this machine was started, as a mark; "" if the system does not tell, None: no such process."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            return stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[19]
        except OSError:
            return None
    if os.name == "nt":
        return ""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        return ""
    return ""


def _read(stream: IO[str]) -> dict[str, Any]:
    """Who holds the lock; nobody when the file is blank or was torn by a crash."""
    stream.seek(0)
    try:
        holder = json.loads(stream.read() or "{}")
    except ValueError:
        return {}
    return holder if isinstance(holder, dict) and {"host", "pid", "born", "since", "alive"} <= holder.keys() else {}


def _hold(stream: IO[str]) -> None:
    """Wait until the system gives the file to this process alone; closing it lets go."""
    if sys.platform == "win32":
        import msvcrt

        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
        return
    import fcntl

    with suppress(OSError):  # some network folders cannot: there the sign of life alone has to do
        fcntl.flock(stream, fcntl.LOCK_EX)
