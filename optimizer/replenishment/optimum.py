"""The least cost that any ordering rule can have: a dynamic programme over stock and all orders on the way.

::

    V(x; q1..q[L-1]) = min over y >= x, q >= 0 of
        premium x (y - x) + E[h (y - X)+ + p (X - y)+] + E V(y - D + q1; q2..q[L-1], q) - average cost

Purchase at the slow source's price comes on top: in the long run all demand is bought. Solved by relative value
iteration; after each step the average cost of the best rule lies between the least and the largest difference of two
successive values (Odoni 1969), which goes into the error that is reported.

The states are cut off in three places: no order above a largest one, no less than a least y, and no more than a largest
sum of y and all orders on the way. What is left cannot be departed from, so that each cut can only make the result
dearer; all three are moved outward until nothing changes, and what the last move changed goes into the error too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from models.schema import Numbers
    from optimizer.replenishment.terms import Terms

MOST_STATES = 20_000_000
"""States beyond which memory does not suffice; each takes about 50 bytes."""
MOST_STEPS = 100_000
CHECK_EVERY = 5
LAZY = 0.05
"""Part of each week in which nothing happens: without it, what comes round at intervals would never settle."""
MOST_MOVES = 30


class TooLargeError(ValueError):
    """There are more states than a machine can hold."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """Least average cost of any rule.

    Attributes
    ----------
    cost
        Least cost [money/week].
    error
        Most by which it can be off [money/week].
    states
        How many those were.

    """

    cost: float
    error: float
    states: int


@dataclass(frozen=True, slots=True)
class Box:
    """Where the states are cut off.

    Attributes
    ----------
    least
        Least stock after the fast order, orders that arrive in time included.
    most
        Largest sum of that and all orders on the way.
    largest
        Largest slow order.

    """

    least: int
    most: int
    largest: int

    def beyond(self, terms: Terms) -> Box:
        """Return the box with every cut moved outward."""
        wider = max(terms.demand.highest // 2, 1)
        return Box(self.least - wider, self.most + 2 * wider, self.largest + max(self.largest // 4, 1))


def optimum(terms: Terms, tolerance: float = 1e-9, most_states: int = MOST_STATES) -> Optimum:
    """Least average cost of any rule for terms with whole weeks.

    Parameters
    ----------
    tolerance
        Error and effect of the cuts that are small enough, as a share of the cost without purchase.
    most_states
        States beyond which it is not begun, or not gone on with.

    Raises
    ------
    TooLargeError
        When there are too many states.

    """
    bought = terms.slow_price * terms.demand.mean
    if terms.premium <= 0:
        # A unit from the slow source can be had later, and for no more, from the fast one.
        from optimizer.replenishment.rules import fast_only

        return Optimum(fast_only(terms).cost, 0.0, 1)
    programme = _Programme(terms, first_box(terms), most_states)
    found, values = _solve(programme, tolerance, None)
    for _ in range(MOST_MOVES):
        wider = _Programme(terms, programme.box.beyond(terms), most_states)
        better, values = _solve(wider, tolerance, (programme, values))
        changed, allowed = abs(better.cost - found.cost), tolerance * max(found.cost, 1e-9) + better.error + found.error
        programme, found = wider, replace(better, error=better.error + changed)
        if changed <= allowed:
            break
    return replace(found, cost=found.cost + bought)


def first_box(terms: Terms) -> Box:
    """Return cuts at the far side of what is usually best: they are moved outward anyway until that changes nothing."""
    demand, premium = terms.demand, terms.premium
    patience = min(premium / terms.backorder, float(terms.lag))
    ratio = max((terms.backorder - premium) / (terms.backorder + terms.holding), 0.0)
    least = terms.exposed_fast.below(ratio) - 1 - math.ceil(patience * demand.mean)
    largest = min(math.ceil(demand.mean + demand.deviation / 2), max(demand.highest, 1))
    most = max(terms.exposed_slow.below(terms.ratio), least + (terms.lag - 1) * largest, terms.exposed_fast.highest)
    return Box(least, most + 1, largest)


class _Programme:
    """One week of the programme on one box, for whole arrays of states."""

    def __init__(self, terms: Terms, box: Box, most_states: int) -> None:
        self.box, self.lowest = box, box.least - terms.demand.highest
        self.orders, self.lag = box.largest + 1, terms.lag
        self.pipeline = (self.orders,) * (terms.lag - 1)
        self.after = np.arange(box.least, box.most + 1)
        self.below = box.least - self.lowest
        self.shape = (self.below + len(self.after), *self.pipeline)
        if math.prod(self.shape) > most_states:
            raise TooLargeError(f"there are more than {most_states:,} states of stock and orders on the way")
        self.least_cost = min(terms.holding, terms.backorder)  # no cost that matters is much smaller
        self._demand, self._premium = terms.demand.support, terms.premium
        self._week = self._stock_cost(terms)
        on_the_way = sum(np.indices(self.pipeline, sparse=True), np.zeros((1,) * (terms.lag - 1)))
        self.is_state = np.arange(self.lowest, box.most + 1).reshape(-1, *self._ones) + on_the_way <= box.most
        kept = self.is_state[self.below :]
        self._barred = np.where(kept, 0.0, np.inf)

    @property
    def _ones(self) -> tuple[int, ...]:
        return (1,) * (self.lag - 1)

    def _stock_cost(self, terms: Terms) -> Numbers:
        from optimizer.replenishment.newsvendor import at_level

        cost = [at_level(int(y), terms.exposed_fast, terms).cost for y in self.after]
        return np.array(cost).reshape(-1, *self._ones)

    def week(self, values: Any) -> Any:
        """Cost of a week and of all that follows, done in the best way, shape of the states."""
        size = len(self.after)
        follows = np.zeros((size, *self.pipeline))
        for demand, chance in self._demand:
            first = self.below - demand
            follows += chance * values[first : first + size]
        follows += self._barred
        if self.lag == 1:
            best = np.minimum.accumulate(follows[::-1])[::-1]
        else:
            # The newest order is the last axis; what arrives next moves the stock along the first one.
            least = follows.min(axis=-1)
            best = np.full((size, *self.pipeline), np.inf)
            for arriving in range(self.orders):
                best[: size - arriving, arriving] = least[arriving:]
        best += self._week
        lifted = self._premium * self.after.reshape(-1, *self._ones)
        best += lifted
        best = np.minimum.accumulate(best[::-1])[::-1]
        found = np.empty(self.shape)
        found[self.below :] = best - lifted
        short = self._premium * np.arange(self.below, 0, -1).reshape(-1, *self._ones)
        found[: self.below] = found[self.below] + short
        np.copyto(found, 0.0, where=~self.is_state)
        return found


def _solve(programme: _Programme, tolerance: float, before: tuple[_Programme, Any] | None) -> tuple[Optimum, Any]:
    """Average cost on a box, with the values of its states; begun with those of a smaller box."""
    values = np.zeros(programme.shape)
    if before is not None:
        smaller, known = before
        first = smaller.lowest - programme.lowest
        values[(slice(first, first + len(known)), *(slice(0, smaller.orders),) * (programme.lag - 1))] = known
    low, high = -math.inf, math.inf
    for step in range(MOST_STEPS):
        after = programme.week(values)
        after -= values
        if step % CHECK_EVERY == 0:
            low = float(np.min(after, where=programme.is_state, initial=np.inf))
            high = float(np.max(after, where=programme.is_state, initial=-np.inf))
            if high - low <= tolerance * max(abs(low), programme.least_cost):
                break
        values += (1.0 - LAZY) * after
        values -= values[(programme.below, *(0,) * (programme.lag - 1))]
    return Optimum((low + high) / 2, (high - low) / 2, int(programme.is_state.sum())), values
