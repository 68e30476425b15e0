"""Reading: a workbook of 100,000 lanes with 50 planted errors, read and validated, beside other readers of the cells.

Run ``python tests/benchmarks/reading.py [rows]``. Routes alternate, figures are medians; no time is asserted anywhere.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import xlsxwriter

from models.issue import Severity
from optimizer import check
from optimizer.workbook.read import read_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROWS, ROUNDS, SEED = 100_000, 3, 2027
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


def lanes(path: Path, rows: int = ROWS, planted: int = 50) -> set[tuple[str, str]]:
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


def _openpyxl(path: Path) -> None:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass
    book.close()


def _calamine(path: Path) -> None:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def routes() -> dict[str, Callable[[Path], object]]:
    """What is measured."""
    found: dict[str, Callable[[Path], object]] = {
        "read and validate": check, "read alone": read_workbook, "openpyxl, read only": _openpyxl,
    }  # fmt: skip
    if importlib.util.find_spec("python_calamine"):
        found["calamine"] = _calamine
    return found


def main() -> None:
    """Measure and print."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lanes.xlsx"
        planted = lanes(path, rows)
        found = {(issue.cell, issue.code) for issue in check(path) if issue.severity is Severity.ERROR}
        print(f"{rows:,} rows x {len(HEADER)} columns, {path.stat().st_size / 1e6:.1f} MB")
        print(f"planted errors found: {len(planted & found)} of {len(planted)}; others: {sorted(found - planted)}")
        spent: dict[str, list[tuple[float, float]]] = {name: [] for name in routes()}
        for _ in range(ROUNDS):
            for name, route in routes().items():
                start = time.process_time(), time.perf_counter()
                route(path)
                spent[name].append((time.process_time() - start[0], time.perf_counter() - start[1]))
    medians = {name: [statistics.median(kind) for kind in zip(*times, strict=True)] for name, times in spent.items()}
    yardstick = medians["read and validate"]
    print(f"{'':24s}{'CPU s':>8s}{'wall s':>8s}{'CPU ratio':>11s}")
    for name, (cpu, wall) in medians.items():
        print(f"{name:24s}{cpu:8.2f}{wall:8.2f}{cpu / yardstick[0]:11.2f}")


if __name__ == "__main__":
    main()
