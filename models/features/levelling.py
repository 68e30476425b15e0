"""Levelling: how fast the output of a source may change from period to period, and what a change costs.

For each source (i, n) with a row, the most specific one (item before class before ALL), and period t > 0::

    make[t] - make[t-1] = rise[t] - fall[t];    cost = change_cost x (rise + fall), once, in period t
    make[t] - steep  <= (1 + max_increase) x make[t-1]
    make[t] + plunge >= (1 - max_decrease) x make[t-1]

The first period has no predecessor. A source that makes nothing has nothing to grow from: under a max_increase it
cannot begin later. The cost of change is in the currency of the site. How well a source must be utilised is said in
:mod:`models.features.utilisation`.

Today's plan (baseline) pays for its changes, but is not held to tomorrow's limits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Audited, Feature
from models.geography import resolve_items
from models.issue import Severity
from models.levels import Levelling, price, rows_of, stated
from models.modelling import pyo
from models.plan import NOTHING, Production
from models.rulebook import RuleOutcome
from models.schema import Numbers, Sheet, Texts, number, text
from models.sheets import ALL, Items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan
    from models.problem import ItemSite, Problem

UP, DOWN = "max_increase", "max_decrease"
RULES = {UP: "Largest increase", DOWN: "Largest decrease"}
UTILISATION = ("min_utilisation", "max_utilisation")


class OutputChanges(
    Sheet, name="Output_changes", purpose="How steadily levelled sources run.", key=("item", "site", "period")
):
    """Report: output and its change at every source with a row on Levelling."""

    item: Texts = text("Item.")
    site: Texts = text("Source.")
    period: Texts = text("Period.")
    output: Numbers = number("Good output.", unit="units/week")
    change: Numbers = number("Change from the period before; blank: the first.", unit="units/week", lower=-np.inf)
    relative: Numbers = number("The same by the output before; blank: there was none.", unit="fraction", lower=-np.inf)
    cost: Numbers = number("Cost of the change.", unit="money")


def change_costs(problem: Problem) -> dict[ItemSite, Numbers]:
    """Cost of one unit a week of change at each source that has one [money/(unit/week)], shape (T,)."""
    cost = problem[Levelling].change_cost
    return {key: cost[row] * problem.exchange[key[1]] for key, row in rows_of(problem).items() if cost[row] > 0}


def check(problem: Problem) -> Iterator[Issue]:
    """Rows that limit nothing, are for no source, or lack a price."""
    sheet, standing = problem[Levelling], set(rows_of(problem).values())
    for row in range(len(sheet)):
        columns = [c for c in (*RULES, *UTILISATION) if not np.isnan(getattr(sheet, c)[row])]
        costly = bool(sheet.change_cost[row] > 0)
        if not columns and not costly:
            remedy = "Fill one of the limits or change_cost, or delete the row."
            yield sheet.issue("site", row, "rule-without-limit", "The row limits nothing.", remedy)
        if columns and not sheet.hard[row] and np.isnan(sheet.penalty[row]):
            found = "A soft rule needs the cost of breaking it."
            yield sheet.issue("penalty", row, "soft-without-penalty", found, "Fill penalty, or set hard to Yes.")
        if row not in standing:
            yield _without_source(problem, row)
        changing = [c for c in columns if c in RULES] + ["change_cost"] * costly
        for column in changing if len(problem.horizon) == 1 else ():
            found = f"The plan has one period, so {column} means nothing."
            remedy = "Divide the plan into periods, or clear the cell."
            yield sheet.issue(column, row, "one-period", found, remedy, Severity.WARNING)


def _without_source(problem: Problem, row: int) -> Issue:
    """Say why a row is for no source."""
    sheet = problem[Levelling]
    site, items = sheet.site[row], sheet.item[row]
    scope = resolve_items(problem[Items], items)
    if not any((item, site) in problem.source_row for item in (scope[1] if scope else ())):
        found = f"{site} makes nothing." if items == ALL else f"{site} does not make {items}."
        return sheet.issue("item", row, "not-a-source", found, "Correct the row, or add the source to Sources.")
    found = f"More specific rows stand for everything this one is for at {site}."
    return sheet.issue("item", row, "unused-row", found, "Delete it, or one of the others.", Severity.WARNING)


def build(block: Any, core: Core) -> None:
    """Write both limits on change, each with a priced slack, and pay for change."""
    m, terms = core.model, stated(core.problem, tuple(RULES))
    keys = [(*key, t) for key in terms for t in core.periods if t]
    block.HELD = pyo.Set(initialize=keys, dimen=4)
    block.missed = pyo.Var(block.HELD, within=pyo.NonNegativeReals)
    block.factor = pyo.Param(block.HELD, initialize={key: factor(key[0], terms[key[:3]][1]) for key in keys})
    block.sign = pyo.Param(list(RULES), initialize={UP: -1, DOWN: 1})

    def keeps_pace(b: Any, c: str, i: str, n: str, t: int) -> Any:
        before = sum(m.make[i, n, s] for s in m.EARLIER[t])
        return b.sign[c] * (m.make[i, n, t] - b.factor[c, i, n, t] * before) + b.missed[c, i, n, t] >= 0

    block.keeps_pace = pyo.Constraint(block.HELD, rule=keeps_pace)
    price(core, block.missed, keys)
    _pay_for_change(block, core)


def factor(column: str, value: float) -> float:
    """What the output of the period before is multiplied with."""
    return 1.0 + value if column == UP else 1.0 - value


def _pay_for_change(block: Any, core: Core) -> None:
    """``make[t] - make[t-1] = rise - fall``, both at the cost of change."""
    m, cost = core.model, change_costs(core.problem)
    keys = [(i, n, t) for i, n in cost for t in core.periods if t]
    block.PAID = pyo.Set(initialize=keys, dimen=3)
    block.rise = pyo.Var(block.PAID, within=pyo.NonNegativeReals)
    block.fall = pyo.Var(block.PAID, within=pyo.NonNegativeReals)

    def changes_output(b: Any, i: str, n: str, t: int) -> Any:
        before = sum(m.make[i, n, s] for s in m.EARLIER[t])
        return m.make[i, n, t] - before == b.rise[i, n, t] - b.fall[i, n, t]

    block.changes_output = pyo.Constraint(block.PAID, rule=changes_output)
    for variable in (block.rise, block.fall):
        core.ledger.book(
            "levelling",
            variable,
            keys,
            [float(cost[i, n][t]) for i, n, t in keys],
            items=[i for i, _, _ in keys],
            sites=[n for _, n, _ in keys],
            period=[t for _, _, t in keys],
        )


def _output(problem: Problem, plan: Plan) -> dict[ItemSite, Numbers]:
    """Good output of every source with a row [units/week], shape (T,)."""
    found = {key: np.zeros(len(problem.horizon)) for key in rows_of(problem)}
    for item, site, period, quantity in plan[Production]:
        if (item, site) in found:
            found[item, site][problem.horizon.number(period)] = quantity
    return found


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute the cost of change from the table of production."""
    found, output = Audited(len(problem.horizon)), _output(problem, plan)
    for key, cost in change_costs(problem).items():
        for t, change in enumerate(np.abs(np.diff(output[key])).tolist(), start=1):
            found.spend("levelling", t, change * float(cost[t]))
    return found


def outcomes(problem: Problem, plan: Plan) -> Iterator[RuleOutcome]:
    """Output against what the period before allows."""
    sheet, output, names = problem[Levelling], _output(problem, plan), problem.horizon.names
    for (column, item, site), (row, value) in stated(problem, tuple(RULES)).items():
        made = output[item, site].tolist()
        for t in range(1, len(names)):
            bound = factor(column, value) * made[t - 1]
            short = max(made[t] - bound if column == UP else bound - made[t], 0.0)
            yield RuleOutcome(
                RULES[column], sheet.cell(column, row), item, site, names[t], "output", "units/week",
                column == DOWN, bound, made[t], bool(sheet.hard[row]), short, float(np.nan_to_num(sheet.penalty[row])),
            )  # fmt: skip


def tables(problem: Problem, plan: Plan) -> Iterator[Sheet]:
    """Output and change of every source with a row."""
    rows, cost = [], change_costs(problem)
    for (item, site), output in _output(problem, plan).items():
        for t, name in enumerate(problem.horizon.names):
            now, before = float(output[t]), float(output[t - 1]) if t else np.nan
            relative = (now - before) / before if before > NOTHING else np.nan
            paid = abs(now - before) * float(cost[item, site][t]) if t and (item, site) in cost else 0.0
            rows.append((item, site, name, now, now - before, relative, paid))
    yield OutputChanges.of(rows)


FEATURE = Feature(
    name="levelling",
    sheets=(Levelling,),
    applies=lambda problem: bool(rows_of(problem)),
    check=check,
    build=build,
    audit=audit,
    outcomes=outcomes,
    tables=tables,
    reports=(OutputChanges,),
)
