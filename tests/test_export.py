"""The exported problem: read back by a solver as any other would read it, it costs what the plan costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
import pytest

from optimizer.cli import main
from optimizer.exits import Exit
from optimizer.workbook.template import write_input
from richplan import rich
from tiny import optimum, table, two_sources

if TYPE_CHECKING:
    from pathlib import Path

    from tiny import Book

SHARED = table("rule item min_sources min_active_share", ("dual", "x", 2, 0.2))
SCENARIO = table(
    "scenario sheet column where action value", ("dear", "Sources", "material_cost", ["site = cn"], "multiply", "2")
)


def exported(records: Book, path: Path, *options: str) -> Path:
    """Write the workbook, then its problem, as the command does."""
    write_input(path.with_suffix(".xlsx"), records)
    assert main(["export", str(path.with_suffix(".xlsx")), str(path), *options]) == Exit.PLAN
    return path


def least_cost(path: Path) -> float:
    """Read a file of a problem and solve it, knowing nothing else."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 0.0)
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(highs.getInfo().objective_function_value)


@pytest.mark.parametrize("ending", [".mps", ".lp"])
def test_the_problem_in_a_file_costs_what_the_plan_costs(ending: str, tmp_path: Path) -> None:
    records = two_sources(Sourcing_rules=SHARED)
    assert least_cost(exported(records, tmp_path / f"plan{ending}")) == pytest.approx(optimum(records), rel=1e-9)


def test_the_problem_of_a_scenario_costs_what_its_plan_costs(tmp_path: Path) -> None:
    found = least_cost(exported(two_sources(Scenarios=SCENARIO), tmp_path / "plan.mps", "--scenario", "dear"))
    assert found == pytest.approx(optimum(two_sources(cheap=20)), rel=1e-9)


def test_columns_and_rows_have_names_that_say_what_they_are(tmp_path: Path) -> None:
    records = two_sources(Sourcing_rules=SHARED)
    records["Sites"][0]["site"] = records["Sources"][0]["site"] = "far away"
    text = exported(records, tmp_path / "plan.mps").read_text(encoding="utf-8")
    assert "make[x,far_away,0]" in text
    assert "make[x,mx,0]" in text
    assert all(len(line.split()) <= 5 for line in text.splitlines()), "A name with a blank would be read as two"


def test_a_plan_with_everything_in_it_has_no_two_names_alike(tmp_path: Path) -> None:
    path = exported(rich(), tmp_path / "rich.mps")
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    lp = highs.getLp()
    for names in (lp.col_names_, lp.row_names_):
        assert len(set(names)) == len(names)


def test_nothing_is_exported_from_a_workbook_with_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = two_sources()
    records["Sources"][0]["material_cost"] = "cheap"
    write_input(tmp_path / "plan.xlsx", records)
    assert main(["export", str(tmp_path / "plan.xlsx"), str(tmp_path / "plan.mps")]) == Exit.INPUT
    assert "Sources!" in capsys.readouterr().err
    assert not (tmp_path / "plan.mps").exists()


def test_an_ending_that_is_no_format_is_refused_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["export", "plan.xlsx", "plan.txt"])
    assert ended.value.code == Exit.USAGE
    assert "'plan.txt' ends in neither .mps nor .lp" in capsys.readouterr().err


def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    write_input(tmp_path / "plan.xlsx", two_sources())
    assert main(["export", str(tmp_path / "plan.xlsx"), str(tmp_path / "new" / "plan.mps")]) == Exit.PLAN
    assert least_cost(tmp_path / "new" / "plan.mps") == pytest.approx(optimum(two_sources()), rel=1e-9)
