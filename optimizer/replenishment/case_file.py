"""Cases of two sources from a CSV file, one a row: whole lead times, prices, and demand by its chances."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.issue import Issue
from optimizer.errors import InputError
from optimizer.replenishment.demand import Distribution
from optimizer.replenishment.terms import Terms

if TYPE_CHECKING:
    from pathlib import Path

TIMES = ("regular_lead_time", "expedited_lead_time")
PRICES = ("regular_cost", "expedited_cost", "holding_cost", "backorder_cost")
RANGE = ("demand_min", "demand_max")
CHANCES = "demand_pmf"
PUBLISHED = "optimal_average_cost"
NAME = "case"
LARGEST = 10_000
LONGEST = 520
"""Largest demand of a week, and longest lead time; more takes longer than anybody waits."""
MOST_BYTES = 10_000_000
PAIR = re.compile(r"\s*(\d+)\s*:\s*([0-9.eE+-]+)\s*")


@dataclass(frozen=True)
class Case:
    """One row of the file.

    Attributes
    ----------
    name
        Column ``case``, or the number of its row.
    terms
        What is asked.
    published
        Known answer; nan when the file gives none.

    """

    name: str
    terms: Terms
    published: float


def read_cases(path: Path) -> tuple[Case, ...]:
    """Read every case of a file.

    Raises
    ------
    InputError
        With everything that is wrong in it.

    """
    rows = list(csv.reader(io.StringIO(_text(path))))
    header = [name.strip().lower() for name in rows[0]] if rows else []
    if CHANCES in header:
        needed: tuple[str, ...] = (*TIMES, *PRICES)
    else:
        needed = (*TIMES, *PRICES, *RANGE)
    missing = [name for name in needed if name not in header]
    if missing:
        found = f"Columns are missing: {', '.join(missing)}."
        remedy = f"Name {', '.join((*TIMES, *PRICES, *RANGE))} in the first row; {CHANCES} may replace the last two."
        raise InputError([_issue(path, 1, "", "missing-column", found, remedy)])
    cases: list[Case] = []
    issues: list[Issue] = []
    for number, cells in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in cells):
            row = _Row(path, number, header, cells, issues)
            case = row.case()
            cases += [case] if case else []
    if not cases and not issues:
        issues = [_issue(path, 0, "", "empty-sheet", "There is no case below the headers.", "Add a row for each.")]
    if issues:
        raise InputError(issues)
    return tuple(cases)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            found = f"The file has {path.stat().st_size / 1e6:,.0f} MB."
            raise InputError([_issue(path, 0, "", "too-large", found, "Name a CSV file of cases, one a row.")])
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        found, remedy = "There is no such file.", "Check the name and the folder."
        raise InputError([_issue(path, 0, "", "missing-file", found, remedy)]) from error
    except (OSError, ValueError) as error:
        found = f"The file cannot be read as text ({type(error).__name__})."
        raise InputError([_issue(path, 0, "", "unreadable", found, "Save it as CSV, UTF-8.")]) from error


def _issue(path: Path, row: int, column: str, code: str, found: str, remedy: str) -> Issue:
    return Issue(path.name, row, column, code, found, remedy)


@dataclass(frozen=True)
class _Row:
    """One row, and where to say what is wrong with it."""

    path: Path
    number: int
    header: list[str]
    cells: list[str]
    issues: list[Issue]

    def case(self) -> Case | None:
        """Return the case; None when something is wrong, which is then noted."""
        before = len(self.issues)
        slow, fast = (self._whole(name, LONGEST) for name in TIMES)
        slow_price, fast_price, holding, backorder = (self._number(name) for name in PRICES)
        for name, cost in zip(PRICES[2:], (holding, backorder), strict=True):
            if cost == 0:
                self._note(
                    name, "below-range", f"{name} is 0.", "Enter a cost above 0: without it there is no best rule."
                )
        demand = self._chances() if self._cell(CHANCES) else self._range()
        published = self._number(PUBLISHED) if self._cell(PUBLISHED) else math.nan
        if slow <= fast and len(self.issues) == before:
            found = f"The regular source takes {slow} periods, the expedited one {fast}."
            self._note(TIMES[0], "min-above-max", found, "The regular lead time must be the longer one.")
        if demand is None or len(self.issues) > before:
            return None
        terms = Terms.of_weeks(
            demand, fast, slow, fast_price=fast_price, slow_price=slow_price, holding=holding, backorder=backorder
        )
        return Case(self._cell(NAME) or f"row {self.number}", terms, published)

    def _cell(self, name: str) -> str:
        at = self.header.index(name) if name in self.header else len(self.cells)
        return self.cells[at].strip() if at < len(self.cells) else ""

    def _note(self, name: str, code: str, found: str, remedy: str) -> None:
        letters = _letters(self.header.index(name)) if name in self.header else ""
        self.issues.append(_issue(self.path, self.number, letters, code, found, remedy))

    def _number(self, name: str) -> float:
        text = self._cell(name)
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not text:
            self._note(name, "blank-required", f"{name} is blank.", "Enter a number.")
        elif not math.isfinite(value):
            self._note(name, "not-a-number", f"{name} is {text!r}.", "Enter a number.")
        elif value < 0:
            self._note(name, "negative", f"{name} is {text}.", "Enter 0 or more.")
        return value

    def _whole(self, name: str, most: int) -> int:
        before, value = len(self.issues), self._number(name)
        if len(self.issues) > before:
            return 0
        if value != int(value) or value > most:
            code = "above-range" if value > most else "not-whole"
            self._note(name, code, f"{name} is {self._cell(name)}.", f"Enter a whole number up to {most:,}.")
            return 0
        return int(value)

    def _range(self) -> Distribution | None:
        before = len(self.issues)
        low, high = (self._whole(name, LARGEST) for name in RANGE)
        if len(self.issues) > before:
            return None
        if low > high:
            self._note(RANGE[0], "min-above-max", f"demand_min {low} is above demand_max {high}.", "Exchange them.")
            return None
        if high == 0:
            self._note(RANGE[1], "below-range", "Demand is always 0.", "Enter a demand_max above 0.")
            return None
        return Distribution.uniform(low, high)

    def _chances(self) -> Distribution | None:
        """Chances such as ``0:0.2; 3:0.8``."""
        parts = [PAIR.fullmatch(part) for part in self._cell(CHANCES).split(";") if part.strip()]
        pairs = [(int(part[1]), part[2]) for part in parts if part]
        remedy = (
            f"Write DEMAND:CHANCE; DEMAND:CHANCE, with chances that add up to 1, e.g. 0:0.2; 3:0.8, up to {LARGEST:,}."
        )
        is_clear = None not in parts and len(dict(pairs)) == len(parts) and max(dict(pairs)) <= LARGEST
        try:
            demand = Distribution.of({value: float(chance) for value, chance in pairs} if is_clear else {})
        except ValueError:
            self._note(CHANCES, "wrong-form", f"{CHANCES} holds no chances: {self._cell(CHANCES)[:60]!r}.", remedy)
            return None
        if demand.mean <= 0:
            self._note(CHANCES, "below-range", "Demand is always 0.", remedy)
            return None
        return demand


def _letters(column: int) -> str:
    """Letters of a column as Excel shows them.

    >>> _letters(0), _letters(27)
    ('A', 'AB')
    """
    found, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        found = chr(ord("A") + letter) + found
    return found
