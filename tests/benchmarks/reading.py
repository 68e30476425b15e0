"""B4: a workbook of 100,000 lanes with 50 planted errors, read and validated, beside other readers of the cells."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .cold import Way, alternate
from .effort import Effort
from .meter import cpu_seconds, peak_megabytes
from .planted import HEADER, lanes
from .table import Table, bar, seconds, times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .cold import Figures

OURS = "read and validate"
CALAMINE = "calamine"
ROUTES = (OURS, "read alone", "openpyxl, read only", CALAMINE)
MOST = 1.5
"""CPU seconds for reading and validating."""


def tables(effort: Effort) -> Iterator[Table]:
    """Write the workbook and read it in every way."""
    rows = 10_000 if effort is Effort.QUICK else 100_000
    with tempfile.TemporaryDirectory() as folder:
        path, expected, small = Path(folder) / "lanes.xlsx", Path(folder) / "planted.json", Path(folder) / "small.xlsx"
        planted = lanes(path, rows)
        expected.write_text(json.dumps(sorted(planted)), encoding="utf-8")
        lanes(small, 100, 0)
        files = (str(path), str(small), str(expected))
        ways = {route: Way("reading", (route, *files), optional=route == CALAMINE) for route in ROUTES}
        found = alternate(ways, 1 if effort is Effort.QUICK else 3)
        yield _table(rows, path.stat().st_size / 1e6, len(planted), found)


def _table(rows: int, size: float, planted: int, found: dict[str, Figures]) -> Table:
    ours = found[OURS]
    named = f"{ours['met']:.0f} of {planted} planted errors named with their cells, {ours['others']:.0f} others"
    met = ours["cpu"] <= MOST and ours["met"] == planted and not ours["others"]
    return Table(
        f"B4. Reading {rows:,} rows x {len(HEADER)} columns ({size:.1f} MB) with {planted} planted errors",
        ("way", "CPU s", "ratio", "wall s", "growth MB", "runs"),
        tuple(
            (
                name, seconds(run["cpu"]), times(run["cpu"] / ours["cpu"]), seconds(run["wall"]),
                f"{run['growth']:.0f}", f"{run['runs']:.0f}",
            )
            for name, run in found.items()
        ),
        (
            bar(f"<= {MOST} s CPU at 100,000 rows, all errors found", f"{ours['cpu']:.2f} s, {named}", met=met),
            "openpyxl and calamine read the cells and check nothing. Libraries are loaded before.",
        ),
    )  # fmt: skip


def one(route: str, path: str, small: str, expected: str) -> None:
    """Read one way in this process, once a small workbook has loaded what is needed."""
    work = {OURS: _checked, "read alone": _read, "openpyxl, read only": _openpyxl, CALAMINE: _calamine}[route]
    work(Path(small))
    before, begin, wall = peak_megabytes(), cpu_seconds(), time.perf_counter()
    errors = work(Path(path))
    spent = {"cpu": cpu_seconds() - begin, "wall": time.perf_counter() - wall, "growth": peak_megabytes() - before}
    planted = {tuple(pair) for pair in json.loads(Path(expected).read_text(encoding="utf-8"))}
    print(json.dumps({**spent, "met": len(errors & planted), "others": len(errors - planted)}))


def _checked(path: Path) -> set[tuple[Any, ...]]:
    """Return cells and codes of the errors found."""
    from models.issue import Severity
    from optimizer import check

    return {(issue.cell, issue.code) for issue in check(path) if issue.severity is Severity.ERROR}


def _read(path: Path) -> set[tuple[Any, ...]]:
    from optimizer.workbook.read import read_workbook

    read_workbook(path)
    return set()


def _openpyxl(path: Path) -> set[tuple[Any, ...]]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass
    book.close()
    return set()


def _calamine(path: Path) -> set[tuple[Any, ...]]:
    from python_calamine import CalamineWorkbook  # optional: this way is left out without it

    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()
    return set()


if __name__ == "__main__" and sys.argv[1:2] == ["--one"]:
    one(*sys.argv[2:])
