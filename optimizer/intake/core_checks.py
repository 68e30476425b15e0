"""What the core sheets must agree on, beyond single cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models import DAYS_PER_WEEK
from models.issue import Severity
from models.sheets import ALL, MARKET, Bom, Demand, ExchangeRates, LeadTimes, Periods, Regions, Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.problem import Problem

MISFIT = 0.15
"""Share by which a period's stated weeks may differ from its calendar days without a warning."""


def check_structure(problem: Problem) -> Iterator[Issue]:
    """Relations that everything else relies on: the order of periods, the bill of materials, who may make items."""
    yield from _check_periods(problem)
    yield from _check_bom(problem)
    yield from _check_makers(problem)


def check_core(problem: Problem) -> Iterator[Issue]:
    """All other relations between core sheets."""
    yield from _check_currencies(problem)
    yield from _check_warehouses(problem)
    yield from _check_lanes(problem)
    yield from _check_supply(problem)


def _check_periods(problem: Problem) -> Iterator[Issue]:
    periods = problem[Periods]
    days = (periods.start[1:] - periods.start[:-1]).astype(int)
    for k, gap in enumerate(days.tolist()):
        name, following = periods.period[k], periods.period[k + 1]
        if gap <= 0:
            found = f"{following} starts on {periods.start[k + 1]}, not after {name} on {periods.start[k]}."
            yield periods.issue("start", k + 1, "periods-out-of-order", found, "List the periods from first to last.")
        elif abs(gap - periods.weeks[k] * DAYS_PER_WEEK) > MISFIT * gap:
            found = f"{name} is stated as {periods.weeks[k]:g} weeks, but {following} starts {gap} days after it."
            remedy = "Correct weeks or start, so that the periods follow each other without gaps."
            yield periods.issue("weeks", k, "period-length", found, remedy, Severity.WARNING)


def _check_bom(problem: Problem) -> Iterator[Issue]:
    bom, loop = problem[Bom], problem.recipes.loop()
    for k in np.flatnonzero(bom.quantity == 0).tolist():
        found = f"{bom.parent[k]} needs 0 of {bom.child[k]}."
        yield bom.issue("quantity", k, "zero-quantity", found, "Enter a quantity, or delete the row.", Severity.WARNING)
    for k in range(len(bom)) if loop else ():
        if bom.parent[k] in loop and bom.child[k] in loop:
            found = f"{' -> '.join(loop)} go round in a circle."
            yield bom.issue("child", k, "bom-loop", found, "Take out the row that closes the circle.")


def _check_currencies(problem: Problem) -> Iterator[Issue]:
    """Currencies without a rate in some period, and a rate for the plan's own."""
    regions, rates, own = problem[Regions], problem[ExchangeRates], problem.settings.currency
    priced = set(zip(rates.currency, rates.period, strict=True))
    for row, currency in enumerate(regions.currency):
        missing = [name for name in problem.horizon.names if not priced & {(currency, name), (currency, ALL)}]
        if currency and currency != own and missing:
            found = f"Costs of {regions.region[row]} are in {currency}, which has no rate in {missing[0]}."
            remedy = f"Add {currency} to Exchange_rates (period ALL serves every period)."
            yield regions.issue("currency", row, "currency-without-rate", found, remedy)
    for row, (currency, _, rate) in enumerate(rates):
        if currency == own and rate != 1:
            found = f"{currency} is the plan's own currency, and its rate is given as {rate:g}."
            yield rates.issue("rate", row, "rate-of-own-currency", found, "Delete the row, or correct the currency.")


def _check_makers(problem: Problem) -> Iterator[Issue]:
    sources = problem[Sources]
    for (item, site), row in problem.source_row.items():
        if problem.role[site] == MARKET:
            found = f"{site} is a market and cannot make {item}."
            yield sources.issue("site", row, "market-makes", found, "Change the site's role, or delete the row.")


def _check_warehouses(problem: Problem) -> Iterator[Issue]:
    sources = problem[Sources]
    for item, site in problem.handlers:
        row = problem.source_row[item, site]
        if sources.yield_[row] < 1:
            found = f"{site} is a warehouse: what passes through has no yield."
            yield sources.issue("yield", row, "warehouse-yield", found, "Clear the cell.")


def _check_lanes(problem: Problem) -> Iterator[Issue]:
    table, lanes = problem[LeadTimes], problem.lanes
    pairs = {rows: lane for lane, rows in lanes.ambiguous.items()}
    for (one, other), (item, origin, destination, mode) in pairs.items():
        found = (
            f"This row and {table.cell('origin', one)} both describe {item} from {origin} to {destination} by {mode}."
        )
        remedy = "Make one of them more specific, e.g. name the site or the item."
        yield table.issue("origin", other, "ambiguous-lane", found, remedy)


def _check_supply(problem: Problem) -> Iterator[Issue]:
    """Demand and components that nobody can supply."""
    demand = problem[Demand]
    said: set[tuple[str, str]] = set()
    for (item, site, _), row in problem.demand_row.items():
        if (item, site) in said:
            continue
        said.add((item, site))
        if not problem.makers.get(item):
            found = f"{item} is wanted at {site}, but nobody makes it."
            yield demand.issue("item", row, "no-source", found, "Add a row to Sources.")
        elif (item, site) not in problem.lanes.into and site not in problem.makers[item]:
            found = f"{item} is wanted at {site}, but no lane brings it there."
            yield demand.issue("site", row, "no-lane", found, f"Add a lane to Lead_times that leads to {site}.")
    bom, needed = problem[Bom], set(problem.recipes.finished_first)
    for row, (parent, child) in enumerate(zip(bom.parent, bom.child, strict=True)):
        if parent in needed and problem.makers.get(parent) and not problem.makers.get(child):
            found = f"{parent} needs {child}, but nobody makes it."
            yield bom.issue("child", row, "no-source", found, "Add a row to Sources.")
        for site in problem.makers.get(parent, ()) if problem.makers.get(child) else ():
            if (child, site) not in problem.lanes.into and site not in problem.makers[child]:
                source = problem.source_row[parent, site]
                found = f"{site} makes {parent}, which needs {child}, but no lane brings that there."
                remedy = f"Add a lane for {child} that leads to {site}."
                yield problem[Sources].issue("item", source, "no-lane", found, remedy)
