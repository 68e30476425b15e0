"""Minimum shipment (MOQ): whenever a lane is used, each of its shipments is at least a given lot.

With a shipment every `shipment_interval` days (every week where none is given), for each lane that has a minimum::

    ship[i,o,d,m,t] <= need[i,d,t] x runs[i,o,d,m,t]
    ship[i,o,d,m,t] + short >= min_shipment / (shipment_interval / 7) x runs[i,o,d,m,t]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models import DAYS_PER_WEEK
from models.feature import Feature
from models.modelling import pyo
from models.plan import Flows
from models.prices import dearest
from models.rulebook import HARD_PRICE, RuleOutcome
from models.schema import Columns, Numbers, number
from models.sheets import LeadTimes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.lanes import Lane
    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem


class MinimumShipment(Columns, of=LeadTimes):
    """Lots of a lane."""

    min_shipment: Numbers = number(
        "Least quantity of one shipment while the lane is used; a shipment a week where no interval is given.",
        unit="units",
        default=0.0,
    )


def least_flows(problem: Problem) -> dict[Lane, tuple[int, float]]:
    """Row of Lead_times and least flow [units/week] of each lane that has a minimum."""
    lot, days = problem[MinimumShipment].min_shipment, problem[LeadTimes].shipment_interval
    rows = zip(problem.lanes.keys, problem.lanes.row.tolist(), strict=True)
    return {
        lane: (row, float(lot[row]) / (float(days[row]) / DAYS_PER_WEEK if days[row] > 0 else 1.0))
        for lane, row in rows
        if lot[row] > 0
    }


def applies(problem: Problem) -> bool:
    """Whether a lane has a minimum; today's plan is taken as it is."""
    return not problem.baseline and bool(least_flows(problem))


def check(problem: Problem) -> Iterator[Issue]:
    """Lots that the lane's capacity or the need for the item never allows."""
    terms, table = problem[MinimumShipment], problem[LeadTimes]
    said: set[int] = set()
    for (item, _, destination, _mode), (row, least) in least_flows(problem).items():
        need = float(problem.bounds.arriving(item, destination).max(initial=0.0))
        if least > min(need, float(table.capacity[row])) and row not in said:
            said.add(row)
            found = f"A lot of {terms.min_shipment[row]:g} is {least:g} units a week, more than {item} ever needs here."
            if least > table.capacity[row]:
                found = f"A lot of {terms.min_shipment[row]:g} is {least:g} units a week, above the lane's capacity."
            remedy = "Lower min_shipment, or lengthen shipment_interval."
            yield terms.issue("min_shipment", row, "lot-too-large", found, remedy)


def build(block: Any, core: Core) -> None:
    """Say when each lane runs, and write its minimum with a priced slack."""
    problem, m, least = core.problem, core.model, least_flows(core.problem)
    keys = [key for key in core.lane_periods if key[:4] in least]
    block.LIMITED = pyo.Set(initialize=keys, dimen=5)
    need = {key: float(problem.bounds.arriving(key[0], key[2])[key[4]]) for key in keys}
    block.need = pyo.Param(block.LIMITED, initialize=need)
    block.least = pyo.Param(block.LIMITED, initialize={key: least[key[:4]][1] for key in keys})
    block.runs = pyo.Var(block.LIMITED, within=pyo.Binary)
    block.short = pyo.Var(block.LIMITED, within=pyo.NonNegativeReals)
    block.only_if_runs = pyo.Constraint(
        block.LIMITED,
        rule=lambda b, i, o, d, mode, t: (
            m.ship[i, o, d, mode, t] <= b.need[i, o, d, mode, t] * b.runs[i, o, d, mode, t]
        ),
    )
    block.full_lots = pyo.Constraint(
        block.LIMITED,
        rule=lambda b, i, o, d, mode, t: (
            m.ship[i, o, d, mode, t] + b.short[i, o, d, mode, t] >= b.least[i, o, d, mode, t] * b.runs[i, o, d, mode, t]
        ),
    )
    weeks, dearest_of = problem.horizon.weeks, dearest(problem)
    core.rulebook.book(
        block.short,
        keys,
        hard=[True] * len(keys),
        price=[HARD_PRICE * dearest_of[key[0]] * float(weeks[key[4]]) for key in keys],
        items=[key[0] for key in keys],
        period=[key[4] for key in keys],
    )


def outcomes(problem: Problem, plan: Plan) -> Iterator[RuleOutcome]:
    """Flows on lanes in use against their minimum."""
    least = least_flows(problem)
    for item, origin, destination, mode, period, quantity in plan[Flows]:
        lane = (item, origin, destination, mode)
        if lane in least:
            row, units = least[lane]
            cell = problem[MinimumShipment].cell("min_shipment", row)
            scope = f"{origin} to {destination} by {mode}"
            yield RuleOutcome(
                "Minimum shipment", cell, item, scope, period, "flow", "units/week", True, units, quantity, True,
                max(units - quantity, 0.0),
            )  # fmt: skip


FEATURE = Feature(
    name="minimum_shipment",
    columns=(MinimumShipment,),
    applies=applies,
    check=check,
    build=build,
    outcomes=outcomes,
)
