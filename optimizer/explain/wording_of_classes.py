"""What is changed when a class of cells is, in words: ``set every lead_time above 120 days to 120 days``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.reports.rules import figure
from models.sheets import Demand
from optimizer.explain.sweep import Losses, Parts
from optimizer.explain.wording import amount, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.problem import Problem
    from optimizer.explain.change import Change
    from optimizer.explain.lever import Lever
    from optimizer.explain.sweep import Sweep

MOST_PRICES = 3
"""Items whose price is told in one sentence."""


def swept(problem: Problem, sweep: Sweep, value: float) -> str:
    """One change to a class of cells as an instruction."""
    changes = sweep.changes(problem, value)
    cells = _cells(problem, [change.lever for change in changes])
    lever = changes[0].lever
    if isinstance(sweep, Losses):
        return f"let what cannot be served be lost: fill shortage_cost ({cells}), e.g. with {_prices(problem, changes)}"
    if isinstance(sweep, Parts):
        share = figure(value, "fraction")
        if lever.record is Demand:
            return f"serve {share} of this demand: lower every quantity of it ({cells}) to {share} of what it is"
        return f"raise every {lever.column} ({cells}) to {share} of what it is"
    names, end = {name_of(problem, change.lever) for change in changes}, amount(problem, lever, value)
    if not all(names):
        return f"set every {lever.column} {'below' if sweep.raises else 'above'} {end} ({cells}) to {end}"
    rules = "the rules" if len(names) > 1 else "the rule"
    return f"{'raise' if sweep.raises else 'lower'} {rules} {', '.join(sorted(names))} ({cells}) to {end}"


def _cells(problem: Problem, levers: Sequence[Lever]) -> str:
    """Where they are: the first and the last of them, and how many."""
    first, last = levers[0].cell(problem), levers[-1].cell(problem)
    return first if len(levers) == 1 else f"{first} to {last}, {len(levers)} cells"


def _prices(problem: Problem, changes: Sequence[Change]) -> str:
    """Price of each item that may be lost."""
    item, currency = problem[Demand].item, problem.settings.currency
    prices = {item[change.lever.row]: change.figure for change in changes}
    told = [f"{price:,.15g} {currency} for each unit of {name}" for name, price in list(prices.items())[:MOST_PRICES]]
    return ", ".join(told) + (" and so on" if len(prices) > MOST_PRICES else "")
