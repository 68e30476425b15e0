"""Ordering rules and what they cost a week in the long run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from optimizer.replenishment.newsvendor import Level, best_level
from optimizer.replenishment.overshoot import UnstableError, overshoot

if TYPE_CHECKING:
    from optimizer.replenishment.demand import Distribution
    from optimizer.replenishment.terms import Terms

ALL_ORDERS = 64
"""Constant orders up to which each is tried; beyond, the best is closed in on."""


class Kind(StrEnum):
    """Rules by name."""

    SLOW = "slow source only"
    FAST = "fast source only"
    BASE_SURGE = "tailored base-surge"
    DUAL_INDEX = "dual index"
    CAPPED = "capped dual index"


@dataclass(frozen=True, slots=True)
class Rule:
    """An ordering rule with its parameters, and what it costs a week.

    Attributes
    ----------
    kind
        Which rule.
    base
        Constant order to the slow source [steps/week]; nan where it is none.
    gap
        What the order-up-to level of the slow source is above that of the fast one [steps]; nan without one.
    cap
        Largest order to the slow source [steps/week]; nan without one.
    slow_rate
        What the slow source delivers in the long run [steps/week].
    purchase
        Both sources at their landed cost [money/week].
    stock
        Level with its stock and backorders, and what those cost.
    spread
        Half the width of the 95 % confidence interval of the cost [money/week]; 0 where it is exact.

    """

    kind: Kind
    slow_rate: float
    purchase: float
    stock: Level
    base: float = float("nan")
    gap: float = float("nan")
    cap: float = float("nan")
    spread: float = 0.0

    def times(self, step: float) -> Rule:
        """Return the rule with amounts in units instead of steps of so many; money stays."""
        return replace(
            self,
            slow_rate=self.slow_rate * step,
            stock=self.stock.times(step),
            base=self.base * step,
            gap=self.gap * step,
            cap=self.cap * step,
        )

    @property
    def level(self) -> float:
        """Order-up-to level of the fast source, or of the only one [steps]."""
        return self.stock.level

    @property
    def cost(self) -> float:
        """Purchase, stock and backorders [money/week]."""
        return self.purchase + self.stock.cost


def purchase(terms: Terms, slow_rate: float) -> float:
    """What both sources charge when the slow one delivers `slow_rate` [money/week]: all demand is met in the end."""
    return terms.slow_price * slow_rate + terms.fast_price * (terms.demand.mean - slow_rate)


def slow_only(terms: Terms) -> Rule:
    """Order up to a level from the slow source alone."""
    level = best_level(terms.exposed_slow, terms)
    return Rule(Kind.SLOW, terms.demand.mean, purchase(terms, terms.demand.mean), level)


def fast_only(terms: Terms) -> Rule:
    """Order up to a level from the fast source alone."""
    return Rule(Kind.FAST, 0.0, purchase(terms, 0.0), best_level(terms.exposed_fast, terms))


def base_surge(terms: Terms, base: int) -> Rule:
    """Order `base` from the slow source every week, and up to the best level from the fast one.

    Parameters
    ----------
    base
        Constant order [steps/week].

    Raises
    ------
    UnstableError
        When it is as much as the mean demand, or nearly.

    """
    needed = terms.exposed_fast.plus(overshoot(base, terms.demand).negative())
    return Rule(Kind.BASE_SURGE, float(base), purchase(terms, base), best_level(needed, terms), base=float(base))


def best_base_surge(terms: Terms) -> Rule:
    """Tailored base-surge of least cost.

    The cost is convex in the constant order where the level is the best for each (Janakiraman, Seshadri and Sheopuri
    2015), so that the best of many orders can be closed in on.
    """
    tried: dict[int, Rule | None] = {}

    def of(base: int) -> float:
        if base not in tried:
            try:
                tried[base] = base_surge(terms, base)
            except UnstableError:
                tried[base] = None
        found = tried[base]
        return float("inf") if found is None else found.cost

    low, high = 0, max(int(np.ceil(terms.demand.mean)) - 1, 0)
    while high - low > ALL_ORDERS:
        first, second = low + (high - low) // 3, high - (high - low) // 3
        low, high = (low, second) if of(first) <= of(second) else (first, high)
    best = min(range(low, high + 1), key=of)
    return tried[best] or fast_only(terms)


def of_overshoot(terms: Terms, kind: Kind, over: Distribution, slow_rate: float, **parameters: float) -> Rule:
    """Return a rule with a known overshoot and the best level for it."""
    level = best_level(terms.exposed_fast.plus(over.negative()), terms)
    return Rule(kind, slow_rate, purchase(terms, slow_rate), level, **parameters)
