"""A place where one task at a time is done in a process of its own: start, follow, stop it, say what came of it."""

from __future__ import annotations

import os
import platform
import signal
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from optimizer.tasks.finished import Fate, Finished, Run
from optimizer.tasks.hired import GONE, Hired
from optimizer.tasks.task import Step
from optimizer.tasks.wire import DONE, ENDED, STEP
from optimizer.tasks.worker import OVER_MEMORY

if TYPE_CHECKING:
    from queue import SimpleQueue

    from optimizer.tasks.task import Limits, Task
    from optimizer.tasks.wire import Message

    Inbox = SimpleQueue[tuple[Hired, Message]]

WORK = "optimizer.tasks.perform:perform"
"""What is done with a task."""
FORKS = hasattr(os, "fork") and sys.platform != "darwin"
"""Whether a process that has imported everything can be forked safely."""
MEGABYTE = 1 << 20
STARTING = Step("starting")


class Seat:
    """One worker process, a new one whenever the last is gone, and the task it has.

    Parameters
    ----------
    inbox
        Where messages arrive; whoever takes one out hands it to the seat with that worker.
    limits
        What each task may take.

    """

    def __init__(self, inbox: Inbox, limits: Limits, *, work: str = WORK, forks: bool = FORKS) -> None:
        self.task: Task | None = None
        self.step = STARTING
        self.worker: Hired | None = None
        self._inbox, self._limits, self._work, self._forks = inbox, limits, work, forks
        self._began = 0.0
        self._asked: float | None = None
        self._why = Fate.CRASHED
        self._done: tuple[tuple[Run, ...], int, str] | None = None

    @property
    def seconds(self) -> float:
        """How long its task has been running [s]."""
        return time.monotonic() - self._began

    def start(self, task: Task) -> None:
        """Give it a task; it must have none."""
        self.task, self.step, self._began = task, STARTING, time.monotonic()
        self._asked, self._why, self._done = None, Fate.CRASHED, None
        if self.worker is None or self.worker.is_spent:
            self.worker = Hired(self._inbox, self._work, forks=self._forks)
        self.worker.give(task, self._limits.memory)

    def receive(self, message: Message) -> Finished | None:
        """Take note of a message of its worker; return what came of the task once it is over."""
        kind, value = message
        if kind == STEP:
            self.step = value
        elif kind == DONE:
            self._done = value
        elif self.task is not None and kind in {ENDED, GONE}:
            if self.worker is not None:
                if kind == GONE:
                    self.worker.close()
                self.worker.over()
            return self._over(value)
        return None

    def look(self, *, asked: bool = False, at_once: bool = False) -> None:
        """Stop the task when that is asked for or its time is up, and kill it when it does not end."""
        if self.task is None or self.worker is None:
            return
        if self._asked is None and (asked or self.seconds > self._limits.seconds):
            self._asked, self._why = time.monotonic(), Fate.CANCELLED if asked else Fate.OUT_OF_TIME
            self.worker.stop()
        if self._asked is not None and (at_once or time.monotonic() - self._asked > self._limits.grace):
            self.worker.kill()

    def close(self) -> None:
        """End the worker process, with whatever it does."""
        if self.worker is not None:
            self.worker.close()

    def _over(self, code: int) -> Finished:
        """What came of the task, from what its process said last and how it ended."""
        task, seconds = self.task, self.seconds
        assert task is not None  # noqa: S101 - only called with one
        self.task = None
        if self._done is not None:
            runs, memory, detail = self._done
            return Finished(task, self._named(runs), seconds, memory, machine=platform.node(), detail=detail)
        from optimizer.comparison import AS_IS

        fate = Fate.OUT_OF_MEMORY if code == OVER_MEMORY else self._why
        run = Run(AS_IS, fate, (self._sentence(fate, code),), seconds=seconds)
        return Finished(task, (run,), seconds, machine=platform.node())

    def _named(self, runs: tuple[Run, ...]) -> tuple[Run, ...]:
        """Runs as they are, once they were not told to stop; of those that were, why they have no better plan."""
        if self._asked is None:
            return runs
        words = self._sentence(self._why, 0)
        return tuple(
            replace(run, fate=self._why, words=(words,))
            if run.fate in {Fate.NO_PLAN, Fate.CANCELLED}
            else replace(run, words=(*run.words, words))
            if run.fate is Fate.INTERRUPTED and self._why is Fate.OUT_OF_TIME
            else run
            for run in runs
        )

    def _sentence(self, fate: Fate, code: int) -> str:
        if fate is Fate.OUT_OF_TIME:
            return f"It took longer than {self._limits.seconds:,.0f} s. Allow it more with --max-time."
        if fate is Fate.OUT_OF_MEMORY:
            most = (self._limits.memory or 0) / MEGABYTE
            return f"It needs more than {most:,.0f} MB. Allow it more with --memory, or run fewer at once with --jobs."
        if fate is Fate.CANCELLED:
            return "It was called off before it had a plan."
        return f"The process ended by itself ({ending(code)}). Run it alone with sourcemix solve to see more."


def ending(code: int) -> str:
    """How a process ended, in words.

    >>> ending(-9), ending(3)
    ('killed from outside', 'code 3')
    """
    if code >= 0:
        return f"code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
    return {"SIGKILL": "killed from outside", "SIGSEGV": "memory access error"}.get(name, f"signal {name}")
