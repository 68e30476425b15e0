"""One report table as one sheet: title, units, a native Excel table with notes behind its headers, printable."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.schema import Kind
from optimizer.workbook.style import FORMULA_SIGNS, GREY, INK, RED, clean, number_format
from optimizer.workbook.template import HEADER_ROW

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.schema import Column, Numbers, Sheet
    from optimizer.workbook.style import Styles

TOTAL, PERCENT = "Total", "%"
"""First cell of the row of totals, and how the unit of fractions is shown."""
TOTALS = {
    "Costs": ("amount", "present_value"),
    "Duty": ("duty",),
    "Carbon": ("making", "moving", "tonne_km", "cost"),
    "Labour_use": ("cost",),
    "Transition": ("capex",),
}
"""Columns that may be added up over all rows."""
ALARMS = {("kept", "No"), ("verdict", "fail")}
"""Columns and words that are shown in red."""
WIDEST = 80
"""Characters beyond which a text is wrapped."""
NARROW = {"Resilience": 34}
"""The same for tables with so many columns that each has to make do with less."""
TWO_PAGES = 300.0
"""Width from which a table is printed on two pages side by side [characters]."""
MOST_LINES = 6
NOT_MEASURED = "n/a"
"""Stands where a figure is none although the column always has one."""
LETTERS = 1.1
"""Letters of a text that take as much room as one digit, by which columns are measured."""
A4 = 9


@dataclass(frozen=True)
class Place:
    """Where sheets are written, and what they share.

    Attributes
    ----------
    book, styles
        The workbook and its formats.
    currency
        Stands for the word money in units.
    name, version
        Of the plan and of Sourcemix, printed on every page.

    """

    book: Any
    styles: Styles
    currency: str
    name: str
    version: str

    def unit(self, column: Column) -> str:
        """Unit of a column as planners read it."""
        if column.is_fraction:
            return column.unit.replace("fraction", "%", 1)
        return column.unit.replace("money", self.currency)


def write_table(place: Place, table: Sheet, remark: str) -> Any:
    """Write one table as one sheet and return the sheet."""
    sheet = place.book.add_worksheet(table.sheet)
    place.styles.write_text(sheet, 0, 0, f"{table.sheet}: {table.purpose}", bold=True, font_size=14, font_color=INK)
    place.styles.write_text(sheet, 1, 0, remark, italic=True, font_color=GREY)
    for_print(place, sheet, HEADER_ROW)
    if not len(table):
        return sheet
    last, width = _declare(sheet, table, place.styles), 0.0
    for c, column in enumerate(table.columns):
        values: NDArray[Any] = getattr(table, column.attribute)
        unit = place.unit(column)
        head, above = place.styles.head, place.styles.unit
        if column.kind is Kind.NUMBER:
            head, above = place.styles.head_right, place.styles.unit_right
        if unit:
            sheet.write_string(HEADER_ROW - 1, c, clean(unit), above)
        sheet.write_string(HEADER_ROW, c, column.name, head)
        note = {"x_scale": 1.8, "y_scale": 0.6 + len(column.help) / 160, "font_size": 9}
        sheet.write_comment(HEADER_ROW, c, _note(column, values, unit), note)
        widest = _write_column(place.styles, sheet, c, column, values, table)
        widest = max(min(widest, _most(table)), len(column.name) + 3.5, len(unit)) * 1.08 + 1
        sheet.set_column(c, c, widest)
        width += widest
        if column.name in TOTALS.get(table.sheet, ()):
            _write_total(place.styles, sheet, last, c, column, values, table)
    _make_room(sheet, table)
    if width > TWO_PAGES:
        sheet.fit_to_pages(2, 0)
        sheet.repeat_columns(0)
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    return sheet


def _most(table: Sheet) -> int:
    """Characters beyond which a text of this table is wrapped."""
    return NARROW.get(table.sheet, WIDEST)


def for_print(place: Place, sheet: Any, repeated: int | None = None) -> None:
    """Set a sheet up for landscape pages as wide as the sheet, with a heading on each."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    name = clean(place.name).replace("&", "&&")[:100]
    # A blank before the name keeps digits at its beginning from being read as a font size.
    sheet.set_header(f"&L&9 {name}&R&9&A")
    sheet.set_footer(f"&L&9Sourcemix {place.version}&C&9Page &P of &N&R&9&D")
    if repeated is not None:
        sheet.repeat_rows(repeated)


def _declare(sheet: Any, table: Sheet, styles: Styles) -> int:
    """Declare the native table and return its last row, a row of totals included."""
    totals = TOTALS.get(table.sheet, ())
    columns: list[dict[str, Any]] = [{"header": column.name} for column in table.columns]
    for declared in columns:
        if declared["header"] in totals:
            declared["total_function"] = "sum"
    if totals:
        columns[0]["total_string"] = TOTAL
    last = HEADER_ROW + len(table) + bool(totals)
    options = {
        "name": f"tbl_{table.sheet}",
        "columns": columns,
        "style": "Table Style Light 1",
        "total_row": bool(totals),
    }
    sheet.add_table(HEADER_ROW, 0, last, len(columns) - 1, options)
    if totals:
        for c in range(1, len(columns)):
            sheet.write_blank(last, c, None, styles.of(top=1))
        sheet.write_string(last, 0, TOTAL, styles.of(bold=True, top=1, align="left", indent=1))
    return last


def _write_total(styles: Styles, sheet: Any, last: int, c: int, column: Column, values: Numbers, table: Sheet) -> None:
    """Write the one kind of formula a plan has, with its value, so that readers without a calculator see it too."""
    shown = styles.of(bold=True, top=1, num_format=number_format(values, column.unit))
    formula = f"=SUBTOTAL(109,tbl_{table.sheet}[{column.name}])"
    sheet.write_formula(last, c, formula, shown, float(np.nansum(values)))


def _make_room(sheet: Any, table: Sheet) -> None:
    """Give rows with long text as many lines as it takes: not every reader does that by itself."""
    prose = [getattr(table, column.attribute).tolist() for column in table.columns if column.kind is Kind.TEXT]
    for r, texts in enumerate(zip(*prose, strict=True), start=HEADER_ROW + 1):
        longest = max(map(len, texts))
        if longest > _most(table):
            sheet.set_row(r, 15 * min(math.ceil(longest / _most(table) / LETTERS), MOST_LINES))


def _write_column(styles: Styles, sheet: Any, c: int, column: Column, values: NDArray[Any], table: Sheet) -> float:
    """Write the values of a column and return how many characters the widest one needs."""
    if column.kind is Kind.NUMBER:
        return _write_numbers(styles, sheet, c, column, values, table)
    if column.kind is Kind.DATE:
        return _write_dates(styles, sheet, c, values)
    texts = [_as_text(column, value) for value in values.tolist()]
    widest = max(map(len, texts), default=0)
    look = {"align": "left", "indent": 1, "valign": "top", **({"text_wrap": True} if widest > _most(table) else {})}
    plain, quoted = styles.of(**look), styles.of(**look, quote_prefix=True)
    missed = styles.of(**look, bold=True, font_color=RED)
    for r, text in enumerate(texts, start=HEADER_ROW + 1):
        if text:
            kept = clean(text)
            style = quoted if kept.startswith(FORMULA_SIGNS) else plain
            sheet.write_string(r, c, kept, missed if (column.name, text) in ALARMS else style)
    return float(widest)


def _as_text(column: Column, value: Any) -> str:
    """One value of a column that holds no figures, as planners read it."""
    if column.kind is Kind.FLAG:
        return "Yes" if value else "No"
    if column.kind is Kind.NAMES:
        return "; ".join(value)
    return PERCENT if column.name == "unit" and value == "fraction" else str(value)


def _write_numbers(styles: Styles, sheet: Any, c: int, column: Column, values: Numbers, table: Sheet) -> float:
    """Write figures, in the format of their unit where the table states one in each row.

    A cell is blank where the column's help says what that means, and where something is not limited; any other figure
    that is none is said to be none.
    """
    if column.unit or not hasattr(table, "unit"):
        formats = [styles.of(num_format=number_format(values, column.unit), valign="top")] * len(values)
    else:
        alike = np.array(
            [getattr(table, other.attribute) for other in table.columns if other.kind is Kind.NUMBER and not other.unit]
        )
        shown = [number_format(figures, unit) for figures, unit in zip(alike.T, table.unit, strict=True)]
        formats = [styles.of(num_format=one, valign="top") for one in shown]
    missing = styles.of(align="right", valign="top", font_color=GREY)
    for r, (value, style) in enumerate(zip(values.tolist(), formats, strict=True), start=HEADER_ROW + 1):
        if math.isfinite(value):
            sheet.write_number(r, c, value, style)
        elif math.isnan(value) and not _says_blank(column):
            sheet.write_string(r, c, NOT_MEASURED, missing)
    finite = values[np.isfinite(values)]
    return max((len(f"{extreme:,.2f}") for extreme in (finite.max(initial=0.0), finite.min(initial=0.0))), default=0.0)


def _says_blank(column: Column) -> bool:
    """Whether the help of a column says what a blank cell means."""
    return "blank" in column.help.lower()


def _write_dates(styles: Styles, sheet: Any, c: int, values: NDArray[Any]) -> float:
    style = styles.of(num_format="yyyy-mm-dd", valign="top")
    for r, day in enumerate(values.tolist(), start=HEADER_ROW + 1):
        if day is not None:
            sheet.write_datetime(r, c, dt.datetime(day.year, day.month, day.day), style)  # noqa: DTZ001 - a day
    return 10.0


def _note(column: Column, values: NDArray[Any], unit: str) -> str:
    """The note behind a header; blank cells are explained wherever there are any."""
    parts = [column.help]
    if unit:
        parts.append(f"Unit: {unit}.")
    if column.kind is Kind.NUMBER and not _says_blank(column):
        if bool(np.isinf(values).any()):
            parts.append("Blank: not limited.")
        if bool(np.isnan(values).any()):
            parts.append(f"{NOT_MEASURED}: cannot be measured.")
    return clean("\n".join(parts))
