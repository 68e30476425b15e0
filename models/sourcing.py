"""Where a sourcing share is measured: the scope of a rule, its sources, and their volumes in model and plan.

A share is a source's volume over the volume of all sources in the rule's scope:

- destination ALL: where the item is made (right also when it passes through warehouses), ``make[i,n,t]``;
- a place, or EACH destination: what arrives there on direct lanes from makers, ``sum of ship[i,n,d,m,t]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from models.geography import resolve_items
from models.modelling import pyo
from models.plan import Flows, Plan, Production
from models.sheets import ALL, EACH, Items

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from models.lanes import Lane
    from models.problem import Problem
    from models.schema import Numbers

NOTHING_MADE = 1e-6
"""Volume a week at or below which nothing is supplied, and a share means nothing."""


@dataclass(frozen=True)
class Scope:
    """One item, measured in one place.

    Attributes
    ----------
    row
        Row of the sheet that states the rule.
    item
        The item whose supply is shared out.
    label
        The destination in words, ``ALL`` where it is measured at the makers.
    destinations
        Sites where arrivals count; empty for ALL.
    first
        First period in which the rule holds.
    sources
        Makers that can contribute.
    lanes
        Direct lanes from them into the destinations; empty for ALL.

    """

    row: int
    item: str
    label: str
    destinations: tuple[str, ...]
    first: int
    sources: tuple[str, ...]
    lanes: tuple[Lane, ...]

    @property
    def at_makers(self) -> bool:
        """Whether volumes are measured where the item is made."""
        return self.label == ALL

    @cached_property
    def lanes_of(self) -> dict[str, tuple[Lane, ...]]:
        """Direct lanes of each source."""
        return {n: tuple(lane for lane in self.lanes if lane[1] == n) for n in self.sources}

    @property
    def through_warehouses(self) -> bool:
        """Whether the place cannot be measured, because no lane comes directly from a maker."""
        return not self.at_makers and not self.lanes


def scopes_of(
    problem: Problem, row: int, items: str, destination: str, first: int = 0, *, needed: bool = True
) -> Iterator[Scope]:
    """Spell out the scopes of one row: item by item, and destination by destination for EACH.

    Parameters
    ----------
    items, destination
        Addresses as the planner wrote them.
    needed
        Leave out items that nobody makes or needs.

    """
    found = resolve_items(problem[Items], items)
    for item in found[1] if found else ():
        makers = problem.makers.get(item, ())
        takers = problem.takers.get(item, ())
        if needed and (not makers or not takers):
            continue
        if destination == ALL:
            yield Scope(row, item, ALL, (), first, makers, ())
            continue
        inside = set(problem.geography.sites(destination))
        ends = tuple(d for d in takers if d in inside)
        for label, sites in [(d, (d,)) for d in ends] if destination == EACH else [(destination, ends)]:
            lanes = tuple(
                lane
                for d in sites
                for a in problem.lanes.into.get((item, d), ())
                if (lane := problem.lanes.keys[a])[1] in makers
            )
            sources = tuple(n for n in makers if any(lane[1] == n for lane in lanes))
            yield Scope(row, item, label, sites, first, sources, lanes)


def volume_limit(problem: Problem, scope: Scope, t: int, most_made: Mapping[tuple[str, str], Numbers]) -> float:
    """Most that a scope can need, and its sources can make, in a period [units/week]."""
    if scope.at_makers:
        made = sum(float(most_made[scope.item, n][t]) for n in scope.sources)
        return min(float(problem.bounds.total[scope.item][t]), made)
    return sum(float(problem.bounds.arriving(scope.item, d)[t]) for d in scope.destinations)


class Volumes:
    """Volumes of sources as expressions of the model.

    Adds to `block`, for each scope number k, source n and period t, the productions and shipments that count:
    ``MADE[k,n,t]`` and ``SENT[k,n,t]``, written so that rules over them can be templatised.
    """

    def __init__(self, block: Any, model: Any, scopes: Sequence[Scope]) -> None:
        departing = set(model.SHIPPED)
        made: dict[tuple[int, str, int], list[tuple[str, str, int]]] = {}
        sent: dict[tuple[int, str, int], list[tuple[str, str, str, str, int]]] = {}
        for k, scope in enumerate(scopes):
            for n in scope.sources:
                for t in model.T:
                    made[k, n, t] = [(scope.item, n, t)] if scope.at_makers else []
                    sent[k, n, t] = [key for lane in scope.lanes_of[n] if (key := (*lane, t)) in departing]
        block.SCOPES = pyo.Set(initialize=range(len(scopes)))
        block.SOURCES = pyo.Set(block.SCOPES, initialize={k: scope.sources for k, scope in enumerate(scopes)}, dimen=1)
        block.MEASURED = pyo.Set(initialize=list(made), dimen=3)
        block.MADE = pyo.Set(block.MEASURED, initialize=made, dimen=3)
        block.SENT = pyo.Set(block.MEASURED, initialize=sent, dimen=5)
        self._block, self._model = block, model

    def of(self, k: int, n: str, t: int) -> Any:
        """Volume of one source in a scope [units/week]."""
        b, m = self._block, self._model
        made = sum(m.make[i, s, e] for i, s, e in b.MADE[k, n, t])
        return made + sum(m.ship[i, o, d, mode, e] for i, o, d, mode, e in b.SENT[k, n, t])

    def total(self, k: int, t: int) -> Any:
        """Volume of all sources in a scope [units/week]."""
        return sum(self.of(k, n, t) for n in self._block.SOURCES[k])


def plan_volumes(problem: Problem, plan: Plan, scopes: Sequence[Scope]) -> list[dict[tuple[str, int], float]]:
    """Volume of each source and period in each scope, by arithmetic on the plan's tables [units/week]."""
    horizon, made, flows = problem.horizon, plan[Production], plan[Flows]
    at_makers: dict[str, list[int]] = {}
    arriving: dict[tuple[str, str], list[int]] = {}
    for k, scope in enumerate(scopes):
        if scope.at_makers:
            at_makers.setdefault(scope.item, []).append(k)
        for d in scope.destinations:
            arriving.setdefault((scope.item, d), []).append(k)
    found: list[dict[tuple[str, int], float]] = [{} for _ in scopes]
    for item, site, period, quantity in made:
        for k in at_makers.get(item, ()):
            if site in scopes[k].sources:
                key = (site, horizon.number(period))
                found[k][key] = found[k].get(key, 0.0) + float(quantity)
    for item, origin, destination, _, period, quantity in flows:
        for k in arriving.get((item, destination), ()):
            if origin in scopes[k].sources:
                key = (origin, horizon.number(period))
                found[k][key] = found[k].get(key, 0.0) + float(quantity)
    return found
