"""The best order-up-to level, and what stock and backorders cost at it: the newsvendor.

::

    cost(S) = E[h (S - Z)+ + p (Z - S)+]        Z: exposed demand, less the overshoot
    best S  = smallest with P(Z <= S) >= p / (p + h)

Source: Arrow, Harris, Marschak (1951); with an overshoot Janakiraman, Seshadri, Sheopuri (2015).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from optimizer.replenishment.demand import Distribution
    from optimizer.replenishment.terms import Terms


@dataclass(frozen=True, slots=True)
class Level:
    """An order-up-to level and its weekly cost.

    Attributes
    ----------
    level
        Stock less backorders plus orders on the way, up to which is ordered [steps].
    stock, waiting
        Expected stock and backorders at the end of a week [steps].
    holding, backorder
        What they cost [money/week].

    """

    level: float
    stock: float
    waiting: float
    holding: float
    backorder: float

    def times(self, step: float) -> Level:
        """Return the level with amounts in units instead of steps of so many; money stays."""
        return replace(self, level=self.level * step, stock=self.stock * step, waiting=self.waiting * step)

    @property
    def cost(self) -> float:
        """Both together [money/week]."""
        return self.holding + self.backorder


def best_level(needed: Distribution, terms: Terms) -> Level:
    """Level of least cost.

    Parameters
    ----------
    needed
        Exposed demand, less the overshoot [steps].

    """
    return at_level(needed.below(terms.ratio), needed, terms)


def at_level(level: float, needed: Distribution, terms: Terms) -> Level:
    """What a level costs.

    >>> from optimizer.replenishment.demand import Distribution
    >>> from optimizer.replenishment.terms import Terms
    >>> prices = {"fast_price": 0, "slow_price": 0, "holding": 1, "backorder": 4}
    >>> terms = Terms.of_weeks(Distribution.uniform(0, 4), 0, 1, **prices)
    >>> at_level(3, terms.exposed_fast, terms).cost
    2.0
    """
    left = level - needed.values
    stock = float(np.maximum(left, 0.0) @ needed.chance)
    waiting = float(np.maximum(-left, 0.0) @ needed.chance)
    return Level(level, stock, waiting, terms.holding * stock, terms.backorder * waiting)
