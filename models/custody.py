"""Domestic content in the model: variables beside those of the goods, and the rows that keep account of it.

What content is, and the rows as mathematics, is said in :mod:`models.content`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.content import ROUNDING, VALUE, Node, added, carriers, opening, worth
from models.content_account import ContentFlows, ContentStock, ContentUse
from models.modelling import pyo

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.content import Measured
    from models.plan import Solution
    from models.problem import Problem
    from models.schema import Record


def track(m: Any, problem: Problem, kept: Sequence[Any]) -> Any:
    """Return block ``content`` of the model, which tracks all followed content; it is written when first asked for.

    Parameters
    ----------
    kept
        Stock variables that take part in the balance.

    """
    if m.component("content") is None:
        m.content = pyo.Block()
        sites = carriers(problem)
        nodes = _add_places(m.content, m, problem, sites)
        _add_making(m.content, problem, sites, nodes)
        _add_variables(m.content)
        _stay_with_goods(m.content, m, kept)
        _conserve(m.content, m)
    return m.content


def read(m: Any, problem: Problem, solution: Solution) -> Iterator[Record]:
    """Content of flows, uses, sales and stock of a solved model as plan tables, in money or units."""
    b, names = m.content, problem.horizon.names

    def amounts(variable: Any, item: int) -> Iterator[tuple[Any, float]]:
        keys = list(variable.keys())
        for key, value in zip(keys, solution.at(variable, keys).tolist(), strict=True):
            if value > ROUNDING:
                yield key, value * worth(problem, key[0], key[item])

    yield ContentFlows.of([(*key[:5], names[key[5]], content) for key, content in amounts(b.ship, 1)])
    used = [(a, i, n, p, names[t], content) for (a, p, i, n, t), content in amounts(b.used, 2)]
    sold = [(a, i, n, "", names[t], content) for (a, i, n, t), content in amounts(b.served, 1)]
    yield ContentUse.of([*used, *sold])
    yield ContentStock.of([(*key[:3], names[key[3]], content) for key, content in amounts(b.stock, 1)])


def _add_places(b: Any, m: Any, problem: Problem, sites: dict[Measured, frozenset[str]]) -> list[Node]:
    """Where content may travel, be used up, be sold and stay."""
    has = {(a, i, n) for (a, i), places in sites.items() for n in places}
    measures: dict[str, list[str]] = {}
    for a, i in sites:
        measures.setdefault(i, []).append(a)
    nodes = [(a, *node) for node in m.BALANCED for a in measures.get(node[0], ()) if (a, *node[:2]) in has]
    travels = [(a, *trip) for trip in m.SHIPPED for a in measures.get(trip[0], ()) if (a, *trip[:2]) in has]
    uses = [(a, p, c, n, t) for p, c, n, t in m.USED for a in measures.get(c, ()) if (a, c, n) in has]
    b.NODES = pyo.Set(initialize=nodes, dimen=4)
    b.TRAVELS = pyo.Set(initialize=travels, dimen=6)
    b.USES = pyo.Set(initialize=uses, dimen=5)
    sold = [key for key in nodes if key[1:] in m.WANTED or key[1:] in m.LATE]
    stays = [key for key in nodes if key[1:3] in problem.stock_row]
    b.SALES = pyo.Set(initialize=sold, dimen=4)
    b.STAYS = pyo.Set(initialize=stays, dimen=4)
    b.SOLD = pyo.Set(b.NODES, initialize=_each(nodes, sold), dimen=4)
    b.STAYING = pyo.Set(b.NODES, initialize=_each(nodes, stays), dimen=4)
    before = {key: [(*key[:3], key[3] - 1)] if key[3] else [] for key in stays}
    b.CARRIED = pyo.Set(b.NODES, initialize={key: before.get(key, []) for key in nodes}, dimen=4)
    arriving = {key: [trip for trip in m.ARRIVING[key[1:]] if (*key[:2], trip[0]) in has] for key in nodes}
    b.ARRIVING = pyo.Set(b.NODES, initialize=arriving, dimen=3)
    parents: dict[Node, list[str]] = {}
    for a, p, c, n, t in uses:
        parents.setdefault((a, c, n, t), []).append(p)
    b.PARENTS = pyo.Set(b.NODES, initialize={key: parents.get(key, []) for key in nodes}, dimen=1)
    start = opening(problem)
    on_hand = {key: start.get(key[1:3], 0.0) for key in nodes if key[3] == 0}
    b.on_hand = pyo.Param(b.NODES, initialize=on_hand, default=0.0)
    return nodes


def _each(nodes: Sequence[Node], chosen: Sequence[Node]) -> dict[Node, list[Node]]:
    """Each node's own key where it is among the chosen, so that a sum over it has one term or none."""
    among = set(chosen)
    return {key: [key] if key in among else [] for key in nodes}


def _add_making(b: Any, problem: Problem, sites: dict[Measured, frozenset[str]], nodes: list[Node]) -> None:
    """What makers at home add, what parts bring along, and where these may be worth more than what is made of them."""
    home, base, cut = problem.geography.domestic, dict[Node, float](), dict[tuple[str, str, str, str, int], float]()
    places = dict.fromkeys(key[:3] for key in nodes if key[2] in problem.makers.get(key[1], ()))
    known = {place: added(problem, *place) for place in places}
    making = [key for key in nodes if key[:3] in known]
    for a, i, n, t in making:
        if n in home:
            base[a, i, n, t] = float(known[a, i, n].base[t])
            cut |= {(a, i, c, n, t): float(off[t]) for c, off in known[a, i, n].deducted.items()}
    alternatives: dict[Node, list[str]] = {}
    parts: dict[Node, list[str]] = {}
    for a, i, c, n, t in cut:
        alternatives.setdefault((a, i, n, t), []).append(c)
    for a, p, c, n, t in b.USES:
        if a == VALUE and (VALUE, p) in sites:
            parts.setdefault((VALUE, p, n, t), []).append(c)
    b.ADDING = pyo.Set(b.NODES, initialize={key: [key[1:]] if key in base else [] for key in nodes}, dimen=3)
    b.ALTERNATIVES = pyo.Set(b.NODES, initialize={key: alternatives.get(key, []) for key in nodes}, dimen=1)
    b.PARTS = pyo.Set(b.NODES, initialize={key: parts.get(key, []) for key in nodes}, dimen=1)
    b.added = pyo.Param(list(base), initialize=base)
    b.deducted = pyo.Param(list(cut), initialize=cut)
    pairs = dict.fromkeys((key[1], c) for key, children in parts.items() for c in children)
    b.part_of_value = pyo.Param(list(pairs), initialize={(p, c): problem.value[c] / problem.value[p] for p, c in pairs})
    losing = [key for key in making if known[key[:3]].clipped[key[3]]]
    b.LOSSES = pyo.Set(initialize=losing, dimen=4)
    b.LOSING = pyo.Set(b.NODES, initialize=_each(nodes, losing), dimen=4)


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
    brought = sum(b.part_of_value[i, c] * b.used[a, i, c, n, t] for c in b.PARTS[a, i, n, t])
    return new - cut + brought - sum(b.lost[x, y, z, s] for x, y, z, s in b.LOSING[a, i, n, t])


def taken(b: Any, a: str, i: str, n: str, t: int) -> Any:
    """Content of what is used up or sold at a node, as an expression [units' worth a week]."""
    used = sum(b.used[a, p, i, n, t] for p in b.PARENTS[a, i, n, t])
    return used + sum(b.served[x, y, z, s] for x, y, z, s in b.SOLD[a, i, n, t])


def goods_taken(m: Any, i: str, n: str, t: int) -> Any:
    """What is used up or sold at a node, as an expression [units/week]."""
    used = sum(m.usage[p, i, n, t] * m.make[p, n, t] for p in m.USING[i, n, t])
    blended = sum(m.usage[p, i, n, t] * m.blend[p, i, n, t] for p in m.BLENDING[i, n, t])
    return used + blended + _sold(m, i, n, t)


def _sold(m: Any, i: str, n: str, t: int) -> Any:
    unserved = sum(m.unmet[x, y, z] for x, y, z in m.UNSERVED[i, n, t])
    return m.demand[i, n, t] - unserved + sum(m.recovered[x, y, z] for x, y, z in m.RECOVERING[i, n, t])


def _stay_with_goods(b: Any, m: Any, kept: Sequence[Any]) -> None:
    """No unit that travels, is used up, is sold, is kept or is made has more content than it is worth."""
    blended = set(m.BLENDED)
    b.PLAIN = pyo.Set(b.USES, initialize={k: [] if k[1:] in blended else [(k[1], *k[3:])] for k in b.USES}, dimen=3)
    b.MIXED = pyo.Set(b.USES, initialize={k: [k[1:]] if k[1:] in blended else [] for k in b.USES}, dimen=4)

    def used_with_goods(b: Any, a: str, p: str, c: str, n: str, t: int) -> Any:
        plain = sum(m.make[x, y, z] for x, y, z in b.PLAIN[a, p, c, n, t])
        mixed = sum(m.blend[x, w, y, z] for x, w, y, z in b.MIXED[a, p, c, n, t])
        return b.used[a, p, c, n, t] <= m.usage[p, c, n, t] * (plain + mixed)

    def sold_with_goods(b: Any, a: str, i: str, n: str, t: int) -> Any:
        return b.served[a, i, n, t] <= _sold(m, i, n, t)

    b.ships_with_goods = pyo.Constraint(
        b.TRAVELS, rule=lambda b, a, i, o, d, mode, t: b.ship[a, i, o, d, mode, t] <= m.ship[i, o, d, mode, t]
    )
    b.used_with_goods = pyo.Constraint(b.USES, rule=used_with_goods)
    b.sold_with_goods = pyo.Constraint(b.SALES, rule=sold_with_goods)
    b.kept_with_goods = pyo.Constraint(
        b.STAYS, rule=lambda b, a, i, n, t: b.stock[a, i, n, t] <= sum(stock[i, n, t] for stock in kept)
    )
    b.made_with_goods = pyo.Constraint(b.LOSSES, rule=lambda b, a, i, n, t: made(b, m, a, i, n, t) <= m.make[i, n, t])


def _conserve(b: Any, m: Any) -> None:
    """What is made and arrives is used up, sold, passed on or kept."""

    def conserved(b: Any, a: str, i: str, n: str, t: int) -> Any:
        arrived = sum(b.ship[a, i, o, n, mode, s] * m.weeks[s] for o, mode, s in b.ARRIVING[a, i, n, t])
        left = sum(b.ship[a, i, n, d, mode, t] for d, mode in m.LEAVING[i, n, t])
        stays = sum(b.stock[x, y, z, s] for x, y, z, s in b.STAYING[a, i, n, t])
        carried = sum(b.stock[x, y, z, s] for x, y, z, s in b.CARRIED[a, i, n, t])
        change = (stays - carried - b.on_hand[a, i, n, t]) * m.per_week[t]
        return made(b, m, a, i, n, t) + arrived * m.per_week[t] - left - taken(b, a, i, n, t) == change

    # A node from which nothing goes anywhere makes nothing either; its row would be empty.
    paths = (b.ARRIVING, b.PARENTS, b.SOLD, b.STAYING)
    linked = [key for key in b.NODES if len(m.LEAVING[key[1:]]) or any(len(path[key]) for path in paths)]
    b.CONSERVED = pyo.Set(initialize=linked, dimen=4)
    b.conserved = pyo.Constraint(b.CONSERVED, rule=conserved)
