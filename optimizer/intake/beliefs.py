"""Which findings about a workbook with bad cells hold for the whole of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.issue_codes import CODES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.issue import Issue


@dataclass(frozen=True, slots=True)
class Beliefs:
    """What of a workbook cannot be believed.

    Attributes
    ----------
    doubtful
        Numbers of the rows with a cell that cannot be used, by sheet as the planner calls it.
    gaps
        Sheets of which rows are set aside, or have stand-ins for words.
    misread
        Sheets with stand-ins for figures.

    """

    doubtful: Mapping[str, frozenset[int]]
    gaps: frozenset[str]
    misread: frozenset[str]

    def hold(self, issue: Issue) -> bool:
        """Whether an issue found in the sound part holds for the whole, and is no consequence of another."""
        if issue.row and issue.row in self.doubtful.get(issue.sheet, ()):
            return False
        return self.allow(issue.code)

    def allow(self, code: str) -> bool:
        """Whether findings of a kind can hold for the whole."""
        kind = CODES[code]
        return self.gaps.isdisjoint(kind.rows) and not (kind.figures and not self.misread.isdisjoint(kind.rows))
