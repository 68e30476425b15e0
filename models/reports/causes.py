"""Causes: which variability, disruption or later period sets the stock that is kept, in words."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from models.consumption import leaving
from models.plan import Stock, stock_kept
from models.reports.survival import in_words, units_in_words
from models.sheets import Inventory
from models.strategic import draws
from models.stress.answers import case_losses
from models.stress.numbers import PlanNumbers

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import Problem
    from models.stress.cases import Case

    Drawing = dict[tuple[str, str, int], tuple[float, Case]]

SERVICE_TIMES = "Service_times"
"""Table in which the sizing of safety stock says what asked for it."""
KEPT = 1e-6
"""Stock at or below which there is none [units]."""
SAME = 1e-6
"""Difference, as a share, below which a cover is just kept."""


class Causes:
    """Finds what sets each buffer of one plan."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self._problem, self._plan = problem, plan

    def of(self, item: str, site: str, t: int, safety: float, strategic: float, seasonal: float) -> str:
        """What sets the buffers of an item at a site at the end of a period; "" when there are none."""
        said = []
        if safety > KEPT:
            said.append(f"safety: {self._variability.get((item, site, t)) or 'variability of demand and lead times'}")
        if strategic > KEPT:
            said.append(f"strategic: {self._disruption(item, site, t, strategic)}")
        if seasonal > KEPT:
            said.append(f"seasonal: {self._purpose(item, site, t)}")
        return "; ".join(said)

    # Safety

    @cached_property
    def _variability(self) -> dict[tuple[str, str, int], str]:
        """What the sizing of safety stock says, by item, site and period."""
        table = next((table for kind, table in self._plan.tables.items() if kind.sheet == SERVICE_TIMES), None)
        if table is None:
            return {}
        names = [column.name for column in table.columns]
        rows = (dict(zip(names, row, strict=True)) for row in table)
        return {(r["item"], r["site"], self._problem.horizon.number(r["period"])): r["cause"] for r in rows}

    # Strategic

    @cached_property
    def _drawing(self) -> Drawing:
        """Most that any case draws, and which does, by item, site and period [units]."""
        numbers = PlanNumbers(self._problem, self._plan)
        found: Drawing = {}
        for case, answer, changes in case_losses(self._problem, self._plan):
            for key, units in draws(self._problem, case, answer, numbers, changes).items():
                if units > found.get(key, (KEPT, case))[0]:
                    found[key] = units, case
        return found

    def _disruption(self, item: str, site: str, t: int, strategic: float) -> str:
        if (item, site, t) not in self._drawing:
            return "kept for disruptions"
        units, case = self._drawing[item, site, t]
        since = "" if case.t == t else f" from {self._problem.horizon.names[case.t]}"
        lasting = f", {case.counted:g} weeks without recovery," if case.is_survival else ""
        part = f"{units_in_words(min(units, strategic))} of {units_in_words(strategic)}"
        return f"{in_words(case.event)}{since}{lasting} draws {part}"

    # Seasonal

    @cached_property
    def _seasonal(self) -> dict[tuple[str, str, int], float]:
        stock, number = self._plan[Stock], self._problem.horizon.number
        rows = zip(stock.item, stock.site, stock.period, stock.seasonal.tolist(), strict=True)
        return {(item, site, number(period)): units for item, site, period, units in rows}

    @cached_property
    def _kept(self) -> dict[tuple[str, str, str], float]:
        return stock_kept(self._plan)

    @cached_property
    def _leaving(self) -> dict[tuple[str, str, str], float]:
        return leaving(self._problem, self._plan)

    def _purpose(self, item: str, site: str, t: int) -> str:
        """The cover that asks for it, or the next period in which it falls."""
        names, sheet = self._problem.horizon.names, self._problem[Inventory]
        row = self._problem.stock_row[item, site]
        least = float(sheet.min_cover[row]) * self._leaving.get((item, site, names[t]), 0.0)
        if least > KEPT and self._kept[item, site, names[t]] <= least * (1.0 + SAME):
            return f"least cover ({sheet.cell('min_cover', row)})"
        level = self._seasonal[item, site, t]
        for later in range(t + 1, len(names)):
            after = self._seasonal.get((item, site, later), 0.0)
            if after < level - KEPT:
                return f"carried towards {names[later]}"
            level = after
        return "carried beyond the plan"
