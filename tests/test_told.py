"""The story of a written plan: from its JSON or its workbook, the same; what cannot be told is refused in words."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from optimizer import read
from optimizer.errors import InputError
from optimizer.json_plan import write_json
from optimizer.planning import solve
from optimizer.told import told
from optimizer.workbook.template import write_input
from optimizer.workbook.write import write_plan
from richplan import rich
from tiny import table, two_sources

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.outcome import Outcome

BASELINE = table("item destination site share", ("x", "ALL", "cn", 1))


def near(one: Any, other: Any) -> bool:
    """Whether two values are the same but for the last digits that a workbook does not keep."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(near(value, other[key]) for key, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(near, one, other))
    if isinstance(one, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return bool(one == other)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an input, its plan and the plan's JSON."""
    source = tmp_path / "in.xlsx"
    write_input(source, two_sources(Baseline=BASELINE))
    outcome = solve(read(source))
    write_plan(outcome, tmp_path / "in.plan.xlsx", input_path=source)
    write_json(outcome, tmp_path / "in.plan.json", input_path=source)
    return tmp_path


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [issue.code for issue in error.value.issues]


def test_the_workbook_alone_tells_what_its_json_tells(rich_outcome: Outcome, tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    write_input(source, rich())
    # Read from a workbook, the same tables have another fingerprint.
    problem = replace(rich_outcome.problem, digest=read(source).digest)
    rich_outcome = replace(rich_outcome, problem=problem)
    write_plan(rich_outcome, tmp_path / "in.plan.xlsx", input_path=source)
    write_json(rich_outcome, tmp_path / "other.json", input_path=source)
    assert near(told(tmp_path / "other.json"), told(tmp_path / "in.plan.xlsx"))


def test_the_json_beside_a_workbook_is_enough(folder: Path) -> None:
    (folder / "in.xlsx").unlink()
    assert near(told(folder / "in.plan.xlsx"), told(folder / "in.plan.json"))


def test_the_json_of_another_run_is_not_taken_for_the_workbooks_own(folder: Path) -> None:
    other = json.loads((folder / "in.plan.json").read_text())
    other["summary"]["cost"] *= 2
    (folder / "in.plan.json").write_text(json.dumps(other))
    assert told(folder / "in.plan.xlsx")["cost"] == pytest.approx(52_000)


def test_a_workbook_without_json_and_input_says_what_is_missing(folder: Path) -> None:
    (folder / "in.xlsx").unlink()
    (folder / "in.plan.json").write_text("torn {")
    with pytest.raises(InputError) as error:
        told(folder / "in.plan.xlsx")
    assert codes(error) == ["missing-input"]


@pytest.mark.parametrize(
    ("lacks", "words"),
    [("network", "an earlier version wrote it"), ("summary", "parts missing or changed")],
)
def test_a_plan_that_lacks_what_a_report_needs_is_refused_in_words(folder: Path, lacks: str, words: str) -> None:
    path = folder / "in.plan.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), lacks: {} if lacks == "summary" else None}))
    with pytest.raises(InputError) as error:
        told(path)
    assert words in error.value.issues[0].found
    assert codes(error) == ["no-plan"]


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "optimizer.cli", "report", *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


def test_the_command_writes_one_file_beside_the_plan(folder: Path) -> None:
    done = run("in.plan.xlsx", "--html", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "Written: in.plan.html\n"), done.stderr
    assert (folder / "in.plan.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    told_ = run("in.plan.json", "--json", "--html", "new", cwd=folder)
    assert json.loads(told_.stdout)["cost"] == pytest.approx(52_000)
    assert (folder / "new" / "in.plan.html").is_file()


def test_the_command_refuses_what_is_no_plan(folder: Path) -> None:
    done = run("in.xlsx", cwd=folder)
    assert (done.returncode, done.stdout) == (3, "")
    assert "This is no plan: it has no sheet Run_info" in done.stderr
