"""What is built and how capacity is used, by arithmetic on a plan's tables: for the audit and the reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.investment import Option, options, order_week, weeks_to_service
from models.limits import added_capacity
from models.plan import Orders, Production, Surge, stock_kept, sums
from models.schema import Numbers, Sheet, Texts, number, text
from models.sheets import Capex, Ramps, Sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.plan import Plan
    from models.problem import Problem


class CapacityUse(
    Sheet, name="Capacity", purpose="What each source can make and does make.", key=("item", "site", "period")
):
    """Report: capacity, use and expansion by source and period."""

    item: Texts = text("Item.")
    site: Texts = text("Site.")
    region: Texts = text("Region.")
    period: Texts = text("Period.")
    existing: Numbers = number("Capacity of today; blank: not limited.", unit="units/week")
    added: Numbers = number("Capacity added by options and surge.", unit="units/week")
    used: Numbers = number("Units started.", unit="units/week")
    utilisation: Numbers = number("Used share of the capacity; blank: it is not limited.", unit="fraction")


class Transition(Sheet, name="Transition", purpose="From order to service of each option that is built.", key=()):
    """Report: permit, building and service of what is ordered."""

    site: Texts = text("Site.")
    item: Texts = text("Item or items served.")
    option: Texts = text("Option.")
    count: Numbers = number("How many.")
    ordered: Numbers = number("Week of the order.", unit="weeks from start")
    permitted: Numbers = number("Week of the permit.", unit="weeks from start")
    built: Numbers = number("Week in which it is built.", unit="weeks from start")
    in_service: Numbers = number("Week in which it is qualified and enters service.", unit="weeks from start")
    full: Numbers = number("Week in which it is fully ramped up.", unit="weeks from start")
    capacity: Numbers = number("Capacity added.", unit="units/week")
    capex: Numbers = number("Cash invested, not discounted.", unit="money")
    bridge_stock: Numbers = number(
        "Stock of what it serves, wherever it is kept, at the end of the last period before service.",
        unit="units",
    )


def ordered_options(problem: Problem, plan: Plan) -> Iterator[tuple[Option, int, float]]:
    """Option, period and count of every order of the plan."""
    orders, sheet = plan[Orders], problem[Capex]
    known = {(o.site, sheet.item[o.row], sheet.option[o.row]): o for o in options(problem)}
    rows = zip(orders.site, orders.item, orders.option, orders.period, orders.count, strict=True)
    for site, item, option, period, count in rows:
        yield known[site, item, option], problem.horizon.number(period), float(count)


def capacity_room(problem: Problem, plan: Plan) -> Iterator[tuple[tuple[str, str, int], float, float]]:
    """Capacity and units started of every limited source and period."""
    made, sources = plan[Production], problem[Sources]
    output = sums(zip(made.item, made.site, made.period, strict=True), made.quantity)
    added = added_capacity(plan)
    for item, site, period, extra in plan[Surge]:
        added[item, site, period] = added.get((item, site, period), 0.0) + extra
    for (item, site), row in problem.source_row.items():
        for t, name in enumerate(problem.horizon.names):
            room = float(sources.capacity[row]) + added.get((item, site, name), 0.0)
            yield (item, site, t), room, output.get((item, site, name), 0.0) / float(sources.yield_[row])


def capacity_tables(problem: Problem, plan: Plan) -> Iterator[Sheet]:
    """Capacity against use, and the way of each order into service."""
    region_of, names, sources = problem.geography.of_site["region"], problem.horizon.names, problem[Sources]
    rows = []
    for (item, site, t), room, used in capacity_room(problem, plan):
        existing = float(sources.capacity[problem.source_row[item, site]])
        added = room - existing if np.isfinite(existing) else 0.0
        share = used / room if np.isfinite(room) and room > 0 else np.nan
        if room > 0 or used > 0:
            rows.append((item, site, region_of[site], names[t], existing, added, used, share))
    yield CapacityUse.of(rows)
    sheet, stock = problem[Capex], _stock_by_period(plan)
    steps = []
    for option, s, count in ordered_options(problem, plan):
        k, begin = option.row, order_week(problem, option.row, s)
        permitted = begin + float(sheet.permit_time[k])
        built = permitted + float(sheet.build_time[k])
        service = begin + weeks_to_service(problem, k, option.items)
        full = service + float(problem[Ramps].week[problem[Ramps].ramp == sheet.ramp[k]].max(initial=0.0))
        money = float(sheet.capex[k] * problem.exchange[option.site][s]) * count
        weeks = (begin, permitted, built, service, full)
        size, bridge = float(sheet.capacity[k]) * count, _bridge_stock(problem, stock, option, service)
        steps.append((option.site, sheet.item[k], sheet.option[k], count, *weeks, size, money, bridge))
    yield Transition.of(steps)


def _stock_by_period(plan: Plan) -> dict[tuple[str, str], float]:
    """Stock of each item at the end of each period, wherever it is kept [units]."""
    found: dict[tuple[str, str], float] = {}
    for (item, _, period), units in stock_kept(plan).items():
        found[item, period] = found.get((item, period), 0.0) + units
    return found


def _bridge_stock(problem: Problem, stock: Mapping[tuple[str, str], float], option: Option, service: float) -> float:
    """Stock of an option's items kept anywhere at the end of the last period before it enters service [units]."""
    before = np.flatnonzero(problem.horizon.begin + problem.horizon.weeks <= service)
    if not len(before):
        return 0.0
    name = problem.horizon.names[before[-1]]
    return sum(stock.get((item, name), 0.0) for item in option.items)
