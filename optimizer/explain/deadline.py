"""A share of the run's time, and what is left of it."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.solver.highs import Cancelled, SolverOptions

LEAST = 0.5
"""Seconds that a search gets at least: less than that and it could as well not begin."""


class Deadline:
    """Time that runs from now on.

    Parameters
    ----------
    seconds
        How long.
    options, cancelled
        Options of the run, and the switch that ends it.

    """

    def __init__(self, seconds: float, options: SolverOptions, cancelled: Cancelled | None) -> None:
        self._begin = time.monotonic()
        self._end = self._begin + seconds
        self._options, self.cancelled = options, cancelled
        self.ran_out = False

    @property
    def left(self) -> float:
        """Seconds left, never less than a search needs to begin."""
        return max(self._end - time.monotonic(), LEAST)

    @property
    def spent(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._begin

    @property
    def is_stopped(self) -> bool:
        """Whether somebody has asked for the end, so that more time would not have helped."""
        return self.cancelled is not None and self.cancelled.is_set()

    def in_time(self) -> bool:
        """Whether there is time for more; that there was not is remembered."""
        if self.is_stopped or time.monotonic() > self._end:
            self.ran_out = True
        return not self.ran_out

    def until(self, share: float) -> Callable[[], bool]:
        """Return the question whether a share of the time left from now is left."""
        end = time.monotonic() + share * self.left
        return lambda: self.in_time() and time.monotonic() < end

    def options(self, share: float = 1.0, longest: float = math.inf) -> SolverOptions:
        """Options of the run for one search, with a share of the time left, and so many seconds at most."""
        return replace(self._options, time_limit=max(min(share * self.left, longest), LEAST))
