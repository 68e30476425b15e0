"""Budgets below what is settled already: locks, and rules on the number of sites, contradict them.

Nothing has to be known of demand for that, so no plan can make it good: such budgets are errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from models.features import footprint
from models.features.budgets import limits
from models.features.changes import LANES, SITES, SOURCES, counted, lanes_today, sources_today
from models.features.footprint import SiteRules
from models.features.locks import Locks, locks
from models.features.qualification import QualificationTerms, approval
from models.investment import options
from models.sheets import Budgets, Capex, Sources
from optimizer.intake.budget_wording import rounded_up, shown, stated, unit_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.features.budgets import Limit
    from models.issue import Issue
    from models.problem import Problem

Known = dict[tuple[str, ...], dict[int, tuple[float, str]]]
"""Locked values with the cells that lock them, by what is decided and period."""


@dataclass(frozen=True)
class Commitment:
    """What is settled already, in the unit of the budget, and the cells that settle it."""

    amount: float
    cells: tuple[str, ...]


def check_commitments(problem: Problem) -> Iterator[Issue]:
    """Hard budgets that hard locks, or hard rules on the number of open sites, exceed by themselves."""
    sheet, told = problem[Budgets], set[int]()
    for limit in limits(problem):
        if not sheet.hard[limit.row] or limit.row in told or limit.kind not in SETTLED:
            continue
        settled = list(SETTLED[limit.kind](problem, limit))
        least = sum(each.amount for each in settled)
        if least > float(sheet.limit[limit.row]) * (1 + 1e-6) + 1e-6:
            told.add(limit.row)
            unit = unit_of(problem, limit)
            cells = shown(cell for each in settled for cell in each.cells)
            found = f"{stated(problem, limit)}, but what is settled ({cells}) takes {rounded_up(least)}{unit} at least."
            remedy = f"Raise the limit to {rounded_up(least)} or more, or change what is settled."
            yield sheet.issue("limit", limit.row, "budget-below-settled", found, remedy)


def _locked(problem: Problem, *decisions: str) -> Known:
    """Values of hard locks by what they lock: item, site, destination, option."""
    sheet, found = problem[Locks], Known()
    for lock in locks(problem):
        row = lock.row
        if sheet.hard[row] and sheet.decision[row] in decisions:
            key = sheet.item[row], sheet.site[row], sheet.destination[row], sheet.option[row]
            found.setdefault(key, {})[lock.t] = float(sheet.value[row]), sheet.cell("value", row)
    return found


def _capex(problem: Problem, limit: Limit) -> Iterator[Commitment]:
    """Options that must be ordered in the periods of the budget, at the least they cost there."""
    sheet = problem[Capex]
    for (_, site, _, name), known in _locked(problem, "order").items():
        prices, most = [], 0.0
        for option in options(problem):
            if (option.site, sheet.option[option.row]) == (site, name):
                most += float(sheet.max_count[option.row])
                rate = problem.exchange[site] * float(sheet.capex[option.row])
                prices += [float(rate[s]) for s in option.in_service if limit.counts(site, s)]
        first, last = limit.periods[0], limit.periods[-1]
        by_then = max((value for t, (value, _) in known.items() if t <= last), default=0.0)
        before = min((value for t, (value, _) in known.items() if t >= first - 1), default=most) if first else 0.0
        if prices and by_then > before:
            yield Commitment(min(prices) * (by_then - before), tuple(cell for _, cell in known.values()))


def _qualification(problem: Problem, limit: Limit) -> Iterator[Commitment]:
    """Sources that must be in use, and so be qualified before."""
    sources, waiting = problem[Sources], approval(problem)
    cost, done = problem[QualificationTerms].qualification_cost, set[tuple[str, str]]()
    for (item, site, *_), known in _locked(problem, "use", "make").items():
        needed = [(t, cell) for t, (value, cell) in sorted(known.items()) if value > 0]
        if not needed or (item, site) not in waiting or (item, site) in done:
            continue
        (t, cell), row = needed[0], problem.source_row[item, site]
        starts = [s for s, share in waiting[item, site].items() if share[t] > 0]
        if starts and all(limit.counts(site, s) for s in starts):
            done.add((item, site))
            prices = problem.exchange[site][starts] * float(cost[row])
            yield Commitment(float(prices.min()), (cell, sources.cell("qualified", row)))


def _sources(problem: Problem, limit: Limit) -> Iterator[Commitment]:
    """Sources that must begin or end."""
    today, watched = sources_today(problem), set(counted(problem))
    known = Known()
    for decision in ("use", "make"):
        for (item, site, *_), values in _locked(problem, decision).items():
            if (item, site) in watched and site in limit.sites:
                told = {t: pair for t, pair in values.items() if decision == "use" or pair[0] > 0}
                known.setdefault((item, site), {}).update(told)
    for key, values in known.items():
        yield _switched(values, key in today, limit)


def _lanes(problem: Problem, limit: Limit) -> Iterator[Commitment]:
    """Lanes that must begin or end; one on which nothing is shipped may still be kept in use."""
    today = lanes_today(problem)
    for (item, origin, destination, _), values in _locked(problem, "ship").items():
        if origin in limit.sites:
            told = {t: pair for t, pair in values.items() if pair[0] > 0}
            yield _switched(told, (item, origin, destination) in today, limit)


def _sites(problem: Problem, limit: Limit) -> Iterator[Commitment]:
    """Sites that must open or close: those that are locked, or as many as the strictest rule asks for."""
    choices = problem.has_open_choice
    locked = [
        _switched(values, not choices[site][0], limit)
        for (_, site, *_), values in _locked(problem, "open").items()
        if site in choices and site in limit.sites
    ]
    ruled = max(_by_rules(problem, limit), key=lambda each: each.amount, default=Commitment(0.0, ()))
    yield from [ruled] if ruled.amount > sum(each.amount for each in locked) else locked


def _by_rules(problem: Problem, limit: Limit) -> Iterator[Commitment]:
    """Sites inside the budget that must open or close in the first period, so that hard rules hold from there on."""
    rules, choices = problem[SiteRules], problem.has_open_choice
    for row in np.flatnonzero(rules.hard).tolist() if 0 in limit.periods else ():
        sites = footprint.counted(problem, row)
        shut = [n for n in sites if n in choices and choices[n][0]]
        now = len(sites) - len(shut)
        closable = [n for n in sites if n in choices and choices[n][1] and n not in shut]
        for column, change, movable in (
            ("min_open", float(rules.min_open[row]) - now, shut),
            ("max_open", now - float(rules.max_open[row]), closable),
        ):
            outside = sum(n not in limit.sites for n in movable)
            if change - outside > 0:  # never where the rule is blank
                yield Commitment(change - outside, (rules.cell(column, row),))


def _switched(known: dict[int, tuple[float, str]], today: bool, limit: Limit) -> Commitment:  # noqa: FBT001 - a state
    """Changes that locked states make necessary in the periods of a budget."""
    states = [(-1, today, ""), *((t, value > 0, cell) for t, (value, cell) in sorted(known.items()))]
    changes = [
        (before[2], after[2])
        for before, after in pairwise(states)
        if before[1] != after[1] and all(t in limit.periods for t in range(before[0] + 1, after[0] + 1))
    ]
    return Commitment(float(len(changes)), tuple(cell for pair in changes for cell in pair if cell))


SETTLED: dict[str, Callable[[Problem, Limit], Iterator[Commitment]]] = {
    "capex": _capex,
    "qualification": _qualification,
    SOURCES: _sources,
    LANES: _lanes,
    SITES: _sites,
}
"""What of each kind of budget is settled already."""
