"""How much of something is lost over time after a hit."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.schema import Numbers

FOREVER = math.inf
"""Duration of a loss that never comes back."""
SAME = 1e-9
"""Weeks below which two moments are one."""


@dataclass(frozen=True)
class Loss:
    """Lost share as a function of the weeks since the hit: straight lines between points, nothing after the last.

    Attributes
    ----------
    weeks, share
        Points of the curve; the first is at week 0, and the last share holds for ever when it is not 0.

    """

    weeks: tuple[float, ...]
    share: tuple[float, ...]

    @classmethod
    def of(cls, share: float, duration: float, ramp: Sequence[tuple[float, float]] = ()) -> Loss:
        """Make the curve of a hit.

        Parameters
        ----------
        share
            Share that is lost at first.
        duration
            Weeks until recovery begins; :data:`FOREVER` for a loss that stays.
        ramp
            Recovered fraction by weeks since recovery began; all at once when empty.

        Examples
        --------
        Half is lost for four weeks, then returns within two:

        >>> half = Loss.of(0.5, 4, [(0, 0.0), (2, 1.0)])
        >>> half.at(1.0), half.at(5.0), half.until(6.0)
        (0.5, 0.25, 2.5)

        """
        if math.isinf(duration):
            return cls((0.0,), (share,))
        points = [(0.0, share), (duration, share)]
        points += [(duration + week, share * (1.0 - fraction)) for week, fraction in ramp]
        last = points[-1][0]
        points.append((last, 0.0))
        return cls(tuple(week for week, _ in points), tuple(lost for _, lost in points))

    @property
    def peak(self) -> float:
        """Largest share that is ever lost."""
        return max(self.share)

    @property
    def end(self) -> float:
        """Week from which nothing is lost any more; infinite when that never comes."""
        return math.inf if self.share[-1] > 0 else self.weeks[-1]

    @property
    def kinks(self) -> tuple[float, ...]:
        """Weeks in which the curve bends or jumps."""
        return tuple(dict.fromkeys(self.weeks))

    @property
    def bends(self) -> tuple[float, ...]:
        """Weeks in which what is lost in all must be looked at: the kinks, and week by week where the curve slopes."""
        points = list(zip(self.weeks, self.share, strict=True))
        weeks = set(self.weeks)
        for (sooner, high), (later, low) in itertools.pairwise(points):
            if high != low:
                weeks |= {sooner + k for k in range(1, math.ceil(later - sooner))}
        return tuple(sorted(weeks))

    @property
    def forever(self) -> Loss:
        """The same hit without recovery."""
        return Loss.of(self.peak, FOREVER)

    @cached_property
    def _areas(self) -> tuple[float, ...]:
        """Area under the curve up to each point."""
        pairs = zip(self.weeks, self.share, self.weeks[1:], self.share[1:], strict=False)
        steps = [(later - sooner) * (high + low) / 2 for sooner, high, later, low in pairs]
        return (0.0, *np.cumsum(steps).tolist())

    def at(self, week: float) -> float:
        """Share lost at one moment; of a jump the later value."""
        if week < 0:
            return 0.0
        k = bisect_right(self.weeks, week) - 1
        if k + 1 >= len(self.weeks):
            return self.share[-1]
        span = self.weeks[k + 1] - self.weeks[k]
        return self.share[k] + (self.share[k + 1] - self.share[k]) * (week - self.weeks[k]) / span

    def until(self, week: float) -> float:
        """Weeks' worth lost in all up to a moment: the area under the curve [weeks]."""
        if week <= 0:
            return 0.0
        k = bisect_right(self.weeks, week) - 1
        return self._areas[k] + (week - self.weeks[k]) * (self.share[k] + self.at(week)) / 2 if k >= 0 else 0.0


def worst(losses: Sequence[Loss]) -> Loss:
    """Return the curve of several hits on one thing: at each moment the largest loss counts."""
    distinct = tuple(dict.fromkeys(losses))
    return distinct[0] if len(distinct) == 1 else _envelope(distinct)


def together(changes: Sequence[tuple[float, Loss]]) -> tuple[float, Loss]:
    """Size and curve of several changes that add up, such as two new duties on one lane.

    Examples
    --------
    Ten percent for four weeks, and five more in the first two:

    >>> size, curve = together([(0.10, Loss.of(1.0, 4)), (0.05, Loss.of(1.0, 2))])
    >>> round(size, 2), round(size * curve.at(3.0), 2)
    (0.15, 0.1)

    """
    if len(changes) == 1:
        return changes[0]
    points = _points([loss for _, loss in changes], lambda week: sum(size * loss.at(week) for size, loss in changes))
    largest = max((total for _, total in points), key=abs) or 1.0
    return largest, Loss(tuple(week for week, _ in points), tuple(total / largest for _, total in points))


@lru_cache(maxsize=4096)
def _envelope(losses: tuple[Loss, ...]) -> Loss:
    points = _points(losses, lambda week: max(loss.at(week) for loss in losses))
    return Loss(tuple(week for week, _ in points), tuple(lost for _, lost in points))


def _points(losses: Sequence[Loss], total: Callable[[float], float]) -> list[tuple[float, float]]:
    """Points of what is made of several curves, two of them where it jumps."""
    points: list[tuple[float, float]] = []
    for week in sorted({week for loss in losses for week in loss.weeks}):
        before, after = total(week - SAME), total(week)
        points += [(week, before), (week, after)] if week and abs(before - after) > SAME else [(week, after)]
    return points


def lost_between(loss: Loss, edges: Numbers, delay: float = 0.0) -> Numbers:
    """Weeks' worth lost between neighbouring edges, `delay` weeks late, shape (edges - 1,)."""
    return np.diff([loss.until(float(edge) - delay) for edge in edges])
