"""Making things: purchased price, materials and conversion at each source.

::

    cost = sum (material_cost[i,n] + conversion_cost[i,n]) / yield[i,n] x make[i,n,t] x weeks[t]

Costs are for units started; ``make`` counts good ones. At a warehouse ``make`` is the throughput.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.feature import Audited, Feature
from models.plan import Production
from models.sheets import Sources

if TYPE_CHECKING:
    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem


def build(_: Any, core: Core) -> None:
    """Book what each unit made costs."""
    sources = core.problem[Sources]
    exchange = core.problem.exchange_at_sources
    core.book_making("material", sources.material_cost[:, None] * exchange)
    core.book_making("conversion", sources.conversion_cost[:, None] * exchange)


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute both costs from the table of production."""
    found, made, sources, weeks = (
        Audited(len(problem.horizon)),
        plan[Production],
        problem[Sources],
        problem.horizon.weeks,
    )
    for item, site, period, quantity in made:
        row, t = problem.source_row[item, site], problem.horizon.number(period)
        started = quantity / sources.yield_[row] * weeks[t] * float(problem.exchange[site][t])
        found.spend("material", t, started * sources.material_cost[row])
        found.spend("conversion", t, started * sources.conversion_cost[row])
    return found


FEATURE = Feature(name="production", build=build, audit=audit)
