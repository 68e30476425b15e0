"""Costs without a lower bound: which cells pay for more than it takes, and what nothing limits.

No workbook that is accepted has such costs. Numbers below zero are refused, but for the saving of closing a site, which
is earned once; refunds, learning and price breaks take no more off than there is to pay; credits and cheaper prices
count for no more than can be needed, and grants for no more than can be ordered; and stock left at the end is worth no
more than its materials cost at the least. ``tests/explain/test_bounded.py`` looks for an exception among extreme
figures. What remains are problems changed after they were checked, and mistakes in the mathematics.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.costs import DRIVERS
from models.features.inventory import StockLimits
from models.issue import address
from models.offers import Incentives, places
from models.sheets import LeadTimes, Settings, Sites, Sources
from optimizer.explain.diagnosis import Clause, Diagnosis, Place
from optimizer.solver.conflict import find_ray

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.costs import Booking
    from models.problem import Problem
    from models.schema import Record
    from optimizer.matrix import Matrix

EARNS = 1e-9
"""Money, as a share of the largest in the same direction, that is rounding."""
ADVICE = (
    "Correct the sign or the size of these figures, or limit what pays for itself (capacity on Sources, capacity on "
    "Lead_times, storage_capacity on Sites)."
)


def diagnose_unbounded(problem: Problem, matrix: Matrix, time_limit: float) -> Diagnosis:
    """Say which cells make a plan cheaper the more is done, without end."""
    ray = find_ray(matrix.rigid(), time_limit)
    clauses: dict[Place, Clause] = {}
    if ray is not None:
        earned = _earned(problem, matrix, ray)
        largest = max((money for _, _, money in earned), default=0.0)
        for booking, k, money in sorted(earned, key=lambda line: -line[2]):
            if money > EARNS * largest:
                for clause in _cells(problem, booking, k):
                    clauses.setdefault(clause.place, clause)
    if not clauses:
        sentence = "Doing more of something would make the plan cheaper without end. Look for a cost below zero."
        return Diagnosis((sentence, ADVICE))
    found = "; ".join(f"{clause.words} ({clause.place.cell})" for clause in clauses.values())
    sentence = f"Doing more of something would make the plan cheaper without end: {found}."
    return Diagnosis((sentence, ADVICE), (tuple(clauses.values()),))


def _earned(
    problem: Problem, matrix: Matrix, ray: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> list[tuple[Booking, int, float]]:
    """Bookings that pay along the ray: booking, number of its key, and money for each unit of the ray."""
    found = []
    for booking in matrix.core.ledger.bookings:
        if booking.variable is None:
            continue
        columns = matrix.columns(booking.variable, booking.keys)
        along = np.where(columns >= 0, ray[np.maximum(columns, 0)], 0.0)
        money = -booking.amount * problem.horizon.discount[booking.period] * along
        found += [(booking, int(k), float(money[k])) for k in np.flatnonzero(money > 0)]
    return found


def _cells(problem: Problem, booking: Booking, k: int) -> Iterator[Clause]:
    """Cells that state what a booking pays."""
    key, item, site = booking.keys[k], booking.items[k], booking.sites[k]
    driver = booking.name
    if driver == "freight":
        row = int(problem.lanes.row[problem.lanes.position[key[:4]]])
        words = f"each unit of {item} from {key[1]} to {key[2]} by {key[3]} earns freight"
        yield _clause(problem, LeadTimes, "freight_cost", row, words)
    elif driver in {"material", "conversion"} and (item, site) in problem.source_row:
        row = problem.source_row[item, site]
        words = f"each unit of {item} made at {site} earns {driver} cost"
        yield _clause(problem, Sources, f"{driver}_cost", row, words)
    elif driver == "storage":
        row = problem.stock_row[item, site]
        yield _clause(problem, StockLimits, "storage_cost", row, f"each unit of {item} kept at {site} earns storage")
    elif driver == "closing":
        row = list(problem[Sites].site).index(site)
        yield _clause(problem, Sites, "closing_cost", row, f"closing {site} earns money")
    elif driver == "incentive":
        sheet = problem[Incentives]
        for row in range(len(sheet)):
            if site in places(problem, row)[0]:
                words = f"{sheet.name[row]} pays more than {item or 'what it is for'} costs at {site}"
                yield _clause(problem, Incentives, "amount", row, words)
    elif driver == "closing_stock":
        words = f"{item} left at {site} at the end is worth more than it costs"
        yield _clause(problem, Settings, "closing_stock_value", 0, words)
    else:
        about = " at ".join(filter(None, (item, site)))
        yield Clause(Place("", 0, "", DRIVERS[driver]), f"{about} earns money".strip())


def _clause(problem: Problem, record: type[Record], column: str, row: int, words: str) -> Clause:
    table = problem[record]
    if record.scalar:
        return Clause(Place(record.sheet, 0, "", f"{record.sheet}, {column}"), words)
    issue = table.issue(column, row, "", "", "")
    return Clause(Place(issue.sheet, issue.row, issue.column, address(issue.sheet, issue.column, issue.row)), words)
