"""Incentives claimed in a plan: the table of claims and, by arithmetic, what they pay, what is lost and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.content import VALUE
from models.content_account import plan_made
from models.investment import capital_charge
from models.offers import CAPEX, Incentives, cash, credit, grant, grants, groups
from models.plan import Orders, Production, sums
from models.schema import Numbers, Sheet, Texts, number, text
from models.sheets import Capex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import Plan
    from models.problem import Problem

NOTHING = 1e-9
ROUNDING = 1e-7
"""Share of what is on offer that is not worth a reason."""


class Claims(Sheet, name="Incentive_claims", purpose="What incentives are claimed for.", key=()):
    """Decision: output and orders that earn an incentive."""

    incentive: Texts = text("Incentive.")
    item: Texts = text("Item, or items the option serves.")
    site: Texts = text("Site.")
    option: Texts = text("Option of a grant; blank for credits.")
    period: Texts = text("Period.")
    quantity: Numbers = number("Output or orders that earn it.", unit="units/week or number")


class Earned(Sheet, name="Incentives_earned", purpose="What incentives bring, and what is lost and why.", key=()):
    """Report: incentives by item or option and period."""

    incentive: Texts = text("Incentive.")
    item: Texts = text("Item, or items the option serves.")
    option: Texts = text("Site and option of a grant; blank for credits.")
    period: Texts = text("Period, of the order for a grant.")
    earned: Numbers = number("Paid, not discounted.", unit="money")
    counted: Numbers = number("Part of it that lessens the plan's cost.", unit="money")
    lost: Numbers = number("Offered for what is made or built, and not paid.", unit="money")
    reason: Texts = text("Why it is lost.")
    volume: Numbers = number("Output in the place; blank: none is measured for it.", unit="units/week")
    volume_distance: Numbers = number(
        "Output above min_volume; negative: missing. Blank: no threshold.", unit="units/week", lower=float("-inf")
    )
    content: Numbers = number("Domestic content of it; blank: no threshold.", unit="fraction")
    content_distance: Numbers = number(
        "Content above min_content; negative: missing. Blank: no threshold.", unit="fraction", lower=float("-inf")
    )
    cap_left: Numbers = number("What the cap leaves at the end of the plan; blank: no cap.", unit="money")


@dataclass(frozen=True)
class Paid:
    """What one claim pays.

    Attributes
    ----------
    row
        Row of Incentives.
    item, site, option, t
        What is claimed, where and in which period (of the order, for a grant).
    quantity
        Units a week, or orders.
    earned
        Money of the claim, not discounted.
    counted
        Part of it that lessens the plan's cost, by period, shape (T,).

    """

    row: int
    item: str
    site: str
    option: str
    t: int
    quantity: float
    earned: float
    counted: Numbers


@dataclass(frozen=True)
class Reached:
    """Output of an item in the place of a credit [units/week], and its domestic content [units' worth a week]."""

    volume: float
    content: float

    @property
    def share(self) -> float:
        """Domestic share; nan where nothing is made."""
        return self.content / self.volume if self.volume > 0 else np.nan


def paid(problem: Problem, plan: Plan) -> Iterator[Paid]:
    """What every claim pays, recomputed from the offers; a claim nobody offers anything for pays nothing."""
    sheet, capex, periods = problem[Incentives], problem[Capex], len(problem.horizon)
    row_of = {name: k for k, name in enumerate(sheet.name)}
    made_by, built_by = groups(problem), grants(problem)
    option_of = {(capex.item[o], capex.site[o], capex.option[o]): o for o in range(len(capex))}
    for name, item, site, option, period, quantity in plan[Claims]:
        k, t = row_of[name], problem.horizon.number(period)
        earned, counted = 0.0, np.zeros(periods)
        if sheet.basis[k] == CAPEX:
            built = built_by.get((k, option_of.get((item, site, option), -1)))
            if built is not None and t in built.in_service:
                earned = cash(problem, k, built, t) * quantity
                counted = grant(problem, k, built, t) * capital_charge(problem, built, t) * quantity
        elif site in made_by.get((k, item), ()):
            earned = float(credit(problem, k, item, site)[t] * problem.horizon.weeks[t]) * quantity
            counted[t] = earned
        yield Paid(k, item, site, option, t, quantity, earned, counted)


def reached(problem: Problem, plan: Plan) -> dict[tuple[int, str, int], Reached]:
    """What thresholds look at, by credit, item and period."""
    made, names = plan[Production], problem.horizon.names
    output = sums(zip(made.item, made.site, made.period, strict=True), made.quantity)
    content = plan_made(problem, plan)
    found = {}
    for (k, i), makers in groups(problem).items():
        for t, name in enumerate(names):
            volume = sum(output.get((i, n, name), 0.0) for n in makers)
            found[k, i, t] = Reached(volume, sum(content.get((VALUE, i, n, t), 0.0) for n in makers))
    return found


def offered(problem: Problem, plan: Plan) -> dict[tuple[int, str, str, int], float]:
    """Money on offer for what is made and ordered, by incentive, item, option and period."""
    made, orders, names, capex = plan[Production], plan[Orders], problem.horizon.names, problem[Capex]
    output = sums(zip(made.item, made.site, made.period, strict=True), made.quantity)
    count = sums(zip(orders.item, orders.site, orders.option, orders.period, strict=True), orders.count)
    found: dict[tuple[int, str, str, int], float] = {}
    for (row, item), makers in groups(problem).items():
        per_unit = {n: credit(problem, row, item, n) * problem.horizon.weeks for n in makers}
        for t, name in enumerate(names):
            if any(money[t] > 0 for money in per_unit.values()):
                money = sum(float(per_unit[n][t]) * output.get((item, n, name), 0.0) for n in makers)
                found[row, item, "", t] = money
    for (row, o), option in grants(problem).items():
        for s in option.in_service:
            ordered = count.get((capex.item[o], capex.site[o], capex.option[o], names[s]), 0.0)
            if ordered > 0 and cash(problem, row, option, s) > 0:
                key = (row, capex.item[o], f"{capex.site[o]}, {capex.option[o]}", s)
                found[key] = cash(problem, row, option, s) * ordered
    return found


def report(problem: Problem, plan: Plan) -> Earned:
    """What incentives bring by item or option and period, what is lost and why, and how far the thresholds are."""
    sheet, claims, results, rows = problem[Incentives], list(paid(problem, plan)), reached(problem, plan), []
    total = sums([c.row for c in claims], [c.earned for c in claims])
    keys = [(c.row, c.item, f"{c.site}, {c.option}" if c.option else "", c.t) for c in claims]
    earned, counted = sums(keys, [c.earned for c in claims]), sums(keys, [float(c.counted.sum()) for c in claims])
    for key, on_offer in offered(problem, plan).items():
        row, item, option, t = key
        cells = _distances(sheet, row, results.get((row, item, t)), total.get(row, 0.0))
        lost = on_offer - earned.get(key, 0.0)
        lost = lost if lost > ROUNDING * on_offer else 0.0
        reason = _reason(cells[1], cells[3], cells[4]) if lost else ""
        if on_offer or not np.isnan(cells[1:4]).all():
            money = (earned.get(key, 0.0), counted.get(key, 0.0), lost)
            rows.append((sheet.name[row], item, option, problem.horizon.names[t], *money, reason, *cells))
    return Earned.of(rows)


def _distances(sheet: Incentives, row: int, result: Reached | None, paid_out: float) -> tuple[float, ...]:
    """Output, content and cap, each with its distance to the threshold; nan where there is none."""
    cap_left = float(sheet.cap[row]) - paid_out if np.isfinite(sheet.cap[row]) else np.nan
    if result is None:
        return np.nan, np.nan, np.nan, np.nan, cap_left
    least, content = float(sheet.min_volume[row]), float(sheet.min_content[row])
    share = result.share if content > 0 else np.nan
    return result.volume, result.volume - least if least > 0 else np.nan, share, share - content, cap_left


def _reason(volume_distance: float, content_distance: float, cap_left: float) -> str:
    """Which threshold is missed; if none is, the cap takes the rest, or more is made than the plan can need."""
    if volume_distance < -NOTHING:
        return "Output is below min_volume."
    if content_distance < -NOTHING:
        return "Domestic content is below min_content."
    return "More is made than can be needed." if np.isnan(cap_left) else "The cap is used up."
