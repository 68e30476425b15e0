"""Domestic content by mass balance: created where value is added at home, carried by goods, used up with them.

Content is counted in units' worth (content / value of one unit), so that one unit carries between 0 and 1 of it. For
measure ``value``, with ``v`` the value of an item, and everything in units a week::

    added[i,n,t]   = max(v[i] - sum over components of usage[i,c,n,t] x v[c], 0) / v[i]
                     (an alternative component counts in what is made with it)
    made[i,n,t]    = added x make[i,n,t], if n is domestic,
                     + sum over components of used[i,c,n,t] x v[c] / v[i] - lost[i,n,t]
    made + sum ship[i,o,n,m,s] x weeks[s] / weeks[t]
      - sum ship[i,n,d,m,t] - sum over parents of used[p,i,n,t] - served[i,n,t]
      = (stock[i,n,t] - stock[i,n,t-1]) / weeks[t]

    content of every flow, use, sale and stock <= its goods;  made <= make

``lost`` exists only where components are worth more than what is made of them. For measure ``quantity`` a unit made at
home is worth 1 and its components do not count. Which unit of a mix carries the content is the plan's choice: that is
what chain of custody by mass balance means (ISO 22095:2020, mass balance model), and it keeps the rule linear.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from models.schema import Columns, Numbers, number
from models.sheets import Inventory, Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from models.problem import ItemSite, Problem

VALUE, QUANTITY = "value", "quantity"
MEASURES = (VALUE, QUANTITY)
Measured = tuple[str, str]
"""Measure and item."""
Node = tuple[str, str, str, int]
"""Measure, item, site, period."""
ROUNDING = 1e-9


class OpeningContent(Columns, of=Inventory):
    """Origin of the stock on hand."""

    on_hand_content: Numbers = number(
        "Domestic content of the stock on hand, as a share of its value.", unit="fraction", default=0.0, upper=1.0
    )


class FollowsContent(ABC):
    """A sheet with rows for which the domestic content of items must be known."""

    @abstractmethod
    def followed(self, problem: Problem) -> Iterator[Measured]:
        """Measure and item of the content it needs."""


@dataclass(frozen=True)
class Added:
    """What a maker adds to one good unit of an item, as a share of the item's value.

    Attributes
    ----------
    base
        Without its alternative components, shape (T,).
    deducted
        What is taken off for a unit made with an alternative, by component, shape (T,).
    clipped
        Periods in which components may be worth more than the item, shape (T,).

    """

    base: Numbers
    clipped: NDArray[np.bool_]
    deducted: dict[str, Numbers] = field(default_factory=dict)


def followed(problem: Problem) -> tuple[Measured, ...]:
    """All content that is tracked: what sheets ask for and, by value, everything that goes into it."""
    sheets = [table for table in problem.tables.values() if isinstance(table, FollowsContent)]
    waiting, found = [pair for sheet in sheets for pair in sheet.followed(problem)], set[Measured]()
    while waiting:
        measure, item = waiting.pop()
        if (measure, item) in found or worth(problem, measure, item) <= 0:
            continue
        found.add((measure, item))
        waiting += [(VALUE, c) for c in problem.recipes.children.get(item, ()) if measure == VALUE]
    return tuple((measure, item) for measure in MEASURES for item in problem.items if (measure, item) in found)


def worth(problem: Problem, measure: str, item: str) -> float:
    """Most content of one unit: its value, or one unit."""
    return problem.value[item] if measure == VALUE else 1.0


def added(problem: Problem, measure: str, item: str, site: str) -> Added:
    """What a maker adds to one good unit.

    Where several groups of alternatives are worth more than what is left of the item's value, the later groups are cut.
    """
    periods, recipes, value = len(problem.horizon), problem.recipes, problem.value
    if measure == QUANTITY:
        return Added(np.ones(periods), np.zeros(periods, dtype=np.bool_))
    per_good = 1.0 / float(problem[Sources].yield_[problem.source_row[item, site]])
    part = {c: recipes.usage[item, c] * per_good * value[c] / value[item] for c in recipes.children.get(item, ())}
    fixed = [part[c] * recipes.in_force[item, c] for c in part if not recipes.group[item, c]]
    rest = np.asarray(1.0 - np.sum(fixed, axis=0), dtype=np.float64) * np.ones(periods)
    base, deducted = np.maximum(rest, 0.0), dict[str, Numbers]()
    for (parent, _), children in recipes.alternatives.items():
        if parent == item:
            deducted |= {c: np.minimum(part[c], np.maximum(rest, 0.0)) for c in children}
            rest = rest - max(part[c] for c in children)
    return Added(base, rest < -ROUNDING, deducted)


def opening(problem: Problem) -> dict[ItemSite, float]:
    """Domestic content of the stock on hand, where there is any [units' worth]."""
    units = problem[Inventory].on_hand * problem[OpeningContent].on_hand_content
    return {key: float(units[row]) for key, row in problem.stock_row.items() if units[row] > 0}


def carriers(problem: Problem) -> dict[Measured, frozenset[str]]:
    """Sites where each followed item may have domestic content: made at home, of such parts, or brought from there."""
    asked, home, on_hand = set(followed(problem)), problem.geography.domestic, opening(problem)
    found: dict[Measured, frozenset[str]] = {}
    for item in reversed(problem.recipes.finished_first):
        for measure in (measure for measure in MEASURES if (measure, item) in asked):
            parts = [found.get((VALUE, c), frozenset()) for c in problem.recipes.children.get(item, ())]
            with_parts = frozenset[str]().union(*parts) if measure == VALUE else frozenset[str]()
            begin = {n for n in problem.makers.get(item, ()) if n in home | with_parts}
            found[measure, item] = _reached(problem, item, begin | {n for i, n in on_hand if i == item})
    return found


def _reached(problem: Problem, item: str, begin: set[str]) -> frozenset[str]:
    """Sites to which an item can come from those it begins at, those included."""
    found, waiting = set(begin), list(begin)
    while waiting:
        for a in problem.lanes.out_of.get((item, waiting.pop()), ()):
            destination = problem.lanes.keys[a][2]
            if destination not in found:
                found.add(destination)
                waiting.append(destination)
    return frozenset(found)


def may_lose(problem: Problem, key: Node) -> bool:
    """Whether content may be lost in making: where components may be worth more than what is made of them."""
    measure, item, site, t = key
    return site in problem.makers.get(item, ()) and bool(added(problem, measure, item, site).clipped[t])
