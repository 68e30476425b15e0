"""Runs of the solver in processes of their own, which can be killed when the solver does not listen.

A process is started when one is needed first and kept for later runs; one that had to be killed is replaced. They are
started as programs and not forked or spawned: a fork copies locks of other threads, and spawning runs the caller's own
script once more.
"""

from __future__ import annotations

import atexit
import contextlib
import errno
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

from optimizer.solver.follow import Following
from optimizer.solver.here import run_here
from optimizer.solver.worker import PROTOCOL, StopJob

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optimizer.solver.job import Ended, Job, Message
    from optimizer.solver.options import Cancelled
    from optimizer.solver.solved import Progress

PATIENCE = 1.0
"""Seconds that a process gets to end by itself once it is not needed any more."""


class Worker:
    """One process that solves."""

    def __init__(self) -> None:
        self.messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._requests: queue.SimpleQueue[Job | StopJob | None] = queue.SimpleQueue()
        self._jobs = 0
        self._process = _started()
        self._listener = threading.Thread(target=self._listen, name="solver says", daemon=True)
        self._listener.start()
        # Apart from the thread that follows the run: a process that does not read must not hold that up.
        self._speaker = threading.Thread(target=self._speak, name="solver hears", daemon=True)
        self._speaker.start()

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether the process may still say something."""
        return self._listener.is_alive()

    def begin(self, job: Job) -> None:
        """Hand over a job; a process that has died in the meantime says so when it is followed."""
        self._jobs += 1
        self._requests.put(job)

    def stop(self) -> None:
        """Ask for the end of the job."""
        self._requests.put(StopJob(self._jobs))

    def give_up(self) -> bool:
        """Kill the process."""
        self._process.kill()
        self.close()
        return True

    def close(self) -> None:
        """End the process and wait for its end."""
        self._requests.put(None)
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._speaker.join()
        self._listener.join()

    def _speak(self) -> None:
        stream: Any = self._process.stdin
        with contextlib.suppress(OSError):  # it has died, which its silence tells
            while (request := self._requests.get()) is not None:
                pickle.dump(request, stream, PROTOCOL)
                stream.flush()
        with contextlib.suppress(OSError):
            stream.close()

    def _listen(self) -> None:
        stream: Any = self._process.stdout
        with stream:
            try:
                while True:
                    self.messages.put(pickle.load(stream))  # noqa: S301 - from a process of our own
            except (EOFError, OSError, pickle.UnpicklingError):
                return  # it has ended, in the middle of a message perhaps


def _started() -> subprocess.Popen[bytes]:
    """Start the process with the same modules to find as this one has, and deaf to Ctrl-C from its first moment.

    Raises
    ------
    OSError
        When no process can be started.

    """
    if getattr(sys, "frozen", False):
        raise OSError(errno.ENOEXEC, "a frozen program cannot start Python")
    options: dict[str, Any] = {}
    if os.name == "nt":
        options["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW  # type: ignore[attr-defined,unused-ignore]
    with _signals_held_back():
        return subprocess.Popen(
            [sys.executable, "-P", "-c", "from optimizer.solver.worker import main; main()"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, **options,
        )  # fmt: skip


@contextlib.contextmanager
def _signals_held_back() -> Iterator[None]:
    """Hold back Ctrl-C and the request to end, where that can be done: a process that is started here inherits it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Idle:
    """Processes that wait for a job; any thread may take one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._workers: list[Worker] = []
        atexit.register(self.close)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forget)

    def take(self) -> Worker:
        """Return a process for one job, a new one if none waits."""
        with self._lock:
            while self._workers:
                worker = self._workers.pop()
                if worker.is_alive():
                    return worker
                worker.close()
        return Worker()

    def give_back(self, worker: Worker) -> None:
        """Keep a process for later."""
        with self._lock:
            self._workers.append(worker)

    def close(self) -> None:
        """End all of them."""
        with self._lock:
            workers, self._workers = self._workers, []
        for worker in workers:
            worker.close()

    def _forget(self) -> None:
        """Leave the processes to the one that has been forked from."""
        self._lock, self._others, self._workers = threading.Lock(), self._workers, []


_IDLE = _Idle()


def start_ahead() -> None:
    """Start a process that will be needed soon, while there is other work to do."""
    with contextlib.suppress(OSError):
        _IDLE.give_back(_IDLE.take())


def run_apart(job: Job, watch: Callable[[Progress], None], cancelled: Cancelled) -> Ended:
    """Run a job in a process of its own, or in this one where none can be started."""
    try:
        worker = _IDLE.take()
    except OSError:
        return run_here(job, watch, cancelled)
    try:
        worker.begin(job)
        ended = Following(job, worker, watch, cancelled).to_the_end()
    except BaseException:
        worker.give_up()
        raise
    if worker.is_alive():
        _IDLE.give_back(worker)
    else:
        worker.close()
    return ended
