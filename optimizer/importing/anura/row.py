"""A row of a table as the importer reads it: every cell that is taken, refused or left out is remembered."""

from __future__ import annotations

import datetime as dt
import math
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from optimizer.importing.anura.mapped import MAPPED
from optimizer.importing.text import MOST
from optimizer.intake.raw import UNCALCULATED, is_error_value, simplified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.issue import Issue
    from optimizer.importing.anura.table import Table

WHOLE_DAY = "%Y-%m-%d"
STAMPS = (WHOLE_DAY, "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d")
"""Dates as text with one reading."""
TRUE, FALSE = {"true", "yes", "1", "t", "y"}, {"false", "no", "0", "f", "n"}


@cache
def _key(column: str) -> str:
    return simplified(column)


class Notes(Protocol):
    """What remembers of each cell what became of it."""

    def add(self, issue: Issue) -> None:
        """Remember a problem."""

    def take(self, table: Table, column: str, row: int) -> None:
        """Remember that a cell is carried over."""

    def leave(self, table: Table, column: str, row: int, reason: str) -> None:
        """Remember that a cell is left out."""

    def exclude(self, table: Table, row: int) -> None:
        """Remember that the model excludes a row."""


class Row:
    """One row; asking for a column that is not declared in ``MAPPED`` is our mistake, and raises KeyError."""

    def __init__(self, table: Table, number: int, notes: Notes) -> None:
        self.table, self.number_ = table, number
        self._cells, self._notes = table.rows[number], notes

    def has(self, column: str) -> bool:
        """Whether the cell is filled."""
        return _key(column) in self._cells

    def text(self, column: str, default: str = "") -> str:
        """Text of a cell; a number stands for its digits."""
        value = self._take(column)
        if value is None:
            return default
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return str(value).strip()

    def required(self, column: str) -> str:
        """Text of a cell that must not be blank."""
        if not self.has(column):
            self.refuse(column, "blank-required", f"{column} is blank.", "Fill it, or set Status to Exclude.")
        return self.text(column)

    def word(self, column: str, words: Sequence[str]) -> str:
        """One of certain words, the first if blank."""
        given = self.text(column)
        meant = {simplified(word): word for word in words}
        if not given:
            return words[0]
        if simplified(given) not in meant:
            found = f"{column} is '{given}', which is none of: {', '.join(words)}."
            self.refuse(column, "unknown-word", found, "Correct it.")
        return meant.get(simplified(given), words[0])

    def flag(self, column: str, *, default: bool) -> bool:
        """Yes or no."""
        given = self.text(column).casefold()
        if given and given not in TRUE | FALSE:
            self.refuse(column, "unknown-word", f"{column} is '{given}', neither true nor false.", "Correct it.")
        return given in TRUE if given else default

    def number(self, column: str, *, lowest: float = 0.0) -> float | None:
        """Figure of a cell; None if it is blank or no figure that can be meant, which is noted."""
        return self._figure(column, self._take(column), lowest)

    def inspect(self, column: str) -> None:
        """Refuse a cell that is no figure, though nothing else of the row may be asked for."""
        self._figure(column, self._sound(column, self._cells.get(_key(column))), 0.0)

    def _figure(self, column: str, value: Any, lowest: float) -> float | None:
        if value is None:
            return None
        try:
            figure = float(value.strip() if isinstance(value, str) else value)
        except (TypeError, ValueError):
            figure = math.nan
        if isinstance(value, bool) or not math.isfinite(figure) or "_" in str(value):
            self.refuse(column, "wrong-figure", f"{column} is '{value}', which is no number.", "Enter a number.")
        elif figure < lowest or abs(figure) > MOST:
            found = f"{column} is {figure:g}, which is {'too large' if figure > lowest else f'below {lowest:g}'}."
            self.refuse(column, "wrong-figure", found, "Correct it.")
        else:
            return figure
        return None

    def day(self, column: str) -> dt.datetime | None:
        """Date of a cell, with its time of day if it has one."""
        value = self._take(column)
        if isinstance(value, dt.datetime):
            return value
        if isinstance(value, dt.date):
            return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - days of plans have no zone
        text = str(value or "").strip().partition("+")[0].partition(".")[0].removesuffix("Z")
        for form in STAMPS:
            try:
                return dt.datetime.strptime(text, form)  # noqa: DTZ007 - the same
            except ValueError:
                continue
        if text:
            self.refuse(column, "not-a-date", f"{column} is '{value}', which is no date.", "Enter it as 2027-01-31.")
        return None

    def refuse(self, column: str, code: str, found: str, remedy: str) -> None:
        """Remember that a cell is wrong."""
        self._notes.add(self.table.issue(self.number_, _key(column), code, found, remedy))

    def leave(self, column: str, reason: str) -> None:
        """Remember that a filled cell is left out, and why."""
        if self.has(column):
            self._notes.leave(self.table, _key(column), self.number_, reason)

    def leave_all(self, reason: str) -> None:
        """Remember that the whole row is left out, and why."""
        for column in self._cells:
            self._notes.leave(self.table, column, self.number_, reason)

    def exclude(self) -> None:
        """Remember that the model itself excludes the row."""
        self._notes.exclude(self.table, self.number_)

    def _take(self, column: str) -> Any:
        MAPPED[self.table.name][column]
        key = _key(column)
        value = self._cells.get(key)
        if value is None:
            return None
        self._notes.take(self.table, key, self.number_)
        return self._sound(column, value)

    def _sound(self, column: str, value: Any) -> Any:
        """Value of a cell; None if it shows that its formula failed, which is noted."""
        if isinstance(value, str) and (value == UNCALCULATED or is_error_value(value.strip(), is_name=True)):
            self.refuse(column, "error-cell", f"{column} shows {value}.", "Correct the formula, or enter the value.")
            return None
        return value
