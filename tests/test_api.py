"""The Python interface: data frames and dicts in, data frames and dicts out, and the example of the README."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import optimizer
from alike import assert_same
from optimizer import batch, read, run, solve, to_dict, to_frames
from optimizer.errors import InputError, NoValueError
from optimizer.workbook.template import write_input
from richplan import rich
from schemas import complaints
from tiny import book, table, two_sources

if TYPE_CHECKING:
    from models.problem import Problem

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
DEAR = table(
    "scenario sheet column where action value", ("dear", "Sources", "material_cost", ["site = cn"], "multiply", "1.5")
)


@pytest.fixture(scope="module")
def problem() -> Problem:
    return read(rich())


def test_a_problem_as_frames_reads_back_as_the_same_problem(problem: Problem) -> None:
    assert_same(problem, read(to_frames(problem)))


def test_a_problem_as_a_dict_reads_back_as_the_same_problem_and_keeps_the_schema(
    problem: Problem, tmp_path: Path
) -> None:
    found = to_dict(problem)
    assert complaints("input", found) == []
    (tmp_path / "in.json").write_text(json.dumps(found))
    assert_same(problem, read(tmp_path / "in.json"))


def test_frames_of_an_input_can_be_changed_and_planned_again() -> None:
    frames = to_frames(read(two_sources()))
    assert np.isnan(frames["Sources"]["capacity"]).all()
    frames["Sources"].loc[frames["Sources"]["site"] == "cn", "capacity"] = 60.0
    assert run(frames).cost == pytest.approx(52 * (60 * 10 + 40 * 13))


def test_a_plan_as_frames_has_the_tables_of_the_workbook() -> None:
    frames = to_frames(run(two_sources()))
    assert frames["Costs"]["present_value"].sum() == pytest.approx(52_000)
    assert frames["Production"].to_dict("records") == [
        {"item": "x", "site": "cn", "period": "P1", "quantity": pytest.approx(100)}
    ]
    assert list(frames["Backlog"].columns) == ["item", "site", "period", "recovered", "waiting"]


def test_a_plan_as_a_dict_keeps_the_schema() -> None:
    found = to_dict(run(two_sources()))
    assert complaints("plan", found) == []
    assert found["summary"]["cost"] == pytest.approx(52_000)


def test_an_impossible_input_is_an_outcome_without_tables() -> None:
    outcome = run(book(Sources=table("site item capacity material_cost", ("cn", "x", 60, 10))))
    assert to_dict(outcome)["tables"] == {}
    with pytest.raises(NoValueError):
        to_frames(outcome)


def test_settings_may_come_a_row_each() -> None:
    settings = pd.DataFrame({"name": ["plan_name", "mip_gap"], "value": ["Mine", 0.25]})
    found = read({**book(), "Settings": settings}).settings
    assert (found.plan_name, found.mip_gap) == ("Mine", 0.25)


def test_run_plans_a_scenario_and_names_its_file(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    write_input(path, two_sources(Scenarios=DEAR))
    assert run(path, tmp_path / "out", scenario="dear").cost == pytest.approx(67_600)
    assert [found.name for found in (tmp_path / "out").iterdir()] == ["in.dear.plan.xlsx"]
    with pytest.raises(InputError, match="no scenario called 'cheap'"):
        run(path, scenario="cheap")


def test_batch_plans_a_folder(tmp_path: Path) -> None:
    write_input(tmp_path / "in.xlsx", two_sources())
    found = batch(tmp_path, tmp_path / "out", jobs=1)
    assert (found.exit_code, found.rows[0].run.cost) == (0, pytest.approx(52_000))


def test_the_example_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = re.findall(r"<!-- api -->\n```python\n(.*?)```", README, flags=re.DOTALL)
    (tmp_path / "inputs").mkdir()
    write_input(tmp_path / "inputs" / "ev_components.xlsx", two_sources())
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(example, names)  # noqa: S102 - that it runs is the test
    assert (tmp_path / "outputs" / "ev_components.plan.xlsx").exists()
    assert names["dearer"] > names["outcome"].cost  # type: ignore[attr-defined, operator]


def test_every_public_name_is_there() -> None:
    assert all(callable(getattr(optimizer, name)) for name in optimizer.__all__)
    assert solve(read(two_sources())).status is run(two_sources()).status
