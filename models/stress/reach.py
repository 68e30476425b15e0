"""Reach of an event: the items and sites that it can starve, and those that can help.

*Starved* nodes (item, site) are the ones that may receive less: where something is made or arrives that is hit, and
everything further down, through lanes and through the bill of materials. *Helping* nodes are all those from which a
starved one could get more: other makers, other lanes, and whatever these need in turn. Nothing else can change.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from models.limits import most_made
from models.sheets import WAREHOUSE, LeadTimes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.problem import ItemSite, Problem
    from models.stress.event import Event

LONGEST_TAIL = 52.0
"""Weeks after recovery in which goods that are still missing may show [weeks]."""


@dataclass(frozen=True)
class Network:
    """Who can pass on less, and who can give more, whatever the event; worked out once for a problem."""

    problem: Problem

    @cached_property
    def can_make(self) -> dict[ItemSite, tuple[str, ...]]:
        """Components of every source that can ever make anything."""
        children = self.problem.recipes.children
        able = {key for key, most in most_made(self.problem).items() if most.max(initial=0.0) > 0}
        makers = [(i, n) for i, sites in self.problem.makers.items() for n in sites]
        return {(i, n): tuple(children.get(i, ())) for i, n in makers if (i, n) in able}

    @cached_property
    def parents(self) -> dict[ItemSite, tuple[str, ...]]:
        """What is made of a component at its site."""
        found: dict[ItemSite, list[str]] = {}
        for (i, n), parts in self.can_make.items():
            for part in parts:
                found.setdefault((part, n), []).append(i)
        return {key: tuple(items) for key, items in found.items()}

    @cached_property
    def regular_out(self) -> dict[ItemSite, tuple[int, ...]]:
        """Lanes out of an (item, site) that the plan may use."""
        lanes = self.problem.lanes
        return {key: tuple(a for a in numbers if not lanes.expedite_only[a]) for key, numbers in lanes.out_of.items()}

    @cached_property
    def passes_on(self) -> frozenset[ItemSite]:
        """(Item, warehouse) pairs that other goods than their own stock can come through."""
        return frozenset(key for key in self.problem.lanes.into if self.problem.role[key[1]] == WAREHOUSE)


@dataclass(frozen=True)
class Reach:
    """What one event can touch."""

    network: Network
    event: Event

    @cached_property
    def gone(self) -> frozenset[ItemSite]:
        """(Item, site) pairs from which nothing leaves any more, so that nothing there matters."""
        return frozenset(key for key, loss in self.event.leaving.items() if loss.peak >= 1.0)

    @cached_property
    def starved(self) -> tuple[ItemSite, ...]:
        """Nodes that may receive less or must give more."""
        lanes, event = self.network.problem.lanes, self.event
        ends = [(lanes.keys[a][0], lanes.keys[a][2]) for a in (*event.lanes, *event.duties)]
        left = [self._arrives(a) for key in event.leaving for a in self.network.regular_out.get(key, ())]
        return self._closure([*event.making, *ends, *left, *event.demand], self._below)

    @cached_property
    def nodes(self) -> tuple[ItemSite, ...]:
        """Starved and helping nodes that still work."""
        found = self._closure(self.starved, self._above)
        return tuple(node for node in found if node not in self.gone)

    def _arrives(self, lane: int) -> ItemSite:
        item, _, destination, _ = self.network.problem.lanes.keys[lane]
        return item, destination

    def _closure(self, seeds: Iterable[ItemSite], step: object) -> tuple[ItemSite, ...]:
        found = dict.fromkeys(seeds)
        waiting = list(found)
        while waiting:
            for node in step(waiting.pop()):  # type: ignore[operator]
                if node not in found:
                    found[node] = None
                    waiting.append(node)
        return tuple(found)

    def _below(self, node: ItemSite) -> Iterator[ItemSite]:
        yield from (self._arrives(a) for a in self.network.regular_out.get(node, ()))
        yield from ((parent, node[1]) for parent in self.network.parents.get(node, ()))

    def _above(self, node: ItemSite) -> Iterator[ItemSite]:
        keys = self.network.problem.lanes.keys
        yield from ((node[0], keys[a][1]) for a in self.lanes_in(node))
        if node in self.network.can_make and node not in self.event.making:
            yield from ((part, node[1]) for part in self.network.can_make[node])

    def lanes_in(self, node: ItemSite) -> Iterator[int]:
        """Lanes that could bring a node more."""
        lanes = self.network.problem.lanes
        for a in lanes.into.get(node, ()):
            origin = (node[0], lanes.keys[a][1])
            supplies = origin in self.network.can_make or origin in self.network.passes_on
            hit = a in self.event.lanes or origin in self.event.leaving
            if not hit and (supplies or origin in self.network.problem.stock_row):
                yield a

    @cached_property
    def more_made(self) -> tuple[ItemSite, ...]:
        """Sources that could make more."""
        return tuple(k for k in self.nodes if k in self.network.can_make and k not in self.event.making)

    @cached_property
    def less_made(self) -> tuple[ItemSite, ...]:
        """Sources that may have to make less, because a component is missing."""
        starved = set(self.starved)
        return tuple(
            (i, n)
            for (i, n), parts in self.network.can_make.items()
            if (i, n) not in self.gone and any((part, n) in starved for part in parts)
        )

    @cached_property
    def more_moved(self) -> tuple[int, ...]:
        """Lanes that could bring more; of those between the same ends without a limit only the fastest."""
        lanes, limit = self.network.problem.lanes, self.network.problem[LeadTimes].capacity
        fastest: dict[tuple[str, str, str, bool], int] = {}
        limited = list[int]()
        for a in dict.fromkeys(a for node in self.nodes for a in self.lanes_in(node)):
            if math.isfinite(limit[lanes.row[a]]) or a in self.event.duties:
                limited.append(a)
                continue
            ends = (*lanes.keys[a][:3], self._expedites(a))
            if ends not in fastest or lanes.lead_weeks[a] < lanes.lead_weeks[fastest[ends]]:
                fastest[ends] = a
        return tuple(sorted([*limited, *fastest.values()]))

    @cached_property
    def less_moved(self) -> tuple[int, ...]:
        """Lanes on which less may have to travel, because it is missing at their origin or charged for."""
        short = [a for node in self.starved if node not in self.gone for a in self.network.regular_out.get(node, ())]
        return tuple(dict.fromkeys([*short, *(a for a in self.event.duties if not self._expedites(a))]))

    def _expedites(self, lane: int) -> bool:
        return bool(self.network.problem.lanes.expedite_only[lane])

    @cached_property
    def lost(self) -> tuple[ItemSite, ...]:
        """Places whose demand may not be served."""
        starved = set(self.starved)
        return tuple(key for key in self.network.problem.wanted if key in starved)

    @cached_property
    def tail(self) -> float:
        """Longest time goods take from what is hit to the end of their way [weeks]."""
        weeks = self.network.problem.lanes.lead_weeks
        longest: dict[ItemSite, float] = {}
        on_the_way: set[ItemSite] = set()

        def walk(node: ItemSite) -> float:
            if node in longest or node in on_the_way:
                return longest.get(node, 0.0)
            on_the_way.add(node)
            out = [float(weeks[a]) + walk(self._arrives(a)) for a in self.network.regular_out.get(node, ())]
            out += [walk((parent, node[1])) for parent in self.network.parents.get(node, ())]
            on_the_way.discard(node)
            longest[node] = max(out, default=0.0)
            return longest[node]

        hit = [walk(node) for node in (*self.starved, *self.event.leaving)]
        hit += [float(weeks[a]) + walk(self._arrives(a)) for a in self.event.duties]
        return min(max(hit, default=0.0), LONGEST_TAIL)
