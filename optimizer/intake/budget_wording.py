"""How budgets, their amounts and the cells that make them necessary are written in messages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from models.sheets import Budgets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.features.budgets import Limit
    from models.problem import Problem

SHOWN = 3
"""Cells that are named; enough to find the others."""
UNITS = {"carbon": " t", "source_changes": "", "lane_changes": "", "site_changes": ""}
"""Units of budgets that are no money, as they follow an amount."""


def stated(problem: Problem, limit: Limit) -> str:
    """Say what a budget allows, and when."""
    whole = len(limit.periods) == len(problem.horizon)
    span = "the whole plan" if whole else problem.horizon.names[limit.periods[0]]
    allowed = float(problem[Budgets].limit[limit.row])
    return f"The budget of {limit.kind} for {span} is {allowed:,.10g}{unit_of(problem, limit)}"


def unit_of(problem: Problem, limit: Limit) -> str:
    """Return the unit of a budget, as it follows an amount."""
    return UNITS.get(limit.kind, f" {problem.settings.currency}")


def rounded_up(amount: float) -> str:
    """Write an amount so that what is written is enough: two decimals, or six digits of a small one.

    >>> rounded_up(1_000_000.0), rounded_up(10.401), rounded_up(0.00123)
    ('1,000,000', '10.41', '0.00123')
    """
    digits = 2 if amount >= 1 else 5 - math.floor(math.log10(amount))
    enough = math.ceil(amount * 10**digits * (1 - 1e-12)) / 10**digits
    return f"{enough:,.{digits}f}".rstrip("0").rstrip(".")


def shown(cells: Iterable[str]) -> str:
    """List the first few of some cells."""
    unique = list(dict.fromkeys(cells))
    return ", ".join(unique[:SHOWN]) + (" ..." if len(unique) > SHOWN else "")
