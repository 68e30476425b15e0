"""Everything about a plan that all its replays share, worked out once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from models.stress.answers import network_of
from models.stress.numbers import PlanNumbers
from models.stress.reach import Reach
from optimizer.simulation.hits import Hit
from optimizer.simulation.network import Network
from optimizer.simulation.rates import Flow, Rates, flows_of, rates_of
from optimizer.simulation.reaction import Reaction, Transfers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.plan import Plan
    from models.problem import Problem
    from models.schema import Numbers
    from models.stress.event import Event


@dataclass(frozen=True)
class LevelFlow:
    """How one level of one period works.

    Attributes
    ----------
    inflow, outflow
        Which lanes lead into, and out of, each node of the level (the latter: lanes of the level only).
    made
        Position in the level of the node of each of its sources.
    first, needs
        First component of each source that has any, within `needs`, the nodes of the components.
    fed
        Those sources.
    throughput
        Most that can leave each node, shape (weeks + 1, nodes of the level); None without any limit.

    """

    inflow: Any
    outflow: Any
    made: Any
    first: Any
    needs: Any
    fed: Any
    throughput: Any

    @property
    def leaves(self) -> bool:
        """Whether any lane leaves the level."""
        return bool(self.outflow.shape[1])

    def make(self, given: Numbers, share: Numbers) -> None:
        """Cut what sources make to the scarcest of their components."""
        if len(self.fed):
            given[self.fed] *= np.minimum.reduceat(share[self.needs], self.first, axis=0)

    def limit(self, share: Numbers, wants: Numbers, row: int) -> None:
        """Cut what leaves nodes of limited throughput."""
        most = self.throughput[row][:, None]
        np.minimum(share, most / np.maximum(wants, 1e-12), out=share)


@dataclass
class Scene:
    """One plan, ready for any number of replays."""

    problem: Problem
    plan: Plan
    numbers: PlanNumbers
    network: Network
    flows: tuple[Flow, ...]
    rates: Rates
    _moved: dict[tuple[int, int], tuple[Hit, Transfers]] = field(default_factory=dict)
    _hits: dict[tuple[str, str, float], Hit] = field(default_factory=dict)

    @classmethod
    def of(cls, problem: Problem, plan: Plan, events: Iterable[Event] = (), *, reserved: float = 0.0) -> Scene:
        """Prepare a plan.

        Parameters
        ----------
        events
            Events that may be replayed: what can help in them is part of the network.
        reserved
            Share of the safety stock that may not be used.

        """
        numbers, helping, able, feared = PlanNumbers(problem, plan), set[int](), set[Any](), tuple(events)
        for event in feared:
            reach = Reach(network_of(problem), event)
            helping.update(reach.more_moved)
            able.update(reach.more_made)
        if helping or able:
            helping, able = cls._laid_out(problem, plan, numbers, helping, able, 0.0).asked(feared)
        return cls._laid_out(problem, plan, numbers, helping, able, reserved)

    @classmethod
    def _laid_out(
        cls, problem: Problem, plan: Plan, numbers: PlanNumbers, helping: set[int], able: set[Any], reserved: float
    ) -> Scene:
        network = Network.of(problem, numbers, helping, able)
        flows = flows_of(problem, plan, network, numbers)
        rates = rates_of(problem, network, numbers, flows, reserved=reserved)
        return cls(problem, plan, numbers, network, flows, rates)

    def asked(self, events: Iterable[Event]) -> tuple[set[int], set[Any]]:
        """Lanes and sources that are asked for more in any event and period: the rest can be left out."""
        net, rows = self.network, set[int]()
        for event in events:
            for t in range(len(self.flows)):
                rows.update(np.unique(self.transfers(self.hit(event), t).bundle.tocoo().coords[0]).tolist())
        sources = len(net.sources)
        lanes = {int(net.lanes[row - sources]) for row in rows if row >= sources}
        return lanes, {net.nodes[net.sources[row]] for row in rows if row < sources}

    @cached_property
    def unlimited(self) -> Scene:
        """The same plan with room for anything at its sources and on its lanes."""
        lanes, rates = self.network, self.rates
        free = replace(lanes, room=np.full_like(lanes.room, np.inf))
        room = np.full_like(rates.room, np.inf)
        return Scene(self.problem, self.plan, self.numbers, free, self.flows, replace(rates, room=room))

    @cached_property
    def components(self) -> tuple[Any, ...]:
        """Component use of each period, shape (nodes, sources)."""
        return tuple(flow.usage for flow in self.flows)

    @cached_property
    def leaving(self) -> Any:
        """Which lanes leave each node, shape (nodes, lanes)."""
        return _incidence(self.network.origin, len(self.network.nodes))

    @cached_property
    def quick(self) -> Any:
        """Lanes on which something may arrive in the week it leaves."""
        return self.network.whole == 0

    @cached_property
    def coming(self) -> Numbers:
        """What the plan counts on of each week's departures when they arrive, shape (weeks + 1, lanes)."""
        rates, lanes = self.rates, np.arange(len(self.network.lanes))
        weeks = np.arange(rates.weeks + 1)[:, None] + self.network.whole[None, :]
        return np.asarray(rates.arrive[np.minimum(weeks, rates.weeks), lanes[None, :]])

    @cached_property
    def truncation(self) -> Numbers:
        """Factor that keeps the mean of demand although none is negative, shape (weeks + 1, markets).

        ``E max(0, X) = m Phi(m/s) + s phi(m/s)`` for a normal X with mean m and standard deviation s.
        """
        from scipy.special import ndtr

        mean, spread = self.rates.wanted, np.maximum(self.rates.spread, 1e-12)
        ratio = mean / spread
        kept = mean * ndtr(ratio) + spread * np.exp(-(np.minimum(ratio, 30.0) ** 2) / 2) / np.sqrt(2 * np.pi)
        return np.where(kept > 0, mean / np.maximum(kept, 1e-12), 1.0)

    @cached_property
    def levelled(self) -> tuple[tuple[LevelFlow, ...], ...]:
        """Every level of every period."""
        return tuple(tuple(self._level(flow, k) for k in range(len(self.network.levels))) for flow in self.flows)

    def _level(self, flow: Flow, k: int) -> LevelFlow:
        net = self.network
        level = net.levels[k]
        into = _incidence(net.destination, len(net.nodes))[level.nodes]
        out = self.leaving[level.nodes][:, level.lanes]
        needs, first, fed = list[int](), list[int](), list[int]()
        for source in range(level.sources.start, level.sources.stop):
            parts = flow.usage[:, [source]].tocoo().coords[0].tolist()
            if parts:
                fed.append(source)
                first.append(len(needs))
                needs += parts
        begin, parts_of, able = (np.array(found, dtype=np.int64) for found in (first, needs, fed))
        made = net.sources[level.sources] - level.nodes.start
        limits = self._throughput[:, level.nodes]
        throughput = limits if np.isfinite(limits).any() else None
        return LevelFlow(into, out, made, begin, parts_of, able, throughput)

    @cached_property
    def _throughput(self) -> Numbers:
        """Most that can leave each node [units/week], shape (weeks + 1, nodes)."""
        found = np.full((self.rates.weeks + 1, len(self.network.nodes)), np.inf)
        at, periods = self.network.at, range(len(self.problem.horizon))
        for key in self.problem.handlers:
            most = np.array([self.numbers.at(("make", *key, t)) + self.numbers.at(("left", *key, t)) for t in periods])
            if key in at:
                found[:, at[key]] = most[self.rates.period]
        return found

    def hit(self, event: Event) -> Hit:
        """Return an event as arrays, made once."""
        key = (event.kind, event.name, event.time_to_recover)
        if key not in self._hits:
            self._hits[key] = Hit.of(self.network, event)
        return self._hits[key]

    def transfers(self, hit: Hit, t: int) -> Transfers:
        """Orders that are moved in an event, by the plan of one period."""
        key = (id(hit), t)
        if key not in self._moved:
            made = Reaction(self.problem, self.network, self.numbers, hit, self.flows[t], t).transfers()
            self._moved[key] = (hit, made)
        return self._moved[key][1]


def _incidence(rows: Any, size: int) -> Any:
    """Sum of columns by row, shape (size, columns)."""
    from scipy.sparse import csr_array

    return csr_array((np.ones(len(rows)), (rows, np.arange(len(rows)))), shape=(size, len(rows)))
