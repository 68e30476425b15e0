"""Budgets: limits on investment, qualification, carbon and change, by period and place.

::

    sum over what the meter counts in the period and place <= limit + over

What each kind counts is measured by the feature that causes it (see ``METERS`` in :mod:`models.costs`); carbon is in
tonnes here and in kilograms on the meter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Feature
from models.modelling import pyo
from models.plan import MeterLines
from models.prices import dearest
from models.rulebook import HARD_PRICE, RuleOutcome
from models.sheets import ALL, EACH, Budgets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem

PER_UNIT = {"carbon": 1000.0}
"""Units of the meter in one unit of the budget, where they differ."""


@dataclass(frozen=True)
class Limit:
    """One budget: a row of the sheet in one period, or over the whole plan (`periods` then holds all)."""

    row: int
    kind: str
    periods: tuple[int, ...]
    sites: frozenset[str]

    def counts(self, site: str, t: int) -> bool:
        """Whether an amount of its kind belongs to this budget."""
        return t in self.periods and site in self.sites


def limits(problem: Problem) -> tuple[Limit, ...]:
    """Every budget, EACH period spelled out."""
    sheet, horizon = problem[Budgets], problem.horizon
    found = []
    for row in range(len(sheet)):
        period, everything = sheet.period[row], tuple(range(len(horizon)))
        spans = [everything] if period == ALL else [(t,) for t in everything]
        if period not in {ALL, EACH}:
            spans = [(horizon.number(period),)]
        sites = frozenset(problem.geography.sites(sheet.place[row]))
        found += [Limit(row, sheet.kind[row], span, sites) for span in spans]
    return tuple(found)


def applies(problem: Problem) -> bool:
    """Whether there is a budget; today's plan is not held to tomorrow's."""
    return not problem.baseline and len(problem[Budgets]) > 0


def check(problem: Problem) -> Iterator[Issue]:
    """Soft budgets without a price."""
    sheet = problem[Budgets]
    for row in range(len(sheet)):
        if not sheet.hard[row] and np.isnan(sheet.penalty[row]):
            found = "A soft budget needs the cost of going beyond it."
            yield sheet.issue("penalty", row, "soft-without-penalty", found, "Fill penalty, or set hard to Yes.")


def build(block: Any, core: Core) -> None:
    """Write one row for each budget, with a priced slack."""
    sheet, found = core.problem[Budgets], limits(core.problem)
    keys = range(len(found))
    block.over = pyo.Var(keys, within=pyo.NonNegativeReals)
    writer = pyo.RowWriter()
    for k, limit in enumerate(found):
        spent, unit = core.meters.terms(limit.kind, limit.counts), PER_UNIT.get(limit.kind, 1.0)
        row = writer.row(-np.inf, float(sheet.limit[limit.row]) - spent.constant / unit)
        writer.put(row, block.over, k, -1.0)
        writer.put_sum(row, spent, 1.0 / unit)
    block.within_budget = pyo.given_rows(writer.finished())
    hard = [bool(sheet.hard[found[k].row]) for k in keys]
    core.rulebook.book(
        block.over,
        keys,
        hard=hard,
        price=[
            _price(core, found[k]) if is_hard else float(sheet.penalty[found[k].row])
            for k, is_hard in zip(keys, hard, strict=True)
        ],
        items=[""] * len(keys),
        period=[found[k].periods[-1] for k in keys],
    )


def _price(core: Core, limit: Limit) -> float:
    """Price of going beyond a hard budget by one unit, above any real saving from it.

    Money counts as money. A tonne counts as what the goods it comes with can cost at most, and a change as all goods.
    """
    if limit.kind in {"capex", "qualification"}:
        return HARD_PRICE
    problem, weeks = core.problem, core.problem.horizon.weeks
    if limit.kind != "carbon":
        return HARD_PRICE * sum(dearest(problem)[i] * float(rate @ weeks) for (i, _), rate in problem.wanted.items())
    most: dict[str, float] = {}
    for booking in core.meters.bookings:
        if booking.name == limit.kind:
            rates = (booking.amount / weeks[booking.period] / PER_UNIT[limit.kind]).tolist()
            for item, tonnes in zip(booking.items, rates, strict=True):
                most[item] = max(most.get(item, 0.0), tonnes)
    return HARD_PRICE * max((dearest(problem)[item] / tonnes for item, tonnes in most.items()), default=1.0)


def outcomes(problem: Problem, plan: Plan) -> Iterator[RuleOutcome]:
    """What is spent, emitted or changed against the limit."""
    sheet, names, number = problem[Budgets], problem.horizon.names, problem.horizon.number
    lines = [(meter, item, site, number(period), amount) for meter, item, site, period, amount in plan[MeterLines]]
    units = {"capex": "money", "qualification": "money", "carbon": "t"}
    for limit in limits(problem):
        per_unit = PER_UNIT.get(limit.kind, 1.0)
        counted = [amount for meter, _, site, t, amount in lines if meter == limit.kind and limit.counts(site, t)]
        spent = sum(counted) / per_unit
        allowed, t = float(sheet.limit[limit.row]), limit.periods[-1]
        over = max(spent - allowed, 0.0)
        scope = sheet.place[limit.row] if len(limit.periods) == 1 else f"{sheet.place[limit.row]}, whole plan"
        # A soft budget pays once, and not for each week of the period in which it is counted.
        penalty = float(np.nan_to_num(sheet.penalty[limit.row])) / float(problem.horizon.weeks[t])
        yield RuleOutcome(
            f"Budget of {limit.kind}", sheet.cell("limit", limit.row), "", scope, names[t], limit.kind,
            units.get(limit.kind, "number"), False, allowed, spent, bool(sheet.hard[limit.row]), over, penalty,
        )  # fmt: skip


FEATURE = Feature(name="budgets", applies=applies, check=check, build=build, outcomes=outcomes)
