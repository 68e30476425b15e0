"""`sourcemix simulate` as a process: what it reads, writes, says and refuses."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from optimizer.errors import InputError
from optimizer.plan_file import read_plan
from optimizer.workbook.template import write_input
from tiny import table, two_sources


def _run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "optimizer.cli", *map(str, arguments)]
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an input, its plan and the plan's JSON, and the plan of a scenario."""
    folder = tmp_path_factory.mktemp("plans")
    sheets = two_sources(
        Demand=table("site item period quantity sd", ("us", "x", "ALL", 100, 20)),
        Inventory=table("site item may_hold", ("us", "x", "No")),
        Disruptions=table("scenario hits target duration loss probability", ("no cn", "site", "cn", 8, 1, 0.5)),
        Scenarios=table("scenario sheet column where action value", ("dear", "Sources", "material_cost", ["site = cn"], "multiply", "1.6")),
    )  # fmt: skip
    write_input(folder / "tiny.xlsx", sheets)
    assert _run("solve", "tiny.xlsx", "--json", "--quiet", cwd=folder).returncode == 0
    assert _run("solve", "tiny.xlsx", "--quiet", "--scenario", "dear", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


def test_it_writes_beside_the_plan_and_says_what_is_not_kept_and_why(folder: Path) -> None:
    done = _run("simulate", "copy/tiny.plan.xlsx", "--replications", 100, cwd=folder.parent)
    assert done.returncode == 0, done.stderr
    assert "promises are not kept." in done.stdout
    assert "x at us: 100.0% planned" in done.stdout
    assert "Disruptions, most of all no cn, reach x at us." in done.stdout
    book = openpyxl.load_workbook(folder / "tiny.simulation.xlsx")
    assert book.sheetnames == ["Summary", "Fill_rates", "Survival", "Run_info"]
    assert book["Summary"]["A2"].value in done.stdout


def test_twice_gives_the_same_and_the_json_twin_too(folder: Path) -> None:
    before = (folder / "tiny.plan.xlsx").read_bytes()
    first, second = (
        _run("simulate", "tiny.plan.xlsx", "--quiet", "--seed", 7, "--replications", 50, cwd=folder) for _ in range(2)
    )
    twin = _run("simulate", "tiny.plan.json", "--quiet", "--seed", 7, "--replications", 50, cwd=folder)
    assert first.stdout == second.stdout == twin.stdout
    assert first.stderr == ""
    assert (folder / "tiny.plan.xlsx").read_bytes() == before


def test_the_plan_of_a_scenario_is_replayed_in_it(folder: Path) -> None:
    problem, _ = read_plan(folder / "tiny.dear.plan.xlsx")
    assert problem.digest.endswith(":dear")
    done = _run("simulate", "tiny.dear.plan.xlsx", "--quiet", "--replications", 10, "--weeks", 10, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert (folder / "tiny.dear.simulation.xlsx").exists()


def test_a_missing_input_is_named_and_can_be_given(folder: Path) -> None:
    (folder / "tiny.xlsx").rename(folder / "elsewhere.xlsx")
    done = _run("simulate", "tiny.plan.xlsx", cwd=folder)
    assert done.returncode == 3
    assert "tiny.plan.xlsx: The input it was made from is missing: tiny.xlsx." in " ".join(done.stderr.split())
    assert "--input" in done.stderr
    assert not (folder / "tiny.simulation.xlsx").exists()
    given = _run(
        "simulate",
        "tiny.plan.xlsx",
        "--input",
        "elsewhere.xlsx",
        "--out",
        "new",
        "--quiet",
        "--replications",
        9,
        cwd=folder,
    )
    assert given.returncode == 0, given.stderr
    assert (folder / "new" / "tiny.simulation.xlsx").exists()


def test_an_input_that_has_changed_is_refused(folder: Path) -> None:
    write_input(folder / "tiny.xlsx", two_sources(cheap=9))
    done = _run("simulate", "tiny.plan.xlsx", cwd=folder)
    assert done.returncode == 3
    assert "tiny.xlsx has changed since the plan was made from it" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["tiny.xlsx", "nowhere.plan.xlsx", "broken.json", "old.json"])
def test_what_is_no_plan_is_refused(folder: Path, name: str) -> None:
    (folder / "broken.json").write_text("{")
    (folder / "old.json").write_text('{"tables": {}}')
    done = _run("simulate", name, cwd=folder)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_an_output_that_is_the_plan_gives_exit_8(folder: Path) -> None:
    done = _run("simulate", "tiny.plan.xlsx", "--output", "tiny.plan.xlsx", "--quiet", "--replications", 2, cwd=folder)
    assert (done.returncode, "is the input itself" in done.stderr) == (8, True)
    assert _run("simulate", "tiny.plan.xlsx", "--output", "x.csv", cwd=folder).returncode == 8


@pytest.mark.parametrize("option", [("--replications", "0"), ("--weeks", "-1"), ("--seed", "x"), ("--seed", "-1")])
def test_wrong_usage_gives_exit_2(option: tuple[str, str], tmp_path: Path) -> None:
    assert _run("simulate", "x.xlsx", *option, cwd=tmp_path).returncode == 2


def test_an_edited_plan_is_refused_cell_by_cell(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "tiny.plan.xlsx")
    book["Flows"]["B6"] = "mars"
    book.save(folder / "tiny.plan.xlsx")
    with pytest.raises(InputError, match=r"Flows!B6: origin is 'mars'"):
        read_plan(folder / "tiny.plan.xlsx")
