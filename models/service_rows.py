"""Guaranteed service in the model: which times links in bring about, and the stock that they ask for.

::

    sum of flows on links that ask for level j or more <= need x reached[v,t,j]              times known before
    flow <= need x (1 + reached[v,t,j] - quoted[u,b])                                        u quotes b or more
    net[v,t,a-b] >= reached[v,t,a] - quoted[v,b+1]                                           net time a - b or more,
                                                                    or in small models by pairs of a and b, see stairs
    share[v,t] >= flow / mean, and its sigma / sigma by each channel out
    rises of the stock required at each level, as far as share and level are there <= safety[v,t] + short[v,t]

All marks are cumulative: ``reached[v,t,j] = 1`` when the inbound time is level j or longer (see :mod:`models.stairs`).
Links of equal variance have levels in common. See :mod:`models.service_network` for what is required.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.service_network import required
from models.stairs import Stairs, StairsMaker
from models.terms import Term, at_least

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from models.inbound import Link, Place
    from models.network import Core
    from models.service_network import ServiceNetwork
    from models.variability import Channel

MOST_PAIRS, MOST_SURE_PAIRS = 40_000, 400_000
"""Pairs of an inbound time and a quoted one up to which each is a variable of its own: where sources are chosen, and
where none is. Assembly trees of 30 and 70 stages have 13,000 and 130,000, and are solved 80 times faster with them, or
at all; the truck maker's plan, in which sources are chosen, has 190,000, too many for the search."""
ROUNDING = 1e-9
"""Units and shares that differ by this or less are equal."""


class ServiceRows:
    """Times of all places in the model.

    Attributes
    ----------
    quoted
        Service time of each stocking point.

    """

    def __init__(self, core: Core, network: ServiceNetwork) -> None:
        self._core, self.network = core, network
        self._reached, self._net, self._choices = StairsMaker(), StairsMaker(), StairsMaker()
        self._passed: dict[tuple[Place, int], Stairs] = {}
        self._inbound: dict[tuple[Place, int], list[tuple[float, Stairs]]] = {}
        self.quoted: dict[Place, Stairs] = {}
        for place in network.order:
            if place in network.points:
                self.quoted[place] = self._choices.make(network.quotes(place), known=1)
        for place in network.order:
            if not self._is_known(place):
                for t in core.periods if network.varies(place) else (0,):
                    self._add_place(place, t)
        self._net_times = self._differences()

    def _differences(self) -> dict[tuple[Place, int], list[tuple[float, Stairs]]]:
        """Net times of all stocking points: by pairs as long as that keeps the model small."""
        pairs = sum(
            len(stairs.values) * len(self.quoted[place].values)
            for (place, _), times in self._inbound.items()
            for _, stairs in times
            if not (stairs.is_known or self.quoted[place].is_known)
        )
        network = self.network
        is_sure = all(
            network.is_certain(link, t)
            for place, t in self._inbound
            for link in network.links(place)
            if network.is_in_force(link, t)
        )
        by_pairs = pairs <= (MOST_SURE_PAIRS if is_sure else MOST_PAIRS)
        return {
            (place, t): [
                (v, self._net.difference(stairs, self.quoted[place], by_pairs=by_pairs)) for v, stairs in times
            ]
            for (place, t), times in self._inbound.items()
        }

    def close(self, block: Any) -> None:
        """Add marks and rows to a block, once every height has been asked for."""
        makers = {"reached": self._reached, "net": self._net, "quote": self._choices}
        for name, maker in makers.items():
            maker.declare(block, name)
        for name, maker in makers.items():
            maker.close(block, name)

    def _is_known(self, place: Place) -> bool:
        """Whether every way into a stocking point takes its own time, and the point quotes a stated one."""
        links, points = self.network.links(place), self.network.points
        return place in points and all(
            len(times) == 1 for times in (self.network.quotes(place), *map(self.network.link_times, links))
        )

    def heights(self, place: Place, t: int) -> list[Stairs]:
        """Safety stock of a stocking point that carries everything, as stairs of which each must be reached [units]."""
        mean, sigma = (float(amounts[t]) for amounts in self.network.variability.whole(place))
        factor = self._core.problem.safety_factor[place]
        if self._is_known(place):
            return [self._known_heights(place, t, lambda net, v: required(factor, net, v, sigma, mean))]
        times = self._net_times[place, t if self.network.varies(place) else 0]
        return [
            Stairs(tuple(required(factor, net, variance, sigma, mean) for net in stairs.values), stairs.marks)
            for variance, stairs in times
        ]

    def _known_heights(self, place: Place, t: int, height: Callable[[float, float], float]) -> Stairs:
        """All ways in in one order, that of what they ask for: the tightest rows there are."""
        network, quoted = self.network, self.network.quotes(place)[0]
        links = [link for link in network.links(place) if network.is_in_force(link, t)]
        asks = {
            link: round(height(max(network.link_times(link)[0] - quoted, 0.0), network.variance(link)), 9)
            for link in links
        }
        base = height(max(network.base_time(place) - quoted, 0.0), network.base_variance(place))
        sure = max([base, *(units for link, units in asks.items() if network.is_certain(link, t))])
        later = sorted({units for units in asks.values() if units > sure + ROUNDING})
        stairs = self._reached.make([sure, *later], known=1)
        self._add_known_links(asks, dict(zip(later, stairs.marks[1:], strict=True)), t)
        return stairs

    def _quote(self, place: Place | None, t: int) -> Stairs:
        if place is None:
            return Stairs.at(0.0)
        if place in self.quoted:
            return self.quoted[place]
        times = self.network.quotes(place)
        if place in self._core.problem.stock_row:
            return Stairs.at(times[0])
        return self._passed[place, t if self.network.varies(place) else 0]

    def _add_place(self, place: Place, t: int) -> None:
        network = self.network
        links = [link for link in network.links(place) if network.is_in_force(link, t)]
        base = network.base_time(place), network.base_variance(place)
        if place not in network.points:
            self._passed[place, t] = self._add_levels(links, t, base[0])
            return
        groups: dict[float, list[Link]] = {}
        for link in links:
            groups.setdefault(network.variance(link), []).append(link)
        times = [
            (variance, self._add_levels(group, t, base[0] if variance <= base[1] else None))
            for variance, group in groups.items()
        ]
        if base[1] not in groups:
            times.append((base[1], Stairs.at(base[0])))
        self._inbound[place, t] = times

    def _add_levels(self, links: Sequence[Link], t: int, floor: float | None) -> Stairs:
        """Return the inbound time by these links; `floor` counts whatever flows."""
        times = {link: self._times(link, t) for link in links}
        sure = [times[link][0][0] for link in links if self.network.is_certain(link, t)]
        sure += [] if floor is None else [floor]
        later = sorted({days for steps in times.values() for days, _ in steps if not sure or days > max(sure)})
        stairs = self._reached.make([max(sure), *later] if sure else later, known=1 if sure else 0)
        levels = {days: mark for days, mark in zip(stairs.values, stairs.marks, strict=True) if days in later}
        self._add_known_links({link: steps[0][0] for link, steps in times.items()}, levels, t)
        for link, steps in times.items():
            for days, mark in steps[1:]:
                if days not in levels:
                    continue
                if self.network.is_certain(link, t):
                    at_least(self._reached.rules, 0.0, (levels[days], mark.times(-1.0)))
                    continue
                for flow, most in self._flows(link, t):
                    room = levels[days].times(most), mark.times(-most), flow.times(-1.0)
                    at_least(self._reached.rules, -most, room)
        return stairs

    def _times(self, link: Link, t: int) -> list[tuple[float, Term]]:
        """Times that a link may take in a period, ascending, each with the mark of what is quoted before it."""
        quote = self._quote(link.before, t)
        return [(round(days + link.days, 9), mark) for days, mark in zip(quote.values, quote.marks, strict=True)]

    def _add_known_links(self, least: dict[Link, float], levels: dict[float, Term], t: int) -> None:
        """Links whose shortest time takes a level, all together: ``sum of flows <= need x reached``."""
        uncertain = [link for link in least if not self.network.is_certain(link, t)]
        brought = {link: list(self._flows(link, t)) for link in uncertain}
        for days in sorted({least[link] for link in uncertain} & levels.keys()):
            flows: dict[str, dict[Any, tuple[Term, float]]] = {}
            for link in (link for link in uncertain if least[link] >= days):
                kind = "lane" if link.lane is not None else str(link.before if link.blended else "making")
                flows.setdefault(kind, {}).update({(id(f.variable), f.key): (f, most) for f, most in brought[link]})
            for parts in flows.values():
                need = max((most for _, most in parts.values()), default=0.0)
                shown = (flow.times(-1.0) for flow, _ in parts.values())
                at_least(self._reached.rules, 0.0, (levels[days].times(need), *shown))

    def _flows(self, link: Link, t: int) -> Iterator[tuple[Term, float]]:
        """What a link brings in a period, with the most it can [units/week]."""
        m, problem, (item, site) = self._core.model, self._core.problem, link.place
        if link.lane is None:
            most = float(self._core.most_made[item, site][t])
            if link.blended and link.before:
                yield Term.of(m.blend, (item, link.before[0], site, t)), most
            else:
                yield Term.of(m.make, (item, site, t)), most
            return
        need, weeks, lane = problem.bounds.arriving(item, site), problem.horizon.weeks, problem.lanes.keys[link.lane]
        for s in np.flatnonzero(problem.lane_arrivals[link.lane] == t).tolist():
            yield Term.of(m.ship, (*lane, s)), max(float(need[s]), float(need[t] * weeks[t] / weeks[s]))

    def inflow(self, place: Place, t: int) -> tuple[list[Term], float]:
        """All that comes into a place in a period, with the most it can be [units/week]."""
        network = self.network
        whole = [link for link in network.links(place) if link.lane is not None or link.before is None]
        parts = [part for link in whole for part in self._flows(link, t)]
        return [flow for flow, _ in parts], max((most for _, most in parts), default=0.0) * min(len(parts), 2)


class Share:
    """How much of the demand that it can serve a stocking point carries in a period.

    Attributes
    ----------
    is_whole
        Whether it is all of it, whatever the plan does.
    may_exceed
        Whether more may flow than is served in the period, to build up stock elsewhere.
    measures
        Sums of terms that the share is no less than, each with the most it can come to.

    """

    def __init__(self, core: Core, network: ServiceNetwork, place: Place, t: int) -> None:
        self._core, self._network, self._place, self._t = core, network, place, t
        self.is_whole = network.variability.is_sole(place)
        self.measures = () if self.is_whole else tuple(self._measure())
        self.may_exceed = any(most > 1 + ROUNDING for _, most in self.measures)

    def _measure(self) -> Iterator[tuple[list[Term], float]]:
        """Flow against demand, and the deviation of each channel that varies more than the rest against the whole."""
        mean, sigma = (float(amounts[self._t]) for amounts in self._network.variability.whole(self._place))
        channels, need = self._network.variability.channels(self._place), self._core.problem.bounds.total
        flows = [self._flow(channel) for channel in channels]
        if mean <= 0:
            return
        most = min(float(need[self._place[0]][self._t]), sum(most for _, most in flows))
        yield [term.times(1.0 / mean) for flow, _ in flows for term in flow], most / mean
        for channel, (flow, most) in zip(channels, flows, strict=True):
            own = float(channel.mean[self._t])
            if own > 0 and sigma > 0 and (weight := float(channel.sigma[self._t]) / own / sigma) * mean > 1 + ROUNDING:
                yield [term.times(weight) for term in flow], weight * most

    def _flow(self, channel: Channel) -> tuple[list[Term], float]:
        """What flows through a channel, with the most it can [units/week]."""
        problem, m, t, (item, site) = self._core.problem, self._core.model, self._t, self._place
        if channel.to is None:
            mean = float(channel.mean[t])
            is_sure = site not in problem.has_open_choice or not mean
            unserved = [] if is_sure else [Term.of(m.unmet, (item, site, t)).times(-1.0)]
            return [Term(mean), *unserved], mean
        if channel.is_lane:
            return self._sent(channel.to[1]), float(problem.bounds.arriving(*channel.to)[t])
        usage, made = float(channel.per_unit[t]), m.blend if channel.blended else m.make
        key = (channel.to[0], item, site, t) if channel.blended else (*channel.to, t)
        return [Term.of(made, key).times(usage)], usage * float(self._core.most_made[channel.to][t])

    def _sent(self, destination: str) -> list[Term]:
        """What leaves for one site."""
        lanes, arrives = self._core.problem.lanes, self._core.problem.lane_arrivals
        there = (a for a in lanes.out_of.get(self._place, ()) if lanes.keys[a][2] == destination)
        regular = (a for a in there if not lanes.expedite_only[a] and arrives[a, self._t] >= 0)
        return [Term.of(self._core.model.ship, (*lanes.keys[a], self._t)) for a in regular]
