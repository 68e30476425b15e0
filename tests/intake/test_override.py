"""Other settings for the same input: values take their places, whatever form the sheet has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from optimizer.doors import take_in
from optimizer.intake.override import with_settings, wrong_settings
from optimizer.intake.raw import RawBook, RawColumn, RawSheet
from optimizer.workbook.template import write_input
from tiny import table, two_sources

if TYPE_CHECKING:
    from pathlib import Path

CHANGES = {"discount_rate": 0.25, "objective": "cost_then_carbon"}


def _settings(source: Any, changes: dict[str, Any]) -> Any:
    return take_in(source, settings=changes).accept().settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "in.xlsx"
    write_input(found, two_sources(Settings={"mip_gap": 0.01, "discount_rate": 0.1}))
    return found


def test_values_take_the_place_of_those_in_a_workbook(path: Path) -> None:
    found = _settings(path, CHANGES)
    assert (found.discount_rate, found.objective, found.mip_gap) == (0.25, "cost_then_carbon", 0.01)


def test_values_take_the_place_of_those_in_tables() -> None:
    found = _settings(two_sources(Settings={"discount_rate": 0.1}), CHANGES)
    assert (found.discount_rate, found.objective, found.mip_gap) == (0.25, "cost_then_carbon", 0.0)


def test_without_the_sheet_they_are_all_there_is() -> None:
    plan = two_sources()
    del plan["Settings"]
    assert _settings(plan, CHANGES).discount_rate == 0.25


def test_a_row_of_the_sheet_that_was_removed_comes_back(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["Settings"]
    (row,) = (cell.row for cell in sheet["A"] if cell.value == "discount_rate")
    sheet.delete_rows(row)
    book.save(path)
    assert _settings(path, CHANGES).discount_rate == 0.25


def test_the_fingerprint_tells_other_values_apart_and_nothing_else(path: Path) -> None:
    plain, once, again, other = (
        take_in(path, settings=changes).accept().digest for changes in ({}, CHANGES, dict(CHANGES), {"seed": 1})
    )
    assert once == again
    assert len({plain, once, other}) == 3
    assert once.startswith(f"{plain}+")


def test_a_scenario_changes_the_new_values() -> None:
    rows = table(
        "scenario sheet column where action value", ("dear", "Settings", "discount_rate", None, "multiply", "2")
    )
    found = take_in(two_sources(Settings={"discount_rate": 0.1}, Scenarios=rows), "dear", settings=CHANGES).accept()
    assert found.settings.discount_rate == 0.5
    assert found.digest.endswith(":dear")


def test_a_value_that_is_not_allowed_is_an_issue_of_the_input(path: Path) -> None:
    (issue,) = [one for one in take_in(path, settings={"discount_rate": 9}).issues if one.severity.word == "error"]
    assert issue.sheet == "Settings"
    assert "discount_rate" in issue.found


@pytest.mark.parametrize(
    ("settings", "words"),
    [({}, ""), (CHANGES, ""), ({"discount_rate": -1}, "discount_rate"), ({"colour": "red"}, "colour")],
)
def test_wrong_values_are_told_without_any_input(settings: dict[str, Any], words: str) -> None:
    found = " ".join(issue.found for issue in wrong_settings(settings))
    assert (words in found) if words else not found


def test_a_sheet_without_its_headers_is_told_as_it_is() -> None:
    sheet = RawSheet("Settings", (RawColumn("x", "A", [1]),), (5,), 4)
    assert with_settings(RawBook((sheet,), "d"), CHANGES).sheets == (sheet,)
    assert with_settings(RawBook((sheet,), "d"), {}).digest == "d"
