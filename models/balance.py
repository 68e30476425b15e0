"""The material balance of the model.

At every item i, site n and period t, in units a week::

    make[i,n,t] + sum ship[i,o,n,m,s] x weeks[s] / weeks[t]          what is made, and what arrives from period s
      - outflow[i,n,t]                                               what is used up, leaves and is served
      = (stock[i,n,t] - stock[i,n,t-1]) / weeks[t]                   change of the stock kept (first: on hand, initial)

    outflow = sum usage[p,i,n,t] x make[p,n,t] (or blend[p,i,n,t]) + sum ship[i,n,d,m,t]
              + demand[i,n,t] - unmet[i,n,t] + recovered[i,n,t]

At a warehouse whose throughput is stated, ``make`` is that outflow and no source of goods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.modelling import pyo
from models.sheets import Inventory, Sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.problem import ItemSite, Problem

Node = tuple[str, str, int]
"""Item, site, period."""


def add_sets(m: Any, problem: Problem, departures: Sequence[tuple[int, int, int]], periods: Sequence[int]) -> None:
    """Add the nodes of the balance and, for each, what comes, goes, is used up and is kept there.

    Parameters
    ----------
    departures
        Lane number, period of departure and period of arrival of everything that may be shipped.

    """
    arriving: dict[Node, list[tuple[str, str, int]]] = {}
    leaving: dict[Node, list[tuple[str, str]]] = {}
    for a, t, arrives in departures:
        item, origin, destination, mode = problem.lanes.keys[a]
        arriving.setdefault((item, destination, arrives), []).append((origin, mode, t))
        leaving.setdefault((item, origin, t), []).append((destination, mode))
    making = {(i, n) for i, sites in problem.makers.items() for n in sites}
    stocked, handled = problem.stock_row, problem.handlers
    using, blending = _component_use(m, problem, periods)
    late = {(i, n) for i, n, _ in m.LATE}
    busy = dict.fromkeys([*making, *using, *blending, *stocked, *handled, *late])
    keys = sorted({*arriving, *leaving, *problem.demand_row, *((i, n, t) for i, n in busy for t in periods)})

    m.NODES = pyo.Set(initialize=keys, dimen=3)
    moved, active = {*arriving, *leaving, *problem.demand_row}, making | using.keys() | blending.keys() | late
    active |= stocked.keys()
    m.BALANCED = pyo.Set(initialize=[k for k in keys if k in moved or k[:2] in active], dimen=3)
    m.ARRIVING = pyo.Set(m.NODES, initialize={k: arriving.get(k, []) for k in keys}, dimen=3)
    m.LEAVING = pyo.Set(m.NODES, initialize={k: leaving.get(k, []) for k in keys}, dimen=2)
    m.MAKING = pyo.Set(m.NODES, initialize={k: [k] if k[:2] in making else [] for k in keys}, dimen=3)
    m.USING = pyo.Set(m.NODES, initialize={k: using.get(k[:2], []) for k in keys}, dimen=1)
    m.BLENDING = pyo.Set(m.NODES, initialize={k: blending.get(k[:2], []) for k in keys}, dimen=1)
    m.UNSERVED = pyo.Set(m.NODES, initialize={k: [k] if k in problem.demand_row else [] for k in keys}, dimen=3)
    m.RECOVERING = pyo.Set(m.NODES, initialize={k: [k] if k[:2] in late else [] for k in keys}, dimen=3)
    m.STAYING = pyo.Set(m.NODES, initialize={k: [k] if k[:2] in stocked else [] for k in keys}, dimen=3)
    before = {k: [(*k[:2], k[2] - 1)] if k[:2] in stocked and k[2] else [] for k in keys}
    m.CARRIED = pyo.Set(m.NODES, initialize=before, dimen=3)
    m.HANDLED = pyo.Set(initialize=[(i, n, t) for i, n in handled for t in periods], dimen=3)
    served = {k: float(problem.wanted[k[:2]][k[2]]) for k in keys if k[:2] in problem.wanted}
    m.demand = pyo.Param(m.NODES, initialize=served, default=0.0)
    start = {k: float(problem[Inventory].on_hand[stocked[k[:2]]]) for k in keys if k[:2] in stocked and k[2] == 0}
    m.on_hand = pyo.Param(m.NODES, initialize=start, default=0.0)
    bought = set(problem.unstated_stock)
    m.BOUGHT = pyo.Set(m.NODES, initialize={k: [k[:2]] if not k[2] and k[:2] in bought else [] for k in keys}, dimen=2)
    m.per_week = pyo.Param(m.T, initialize={t: 1.0 / float(problem.horizon.weeks[t]) for t in periods})


def _component_use(
    m: Any, problem: Problem, periods: Sequence[int]
) -> tuple[dict[ItemSite, list[str]], dict[ItemSite, list[str]]]:
    """Parents made at each site that need a component, and those that may be made with it as an alternative.

    ``usage[p,c,n,t]`` is for one good unit of the parent, weighted with the share of the period in which the row is in
    force; for an alternative it is for one good unit made with it.
    """
    using: dict[ItemSite, list[str]] = {}
    blending: dict[ItemSite, list[str]] = {}
    rate: dict[tuple[str, str, str, int], float] = {}
    recipes = problem.recipes
    for (parent, child), usage in recipes.usage.items():
        group, share = recipes.group[parent, child], recipes.in_force[parent, child]
        for n in problem.makers.get(parent, ()):
            (blending if group else using).setdefault((child, n), []).append(parent)
            per_good = usage / float(problem[Sources].yield_[problem.source_row[parent, n]])
            for t in periods:
                rate[parent, child, n, t] = per_good if group else per_good * float(share[t])
    m.USED = pyo.Set(initialize=list(rate), dimen=4)
    m.usage = pyo.Param(m.USED, initialize=rate)
    return using, blending


def outflow(m: Any, i: str, n: str, t: int) -> Any:
    """What is used up, leaves and is served at a node, as an expression [units/week]."""
    used = sum(m.usage[p, i, n, t] * m.make[p, n, t] for p in m.USING[i, n, t])
    blended = sum(m.usage[p, i, n, t] * m.blend[p, i, n, t] for p in m.BLENDING[i, n, t])
    left = sum(m.ship[i, n, d, mode, t] for d, mode in m.LEAVING[i, n, t])
    unserved = sum(m.unmet[a, b, c] for a, b, c in m.UNSERVED[i, n, t])
    recovered = sum(m.recovered[a, b, c] for a, b, c in m.RECOVERING[i, n, t])
    return used + blended + left + m.demand[i, n, t] - unserved + recovered


def add_constraints(m: Any, kept: Sequence[Any]) -> None:
    """Write the balance with every kind of stock in `kept`, and the throughput of warehouses."""

    def balances(m: Any, i: str, n: str, t: int) -> Any:
        made = sum(m.make[a, b, c] for a, b, c in m.MAKING[i, n, t])
        arrived = sum(m.ship[i, o, n, mode, s] * m.weeks[s] for o, mode, s in m.ARRIVING[i, n, t])
        stays = sum(sum(stock[a, b, c] for a, b, c in m.STAYING[i, n, t]) for stock in kept)
        carried = sum(sum(stock[a, b, c] for a, b, c in m.CARRIED[i, n, t]) for stock in kept)
        begun = m.on_hand[i, n, t] + sum(m.initial[a, b] for a, b in m.BOUGHT[i, n, t])
        change = (stays - carried - begun) * m.per_week[t]
        return made + arrived * m.per_week[t] - outflow(m, i, n, t) == change

    m.balances = pyo.Constraint(m.BALANCED, rule=balances)
    m.handles = pyo.Constraint(m.HANDLED, rule=lambda m, i, n, t: m.make[i, n, t] == outflow(m, i, n, t))
