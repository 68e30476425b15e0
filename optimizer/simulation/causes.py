"""Why a promise is not kept: what varies is switched off, one kind at a time, with the same luck in all the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.sheets import LeadTimes
from optimizer.simulation.run import Measured, play, switched_off

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.stress.event import Event
    from optimizer.simulation.draws import Draws
    from optimizer.simulation.scene import Scene

CURES = 1e-4
"""Gain in service below which switching something off cures nothing."""
MOST_EVENTS = 12
"""Events that are left out one at a time, likeliest first."""


@dataclass(frozen=True)
class Trials:
    """Replications of one plan as it is, and the means to repeat them with less that varies."""

    scene: Scene
    draws: Draws
    replications: int
    events: tuple[Event, ...]
    weeks: int | None

    def play(
        self, draws: Draws | None = None, scene: Scene | None = None, events: Sequence[Event] | None = None
    ) -> Measured:
        """Replay with something changed."""
        chosen = self.events if events is None else events
        return play(scene or self.scene, draws or self.draws, self.replications, chosen, self.weeks)

    @cached_property
    def base(self) -> Measured:
        """Everything as it is."""
        return self.play()

    @cached_property
    def without(self) -> dict[str, Measured]:
        """Each kind of variability switched off that there is, and limits of capacity lifted."""
        rates, net = self.scene.rates, self.scene.network
        varies = {
            "demand": bool(rates.spread.any()),
            "lead_times": bool((net.spread > 0).any()),
            "disruptions": any(event.probability > 0 for event in self.events),
        }
        found = {what: self.play(switched_off(self.draws, what)) for what, there in varies.items() if there}
        return {**found, "capacity": self.play(scene=self.scene.unlimited)}

    @cached_property
    def without_event(self) -> dict[str, Measured]:
        """Each of the likeliest events left out."""
        likely = sorted((e for e in self.events if e.probability > 0), key=lambda e: -e.probability)[:MOST_EVENTS]
        return {event.name: self.play(events=[e for e in self.events if e is not event]) for event in likely}

    def why(self, market: int | None, node: int | None = None, *, weeks: bool = True) -> str:
        """Say what keeps one market, or one stocking point, or all markets from what is promised.

        Parameters
        ----------
        weeks
            Whether weeks without shortage are promised; if not, the share served.

        """
        gains = {what: self._gain(measured, market, node, weeks=weeks) for what, measured in self.without.items()}
        cause = max(gains, key=lambda what: gains[what], default="")
        if not cause or gains[cause] <= CURES:
            return "No single cause: what varies comes together." if cause else ""
        return f"{self._words(cause, market, node, weeks=weeks)} Without that: {gains[cause] * 100:+.1f} points."

    def _gain(self, measured: Measured, market: int | None, node: int | None, *, weeks: bool) -> float:
        def level(one: Measured) -> float:
            if node is not None:
                return float(one.given[node].mean())
            if market is None:
                return float(one.overall.mean())
            return float((one.full if weeks else one.fill)[market].mean())

        return level(measured) - level(self.base)

    def _words(self, cause: str, market: int | None, node: int | None, *, weeks: bool) -> str:
        net = self.scene.network
        place = node if node is not None else (int(net.markets[market]) if market is not None else None)
        where = " at ".join(net.nodes[place]) if place is not None else "all items"
        if cause == "demand":
            return f"Demand for {where} varies more than its stock covers."
        if cause == "lead_times":
            return f"Lead times{self._lane(place)} vary more than the stock of {where} covers."
        if cause == "disruptions":
            gains = {n: self._gain(one, market, node, weeks=weeks) for n, one in self.without_event.items()}
            worst = max(gains, key=lambda name: gains[name], default="")
            return f"Disruptions{f', most of all {worst},' if worst else ''} reach {where}."
        return f"Capacity leaves no room to catch up{self._bottleneck(place)}."

    def _upstream(self, place: int | None) -> set[int]:
        """Nodes from which a node is supplied, itself included."""
        net, found = self.scene.network, set(range(len(self.scene.network.nodes)))
        if place is None:
            return found
        found, waiting = {place}, [place]
        usage = sum((abs(flow.usage) for flow in self.scene.flows), start=0 * self.scene.flows[0].usage).tocsc()
        while waiting:
            node = waiting.pop()
            more = {int(o) for o in net.origin[net.destination == node]}
            for k in np.flatnonzero(net.sources == node):
                more |= set(usage[:, [int(k)]].tocoo().coords[0].tolist())
            waiting += sorted(more - found)
            found |= more
        return found

    def _lane(self, place: int | None) -> str:
        """Lane upstream whose lateness moves most goods."""
        net, problem = self.scene.network, self.scene.problem
        inside = np.isin(net.destination, list(self._upstream(place)))
        weight = net.spread * self.scene.rates.ship[:-1].mean(axis=0) * inside
        if not weight.any():
            return ""
        item, origin, destination, mode = problem.lanes.keys[net.lanes[int(np.argmax(weight))]]
        days = float(problem[LeadTimes].lead_time_sd[problem.lanes.row[net.lanes[int(np.argmax(weight))]]])
        return f" of {item} by {mode} from {origin} to {destination} (standard deviation {days:g} days)"

    def _bottleneck(self, place: int | None) -> str:
        """Source upstream that the plan uses most of."""
        net, rates = self.scene.network, self.scene.rates
        use = (rates.make[:-1] / np.maximum(rates.room[:-1], 1e-12)).mean(axis=0)
        use = np.where(np.isin(net.sources, list(self._upstream(place))), use, 0.0)
        if not use.any():
            return ""
        item, site = net.nodes[net.sources[int(np.argmax(use))]]
        return f", most of all {item} at {site} ({float(use.max()):.0%} used)"


def trials_of(scene: Scene, draws: Draws, replications: int, events: Sequence[Event], weeks: int | None) -> Trials:
    """Prepare the replications of a plan."""
    return Trials(scene, replace(draws, copies=1), replications, tuple(events), weeks)
