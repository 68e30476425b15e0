"""Events: what the planner fears, spelled out as the sources, sites, lanes, demand and duties that are hit."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.geography import resolve_items
from models.plan import sums
from models.problem import worked_out_once
from models.sheets import EACH, Disruptions, FailureGroups, Items, Ramps
from models.stress.event import Event, merged
from models.stress.hits import Hitter, Ramp
from models.stress.loss import Loss

if TYPE_CHECKING:
    from models.problem import Problem

ARROW = "->"
"""Between origin and destination of a lane or tariff that is hit."""


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
