"""A warm worker process: everything is imported once, and each task gets a process of its own, forked from it.

Started as ``python -m optimizer.tasks.worker WORK fork|once``, it reads tasks from its standard input and writes what
happens to its standard output (:mod:`optimizer.tasks.wire`). A fork takes milliseconds where a start takes most of a
second, and as the worker itself never reads a workbook, each task finds it as clean as the first one did. Where
processes cannot be forked safely (Windows, macOS) it does one task itself and ends.

Nobody is left behind: a process whose reader or master is gone ends itself.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import signal
import sys
import threading
import time
import traceback
from typing import TYPE_CHECKING, Any, NoReturn

from optimizer.tasks.wire import DONE, ENDED, READY, STARTED, STEP, STOP, TASK, Sender, received

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.tasks.finished import Run
    from optimizer.tasks.task import Step, Task

ORPHANED, OVER_MEMORY = 70, 71
"""Exit codes of a process whose master is gone, and of one that had too much memory."""
PARTS = (
    *("email.parser", "encodings.cp437", "encodings.utf_16_le", "xlsxwriter.workbook"),
    *("models.build", "optimizer.comparison", "optimizer.doors", "optimizer.intake.validate", "optimizer.json_plan"),
    *(
        "optimizer.matrix",
        "optimizer.planning",
        "optimizer.screening",
        "optimizer.solver.highs",
        "optimizer.solver.run",
        "optimizer.solver.workers",
        "optimizer.stress",
    ),
    *("optimizer.tasks.decisions", "optimizer.tasks.perform", "optimizer.workbook.read", "optimizer.workbook.write"),
)
"""What planning a workbook imports, most of it late: here it is early, once for all tasks."""
EVERY = 0.2
"""Seconds between two reports of how far a task is."""


def main(work: str, way: str) -> None:
    """Work until nobody sends tasks any more."""
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)  # the master decides when to stop
    orders, answers = _own_pipes()
    perform = _prepared(work)
    sender = Sender(answers)
    sender.send(READY)
    for kind, order in received(orders):
        if kind != TASK:
            continue  # a stop that came too late
        if way == "once":
            _work(perform, order, orders, sender)
            return
        _in_its_own_process(perform, order, orders, sender)


def _own_pipes() -> tuple[int, int]:
    """Standard input and output as descriptors of their own; whatever prints by mistake goes nowhere."""
    orders, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    return orders, answers


def _prepared(work: str) -> Callable[..., tuple[Run, ...]]:
    """Import all that a task needs, and keep the collector of garbage away from it, so that forks share it."""
    # One thread for linear algebra: other cores have workers of their own, and threads do not survive a fork.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    for part in PARTS:
        importlib.import_module(part)
    from models.catalogue import catalogue

    catalogue()
    gc.collect()
    gc.freeze()
    found: Callable[..., tuple[Run, ...]] = pkgutil.resolve_name(work)
    return found


def _in_its_own_process(perform: Callable[..., tuple[Run, ...]], order: Any, orders: int, sender: Sender) -> None:
    """Fork, pass on what the process says, and tell how it ended."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        sender.close()
        _work(perform, order, orders, Sender(writing))
    os.close(writing)
    sender.send(STARTED, process)
    for kind, value in received(reading):
        sender.send(kind, value)
    os.close(reading)
    _, status = os.waitpid(process, 0)
    sender.send(ENDED, os.waitstatus_to_exitcode(status))


def _work(perform: Callable[..., tuple[Run, ...]], order: Any, orders: int, sender: Sender) -> NoReturn:
    """Do one task and end the process, whatever happens."""
    from optimizer.solver.highs import Cancelled
    from optimizer.tasks import memory

    task, most = order
    cancelled = Cancelled()
    threading.Thread(target=_listen, args=(orders, cancelled), name="orders", daemon=True).start()
    code = 1
    try:
        if most is not None:
            memory.keep_below(most, lambda: os._exit(OVER_MEMORY))
        runs, detail = _performed(perform, task, _Teller(sender), cancelled)
        sender.send(DONE, (runs, memory.peak(), detail))
        code = 0
    except MemoryError:
        code = OVER_MEMORY
    except BrokenPipeError:
        code = ORPHANED
    finally:
        os._exit(code)  # threads that wait for orders, or what a library left behind, hold nothing up


def _performed(
    perform: Callable[..., tuple[Run, ...]], task: Task, tell: _Teller, cancelled: Any
) -> tuple[tuple[Run, ...], str]:
    """What came of the task; a bug of ours is a result too."""
    from optimizer.comparison import AS_IS
    from optimizer.tasks.finished import Fate, Run

    try:
        return perform(task, tell, cancelled), ""
    except (MemoryError, BrokenPipeError):
        raise
    except Exception as error:  # noqa: BLE001 - one workbook must not end the others
        words = f"{type(error).__name__}: {error}"
        return (Run(AS_IS, Fate.BUG, (words, "Please report it with the workbook.")),), traceback.format_exc()


def _listen(orders: int, cancelled: threading.Event) -> None:
    """Wait for a word to stop; silence means that the master is gone."""
    while True:
        word = os.read(orders, 1)
        if not word:
            os._exit(ORPHANED)
        if word == STOP:
            cancelled.set()


class _Teller:
    """Passes on how far a task is, now and then."""

    def __init__(self, sender: Sender) -> None:
        self._sender, self._last, self._doing = sender, 0.0, ("", "")

    def __call__(self, step: Step) -> None:
        now = time.monotonic()
        doing = step.words, step.phase
        if doing != self._doing or now - self._last >= EVERY:
            self._last, self._doing = now, doing
            self._sender.send(STEP, step)


if __name__ == "__main__":
    main(*sys.argv[1:])
