"""Levelling: the rows that say how steadily sources must run, shared by limits on change and on utilisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.geography import resolve_items
from models.prices import dearest
from models.rulebook import HARD_PRICE
from models.schema import Flags, Numbers, Sheet, Texts, flag, number, reference
from models.sheets import ALL, Items

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from models.network import Core
    from models.problem import ItemSite, Problem

Limited = tuple[str, str, str, int]
"""Column that states a limit, item, site and period."""


class Levelling(
    Sheet, name="Levelling", purpose="How steadily sources run, and how well they are utilised.", key=("site", "item")
):
    """Limits on change and utilisation, and the cost of change."""

    site: Texts = reference("Sites", "Site.")
    item: Texts = reference(
        "items", "Item, class:Critical and so on, or ALL made there: each by itself.", required=False, default=ALL
    )
    max_increase: Numbers = number(
        "Most by which output may rise from one period to the next.", unit="fraction of the previous period"
    )
    max_decrease: Numbers = number(
        "Most by which output may fall from one period to the next.", unit="fraction of the previous period", upper=1.0
    )
    change_cost: Numbers = number(
        "One-off cost of each unit a week by which output rises or falls.", unit="money/(unit/week)", default=0.0
    )
    min_utilisation: Numbers = number(
        "Least share of the capacity, options included, that is used while it is there.", unit="fraction", upper=1.0
    )
    max_utilisation: Numbers = number(
        "Largest share of the capacity, options included, that may be used.", unit="fraction", upper=1.0
    )
    hard: Flags = flag("Yes: a plan that breaks a limit is no plan. No: it may be broken at the penalty.", default=True)
    penalty: Numbers = number(
        "Cost of each unit by which a soft limit is missed; needed when hard is No.", unit="money/unit"
    )


def rows_of(problem: Problem) -> dict[ItemSite, int]:
    """Row of Levelling for each source that has one; an item beats its class, a class beats ALL."""
    sheet = problem[Levelling]
    best: dict[ItemSite, tuple[int, int]] = {}
    for row, site in enumerate(sheet.site):
        scope = resolve_items(problem[Items], sheet.item[row])
        for item in scope[1] if scope else ():
            if scope and (item, site) in problem.source_row:
                best[item, site] = min(best.get((item, site), (scope[0], row)), (scope[0], row))
    return {key: row for key, (_, row) in best.items()}


def stated(problem: Problem, columns: Sequence[str]) -> dict[tuple[str, str, str], tuple[int, float]]:
    """Row and value of each limit by column, item and site; none when today's plan is evaluated."""
    sheet, rows = problem[Levelling], {} if problem.baseline else rows_of(problem)
    return {
        (column, *key): (row, float(getattr(sheet, column)[row]))
        for column in columns
        for key, row in rows.items()
        if not np.isnan(getattr(sheet, column)[row])
    }


def price(core: Core, slack: Any, keys: Sequence[Limited]) -> None:
    """Price the slack of limits [units/week] by their rows: the penalty of a soft one, else above any real cost."""
    problem, rows = core.problem, rows_of(core.problem)
    sheet, weeks, dearest_of = problem[Levelling], problem.horizon.weeks, dearest(problem)
    hard = [bool(sheet.hard[rows[i, n]]) for _, i, n, _ in keys]
    money = [
        HARD_PRICE * dearest_of[i] if must else float(sheet.penalty[rows[i, n]])
        for (_, i, n, _), must in zip(keys, hard, strict=True)
    ]
    core.rulebook.book(
        slack,
        keys,
        hard=hard,
        price=[each * float(weeks[t]) for each, (*_, t) in zip(money, keys, strict=True)],
        items=[i for _, i, _, _ in keys],
        period=[t for *_, t in keys],
    )
