"""The workbooks in inputs/ are the examples the package makes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.catalogue import catalogue
from models.issue import Severity
from models.sheets import Capex, Items, Periods, Regions, Sites
from optimizer import check, read
from optimizer.examples import EXAMPLES

INPUTS = Path(__file__).parents[1] / "inputs"
FILES = {"ev": INPUTS / "ev_components.xlsx", "truck": INPUTS / "truck_powertrain.xlsx"}


@pytest.mark.parametrize("name", FILES)
def test_the_workbook_holds_what_the_package_makes(name: str) -> None:
    """When this fails: sourcemix example NAME inputs/FILE.xlsx --force."""
    made, kept = read(EXAMPLES[name]()), read(FILES[name])
    for entry in catalogue().values():
        for record in entry.records:
            for column in record.columns:
                one, other = (np.asarray(getattr(problem[record], column.attribute)) for problem in (made, kept))
                np.testing.assert_array_equal(one, other, err_msg=f"{entry.name}.{column.name}")


@pytest.mark.parametrize("name", FILES)
def test_an_example_has_neither_errors_nor_warnings(name: str) -> None:
    assert not [str(issue) for issue in check(FILES[name]) if issue.severity > Severity.NOTE]


@pytest.mark.parametrize("name", FILES)
def test_every_record_says_where_its_figures_come_from(name: str) -> None:
    bare = [
        (sheet, k)
        for sheet, records in EXAMPLES[name]().items()
        for k, record in enumerate(records)
        if not record.get("notes")
    ]
    assert not bare


def test_the_ev_example_is_as_large_as_its_story() -> None:
    problem = read(FILES["ev"])
    assert len(problem[Sites]) >= 25
    assert len(problem[Regions]) >= 8
    assert len(problem[Periods]) >= 8
    assert len(problem[Capex]) >= 10
    assemblers = {site for item in problem.recipes.finished for site in problem.makers[item]}
    assert len(assemblers) >= 3
    assert set(problem[Items].criticality) == {"Critical", "High", "Medium", "Low"}


def test_every_sheet_is_used_by_an_example() -> None:
    used = {sheet for make in EXAMPLES.values() for sheet, records in make().items() if records}
    assert set(catalogue()) <= used
