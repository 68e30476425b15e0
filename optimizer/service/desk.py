"""A desk: a thread that takes job after job, has each planned in a process of its own, and writes down the end."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from optimizer.progress import PHASES
from optimizer.service.folder import PLAN
from optimizer.service.job import Job, State
from optimizer.service.result import written_down
from optimizer.tasks.finished import Fate
from optimizer.tasks.local import LocalCrew
from optimizer.tasks.task import Halt, Limits, Step, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from optimizer.service.folder import Folder
    from optimizer.service.leases import Lease, Leases
    from optimizer.service.terms import Terms
    from optimizer.tasks.crew import Underway

LOG = logging.getLogger("sourcemix.service")
BEAT = 5.0
"""Seconds between two signs of life of a lease."""
SPACING, SPREAD = 0.5, 200.0
"""Seconds between two reports of progress at first; later a share of the time so far: 1 in so many."""
IDLE = 1.0
"""Seconds after which an idle desk looks for work without being rung for."""
MOST_PROBLEMS = 20_000
"""Problems of one input that are told; the rest is counted."""
PATIENCE = 60
"""How often the end of a job is tried to be written down, once a second."""


class Desk:
    """One desk; it works from ``start`` to ``stop``.

    Parameters
    ----------
    bell
        Rung when a job has come in.

    """

    def __init__(self, leases: Leases, folder: Folder, terms: Terms, bell: threading.Semaphore) -> None:
        self._leases, self._folder, self._terms, self._bell = leases, folder, terms, bell
        limits = Limits(seconds=terms.seconds, memory=terms.memory, grace=terms.grace)
        self._crew = LocalCrew(1, limits, work=terms.work)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._live, name="desk", daemon=True)

    @property
    def is_alive(self) -> bool:
        """Whether it works."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Open it."""
        self._thread.start()

    def close(self) -> None:
        """Let it end; what it is at goes back into the queue."""
        self._closing.set()

    def join(self) -> None:
        """Wait until it has ended."""
        self._thread.join()

    def _live(self) -> None:
        try:
            while not self._closing.is_set():
                self._bell.acquire(timeout=IDLE)
                try:
                    while not self._closing.is_set() and (lease := self._leases.take()):
                        self._do(lease)
                except (sqlite3.Error, OSError):
                    LOG.exception("The book of jobs or the disk cannot be used; trying again")
                    self._closing.wait(IDLE)
        finally:
            self._crew.close()

    def _do(self, lease: Lease) -> None:
        """Have one job planned, and write down what came of it; whatever happens, it comes to an end."""
        follow = _Follow(self._leases, lease, self._closing)
        try:
            state, result = self._planned(lease.job, follow)
        except Exception as error:
            LOG.exception("A job failed in the service itself")
            words = [f"The service itself failed ({type(error).__name__}).", "Please report it; then try again."]
            state, result = State.FAILED, {"fate": Fate.BUG.name, "words": words}
        if follow.is_lost:
            return
        if self._closing.is_set() and state is not State.FINISHED and not follow.is_called_off:
            self._insist(lambda: self._leases.give_back(lease))
        else:
            self._insist(lambda: self._leases.finish(lease, state, result))

    def _planned(self, job: Job, follow: _Follow) -> tuple[State, dict[str, Any]]:
        target = self._folder.attempt(job.id, job.token)
        task = _task(job, self._folder.input(job.id, job.kind), target / PLAN)
        (ended,) = self._crew.finished([task], follow.halt, follow)
        return written_down(job, ended, target)

    def _insist(self, write: Callable[[], object]) -> None:
        """Write to the book of jobs, again and again while that fails; in the end the lease runs out."""
        for _ in range(PATIENCE):
            try:
                write()
            except sqlite3.Error:
                LOG.exception("The book of jobs cannot be written; trying again")
                time.sleep(IDLE)
            else:
                return


class _Follow:
    """Follows a job while it is planned: signs of life, progress, and the word to end it."""

    def __init__(self, leases: Leases, lease: Lease, closing: threading.Event) -> None:
        self.halt, self.is_lost, self.is_called_off = Halt(), False, False
        self._leases, self._lease, self._closing = leases, lease, closing
        self._beat, self._told = time.monotonic(), float("-inf")
        self._last = Step("")

    def __call__(self, tasks: Sequence[Underway]) -> None:
        """Look once; a book of jobs that cannot be used for a moment ends no job."""
        try:
            for under in tasks:
                self._look(under)
        except sqlite3.Error:
            LOG.exception("The book of jobs cannot be used; the job goes on")

    def _look(self, under: Underway) -> None:
        now = time.monotonic()
        if now - self._beat >= BEAT and not self.is_lost:
            self._beat, self.is_lost = now, not self._leases.renew(self._lease)
        if self.is_lost or self._closing.is_set():
            self._end_at_once()
        elif not self.halt.asked and self._leases.is_called_off(self._lease):
            self.is_called_off = True
            self.halt.ask()
        step = self._with_figures(under.step)
        is_other = (step.words, step.phase) != (self._last.words, self._last.phase)
        if step != self._last and (is_other or now - self._told >= max(SPACING, under.seconds / SPREAD)):
            self._told, self._last = now, step
            self._leases.tell(self._lease, _progress(step, under.seconds))

    def _with_figures(self, step: Step) -> Step:
        """Return a step with the figures that were known before, where it brings none of its own."""
        best = self._last.best if step.best is None else step.best
        return replace(step, best=best, bound=self._last.bound if step.bound is None else step.bound)

    def _end_at_once(self) -> None:
        while not self.halt.at_once:
            self.halt.ask()


def _progress(step: Step, seconds: float) -> dict[str, Any]:
    gap = None
    if step.best is not None and step.bound is not None:
        from optimizer.solver.solved import relative_gap

        gap = _finite(relative_gap(step.best, step.bound))
    return {
        "words": PHASES.get(step.phase, step.words),
        "best": _finite(step.best),
        "bound": _finite(step.bound),
        "gap": gap,
        "seconds": round(seconds, 2),
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and abs(value) < float("inf") else None


def _task(job: Job, source: Path, target: Path) -> Task:
    order = job.order
    return Task(
        name=job.name,
        key=job.id,
        source=source,
        target=target,
        time_limit=order.time_limit,
        gap=order.gap,
        strict=order.strict,
        json=True,
        scenario=order.scenario,
        settings=order.settings,
        most_problems=MOST_PROBLEMS,
    )
