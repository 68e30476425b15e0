"""The examples made impossible by single edits: what is offered makes the edited workbook solve, through its own door."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from optimizer import read, solve
from optimizer.outcome import Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.explain.diagnosis import Remedy

INPUTS = Path(__file__).parents[2] / "inputs"
LONG = 240.0
"""Seconds that the search for changes of a whole column may take."""
HEADER, FIRST = 5, 6
"""Rows of the header and of the first record."""
Edits = dict[str, tuple[int, dict[str, Any]]]
"""By sheet: row (0: a new one), and figures by column."""

CASES: dict[str, tuple[str, Edits]] = {
    "capex budget": ("ev_components", {"Budgets": (0, {"kind": "capex", "period": "ALL", "limit": 1, "hard": "Yes"})}),
    "share of a country": (
        "ev_components",
        {
            "Sourcing_rules": (
                0,
                {
                    "rule": "home",
                    "item": "Battery pack",
                    "group_by": "country",
                    "group": "United States",
                    "min_group_share": 0.7,
                },
            )
        },
    ),
    "carbon budget": ("ev_components", {"Budgets": (0, {"kind": "carbon", "period": "ALL", "limit": 100_000})}),
    "changes": ("ev_components", {"Budgets": (0, {"kind": "source_changes", "period": "ALL", "limit": 1})}),
    "truck: carbon budget": ("truck_powertrain", {"Budgets": (9, {"limit": 200_000})}),
    "truck: overseas share": ("truck_powertrain", {"Sourcing_rules": (9, {"min_group_share": 0.75})}),
}


def edited(source: Path, target: Path, edits: Edits) -> Path:
    """The workbook after a planner has typed into it."""
    book = openpyxl.load_workbook(source)
    for sheet, (row, figures) in edits.items():
        columns = {cell.value: cell.column for cell in book[sheet][HEADER]}
        blank = next(r for r in range(FIRST, 1000) if all(cell.value is None for cell in book[sheet][r]))
        for name, figure in figures.items():
            book[sheet].cell(row or blank, columns[name], figure)
    book.save(target)
    return target


def with_remedy(source: Path, target: Path, remedy: Remedy) -> Path:
    """The workbook with what was offered."""
    book = openpyxl.load_workbook(source)
    for edit in remedy.edits:
        columns = {cell.value: cell.column for cell in book[edit.place.sheet][HEADER]}
        book[edit.place.sheet].cell(edit.place.row, columns[edit.header], edit.figure)
    book.save(target)
    return target


def multiplied(source: Path, target: Path, sheet: str, column: str, change: Callable[[float], float]) -> Path:
    """The workbook after a planner has changed a whole column."""
    book = openpyxl.load_workbook(source)
    place = next(cell.column for cell in book[sheet][HEADER] if cell.value == column)
    for (cell,) in book[sheet].iter_rows(min_row=FIRST, min_col=place, max_col=place):
        if isinstance(cell.value, int | float):
            cell.value = change(cell.value)
    book.save(target)
    return target


COLUMNS: dict[str, tuple[str, str, str, Callable[[float], float]]] = {
    "demand x 4": ("ev_components", "Demand", "quantity", lambda units: 4 * units),
    "lead times": ("ev_components", "Lead_times", "lead_time", lambda _: 400),
    "truck: demand x 4": ("truck_powertrain", "Demand", "quantity", lambda units: 4 * units),
    "truck: lead times": ("truck_powertrain", "Lead_times", "lead_time", lambda _: 400),
}
"""Example, sheet, column, and what becomes of every figure in it."""


@pytest.mark.slow
@pytest.mark.parametrize("name", COLUMNS)
def test_a_whole_column_that_makes_an_example_impossible_is_told_with_a_change_that_helps(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optimizer.explain.doctor.LONGEST", LONG)  # what can be found, however busy the machine is
    example, sheet, column, change = COLUMNS[name]
    path = multiplied(INPUTS / f"{example}.xlsx", tmp_path / "edited.xlsx", sheet, column, change)
    outcome = solve(read(path), with_baseline=False, time_limit=2 * LONG)
    assert outcome.status is Status.INFEASIBLE
    assert outcome.diagnosis is not None
    first = outcome.diagnosis.remedies[0]
    assert first.is_single
    problem = read(with_remedy(path, tmp_path / "mended.xlsx", first))
    assert solve(problem, with_baseline=False, gap=0.1, time_limit=2 * LONG).status.has_plan


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_what_is_offered_for_an_example_makes_it_solve(name: str, tmp_path: Path) -> None:
    example, edits = CASES[name]
    path = edited(INPUTS / f"{example}.xlsx", tmp_path / "edited.xlsx", edits)
    outcome = solve(read(path), with_baseline=False)
    assert outcome.status is Status.INFEASIBLE
    diagnosis = outcome.diagnosis
    assert diagnosis is not None
    assert diagnosis.remedies
    cells = {clause.place.sheet for conflict in diagnosis.conflicts for clause in conflict}
    assert next(iter(edits)) in cells
    assert all(len(conflict) <= 25 for conflict in diagnosis.conflicts)
    for k, remedy in enumerate(diagnosis.remedies):
        problem = read(with_remedy(path, tmp_path / f"{k}.xlsx", remedy))
        assert solve(problem, with_baseline=False, gap=0.1).status.has_plan
