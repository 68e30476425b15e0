"""A worker process seen from its master: started, spoken to, listened to, ended."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

from optimizer.tasks.wire import STARTED, STOP, TASK, Message, Sender, received

if TYPE_CHECKING:
    from queue import SimpleQueue

    from optimizer.tasks.task import Task

GONE = b"G"
"""The worker process is no more; its exit code."""


class Hired:
    """One worker process; what it says arrives in the inbox as ``(worker, message)``.

    Parameters
    ----------
    work
        What is done with a task, by its name: ``(task, tell, cancelled) -> runs``.
    forks
        Whether each task gets a fork of the process, or the process itself, which then ends.

    """

    def __init__(self, inbox: SimpleQueue[tuple[Hired, Message]], work: str, *, forks: bool) -> None:
        self.is_spent = False
        self._inbox = inbox
        self._forked: int | None = None
        words = [sys.executable, "-P", "-m", "optimizer.tasks.worker", work, "fork" if forks else "once"]
        # It imports what this process can, from the same places, and never from the folder it happens to stand in.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        apart: dict[str, Any] = {"start_new_session": True}  # Ctrl-C is for the master alone
        if sys.platform == "win32":
            apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            words, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment, bufsize=0, **apart
        )
        assert self._process.stdin is not None  # noqa: S101 - asked for above
        self._orders = Sender(self._process.stdin.fileno())
        threading.Thread(target=self._listen, name="worker", daemon=True).start()

    def give(self, task: Task, memory: int | None) -> None:
        """Hand it a task, with the most memory its process may have [bytes]."""
        self._send(TASK, (task, memory))

    def stop(self) -> None:
        """Ask it to end its task with the best plan so far."""
        self._send(STOP)

    def kill(self) -> None:
        """End the process of its task at once; the worker itself stays, where it has forked one."""
        if self._forked is None:
            self._process.kill()
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._forked, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)

    def over(self) -> None:
        """Take note that the process of its task has ended."""
        self._forked = None

    def close(self) -> None:
        """End it, with whatever it does."""
        if self._forked is not None:
            self.kill()
        self._process.kill()
        self._process.wait()

    def _send(self, kind: bytes, value: Any = None) -> None:
        with contextlib.suppress(OSError):  # it is gone, and the inbox will tell
            self._orders.send(kind, value)

    def _listen(self) -> None:
        """Put all it says into the inbox, and at last that it is gone."""
        assert self._process.stdout is not None  # noqa: S101 - asked for above
        assert self._process.stdin is not None  # noqa: S101 - asked for above
        for kind, value in received(self._process.stdout.fileno()):
            if kind == STARTED:
                self._forked = value
            self._inbox.put((self, (kind, value)))
        self.is_spent = True
        code = self._process.wait()
        self._inbox.put((self, (GONE, code)))
        self._process.stdout.close()
        self._process.stdin.close()
