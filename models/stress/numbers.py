"""A finished plan as the quantities that recourse rows speak of, by arithmetic on its tables."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.capacity_use import capacity_room
from models.holding import held_stock
from models.plan import Backlog, Blends, Flows, OpenSites, Production, ReadySources, Shortages, Stock, Surge, sums
from models.sheets import Sources

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import Problem
    from models.schema import Record
    from models.stress.recourse import Quantity


class PlanNumbers:
    """Quantities of one plan; those it does not mention are 0, and capacity without a limit is infinite."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self._problem, self._plan = problem, plan

    @cached_property
    def _known(self) -> dict[Quantity, float]:
        plan, number = self._plan, self._problem.horizon.number
        found: dict[Quantity, float] = {}
        tables: tuple[tuple[str, type[Record]], ...] = (
            ("make", Production), ("ship", Flows), ("unmet", Shortages), ("blend", Blends),
        )  # fmt: skip
        for kind, table in tables:
            rows = [((kind, *key, number(period)), quantity) for *key, period, quantity in plan[table]]
            found |= sums([key for key, _ in rows], [quantity for _, quantity in rows])
        for item, site, period, recovered, _ in plan[Backlog]:
            found["recovered", item, site, number(period)] = recovered
        for item, site, period, _, safety, _ in plan[Stock]:
            found["safety", item, site, number(period)] = safety
        for held in held_stock(self._problem, plan):
            found["opening", held.item, held.site, held.t] = held.opening
            found["stock", held.item, held.site, held.t] = held.closing
        for site, period, is_open, _, _ in plan[OpenSites]:
            found["open", site, number(period)] = round(is_open)
        return found

    @cached_property
    def _left(self) -> dict[tuple[str, str, int], tuple[float, float]]:
        """Capacity and surge left at every source and period, closed sites and sources not in use left out."""
        problem, plan = self._problem, self._plan
        sources, number = problem[Sources], problem.horizon.number
        surge = plan[Surge]
        used = sums(zip(surge.item, surge.site, map(number, surge.period), strict=True), surge.quantity)
        idle = self._idle
        found = {}
        for (item, site, t), room, started in capacity_room(problem, plan):
            row = problem.source_row[item, site]
            good, existing = float(sources.yield_[row]), float(sources.capacity[row])
            rests = (item, site, t) in idle
            normal = room - (existing if rests and math.isfinite(existing) else 0.0) - started
            extra = float(sources.surge_capacity[row]) * existing - used.get((item, site, t), 0.0) if not rests else 0.0
            if rests and math.isinf(existing):
                normal = 0.0
            found[item, site, t] = (max(normal * good, 0.0), max(np.nan_to_num(extra) * good, 0.0))
        return found

    @cached_property
    def _idle(self) -> frozenset[tuple[str, str, int]]:
        """Sources that are closed, or tracked and not in use, by item, site and period."""
        problem, plan, number = self._problem, self._plan, self._problem.horizon.number
        closed = {(site, number(period)) for site, period, is_open, _, _ in plan[OpenSites] if not round(is_open)}
        unused = {(item, site, number(period)) for item, site, period, ready in plan[ReadySources] if not round(ready)}
        every = [(i, n, t) for i, n in problem.source_row for t in range(len(problem.horizon))]
        return frozenset(key for key in every if key[1:] in closed or key in unused)

    def at(self, quantity: Quantity) -> float:
        """Value of one quantity."""
        kind, *key = quantity
        if kind in {"left", "surge_left"}:
            left = self._left.get((key[0], key[1], key[2]), (0.0, 0.0))
            return left[kind == "surge_left"]
        if kind == "open" and quantity not in self._known:
            return 1.0
        return self._known.get(quantity, 0.0)
