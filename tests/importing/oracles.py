"""Small models of the same problems, written by themselves and solved by enumeration or by scipy."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from optimizer.importing import Choices
    from optimizer.outcome import Outcome


def planned(path: Path, format_name: str, choices: Choices | None = None) -> Outcome:
    """Import a file and plan it."""
    from optimizer import run
    from optimizer.importing import import_case

    return run(import_case(path, format_name, choices).records)


def transport(capacity: Sequence[float], demand: Sequence[float], cost: np.ndarray) -> float:
    """Least cost of serving all demand by shares; cost[n, m] of serving a whole customer n from site m."""
    n, m = cost.shape
    whole = np.kron(np.eye(n), np.ones(m))
    load = np.hstack([np.eye(m) * d for d in demand])
    limited = np.isfinite(capacity)
    found = linprog(
        cost.ravel(), A_ub=load[limited] if limited.any() else None,
        b_ub=np.asarray(capacity)[limited] if limited.any() else None, A_eq=whole, b_eq=np.ones(n),
    )  # fmt: skip
    return float(found.fun) if found.status == 0 else math.inf


def located(capacity: Sequence[float], fixed: Sequence[float], demand: Sequence[float], cost: np.ndarray) -> float:
    """Least cost over every set of open sites."""
    best = math.inf
    for chosen in product([False, True], repeat=len(fixed)):
        if any(chosen):
            opened = np.flatnonzero(chosen)
            served = transport([capacity[m] for m in opened], demand, cost[:, opened])
            best = min(best, served + sum(fixed[m] for m in opened))
    return best


def assigned(capacity: Sequence[float], fixed: Sequence[float], demand: Sequence[float], cost: np.ndarray) -> float:
    """Least cost over every assignment of each customer to one site."""
    best = math.inf
    for sites in product(range(len(fixed)), repeat=len(demand)):
        load = [sum(d for d, m in zip(demand, sites, strict=True) if m == k) for k in range(len(fixed))]
        if all(used <= most + 1e-9 for used, most in zip(load, capacity, strict=True)):
            served = sum(cost[n, m] for n, m in enumerate(sites))
            best = min(best, served + sum(fixed[m] for m in set(sites)))
    return best


def two_stage(
    demand: np.ndarray, plants: Sequence[tuple[Sequence[float], float]], depots: Sequence[tuple[Sequence[float], float]],
    inbound: np.ndarray, outbound: np.ndarray, *, single_source: bool = False,
) -> float:  # fmt: skip
    """Two-stage location of several products as one mixed-integer model; arrays by [customer, product], [product, origin, destination]."""
    customers, products = demand.shape
    i, j = len(plants), len(depots)
    sizes = [products * i * j, products * j * customers, i, j]
    ends = np.cumsum([0, *sizes])
    x = np.arange(ends[0], ends[1]).reshape(products, i, j)
    z = np.arange(ends[1], ends[2]).reshape(products, j, customers)  # share of a customer's demand
    y, w = np.arange(ends[2], ends[3]), np.arange(ends[3], ends[4])
    cost = np.zeros(ends[4])
    cost[x], cost[z] = inbound, outbound * demand.T[:, None, :]
    cost[y], cost[w] = [fixed for _, fixed in plants], [fixed for _, fixed in depots]
    rows: list[tuple[dict[int, float], float, float]] = []
    for p in range(products):
        rows += [(dict.fromkeys(z[p, :, k].tolist(), 1.0), 1.0, 1.0) for k in range(customers)]
        for d in range(j):
            out = {int(z[p, d, k]): float(demand[k, p]) for k in range(customers)}
            rows.append(({**dict.fromkeys(x[p, :, d].tolist(), 1.0), **{c: -v for c, v in out.items()}}, 0.0, 0.0))
            rows.append(({**out, int(w[d]): -depots[d][0][p]}, -np.inf, 0.0))
        rows += [
            ({**dict.fromkeys(x[p, f, :].tolist(), 1.0), int(y[f]): -plants[f][0][p]}, -np.inf, 0.0) for f in range(i)
        ]
    matrix = np.zeros((len(rows), ends[4]))
    for r, (entries, _, _) in enumerate(rows):
        matrix[r, list(entries)] = list(entries.values())
    whole = np.zeros(ends[4])
    whole[ends[2] :] = 1
    whole[z] = single_source
    upper = np.full(ends[4], np.inf)
    upper[ends[1] :] = 1
    limits = LinearConstraint(matrix, [low for _, low, _ in rows], [high for _, _, high in rows])
    found = milp(cost, constraints=limits, integrality=whole, bounds=Bounds(0, upper), options={"mip_rel_gap": 0})
    return float(found.fun) if found.status == 0 else math.inf


def guaranteed(
    stages: Mapping[str, tuple[int, float, int | None, int]],
    parts: Mapping[str, Mapping[str, float]],
    cover: Callable[[str], float],
) -> float:
    """Least holding cost over every combination of whole service times.

    `stages` has time, cost of a unit held, longest service time and service time from outside; `cover` the safety stock
    of a stage for one day, its deviation times what is covered.
    """
    names, best = list(stages), math.inf
    longest = sum(time + outside for time, _, _, outside in stages.values())
    choices = [range((longest if most is None else most) + 1) for _, _, most, _ in stages.values()]
    for quoted in product(*choices):
        service, cost = dict(zip(names, quoted, strict=True)), 0.0
        for name, (time, holding, _, outside) in stages.items():
            net = max([outside, *(service[part] for part in parts[name])]) + time - service[name]
            cost += holding * cover(name) * math.sqrt(net) if net >= 0 else math.inf
        best = min(best, cost)
    return best
