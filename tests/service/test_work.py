"""The work on one posted input: beside the plan stand the settings in force, key figures, and marked problems."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from optimizer.service.folder import PROBLEMS
from optimizer.service.work import FACTS, perform
from optimizer.tasks.finished import Fate
from optimizer.tasks.task import Task
from optimizer.workbook.template import write_input
from tiny import book, table, two_sources

if TYPE_CHECKING:
    from pathlib import Path


def _performed(folder: Path, records: Any, **options: Any) -> Any:
    write_input(folder / "input.xlsx", records)
    task = Task("ev 1.xlsx", "key", folder / "input.xlsx", folder / "plan.xlsx", json=True, **options)
    (run,) = perform(task, lambda _: None, threading.Event())
    return run


def test_a_plan_comes_with_the_settings_in_force_and_its_key_figures(tmp_path: Path) -> None:
    run = _performed(tmp_path, two_sources(), settings={"discount_rate": 0.1})
    facts = json.loads((tmp_path / FACTS).read_text())
    assert (run.fate, run.files) == (Fate.OPTIMAL, ("plan.xlsx", "plan.json"))
    assert (facts["settings"]["discount_rate"], facts["settings"]["disruption_bucket"]) == (0.1, None)
    assert {figure["figure"] for figure in facts["figures"]}
    assert not (tmp_path / PROBLEMS).exists()


def test_an_input_with_problems_comes_back_with_its_cells_marked(tmp_path: Path) -> None:
    run = _performed(tmp_path, two_sources(Items=table("item value", ("x", "dear"))))
    assert run.fate is Fate.PROBLEMS
    assert (tmp_path / PROBLEMS).is_file()
    assert not (tmp_path / FACTS).exists()


def test_the_cells_in_the_way_of_a_plan_are_marked_too(tmp_path: Path) -> None:
    run = _performed(tmp_path, book(Sources=table("site item capacity material_cost", ("cn", "x", 60, 10))))
    assert run.fate is Fate.INFEASIBLE
    assert "impossible" in {problem["code"] for problem in run.problems}
    assert (tmp_path / PROBLEMS).is_file()
    assert json.loads((tmp_path / FACTS).read_text())["figures"] == []


@pytest.mark.parametrize("most", [0, 1])
def test_no_more_problems_are_told_than_asked_for(tmp_path: Path, most: int) -> None:
    run = _performed(tmp_path, two_sources(Items=table("item value", ("x", "dear"), ("y", "dear"))), most_problems=most)
    assert len(run.problems) == most
    assert run.errors >= 2
