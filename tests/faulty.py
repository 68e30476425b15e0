"""Work that goes wrong on purpose, by the name of the workbook; all other workbooks are planned as usual."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING, Any

from optimizer.tasks.perform import perform as plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.tasks.finished import Run
    from optimizer.tasks.task import Step, Task


def perform(task: Task, tell: Callable[[Step], None], cancelled: Any) -> tuple[Run, ...]:
    kind = task.source.stem.partition("-")[0]
    if kind in FAULTS:
        FAULTS[kind](task)
    if kind == "patient":
        cancelled.wait(30)
    return plan(task, tell, cancelled)


def _crash(_: Task) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _hang(_: Task) -> None:
    while True:  # a word to stop is not heard
        time.sleep(1)


def _slow(_: Task) -> None:
    time.sleep(6)


def _greedy(_: Task) -> None:
    held = []
    while True:
        held.append(bytearray(32 << 20))


def _leave(_: Task) -> None:
    os._exit(9)


def _bug(_: Task) -> None:
    raise ZeroDivisionError("no idea")


def _once(task: Task) -> None:
    """Die the first time, and leave a mark of it."""
    mark = task.source.with_suffix(".died")
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def _patient(task: Task) -> None:
    """Leave a mark, and wait for the word to stop."""
    task.source.with_suffix(".reading").touch()


FAULTS = {
    "crash": _crash,
    "hang": _hang,
    "slow": _slow,
    "greedy": _greedy,
    "leave": _leave,
    "bug": _bug,
    "once": _once,
    "patient": _patient,
}
