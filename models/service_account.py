"""Guaranteed service by arithmetic on a plan's tables: times of all places, and the safety stock that they ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.plan import Blends, Flows, Production, Shortages, sums
from models.schema import Numbers, Sheet, Texts, number, text
from models.service_network import ACTIVE, ServiceNetwork, required

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.inbound import Link, Place
    from models.plan import Plan
    from models.problem import Problem
    from models.variability import Channel


class ServiceTimes(
    Sheet,
    name="Service_times",
    purpose="How long each stocking point waits, how fast it serves and the safety stock that takes.",
    key=("item", "site", "period"),
):
    """Times of stocking points, and what follows from them."""

    item: Texts = text("Item kept.")
    site: Texts = text("Site that keeps it.")
    period: Texts = text("Period.")
    inbound: Numbers = number("Time until an order of this point is there.", unit="days")
    service_time: Numbers = number("Time that the point quotes to those it serves.", unit="days")
    net_time: Numbers = number("What is left of it: the time that its safety stock must cover.", unit="days")
    sigma: Numbers = number("Standard deviation of the demand that it serves.", unit="units/week")
    required_: Numbers = number("Safety stock that this takes.", unit="units")
    cause: Texts = text("What it covers.")


@dataclass(frozen=True, slots=True)
class Sized:
    """Safety stock of one stocking point in one period; the fields are those of :class:`ServiceTimes`."""

    place: Place
    t: int
    inbound: float
    service_time: float
    net_time: float
    sigma: float
    required: float
    cause: str


def sized(problem: Problem, plan: Plan, quoted: Mapping[Place, float]) -> Iterator[Sized]:
    """What each stocking point must keep in each period, by the times that it quotes [days]."""
    return _Account(problem, plan, quoted).points()


class _Account:
    """Times and flows of one plan."""

    def __init__(self, problem: Problem, plan: Plan, quoted: Mapping[Place, float]) -> None:
        self._problem, self._quoted = problem, quoted
        self._network = ServiceNetwork(problem)
        horizon, flows, made = problem.horizon, plan[Flows], plan[Production]
        number_of = {name: t for t, name in enumerate(horizon.names)}
        self._made = sums(zip(made.item, made.site, (number_of[t] for t in made.period), strict=True), made.quantity)
        self._blended = sums([(*row[:3], number_of[row[3]]) for row in plan[Blends]], plan[Blends].quantity)
        self._unmet = sums([(*row[:2], number_of[row[2]]) for row in plan[Shortages]], plan[Shortages].quantity)
        self._left: dict[tuple[str, str, str, int], float] = {}
        self._arrived: dict[tuple[int, int], float] = {}
        for *lane, period, quantity in flows:
            a, s = problem.lanes.position[tuple(lane)], number_of[period]
            key = (lane[0], lane[1], lane[2], s)
            self._left[key] = self._left.get(key, 0.0) + quantity
            arrives = horizon.arrival(s, float(problem.lanes.lead_weeks[a]))
            if arrives is not None:
                self._arrived[a, arrives] = max(self._arrived.get((a, arrives), 0.0), quantity)
        self._passed: dict[tuple[Place, int], float] = {}

    def points(self) -> Iterator[Sized]:
        """Places in the order in which their times follow from each other."""
        network, late = self._network, self._network.late
        for place in network.order:
            begun = place not in late
            for t in range(len(self._problem.horizon)):
                if place not in network.points:
                    times = [self._time(link, t) for link in self._active(place, t)]
                    self._passed[place, t] = max([network.base_time(place), *times])
                    continue
                before, begun = begun, begun or self._comes_in(place, t)
                yield self._size(place, t, owed=before if t else begun)

    def _quote(self, place: Place | None, t: int) -> float:
        if place is None:
            return 0.0
        if place in self._network.points:
            return self._quoted.get(place, 0.0)
        if place in self._problem.stock_row:
            return self._network.quotes(place)[0]
        return self._passed[place, t]

    def _time(self, link: Link, t: int) -> float:
        return self._quote(link.before, t) + link.days

    def _flow(self, link: Link, t: int) -> float:
        if link.lane is not None:
            return self._arrived.get((link.lane, t), 0.0)
        if link.blended and link.before:
            return self._blended.get((link.place[0], link.before[0], link.place[1], t), 0.0)
        return self._made.get((*link.place, t), 0.0)

    def _active(self, place: Place, t: int) -> list[Link]:
        network = self._network
        return [
            link
            for link in network.links(place)
            if network.is_in_force(link, t) and (network.is_certain(link, t) or self._flow(link, t) > ACTIVE)
        ]

    def _comes_in(self, place: Place, t: int) -> bool:
        whole = [link for link in self._network.links(place) if link.lane is not None or link.before is None]
        return any(self._flow(link, t) > ACTIVE for link in whole)

    def _size(self, place: Place, t: int, *, owed: bool) -> Sized:
        network, quote = self._network, self._quote(place, t)
        ways: list[tuple[float, float, Link | None]] = [
            (network.base_time(place), network.base_variance(place), None),
            *((self._time(link, t), network.variance(link), link) for link in self._active(place, t)),
        ]
        mean, sigma = (float(amounts[t]) for amounts in network.variability.whole(place))
        factor = self._problem.safety_factor[place]
        asks = [required(factor, max(time - quote, 0.0), variance, sigma, mean) for time, variance, _ in ways]
        k = max(range(len(ways)), key=lambda k: (asks[k], ways[k][0], ways[k][2] is not None))
        (time, variance, link), share = ways[k], self._share(place, t)
        cause = self._cause(place, link, variance) if owed else "nothing has come in yet"
        units = share * asks[k] if owed else 0.0
        return Sized(place, t, time, quote, max(time - quote, 0.0), share * sigma, units, cause)

    def _share(self, place: Place, t: int) -> float:
        """Part of the demand it can serve that a place carries, by volume or by the deviation of a channel out."""
        variability = self._network.variability
        mean, sigma = (float(amounts[t]) for amounts in variability.whole(place))
        if variability.is_sole(place) or mean <= 0:
            return 1.0
        channels = variability.channels(place)
        flows = [self._carried(place, channel, t) for channel in channels]
        shares = [sum(flows) / mean]
        for flow, channel in zip(flows, channels, strict=True):
            if channel.mean[t] > 0 and sigma > 0:
                shares.append(flow / float(channel.mean[t]) * float(channel.sigma[t]) / sigma)
        return min(1.0, max(shares))

    def _carried(self, place: Place, channel: Channel, t: int) -> float:
        """Return what flows through a channel [units/week]."""
        item, site = place
        if channel.to is None:
            always = site not in self._problem.has_open_choice
            return float(channel.mean[t]) - (0.0 if always else self._unmet.get((item, site, t), 0.0))
        if channel.is_lane:
            return self._left.get((item, site, channel.to[1], t), 0.0)
        if channel.blended:
            made = self._blended.get((channel.to[0], item, site, t), 0.0)
        else:
            made = self._made.get((*channel.to, t), 0.0)
        return float(channel.per_unit[t]) * made

    def _cause(self, place: Place, link: Link | None, variance: float) -> str:
        sigma = self._network.variability.whole(place)[1]
        what = " and ".join([*(["demand"] if sigma.any() else []), *(["lead time"] if variance else [])])
        if link is None:
            links = self._network.links(place)
            link = min(links, key=lambda each: self._network.link_times(each)[0]) if links else None
        if link is None or link.lane is None:
            part = f", with {link.before[0]}" if link is not None and link.before else ""
            return f"{what} while it is made{part}"
        _, origin, _, mode = self._problem.lanes.keys[link.lane]
        return f"{what} of {mode} from {origin}"
