"""Guaranteed service in the model: which times links in bring about, and the stock that they ask for.

::

    sum of flows on links that need level j or more <= need x reached[v,t,j]                 times known before
    flow <= need x (1 + reached[v,t,j] - quoted[u,b])                                        u quotes b or more
    sum of rises of required[v,t] x net[v,t,k] <= safety[v,t] + short[v,t]                   everything carried
    required[v,t,k] x (carried[v,t] - most x (1 - net[v,t,k])) <= safety[v,t] + short[v,t]   a part of the flow

All marks are cumulative: ``reached[v,t,j] = 1`` when the inbound time is level j or longer (see :mod:`models.stairs`).
Links of equal variance have levels in common. See :mod:`models.service_network` for what is required.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.service_network import required
from models.stairs import Stairs, StairsMaker

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.inbound import Link, Place
    from models.network import Core
    from models.service_network import ServiceNetwork


class ServiceRows:
    """Times of all places in the model.

    Attributes
    ----------
    quoted
        Service time of each stocking point.

    """

    def __init__(self, block: Any, core: Core, network: ServiceNetwork) -> None:
        self._core, self._network, self.network = core, network, network
        self._reached = StairsMaker(block, "reached")
        self._net = StairsMaker(block, "net")
        choices = StairsMaker(block, "quote")
        self._passed: dict[tuple[Place, int], Stairs] = {}
        self._inbound: dict[tuple[Place, int], list[tuple[float, Stairs]]] = {}
        self._stays: dict[tuple[Place, int], list[tuple[float, Stairs]]] = {}
        self.quoted: dict[Place, Stairs] = {}
        for place in network.order:
            if place in network.points:
                self.quoted[place] = choices.make(network.quotes(place), known=1)
        for place in network.order:
            for t in core.periods if network.varies(place) else (0,):
                self._add_place(place, t)

    def net_times(self, place: Place, t: int) -> list[tuple[float, Stairs]]:
        """Net time of a stocking point in a period, for each variance of its links in."""
        return self._stays[place, t if self._network.varies(place) else 0]

    def _quote(self, place: Place | None, t: int) -> Stairs:
        if place is None:
            return Stairs.at(0.0)
        if place in self.quoted:
            return self.quoted[place]
        times = self._network.quotes(place)
        if place in self._core.problem.stock_row:
            return Stairs.at(times[0])
        return self._passed[place, t if self._network.varies(place) else 0]

    def _add_place(self, place: Place, t: int) -> None:
        network = self._network
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
        self._stays[place, t] = [(v, self._net.difference(stairs, self.quoted[place])) for v, stairs in times]

    def _add_levels(self, links: Sequence[Link], t: int, floor: float | None) -> Stairs:
        """Return the inbound time by these links; `floor` counts whatever flows."""
        times = {link: self._times(link, t) for link in links}
        sure = [times[link][0][0] for link in links if self._network.is_certain(link, t)]
        sure += [] if floor is None else [floor]
        later = sorted({days for steps in times.values() for days, _ in steps if not sure or days > max(sure)})
        stairs = self._reached.make([max(sure), *later] if sure else later, known=1 if sure else 0)
        levels = {days: mark for days, mark in zip(stairs.values, stairs.marks, strict=True) if days in later}
        self._add_known_links({link: steps[0][0] for link, steps in times.items()}, levels, t)
        for link, steps in times.items():
            for days, mark in steps[1:]:
                if days not in levels:
                    continue
                if self._network.is_certain(link, t):
                    self._reached.rules.add(levels[days] >= mark)
                    continue
                for flow, most in self._flows(link, t):
                    self._reached.rules.add(flow <= most * (1 + levels[days] - mark))
        return stairs

    def _times(self, link: Link, t: int) -> list[tuple[float, Any]]:
        """Times that a link may take in a period, ascending, each with the mark of what is quoted before it."""
        quote = self._quote(link.before, t)
        return [(round(days + link.days, 9), mark) for days, mark in zip(quote.values, quote.marks, strict=True)]

    def _add_known_links(self, least: dict[Link, float], levels: dict[float, Any], t: int) -> None:
        """Links whose shortest time takes a level, all together: ``sum of flows <= need x reached``."""
        uncertain = [link for link in least if not self._network.is_certain(link, t)]
        for days in sorted({least[link] for link in uncertain} & levels.keys()):
            flows: dict[str, dict[int, tuple[Any, float]]] = {}
            for link in (link for link in uncertain if least[link] >= days):
                kind = "lane" if link.lane is not None else str(link.before if link.blended else "making")
                for flow, most in self._flows(link, t):
                    flows.setdefault(kind, {})[id(flow)] = (flow, most)
            for parts in flows.values():
                need = max(most for _, most in parts.values())
                self._reached.rules.add(sum(flow for flow, _ in parts.values()) <= need * levels[days])

    def _flows(self, link: Link, t: int) -> Iterator[tuple[Any, float]]:
        """What a link brings in a period, with the most it can [units/week]."""
        m, problem, (item, site) = self._core.model, self._core.problem, link.place
        if link.lane is None:
            most = float(self._core.most_made[item, site][t])
            if link.blended and link.before:
                yield m.blend[item, link.before[0], site, t], most
            else:
                yield m.make[item, site, t], most
            return
        need, weeks = problem.bounds.arriving(item, site), problem.horizon.weeks
        _, origin, _, mode = problem.lanes.keys[link.lane]
        for o, by, s in m.ARRIVING[item, site, t] if (item, site, t) in m.NODES else ():
            if (o, by) == (origin, mode):
                yield m.ship[item, o, site, by, s], max(float(need[s]), float(need[t] * weeks[t] / weeks[s]))

    def inflow(self, place: Place, t: int) -> tuple[Any, float]:
        """All that comes into a place in a period, with the most it can be [units/week]."""
        network = self._network
        whole = [link for link in network.links(place) if link.lane is not None or link.before is None]
        parts = [part for link in whole for part in self._flows(link, t)]
        return sum(flow for flow, _ in parts), max((most for _, most in parts), default=0.0) * min(len(parts), 2)


class Requirement:
    """What a stocking point must keep in a period.

    Attributes
    ----------
    most
        When it carries everything and waits longest [units].
    is_constant
        Whether it carries everything, whatever the plan does.
    may_exceed
        Whether it may carry more than it serves in the period, to build up stock elsewhere.

    """

    def __init__(self, core: Core, network: ServiceNetwork, rows: ServiceRows, place: Place, t: int) -> None:
        self._core, self._network, self._rows = core, network, rows
        self._place, self._t = place, t
        self._z = core.problem.safety_factor[place]
        self._times = rows.net_times(place, t)
        mean, sigma = network.variability.whole(place)
        self._whole = float(mean[t]), float(sigma[t])
        self.is_constant = network.variability.is_sole(place)
        self.may_exceed = not self.is_constant and any(most > mean for _, most, mean, _ in self._flows())
        self.most = max(self._height(variance, stairs.values[-1], *self._whole) for variance, stairs in self._times)

    def _height(self, variance: float, net: float, mean: float, sigma: float) -> float:
        return required(self._z, net, variance, sigma, mean)

    def in_full(self) -> Iterator[Any]:
        """Safety stock must reach each of these when the place carries everything [units]."""
        for variance, stairs in self._times:
            yield stairs.total(lambda net, v=variance: self._height(v, net, *self._whole))  # type: ignore[misc]

    def in_part(self) -> Iterator[tuple[Any, float]]:
        """And each of these by what it carries, with the most the expression can come to [units]."""
        for flow, most, mean, sigma in self._flows():
            for variance, stairs in self._times:
                for net, mark in zip(stairs.values, stairs.marks, strict=True):
                    height = self._height(variance, net, mean, sigma)
                    if height > 0:
                        peak = height * most / mean
                        yield height / mean * flow - peak * (1 - mark), peak

    def _flows(self) -> Iterator[tuple[Any, float, float, float]]:
        """What is carried, in all and by channels that vary more than the whole: flow, most, mean, sigma."""
        problem, m, t, (item, site) = self._core.problem, self._core.model, self._t, self._place
        need = float(problem.bounds.total[item][t])
        parts: list[tuple[Any, float, float, float]] = []
        for channel in self._network.variability.channels(self._place):
            mean, sigma = float(channel.mean[t]), float(channel.sigma[t])
            if channel.to is None:
                unmet = 0.0 if site not in problem.has_open_choice or not mean else m.unmet[item, site, t]
                parts.append((mean - unmet, mean, mean, sigma))
            elif channel.is_lane:
                modes = [by for d, by in m.LEAVING[item, site, t] if d == channel.to[1]]
                most = float(problem.bounds.arriving(*channel.to)[t])
                parts.append((sum(m.ship[item, site, channel.to[1], by, t] for by in modes), most, mean, sigma))
            else:
                usage, made = float(channel.per_unit[t]), m.blend if channel.blended else m.make
                key = (channel.to[0], item, site, t) if channel.blended else (*channel.to, t)
                parts.append((usage * made[key], usage * float(self._core.most_made[channel.to][t]), mean, sigma))
        mean, sigma = self._whole
        if mean <= 0:
            return
        yield sum(flow for flow, *_ in parts), max(mean, min(need, sum(most for _, most, *_ in parts))), mean, sigma
        for flow, most, own_mean, own_sigma in parts:
            if own_mean > 0 and own_sigma / own_mean > sigma / mean * (1 + 1e-9):
                yield flow, max(most, own_mean), own_mean, own_sigma
