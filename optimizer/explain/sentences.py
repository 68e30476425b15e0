"""The diagnosis put into sentences: what contradicts what, by how much, and what to change."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from models.features.locks import Locks
from models.reports.rules import figure
from optimizer.explain.diagnosis import Clause, Edit, Place, Remedy
from optimizer.explain.lever import Lever, Tier
from optimizer.explain.wording import amount, cell_of, is_on_all_periods, name_of, stated, subject
from optimizer.explain.wording_of_classes import swept

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.problem import Problem
    from models.rulebook import RuleOutcome
    from optimizer.explain.trial import Trial

COUNTED = re.compile(r"at (least|most) [0-9,]+ (sources|sites)\b")
"""Rules about several things."""
MOST_NAMED = 4
"""Limits named in one sentence; the rest are counted."""


def place_of(problem: Problem, lever: Lever) -> Place:
    """Cell of a lever."""
    issue = problem[lever.record].issue(lever.column, lever.row, "", "", "")
    return Place(issue.sheet, issue.row, issue.column, cell_of(problem, lever))


def clause_of(problem: Problem, lever: Lever) -> Clause:
    """What the cell of a lever says."""
    words = stated(problem, lever)
    return Clause(place_of(problem, lever), f"{words[:1].upper()}{words[1:]}")


def remedy_of(problem: Problem, trial: Trial) -> Remedy:
    """A trial as something to do."""
    edits = tuple(_edit(problem, change.lever, change.figure) for change in trial.changes)
    at_once = "" if trial.sweep is None else swept(problem, trial.sweep, trial.figure)
    return Remedy(edits, trial.cost, trial.is_close, at_once)


def _edit(problem: Problem, lever: Lever, value: float) -> Edit:
    now, by = lever.value(problem), ""
    if lever.tier is not Tier.POLICY and not math.isnan(now):
        by = f" by {amount(problem, lever, abs(value - now))}{_part(value - now, now)}"
    if math.isnan(now):
        return Edit(place_of(problem, lever), lever.column, now, value, f"fill {cell_of(problem, lever)}")
    words = f"{'raise' if value > now else 'lower'} {subject(problem, lever)} ({cell_of(problem, lever)}){by}"
    return Edit(place_of(problem, lever), lever.column, now, value, f"{words} to {amount(problem, lever, value)}")


def _part(difference: float, now: float) -> str:
    """A difference as a share of what there is, in brackets; "" where there is nothing."""
    return f" ({figure(abs(float(f'{difference / now:.2g}')), 'fraction')})" if now > 0 else ""


def subject_of(levers: Sequence[Lever]) -> Lever:
    """Cell that a conflict is told by: its most negotiable rule, else a demand, else whatever comes first."""
    demand = next((lever for lever in levers if lever.tier is Tier.DEMAND), levers[0])
    return levers[0] if levers[0].tier is Tier.POLICY else demand


def conflict_sentence(
    problem: Problem, levers: Sequence[Lever], reached: float | None, missed: RuleOutcome | None
) -> str:
    """Say what contradicts what.

    Parameters
    ----------
    levers
        Cells of the conflict, the most negotiable first.
    reached
        Figure of the cell the sentence is about (see :func:`subject_of`) that all others allow; None when it alone
        makes no plan possible.
    missed
        The first of them, by how much the nearest plan misses it.

    """
    first = subject_of(levers)
    cell = cell_of(problem, first)
    by_cell = {cell_of(problem, lever): lever for lever in reversed(levers)}
    others = [lever for place, lever in reversed(by_cell.items()) if place != cell]
    if first.tier is Tier.DEMAND:
        served = "" if reached is None else f" but {amount(problem, first, reached)} can be"
        if not served and missed is not None:
            served = f" but {figure(missed.achieved, missed.unit)} can be in {missed.period}"
        head = f"{_head(problem, first)} must be served ({cell})"
        limits = _listed(problem, [lever for lever in others if lever.tier is not Tier.DEMAND])
        return (
            f"{head}{served}{_because(problem, others)}."
            if served or not limits
            else f"{head}, which contradicts {limits}."
        )
    if first.tier is not Tier.POLICY:
        return f"These cannot all hold: {_listed(problem, levers)}."
    aside = ", ".join(filter(None, (cell, name_of(problem, first)))) + _units(problem, first, missed)
    if first.record is Locks:
        near = "" if reached is None else f": {amount(problem, first, reached)} is the nearest that is possible"
        return f"{_head(problem, first)} ({aside}) cannot be kept{near}{_because(problem, others)}."
    verb = "are" if COUNTED.match(stated(problem, first)) else "is"
    head = f"{_head(problem, first)} {verb} {'allowed' if first.raises else 'required'} ({aside})"
    if reached is None:
        against = _listed(problem, [lever for lever in others if lever.tier is not Tier.DEMAND])
        return f"{head}, which contradicts {against}." if against else f"{head}, which no plan can keep."
    most = amount(problem, first, reached)
    but = f"no plan has less than {most}" if first.raises else f"{most} can be reached"
    return f"{head} but {but}{_because(problem, others)}."


def _head(problem: Problem, lever: Lever) -> str:
    words = stated(problem, lever)
    return f"{words[:1].upper()}{words[1:]}"


def _units(problem: Problem, lever: Lever, missed: RuleOutcome | None) -> str:
    """When a rule is missed first, and the rule in units of the item, where it is on a share of them."""
    if missed is None or missed.unit != "fraction" or missed.short <= 0 or not missed.slack < 0:
        return "" if missed is None or is_on_all_periods(problem, lever) else f", {missed.period}"
    total = missed.short / -missed.slack
    return f": {missed.required * total:,.4g} of {total:,.4g} units/week in {missed.period}"


def _because(problem: Problem, others: Iterable[Lever]) -> str:
    limits = [lever for lever in others if lever.tier is not Tier.DEMAND]
    return f": {_listed(problem, limits)}" if limits else ""


def _listed(problem: Problem, levers: Sequence[Lever]) -> str:
    named = [f"{stated(problem, lever)} ({cell_of(problem, lever)})" for lever in levers[:MOST_NAMED]]
    more = len(levers) - len(named)
    return "; ".join(named) + (f"; and {more} more" if more else "")


def remedy_sentences(problem: Problem, remedies: Sequence[Remedy]) -> list[str]:
    """Say what to change: single changes together in one sentence, sets of changes one by one."""
    currency = problem.settings.currency
    found = []
    if single := [remedy for remedy in remedies if remedy.is_single]:
        found.append(_either(single, currency))
    for remedy in remedies:
        if not remedy.is_single:
            steps = "; ".join(edit.words for edit in remedy.edits)
            count = len(remedy.edits)
            choice = "Or make" if single else "Make" if found else "No single change found is enough. Make"
            proof = f"Checked: with these {count} changes a plan exists{_price(remedy, currency)}."
            found.append(f"{choice} {count} changes: {steps}. {proof}")
    return found


def _either(remedies: Sequence[Remedy], currency: str) -> str:
    words = [remedy.words + _price(remedy, currency) for remedy in remedies]
    choice = words[0][:1].upper() + words[0][1:] if len(words) == 1 else f"Either {', or '.join(words)}"
    which = {1: "this one change", 2: "either one change"}.get(len(words), "any one of these changes")
    return f"{choice}. Checked: with {which} a plan exists."


def _price(remedy: Remedy, currency: str) -> str:
    most = "" if remedy.is_close else "at most "
    return f" (plan: {most}{remedy.cost:,.0f} {currency})"
