"""Where a plan goes: beside its input, as a whole or not at all; and its JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from models.issue import Issue, Severity
from network import network
from optimizer.errors import NoValueError, OutputError
from optimizer.json_plan import plan_as_json, summary_as_json, write_json
from optimizer.outcome import Outcome, Status
from optimizer.planning import solve
from optimizer.workbook.write import plan_path, write_plan
from planbook import MADE
from tiny import accepted, book, solved, table

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    found = solve(accepted(network()))
    note = Issue("Sites", 7, "C", "odd-name", "=A note, half \ud83d.", "Look at it.", Severity.WARNING)
    return replace(found, issues=(note,))


def test_the_plan_goes_beside_its_input_unless_told_otherwise(tmp_path: Path) -> None:
    source = tmp_path / "ev.xlsx"
    assert plan_path(source) == tmp_path / "ev.plan.xlsx"
    assert plan_path(source, tmp_path) == tmp_path / "ev.plan.xlsx"
    assert plan_path(source, tmp_path / "new folder") == tmp_path / "new folder" / "ev.plan.xlsx"
    assert plan_path(source, tmp_path / "mine.XLSX") == tmp_path / "mine.XLSX"
    with pytest.raises(OutputError, match="no name for a workbook"):
        plan_path(source, tmp_path / "plan.xls")


@pytest.mark.parametrize("write", [write_plan, write_json])
def test_the_input_is_never_written_over(write: Any, outcome: Outcome, tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    source.write_bytes(b"the planner's work")
    alias = tmp_path / "alias.xlsx"
    alias.symlink_to(source)
    for target in (source, alias):
        with pytest.raises(OutputError, match="is the input itself"):
            write(outcome, target, input_path=source)
    assert source.read_bytes() == b"the planner's work"


def test_a_failure_halfway_leaves_the_old_plan_and_no_litter(
    outcome: Outcome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "p.plan.xlsx"
    target.write_bytes(b"old plan")

    def full_disk(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("optimizer.workbook.write.write_run_info", full_disk)
    with pytest.raises(OutputError, match="No space left"):
        write_plan(outcome, target, MADE)
    assert target.read_bytes() == b"old plan"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_in_the_way_is_reported_with_what_to_do(outcome: Outcome, tmp_path: Path) -> None:
    target = tmp_path / "p.plan.xlsx"
    target.mkdir()
    with pytest.raises(OutputError, match="choose another name"):
        write_plan(outcome, target, MADE)
    assert list(tmp_path.iterdir()) == [target]


def test_a_plan_is_replaced_as_a_whole_without_litter(outcome: Outcome, tmp_path: Path) -> None:
    target = tmp_path / "p.plan.xlsx"
    target.write_bytes(b"old plan")
    write_plan(outcome, target, MADE)
    write_json(outcome, target.with_suffix(".json"))
    assert {path.name for path in tmp_path.iterdir()} == {"p.plan.xlsx", "p.plan.json"}
    assert "Summary" in openpyxl.load_workbook(target).sheetnames


def test_the_same_outcome_gives_the_same_file(outcome: Outcome, tmp_path: Path) -> None:
    first, second = (write_plan(outcome, tmp_path / name, MADE) for name in ("a.xlsx", "b.xlsx"))
    assert first.read_bytes() == second.read_bytes()


def test_json_knows_no_infinity(outcome: Outcome, tmp_path: Path) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    content = write_json(outcome, tmp_path / "p.json").read_text(encoding="utf-8")
    twin = json.loads(content, parse_constant=refuse)
    unlimited = [row for row in twin["tables"]["Capacity"] if row["existing"] is None]
    assert unlimited
    assert twin["summary"] == summary_as_json(outcome)
    assert twin["summary"]["cost"] == pytest.approx(outcome.cost)


def test_json_takes_text_that_has_no_utf_8(outcome: Outcome, tmp_path: Path) -> None:
    twin = json.loads(write_json(outcome, tmp_path / "p.json").read_text(encoding="utf-8"))
    assert twin["tables"]["Problems"][0]["problem"] == "=A note, half \ud83d."


def test_an_impossible_plan_has_an_explanation_and_no_tables(tmp_path: Path) -> None:
    found = solved(book(Sources=table("site item material_cost capacity", ("cn", "x", 10, 40))))
    twin = plan_as_json(found)
    assert twin["summary"]["status"] == Status.INFEASIBLE.name
    assert twin["summary"]["cost"] is None
    assert (len(twin["explanation"]), twin["tables"]) == (2, {})
    capacity, loss = twin["diagnosis"]["remedies"]
    assert capacity["checked"]
    assert [edit["column"] for edit in (*capacity["edits"], *loss["edits"])] == ["capacity", "shortage_cost"]
    assert (capacity["words"], loss["words"][:9]) == ("", "let what ")
    with pytest.raises(NoValueError):
        write_plan(found, tmp_path / "p.xlsx")
    assert not list(tmp_path.iterdir())
