"""The command line end to end, as a process: results, messages, files and exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from optimizer.workbook.template import write_input
from slowplan import slow
from tiny import book, periods, table, two_sources

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = [sys.executable, "-m", "optimizer.cli"]


def _run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    words = [*COMMAND, *map(str, arguments)]
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.xlsx"
    scenarios = table(
        "scenario sheet column where action value",
        ("dear", "Sources", "material_cost", ["site = cn"], "multiply", "1.2"),
        ("none", "Sources", "capacity", None, "set", "20"),
    )
    write_input(path, two_sources(Scenarios=scenarios, Baseline=table("item site share", ("x", "mx", 1.0))))
    return path


def test_solve_writes_a_plan_beside_the_input_and_says_so(workbook: Path) -> None:
    before = workbook.read_bytes()
    done = _run("solve", workbook, cwd=workbook.parent.parent)
    assert done.returncode == 0, done.stderr
    assert "Optimal: no plan costs less." in done.stdout
    assert "Cost 52,000 USD" in done.stdout
    assert "15,600 USD less than today's plan" in done.stdout
    assert openpyxl.load_workbook(workbook.with_name("tiny.plan.xlsx")).sheetnames[0] == "Summary"
    assert workbook.read_bytes() == before
    assert sorted(p.name for p in workbook.parent.iterdir()) == ["tiny.plan.xlsx", "tiny.xlsx"]


def test_solving_twice_gives_the_same_plan_in_the_same_place(workbook: Path) -> None:
    first, second = (_run("solve", workbook, "--json", "--quiet", cwd=workbook.parent) for _ in range(2))
    one, other = json.loads(first.stdout), json.loads(second.stdout)
    assert one["cost"] == other["cost"] == pytest.approx(52_000)
    assert workbook.with_name("tiny.plan.json").exists()
    assert first.stderr == ""


def test_out_may_be_a_folder_or_a_file(workbook: Path, tmp_path: Path) -> None:
    assert _run("solve", workbook, "--out", tmp_path / "deep" / "er", cwd=tmp_path).returncode == 0
    assert (tmp_path / "deep" / "er" / "tiny.plan.xlsx").exists()
    assert _run("solve", workbook, "--out", "mine.xlsx", cwd=tmp_path).returncode == 0
    assert (tmp_path / "mine.xlsx").exists()


def test_problems_of_the_input_go_to_stderr_with_exit_3_and_to_a_marked_copy(tmp_path: Path) -> None:
    path = tmp_path / "bad.xlsx"
    write_input(path, book(Items=table("item value", ("x", "dear"))))
    done = _run("solve", path, cwd=tmp_path)
    assert done.returncode == 3
    assert "Items!C6: value is the text 'dear'. Enter a number [money/unit]." in " ".join(done.stderr.split())
    assert done.stdout == ""
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.problems.xlsx", "bad.xlsx"]
    assert f"Written: {path.with_name('bad.problems.xlsx')}" in done.stderr
    path.with_name("bad.problems.xlsx").unlink()
    assert _run("solve", path, "--no-problem-file", cwd=tmp_path).returncode == 3
    assert [p.name for p in tmp_path.iterdir()] == ["bad.xlsx"]


def test_a_missing_file_is_a_problem_of_the_input(tmp_path: Path) -> None:
    done = _run("solve", "nowhere.xlsx", cwd=tmp_path)
    assert (done.returncode, "There is no such file." in done.stderr) == (3, True)
    assert "Traceback" not in done.stderr


def test_an_impossible_plan_is_explained_with_exit_4(tmp_path: Path) -> None:
    path = tmp_path / "short.xlsx"
    write_input(path, book(Sources=table("site item capacity material_cost", ("cn", "x", 60, 10))))
    done = _run("solve", path, cwd=tmp_path)
    assert done.returncode == 4
    assert "Impossible: no plan keeps every hard rule." in done.stdout
    assert "Demand!D6" in done.stdout
    assert "by 40 units/week (67%) to 100 units/week" in " ".join(done.stdout.split())
    assert "Checked: with either one change a plan exists." in " ".join(done.stdout.split())
    listed = [
        [cell.value for cell in row]
        for row in openpyxl.load_workbook(path.with_name("short.problems.xlsx"))["Problems"].rows
    ]
    assert ["error", "Demand", "D6"] in [row[:3] for row in listed]
    assert not path.with_name("short.plan.xlsx").exists()


def test_an_output_that_is_the_input_or_cannot_be_written_gives_exit_8(workbook: Path) -> None:
    done = _run("solve", workbook, "--out", workbook, cwd=workbook.parent)
    assert (done.returncode, "is the input itself" in done.stderr) == (8, True)
    in_the_way = workbook.with_name("file")
    in_the_way.write_text("not a folder")
    done = _run("solve", workbook, "--out", in_the_way / "plan.xlsx", cwd=workbook.parent)
    assert done.returncode == 8
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [[], ["solve"], ["solve", "x.xlsx", "--gap", "2"], ["solve", "x.xlsx", "--time-limit", "-1"]]
)
def test_wrong_usage_gives_exit_2(arguments: list[str], tmp_path: Path) -> None:
    assert _run(*arguments, cwd=tmp_path).returncode == 2


def test_check_lists_problems_as_text_and_as_json(tmp_path: Path) -> None:
    path = tmp_path / "bad.xlsx"
    write_input(path, book(Sites=table("site region role", ("cn", "CN", "maker"), ("us", "US", "market"))))
    done = _run("check", path, cwd=tmp_path)
    assert done.returncode == 3
    assert done.stdout.startswith("Sites\n  error    C6  role is 'maker'.")
    assert done.stdout.endswith(f"Written: {path.with_name('bad.problems.xlsx')}\n")
    path.with_name("bad.problems.xlsx").unlink()
    done = _run("check", path, "--json", "--no-file", cwd=tmp_path)
    (issue,) = (i for i in json.loads(done.stdout) if i["severity"] == "error")
    assert [place.name for place in tmp_path.iterdir()] == ["bad.xlsx"]
    assert (issue["cell"], issue["code"]) == ("Sites!C6", "unknown-word")


def test_check_of_a_good_workbook_is_quiet_and_strict_counts_warnings(workbook: Path, tmp_path: Path) -> None:
    done = _run("check", workbook, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"{workbook}: no problems found.\n")
    path = tmp_path / "warn.xlsx"
    write_input(path, book(Periods=periods(2, weeks=20)[:1] + periods(3, weeks=26)[1:2]))
    assert _run("check", path, cwd=tmp_path).returncode == 0
    assert _run("check", path, "--strict", "--out", tmp_path / "here", cwd=tmp_path).returncode == 3
    assert (tmp_path / "here" / "warn.problems.xlsx").exists()
    done = _run("check", path, "--out", tmp_path / "here", cwd=tmp_path)
    assert f"Removed: {tmp_path / 'here' / 'warn.problems.xlsx'} (of an earlier check)" in done.stdout
    assert not (tmp_path / "here" / "warn.problems.xlsx").exists()


def test_a_template_is_written_once_and_never_over_a_file(tmp_path: Path) -> None:
    assert _run("template", "new.xlsx", cwd=tmp_path).returncode == 0
    assert _run("template", "new.xlsx", cwd=tmp_path).returncode == 8
    assert _run("template", "new.xlsx", "--force", cwd=tmp_path).returncode == 0
    done = _run("check", "new.xlsx", cwd=tmp_path)
    assert (done.returncode, "empty-sheet" in done.stdout or "has no rows" in done.stdout) == (3, True)


def test_one_scenario_and_all_scenarios(workbook: Path) -> None:
    done = _run("solve", workbook, "--scenario", "dear", cwd=workbook.parent)
    assert "Cost 62,400 USD" in done.stdout
    assert workbook.with_name("tiny.dear.plan.xlsx").exists()
    done = _run("solve", workbook, "--all-scenarios", cwd=workbook.parent)
    assert done.returncode == 4
    runs = openpyxl.load_workbook(workbook.with_name("tiny.scenarios.xlsx"))["Scenario_runs"]
    rows = {row[0]: row[2:4] for row in runs.iter_rows(min_row=6, values_only=True) if row[0]}
    assert rows == {
        "as it is": (pytest.approx(52_000), pytest.approx(0)),
        "dear": (pytest.approx(62_400), pytest.approx(10_400)),
        "none": (None, None),
    }
    problems = openpyxl.load_workbook(workbook.with_name("tiny.problems.xlsx"))["Problems"]
    words = [str(cell.value) for row in problems.iter_rows() for cell in row if cell.value]
    assert any(word.startswith("In scenario none: ") for word in words)


def slow_workbook(path: Path) -> Path:
    write_input(path, slow())
    return path


def test_the_time_limit_keeps_the_best_plan_with_exit_5(tmp_path: Path) -> None:
    path = slow_workbook(tmp_path / "slow.xlsx")
    done = _run("solve", path, "--time-limit", 3, cwd=tmp_path)
    assert done.returncode == 5, done.stdout + done.stderr
    assert "Stopped at the time limit" in done.stdout
    assert "best cost" in done.stderr
    assert path.with_name("slow.plan.xlsx").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a whole console")
def test_one_ctrl_c_keeps_the_best_plan_with_exit_5(tmp_path: Path) -> None:
    path = slow_workbook(tmp_path / "slow.xlsx")
    words = [*COMMAND, "solve", str(path), "--time-limit", "60"]
    process: Any = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        if "gap" in line:
            break
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 5, out + err
    assert "Stopped on request" in out
    assert path.with_name("slow.plan.xlsx").exists()
