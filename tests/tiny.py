"""Tiny workbooks as records, written like worksheets, and what comes of solving them."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from models.issue import Severity
from models.plan import CostLines
from optimizer.intake.raw import from_records
from optimizer.intake.validate import validate
from optimizer.outcome import Outcome, Status
from optimizer.planning import solve

if TYPE_CHECKING:
    from models.issue import Issue
    from models.problem import Problem

Records = list[dict[str, Any]]
Book = dict[str, Records]
START = dt.date(2027, 1, 1)


def table(header: str, *rows: tuple[Any, ...]) -> Records:
    """Records from a line of column names and one tuple for each row."""
    return [dict(zip(header.split(), row, strict=True)) for row in rows]


def periods(count: int, weeks: float = 26, start: dt.date = START) -> Records:
    """P1 .. Pn of equal length, each beginning on the day after the one before."""
    days = [start + dt.timedelta(days=round(7 * weeks * t)) for t in range(count)]
    return [{"period": f"P{t + 1}", "start": day, "weeks": weeks} for t, day in enumerate(days)]


def book(**sheets: Any) -> Book:
    """One year, one item x worth 10, made by cn for 10, wanted by us, 100 a week: 52,000 in all.

    Sheets given here take the place of the ones of that plan; Settings are added to it.
    """
    plan: dict[str, Any] = {
        "Settings": {"mip_gap": 0.0},
        "Periods": periods(1, 52),
        "Regions": table("region domestic", ("CN", "No"), ("MX", "No"), ("US", "Yes")),
        "Sites": table("site region role", ("cn", "CN", "supplier"), ("mx", "MX", "supplier"), ("us", "US", "market")),
        "Items": table("item value", ("x", 10)),
        "Sources": table("site item material_cost", ("cn", "x", 10)),
        "Lead_times": table("origin destination mode lead_time freight_cost", ("ALL", "ALL", "road", 0, 0)),
        "Demand": table("site item period quantity", ("us", "x", "ALL", 100)),
    }
    settings = {**plan.pop("Settings"), **sheets.pop("Settings", {})}
    return {"Settings": [settings], **plan, **sheets}


def two_sources(cheap: float = 10, dear: float = 13, **sheets: Any) -> Book:
    """Return the plan of `book` with a second source, mx: without a rule all of it comes from cn."""
    return book(**{"Sources": table("site item material_cost", ("cn", "x", cheap), ("mx", "x", dear)), **sheets})


def accepted(records: Book) -> Problem:
    """Return the validated problem; raises InputError with every issue."""
    return validate(from_records(records)).accept()


def issues(records: Book) -> dict[str, Issue]:
    """Everything validation notices, by code (the first of each)."""
    found: dict[str, Issue] = {}
    for issue in validate(from_records(records)).issues:
        assert isinstance(issue.severity, Severity)
        assert isinstance(issue.column, str), issue
        for sentence in (issue.found, issue.remedy):
            assert re.fullmatch(r"\S.*[.?!]", sentence), issue
        found.setdefault(issue.code, issue)
    return found


def solved(records: Book, **options: Any) -> Outcome:
    """Validate and solve; a plan that fails its independent check raises."""
    return solve(accepted(records), **{"with_baseline": False, **options})


def optimum(records: Book) -> float:
    """Cost of the plan, proven to be the least."""
    outcome = solved(records)
    assert outcome.status is Status.OPTIMAL, outcome.missed_rules
    return outcome.cost


def money(outcome: Outcome) -> dict[str, float]:
    """Undiscounted money by driver, drivers without any left out."""
    lines, found = outcome.plan[CostLines], dict[str, float]()
    for driver, amount in zip(lines.driver, lines.amount.tolist(), strict=True):
        found[driver] = found.get(driver, 0.0) + amount
    return {driver: amount for driver, amount in found.items() if abs(amount) > 1e-9}
