"""Every published column changes the model or is refused: nothing a planner fills in is ignored in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.build import build_model
from models.catalogue import catalogue
from models.features.baseline import todays_problem
from optimizer.errors import InputError
from optimizer.intake.raw import from_records
from optimizer.intake.validate import validate
from optimizer.matrix import compile_model
from optimizer.planning import solver_options
from optimizer.scenarios import in_scenario
from richchange import changed
from richplan import rich, unused

if TYPE_CHECKING:
    from models.problem import Problem
    from tiny import Book

LABELS = {
    ("Settings", "plan_name"),
    ("Items", "unit"),
    ("Sourcing_rules", "rule"),
    ("Site_rules", "rule"),
    ("Locks", "reason"),
    ("Content_rules", "rule"),
    ("Incentives", "name"),
    ("Resilience_rules", "rule"),
}
"""Columns that only name or explain."""
SECOND_STAGE = {("Settings", "objective"), ("Settings", "objective_tolerance")}
"""Columns that change what is done after the first solve: see test_run.py."""
COLUMNS = [
    pytest.param(entry.name, column.name, id=f"{entry.name}.{column.name}")
    for entry in catalogue().values()
    for column in entry.columns
    if (entry.name, column.name) not in LABELS | SECOND_STAGE
]


def fingerprint(problem: Problem) -> tuple[object, ...]:
    matrix = compile_model(build_model(problem))
    arrays = (matrix.cost, matrix.row_lower, matrix.row_upper, matrix.lower, matrix.upper, matrix.value)
    places = (matrix.start, matrix.index, matrix.integer)
    return (matrix.offset, *(np.round(a, 12).tobytes() for a in arrays), *(a.tobytes() for a in places))


def compiled(plan: Book, sheet: str) -> tuple[object, ...]:
    """Return all that the solver is given for a plan; for sheets with a stage of their own, at that stage."""
    book = from_records(plan)
    if sheet == "Scenarios":
        book = in_scenario(book, "boom")
    problem = validate(book).accept()
    today = todays_problem(problem) if sheet == "Baseline" else None
    return (*fingerprint(problem), *(fingerprint(today) if today else ()), solver_options(problem))


@pytest.fixture(scope="module")
def untouched() -> dict[str, tuple[object, ...]]:
    return {sheet: compiled(rich(), sheet) for sheet in ("", "Baseline", "Scenarios")}


def test_the_rich_plan_fills_every_column() -> None:
    assert not unused()


def test_the_same_plan_gives_the_same_matrix(untouched: dict[str, tuple[object, ...]]) -> None:
    assert compiled(rich(), "") == untouched[""]


@pytest.mark.parametrize(("sheet", "column"), COLUMNS)
def test_a_column_changes_the_model_or_is_refused(
    sheet: str, column: str, untouched: dict[str, tuple[object, ...]]
) -> None:
    entry = catalogue()[sheet]
    declared = next(c for c in entry.columns if c.name == column)
    try:
        after = compiled(changed(entry, declared), sheet)
    except InputError:
        return
    assert after != untouched[sheet if sheet in untouched else ""]


@pytest.mark.parametrize("sheet", sorted(catalogue()))
def test_a_row_that_is_not_included_is_as_good_as_absent(sheet: str) -> None:
    if sheet == "Settings":
        pytest.skip("Settings has no rows to leave out")
    without, excluded = rich(), rich()
    last = without[sheet].pop()
    excluded[sheet][-1] = {**last, "include": "No"}

    def outcome(plan: Book) -> object:
        try:
            return compiled(plan, sheet)
        except InputError as error:
            return sorted((issue.sheet, issue.code) for issue in error.issues if issue.severity.word == "error")

    assert outcome(without) == outcome(excluded)
