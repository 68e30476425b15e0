"""One split of a plan between a slow and a fast source, and the terms on which a rule runs it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimizer.replenishment.demand import whole_steps
from optimizer.replenishment.terms import Terms

if TYPE_CHECKING:
    from optimizer.replenishment.demand import Distribution

FINE = 6.0
"""Steps in which one standard deviation of a week's demand is counted."""
MOST_STEPS = 4000.0
"""Steps of a week's demand at most, however little it varies."""
SAME = 0.005
"""Share by which figures of two periods may differ and the same rule still hold for both."""


@dataclass(frozen=True, slots=True)
class Way:
    """How an item comes to a place.

    Attributes
    ----------
    source, mode
        Site it comes from, and means of transport; "" where it is made where it is used.
    weeks, sd
        Time from order to arrival, and its standard deviation [weeks].
    quantity
        What the plan brings [units/week].
    price
        Landed cost [money/unit].

    """

    source: str
    mode: str
    weeks: float
    sd: float
    quantity: float
    price: float

    @property
    def words(self) -> str:
        """The source with its means of transport."""
        return f"{self.source} ({self.mode})" if self.mode else self.source


@dataclass(frozen=True, slots=True)
class Split:
    """One item at one place in periods in which it is supplied alike.

    Attributes
    ----------
    first, last
        Numbers of the first and last of these periods.
    slow, fast, others
        Both sources, and what comes beside them.
    sd
        Standard deviation of a week's demand [units/week].
    is_assumed
        Whether it is assumed, because the workbook states none.
    slow_left, fast_left
        Capacity that the plan leaves at both sources [units/week]; inf where it is not limited.
    holding, backorder
        Cost of a unit in stock, and of one that waits [money/unit/week].
    is_stated
        Whether the workbook states what waiting costs; else it follows from the service level.
    level
        Service level.

    """

    item: str
    destination: str
    first: int
    last: int
    slow: Way
    fast: Way
    others: tuple[Way, ...]
    sd: float
    is_assumed: bool
    slow_left: float
    fast_left: float
    holding: float
    backorder: float
    is_stated: bool
    level: float

    @property
    def mean(self) -> float:
        """Demand that both sources serve together [units/week]."""
        return self.slow.quantity + self.fast.quantity

    @property
    def is_reversed(self) -> bool:
        """Whether the fast source has no capacity left to answer to demand with, and the slow one has more."""
        return self.fast_left < min(self.sd, self.slow_left)

    @property
    def base(self) -> Way:
        """Source with a constant order."""
        return self.fast if self.is_reversed else self.slow

    @property
    def surge(self) -> Way:
        """Source that answers to demand."""
        return self.slow if self.is_reversed else self.fast

    @property
    def share(self) -> float:
        """Part of the demand that the plan gives to the base source."""
        return self.base.quantity / self.mean

    @property
    def lag(self) -> int:
        """Whole weeks by which the slow source is behind."""
        return max(round(self.slow.weeks - self.fast.weeks), 1)

    def step(self, steps_a_deviation: float = FINE) -> float:
        """Units in which amounts are counted, so that the plan's base order is a whole number of them if it can be."""
        wished = max(self.sd / steps_a_deviation, self.mean / MOST_STEPS)
        return self.base.quantity / (round(self.base.quantity / wished) or self.base.quantity / wished)

    def terms(self, step: float) -> Terms:
        """Terms of a rule whose base source is the slow one, amounts in steps of so many units."""
        both = (self.slow.quantity * self.slow.sd) ** 2 + (self.fast.quantity * self.fast.sd) ** 2
        return Terms(
            whole_steps(self.mean / step, self.sd / step),
            self._exposed(self.fast.weeks, both, step),
            self._exposed(self.slow.weeks, (self.mean * self.slow.sd) ** 2, step),
            self.lag,
            self.fast.price * step,
            self.slow.price * step,
            self.holding * step,
            self.backorder * step,
        )

    def reversed_terms(self, step: float) -> Terms:
        """Terms of a rule whose base source is the fast one: a constant order may come however late or early."""
        both = (self.slow.quantity * self.slow.sd) ** 2 + (self.fast.quantity * self.fast.sd) ** 2
        exposed = self._exposed(self.slow.weeks, both, step)
        slow, fast = self.slow.price * step, self.fast.price * step
        return replace(self.terms(step), exposed_fast=exposed, fast_price=slow, slow_price=fast)

    def _exposed(self, weeks: float, late: float, step: float) -> Distribution:
        """Demand of a lead time and the week after it, with the variance that late goods add [units ^ 2]."""
        exposed = weeks + 1.0
        return whole_steps(self.mean * exposed / step, math.sqrt(self.sd**2 * exposed + late) / step)

    def goes_on(self, other: Split) -> bool:
        """Whether the split of the next period is the same, near enough for the same rule."""
        ways = [(self.slow, other.slow), (self.fast, other.fast)]
        figures = [(self.sd, other.sd), (self.holding, other.holding), (self.backorder, other.backorder)]
        figures += [pair for a, b in ways for pair in ((a.quantity, b.quantity), (a.price, b.price))]
        same = all((a.source, a.mode) == (b.source, b.mode) for a, b in ways)
        return (
            same
            and self.is_reversed == other.is_reversed
            and self.last + 1 == other.first
            and [way.words for way in self.others] == [way.words for way in other.others]
            and all(math.isclose(a, b, rel_tol=SAME) for a, b in figures)
        )
