"""What others take over once they react to an event: orders that go elsewhere, worked out from the plan of a period.

From where goods are lost, downstream: what each way into a node misses is asked of that node's other ways in, those
that bring it soonest first, as far as capacity, lanes, components or stock of their own allow; what nobody can give is
missed further down, where it is asked for again. Orders are moved, never doubled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from models.sheets import WAREHOUSE

if TYPE_CHECKING:
    from models.problem import ItemSite, Problem
    from models.schema import Numbers
    from models.stress.numbers import PlanNumbers
    from optimizer.simulation.hits import Hit
    from optimizer.simulation.network import Network, Rows
    from optimizer.simulation.rates import Flow

LEAST = 1e-9
Asked = dict[int, float]
"""More orders by row: sources first, then lanes [units/week]."""


@dataclass(frozen=True)
class Transfers:
    """Orders that are moved in an event, one column each.

    Attributes
    ----------
    rows
        Row that loses orders: sources first, then lanes; -1 where demand itself rises.
    missing
        Share of the plan's flow that is missed there when the loss is largest; the rise of demand [units/week] for -1.
    most
        Most that can be moved [units/week].
    at_once
        Whether it needs no reaction time.
    bundle
        Orders that take the place of one unit, shape (sources + lanes, transfers).

    """

    rows: Rows
    missing: Numbers
    most: Numbers
    at_once: Any
    bundle: Any


@dataclass
class _Room:
    """What is left to take over, used up as it is asked for."""

    making: dict[int, float]
    moving: dict[int, float]
    busy: set[ItemSite] = field(default_factory=set)


class Reaction:
    """Works out the transfers of one event in one period."""

    def __init__(self, problem: Problem, network: Network, numbers: PlanNumbers, hit: Hit, flow: Flow, t: int) -> None:
        self.problem, self.network, self.numbers, self.hit, self.flow, self.t = problem, network, numbers, hit, flow, t
        self.at, self.source_at = network.at, network.source_at
        keys = [problem.lanes.keys[a] for a in network.lanes]
        self.usage = flow.usage.toarray()
        self.parts = [np.flatnonzero(column).tolist() for column in self.usage.T]
        self.ship = [numbers.at(("ship", *key, t)) for key in keys]
        self.make = [numbers.at(("make", *network.nodes[n], t)) for n in network.sources]
        left = [
            sum(numbers.at((kind, *network.nodes[n], t)) for kind in ("left", "surge_left")) for n in network.sources
        ]
        expedite = problem.lanes.expedite_only[network.lanes] if len(network.lanes) else np.zeros(0, dtype=bool)
        self.expedite = expedite
        struck = {*hit.departing.rows.tolist(), *hit.arriving.rows.tolist()}
        made = set(hit.making.rows.tolist())
        self.room = _Room(
            {k: 0.0 if k in made else q for k, q in enumerate(left)},
            {k: 0.0 if k in struck else float(network.room[k]) - self.ship[k] for k in range(len(keys))},
        )
        self.into: dict[int, list[int]] = {}
        weeks = problem.lanes.lead_weeks[network.lanes]
        for k in sorted(range(len(keys)), key=lambda k: float(weeks[k])):
            self.into.setdefault(int(network.destination[k]), []).append(k)
        self.short: dict[int, float] = {}
        self.found: list[tuple[int, float, float, bool, Asked]] = []

    def transfers(self) -> Transfers:
        """Every transfer, from upstream to downstream."""
        for node in self._downstream():
            self._take_over(node)
        from scipy.sparse import csr_array

        sources = len(self.network.sources)
        bundle = np.zeros((sources + len(self.network.lanes), len(self.found)))
        for column, (_, _, limit, _, asked) in enumerate(self.found):
            for row, quantity in asked.items():
                bundle[row, column] = quantity / limit
        parts: list[Any] = list(zip(*self.found, strict=True)) or [(), (), (), (), ()]
        rows, missing, most, at_once, _ = parts
        return Transfers(
            np.array(rows, dtype=np.int64), np.array(missing, dtype=np.float64), np.array(most, dtype=np.float64),
            np.array(at_once, dtype=bool), csr_array(bundle),
        )  # fmt: skip

    def _downstream(self) -> list[int]:
        """Nodes with each after those it gets goods from, as far as that is possible."""
        before: dict[int, set[int]] = {n: set() for n in range(len(self.network.nodes))}
        for k, quantity in enumerate(self.ship):
            if quantity > 0:
                before[int(self.network.destination[k])].add(int(self.network.origin[k]))
        for k, parts in enumerate(self.parts):
            before[int(self.network.sources[k])].update(parts)
        order: dict[int, None] = {}
        path: set[int] = set()

        def visit(node: int) -> None:
            if node in order or node in path:
                return
            path.add(node)
            for other in sorted(before[node]):
                visit(other)
            order[node] = None

        for node in before:
            visit(node)
        return list(order)

    def _take_over(self, node: int) -> None:
        """Ask others for what a node misses, and pass on what they cannot give."""
        left, out = 0.0, self._leaving(node)
        for row, planned, share in self._losing(node):
            if share * planned > LEAST:
                left += share * planned - self._replaced(node, row, share, share * planned)
        surge = self._surge(node)
        if surge > LEAST:
            left += surge - self._replaced(node, -1, surge, surge)
        if left > LEAST and out > LEAST:
            self.short[node] = min(left / out, 1.0)

    def _losing(self, node: int) -> list[tuple[int, float, float]]:
        """Row, planned flow and lost share of every way into a node."""
        found, sources = [], len(self.network.sources)
        departing = dict(
            zip(self.hit.departing.rows.tolist(), self.hit.departing.lost[:, :-1].max(axis=1), strict=True)
        )
        making = dict(zip(self.hit.making.rows.tolist(), self.hit.making.lost[:, :-1].max(axis=1), strict=True))
        for k in self.into.get(node, ()):
            share = max(departing.get(k, 0.0), self.short.get(int(self.network.origin[k]), 0.0))
            found.append((sources + k, self.ship[k], float(share)))
        own = self.source_at.get(self.network.nodes[node])
        if own is not None:
            lack = max((self.short.get(part, 0.0) for part in self.parts[own]), default=0.0)
            found.append((own, self.make[own], float(max(making.get(own, 0.0), lack))))
        return found

    def _leaving(self, node: int) -> float:
        """What leaves a node in the plan [units/week]."""
        out = sum(q for k, q in enumerate(self.ship) if int(self.network.origin[k]) == node)
        out += float(self.usage[node] @ np.array(self.make))
        key = self.network.nodes[node]
        return out + (float(self.problem.wanted[key][self.t]) if key in self.problem.wanted else 0.0)

    def _surge(self, node: int) -> float:
        """Rise of demand at a node [units/week]."""
        rises = {int(self.network.markets[m]): row for row, m in enumerate(self.hit.demand.rows.tolist())}
        if node not in rises:
            return 0.0
        change = float(self.hit.demand.lost[rises[node], :-1].max(initial=0.0))
        return change * float(self.problem.wanted[self.network.nodes[node]][self.t])

    def _replaced(self, node: int, row: int, missing: float, units: float) -> float:
        """Ask for units in place of those of one row; return how many are given."""
        total = 0.0
        for at_once in (True, False):
            asked: Asked = {}
            given = self._ask(node, units - total, asked, own=row, at_once=at_once)
            if given > LEAST:
                self.found.append((row, missing, given, at_once, asked))
                total += given
        return total

    def _ask(self, node: int, units: float, asked: Asked, *, own: int, at_once: bool) -> float:
        """Ask a node's ways in for more; return what they give [units/week]."""
        key = self.network.nodes[node]
        if units <= LEAST or key in self.room.busy:
            return 0.0
        self.room.busy.add(key)
        given = 0.0 if at_once else self._ask_source(node, units, asked, own)
        sources = len(self.network.sources)
        for k in self.into.get(node, ()):
            most = min(units - given, self.room.moving[k])
            if most <= LEAST or sources + k == own or (at_once and not self.expedite[k]):
                continue
            origin = int(self.network.origin[k])
            got = 0.0 if at_once else self._ask(origin, most, asked, own=-2, at_once=False)
            if got < most and self._keeps(origin):
                got = most
            if got > LEAST:
                self.room.moving[k] -= got
                asked[sources + k] = asked.get(sources + k, 0.0) + got
                given += got
        self.room.busy.discard(key)
        return given

    def _keeps(self, node: int) -> bool:
        """Whether a node that nothing hits keeps stock it could give from."""
        key = self.network.nodes[node]
        kept = max(self.numbers.at(("opening", *key, self.t)), self.numbers.at(("stock", *key, self.t)))
        return (
            kept > LEAST
            and key not in self.hit.event.leaving
            and self.problem.role[key[1]] in {WAREHOUSE, "plant", "supplier"}
        )

    def _ask_source(self, node: int, units: float, asked: Asked, own: int) -> float:
        """Ask a node's own source for more, and others for the components."""
        k = self.source_at.get(self.network.nodes[node])
        if k is None or k == own or self.room.making[k] <= LEAST:
            return 0.0
        most = min(units, self.room.making[k])
        parts, usage = self.parts[k], self.usage
        before = (dict(self.room.making), dict(self.room.moving))
        for part in parts:
            need = float(usage[part, k])
            got = self._ask(part, most * need, {}, own=-2, at_once=False)
            if got < most * need - LEAST and not self._keeps(part):
                most = got / need
        self.room.making, self.room.moving = before
        if most > LEAST:
            for part in parts:
                self._ask(part, most * float(usage[part, k]), asked, own=-2, at_once=False)
            self.room.making[k] -= most
            asked[k] = asked.get(k, 0.0) + most
        return max(most, 0.0)
