"""The solver's own process: takes jobs from its standard input, one after another, and tells on standard output.

Started by :mod:`optimizer.solver.workers`. It ends when its input does, which is also what happens when the process
that started it dies, however that dies.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from optimizer.solver.job import Broken, Job
from optimizer.solver.options import Cancelled

if TYPE_CHECKING:
    from optimizer.solver.job import Message

PROTOCOL = 5
"""Of pickle: arrays travel as they lie in memory."""
OUT_OF_MEMORY = 12


@dataclass(frozen=True)
class StopJob:
    """Request to end the job with a number; one that comes too late is for no job any more."""

    number: int


def main() -> None:
    """Do jobs until there are no more."""
    inbox, outbox = _streams()
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        # Ctrl-C and the end of a service reach every process of the group; what happens then is for the parent to say.
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    import optimizer.solver.run  # noqa: F401 - loads the solver while nobody waits for it

    number, stopped = 0, Cancelled()
    while True:
        try:
            request = pickle.load(inbox)  # noqa: S301 - written by the process that started this one
        except (EOFError, OSError):
            os._exit(0)  # a job may be running, and nobody is left to hear of it
        if isinstance(request, Job):
            number, stopped = number + 1, Cancelled()
            threading.Thread(target=_do, args=(request, outbox, stopped), daemon=True).start()
        elif isinstance(request, StopJob) and request.number == number:
            stopped.set()


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """Streams of this process for itself, so that nothing a library prints gets in between."""
    inbox, outbox = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(nothing, descriptor)
    return inbox, outbox


def _do(job: Job, outbox: BinaryIO, stopped: Cancelled) -> None:
    from optimizer.solver.run import run

    def tell(message: Message) -> None:
        try:
            pickle.dump(message, outbox, PROTOCOL)
            outbox.flush()
        except OSError:
            os._exit(0)

    try:
        tell(run(job, tell, stopped))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception:  # noqa: BLE001 - told to the process that waits
        tell(Broken(traceback.format_exc()))
