"""Cases of two sources from a CSV file: what is read, and what is refused with its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optimizer.errors import InputError
from optimizer.replenishment.case_file import read_cases

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "regular_lead_time,expedited_lead_time,regular_cost,expedited_cost,holding_cost,backorder_cost"
RANGE = f"{HEADER},demand_min,demand_max"


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "cases.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _codes(folder: Path, *lines: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_cases(_file(folder, *lines))
    return [f"{issue.cell} {issue.code}" for issue in caught.value.issues]


def test_a_row_is_a_case(tmp_path: Path) -> None:
    path = _file(tmp_path, f"\ufeffCase,{RANGE},optimal_average_cost,source", "one,4,1,2,12,5,495,0,4,61.5,me", ",,,")
    (case,) = read_cases(path)
    assert (case.name, case.published) == ("one", 61.5)
    assert (case.terms.lag, case.terms.premium, case.terms.holding, case.terms.backorder) == (3, 10.0, 5.0, 495.0)
    assert case.terms.demand.support == [(k, 0.2) for k in range(5)]
    assert (case.terms.exposed_fast.highest, case.terms.exposed_slow.highest) == (8, 20)


def test_demand_may_be_given_by_its_chances(tmp_path: Path) -> None:
    (case,) = read_cases(_file(tmp_path, f"{HEADER},demand_pmf", "2,0,0,5,5,495,0:0.25; 3:0.75"))
    assert case.name == "row 2"
    assert case.terms.demand.support == [(0, 0.25), (3, 0.75)]


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    found = _codes(
        tmp_path,
        RANGE,
        "2.5,0,0,5,5,495,0,4",
        "2,0,,five,0,-1,0,4",
        "1,1,0,5,5,495,0,4",
        "2,0,0,5,5,495,4,3",
        "900,0,0,5,5,495,0,0",
        "2,0,0,5,5,inf,0,0",
    )
    assert found == [
        "cases.csv!A2 not-whole",
        "cases.csv!C3 blank-required",
        "cases.csv!D3 not-a-number",
        "cases.csv!F3 negative",
        "cases.csv!E3 below-range",
        "cases.csv!A4 min-above-max",
        "cases.csv!G5 min-above-max",
        "cases.csv!A6 above-range",
        "cases.csv!H6 below-range",
        "cases.csv!F7 not-a-number",
        "cases.csv!H7 below-range",
    ]


@pytest.mark.parametrize("chances", ["0.5;0.5", "0:0.5;0:0.5", "0:0.5", "1:x", "99999:1", "0:1e999", ":"])
def test_chances_that_are_none_are_refused(chances: str, tmp_path: Path) -> None:
    assert _codes(tmp_path, f"{HEADER},demand_pmf", f"2,0,0,5,5,495,{chances}") == ["cases.csv!G2 wrong-form"]


def test_demand_that_is_always_0_is_refused(tmp_path: Path) -> None:
    assert _codes(tmp_path, f"{HEADER},demand_pmf", "2,0,0,5,5,495,0:1") == ["cases.csv!G2 below-range"]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["lead_time"], "cases.csv!1:1 missing-column"),
        ([], "cases.csv!1:1 missing-column"),
        ([RANGE], "cases.csv empty-sheet"),
    ],
)
def test_a_file_without_cases_is_refused(lines: list[str], found: str, tmp_path: Path) -> None:
    assert _codes(tmp_path, *lines) == [found]


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "book.csv").write_bytes(b"PK\x03\x04\xff\xfe\x80")
    (tmp_path / "large.csv").write_bytes(b" " * 10_000_001)
    for name, code in [("book.csv", "unreadable"), ("large.csv", "too-large"), ("none.csv", "missing-file")]:
        with pytest.raises(InputError) as caught:
            read_cases(tmp_path / name)
        assert [issue.code for issue in caught.value.issues] == [code]
