"""Workbook, JSON, records and data frames are one door: the same problem, the same plan."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from alike import assert_same
from optimizer import check, read, run, solve
from optimizer.doors import take_in
from optimizer.workbook.template import write_input
from richplan import rich
from tiny import two_sources

if TYPE_CHECKING:
    from pathlib import Path

    from models.problem import Problem


def _jsonable(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


@pytest.fixture(scope="module")
def problem() -> Problem:
    return read(rich())


def test_a_workbook_made_from_records_reads_back_as_the_same_problem(problem: Problem, tmp_path: Path) -> None:
    write_input(tmp_path / "rich.xlsx", rich())
    assert_same(problem, read(tmp_path / "rich.xlsx"))


def test_json_with_or_without_its_frame_is_the_same_problem(problem: Problem, tmp_path: Path) -> None:
    sheets = {n: [{k: _jsonable(v) for k, v in r.items()} for r in rows] for n, rows in rich().items()}
    (tmp_path / "bare.json").write_text(json.dumps(sheets))
    (tmp_path / "framed.json").write_text(json.dumps({"schema": "sourcemix-input/1", "sheets": sheets}))
    assert_same(problem, read(tmp_path / "bare.json"))
    assert_same(problem, read(tmp_path / "framed.json"))


def test_data_frames_are_the_same_problem(problem: Problem) -> None:
    frames = {n: (pd.DataFrame(rows) if n != "Settings" else rows) for n, rows in rich().items()}
    assert_same(problem, read(frames))


def test_run_reads_solves_and_writes(tmp_path: Path) -> None:
    outcome = run(two_sources(), out=tmp_path, gap=0.0)
    assert outcome.cost == pytest.approx(52_000)
    assert [p.name for p in tmp_path.iterdir()] == ["sourcing.plan.xlsx"]


def test_the_functions_of_the_package_stay_functions_whatever_was_imported_before() -> None:
    assert all(callable(function) for function in (check, read, run, solve))
    assert take_in(two_sources()).issues == check(two_sources())
    assert solve(read(two_sources())).cost == pytest.approx(52_000)
