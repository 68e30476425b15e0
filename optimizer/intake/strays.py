"""Rows among the records that are none: totals, remarks, and cells that a merged one covers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.catalogue import INCLUDE, NOTES
from models.issue import Issue
from models.schema import Kind
from optimizer.intake.cells import is_blank
from optimizer.intake.complaint import shortened
from optimizer.intake.layout import covered_cells
from optimizer.intake.letters import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.catalogue import SheetEntry
    from optimizer.intake.complaint import Complaint
    from optimizer.intake.raw import RawColumn, RawSheet

Strays = dict[int, tuple[str, str, str, str]]
"""Column, code, what was found and what to do, by the position of the row."""

TOTALS = frozenset({
    "total", "totals", "grand total", "subtotal", "sub-total", "sub total", "sum", "sums", "average", "summe", "gesamt",
    "total general", "totale", "somme", "\u03c3", "\u2211",
})  # fmt: skip
"""First words of a row of totals."""
NEAR = 1e-6


def totals_rows(
    entry: SheetEntry, raw: RawSheet, values: Mapping[str, Sequence[Any]], numbers: Sequence[int]
) -> Strays:
    """Rows that add up others: named so, and with a blank key or a figure that is the sum of those above."""
    own = set(raw.layout.totals)
    found: Strays = {
        k: (name, "totals-row", "The row of totals of the Excel table is among the records.", "Switch it off.")
        for k, row in enumerate(numbers if own else ())
        if row in own
        for name in list(values)[:1]
    }
    texts = [column.name for column in entry.columns if column.kind is Kind.TEXT and column.name in values]
    needed = [column.name for column in entry.columns if column.required and column.name in values]
    for name in texts:
        words = {value for value in values[name] if type(value) is str and len(value) < 20}  # noqa: PLR2004 - a word
        if not any(_is_total(word) for word in words):
            continue
        for k, value in enumerate(values[name]):
            if not (isinstance(value, str) and _is_total(value)):
                continue
            lacks = any(is_blank(values[other][k]) for other in needed)
            if lacks or _adds_up(values, k):
                text = f"The row is called '{value.strip()}', as a row of totals is."
                found.setdefault(k, (name, "totals-row", text, "Delete it, or set include to No."))
    return found


def _is_total(word: str) -> bool:
    return word.strip().rstrip(":").casefold() in TOTALS


def _adds_up(values: Mapping[str, Sequence[Any]], k: int) -> bool:
    """Whether some figure of a row is the sum of at least two above it."""
    for column in values.values():
        figures = [value for value in column[:k] if type(value) in {int, float}]
        if len(figures) > 1 and type(column[k]) in {int, float} and column[k]:
            total = sum(figures)
            if abs(total - column[k]) <= NEAR * abs(total):
                return True
    return False


def stray_rows(
    entry: SheetEntry,
    values: Mapping[str, Sequence[Any]],
    complaints: Mapping[str, Sequence[tuple[int, Complaint]]],
) -> Strays:
    """Rows with a single filled cell where several are required: remarks, and records hardly begun."""
    blank: dict[int, int] = {}
    for wrong in complaints.values():
        for k, complaint in wrong:
            if complaint.code == "blank-required":
                blank[k] = blank.get(k, 0) + 1
    speaking = [name for name in values if name not in {INCLUDE.name, NOTES.name}]
    needed = [column.name for column in entry.columns if column.required and column.name in values]
    found: Strays = {}
    for k, count in blank.items():
        filled = [name for name in speaking if count > 1 and not is_blank(values[name][k])]
        if len(filled) == 1:
            text = f"Only {filled[0]} is filled in this row: '{shortened(str(tidy(values[filled[0]][k])))}'."
            remedy = f"Fill {', '.join(name for name in needed if name != filled[0])} too, or clear the row."
            found[k] = (filled[0], "incomplete-row", text, remedy)
    return found


def merged_cells(
    raw: RawSheet, columns: Mapping[str, RawColumn], numbers: Sequence[int]
) -> tuple[dict[str, frozenset[int]], list[Issue]]:
    """Positions of the cells that merged ones cover, by column, and an issue for each merged cell."""
    if not raw.layout.merged:
        return {}, []
    places = {
        name: _number(column.letter) for name, column in columns.items() if name not in {NOTES.name, INCLUDE.name}
    }
    position = {row: k for k, row in enumerate(numbers)}
    covered: dict[str, frozenset[int]] = {}
    issues = []
    for block, name, over in covered_cells(raw, columns, places, numbers):
        for other, cells in over.items():
            covered[other] = covered.get(other, frozenset()) | {position[row] for row in cells}
        rows = f"rows {block.top} to {block.bottom}" if block.bottom > block.top else f"row {block.top}"
        text = f"Cells of {rows} are merged: only the first of them holds the value, the others are blank."
        remedy = "Unmerge them, and fill every one."
        issues.append(Issue(raw.name, block.top, columns[name].letter, "merged-cells", text, remedy))
    return covered, issues


def _number(letters: str) -> int:
    """Number of a column counted from 1; 0 for the keys of JSON."""
    number = 0
    for letter in letters if letters.isalpha() else "":
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
