"""Copies of the planner's sheets, values as they were found, cells with problems coloured and noted."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.catalogue import catalogue
from models.issue import Issue, Severity
from optimizer.intake.raw import UNCALCULATED, simplified
from optimizer.workbook.grid import column_letter, column_number, table
from optimizer.workbook.style import GREY, INK, Styles, clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optimizer.workbook.grid import Cells

INKS = {Severity.ERROR: "#C00000", Severity.WARNING: "#C55A11", Severity.NOTE: "#2E75B6"}
GROUNDS = {Severity.ERROR: "#FBD9D9", Severity.WARNING: "#FCE9CF", Severity.NOTE: "#DDEBF7"}
"""Colours of letters and of cells."""
MOST_ROWS, MOST_COLUMNS, AROUND = 5_000, 200, 3
"""Larger sheets are shown by their head, and the rows with problems with so many around each."""
LONGEST_TITLE, LONGEST_NOTE = 31, 3_000
WIDEST = 44
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")

Place = tuple[int, int]
"""Row and column, counted from 1; row 0 is the sheet itself, column 0 the whole row."""


@dataclass(frozen=True)
class Copy:
    """One sheet to copy.

    Attributes
    ----------
    title
        In the new workbook.
    header_row
        Row of the column headers; 0 when there is none.
    marks
        Problems by place.
    is_shortened
        Whether only some rows are copied.

    """

    title: str
    cells: Cells
    header_row: int
    marks: Mapping[Place, Sequence[Issue]]
    is_shortened: bool

    def rows(self) -> set[int] | None:
        """Rows to copy; None for all."""
        if not self.is_shortened:
            return None
        near = {row + k for row, _ in self.marks if row for k in range(-AROUND, AROUND + 1)}
        return near | set(range(1, self.header_row + AROUND + 1))


@dataclass(frozen=True)
class Copies:
    """Sheets to copy, and the title each of them gets."""

    sheets: tuple[Copy, ...]
    titles: Mapping[str, str]

    @classmethod
    def of(cls, cells: Mapping[str, Cells], issues: Sequence[Issue], *, reserved: str) -> Copies:
        """Choose titles that a workbook can have, `reserved` being taken, and sort the issues by place."""
        entries = {simplified(name): entry for name, entry in catalogue().items()}
        titles, taken = dict[str, str](), {reserved.casefold(), "history"}
        sheets = []
        for name, found in cells.items():
            titles[name] = _title(name, taken)
            taken.add(titles[name].casefold())
            marks: dict[Place, list[Issue]] = {}
            for issue in issues:
                if issue.sheet == name:
                    marks.setdefault(_place(issue), []).append(issue)
            size = max((int(rows[-1]) for rows, _ in found.values()), default=0)
            header_row = table(name, found, entries.get(simplified(name))).header_row
            is_large = size > MOST_ROWS or len(found) > MOST_COLUMNS
            sheets.append(Copy(titles[name], found, header_row, marks, is_large))
        return cls(tuple(sheets), titles)

    def link(self, issue: Issue) -> str:
        """Address within the workbook to go to; "" when the sheet is not in it."""
        if issue.sheet not in self.titles:
            return ""
        row, column = _place(issue)
        cell = f"{column_letter(column - 1)}{row}" if column else f"{row}:{row}" if row else "A1"
        return f"internal:'{self.titles[issue.sheet].replace(chr(39), chr(39) * 2)}'!{cell}"


def _place(issue: Issue) -> Place:
    column = column_number(issue.column) if re.fullmatch("[A-Z]{1,3}", issue.column) else 0
    return min(issue.row, LAST_ROW), min(column, LAST_COLUMN)


def _title(name: str, taken: set[str]) -> str:
    title = _FORBIDDEN.sub("_", clean(name)).strip("'")[:LONGEST_TITLE] or "Sheet"
    number = 1
    while title.casefold() in taken:
        number += 1
        end = f" ({number})"
        title = title[: LONGEST_TITLE - len(end)] + end
    return title


def write_copy(book: Any, styles: Styles, copy: Copy) -> None:
    """Write the copy of one sheet."""
    sheet = book.add_worksheet(copy.title)
    wanted = copy.rows()
    columns = sorted(copy.cells)[: MOST_COLUMNS if copy.is_shortened else None]
    columns += sorted({column for _, column in copy.marks if column} - set(columns))
    last = 1
    for column in columns:
        rows, values = copy.cells.get(column, (np.empty(0, np.int64), np.empty(0, np.object_)))
        chosen = range(len(rows)) if wanted is None else np.flatnonzero(np.isin(rows, list(wanted))).tolist()
        widest = 6.0
        for k in chosen:
            row = int(rows[k])
            if (row, column) not in copy.marks:
                _write(sheet, styles, (row, column), values[k], **_looks(copy, row))
            last = max(last, row)
            widest = max(widest, len(_shown(values[k])) + 1.5 if row >= copy.header_row else 0)
        sheet.set_column(column - 1, column - 1, min(widest * 1.05 + 1, WIDEST))
    _mark(sheet, styles, copy)
    if copy.marks:
        worst = max(issue.severity for issues in copy.marks.values() for issue in issues)
        sheet.set_tab_color(INKS[worst])
    if copy.header_row:
        sheet.freeze_panes(copy.header_row, 1)
        titled = [column for column in columns if copy.header_row in copy.cells.get(column, ((),))[0]]
        sheet.autofilter(copy.header_row - 1, min(titled) - 1, max(last, copy.header_row + 1) - 1, max(titled) - 1)
    if copy.is_shortened:
        sheet.set_default_row(hide_unused_rows=True)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _looks(copy: Copy, row: int) -> dict[str, Any]:
    if row == copy.header_row:
        return {"bold": True, "font_color": "white", "bg_color": INK}
    if row == 1 < copy.header_row:
        return {"bold": True, "font_size": 14, "font_color": INK}
    return {"italic": True, "font_color": GREY} if row < copy.header_row else {}


def _mark(sheet: Any, styles: Styles, copy: Copy) -> None:
    """Colour and annotate the cells with problems; a row as a whole in its first cell, the sheet in A1."""
    noted: dict[Place, list[Issue]] = {}
    for (row, column), issues in copy.marks.items():
        noted.setdefault((max(row, 1), max(column, 1)), []).extend(issues)
    for (row, column), issues in noted.items():
        worst = max(issue.severity for issue in issues)
        looks = {"bg_color": GROUNDS[worst], "font_color": INKS[worst], "border": 1, "border_color": INKS[worst]}
        looks |= {"bold": True} if row == copy.header_row else {}
        _write(sheet, styles, (row, column), _value(copy.cells, row, column), **looks)
        text = "\n\n".join(dict.fromkeys(_note(issue) for issue in issues))[:LONGEST_NOTE]
        size = {"width": 320, "height": min(40 + 17 * (len(text) // 46 + text.count("\n") + 1), 400)}
        sheet.write_comment(row - 1, column - 1, clean(text), {"author": "Sourcemix", "font_size": 9, **size})


def _note(issue: Issue) -> str:
    allowed = getattr(issue, "allowed", "")
    allowed = f"Allowed: {allowed}." if allowed else ""
    return "\n".join(filter(None, (f"{issue.severity.word}: {issue.found}", allowed, issue.remedy)))


def _value(cells: Cells, row: int, column: int) -> Any:
    rows, values = cells.get(column, (np.empty(0, np.int64), np.empty(0, np.object_)))
    k = int(np.searchsorted(rows, row))
    return values[k] if k < len(rows) and rows[k] == row else None


def _shown(value: Any) -> str:
    """Roughly what a cell shows, to measure it."""
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)[: WIDEST + 1] if not isinstance(value, dt.datetime) else "2027-01-31"


def _write(sheet: Any, styles: Styles, place: Place, value: Any, **looks: Any) -> None:
    """Write a value as it was found; what a workbook cannot hold as text."""
    row, column = place[0] - 1, place[1] - 1
    if value is None:
        sheet.write_blank(row, column, None, styles.of(**looks))
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, styles.of(**looks))
    elif isinstance(value, (int, float)) and abs(value) < 1e300 and math.isfinite(value):  # noqa: PLR2004 - Excel's limit is 1e308
        sheet.write_number(row, column, value, styles.of(**looks))
    elif isinstance(value, dt.datetime) and value.year >= 1900:  # noqa: PLR2004 - Excel's first year
        code = "yyyy-mm-dd" if value.time() == dt.time() else "yyyy-mm-dd hh:mm"
        sheet.write_datetime(row, column, value, styles.of(**looks, num_format=code, align="left"))
    elif value == UNCALCULATED:
        styles.write_text(sheet, row, column, "formula without a value", **{**looks, "italic": True})
    else:
        styles.write_text(sheet, row, column, str(value), **looks)
