"""Ctrl-C and the end of a service, sent to real processes in every phase: what is kept, and what the process says."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from optimizer.workbook.template import write_input
from solver_process import is_gone, solvers_of, waited
from tiny import table, two_sources

if TYPE_CHECKING:
    from pathlib import Path

SLOW = pytest.mark.slow
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a whole console")

SLOWED = """
import importlib, sys, time
module, _, name = sys.argv[1].rpartition(".")
place = importlib.import_module(module)
real = getattr(place, name)
def slowed(*arguments, **options):
    print("here", file=sys.stderr, flush=True)
    end = time.monotonic() + float(sys.argv[2])
    while time.monotonic() < end:
        time.sleep(0.01)
    return real(*arguments, **options)
setattr(place, name, slowed)
from optimizer.cli import main
sys.exit(main(sys.argv[3:]))
"""
"""The command line with one function that is announced, and takes its time before it does its work."""
READ, BUILD, COMPILE = "optimizer.doors.take_in", "models.build.build_model", "optimizer.matrix.compile_model"
STRESS, WRITE = "optimizer.stress.stress", "optimizer.workbook.write.report_tables"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    sheets = two_sources(
        Baseline=table("item site share", ("x", "mx", 1.0)),
        Disruptions=table("scenario hits target duration loss probability", ("no cn", "site", "cn", 8, 1, 0.5)),
    )
    return write_input(tmp_path / "tiny.xlsx", sheets)


def interrupted(workbook: Path, function: str, *numbers: int, seconds: float = 2.0) -> subprocess.CompletedProcess[str]:
    """Solve, and send signals once a function has been reached."""
    words = [sys.executable, "-c", SLOWED, function, str(seconds), "solve", str(workbook)]
    process = subprocess.Popen(words, cwd=workbook.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    seen = ""
    for line in process.stderr:
        seen += line
        if line == "here\n":
            break
    for k, number in enumerate(numbers):
        time.sleep(0.3 if k else 0.0)
        process.send_signal(number)
    out, rest = process.communicate(timeout=120)
    assert "Traceback" not in seen + rest
    return subprocess.CompletedProcess(words, process.returncode, out, seen + rest)


def files(workbook: Path) -> set[str]:
    return {path.name for path in workbook.parent.iterdir()}


@pytest.mark.parametrize(
    ("function", "number"),
    [(READ, signal.SIGINT), (BUILD, signal.SIGTERM), pytest.param(COMPILE, signal.SIGINT, marks=SLOW)],
)
def test_before_there_is_anything_to_keep_one_request_quits(workbook: Path, function: str, number: int) -> None:
    done = interrupted(workbook, function, number, seconds=60)
    assert (done.returncode, done.stdout) == (6, "")
    assert done.stderr.endswith("sourcemix: stopped; there was nothing to keep yet.\n")
    assert files(workbook) == {"tiny.xlsx"}


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=SLOW)])
def test_after_the_search_one_request_leaves_out_what_is_left_and_writes_the_plan(workbook: Path, number: int) -> None:
    done = interrupted(workbook, STRESS, number)
    assert done.returncode == 5, done.stderr
    assert "Stopping: what was found so far is kept." in done.stderr
    words = "Left out because the run was stopped: the test of what disruptions do to the plan."
    assert f"- {words}" in done.stdout
    summary = openpyxl.load_workbook(workbook.with_name("tiny.plan.xlsx"))["Summary"]
    assert words in [cell.value for row in summary.iter_rows() for cell in row]


@pytest.mark.slow
def test_while_todays_plan_is_made_one_request_leaves_it_out(workbook: Path) -> None:
    done = interrupted(workbook, "optimizer.beside.todays_problem", signal.SIGINT)
    assert done.returncode == 5, done.stderr
    assert "the comparison with today's plan and the test of what disruptions do to the plan." in done.stdout


@pytest.mark.slow
def test_while_the_plan_is_written_one_request_changes_nothing(workbook: Path) -> None:
    done = interrupted(workbook, WRITE, signal.SIGINT)
    assert done.returncode == 0, done.stderr
    assert "Left out" not in done.stdout
    assert files(workbook) == {"tiny.xlsx", "tiny.plan.xlsx"}


@pytest.mark.parametrize("function", [WRITE, pytest.param(STRESS, marks=SLOW)])
def test_two_requests_quit_at_once_and_leave_no_litter(workbook: Path, function: str) -> None:
    done = interrupted(workbook, function, signal.SIGINT, signal.SIGINT, seconds=60)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.endswith("sourcemix: quit.\n")
    assert files(workbook) == {"tiny.xlsx"}


@pytest.mark.slow
def test_after_a_request_no_further_scenario_is_begun(tmp_path: Path) -> None:
    scenarios = table(
        "scenario sheet column where action value",
        ("dear", "Sources", "material_cost", ["site = cn"], "multiply", "1.2"),
    )
    disruptions = table("scenario hits target duration loss probability", ("no cn", "site", "cn", 8, 1, 0.5))
    path = write_input(tmp_path / "tiny.xlsx", two_sources(Scenarios=scenarios, Disruptions=disruptions))
    words = [sys.executable, "-c", SLOWED, STRESS, "2", "solve", str(path), "--all-scenarios"]
    process: Any = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert "here\n" in iter(process.stderr.readline, "")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 5, err
    assert "== dear" not in out
    assert files(path) == {"tiny.xlsx", "tiny.plan.xlsx", "tiny.scenarios.xlsx"}


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ([signal.SIGINT], 5),
        pytest.param([signal.SIGINT] * 2, 130, marks=SLOW),
        pytest.param([signal.SIGKILL], -9, marks=SLOW),
    ],
)
def test_a_search_in_a_process_of_its_own_ends_with_the_run(tmp_path: Path, numbers: list[int], code: int) -> None:
    from test_cli import slow_workbook

    path = slow_workbook(tmp_path / "slow.xlsx")
    script = SLOWED.replace(
        "from optimizer.cli", "import optimizer.solver.highs as highs; highs.SMALL = -1\nfrom optimizer.cli"
    )
    words = [sys.executable, "-c", script, "optimizer.solver.highs.solver_version", "0", "solve", str(path)]
    process: Any = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert any("gap" in line for line in iter(process.stderr.readline, ""))
    (solver,) = solvers_of(process.pid)
    for k, number in enumerate(numbers):
        time.sleep(0.05 if k else 0.0)
        process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == code, out + err
    assert "Traceback" not in err
    waited(lambda: is_gone(solver))
    assert path.with_name("slow.plan.xlsx").exists() == (code == 5)
    assert not list(tmp_path.glob(".sourcemix-*"))
