"""A table of a model as it was found: every filled cell with its place in the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.issue import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes
    ----------
    name
        As Anura spells it; as it stands in the file if Anura has no such table.
    title
        Worksheet, or file of comma-separated values.
    headers
        Columns as they stand in the file, by simplified name.
    letters
        Letters of the columns of a worksheet, by simplified name; empty for other files.
    rows
        Filled cells by simplified column name, by number of the row (1: the header).

    """

    name: str
    title: str
    headers: Mapping[str, str]
    letters: Mapping[str, str]
    rows: Mapping[int, Mapping[str, Any]]

    def issue(
        self, row: int, column: str, code: str, found: str, remedy: str, severity: Severity = Severity.ERROR
    ) -> Issue:
        """Return what is wrong with, or to be known about, a cell; column "": about its row."""
        if self.letters:
            return Issue(self.title, row, self.letters.get(column, ""), code, found, remedy, severity)
        place = (f"{self.title}, line {row}" if row else self.title) + (
            f", {self.headers[column]}" if column in self.headers else ""
        )
        return Issue(place, 0, "", code, found, remedy, severity)
