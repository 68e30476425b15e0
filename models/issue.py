"""What is wrong with an input, and what a plan fails to keep."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def address(sheet: str, column: str, row: int) -> str:
    """Address of a cell, e.g. ``Sites!C7``, ``Sites!7:7`` for a whole row, ``Sites[3].region`` in JSON.

    >>> address("Sites", "C", 7), address("Sites", "", 7), address("Sites", ".region", 3), address("Sites", "", 0)
    ('Sites!C7', 'Sites!7:7', 'Sites[3].region', 'Sites')
    """
    if not row:
        return sheet
    if column.startswith("."):
        return f"{sheet}[{row}]{column}"
    return f"{sheet}!{column}{row}" if column else f"{sheet}!{row}:{row}"


class Severity(IntEnum):
    """How much an issue matters: errors stop the run, warnings do not, notes inform."""

    NOTE = 0
    WARNING = 1
    ERROR = 2

    @property
    def word(self) -> str:
        """The severity as planners read it, e.g. ``error``."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One problem of the planner's input.

    Attributes
    ----------
    sheet, row, column
        Where: sheet name, row number in the workbook (0: the sheet itself) and column letter ("" if none).
    code
        Stable identifier of the kind of problem, e.g. ``unknown-reference``.
    found
        What is wrong, in a sentence a planner understands.
    remedy
        What to do about it.
    severity
        Whether the run stops.
    allowed
        What may stand there, e.g. ``a number from 0 to 1``; "" where that makes no sense.

    """

    sheet: str
    row: int
    column: str
    code: str
    found: str
    remedy: str
    severity: Severity = Severity.ERROR
    allowed: str = ""

    @property
    def cell(self) -> str:
        """Address such as ``Sites!C7``; the sheet's name alone when no cell is meant."""
        return address(self.sheet, self.column, self.row)

    def __str__(self) -> str:
        allowed = f"Allowed: {self.allowed}." if self.allowed else ""
        return f"{self.cell}: {' '.join(filter(None, (self.found, allowed, self.remedy)))}"

    def to_json(self) -> dict[str, object]:
        """All fields plus the address, ready for ``json.dumps``."""
        return {**asdict(self), "severity": self.severity.word, "cell": self.cell}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Issue:
        """Read :meth:`to_json` back.

        >>> issue = Issue("Sites", 7, "C", "blank-required", "region is blank.", "Enter it.")
        >>> Issue.from_json(issue.to_json()) == issue
        True
        """
        own = {name: value for name, value in fields.items() if name != "cell"}
        return cls(**{**own, "severity": Severity[str(own["severity"]).upper()]})


@dataclass(frozen=True, slots=True)
class Violation:
    """Something a written plan does not keep, found by arithmetic alone.

    Attributes
    ----------
    check
        Name of the check, e.g. ``material balance``.
    where
        The member concerned, e.g. ``Battery cell at Reno, 2027H1``.
    amount
        Size of the violation in the check's own unit.
    relative
        The same as a share of the quantity checked; compared with the audit's tolerance.

    """

    check: str
    where: str
    amount: float
    relative: float
