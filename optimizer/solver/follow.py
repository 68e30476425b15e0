"""Following a run of the solver: its progress, the request to stop, its deadline, and the best solution so far."""

from __future__ import annotations

import math
import queue
import time
from typing import TYPE_CHECKING, Protocol

from optimizer.solver.job import Begun, Broken, Ended, Improved
from optimizer.solver.solved import Progress, Stop

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.schema import Numbers
    from optimizer.solver.job import Job, Message
    from optimizer.solver.options import Cancelled

POLL = 0.05
"""Seconds between two looks at the request to stop."""
GRACE = 2.0
"""Seconds after which a run that should have ended is given up: HiGHS can be silent for much longer."""
START = 60.0
"""Seconds that a process may take until the solver has its problem."""


class Route(Protocol):
    """Where a run takes place: a thread, or a process that can be killed."""

    @property
    def messages(self) -> queue.SimpleQueue[Message]:
        """What the run says."""

    def is_alive(self) -> bool:
        """Whether anything may still be said; if not, all that was is in the queue."""

    def stop(self) -> None:
        """Ask the run to end with what it has."""

    def give_up(self) -> bool:
        """End the run by force; False where that cannot be done."""


class RunBrokenError(RuntimeError):
    """A run of the solver raised what only a mistake of ours can raise."""


class Following:
    """One run, followed from outside."""

    def __init__(self, job: Job, route: Route, watch: Callable[[Progress], None], cancelled: Cancelled) -> None:
        self._job, self._route, self._watch, self._cancelled = job, route, watch, cancelled
        self._deadline = time.monotonic() + START
        self._asked = False
        self._bound = -math.inf
        self._best: Numbers | None = None

    def to_the_end(self) -> Ended:
        """Return how it ended.

        Ctrl-C asks for the end, as setting the switch does; the second one raises KeyboardInterrupt.
        """
        ended: Ended | None = None
        while ended is None:
            try:
                ended = self._next()
            except KeyboardInterrupt:
                if self._cancelled.is_set():
                    raise
                self._cancelled.set()
        return ended

    def _next(self) -> Ended | None:
        """Take in one message, or see to what has to happen without any; how it ended, once it has."""
        was_alive = self._route.is_alive()
        try:
            message = self._route.messages.get(timeout=POLL)
        except queue.Empty:
            return self._seen_to() if was_alive else self._kept(Stop.DIED)
        if isinstance(message, Ended):
            return message
        if isinstance(message, Broken):
            raise RunBrokenError(message.words)
        self._take(message)
        return self._seen_to()

    def _take(self, message: Begun | Progress | Improved) -> None:
        if isinstance(message, Improved):
            self._best = message.values
        elif isinstance(message, Progress):
            self._bound = self._bound if message.bound is None else message.bound
            self._watch(message)
        elif not self._asked:
            self._deadline = time.monotonic() + self._job.options.time_limit + GRACE

    def _seen_to(self) -> Ended | None:
        """Ask for the end when it is wanted, and give up a run that does not come to it."""
        now, wanted = time.monotonic(), self._cancelled.is_set() and self._job.heeds_cancel
        if wanted and not self._asked:
            self._asked, self._deadline = True, min(self._deadline, now + GRACE)
            self._route.stop()
        if now > self._deadline and self._route.give_up():
            return self._kept(Stop.INTERRUPTED if wanted else Stop.TIME_LIMIT)
        return None

    def _kept(self, stop: Stop) -> Ended:
        """End a run from outside, with the best solution it has told of."""
        return Ended(stop, self._bound, 0, self._best)
