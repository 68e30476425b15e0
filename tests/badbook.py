"""A small workbook without a fault, and ways to spoil it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl

from optimizer import check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Sheets = dict[str, list[list[Any]]]
GOOD: Sheets = {
    "Periods": [["period", "start", "weeks"], ["H1", dt.date(2027, 1, 1), 26], ["H2", dt.date(2027, 7, 2), 26]],
    "Regions": [["region", "country", "bloc"], ["NA", "United States", "USMCA"], ["None", "China", "Asia"]],
    "Sites": [
        ["site", "region", "role"],
        ["Reno", "NA", "plant"],
        ["Shenzhen", "None", "supplier"],
        ["Ohio", "NA", "market"],
    ],
    "Items": [["item", "value"], ["pack", 8000], ["cell", 20]],
    "BOM": [["parent", "child", "quantity"], ["pack", "cell", 100]],
    "Sources": [
        ["site", "item", "capacity", "material_cost"],
        ["Reno", "pack", 500, 900],
        ["Shenzhen", "cell", None, 15],
    ],
    "Lead_times": [
        ["origin", "destination", "item", "mode", "lead_time", "freight_cost"],
        ["China", "Reno", "cell", "ocean", 35, 0.4],
        ["Reno", "Ohio", "ALL", "rail", 5, 20],
    ],
    "Demand": [["site", "item", "period", "quantity"], ["Ohio", "pack", "ALL", 300]],
}
"""A small workbook without a fault; the regions NA and None are names, not blanks."""


def save(path: Path, sheets: Sheets) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def changed(**cells: Any) -> Sheets:
    """Return the good sheets with some cells changed: ``Sheet_row_column=value``, rows and columns counted from 1."""
    sheets = {name: [list(row) for row in rows] for name, rows in GOOD.items()}
    for address, value in cells.items():
        name, row, column = address.rsplit("_", 2)
        sheets[name][int(row) - 1][int(column) - 1] = value
    return sheets


def with_rows(name: str, *rows: list[Any]) -> Sheets:
    """Return the good sheets with rows added to one of them, or a sheet of these rows."""
    return {**GOOD, name: [*GOOD.get(name, []), *rows]}


def records(sheets: Sheets) -> dict[str, list[dict[str, Any]]]:
    """Return sheets in the JSON form."""
    return {name: [dict(zip(rows[0], row, strict=True)) for row in rows[1:]] for name, rows in sheets.items()}


def replaced(name: str, *rows: list[Any]) -> Sheets:
    """Return the good sheets with one of them made of these rows."""
    return {**GOOD, name: list(rows)}


def beside(name: str, *column: Any) -> Sheets:
    """Return the good sheets with one more column on one of them, its header first."""
    return {**GOOD, name: [[*row, value] for row, value in zip(GOOD[name], column, strict=True)]}


def told(sheets: Sheets, folder: Path, look: Callable[[Any], None] | None = None) -> list[str]:
    """What is said of a workbook, word for word, once its look has been changed.

    Parameters
    ----------
    look
        Changes what is no value: merges cells, hides rows.

    """
    path = save(folder / "plan.xlsx", sheets)
    if look is not None:
        book = openpyxl.load_workbook(path)
        look(book)
        book.save(path)
    return [f"{issue.severity.word} {issue.code}: {issue}" for issue in check(path)]
