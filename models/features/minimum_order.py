"""Minimum order: a source that is used at all makes at least a given quantity.

::

    make[i,n,t] + short >= min_order_if_used[i,n] x use[i,n,t]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.feature import Feature
from models.investment import options
from models.modelling import pyo
from models.plan import Production
from models.prices import dearest
from models.rulebook import HARD_PRICE, RuleOutcome
from models.schema import Columns, Numbers, number
from models.sheets import Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.network import Core
    from models.plan import Plan
    from models.problem import ItemSite, Problem


class MinimumOrder(Columns, of=Sources):
    """Smallest quantity a source is worth using for."""

    min_order_if_used: Numbers = number(
        "Least good output in each period in which the source is used.", unit="units/week", default=0.0
    )


def limits(problem: Problem) -> dict[ItemSite, tuple[int, float]]:
    """Row and least output of each maker that has one."""
    least = problem[MinimumOrder].min_order_if_used
    makers = {(i, n) for i, sites in problem.makers.items() for n in sites}
    return {
        key: (row, float(least[row])) for key, row in problem.source_row.items() if key in makers and least[row] > 0
    }


def applies(problem: Problem) -> bool:
    """Whether a source has a minimum; today's plan is taken as it is."""
    return not problem.baseline and bool(limits(problem))


def check(problem: Problem) -> Iterator[Issue]:
    """Minima above today's capacity where nothing can be added, and minima of warehouses."""
    least, capacity = problem[MinimumOrder].min_order_if_used, problem[Sources].capacity
    reach = problem[Sources].yield_ * (1.0 + problem[Sources].surge_capacity)
    extensible = {(i, option.site) for option in options(problem) for i in option.items}
    for (item, site), row in problem.source_row.items():
        if least[row] > 0 and site not in problem.makers.get(item, ()):
            found = f"{site} is a warehouse: a minimum order holds for makers only."
            yield problem[MinimumOrder].issue("min_order_if_used", row, "not-a-maker", found, "Clear the cell.")
        elif least[row] > problem.bounds.total[item].max(initial=0.0) > 0:
            found = f"The minimum of {least[row]:g} units a week is above all that is needed of {item}."
            yield problem[MinimumOrder].issue("min_order_if_used", row, "never-usable", found, "Lower it.")
        elif (item, site) not in extensible and least[row] > (most := float(capacity[row] * reach[row])):
            found = f"The minimum of {least[row]:g} units a week is above the {most:g} the capacity gives."
            remedy = "Lower it, or raise capacity."
            yield problem[MinimumOrder].issue("min_order_if_used", row, "above-capacity", found, remedy)


def build(block: Any, core: Core) -> None:
    """Write the minimum of each source, with a priced slack."""
    m, least = core.model, limits(core.problem)
    block.LIMITED = pyo.Set(initialize=list(least), dimen=2)
    block.least = pyo.Param(block.LIMITED, initialize={key: units for key, (_, units) in least.items()})
    block.short = pyo.Var(block.LIMITED, m.T, within=pyo.NonNegativeReals)
    block.minimum = pyo.Constraint(
        block.LIMITED,
        m.T,
        rule=lambda b, i, n, t: m.make[i, n, t] + b.short[i, n, t] >= b.least[i, n] * m.use[i, n, t],
    )
    keys = list(block.short.keys())
    weeks, dearest_of = core.problem.horizon.weeks, dearest(core.problem)
    core.rulebook.book(
        block.short,
        keys,
        hard=[True] * len(keys),
        price=[HARD_PRICE * dearest_of[i] * float(weeks[t]) for i, _, t in keys],
        items=[i for i, _, _ in keys],
        period=[t for _, _, t in keys],
    )


def outcomes(problem: Problem, plan: Plan) -> Iterator[RuleOutcome]:
    """Output of sources in use against their minimum."""
    made, least = plan[Production], limits(problem)
    for item, site, period, quantity in made:
        if (item, site) in least and quantity > 0:
            row, units = least[item, site]
            cell = problem[MinimumOrder].cell("min_order_if_used", row)
            yield RuleOutcome(
                "Minimum order", cell, item, site, period, "output", "units/week", True, units, float(quantity), True
            )


FEATURE = Feature(
    name="minimum_order",
    columns=(MinimumOrder,),
    applies=applies,
    check=check,
    tracks=limits,
    build=build,
    outcomes=outcomes,
)
