"""Events: what the planner fears, spelled out as the sources, sites, lanes, demand and duties that are hit."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from models.geography import resolve_items
from models.plan import sums
from models.problem import worked_out_once
from models.sheets import EACH, MARKET, Disruptions, FailureGroups, Items, LeadTimes, Ramps, Sites, Sources
from models.sheets.risks import MEMBER_KINDS
from models.stress.loss import Loss, together, worst

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from models.problem import ItemSite, Problem

ARROW = "->"
"""Between origin and destination of a lane or tariff that is hit."""


@dataclass(frozen=True)
class Event:
    """One thing that may happen.

    Attributes
    ----------
    name, kind
        Its name in reports; ``scenario``, or what is lost: site, region, corridor, group ...
    making
        Loss of the output of each source hit.
    leaving
        Loss of what leaves an (item, site), and of the stock there.
    lanes
        Loss of what travels on a lane, goods under way included, by lane number.
    demand
        Rise of demand as a share, and how long it lasts, by (item, site).
    duties
        Added duty on a unit of a lane [money/unit], and how long it is charged.
    probability
        How often a year it happens.
    starts
        Periods in which it may begin.
    cell
        Cell of the workbook that states it; "" for one that a rule generates.

    """

    name: str
    kind: str = "scenario"
    making: Mapping[ItemSite, Loss] = field(default_factory=dict)
    leaving: Mapping[ItemSite, Loss] = field(default_factory=dict)
    lanes: Mapping[int, Loss] = field(default_factory=dict)
    demand: Mapping[ItemSite, tuple[float, Loss]] = field(default_factory=dict)
    duties: Mapping[int, tuple[float, Loss]] = field(default_factory=dict)
    probability: float = 0.0
    starts: tuple[int, ...] = ()
    cell: str = ""

    @property
    def losses(self) -> tuple[Loss, ...]:
        """Every curve there is."""
        lasting = [loss for _, loss in (*self.demand.values(), *self.duties.values())]
        return (*self.making.values(), *self.leaving.values(), *self.lanes.values(), *lasting)

    @property
    def is_nothing(self) -> bool:
        """Whether it hits nothing at all."""
        return not self.losses

    @property
    def time_to_recover(self) -> float:
        """Weeks until everything hit is fully back."""
        return max((loss.end for loss in self.losses), default=0.0)

    @property
    def forever(self) -> Event:
        """The same event without recovery."""
        return replace(
            self,
            making={key: loss.forever for key, loss in self.making.items()},
            leaving={key: loss.forever for key, loss in self.leaving.items()},
            lanes={key: loss.forever for key, loss in self.lanes.items()},
            demand={key: (change, loss.forever) for key, (change, loss) in self.demand.items()},
            duties={key: (money, loss.forever) for key, (money, loss) in self.duties.items()},
        )


def merged(name: str, kind: str, parts: Iterable[Event], **facts: object) -> Event:
    """Return one event in which all of `parts` happen at once."""
    found = list(parts)

    def joined(what: str) -> dict[object, Loss]:
        curves: dict[object, list[Loss]] = {}
        for part in found:
            for key, loss in getattr(part, what).items():
                curves.setdefault(key, []).append(loss)
        return {key: worst(losses) for key, losses in curves.items()}

    def added(what: str) -> dict[object, tuple[float, Loss]]:
        changes: dict[object, list[tuple[float, Loss]]] = {}
        for part in found:
            for key, change in getattr(part, what).items():
                changes.setdefault(key, []).append(change)
        return {key: together(several) for key, several in changes.items()}

    demand, duties = added("demand"), added("duties")
    hit = {what: joined(what) for what in ("making", "leaving", "lanes")}
    return Event(name, kind, **hit, demand=demand, duties=duties, **facts)  # type: ignore[arg-type]


class Hitter:
    """Spells out what a hit on a place, lane, corridor, item or group means in one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        sites, sources = problem[Sites], problem[Sources]
        self._ttr = dict(zip(sites.site, sites.time_to_recover.tolist(), strict=True))
        own = zip(problem.source_row.items(), strict=True)
        self._source_ttr = {key: float(sources.time_to_recover[row]) for ((key, row),) in own}
        self._corridors = problem[LeadTimes].corridors

    # What belongs to a name

    def resolve(self, name: str) -> tuple[str, str] | None:
        """Kind and plain name of a member of a failure group; None when nothing is called that."""
        prefix, colon, rest = name.partition(":")
        if colon and prefix.strip().lower() in MEMBER_KINDS:
            kind, plain = prefix.strip().lower(), rest.strip()
            return (kind, plain) if self.exists(kind, plain) else None
        return next(((kind, name) for kind in MEMBER_KINDS if self.exists(kind, name)), None)

    def exists(self, kind: str, name: str) -> bool:
        """Whether there is a site, region, corridor ... of that name."""
        if kind == "corridor":
            return any(name in passed for passed in self._corridors)
        if kind == "group":
            return name in self.groups
        return bool(self.problem.geography.sites_in(kind, name))

    @property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """Members of every failure group, from both sheets that name any."""
        found: dict[str, dict[str, None]] = {}
        for group, member, _, _ in self.problem[FailureGroups]:
            found.setdefault(group, {})[member] = None
        sites = self.problem[Sites]
        for site, groups in zip(sites.site, sites.failure_groups, strict=True):
            for group in groups:
                found.setdefault(group, {})[f"site:{site}"] = None
        return {group: tuple(members) for group, members in found.items()}

    def group_recovery(self, group: str) -> float:
        """Time to recover that Failure_groups states for a group [weeks]; nan when it does not."""
        sheet = self.problem[FailureGroups]
        stated = sheet.time_to_recover[(sheet.group == group) & ~np.isnan(sheet.time_to_recover)]
        return float(stated.max()) if len(stated) else math.nan

    # What is hit

    def of(self, kind: str, name: str, items: frozenset[str], share: float, weeks: float, ramp: Ramp = ()) -> Event:
        """Return the event that one thing is lost.

        Parameters
        ----------
        kind, name
            ``site``, ``region``, ``country``, ``bloc``, ``parent_company``, ``corridor``, ``group`` or ``item``.
        items
            Items that are hit there.
        share, weeks, ramp
            Lost share, duration (nan: the time to recover of each thing hit) and recovery.

        """
        if kind == "group":
            inner = weeks if not math.isnan(weeks) else self.group_recovery(name)
            members = [found for member in self.groups.get(name, ()) if (found := self.resolve(member))]
            return merged(name, kind, [self.of(*member, items, share, inner, ramp) for member in members])
        if kind == "corridor":
            loss = Loss.of(share, 0.0 if math.isnan(weeks) else weeks, ramp)
            passing = [
                a for a, lane in enumerate(self.problem.lanes.keys) if lane[0] in items and self._passes(a, name)
            ]
            return Event(name, kind, lanes=dict.fromkeys(passing, loss))
        if kind == "item":
            hit = [key for key in self.problem.source_row if key[0] in items and self.problem.role[key[1]] != MARKET]
            return Event(name, kind, making={key: self._loss(key, share, weeks, ramp) for key in hit})
        return self._sites_lost(name, kind, self.problem.geography.sites_in(kind, name), items, share, weeks, ramp)

    def _passes(self, lane: int, corridor: str) -> bool:
        return corridor in self._corridors[self.problem.lanes.row[lane]]

    def _sites_lost(
        self, name: str, kind: str, sites: Iterable[str], items: frozenset[str], share: float, weeks: float, ramp: Ramp
    ) -> Event:
        """Making, stock and departures at sites; markets go on wanting, and keep what they have."""
        lost = {n for n in sites if self.problem.role[n] != MARKET}
        present = {*self.problem.source_row, *self.problem.stock_row, *self.problem.lanes.out_of}
        leaving = {k: self._loss(k, share, weeks, ramp) for k in sorted(present) if k[1] in lost and k[0] in items}
        return Event(name, kind, {k: v for k, v in leaving.items() if k in self.problem.source_row}, leaving)

    def _loss(self, key: ItemSite, share: float, weeks: float, ramp: Ramp) -> Loss:
        return Loss.of(share, self.recovery(key) if math.isnan(weeks) else weeks, ramp)

    def recovery(self, key: ItemSite) -> float:
        """Time to recover of one source or, without one of its own, of its site [weeks]; 0 when neither is stated."""
        own, site = self._source_ttr.get(key, math.nan), self._ttr[key[1]]
        return float(np.nan_to_num(site if math.isnan(own) else own))

    def states_recovery(self, kind: str, name: str) -> bool:
        """Whether a time to recover is stated for everything that is lost with this."""
        if kind == "group" and not math.isnan(self.group_recovery(name)):
            return True
        if kind in {"corridor", "item"}:
            return False
        if kind == "group":
            members = [self.resolve(member) for member in self.groups.get(name, ())]
            return all(member is not None and self.states_recovery(*member) for member in members)
        sites = {n for n in self.problem.geography.sites_in(kind, name) if self.problem.role[n] != MARKET}
        made = [key for key in self.problem.source_row if key[1] in sites]
        return all(not math.isnan(self._source_ttr[k]) or not math.isnan(self._ttr[k[1]]) for k in made)


Ramp = tuple[tuple[float, float], ...]
"""Recovered fraction by weeks since recovery began."""


def ramp_of(problem: Problem, name: str) -> Ramp:
    """Points of a curve on Ramps; none for a blank name."""
    ramps = problem[Ramps]
    return tuple(sorted((week, fraction) for curve, week, fraction in ramps if name and curve == name))


def items_of(problem: Problem, scope: str) -> frozenset[str]:
    """Items of an address such as class:Critical."""
    found = resolve_items(problem[Items], scope)
    return frozenset(found[1]) if found else frozenset()


def split_lane(target: str) -> tuple[str, str] | None:
    """Origin and destination of ``origin -> destination``; None for anything else."""
    origin, arrow, destination = target.partition(ARROW)
    return (origin.strip(), destination.strip()) if arrow and origin.strip() and destination.strip() else None


@worked_out_once
def scenario_events(problem: Problem) -> tuple[Event, ...]:
    """Every scenario of Disruptions, in order of first appearance."""
    sheet, hitter = problem[Disruptions], Hitter(problem)
    found = []
    for name in dict.fromkeys(sheet.scenario):
        rows = np.flatnonzero(sheet.scenario == name).tolist()
        start = next((sheet.start_period[k] for k in rows if sheet.start_period[k] != EACH), EACH)
        starts = tuple(range(len(problem.horizon))) if start == EACH else (problem.horizon.number(start),)
        chance = max(float(sheet.probability[k]) for k in rows)
        parts = [_hit(problem, hitter, k) for k in rows]
        found.append(
            merged(name, "scenario", parts, probability=chance, starts=starts, cell=sheet.cell("scenario", rows[0]))
        )
    return tuple(found)


def _hit(problem: Problem, hitter: Hitter, row: int) -> Event:
    """One row of Disruptions as an event of its own."""
    sheet = problem[Disruptions]
    kind, target, items = sheet.hits[row], sheet.target[row], items_of(problem, sheet.item[row])
    share, weeks = float(sheet.loss[row]), float(sheet.duration[row])
    ramp = ramp_of(problem, sheet.recovery[row])
    if kind in {"lane", "tariff"}:
        lanes = _lanes_between(problem, target, items)
        lasting = Loss.of(share if kind == "lane" else 1.0, float(np.nan_to_num(weeks)), ramp)
        if kind == "lane":
            return Event(target, kind, lanes=dict.fromkeys(lanes, lasting))
        added = float(sheet.tariff_change[row])
        money = {a: added * problem.value[problem.lanes.keys[a][0]] for a in lanes}
        return Event(target, kind, duties={a: (amount, lasting) for a, amount in money.items()})
    if kind == "demand":
        inside, lasting = set(problem.geography.sites(target)), Loss.of(1.0, float(np.nan_to_num(weeks)), ramp)
        change = float(sheet.demand_change[row])
        hit = [(i, n) for i, n in problem.wanted if n in inside and i in items]
        return Event(target, kind, demand=dict.fromkeys(hit, (change, lasting)))
    if kind == "item":
        items &= items_of(problem, target)
    return hitter.of(kind, target, items, share, weeks, ramp)


def _lanes_between(problem: Problem, target: str, items: frozenset[str]) -> list[int]:
    """Numbers of the lanes between two places."""
    ends = split_lane(target)
    if ends is None:
        return []
    origins, destinations = (set(problem.geography.sites(place)) for place in ends)
    return [
        a
        for a, (item, origin, destination, _) in enumerate(problem.lanes.keys)
        if item in items and origin in origins and destination in destinations
    ]


@worked_out_once
def group_events(problem: Problem) -> tuple[Event, ...]:
    """Loss of every failure group, with its yearly probability; it may begin in each period."""
    hitter, sheet, everything = Hitter(problem), problem[FailureGroups], frozenset(problem.items)
    chance = sums(sheet.group, np.zeros(len(sheet)))
    for group, often in zip(sheet.group, sheet.probability.tolist(), strict=True):
        chance[group] = max(chance[group], often)
    starts = tuple(range(len(problem.horizon)))
    return tuple(
        replace(hitter.of("group", group, everything, 1.0, math.nan), probability=chance.get(group, 0.0), starts=starts)
        for group in hitter.groups
    )
