"""Worker processes on this machine: so many tasks at once, each in a process of its own."""

from __future__ import annotations

import os
from collections import deque
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from optimizer.tasks import memory
from optimizer.tasks.crew import ATTEMPTS, Underway
from optimizer.tasks.seat import FORKS, WORK, Seat
from optimizer.tasks.task import Halt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from optimizer.tasks.finished import Finished
    from optimizer.tasks.hired import Hired
    from optimizer.tasks.task import Limits, Task
    from optimizer.tasks.wire import Message

LOOK = 0.25
"""Seconds between two looks at the clock and at the switch that calls work off."""
SHARE = 0.8
"""Share of the machine's memory that all tasks together may have."""


def processors() -> int:
    """Processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # Windows, macOS
        return os.cpu_count() or 1


def memory_for_each(jobs: int) -> int | None:
    """Memory that one of so many tasks at once may have [bytes]; None where the system does not tell."""
    whole = memory.of_machine()
    return None if whole is None else int(whole * SHARE / jobs)


class LocalCrew:
    """So many worker processes on this machine.

    Parameters
    ----------
    jobs
        How many tasks at once.
    limits
        What each may take.
    work, forks
        What is done with a task, and how it gets its process; see :mod:`optimizer.tasks.worker`.

    """

    def __init__(self, jobs: int, limits: Limits, *, work: str = WORK, forks: bool = FORKS) -> None:
        self._inbox: SimpleQueue[tuple[Hired, Message]] = SimpleQueue()
        self._seats = [Seat(self._inbox, limits, work=work, forks=forks) for _ in range(jobs)]

    def finished(
        self, tasks: Iterable[Task], halt: Halt, watch: Callable[[Sequence[Underway]], None] = lambda _: None
    ) -> Iterator[Finished]:
        """What came of each task, in the order they end; see :class:`optimizer.tasks.crew.Crew`."""
        waiting = iter(tasks)
        again: deque[Task] = deque()
        attempts: dict[str, int] = {}
        while True:
            for seat in self._seats:
                if seat.task is None and not halt.asked:
                    task = again.popleft() if again else next(waiting, None)
                    if task is not None:
                        attempts[task.name] = attempts.get(task.name, 0) + 1
                        seat.start(task)
            busy = [seat for seat in self._seats if seat.task is not None]
            if not busy:
                return
            ended = self._heard()
            for seat in busy:
                seat.look(asked=halt.asked, at_once=halt.at_once)
            watch([Underway(s.task, s.seconds, s.step, attempts[s.task.name]) for s in busy if s.task is not None])
            if ended is None:
                continue
            if ended.is_lost and attempts[ended.task.name] < ATTEMPTS and not halt.asked:
                again.append(ended.task)
            else:
                yield ended.after(attempts.pop(ended.task.name))

    def close(self) -> None:
        """End every worker process."""
        for seat in self._seats:
            seat.close()

    def _heard(self) -> Finished | None:
        """Wait a little for the next message; what came of a task when that is what it says."""
        try:
            worker, message = self._inbox.get(timeout=LOOK)
        except Empty:
            return None
        seat = next((seat for seat in self._seats if seat.worker is worker), None)
        return None if seat is None else seat.receive(message)


def run_isolated(
    task: Task,
    limits: Limits,
    *,
    halt: Halt | None = None,
    watch: Callable[[Underway], None] = lambda _: None,
) -> Finished:
    """Do one task in a process of its own, and wait for it.

    Parameters
    ----------
    limits
        What it may take.
    halt
        Calls it off: asked once, it ends with the best plan so far.
    watch
        Called now and then with how far it is.

    """
    crew = LocalCrew(1, limits)

    def pass_on(tasks: Sequence[Underway]) -> None:
        for one in tasks:
            watch(one)

    try:
        (ended,) = crew.finished([task], halt or Halt(), pass_on)
    finally:
        crew.close()
    return ended
