"""The plan by week: what each lane, source and stocking point is to do, what is left, and how orders are split.

Arrivals are the plan's own: goods that leave in period s count in the period its lead time leads to. What is sent
beyond the plan, or missing from it, travels in real weeks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.consumption import consumption
from models.plan import sums
from models.sheets import Demand, Sources

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import Problem
    from models.schema import Numbers
    from models.stress.numbers import PlanNumbers
    from optimizer.simulation.network import Network


@dataclass(frozen=True)
class Rates:
    """Weekly figures of a plan; the last row stands for every week after its end.

    Attributes
    ----------
    weeks
        Weeks of the plan, the last of which may be a part of one.
    period
        Period in the middle of each week, shape (weeks + 1,).
    ship, arrive
        Departures and arrivals of each lane [units/week], shape (weeks + 1, lanes).
    make, room, surge
        Good output of each source, most of it with normal capacity, and what surge adds, shape (weeks + 1, sources).
    wanted, spread, unmet, recovered
        Demand, its standard deviation, the share of it that the plan leaves unserved, and earlier demand served
        late, shape (weeks + 1, markets).
    stock
        Stock at the beginning of each week, of all kinds, shape (weeks + 2, nodes).
    balance
        What the plan's stock changes by beyond its flows, shape (weeks + 1, nodes): 0 within the plan.
    safety
        Safety stock, shape (weeks + 1, nodes).
    waits
        Whether unserved demand waits, shape (markets,).

    """

    weeks: int
    period: Any
    ship: Numbers
    arrive: Numbers
    make: Numbers
    room: Numbers
    surge: Numbers
    wanted: Numbers
    spread: Numbers
    unmet: Numbers
    recovered: Numbers
    stock: Numbers
    balance: Numbers
    safety: Numbers
    waits: Any

    def row(self, week: int) -> int:
        """Row of a week; those after the end share one."""
        return min(week, self.weeks)


@dataclass(frozen=True)
class Flow:
    """How goods and orders run in one period.

    Attributes
    ----------
    usage
        Component used for one good unit, shape (nodes, sources).
    lane_share, source_share
        Share of a node's orders that goes to each lane into it, or to its own source.
    pull
        Orders at every node that one unit used at a node brings about, shape (nodes, nodes).
    resting
        Nodes whose orders must wait, because nothing flows in in this period, shape (nodes, 1).

    """

    usage: Any
    lane_share: Numbers
    source_share: Numbers
    pull: Any
    resting: Any


def flows_of(problem: Problem, plan: Plan, network: Network, numbers: PlanNumbers) -> tuple[Flow, ...]:
    """Flow of every period."""
    from scipy.sparse import csr_array

    at, size, names = network.at, len(network.nodes), problem.horizon.names
    used = sums(
        ((p, c, n, t) for p, c, n, t, _ in consumption(problem, plan)), (q for *_, q in consumption(problem, plan))
    )
    keys, found = problem.lanes.keys, []
    for t, name in enumerate(names):
        ship = np.array([numbers.at(("ship", *keys[a], t)) for a in network.lanes])
        make = np.array([numbers.at(("make", *network.nodes[n], t)) for n in network.sources])
        usage = np.zeros((size, len(network.sources)))
        for k, n in enumerate(network.sources):
            item, site = network.nodes[n]
            for part, rate in _recipe(problem, item, site, t, make[k], used, name).items():
                usage[at[part, site], k] = rate
        inflow = np.bincount(network.destination, ship, size) + np.bincount(network.sources, make, size)
        safe = np.where(inflow > 0, inflow, 1.0)
        lanes, sources = ship / safe[network.destination], make / safe[network.sources]
        step = np.zeros((size, size))
        np.add.at(step, (network.origin, network.destination), lanes)
        for k, n in enumerate(network.sources):
            step[:, n] += usage[:, k] * sources[k]
        # Orders run upstream and never in a circle, so that the sum over all tiers is finite.
        pull = np.linalg.inv(np.eye(size) - step)
        pull[np.abs(pull) < 1e-12] = 0.0  # noqa: PLR2004 - rounding
        found.append(Flow(csr_array(usage), lanes[:, None], sources[:, None], csr_array(pull), (inflow <= 0)[:, None]))
    return tuple(found)


def _recipe(
    problem: Problem, item: str, site: str, t: int, made: float, used: dict[Any, float], name: str
) -> dict[str, float]:
    """Components of one good unit: as the plan mixes them, or as the bill of materials has it."""
    recipes, found = problem.recipes, dict[str, float]()
    groups: set[str] = set()
    scrap = float(problem[Sources].yield_[problem.source_row[item, site]])
    for part in recipes.children.get(item, ()):
        group = recipes.group[item, part]
        if made > 0:
            rate = used.get((item, part, site, name), 0.0) / made
        else:
            rate = recipes.usage[item, part] / scrap * (1.0 if group else float(recipes.in_force[item, part][t]))
            rate = 0.0 if group in groups else rate
            groups |= {group} if group else set()
        if rate > 0:
            found[part] = rate
    return found


def rates_of(
    problem: Problem, network: Network, numbers: PlanNumbers, flows: tuple[Flow, ...], *, reserved: float = 0.0
) -> Rates:
    """Spread a plan over its weeks.

    Parameters
    ----------
    reserved
        Share of the safety stock that is not there to be used.

    """
    horizon, keys = problem.horizon, problem.lanes.keys
    periods, weeks = range(len(horizon)), int(np.ceil(horizon.end - 1e-9))
    overlap = np.array([horizon.cover(w, w + 1) * horizon.weeks for w in range(weeks)] + [np.eye(len(horizon))[-1]])
    period = np.array([int(np.argmax(row)) for row in overlap])

    def of(kind: str, rows: Any) -> Numbers:
        table = [[numbers.at((kind, *row, t)) for row in rows] for t in periods]
        return np.array(table, dtype=np.float64).reshape(len(horizon), len(rows))

    lanes, sources = [keys[a] for a in network.lanes], [network.nodes[n] for n in network.sources]
    markets = [network.nodes[n] for n in network.markets]
    ship, make = of("ship", lanes), of("make", sources)
    arrive = np.zeros_like(ship)
    for k, a in enumerate(network.lanes):
        for s in periods:
            t = horizon.arrival(s, float(problem.lanes.lead_weeks[a]))
            if t is not None:
                arrive[t, k] += ship[s, k] * horizon.weeks[s] / horizon.weeks[t]
    wanted = np.array([[problem.wanted[key][t] for key in markets] for t in periods]).reshape(len(horizon), -1)
    unmet, late = of("unmet", markets), of("recovered", markets)
    stock, safety = _stock(problem, network, numbers, weeks), overlap @ of("safety", network.nodes)
    spread = np.array([[_sd(problem, key, t) for key in markets] for t in periods]).reshape(len(horizon), -1)
    stock[:-1] -= reserved * safety
    stock[-1] -= reserved * safety[-1]
    net = _net(network, flows, ship, arrive, make, (wanted - unmet + late))
    balance = np.diff(stock, axis=0) - overlap @ net
    room = make + of("left", sources)
    return Rates(
        weeks, period, overlap @ ship, overlap @ arrive, overlap @ make, _weekly(overlap, room),
        _weekly(overlap, of("surge_left", sources)), overlap @ wanted, np.sqrt(overlap @ spread**2),
        (overlap @ unmet) / np.maximum(overlap @ wanted, 1e-12), overlap @ late, stock, balance, safety,
        np.array([_waits(problem, key) for key in markets], dtype=bool),
    )  # fmt: skip


def _weekly(overlap: Numbers, rate: Numbers) -> Numbers:
    """Rates by week, of which some may be unlimited."""
    most = np.where(np.isfinite(rate), rate, 1e15)
    found = overlap @ most
    return np.where(found > 1e12, np.inf, found)  # noqa: PLR2004 - far above any real rate


def _net(
    network: Network, flows: tuple[Flow, ...], ship: Numbers, arrive: Numbers, make: Numbers, out: Numbers
) -> Numbers:
    """What the plan's flows leave at each node, shape (T, nodes)."""
    net = np.zeros((len(ship), len(network.nodes)))
    for t in range(len(ship)):
        np.add.at(net[t], network.destination, arrive[t])
        np.add.at(net[t], network.origin, -ship[t])
        np.add.at(net[t], network.sources, make[t])
        np.add.at(net[t], network.markets, -out[t])
        net[t] -= flows[t].usage @ make[t]
    return net


def _stock(problem: Problem, network: Network, numbers: PlanNumbers, weeks: int) -> Numbers:
    """Stock at the beginning of each week and after the last: straight lines between the ends of periods."""
    horizon = problem.horizon
    edges, found = np.append(horizon.begin, horizon.end), np.zeros((weeks + 2, len(network.nodes)))
    for k, node in enumerate(network.nodes):
        if node in problem.stock_row:
            levels = [numbers.at(("opening", *node, 0))]
            levels += [numbers.at(("stock", *node, t)) for t in range(len(horizon))]
            found[:, k] = np.interp(np.arange(weeks + 2), edges, levels)
    return found


def _sd(problem: Problem, key: tuple[str, str], t: int) -> float:
    row = problem.demand_row.get((*key, t))
    return 0.0 if row is None else float(problem[Demand].sd[row])


def _waits(problem: Problem, key: tuple[str, str]) -> bool:
    rows = [row for (i, n, _), row in problem.demand_row.items() if (i, n) == key]
    return any(bool(problem[Demand].backorder[row]) for row in rows)
