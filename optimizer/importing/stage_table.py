"""Stages as a table: one line each, columns told by their headers, any of , ; | or tab between them.

::

    stage_id, lead_time, max_s_time, cost_rate, risk_pool, ext_demand_mean, ext_demand_std, ext_demand_thres, up_stages

``cost_rate`` is what is added at the stage, ``risk_pool`` the exponent with which deviations of several demands add
up, ``ext_demand_thres`` how many standard deviations are covered. ``up_stages`` comes last: pairs of a stage and its
units in one unit, as many columns as it takes (the layout of Graves and Willems 2003, as published with the Apache-
licensed data of bulldozer.txt).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from optimizer.importing.text import MOST, Word, problem
from optimizer.intake.guesses import closest
from optimizer.intake.raw import simplified

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from models.issue import Issue

NEEDED = ("stage_id", "lead_time", "cost_rate", "ext_demand_std", "up_stages")
KNOWN = (*NEEDED, "max_s_time", "risk_pool", "ext_demand_mean", "ext_demand_thres")
DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: figures by column, None where the cell is blank; parts with their units."""

    line: int
    name: str
    figures: dict[str, float | None]
    parts: dict[str, float]


@dataclass(frozen=True, slots=True)
class Table:
    """All lines, columns that are not known, and what was wrong."""

    rows: tuple[Row, ...]
    unknown: tuple[str, ...]
    issues: tuple[Issue, ...]


class TableReader:
    """Reads one table; problems are gathered."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._lines = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
        head = self._lines[0][1]
        self._delimiter = max(DELIMITERS, key=head.count)
        self._columns = [simplified(cell) for cell in self._cells(head)]
        self.issues: list[Issue] = []

    def read(self) -> Table:
        """Return what stands in the table."""
        known = {simplified(name): name for name in KNOWN}
        names = [known.get(column, "") for column in self._columns]
        missing = [name for name in NEEDED if name not in names]
        line = self._lines[0][0]
        if missing:
            found = f"There is no column {', '.join(missing)}."
            self._refuse(line, "missing-column", found, f"The first line names the columns: {', '.join(KNOWN)}.")
        elif names[-1] != "up_stages" and any(self._columns[names.index("up_stages") + 1 :]):
            self._refuse(line, "wrong-form", "Columns stand behind up_stages, which takes all that follow.", "Move it.")
        if self.issues:
            return Table((), (), tuple(self.issues))
        rows = [self._row(number, self._cells(line), names) for number, line in self._lines[1:]]
        unknown = [self._columns[k] for k, name in enumerate(names) if not name and self._columns[k]]
        self._check(rows)
        return Table(tuple(rows), tuple(unknown), tuple(self.issues))

    def _cells(self, line: str) -> list[str]:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=self._delimiter))]

    def _row(self, line: int, cells: list[str], names: list[str]) -> Row:
        at = names.index("up_stages")
        figures = {
            name: self._figure(line, name, cells[k] if k < len(cells) else "")
            for k, name in enumerate(names[:at])
            if name not in {"", "stage_id"}
        }
        name = cells[names.index("stage_id")]
        if not name:
            self._refuse(line, "blank-required", "stage_id is blank.", "Name the stage.")
        for column in ("lead_time", "cost_rate"):
            if figures[column] is None:
                self._refuse(line, "blank-required", f"{column} of {name} is blank.", "Enter it.")
        return Row(line, name, figures, dict(self._parts(line, cells[at:])))

    def _parts(self, line: int, cells: list[str]) -> Iterator[tuple[str, float]]:
        while cells and not cells[-1]:
            cells = cells[:-1]
        if len(cells) % 2:
            found = f"up_stages holds {len(cells)} cells, which are no pairs."
            self._refuse(line, "wrong-count", found, "Enter each stage and, behind it, its units in one unit.")
            return
        for part, units in list(pairwise(cells))[::2]:
            quantity = self._figure(line, f"the quantity of {part}", units)
            if not quantity:
                found = f"Of {part} nothing goes in: its units are {units or 'blank'}."
                self._refuse(line, "wrong-figure", found, "Enter a number above 0.")
            else:
                yield part, quantity

    def _figure(self, line: int, meaning: str, text: str) -> float | None:
        """Return a number, with a decimal comma where commas do not part the columns; None if blank."""
        if not text or text.casefold() in {"nan", "na", "none", "null"}:
            return None
        value = Word(text if self._delimiter == "," else text.replace(",", "."), line).number
        if text.casefold() in {"inf", "infinity"}:
            return None
        if value is None or not 0 <= value <= MOST:
            self._refuse(line, "wrong-figure", f"{meaning} is '{text}'.", f"Enter a number from 0 to {MOST:.0e}.")
            return 0.0
        return value

    def _check(self, rows: list[Row]) -> None:
        """See that stages are named once, and that there are those that feed others."""
        first: dict[str, int] = {}
        for row in rows:
            if row.name in first:
                found = f"Stage {row.name} stands on line {first[row.name]} already."
                self._refuse(row.line, "duplicate-key", found, "Remove one, or rename it.")
            first.setdefault(row.name, row.line)
        for row in rows:
            for part in row.parts.keys() - first.keys():
                found = f"There is no stage {part}, which goes into {row.name}.{closest(part, first)}"
                self._refuse(row.line, "unknown-reference", found, "Correct the name, or add the stage.")

    def _refuse(self, line: int, code: str, found: str, remedy: str) -> None:
        self.issues.append(problem(self._path, line, code, found, remedy))
