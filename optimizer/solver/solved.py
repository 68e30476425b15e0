"""Raw result of one solver run: why it stopped, and, apart from that, what it found."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from optimizer.errors import NoValueError

if TYPE_CHECKING:
    from models.schema import Numbers

NOTHING = 1e-9
"""Money below which a difference is rounding."""


class Stop(Enum):
    """Why the solver stopped."""

    FINISHED = "finished"
    TIME_LIMIT = "time limit"
    INTERRUPTED = "interrupted"
    INFEASIBLE = "no solution exists"
    UNBOUNDED = "cost has no lower bound"
    FAILED = "numerical trouble"
    DIED = "the process of the solver has ended"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a solve has come.

    Attributes
    ----------
    seconds
        Since it began.
    best, bound
        Cost of the best plan so far, and what no plan can go below; None while unknown.
    uncounted
        Disruptions whose cost is not part of the best yet: they are looked at once the rest is found.

    """

    seconds: float
    best: float | None
    bound: float | None
    uncounted: int = 0

    @property
    def gap(self) -> float | None:
        """Share by which the best plan may still be too dear; None while unknown."""
        return None if self.best is None or self.bound is None else relative_gap(self.best, self.bound)


@dataclass(frozen=True, slots=True)
class Solved:
    """Raw result of one solver run.

    Attributes
    ----------
    stop
        Why it stopped.
    bound
        Proven lower bound of the cost, -inf when there is none.
    seconds, nodes
        Run time, and branch-and-bound nodes.

    """

    stop: Stop
    bound: float
    seconds: float
    nodes: int
    _objective: float | None = None
    _values: Numbers | None = None

    @property
    def found(self) -> bool:
        """Whether there is a solution."""
        return self._values is not None

    @property
    def objective(self) -> float:
        """Cost of the solution found; raises :class:`NoValueError` when there is none."""
        if self._objective is None:
            raise NoValueError("The solver found no solution, so there is no cost.")
        return self._objective

    @property
    def values(self) -> Numbers:
        """Columns of the solution found; raises :class:`NoValueError` when there is none."""
        if self._values is None:
            raise NoValueError("The solver found no solution, so there are no values.")
        return self._values

    @property
    def gap(self) -> float:
        """Proven gap of the solution found, computed here and never taken from the solver."""
        return relative_gap(self.objective, self.bound)


def relative_gap(best: float, bound: float) -> float:
    """``|best - bound| / |best|``; 0 when both are nothing, inf without a bound.

    >>> relative_gap(200.0, 198.0)
    0.01
    """
    if not math.isfinite(bound):
        return math.inf
    difference = max(best - bound, 0.0)
    return difference / max(abs(best), NOTHING) if difference > NOTHING else 0.0


def dearest_within(gap: float, bound: float) -> float:
    """Largest cost whose :func:`relative_gap` from a bound is no more than asked; inf when any cost is.

    >>> dearest_within(0.01, 198.0), dearest_within(0.01, -202.0)
    (200.0, -200.0)
    """
    if bound > 0:
        return bound / (1 - gap) if gap < 1 else math.inf
    return bound / (1 + gap)
