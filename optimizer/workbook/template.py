"""Input workbooks: the blank template and the examples, made from the sheets' own declarations."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from models.catalogue import NOTES, catalogue
from models.schema import Kind
from optimizer.errors import OutputError
from optimizer.files import put
from optimizer.intake.allowed import blank_means
from optimizer.workbook.package import TEMPLATE
from optimizer.workbook.style import INK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from models.catalogue import SheetEntry
    from models.schema import Column

HEADER_ROW = 4
"""Row of the header, counted from 0; units stand above it, records below."""
ROOM = 200
"""Rows below the records that drop-downs reach."""
TEMPLATE_VERSION = 1
"""To be raised whenever a column or sheet is renamed or changes its meaning."""


def write_input(path: Path, tables: Mapping[str, Sequence[Mapping[str, Any]]] | None = None, remark: str = "") -> Path:
    """Write an input workbook: every sheet with its help, units, drop-downs and, if given, its records.

    Returns where it went.

    Parameters
    ----------
    path
        Where to; replaced as a whole or not at all, and left alone while another program has it open.
    tables
        Records by sheet, as :func:`optimizer.intake.raw.from_records` takes them; blank sheets without.
    remark
        Second line of every sheet.

    Raises
    ------
    OutputError
        When the file cannot be written, or a figure cannot be said in a cell.

    """
    from optimizer.workbook.book import new_book

    def fill(temporary: Path) -> None:
        with new_book(temporary) as book:
            book.set_properties({"title": path.stem, "comments": "Input of Sourcemix"})
            book.set_custom_property(TEMPLATE, TEMPLATE_VERSION, "number_int")
            _write_sheets(book, tables or {}, remark or "Problems: not checked yet. Run: sourcemix check FILE")

    return put(path, fill)


def _write_sheets(book: Any, tables: Mapping[str, Sequence[Mapping[str, Any]]], remark: str) -> None:
    styles = _styles(book)
    records = {name: tables.get(name, ()) for name in catalogue()}
    for name, entry in catalogue().items():
        sheet = book.add_worksheet(name)
        sheet.set_tab_color(INK if entry.sheet.required else "#8EA9DB")
        _write_head(sheet, entry, remark, styles)
        if entry.sheet.scalar:
            _write_settings(sheet, entry, records[name][0] if records[name] else {}, styles)
        else:
            _write_table(sheet, entry, records[name], styles)
            _add_dropdowns(sheet, entry, len(records[name]), {k: len(v) for k, v in records.items()})
        sheet.freeze_panes(HEADER_ROW + 1, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER_ROW)


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": "Calibri", "font_size": 11}
    head = {**base, "bold": True, "bottom": 1, "font_color": "white", "bg_color": INK}
    return {
        "title": book.add_format({**base, "bold": True, "font_size": 14, "font_color": INK}),
        "remark": book.add_format({**base, "italic": True, "font_color": "#595959"}),
        "unit": book.add_format({**base, "italic": True, "font_color": "#7F7F7F", "font_size": 9}),
        "head": book.add_format(head),
        "required": book.add_format({**head, "bg_color": "#C55A11"}),
        "text": book.add_format({**base, "quote_prefix": True}),
        "name": book.add_format(base),
        "number": book.add_format({**base, "num_format": "#,##0.####"}),
        "fraction": book.add_format({**base, "num_format": "0.0##%"}),
        "date": book.add_format({**base, "num_format": "yyyy-mm-dd"}),
    }


def _write_head(sheet: Any, entry: SheetEntry, remark: str, styles: dict[str, Any]) -> None:
    sheet.write_string(0, 0, f"{entry.name}: {entry.sheet.purpose}", styles["title"])
    sheet.write_string(1, 0, remark, styles["remark"])


def _write_table(sheet: Any, entry: SheetEntry, records: Sequence[Mapping[str, Any]], styles: dict[str, Any]) -> None:
    columns, last = entry.all_columns, HEADER_ROW + max(len(records), 1)
    headers = [{"header": column.name} for column in columns]
    name = f"tbl_{entry.name}"
    sheet.add_table(
        HEADER_ROW, 0, last, len(columns) - 1, {"name": name, "columns": headers, "style": "Table Style Light 1"}
    )
    for c, column in enumerate(columns):
        sheet.write_string(HEADER_ROW - 1, c, column.unit or ("required" if column.required else ""), styles["unit"])
        sheet.write_string(HEADER_ROW, c, column.name, styles["required" if column.required else "head"])
        sheet.write_comment(HEADER_ROW, c, note_of(column), {"x_scale": 1.8, "y_scale": 1.2, "font_size": 9})
        for r, record in enumerate(records):
            write_cell(sheet, HEADER_ROW + 1 + r, c, column, record.get(column.name), styles)
        sheet.set_column(c, c, _width(column, records))


def _write_settings(sheet: Any, entry: SheetEntry, record: Mapping[str, Any], styles: dict[str, Any]) -> None:
    """Write one setting a row, defaults filled in, so that nothing about a plan is hidden."""
    columns, notes = entry.columns, record.get(NOTES.name) or {}
    heads = ("name", "value", "unit", "notes")
    last = HEADER_ROW + len(columns)
    headers = [{"header": head} for head in heads]
    sheet.add_table(
        HEADER_ROW, 0, last, 3, {"name": f"tbl_{entry.name}", "columns": headers, "style": "Table Style Light 1"}
    )
    for c, head in enumerate(heads):
        sheet.write_string(HEADER_ROW, c, head, styles["head"])
    for r, column in enumerate(columns, start=HEADER_ROW + 1):
        sheet.write_string(r, 0, column.name, styles["name"])
        write_cell(sheet, r, 1, column, record.get(column.name, column.default), styles)
        sheet.write_string(r, 2, column.unit, styles["unit"])
        sheet.write_string(r, 3, str(notes.get(column.name) or column.help), styles["text"])
        sheet.write_comment(r, 0, note_of(column), {"x_scale": 1.8, "font_size": 9})
    for c, width in enumerate((24, 22, 16, 90)):
        sheet.set_column(c, c, width)


def write_cell(sheet: Any, row: int, c: int, column: Column, value: Any, styles: dict[str, Any]) -> None:
    """Write one typed value; text is always text, whatever it starts with, and blank stays blank."""
    if isinstance(value, float) and not math.isfinite(value) and not _stands_for(column, value):
        where = f"{sheet.get_name()}, row {row + 1}, column {column.name}"
        raise OutputError(
            f"The value {value} cannot be written ({where}): a blank cell would stand for something else."
        )
    if value is None or value == "" or (isinstance(value, float) and not math.isfinite(value)):
        sheet.write_blank(row, c, None, styles["date"] if column.kind is Kind.DATE else None)
    elif isinstance(value, str):
        sheet.write_string(row, c, value, styles["text"])
    elif column.kind is Kind.FLAG:
        sheet.write_string(row, c, "Yes" if value else "No", styles["text"])
    elif column.kind is Kind.DATE:
        day = value.astype(object) if isinstance(value, np.datetime64) else value
        sheet.write_datetime(row, c, dt.datetime(day.year, day.month, day.day), styles["date"])  # noqa: DTZ001 - a day
    elif column.kind is Kind.NUMBER:
        sheet.write_number(row, c, float(value), styles["fraction" if column.is_fraction else "number"])
    else:
        shown = "; ".join(value) if isinstance(value, (list, tuple)) else str(value)
        sheet.write_string(row, c, shown, styles["text"])


def _stands_for(column: Column, value: float) -> bool:
    """Whether a blank cell says that a number is not limited, or that it is not given."""
    default = column.default
    return column.kind is not Kind.NUMBER or (not column.required and (value == default or math.isnan(value)))


def _add_dropdowns(sheet: Any, entry: SheetEntry, count: int, sizes: Mapping[str, int]) -> None:
    """Offer the words or members a column may hold; for references other text is allowed (``class:`` and the like)."""
    first, last = HEADER_ROW + 1, HEADER_ROW + max(count, 1) + ROOM
    for c, column in enumerate(entry.all_columns):
        rule: dict[str, Any] | None = None
        if column.kind is Kind.FLAG:
            rule = {"validate": "list", "source": ["Yes", "No"]}
        elif column.choices:
            rule = {"validate": "list", "source": list(column.choices)}
        elif column.refers_to in {*sizes, "items", "place"}:
            target = {"items": "Items", "place": "Sites"}.get(column.refers_to, column.refers_to)
            end = HEADER_ROW + 2 + max(sizes[target], 1) + ROOM
            rule = {
                "validate": "list",
                "source": f"='{target}'!$A${HEADER_ROW + 2}:$A${end}",
                "error_type": "information",
            }
        elif column.kind is Kind.NUMBER:
            rule = _number_rule(column)
        if rule:
            rule |= {"ignore_blank": True, "error_title": column.name, "error_message": column.help[:250]}
            sheet.data_validation(first, c, last, c, rule)


def _number_rule(column: Column) -> dict[str, Any] | None:
    low, high = column.lower, column.upper
    if math.isinf(low) and math.isinf(high):
        return None
    kind = "integer" if column.whole else "decimal"
    if math.isinf(high):
        return {"validate": kind, "criteria": ">=", "value": low}
    return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}


def note_of(column: Column) -> str:
    """The note behind a header: meaning, unit, range, words and what a blank cell stands for."""
    parts = [column.help]
    if column.unit:
        parts.append(f"Unit: {column.unit}.")
    if column.choices or column.words:
        parts.append(f"Words: {', '.join((*column.choices, *column.words))}.")
    if column.refers_to:
        named = {"place": "a site, region, country or bloc", "items": "an item, class:NAME or ALL"}
        parts.append(f"Names {named.get(column.refers_to, f'a row of {column.refers_to}')}.")
    parts.append("Required." if column.required else f"Blank: {blank_means(column)}.")
    return "\n".join(parts)


def _width(column: Column, records: Sequence[Mapping[str, Any]]) -> float:
    shown = [str(record.get(column.name) or "") for record in records[:500]]
    longest = max([len(column.name) + 3, len(column.unit), *map(len, shown)])
    return min(max(longest * 1.05, 9), 60 if column.name == NOTES.name else 32)
