"""Nodes, lanes and sources of a plan as arrays, in an order in which goods can be passed on within a week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.sheets import LeadTimes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.problem import ItemSite, Problem
    from models.stress.numbers import PlanNumbers

Rows = NDArray[np.int64]
ROUNDING = 1e-6
"""Weeks below which a lead time counts as whole."""


@dataclass(frozen=True)
class Level:
    """Nodes that pass goods on at the same moment of a week, as slices of the network's arrays."""

    nodes: slice
    lanes: slice
    sources: slice


@dataclass(frozen=True)
class Network:
    """What can happen in a replay.

    Attributes
    ----------
    nodes
        (Item, site) pairs in the order in which goods pass through them within a week, by level.
    levels
        Slices of nodes, of the lanes that leave them and of the sources that make them.
    lanes, origin, destination
        Number of each lane in ``problem.lanes``, and its nodes; ordered by origin, shape (lanes,).
    whole, part
        Lead time as whole weeks and the rest of a week, shape (lanes,).
    spread
        Standard deviation of the lead time [weeks], shape (lanes,).
    room
        Most that can travel on a lane [units/week], shape (lanes,).
    sources
        Node of each source that makes its item, in order, shape (sources,).
    markets
        Node of each (item, site) with demand, shape (markets,).

    """

    nodes: tuple[ItemSite, ...]
    levels: tuple[Level, ...]
    lanes: Rows
    origin: Rows
    destination: Rows
    whole: Rows
    part: NDArray[np.float64]
    spread: NDArray[np.float64]
    room: NDArray[np.float64]
    sources: Rows
    markets: Rows

    @property
    def at(self) -> dict[ItemSite, int]:
        """Number of each node."""
        return {node: k for k, node in enumerate(self.nodes)}

    @property
    def lane_at(self) -> dict[int, int]:
        """Position of each lane by its number in the problem."""
        return {int(a): k for k, a in enumerate(self.lanes)}

    @property
    def source_at(self) -> dict[ItemSite, int]:
        """Position of each source."""
        return {self.nodes[n]: k for k, n in enumerate(self.sources)}

    @classmethod
    def of(
        cls, problem: Problem, numbers: PlanNumbers, helping: Iterable[int] = (), able: Iterable[Any] = ()
    ) -> Network:
        """Lay out what a plan uses, and what may help in a disruption.

        Parameters
        ----------
        helping, able
            Lanes and sources that the plan does not use but that may help.

        """
        periods, keys = range(len(problem.horizon)), problem.lanes.keys
        used = [a for a, key in enumerate(keys) if any(numbers.at(("ship", *key, t)) > 0 for t in periods)]
        lanes = sorted({*used, *helping})
        makers = {(i, n) for i, sites in problem.makers.items() for n in sites}
        sources = {key for key in makers if any(numbers.at(("make", *key, t)) > 0 for t in periods)}
        sources |= makers & set(able)
        parts = {(c, n) for i, n in sources for c in problem.recipes.children.get(i, ())}
        ends = {(keys[a][0], site) for a in lanes for site in keys[a][1:3]}
        kept = {key for key in problem.stock_row if any(numbers.at(("stock", *key, t)) > 0 for t in periods)}
        nodes = {*sources, *parts, *ends, *problem.wanted, *kept}
        whole = np.floor(problem.lanes.lead_weeks + ROUNDING).astype(np.int64)
        depth, delayed = _depths(problem, nodes, sources, [a for a in lanes if not whole[a]])
        order = sorted(nodes, key=lambda node: (depth[node], node))
        at = {node: k for k, node in enumerate(order)}
        chosen = np.array(sorted(lanes, key=lambda a: (at[keys[a][0], keys[a][1]], a)), dtype=np.int64)
        origin = np.array([at[keys[a][0], keys[a][1]] for a in chosen], dtype=np.int64)
        made = np.array(sorted(at[key] for key in sources), dtype=np.int64)
        part = np.clip(problem.lanes.lead_weeks[chosen] - whole[chosen], 0.0, 1.0)
        late = np.array([int(a in delayed) for a in chosen], dtype=np.int64)
        table, rows = problem[LeadTimes], problem.lanes.row[chosen]
        return cls(
            tuple(order),
            _levels([depth[node] for node in order], origin, made),
            chosen,
            origin,
            np.array([at[keys[a][0], keys[a][2]] for a in chosen], dtype=np.int64),
            np.maximum(whole[chosen], late),
            np.where(part > ROUNDING, part, 0.0),
            table.lead_time_sd[rows] / 7.0,
            table.capacity[rows],
            made,
            np.array(sorted(at[key] for key in problem.wanted), dtype=np.int64),
        )


def _depths(
    problem: Problem, nodes: set[ItemSite], sources: set[ItemSite], lanes: list[int]
) -> tuple[dict[ItemSite, int], set[int]]:
    """Longest way within a week to each node, and the lanes that are given a week because they would close a circle."""
    keys = problem.lanes.keys
    before: dict[ItemSite, dict[ItemSite, list[int]]] = {node: {} for node in nodes}
    for a in lanes:
        item, origin, destination, _ = keys[a]
        before[item, destination].setdefault((item, origin), []).append(a)
    for i, n in sources:
        for part in problem.recipes.children.get(i, ()):
            before[i, n].setdefault((part, n), [])
    depth: dict[ItemSite, int] = {}
    delayed: set[int] = set()
    waiting = sorted(nodes)
    while waiting:
        ready = [node for node in waiting if all(other in depth for other in before[node])]
        if not ready:
            # Goods could go round in circles within a week: cut the lanes into one node.
            node = next(n for n in waiting if any(o not in depth and via for o, via in before[n].items()))
            for other in [o for o, via in before[node].items() if o not in depth and via]:
                delayed.update(before[node].pop(other))
            continue
        for node in ready:
            depth[node] = max((depth[other] + 1 for other in before[node]), default=0)
        waiting = [node for node in waiting if node not in depth]
    return depth, delayed


def _levels(depths: list[int], origin: Rows, sources: Rows) -> tuple[Level, ...]:
    found, levels = np.array(depths), []
    for depth in range(max(depths, default=-1) + 1):
        first, last = np.searchsorted(found, [depth, depth + 1])
        lanes, made = (np.searchsorted(rows, [first, last]) for rows in (origin, sources))
        levels.append(Level(slice(int(first), int(last)), slice(*map(int, lanes)), slice(*map(int, made))))
    return tuple(levels)
