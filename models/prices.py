"""What going without costs: lost sales, and the premium of making more than the normal capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.sheets import Demand, Sources

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schema import Numbers


def stated_loss(problem: Problem, row: int) -> float:
    """Cost of one unit never served, by a row of Demand [money/unit]; nan where that is not allowed."""
    parts = (float(problem[Demand].shortage_cost[row]), float(problem[Demand].price[row]))
    given = [part for part in parts if not np.isnan(part)]
    return sum(given) if given else float("nan")


def lost_sale(problem: Problem, row: int | None, item: str) -> float:
    """Money lost with one unit not served in a disruption; the item's value where the workbook states none."""
    stated = float("nan") if row is None else stated_loss(problem, row)
    return problem.value[item] if np.isnan(stated) else stated


def surge_premium(problem: Problem) -> Numbers:
    """Extra cost of one unit started in surge [money/unit], shape (sources, T)."""
    sources = problem[Sources]
    local = sources.surge_premium * (sources.material_cost + sources.conversion_cost)
    return np.asarray(local[:, None] * problem.exchange_at_sources)
