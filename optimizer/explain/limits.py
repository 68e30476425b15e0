"""Which cells state a limit of the network: from rows that no rule softens to what money and time can change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.features.workforce import WorkforceTerms
from models.geography import resolve_items
from models.sheets import Capex, Inventory, Items, Labour, LeadTimes, Sources
from models.wages import labour_rows
from optimizer.explain.lever import Lever, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.problem import Problem
    from models.schema import Record

AMPLE = 4.0
"""Times what is needed of an item at all beyond which more capacity is of no use."""
HOURS = 1e9
"""More hours than anyone could use."""
WHOLE = 1.0


class Limits:
    """Levers of one problem's capacities, hours, lanes and times."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem

    @staticmethod
    def knows(name: str) -> bool:
        """Whether a component may state a limit."""
        return name in _LIMITS

    def of(self, name: str, key: Any) -> Iterator[Lever]:
        """Levers of a row or of a column's bound, by component and index; none for what only ties things together."""
        found = getattr(self, _LIMITS.get(name, ""), None)
        if found is not None:
            yield from found(*(key if isinstance(key, tuple) else (key,)))

    def capacity(self, item: str, site: str, _t: int = 0) -> Iterator[Lever]:
        """Whatever gives a source more capacity: today's, its surge, its options and the time they take."""
        problem, row = self._problem, self._problem.source_row.get((item, site))
        if row is None or not np.isfinite(problem[Sources].capacity[row]):
            return
        yield self._more(Sources, "capacity", row, self._need(item) / float(problem[Sources].yield_[row]))
        if problem[Sources].surge_capacity[row] > 0:
            yield self._more(Sources, "surge_capacity", row, 10.0, 0.001)
        sheet = problem[Capex]
        for option in np.flatnonzero(sheet.site == site).tolist():
            scope = resolve_items(problem[Items], sheet.item[option])
            if scope and item in scope[1]:
                yield from self.option(option)

    def option(self, row: int, _t: int = 0) -> Iterator[Lever]:
        """Size, number and time of one option."""
        sheet = self._problem[Capex]
        scope = resolve_items(self._problem[Items], sheet.item[row])
        need = sum(self._need(item) for item in (scope[1] if scope else ()))
        for column in ("permit_time", "build_time"):
            if getattr(sheet, column)[row] > 0:
                yield self._sooner(Capex, column, row)
        yield self._more(Capex, "capacity", row, need)
        yield self._more(Capex, "max_count", row, 1000.0, WHOLE)

    def hours(self, region: str, t: int) -> Iterator[Lever]:
        """Hours available, overtime and hiring of a region."""
        row = labour_rows(self._problem)[region, t]
        yield self._more(Labour, "hours_available", row, HOURS)
        terms = self._problem[WorkforceTerms]
        if terms.overtime_limit[row] > 0:
            yield self._more(WorkforceTerms, "overtime_limit", row, 2.0, 0.001)
        if terms.hire_limit[row] > 0:
            yield self._more(WorkforceTerms, "hire_limit", row, HOURS)
            if terms.training_time[row] > 0:
                yield self._sooner(WorkforceTerms, "training_time", row)

    def lane(self, item: str, origin: str, destination: str, mode: str, _t: int) -> Iterator[Lever]:
        """Capacity of a lane."""
        lanes = self._problem.lanes
        row = int(lanes.row[lanes.position[item, origin, destination, mode]])
        yield self._more(LeadTimes, "capacity", row, self._need(item))

    def approval(self, item: str, site: str, _t: int) -> Iterator[Lever]:
        """Time of a qualification."""
        row = self._problem.source_row[item, site]
        if self._problem[Sources].qualification_time[row] > 0:
            yield self._sooner(Sources, "qualification_time", row)

    def arrival(self, item: str, site: str, t: int) -> Iterator[Lever]:
        """Lanes that are under way for whole periods, and the stock there is until then."""
        problem = self._problem
        shortest = float(problem.horizon.weeks.min())
        rows = [problem.lanes.row[a] for a in problem.lanes.into.get((item, site), ())
                if problem.lanes.lead_weeks[a] >= shortest]  # fmt: skip
        for row in dict.fromkeys(int(row) for row in rows):
            yield self._sooner(LeadTimes, "lead_time", row)
        kept = problem.stock_row.get((item, site))
        if t == 0 and kept is not None and problem[Inventory].on_hand[kept] > 0:
            yield Lever(Inventory, "on_hand", kept, Tier.FACT, raises=True, loosest=0.0)

    def _need(self, item: str) -> float:
        return AMPLE * float(self._problem.bounds.total[item].max(initial=0.0))

    @staticmethod
    def _more(record: type[Record], column: str, row: int, loosest: float, step: float = 0.0) -> Lever:
        return Lever(record, column, row, Tier.INVESTMENT, raises=True, loosest=loosest, step=step)

    @staticmethod
    def _sooner(record: type[Record], column: str, row: int) -> Lever:
        return Lever(record, column, row, Tier.INVESTMENT, raises=False, loosest=0.0, step=WHOLE)


_LIMITS = {
    "make": "capacity",
    "makes_only_in_use": "capacity",
    "makes_only_when_open": "capacity",
    "balances": "arrival",
    "features.capacity.within_capacity": "capacity",
    "features.capacity.shared_out": "option",
    "features.capacity.ordered": "option",
    "features.surge.within_surge": "capacity",
    "features.workforce.working_hours": "hours",
    "features.workforce.overtime": "hours",
    "features.workforce.hired": "hours",
    "features.transport.lane_limit": "lane",
    "features.qualification.used_when_approved": "approval",
    "features.qualification.after_approval": "approval",
}
"""Levers by the name of a rule or variable; every other component only ties parts of the plan together."""
