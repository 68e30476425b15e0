"""Outages that no buffer can cover: a place that is cut off wholly, and less stock than may be kept for that long.

For a place from which nothing is passed on, all of whose lanes and sources are lost wholly for W weeks, with goods of a
hit origin still arriving for d of them::

    not served >= demand of the weeks from d to W - most stock that may be kept

``most stock`` is the least of room, max_cover and shelf_life in any of the periods concerned, or what is on hand.
Nothing else can help, so what is told is certain. Where only part is lost, or stock elsewhere may help, nothing is
said.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.features.inventory import SiteStorage, StockLimits
from models.features.shelf_life import ShelfLife, limited, weeks_within
from models.least_output import due_at_once
from models.sheets import Demand, Inventory, ResilienceRules, Sites
from models.stress.cases import cases_of, demand_weeks, spans
from models.stress.reach import LONGEST_TAIL
from models.stress.timeline import soon

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.problem import ItemSite, Problem
    from models.stress.cases import Case, Requirement
    from models.stress.loss import Loss

ROUNDING = 1 + 1e-6
"""Share by which demand may be missed by rounding."""


@dataclass(frozen=True)
class CutOff:
    """A place that an event cuts off.

    Attributes
    ----------
    place
        Item and site.
    weeks, lag
        Until when it is cut off, and until when goods still arrive that have left before [weeks].
    wanted, kept
        Demand between the two, and the most stock there may be [units].
    cell
        Cell that limits the stock.

    """

    place: ItemSite
    weeks: float
    lag: float
    wanted: float
    kept: float
    cell: str

    @property
    def missing(self) -> float:
        """Units that nobody can serve."""
        return max(self.wanted - self.kept, 0.0)


@dataclass(frozen=True)
class Uncovered:
    """One thing that a hard rule asks of one case, and the places where that is too much."""

    case: Case
    need: Requirement
    places: tuple[CutOff, ...]
    allowed: float

    @property
    def excess(self) -> float:
        """Units not served beyond those that the rule leaves unserved."""
        return sum(place.missing for place in self.places) - self.allowed


def check_outages(problem: Problem) -> Iterator[Issue]:
    """Hard rules that ask for more in an outage than stock that may be kept can serve: the worst case of each."""
    worst: dict[tuple[int, str], Uncovered] = {}
    for found in _uncovered(problem):
        key = found.need.row, found.need.column
        if key not in worst or found.excess > worst[key].excess:
            worst[key] = found
    for found in worst.values():
        yield _issue(problem, found)


def _uncovered(problem: Problem) -> Iterator[Uncovered]:
    rules, ends = problem[ResilienceRules], _ends(problem)
    for case in cases_of(problem) if rules.hard.any() else ():
        needs = [need for need in case.requirements if rules.hard[need.row]]
        if not needs or case.event.demand:
            continue
        cut = {key: found for key in ends if (found := _cut_off(problem, case, key)) is not None and found.missing > 0}
        for need in needs:
            places = tuple(found for key, found in cut.items() if key[0] in need.items)
            demand = sum(demand_weeks(problem, case, key) for key in problem.wanted if key[0] in need.items)
            uncovered = Uncovered(case, need, places, (1.0 - need.share) * demand)
            if uncovered.excess > (ROUNDING - 1) * max(demand, 1.0):
                yield uncovered


def _ends(problem: Problem) -> tuple[ItemSite, ...]:
    """Places with demand that cannot wait, from which nothing is passed on or used up."""
    uses = {(child, n) for parent, child in problem.recipes.usage for n in problem.makers.get(parent, ())}
    waits = {key[:2] for key, row in problem.demand_row.items() if problem[Demand].backorder[row]}
    return tuple(
        key for key in problem.wanted if key not in uses and key not in waits and key not in problem.lanes.out_of
    )


def _cut_off(problem: Problem, case: Case, key: ItemSite) -> CutOff | None:
    """What an event cuts off at a place; None where anything can still come, or the place itself is hit."""
    event, (item, site) = case.event, key
    if key in event.leaving:
        return None
    lanes, makes = problem.lanes, site in problem.makers.get(item, ())
    until, lags = _whole(event.making.get(key)) if makes else math.inf, {0.0}
    for a in lanes.into.get(key, ()):
        loss, delay = event.lanes.get(a), 0.0
        if loss is None:
            loss = event.leaving.get((item, lanes.keys[a][1]))
            delay = 0.0 if lanes.expedite_only[a] else soon(float(lanes.lead_weeks[a]))
        lost = _whole(loss)
        until = min(until, delay + lost if lost else 0.0)
        lags.add(delay)
    lag, weeks = max(lags), _looked_at(problem, case, until, lags)
    if weeks <= lag:
        return None
    wanted, last = _wanted(problem, case, key, lag, weeks)
    kept, cell = _most_kept(problem, key, case.t, last)
    return CutOff(key, weeks, lag, wanted, kept, cell)


def _wanted(problem: Problem, case: Case, key: ItemSite, first: float, last: float) -> tuple[float, int]:
    """Demand between two moments that a rule counts [units], and the period of the second.

    After the weeks that count, when goods still fail to arrive, what the plan itself may leave unserved is left out.
    """
    later, total, period = due_at_once(problem).get(key), 0.0, case.t
    for t, begin, end in spans(problem, case.t, last):
        counted = max(min(end, case.counted) - max(begin, first), 0.0)
        beyond = max(end - max(begin, first, case.counted), 0.0)
        total += counted * float(problem.wanted[key][t]) + (beyond * float(later[t]) if later is not None else 0.0)
        period = t
    return total, period


def _whole(loss: Loss | None) -> float:
    """Weeks for which all is lost."""
    if loss is None or loss.share[0] < 1.0:
        return 0.0
    less = [k for k, share in enumerate(loss.share) if share < 1.0]
    return loss.weeks[less[0] - 1] if less else math.inf


def _looked_at(problem: Problem, case: Case, until: float, lags: set[float]) -> float:
    """Last moment within the plan, and until another, at which a plan's answer is held to its stock."""
    left = float(problem.horizon.end - problem.horizon.begin[case.t])
    end = case.counted + (0.0 if case.is_survival else min(max(lags), LONGEST_TAIL))
    moments = {lag + week for loss in case.event.losses for week in loss.kinks for lag in lags}
    moments |= {begin for _, begin, _ in spans(problem, case.t, end)} | {case.counted}
    return max((week for week in moments if week <= min(until, left, end)), default=0.0)


def _most_kept(problem: Problem, key: ItemSite, first: int, last: int) -> tuple[float, str]:
    """Most stock at a place from the beginning of one period to the end of another [units], and what limits it."""
    stock, row, wanted = problem[Inventory], problem.stock_row.get(key), problem.wanted[key]
    if row is None:
        rows = np.flatnonzero((stock.item == key[0]) & (stock.site == key[1])).tolist()
        return 0.0, stock.cell("may_hold", rows[0]) if rows else f"no row on {Inventory.sheet}"
    site = list(problem[Sites].site).index(key[1])
    cover, life = float(problem[StockLimits].max_cover[row]), limited(problem).get(key, (row, math.inf))[1]
    most = (-math.inf, "")
    for t in range(max(first - 1, 0), last + 1):
        lasts = sum(weeks * float(wanted[u]) for u, weeks in weeks_within(problem, t, life).items())
        limits = [
            (float(problem[SiteStorage].storage_capacity[site]), problem[SiteStorage].cell("storage_capacity", site)),
            (cover * float(wanted[t]) if math.isfinite(cover) else cover, problem[StockLimits].cell("max_cover", row)),
            (lasts if math.isfinite(life) else life, problem[ShelfLife].cell("shelf_life", row)),
        ]
        most = max(most, min(limits))
    on_hand = float(stock.on_hand[row]) if first == 0 else 0.0
    return max(most, (on_hand, stock.cell("on_hand", row)))


def _issue(problem: Problem, found: Uncovered) -> Issue:
    rules, case, need = problem[ResilienceRules], found.case, found.need
    worst = max(found.places, key=lambda place: place.missing)
    (item, site), others = worst.place, len(found.places) - 1
    cause = f"{case.label} ({case.event.cell})" if case.event.cell else case.label
    lag = f", after {worst.lag:g} weeks in which goods still arrive" if worst.lag else ""
    more = f" ({others} more {'place is' if others == 1 else 'places are'} cut off)" if others else ""
    missing = sum(place.missing for place in found.places)
    text = (
        f"{cause} in {problem.horizon.names[case.t]} cuts {site} off from {item} for {worst.weeks:g} weeks{lag}{more}: "
        f"{worst.wanted:,.6g} are wanted then, and {worst.kept:,.6g} can be in stock at most ({worst.cell}). So "
        f"{missing:,.6g} cannot be served, and the rule leaves {found.allowed:,.6g} unserved."
    )
    remedy = f"Let more stock be kept, add a source or lane that is not hit, or lower {need.column}."
    return rules.issue(need.column, need.row, "outage-beyond-stock", text, remedy)
