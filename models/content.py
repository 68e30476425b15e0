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

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo

from models.plan import Blends, Production
from models.schema import Columns, Numbers, Sheet, Texts, number, text
from models.sheets import Inventory, Sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from models.plan import Plan
    from models.problem import ItemSite, Problem

VALUE, QUANTITY = "value", "quantity"
MEASURES = (VALUE, QUANTITY)
Measured = tuple[str, str]
"""Measure and item."""
ROUNDING = 1e-9


class OpeningContent(Columns, of=Inventory):
    """Origin of the stock on hand."""

    on_hand_content: Numbers = number(
        "Domestic content of the stock on hand, as a share of its value.", unit="fraction", default=0.0, upper=1.0
    )


class ContentUse(Sheet, name="Content_use", purpose="Domestic content of what is used up or sold.", key=()):
    """Decision: content that leaves the account."""

    measure: Texts = text("value or quantity.")
    item: Texts = text("Item.")
    site: Texts = text("Site where it is used up or sold.")
    parent: Texts = text("What it is used for; blank: sold.")
    period: Texts = text("Period.")
    content: Numbers = number("Domestic content.", unit="money/week or units/week")


class FollowsContent:
    """A sheet with rows for which the domestic content of items must be known."""

    def followed(self, problem: Problem) -> Iterator[Measured]:
        """Measure and item of the content it needs."""
        raise NotImplementedError


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


def track(m: Any, problem: Problem, kept: Sequence[Any]) -> Any:
    """Block ``content`` of the model, in which all followed content is tracked; written when first asked for.

    Parameters
    ----------
    kept
        Stock variables that take part in the balance.

    """
    if m.component("content") is None:
        m.content = pyo.Block()
        _add_sets(m.content, m, problem)
        _add_variables(m.content)
        _travel_with_goods(m.content, m, kept)
        _conserve(m.content, m)
    return m.content


def _add_sets(b: Any, m: Any, problem: Problem) -> None:
    """Where content may be made, travel, be used up, be sold and stay, and the figures of making it."""
    sites = carriers(problem)
    has = {(a, i, n) for (a, i), places in sites.items() for n in places}
    measures: dict[str, list[str]] = {}
    for a, i in sites:
        measures.setdefault(i, []).append(a)
    nodes = [(a, *node) for node in m.NODES for a in measures.get(node[0], ()) if (a, *node[:2]) in has]
    b.NODES = pyo.Set(initialize=nodes, dimen=4)
    travels = [(a, *trip) for trip in m.SHIPPED for a in measures.get(trip[0], ()) if (a, *trip[:2]) in has]
    uses = [(a, p, c, n, t) for p, c, n, t in m.USED for a in measures.get(c, ()) if (a, c, n) in has]
    b.TRAVELS = pyo.Set(initialize=travels, dimen=6)
    b.USES = pyo.Set(initialize=uses, dimen=5)
    sold = {key for key in nodes if key[1:] in m.WANTED or key[1:] in m.LATE}
    stays = {key for key in nodes if key[1:3] in problem.stock_row}
    before = {key: [(*key[:3], key[3] - 1)] if key in stays and key[3] else [] for key in nodes}
    b.SOLD = pyo.Set(b.NODES, initialize={key: [key] if key in sold else [] for key in nodes}, dimen=4)
    b.STAYING = pyo.Set(b.NODES, initialize={key: [key] if key in stays else [] for key in nodes}, dimen=4)
    b.CARRIED = pyo.Set(b.NODES, initialize=before, dimen=4)
    b.SALES = pyo.Set(initialize=[key for key in nodes if key in sold], dimen=4)
    b.STAYS = pyo.Set(initialize=[key for key in nodes if key in stays], dimen=4)
    arriving = {key: [trip for trip in m.ARRIVING[key[1:]] if (*key[:2], trip[0]) in has] for key in nodes}
    b.ARRIVING = pyo.Set(b.NODES, initialize=arriving, dimen=3)
    parents: dict[Any, list[str]] = {}
    parts: dict[Any, list[str]] = {}
    for a, p, c, n, t in uses:
        parents.setdefault((a, c, n, t), []).append(p)
        if a == VALUE and (VALUE, p) in sites:
            parts.setdefault((VALUE, p, n, t), []).append(c)
    b.PARENTS = pyo.Set(b.NODES, initialize={key: parents.get(key, []) for key in nodes}, dimen=1)
    b.PARTS = pyo.Set(b.NODES, initialize={key: parts.get(key, []) for key in nodes}, dimen=1)
    pairs = dict.fromkeys((p, c) for _, p, c, _, _ in uses if (VALUE, p) in sites and problem.value[c] > 0)
    b.part_of_value = pyo.Param(list(pairs), initialize={(p, c): problem.value[c] / problem.value[p] for p, c in pairs})
    start = opening(problem)
    b.on_hand = pyo.Param(
        b.NODES, initialize={key: start.get(key[1:3], 0.0) if key[3] == 0 else 0.0 for key in nodes}, default=0.0
    )
    _add_making(b, problem, nodes)


def _add_making(b: Any, problem: Problem, nodes: list[tuple[str, str, str, int]]) -> None:
    """What makers at home add, and where components may be worth more than what is made of them."""
    home, made, cut = problem.geography.domestic, dict[Any, float](), dict[Any, float]()
    lossy = set()
    known = {
        key: added(problem, *key) for key in dict.fromkeys(node[:3] for node in nodes) if key[2] in problem.makers[key[1]]
    }
    for a, i, n, t in nodes:
        share = known.get((a, i, n))
        if share is not None and share.clipped[t]:
            lossy.add((a, i, n, t))
        if share is not None and n in home:
            made[a, i, n, t] = float(share.base[t])
            cut |= {(a, i, c, n, t): float(off[t]) for c, off in share.deducted.items()}
    alternatives: dict[Any, list[str]] = {}
    for a, i, c, n, t in cut:
        alternatives.setdefault((a, i, n, t), []).append(c)
    b.ADDING = pyo.Set(b.NODES, initialize={key: [key[1:]] if key in made else [] for key in nodes}, dimen=3)
    b.ALTERNATIVES = pyo.Set(b.NODES, initialize={key: alternatives.get(key, []) for key in nodes}, dimen=1)
    b.added = pyo.Param(list(made), initialize=made)
    b.deducted = pyo.Param(list(cut), initialize=cut)
    b.LOSING = pyo.Set(b.NODES, initialize={key: [key] if key in lossy else [] for key in nodes}, dimen=4)
    b.LOSSES = pyo.Set(initialize=[key for key in nodes if key in lossy], dimen=4)


def _add_variables(b: Any) -> None:
    b.ship = pyo.Var(b.TRAVELS, within=pyo.NonNegativeReals)
    b.used = pyo.Var(b.USES, within=pyo.NonNegativeReals)
    b.served = pyo.Var(b.SALES, within=pyo.NonNegativeReals)
    b.stock = pyo.Var(b.STAYS, within=pyo.NonNegativeReals)
    b.lost = pyo.Var(b.LOSSES, within=pyo.NonNegativeReals)


def made(b: Any, m: Any, a: str, i: str, n: str, t: int) -> Any:
    """Content of what is made at a node, as an expression [units' worth a week]."""
    new = sum(b.added[a, i, n, t] * m.make[x, y, z] for x, y, z in b.ADDING[a, i, n, t])
    cut = sum(b.deducted[a, i, c, n, t] * m.blend[i, c, n, t] for c in b.ALTERNATIVES[a, i, n, t])
    carried = sum(b.part_of_value[i, c] * b.used[a, i, c, n, t] for c in b.PARTS[a, i, n, t])
    return new - cut + carried - sum(b.lost[x, y, z, s] for x, y, z, s in b.LOSING[a, i, n, t])


def taken(b: Any, a: str, i: str, n: str, t: int) -> Any:
    """Content of what is used up or sold at a node, as an expression [units' worth a week]."""
    used = sum(b.used[a, p, i, n, t] for p in b.PARENTS[a, i, n, t])
    return used + sum(b.served[x, y, z, s] for x, y, z, s in b.SOLD[a, i, n, t])


def _travel_with_goods(b: Any, m: Any, kept: Sequence[Any]) -> None:
    """No unit carries more content than it is worth."""
    blended = set(m.BLENDED)
    b.PLAIN = pyo.Set(b.USES, initialize={k: [] if k[1:] in blended else [(k[1], *k[3:])] for k in b.USES}, dimen=3)
    b.MIXED = pyo.Set(b.USES, initialize={k: [k[1:]] if k[1:] in blended else [] for k in b.USES}, dimen=4)

    def used_with_goods(b: Any, a: str, p: str, c: str, n: str, t: int) -> Any:
        plain = sum(m.make[x, y, z] for x, y, z in b.PLAIN[a, p, c, n, t])
        mixed = sum(m.blend[x, w, y, z] for x, w, y, z in b.MIXED[a, p, c, n, t])
        return b.used[a, p, c, n, t] <= m.usage[p, c, n, t] * (plain + mixed)

    def sold_with_goods(b: Any, a: str, i: str, n: str, t: int) -> Any:
        unserved = sum(m.unmet[x, y, z] for x, y, z in m.UNSERVED[i, n, t])
        recovered = sum(m.recovered[x, y, z] for x, y, z in m.RECOVERING[i, n, t])
        return b.served[a, i, n, t] <= m.demand[i, n, t] - unserved + recovered

    def kept_with_goods(b: Any, a: str, i: str, n: str, t: int) -> Any:
        return b.stock[a, i, n, t] <= sum(stock[i, n, t] for stock in kept)

    b.ships_with_goods = pyo.Constraint(
        b.TRAVELS, rule=lambda b, a, i, o, d, mode, t: b.ship[a, i, o, d, mode, t] <= m.ship[i, o, d, mode, t]
    )
    b.used_with_goods = pyo.Constraint(b.USES, rule=used_with_goods)
    b.sold_with_goods = pyo.Constraint(b.SALES, rule=sold_with_goods)
    b.kept_with_goods = pyo.Constraint(b.STAYS, rule=kept_with_goods)
    b.made_with_goods = pyo.Constraint(
        b.LOSSES, rule=lambda b, a, i, n, t: made(b, m, a, i, n, t) <= m.make[i, n, t]
    )


def _conserve(b: Any, m: Any) -> None:
    """What is made and arrives is used up, sold, passed on or kept."""

    def conserved(b: Any, a: str, i: str, n: str, t: int) -> Any:
        arrived = sum(b.ship[a, i, o, n, mode, s] * m.weeks[s] for o, mode, s in b.ARRIVING[a, i, n, t])
        left = sum(b.ship[a, i, n, d, mode, t] for d, mode in m.LEAVING[i, n, t])
        stays = sum(b.stock[x, y, z, s] for x, y, z, s in b.STAYING[a, i, n, t])
        carried = sum(b.stock[x, y, z, s] for x, y, z, s in b.CARRIED[a, i, n, t])
        change = (stays - carried - b.on_hand[a, i, n, t]) * m.per_week[t]
        return made(b, m, a, i, n, t) + arrived * m.per_week[t] - left - taken(b, a, i, n, t) == change

    b.conserved = pyo.Constraint(b.NODES, rule=conserved)


def plan_made(problem: Problem, plan: Plan) -> dict[tuple[str, str, str, int], float]:
    """Content of what is made by measure, item, site and period, by arithmetic on the plan's tables [units' worth a week]."""
    number, home, places = problem.horizon.number, problem.geography.domestic, carriers(problem)
    found: dict[tuple[str, str, str, int], float] = {}
    limit: dict[tuple[str, str, str, int], float] = {}
    for measure, item in places:
        known = {n: added(problem, measure, item, n) for n in problem.makers.get(item, ())}
        for i, site, period, quantity in plan[Production]:
            if i == item and site in known:
                key, share = (measure, item, site, number(period)), known[site]
                found[key] = quantity * float(share.base[key[3]]) if site in home else 0.0
                limit[key] = quantity
        for i, c, site, period, quantity in plan[Blends]:
            if i == item and site in home:
                key = (measure, item, site, number(period))
                found[key] -= quantity * float(known[site].deducted.get(c, np.zeros(len(problem.horizon)))[key[3]])
    for measure, item, site, parent, period, content in plan[ContentUse]:
        if measure == VALUE and (VALUE, parent) in places:
            key = (VALUE, parent, site, number(period))
            found[key] = found.get(key, 0.0) + content / problem.value[parent]
    return {key: min(content, limit.get(key, 0.0)) for key, content in found.items()}
