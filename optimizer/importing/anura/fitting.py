"""What comes to nothing: harmless where it comes from, refused in a plan, and so left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.issue import Severity
from optimizer.intake.raw import from_records
from optimizer.intake.validate import validate

if TYPE_CHECKING:
    from models.issue import Issue
    from optimizer.importing.anura.model import Model
    from optimizer.importing.imported import Records

RULES = ("Sourcing_rules", "Price_breaks", "Locks", "Site_rules", "Tariffs")
"""Sheets whose rows only restrict or price what the others say; without them a plan is still one."""
IDLE = {("Sources", "no-lane"), ("Sources", "never-usable")}
"""Sheets and codes of makers that make nothing: components never reach them, or their minimum is above all needs."""
ROUNDS = 5
"""Rows may be refused only after others are gone; more often than this they are not."""


def fitting(model: Model, records: Records) -> Records:
    """Leave out what a plan refuses and can do without; what is wrong with anything else is for the planner to see."""
    for _ in range(ROUNDS):
        refused = {
            (issue.sheet, issue.row): issue for issue in validate(from_records(records)).issues if _is_idle(issue)
        }
        if not refused:
            break
        for issue in refused.values():
            model.ledger.drop(issue.sheet, issue.found)
        records = {
            sheet: [row for k, row in enumerate(rows, 1) if (sheet, k) not in refused]
            for sheet, rows in records.items()
        }
    return {sheet: rows for sheet, rows in records.items() if rows}


def _is_idle(issue: Issue) -> bool:
    """Whether a plan can do without what is refused."""
    can_go = issue.sheet in RULES or (issue.sheet, issue.code) in IDLE
    return bool(issue.row) and issue.severity is Severity.ERROR and can_go
