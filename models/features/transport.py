"""Moving things: freight, lane capacity, and the stock that transport ties up.

::

    freight        = sum freight_cost x ship x weeks
    in-transit     = ship x lead_time                                  [units]
    cycle          = half a shipment = ship x shipment_interval / 2    [units]
    holding        = holding_rate x value x (in-transit + cycle) x weeks / 52
    ship[i,o,d,m,t] <= capacity of the lane

In-transit stock by Little's law (Little 1961); a lane served at a fixed rhythm holds on average half a shipment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models import DAYS_PER_WEEK, WEEKS_PER_YEAR
from models.feature import Audited, Feature
from models.issue import Violation
from models.modelling import pyo
from models.plan import Flows
from models.sheets import LeadTimes

if TYPE_CHECKING:
    from models.network import Core
    from models.plan import Plan
    from models.problem import Problem
    from models.schema import Numbers


def build(block: Any, core: Core) -> None:
    """Book freight and tied-up capital; limit lanes that have a capacity."""
    problem, lanes = core.problem, core.problem.lanes
    core.book_shipping("freight", problem[LeadTimes].freight_cost[lanes.row])
    value_a_week = np.array([problem.value[i] * problem.holding_rate[i] for i, *_ in lanes.keys]) / WEEKS_PER_YEAR
    core.book_shipping("holding_transit", value_a_week * lanes.lead_weeks)
    core.book_shipping("holding_cycle", value_a_week * cycle_weeks(problem))
    core.book_shipping("lead_time", lanes.lead_weeks, core.meters)
    capacity = problem[LeadTimes].capacity[lanes.row][core.lane_of_trip]
    limited = [core.lane_periods[k] for k in np.flatnonzero(np.isfinite(capacity))]
    block.LIMITED = pyo.Set(initialize=limited, dimen=5)
    limits = {core.lane_periods[k]: float(capacity[k]) for k in np.flatnonzero(np.isfinite(capacity))}
    block.lane_capacity = pyo.Param(block.LIMITED, initialize=limits)
    block.lane_limit = pyo.Constraint(
        block.LIMITED, rule=lambda b, i, o, d, m, t: core.model.ship[i, o, d, m, t] <= b.lane_capacity[i, o, d, m, t]
    )


def cycle_weeks(problem: Problem) -> Numbers:
    """Cycle stock of each lane, in weeks of its flow, shape (lanes,)."""
    days = problem[LeadTimes].shipment_interval
    return np.asarray(days[problem.lanes.row] / DAYS_PER_WEEK / 2.0)


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute freight and holding cost from the table of flows, and compare flows with lane capacities."""
    horizon, flows, table = problem.horizon, plan[Flows], problem[LeadTimes]
    rhythm = problem[LeadTimes].shipment_interval
    found = Audited(len(horizon))
    for item, origin, destination, mode, period, quantity in flows:
        row = int(problem.lanes.row[problem.lanes.position[item, origin, destination, mode]])
        t = horizon.number(period)
        volume = quantity * horizon.weeks[t]
        found.spend("freight", t, volume * table.freight_cost[row])
        held = volume / WEEKS_PER_YEAR * problem.value[item] * problem.holding_rate[item] / DAYS_PER_WEEK
        found.spend("holding_transit", t, held * table.lead_time[row])
        found.spend("holding_cycle", t, held * rhythm[row] / 2.0)
        found.measure("lead_time", t, volume * float(table.lead_time[row]) / DAYS_PER_WEEK)
        over = quantity - table.capacity[row]
        if np.isfinite(over):
            where = f"{item}, {origin} to {destination} by {mode}, {period}"
            found.violations.append(
                Violation("lane capacity", where, max(over, 0.0), max(over, 0.0) / max(quantity, 1.0))
            )
    return found


FEATURE = Feature(name="transport", build=build, audit=audit)
