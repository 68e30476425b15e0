"""How much a source can make: what options add to its capacity, and the most it can ever reach.

::

    most_made[i,n,t] = min(need[i,t], yield x (capacity x (1 + surge_capacity) + all options in service at their best))

The big-M of everything that depends on the output of a source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.investment import options
from models.plan import sums
from models.problem import worked_out_once
from models.schema import Numbers, Sheet, Texts, number, text
from models.sheets import Capex, Sources

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import ItemSite, Problem


class SharedCapacity(Sheet, name="Shared_capacity", purpose="Who uses shared options.", key=()):
    """Decision: how options that serve several items are shared out."""

    site: Texts = text("Site.")
    option: Texts = text("Option.")
    item: Texts = text("Item.")
    period: Texts = text("Period.")
    capacity: Numbers = number("Capacity given to the item.", unit="units/week")


def added_capacity(plan: Plan) -> dict[tuple[str, str, str], float]:
    """Capacity that options add in a plan, by item, site and period [units started/week]."""
    shared = plan[SharedCapacity]
    return sums(zip(shared.item, shared.site, shared.period, strict=True), shared.capacity)


def most_added(problem: Problem) -> dict[ItemSite, Numbers]:
    """Most that options can add at each source that has any [units started/week], shape (T,)."""
    sheet, found = problem[Capex], dict[tuple[str, str], Numbers]()
    for option in options(problem):
        best = np.max(list(option.output.values()), axis=0)
        size = float(sheet.capacity[option.row] * sheet.max_count[option.row]) * best
        for item in option.items:
            found[item, option.site] = found.get((item, option.site), np.zeros(len(problem.horizon))) + size
    return found


@worked_out_once
def most_made(problem: Problem) -> dict[ItemSite, Numbers]:
    """Most good output of each source that a plan can have a use for [units/week], shape (T,)."""
    sources, more, need = problem[Sources], most_added(problem), problem.bounds.total
    room = sources.capacity * (1.0 + sources.surge_capacity)
    return {
        key: np.minimum(need[key[0]], (room[row] + more.get(key, 0.0)) * sources.yield_[row])
        for key, row in problem.source_row.items()
    }
