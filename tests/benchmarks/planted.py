"""A workbook of many lanes with planted errors, and where each of them is."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEED = 2027
ORIGINS, DESTINATIONS, ITEMS = 500, 200, 50
HEADER = (
    "origin", "destination", "item", "mode", "lead_time", "lead_time_sd", "freight_cost", "distance", "capacity",
    "corridors",
)  # fmt: skip
PLANTED: tuple[tuple[str, Any, str], ...] = (
    ("E", "= #DIV/0!", "error-cell"),
    ("G", "= #N/A", "error-cell"),
    ("E", "=", "formula-without-value"),
    ("E", "soon", "not-a-number"),
    ("G", "1.234,50", "decimal-comma"),
    ("H", -1, "negative"),
    ("G", None, "blank-required"),
    ("E", dt.datetime(2027, 1, 31), "not-a-number"),  # noqa: DTZ001 - Excel knows no time zones
    ("F", True, "not-a-number"),
    ("A", "O-0l7", "unknown-reference"),
    ("C", "part 99 ", "unknown-reference"),
    ("D", "rail " * 120, "too-long"),
    ("J", "Suez\x07", "control-character"),
    ("I", "1e400", "not-finite"),
    ("A", "ditto", "duplicate-key"),
)
"""Column, what is put there, and the code it must be met with; ``=`` is a formula, ``ditto`` the key of the row above."""


def lanes(path: Path, rows: int, planted: int = 50) -> set[tuple[str, str]]:
    """Write the workbook and return the address and code of each planted error."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    _small_sheets(book, day)
    sheet = book.add_worksheet("Lead_times")
    sheet.write_row(0, 0, HEADER)
    bad = {2 + (k + 1) * (rows - 2) // planted: PLANTED[k % len(PLANTED)] for k in range(planted)} if planted else {}
    above: list[Any] = []
    for row, values in enumerate(_rows(rows), 2):
        letter, wrong, _ = bad.get(row, ("", None, ""))
        filled = above[:4] + values[4:] if wrong == "ditto" else values
        for column, value in enumerate(filled):
            is_wrong = wrong != "ditto" and letter == "ABCDEFGHIJ"[column]
            _write(sheet, row - 1, column, wrong if is_wrong else value, day)
        above = values
    book.close()
    return {(f"Lead_times!{letter}{row}", code) for row, (letter, _, code) in bad.items()}


def _small_sheets(book: Any, day: Any) -> None:
    sites = [(f"O-{k:03d}", f"R{k % 20:02d}", "supplier") for k in range(ORIGINS)]
    sites += [(f"D-{k:03d}", f"R{k % 20:02d}", "market") for k in range(DESTINATIONS)]
    tables: dict[str, list[tuple[Any, ...]]] = {
        "Periods": [("period", "start", "weeks"), ("H1", dt.datetime(2027, 1, 1), 26)],  # noqa: DTZ001 - as above
        "Regions": [("region", "country"), *((f"R{k:02d}", f"Country {k}") for k in range(20))],
        "Sites": [("site", "region", "role"), *sites],
        "Items": [("item", "value"), *((f"part {k:02d}", 10 + k) for k in range(ITEMS))],
        "Sources": [
            ("site", "item", "capacity", "material_cost"),
            *((f"O-{k:03d}", f"part {k % ITEMS:02d}", 1000, 5) for k in range(ORIGINS)),
        ],
        "Demand": [
            ("site", "item", "period", "quantity"),
            *((f"D-{k:03d}", f"part {k % ITEMS:02d}", "ALL", 10) for k in range(DESTINATIONS)),
        ],
    }
    for name, rows in tables.items():
        sheet = book.add_worksheet(name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                _write(sheet, row, column, value, day)


def _rows(count: int) -> Iterator[list[Any]]:
    draw = random.Random(SEED)  # noqa: S311 - a benchmark, no secret
    for k in range(count):
        origin, destination = k % ORIGINS, k // ORIGINS % DESTINATIONS
        yield [
            f"O-{origin:03d}", f"D-{destination:03d}", f"part {origin % ITEMS:02d}", f"rail {k // 100_000}",
            draw.randint(1, 60), round(draw.uniform(0, 9), 2), round(draw.uniform(0, 99), 2), draw.uniform(10, 9999),
            draw.randint(100, 9999) if k % 3 else None, "Panama Canal; Suez" if k % 5 else None,
        ]  # fmt: skip


def _write(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, dt.datetime):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, str) and value.startswith("="):
        sheet.write_formula(row, column, "=NA()", None, value[2:])
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write(row, column, value)
