"""What moves the level of a node: the changes that may be made there, and the losses the event itself brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.sheets import Sources
from models.stress.loss import Loss, worst
from models.stress.timeline import late, soon

if TYPE_CHECKING:
    from models.problem import ItemSite
    from models.stress.reach import Reach
    from models.stress.recourse import Change

Recipe = tuple[str, str]
"""Parent and component: what is used only while their row of BOM is in force."""


@dataclass(frozen=True)
class Part:
    """One thing that moves the level of a node: a change, its sign and factor, and how many weeks later it shows."""

    change: Change
    factor: float
    delay: float = 0.0
    recipe: Recipe | None = None


@dataclass(frozen=True)
class Forced:
    """One loss that moves the level of a node: a flow of the plan (without its period), its factor and its curve."""

    quantity: tuple[str, ...]
    factor: float
    loss: Loss
    delay: float = 0.0
    recipe: Recipe | None = None
    arrives: bool = False


class Moves:
    """Changes and losses at the nodes of one event."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        self._event, self._network, self._problem = reach.event, reach.network, reach.network.problem
        self.moved = dict.fromkeys((*reach.more_moved, *reach.less_moved))
        self._at: dict[ItemSite, list[Part]] = {}
        self._forced: dict[ItemSite, list[Forced]] = {}

    def alternatives(self, key: ItemSite) -> dict[str, list[str]]:
        """Components of a source that replace each other, by group."""
        found: dict[str, list[str]] = {}
        for part in self._network.can_make.get(key, ()):
            if group := self._problem.recipes.group[key[0], part]:
                found.setdefault(group, []).append(part)
        return found

    def at(self, node: ItemSite) -> list[Part]:
        """Changes that move the level of a node."""
        if node not in self._at:
            self._at[node] = self._all_at(node)
        return self._at[node]

    def _all_at(self, node: ItemSite) -> list[Part]:
        i, n = node
        parts = [Part(("more_made", i, n), 1.0), Part(("surged", i, n), 1.0), Part(("less_made", i, n), -1.0)]
        if node in self._problem.wanted:
            parts.append(Part(("lost", i, n), 1.0))
        leads = self._problem.lanes.lead_weeks
        for a in self._problem.lanes.into.get(node, ()):
            if a in self.moved:
                parts += [
                    Part(("more_moved", a), 1.0, late(float(leads[a]))),
                    Part(("less_moved", a), -1.0, soon(float(leads[a]))),
                ]
        for a in self._problem.lanes.out_of.get(node, ()):
            if a in self.moved:
                parts += [Part(("more_moved", a), -1.0), Part(("less_moved", a), 1.0)]
        for parent in self._network.parents.get(node, ()):
            parts += self._uses(parent, node)
        return parts

    def _uses(self, parent: str, node: ItemSite) -> list[Part]:
        """Changes of what a component is used for."""
        part, n = node
        usage = self._usage(parent, part, n)
        if self._problem.recipes.group[parent, part]:
            return [Part(("more_blend", parent, part, n), -usage), Part(("less_blend", parent, part, n), usage)]
        signs = {"more_made": -1.0, "surged": -1.0, "less_made": 1.0}
        return [Part((kind, parent, n), sign * usage, recipe=(parent, part)) for kind, sign in signs.items()]

    def _usage(self, parent: str, part: str, n: str) -> float:
        """Units of a component started for one good unit of the parent."""
        row = self._problem.source_row[parent, n]
        return self._problem.recipes.usage[parent, part] / float(self._problem[Sources].yield_[row])

    def forced(self, node: ItemSite) -> list[Forced]:
        """Losses that the event itself brings to a node."""
        if node not in self._forced:
            self._forced[node] = self._all_forced(node)
        return self._forced[node]

    def _all_forced(self, node: ItemSite) -> list[Forced]:
        i, n = node
        event, found = self._event, list[Forced]()
        if node in event.making:
            found.append(Forced(("make", i, n), -1.0, event.making[node]))
        lanes = self._problem.lanes
        for a in lanes.into.get(node, ()):
            found += self._lost_arrivals(a)
        for a in self._network.regular_out.get(node, ()):
            if (loss := self.lost_departures(a)) is not None:
                found.append(Forced(("ship", *lanes.keys[a]), 1.0, loss))
        for parent in self._network.parents.get(node, ()):
            if (parent, n) in event.making:
                usage, loss = self._usage(parent, i, n), event.making[parent, n]
                if self._problem.recipes.group[parent, i]:
                    found.append(Forced(("blend", parent, i, n), usage, loss))
                else:
                    found.append(Forced(("make", parent, n), usage, loss, recipe=(parent, i)))
        return found

    def _lost_arrivals(self, a: int) -> list[Forced]:
        """Arrivals lost on a lane: at once when the lane is hit, a lead time later when its origin is."""
        if self._problem.lanes.expedite_only[a]:
            return []
        key = self._problem.lanes.keys[a]
        on_lane, at_origin = self._event.lanes.get(a), self._event.leaving.get((key[0], key[1]))
        if on_lane is not None:
            return [Forced(("ship", *key), -1.0, on_lane, arrives=True)]
        if at_origin is not None:
            delay = soon(float(self._problem.lanes.lead_weeks[a]))
            return [Forced(("ship", *key), -1.0, at_origin, delay, arrives=True)]
        return []

    def lost_departures(self, a: int) -> Loss | None:
        """Loss of what would leave on a lane; None when it is not hit."""
        key = self._problem.lanes.keys[a]
        losses = [loss for loss in (self._event.lanes.get(a), self._event.leaving.get((key[0], key[1]))) if loss]
        return worst(losses) if losses else None
