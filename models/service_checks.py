"""What in a workbook stands in the way of guaranteed service, found before any solve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.inbound import ServiceTerms
from models.issue import Severity
from models.service_network import ServiceNetwork
from models.sheets import Demand, Inventory, LeadTimes, Settings, Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.inbound import Link, Place
    from models.issue import Issue
    from models.problem import Problem

ROUNDING = 1e-9
"""Times that differ by this share of a step or less are equal."""


def service_terms(problem: Problem) -> Iterator[Issue]:
    """Service times that contradict each other, that cannot be, or that nobody could quote."""
    terms, stock, longest = problem[ServiceTerms], problem[Inventory], problem.inbound.longest
    for row in range(len(stock)):
        place, stated = (stock.item[row], stock.site[row]), float(terms.service_time[row])
        given = [c.name for c in ServiceTerms.columns if not np.isnan(getattr(terms, c.attribute)[row])]
        if given and (place not in problem.stock_row or place not in problem.inbound.links):
            found = f"{place[0]} at {place[1]} holds no stock that could make up for time."
            remedy = "Set may_hold to Yes and give it a source or lane, or clear the cell."
            yield terms.issue(given[0], row, "service-without-stock", found, remedy, Severity.WARNING)
            continue
        if stated > terms.max_service_time[row]:
            found = f"service_time ({stated:g}) is above max_service_time ({terms.max_service_time[row]:g})."
            yield terms.issue("service_time", row, "service-time-above-max", found, "Lower it, or clear one of them.")
        if stated > longest.get(place, np.inf) + ROUNDING:
            found = f"{place[0]} is at {place[1]} within {longest[place]:g} days, sooner than the {stated:g} it quotes."
            remedy = "Lower service_time, or correct lead_time and processing_time."
            yield terms.issue("service_time", row, "service-time-too-long", found, remedy)


def variability(problem: Problem) -> Iterator[Issue]:
    """Deviations that no stock covers, or that cannot be normally distributed."""
    demand = problem[Demand]
    for row in np.flatnonzero(demand.sd > 0).tolist():
        place = demand.item[row], demand.site[row]
        if place not in problem.stock_row:
            found = f"No stock of {place[0]} is kept at {place[1]}, so the time it takes to get there is not covered."
            remedy = "Add a row to Inventory for this site and item, or clear sd."
            yield demand.issue("sd", row, "not-a-stocking-point", found, remedy, Severity.WARNING)
        if demand.sd[row] > demand.quantity[row]:
            found = f"The deviation ({demand.sd[row]:g}) is above the mean ({demand.quantity[row]:g})."
            remedy = "Such demand is not normally distributed: check sd, or keep strategic stock for it."
            yield demand.issue("sd", row, "sd-above-mean", found, remedy, Severity.WARNING)
    yield from _uncovered_times(problem)


def _uncovered_times(problem: Problem) -> Iterator[Issue]:
    """Deviations of times after which no stocking point comes; of lanes that nothing travels on none matter."""
    places = _covered(problem)
    covered = {_row_of(problem, link) for link in _links(problem) if link.place in places}
    lanes, sources = problem[LeadTimes], problem[Sources]
    travelled = np.zeros(len(lanes), dtype=np.bool_)
    travelled[problem.lanes.row] = True
    for table, column, deviation in (
        (lanes, "lead_time_sd", lanes.lead_time_sd * travelled),
        (sources, "processing_time_sd", sources.processing_time_sd),
    ):
        for row in np.flatnonzero(deviation > 0).tolist():
            if (table.sheet, row) not in covered:
                found = "No stocking point comes after it, so nothing covers this deviation."
                remedy = "Add a row to Inventory for where the goods arrive, or clear the cell."
                yield table.issue(column, row, "deviation-not-covered", found, remedy, Severity.WARNING)


def grid(problem: Problem) -> Iterator[Issue]:
    """Times between two steps of the grid on which service times are chosen, and circles of lanes."""
    network, step = ServiceNetwork(problem), problem.settings.service_time_step
    free = any(len(network.quotes(place)) > 1 for place in network.points)
    told: set[tuple[str, int]] = set()
    for link in (link for place in network.order if free for link in network.links(place)):
        key = _row_of(problem, link)
        if abs(link.days / step - round(link.days / step)) > ROUNDING and key not in told:
            told.add(key)
            column, table = ("lead_time", problem[LeadTimes]) if key[0] == LeadTimes.sheet else (
                "processing_time", problem[Sources],
            )  # fmt: skip
            found = f"{link.days:g} days are not a multiple of the steps of {step:g} in which times are chosen."
            remedy = (
                f"Round it up, or give {Settings.sheet} a smaller service_time_step; stock is sized for the exact time."
            )
            yield table.issue(column, key[1], "time-off-grid", found, remedy, Severity.NOTE)
    for link in sorted(problem.inbound.circular, key=lambda link: link.lane or 0):
        found = (
            f"Lanes of {link.place[0]} lead in a circle by way of {link.place[1]}; this one is taken for the way back."
        )
        remedy = "State the service_time of a stocking point on the way, or leave the lane out."
        row = _row_of(problem, link)[1]
        yield problem[LeadTimes].issue("lead_time", row, "lanes-in-circles", found, remedy, Severity.WARNING)


def _links(problem: Problem) -> Iterator[Link]:
    for links in problem.inbound.links.values():
        yield from links


def _row_of(problem: Problem, link: Link) -> tuple[str, int]:
    """Sheet and row that state a link's time."""
    if link.lane is None:
        return Sources.sheet, problem.source_row[link.place]
    return LeadTimes.sheet, int(problem.lanes.row[link.lane])


def _covered(problem: Problem) -> set[Place]:
    """Places at which, or anywhere after which, what comes to them is kept."""
    found = set(problem.stock_row)
    ahead = list(found)
    while ahead:
        before = {link.before for link in problem.inbound.links.get(ahead.pop(), ()) if link.before} - found
        found |= before
        ahead += before
    return found
