"""The diagnosis put into sentences: what contradicts what, by how much, and what to change."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from models.reports.rules import SERVED, figure
from optimizer.explain.diagnosis import Clause, Edit, Place, Remedy
from optimizer.explain.lever import Lever, Tier
from optimizer.explain.wording import amount, name_of, stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.problem import Problem
    from models.rulebook import RuleOutcome
    from optimizer.explain.trial import Trial

MOST_NAMED = 4
"""Limits named in one sentence; the rest are counted."""


def place_of(problem: Problem, lever: Lever) -> Place:
    """Cell of a lever."""
    issue = problem[lever.record].issue(lever.column, lever.row, "", "", "")
    return Place(issue.sheet, issue.row, issue.column, lever.cell(problem))


def clause_of(problem: Problem, lever: Lever) -> Clause:
    """What the cell of a lever says."""
    words = stated(problem, lever)
    return Clause(place_of(problem, lever), f"{words[:1].upper()}{words[1:]}")


def remedy_of(problem: Problem, trial: Trial) -> Remedy:
    """A trial as something to do."""
    edits = tuple(_edit(problem, change.lever, change.figure) for change in trial.changes)
    return Remedy(edits, trial.possible is True, trial.cost)


def _edit(problem: Problem, lever: Lever, value: float) -> Edit:
    now, place = lever.value(problem), place_of(problem, lever)
    verb, difference = ("raise" if value > now else "lower"), abs(value - now)
    what = "the rule" if name_of(problem, lever) else stated(problem, lever).rsplit(", ", maxsplit=1)[0]
    if lever.tier is Tier.POLICY and not name_of(problem, lever):
        what = "the limit"
    by = "" if lever.tier is Tier.POLICY else f" by {amount(problem, lever, difference)}"
    return Edit(place, now, value, f"{verb} {what} ({place.cell}){by} to {amount(problem, lever, value)}")


def conflict_sentence(
    problem: Problem, levers: Sequence[Lever], reached: float | None, missed: RuleOutcome | None
) -> str:
    """Say what contradicts what.

    Parameters
    ----------
    levers
        Cells of the conflict, the most negotiable first.
    reached
        Figure of the first of them that all others allow; None when it alone makes no plan possible.
    missed
        The first of them, by how much the nearest plan misses it.

    """
    first, others = levers[0], list(levers[1:])
    cell = first.cell(problem)
    if first.tier is Tier.DEMAND:
        return f"{_head(problem, first)} must be served ({cell}){_but(missed)}{_because(problem, others)}."
    if first.tier is Tier.INVESTMENT:
        demands = [lever for lever in levers if lever.tier is Tier.DEMAND]
        if demands:
            rest = [lever for lever in levers if lever not in demands[:1]]
            return conflict_sentence(problem, [demands[0], *rest], None, missed)
        return f"These cannot all hold: {_listed(problem, levers)}."
    name = name_of(problem, first)
    aside = ", ".join(filter(None, (cell, name))) + _units(missed)
    if reached is None:
        return f"{_head(problem, first)} is required ({aside}), which contradicts {_listed(problem, others)}."
    what = "can be reached" if not first.raises else "is the least possible"
    return (
        f"{_head(problem, first)} is required ({aside}) but {amount(problem, first, reached)} {what}"
        f"{_because(problem, others)}."
    )


def _head(problem: Problem, lever: Lever) -> str:
    words = stated(problem, lever)
    return f"{words[:1].upper()}{words[1:]}"


def _units(missed: RuleOutcome | None) -> str:
    """The rule in units of the item, where it is on a share of them."""
    if missed is None or missed.unit != "fraction" or missed.short <= 0 or not missed.slack < 0:
        return "" if missed is None else f", {missed.period}"
    total = missed.short / -missed.slack
    return f": {missed.required * total:,.4g} of {total:,.4g} units/week in {missed.period}"


def _but(missed: RuleOutcome | None) -> str:
    if missed is None or missed.measure != SERVED:
        return ""
    return f" but {figure(missed.achieved, missed.unit)} can be in {missed.period}"


def _because(problem: Problem, others: Iterable[Lever]) -> str:
    limits = [lever for lever in others if lever.tier is not Tier.DEMAND]
    return f": {_listed(problem, limits)}" if limits else ""


def _listed(problem: Problem, levers: Sequence[Lever]) -> str:
    named = [f"{stated(problem, lever)} ({lever.cell(problem)})" for lever in levers[:MOST_NAMED]]
    more = len(levers) - len(named)
    return "; ".join(named) + (f"; and {more} more" if more else "")


def remedy_sentences(problem: Problem, remedies: Sequence[Remedy], *, searched: bool) -> list[str]:
    """Say what to change: single changes together in one sentence, sets of changes one by one."""
    currency = problem.settings.currency
    found = []
    for checked in (True, False):
        single = [remedy for remedy in remedies if len(remedy.edits) == 1 and remedy.checked == checked]
        if single:
            found.append(_either(single, currency, checked=checked))
    for remedy in remedies:
        if len(remedy.edits) > 1:
            steps = "; ".join(edit.words for edit in remedy.edits)
            proof = f"Checked: with these {len(remedy.edits)} changes a plan exists" if remedy.checked else "Not checked"
            none = "No single change found is enough. " if searched and not found else ""
            found.append(f"{none}Make {len(remedy.edits)} changes: {steps}. {proof}{_price(remedy, currency)}.")
    return found


def _either(remedies: Sequence[Remedy], currency: str, *, checked: bool) -> str:
    words = [remedy.edits[0].words + (_price(remedy, currency) if checked else "") for remedy in remedies]
    choice = words[0][:1].upper() + words[0][1:] if len(words) == 1 else f"Either {' or '.join(words)}"
    if not checked:
        return f"{choice}. Not checked: time ran out."
    return f"{choice}. Checked: with {'this' if len(words) == 1 else 'either'} one change a plan exists."


def _price(remedy: Remedy, currency: str) -> str:
    return "" if math.isnan(remedy.cost) else f" (plan: {remedy.cost:,.0f} {currency})"
