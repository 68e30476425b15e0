"""Splits of a plan between a slow and a fast source: where there are any, and what a rule to run them must know.

A way is a source with a means of transport; its time is the source's processing time and the lane's lead time. Of
several ways two are run by a rule: the fastest, and the largest of those that are at least half a week slower. What
further ways bring is taken to come evenly, as planned. The slow one is the base source, with a constant order, and the
fast one the surge source, which answers to demand; but where the plan leaves the fast one no capacity to answer with,
and the slow one more, it is the other way round.

Demand at a place varies as the plan's safety stocks have it: pooled over all that the place can serve, in proportion to
what it carries; where no deviation is stated, one is assumed and said to be. Lead times that vary widen what is
exposed by what each source brings meanwhile. Waiting costs `late_cost` where the workbook states it; elsewhere the
service level says what it must cost: p = h x level / (1 - level).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from models import DAYS_PER_WEEK, WEEKS_PER_YEAR
from models.capacity_use import capacity_room
from models.features.demand import DemandTerms
from models.features.inventory import StockLimits
from models.inbound import ServiceTerms
from models.reports.landed import LandedCost, Supply
from models.sheets import Demand, Inventory, LeadTimes, Sources
from models.variability import Variability
from optimizer.replenishment.split import Split, Way

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import Plan
    from models.problem import Problem

LEAST_LAG = 0.5
"""Weeks by which a source must be slower to be told apart in a weekly rhythm."""
ASSUMED = 0.2
"""Standard deviation of a week's demand as a share of it, where the workbook states none."""


Prices = Mapping[tuple[str, str, str, str], float]
"""Landed cost by item, source, destination and period, as on the sheet Sourcing_mix [money/unit]."""


def splits(problem: Problem, plan: Plan, prices: Prices, assumed: float = ASSUMED) -> tuple[Split, ...]:
    """Every split of a plan between sources of different speed, by item, destination and period.

    Periods that follow each other and are alike are one, described by the first of them.

    Parameters
    ----------
    prices
        Landed cost of every supply of the plan.
    assumed
        Standard deviation of a week's demand as a share of it, where the workbook states none.

    """
    found: list[Split] = []
    for split in _by_period(problem, plan, prices, assumed):
        last = found[-1] if found else None
        if last and (last.item, last.destination) == (split.item, split.destination) and last.goes_on(split):
            found[-1] = replace(last, last=split.first)
        else:
            found.append(split)
    return tuple(found)


def _by_period(problem: Problem, plan: Plan, prices: Prices, assumed: float) -> Iterator[Split]:
    landed, variability = LandedCost(problem, plan), Variability(problem)
    left = {key: room - used for key, room, used in capacity_room(problem, plan)}
    for (item, destination), by_period in landed.into.items():
        for t, parts in sorted(by_period.items()):
            ways = sorted(
                (way for part in parts for way in _ways(landed, part, prices)), key=lambda way: (way.weeks, way.price)
            )
            slower = [way for way in ways if way.weeks >= ways[0].weeks + LEAST_LAG]
            holding = _holding(problem, item, destination)
            if not slower or holding <= 0:
                continue
            fast, slow = ways[0], max(slower, key=lambda way: way.quantity)
            mean, sigma = (float(amounts[t]) for amounts in variability.whole((item, destination)))
            total = sum(part.quantity for part in parts)
            slow_left, fast_left = (max(left.get((item, way.source, t), math.inf), 0.0) for way in (slow, fast))
            sd = min(total / mean, 1.0) * sigma if mean > 0 else 0.0
            level, stated = _level(problem, item, destination), _late_cost(problem, item, destination, t)
            yield Split(
                item,
                destination,
                t,
                t,
                slow,
                fast,
                tuple(way for way in ways if way not in {fast, slow}),
                sd or assumed * total,
                is_assumed=not sd,
                slow_left=slow_left,
                fast_left=fast_left,
                holding=holding,
                backorder=stated or holding * level / (1.0 - level),
                is_stated=bool(stated),
                level=level,
            )


def _ways(landed: LandedCost, supply: Supply, prices: Prices) -> Iterator[Way]:
    """Ways of a supply, one for each lane; its landed cost is that of all its lanes together."""
    problem, item, t = landed.problem, supply.item, supply.period
    price = prices[item, supply.source, supply.destination, problem.horizon.names[t]]
    days, sd = 0.0, 0.0
    if supply.source in problem.makers.get(item, ()):
        row, sources = problem.source_row[item, supply.source], problem[Sources]
        days, sd = float(sources.processing_time[row]), float(sources.processing_time_sd[row])
    if not supply.lanes:
        yield Way(supply.source, "", days / DAYS_PER_WEEK, sd / DAYS_PER_WEEK, supply.quantity, price)
    moving = {lane: sum(float(cost[lane, t]) for cost in landed.moving.values()) for lane, _ in supply.lanes}
    average = sum(moving[lane] * rate for lane, rate in supply.lanes) / supply.quantity
    for lane, rate in supply.lanes:
        weeks = float(problem.lanes.lead_weeks[lane]) + days / DAYS_PER_WEEK
        spread = math.hypot(float(problem[LeadTimes].lead_time_sd[problem.lanes.row[lane]]), sd) / DAYS_PER_WEEK
        yield Way(
            supply.source, problem.lanes.keys[lane][3], weeks, spread, rate, price + moving[lane] - average
        )  # fmt: skip


def _holding(problem: Problem, item: str, site: str) -> float:
    """Cost of one unit in stock [money/unit/week]."""
    row = problem.stock_row.get((item, site))
    storage = 0.0 if row is None else float(problem[StockLimits].storage_cost[row])
    return problem.holding_rate[item] * problem.value[item] / WEEKS_PER_YEAR + storage


def _level(problem: Problem, item: str, site: str) -> float:
    """Service level of a place: its own, or that of the settings."""
    keys = zip(problem[Inventory].item, problem[Inventory].site, strict=True)
    rows = [row for row, key in enumerate(keys) if key == (item, site)]
    terms = problem[ServiceTerms]
    own = float(terms.service_level[rows[0]]) if rows and len(terms) else math.nan
    return problem.settings.service_level if math.isnan(own) else own


def _late_cost(problem: Problem, item: str, site: str, t: int) -> float:
    """Stated cost of a unit that waits a week [money/unit/week]; 0 where none is stated."""
    row = problem.demand_row.get((item, site, t))
    if row is None or not problem[Demand].backorder[row]:
        return 0.0
    cost = float(problem[DemandTerms].late_cost[row])
    return cost if cost > 0 else 0.0
