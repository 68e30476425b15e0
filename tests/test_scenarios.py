"""Scenarios rewrite input cells before anything is checked."""

from __future__ import annotations

import pytest

from optimizer.doors import scenarios_of, take_in
from optimizer.planning import solve
from tiny import table, two_sources


def _book(*rows: tuple[object, ...]) -> dict:
    return two_sources(Scenarios=table("scenario sheet column where action value", *rows))


def _cost(records: dict, scenario: str) -> float:
    return solve(take_in(records, scenario).accept()).cost


def test_values_are_set_multiplied_and_added_where_the_conditions_hold() -> None:
    records = _book(
        ("dear", "Sources", "material_cost", "site = cn; item = x", "multiply", "1.2"),
        ("dear", "Demand", "quantity", None, "add", "100"),
    )
    assert _cost(records, "dear") == pytest.approx(200 * 52 * 12)


def test_a_blank_column_and_a_setting_can_be_set() -> None:
    records = _book(
        ("tight", "sources", "Capacity", "site=cn", "set", "60"), ("tight", "Settings", "mip_gap", None, "set", "0.5")
    )
    problem = take_in(records, "tight").accept()
    assert problem.settings.mip_gap == 0.5
    assert _cost(records, "tight") == pytest.approx(52 * (60 * 10 + 40 * 13))


def test_the_workbook_itself_is_as_before() -> None:
    records = _book(("dear", "Sources", "material_cost", None, "set", "99"))
    assert solve(take_in(records).accept()).cost == pytest.approx(52_000)
    assert scenarios_of(records) == ("dear",)


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (("s", "Sourcs", "capacity", None, "set", "1"), "sheet", "no sheet called"),
        (("s", "Sources", "capcity", None, "set", "1"), "column", "no column called"),
        (("s", "Sources", "capacity", "site = nobody", "set", "1"), "where", "No row"),
        (("s", "Sources", "capacity", "nobody", "set", "1"), "where", "is no condition"),
        (("s", "Sources", "capacity", None, "multiply", "2"), "action", "cannot be multiplied"),
    ],
)
def test_a_row_without_effect_is_an_error_with_its_cell(row: tuple[object, ...], column: str, words: str) -> None:
    (issue,) = take_in(_book(row), "s").issues
    assert issue.cell == f"Scenarios[1].{column}"
    assert words in issue.found


def test_an_unknown_scenario_is_met_with_the_known_ones() -> None:
    (issue,) = take_in(_book(("boom", "Demand", "quantity", None, "set", "1")), "bom").issues
    assert issue.remedy == "Did you mean boom?"
