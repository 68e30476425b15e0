"""Rules that come to nothing: harmless where they come from, refused in a plan, and so left out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from models.issue import Severity
from optimizer.intake.raw import from_records
from optimizer.intake.validate import validate

if TYPE_CHECKING:
    from optimizer.importing.anura.model import Model
    from optimizer.importing.imported import Records

RULES = ("Sourcing_rules", "Price_breaks", "Locks", "Site_rules", "Tariffs")
"""Sheets whose rows only restrict or price what the others say; without them a plan is still one."""
ROUNDS = 5
"""Rows may be refused only after others are gone; more often than this they are not."""


def fitting(model: Model, records: Records) -> Records:
    """Leave out rows of rules that a plan refuses; what is wrong with anything else is for the planner to see."""
    for _ in range(ROUNDS):
        refused: dict[str, dict[int, str]] = defaultdict(dict)
        for issue in validate(from_records(records)).issues:
            if issue.severity is Severity.ERROR and issue.sheet in RULES and issue.row:
                refused[issue.sheet].setdefault(issue.row, issue.found)
        if not refused:
            break
        for sheet, reasons in refused.items():
            for found in reasons.values():
                model.ledger.drop(sheet, found)
        kept = {
            sheet: [record for k, record in enumerate(records[sheet], 1) if k not in reasons]
            for sheet, reasons in refused.items()
        }
        records = records | kept
    return {sheet: rows for sheet, rows in records.items() if rows}
