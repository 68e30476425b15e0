"""Lanes, sites and items that play no part: worth a note, once nothing else is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.issue import Issue, Severity
from models.sheets import Items, LeadTimes, Sites

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.problem import Problem

UNUSED = ("unused-lane", "unused-site", "unused-item")
"""Codes of what is told here: all the rows of a large workbook may be among it."""
EXPLAINED_BY = frozenset({"no-source", "no-lane"})
"""Codes of what makes other members idle, so that they are not worth a note of their own."""


def check_unused(problem: Problem) -> Iterator[Issue]:
    """Lanes, sites and items that play no part."""
    table, lanes = problem[LeadTimes], problem.lanes
    used = set(lanes.row.tolist()).union(*lanes.ambiguous.values())
    for row in range(len(table)):
        if row not in used:
            found = "No item can usefully travel on this lane, or more specific rows describe all of it."
            remedy = "Check that something made at the origin is needed at the destination."
            yield table.issue("origin", row, "unused-lane", found, remedy, Severity.NOTE)
    busy = {site for _, site in problem.source_row} | {site for _, site in problem.wanted}
    busy |= {site for lane in problem.lanes.keys for site in lane[1:3]} | {site for _, site in problem.stock_row}
    sites, items = problem[Sites], problem[Items]
    for row, site in enumerate(sites.site):
        if site not in busy:
            found = f"{site} makes, wants, keeps and passes on nothing."
            yield sites.issue("site", row, "unused-site", found, "Connect it, or delete the row.", Severity.NOTE)
    moved = {item for item, _ in problem.source_row} | {item for item, _ in problem.wanted}
    for row, item in enumerate(items.item):
        if item not in moved:
            found = f"{item} is neither made nor wanted anywhere."
            yield items.issue("item", row, "unused-item", found, "Connect it, or delete the row.", Severity.NOTE)
