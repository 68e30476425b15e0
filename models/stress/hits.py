"""What a hit on a place, lane, corridor, item or group means in one problem."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from models.sheets import MARKET, FailureGroups, LeadTimes, Sites, Sources
from models.sheets.risks import MEMBER_KINDS
from models.stress.event import Event, merged
from models.stress.loss import Loss

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.problem import ItemSite, Problem

Ramp = tuple[tuple[float, float], ...]
"""Recovered fraction by weeks since recovery began."""


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

    def names(self, kind: str) -> frozenset[str]:
        """Every name there is of one kind."""
        if kind == "corridor":
            return frozenset(name for passed in self._corridors for name in passed)
        if kind == "group":
            return frozenset(self.groups)
        return frozenset(self.problem.geography.groups(kind)) - {""}

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
