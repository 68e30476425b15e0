"""A seeded network over periods and scenarios, as arrays, and its rules written in Pyomo and by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

PERIODS, SCENARIOS = 8, 10
SERVED = 0.05
PRICE = 50.0
"""Cost of a unit that is not served."""


@dataclass(frozen=True)
class Network:
    """Lanes from plants to markets; goods that leave in period t arrive `lead` periods later.

    Lanes have an origin, a destination, a lead time, a cost and a limit each; plants a capacity, a cost, and the share
    of it left in each scenario; markets a demand in each period and scenario.
    """

    plants: int
    markets: int
    origin: NDArray[np.int32]
    destination: NDArray[np.int32]
    lead: NDArray[np.int32]
    cost: NDArray[np.float64]
    limit: NDArray[np.float64]
    capacity: NDArray[np.float64]
    fixed: NDArray[np.float64]
    left: NDArray[np.float64]
    demand: NDArray[np.float64]
    probability: NDArray[np.float64]

    @property
    def lanes(self) -> int:
        return len(self.origin)


def network(flows: int, seed: int = 1) -> Network:
    """Return a network with about that many flow columns: lanes x periods x scenarios."""
    rng = np.random.default_rng(seed)
    lanes = max(flows // (PERIODS * SCENARIOS), 4)
    plants, markets = max(lanes // 25, 12), max(lanes // 10, 15)
    pairs = np.sort(rng.choice(plants * markets, size=min(lanes, plants * markets), replace=False))
    count = len(pairs)
    return Network(
        plants, markets, (pairs // markets).astype(np.int32), (pairs % markets).astype(np.int32),
        rng.integers(0, 3, count).astype(np.int32), rng.uniform(1, 9, count), rng.uniform(20, 50, count),
        rng.uniform(2e3, 4e3, plants), rng.uniform(1e3, 9e3, plants), rng.choice([0.4, 0.7, 1.0], (plants, SCENARIOS)),
        rng.uniform(10, 90, (markets, PERIODS, SCENARIOS)), np.full(SCENARIOS, 1 / SCENARIOS),
    )  # fmt: skip


def pyomo_model(pyo: Any, net: Network, sets: dict[str, Any], numbers: dict[str, Any]) -> Any:
    """Write the rules; sets and numbers come in the form that the kind of components takes."""
    m = pyo.ConcreteModel()
    m.T, m.S = pyo.Set(initialize=range(PERIODS)), pyo.Set(initialize=range(SCENARIOS))
    m.PLANTS, m.MARKETS = pyo.Set(initialize=range(net.plants)), pyo.Set(initialize=range(net.markets))
    m.LANES = pyo.Set(initialize=sets["lanes"], dimen=2)
    m.OUT = pyo.Set(m.PLANTS, initialize=sets["out"], dimen=1)
    m.ARRIVING = pyo.Set(m.MARKETS, m.T, initialize=sets["arriving"], dimen=2)
    m.EARLIER = pyo.Set(m.T, initialize={t: [t - 1] if t else [] for t in range(PERIODS)}, dimen=1)
    m.cost, m.limit = pyo.Param(m.LANES, initialize=numbers["cost"]), pyo.Param(m.LANES, initialize=numbers["limit"])
    m.capacity, m.fixed = (pyo.Param(m.PLANTS, initialize=numbers[name]) for name in ("capacity", "fixed"))
    m.left = pyo.Param(m.PLANTS, m.S, initialize=numbers["left"])
    m.demand = pyo.Param(m.MARKETS, m.T, m.S, initialize=numbers["demand"])
    m.total = pyo.Param(m.S, initialize=numbers["total"])
    m.probability = pyo.Param(m.S, initialize=numbers["probability"])
    m.built = pyo.Var(m.PLANTS, within=pyo.Binary)
    m.flow = pyo.Var(m.LANES, m.T, m.S, within=pyo.NonNegativeReals)
    m.stock = pyo.Var(m.MARKETS, m.T, m.S, within=pyo.NonNegativeReals)
    m.unmet = pyo.Var(m.MARKETS, m.T, m.S, within=pyo.NonNegativeReals)

    def balances(m: Any, n: int, t: int, s: int) -> Any:
        arrived = sum(m.flow[o, n, r, s] for o, r in m.ARRIVING[n, t])
        before = sum(m.stock[n, e, s] for e in m.EARLIER[t])
        return arrived + before + m.unmet[n, t, s] == m.demand[n, t, s] + m.stock[n, t, s]

    def within_capacity(m: Any, o: int, t: int, s: int) -> Any:
        return sum(m.flow[o, n, t, s] for n in m.OUT[o]) <= m.capacity[o] * m.left[o, s] * m.built[o]

    m.balances = pyo.Constraint(m.MARKETS, m.T, m.S, rule=balances)
    m.within_capacity = pyo.Constraint(m.PLANTS, m.T, m.S, rule=within_capacity)
    m.only_if_built = pyo.Constraint(
        m.LANES, m.T, m.S, rule=lambda m, o, n, t, s: m.flow[o, n, t, s] <= m.limit[o, n] * m.built[o]
    )
    m.serves = pyo.Constraint(
        m.S, rule=lambda m, s: sum(m.unmet[n, t, s] for n in m.MARKETS for t in m.T) <= (1 - SERVED) * m.total[s]
    )

    def expected(m: Any) -> Any:
        built = sum(m.fixed[o] * m.built[o] for o in m.PLANTS)
        moved = sum(m.probability[s] * m.cost[o, n] * m.flow[o, n, t, s] for o, n in m.LANES for t in m.T for s in m.S)
        return (
            built
            + moved
            + sum(PRICE * m.probability[s] * m.unmet[n, t, s] for n in m.MARKETS for t in m.T for s in m.S)
        )

    m.expected = pyo.Objective(rule=expected)
    return m


def in_columns(net: Network) -> tuple[dict[str, Any], dict[str, Any]]:
    """Sets and numbers as arrays."""
    from models.algebra import Groups, Table
    from models.algebra.column import Column
    from models.algebra.table import ProductTable

    lanes = Table.of_columns(net.origin, net.destination)
    plants, markets, times = (Table.of(range(n)) for n in (net.plants, net.markets, PERIODS))
    lane, sent = np.repeat(np.arange(net.lanes), PERIODS), np.tile(np.arange(PERIODS, dtype=np.int32), net.lanes)
    lands = sent + net.lead[lane]
    lane, sent, lands = (a[lands < PERIODS] for a in (lane, sent, lands))
    order = np.argsort(net.destination[lane] * PERIODS + lands, kind="stable")
    lane, sent, lands = lane[order], sent[order], lands[order]
    arriving = Groups.by(
        ProductTable.times([markets, times]), [Column(net.destination[lane]), Column(lands)],
        Table.of_columns(net.origin[lane], sent),
    )  # fmt: skip
    sets = {
        "lanes": lanes,
        "out": Groups.by(plants, [Column(net.origin)], Table.of_columns(net.destination)),
        "arriving": arriving,
    }
    return sets, {
        "cost": net.cost, "limit": net.limit, "capacity": net.capacity, "fixed": net.fixed, "left": net.left.ravel(),
        "demand": net.demand.ravel(), "total": net.demand.sum(axis=(0, 1)), "probability": net.probability,
    }  # fmt: skip


def in_lists(net: Network) -> tuple[dict[str, Any], dict[str, Any]]:
    """Sets and numbers as lists and dictionaries, as plain Pyomo takes them."""
    lanes = list(zip(net.origin.tolist(), net.destination.tolist(), strict=True))
    out: dict[int, list[int]] = {o: [] for o in range(net.plants)}
    arriving: dict[tuple[int, int], list[tuple[int, int]]] = {
        (n, t): [] for n in range(net.markets) for t in range(PERIODS)
    }
    for (o, n), lead in zip(lanes, net.lead.tolist(), strict=True):
        out[o].append(n)
        for t in range(PERIODS - lead):
            arriving[n, t + lead].append((o, t))
    by_index = {
        "left": {(o, s): v for (o, s), v in np.ndenumerate(net.left)},
        "demand": dict(np.ndenumerate(net.demand)),
        "total": dict(enumerate(net.demand.sum(axis=(0, 1)).tolist())),
    }
    for name in ("capacity", "fixed", "probability"):
        by_index[name] = dict(enumerate(getattr(net, name).tolist()))
    for name in ("cost", "limit"):
        by_index[name] = dict(zip(lanes, getattr(net, name).tolist(), strict=True))
    return {"lanes": lanes, "out": out, "arriving": arriving}, by_index


def by_hand(net: Network) -> dict[str, Any]:
    """Write the same matrix with numpy alone: the limit of what can be reached."""
    from scipy.sparse import coo_array

    count, block = net.lanes, PERIODS * SCENARIOS
    flow = np.arange(count * block, dtype=np.int32).reshape(count, PERIODS, SCENARIOS)
    stock = np.arange(net.markets * block, dtype=np.int32).reshape(net.markets, PERIODS, SCENARIOS) + flow.size
    unmet = stock + stock.size
    built = np.arange(net.plants, dtype=np.int32) + flow.size + 2 * stock.size
    width = flow.size + 2 * stock.size + net.plants
    first = np.cumsum([0, stock.size, net.plants * block, flow.size, SCENARIOS])
    balance = np.arange(stock.size, dtype=np.int32).reshape(stock.shape)
    capacity = np.arange(net.plants * block, dtype=np.int32).reshape(net.plants, PERIODS, SCENARIOS) + first[1]
    lands = np.arange(PERIODS)[None, :] + net.lead[:, None]
    lane, sent = np.nonzero(lands < PERIODS)
    reach = net.capacity[:, None] * net.left
    parts = [
        (balance[net.destination[lane], lands[lane, sent]], flow[lane, sent], 1.0),
        (balance[:, 1:], stock[:, :-1], 1.0),
        (balance, unmet, 1.0),
        (balance, stock, -1.0),
        (capacity[net.origin], flow, 1.0),
        (capacity, np.broadcast_to(built[:, None, None], capacity.shape), -np.broadcast_to(reach[:, None], capacity.shape)),
        (flow + first[2], flow, 1.0),
        (flow + first[2], np.broadcast_to(built[net.origin][:, None, None], flow.shape),
         -np.broadcast_to(net.limit[:, None, None], flow.shape)),
        (np.broadcast_to(np.arange(SCENARIOS) + first[3], unmet.shape), unmet, 1.0),
    ]  # fmt: skip
    row = np.concatenate([p[0].ravel() for p in parts]).astype(np.int32, copy=False)
    column = np.concatenate([p[1].ravel() for p in parts]).astype(np.int32, copy=False)
    value = np.concatenate([np.broadcast_to(p[2], p[0].shape).ravel() for p in parts])
    a = coo_array((value, (row, column)), shape=(int(first[4]), width)).tocsc()
    lower, upper = np.full(first[4], -np.inf), np.zeros(first[4])
    lower[: first[1]] = upper[: first[1]] = net.demand.ravel()
    upper[first[3] :] = (1 - SERVED) * net.demand.sum(axis=(0, 1))
    cost, most = np.zeros(width), np.full(width, np.inf)
    cost[flow] = net.cost[:, None, None] * net.probability
    cost[unmet] = PRICE * net.probability
    cost[built], most[built] = net.fixed, 1.0
    whole = np.zeros(width, dtype=np.bool_)
    whole[built] = True
    return {
        "cost": cost, "offset": 0.0, "start": a.indptr, "index": a.indices, "value": a.data, "row_lower": lower,
        "row_upper": upper, "lower": np.zeros(width), "upper": most, "integer": whole,
    }  # fmt: skip
