"""What a rule is made for: prices, times and demand of one item at one place with two sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self

    from optimizer.replenishment.demand import Distribution


@dataclass(frozen=True)
class Terms:
    """Two sources of one item, and the demand that they serve; amounts are in whole steps of any size.

    Attributes
    ----------
    demand
        Of a week.
    exposed_fast, exposed_slow
        Demand from a source's order until what its next order brings: of lead time + 1 weeks.
    lag
        Weeks by which the slow source is behind the fast one, 1 or more.
    fast_price, slow_price
        Landed cost [money/step].
    holding, backorder
        Cost of stock at the end of a week, and of each order that waits then [money/step/week], above 0.

    """

    demand: Distribution
    exposed_fast: Distribution
    exposed_slow: Distribution
    lag: int
    fast_price: float
    slow_price: float
    holding: float
    backorder: float

    @classmethod
    def of_weeks(
        cls,
        demand: Distribution,
        fast_weeks: int,
        slow_weeks: int,
        *,
        fast_price: float,
        slow_price: float,
        holding: float,
        backorder: float,
    ) -> Self:
        """Terms with lead times in whole weeks and independent demand of each week.

        Raises
        ------
        ValueError
            When a figure makes no sense; the message says which.

        """
        if not 0 <= fast_weeks < slow_weeks:
            raise ValueError("the lead time of the regular source must be longer than that of the expedited one")
        if not (holding > 0 and backorder > 0):
            raise ValueError("holding and backorder cost must be above 0")
        if demand.lowest < 0 or demand.mean <= 0:
            raise ValueError("demand must not be negative, and not always 0")
        exposed = demand.times(fast_weeks + 1), demand.times(slow_weeks + 1)
        return cls(demand, *exposed, slow_weeks - fast_weeks, fast_price, slow_price, holding, backorder)

    @cached_property
    def premium(self) -> float:
        """What a unit costs more from the fast source [money/step]."""
        return self.fast_price - self.slow_price

    @property
    def ratio(self) -> float:
        """Share of weeks without backorders that is best: the critical ratio of the newsvendor."""
        return self.backorder / (self.holding + self.backorder)
