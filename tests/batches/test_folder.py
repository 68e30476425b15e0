"""Which files of a folder are workbooks, and where their plans go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optimizer.batches.folder import entries
from optimizer.errors import BatchError

if TYPE_CHECKING:
    from pathlib import Path


def _folder(place: Path, *names: str) -> Path:
    for name in names:
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return place


def test_plans_and_open_hidden_and_other_files_are_no_workbooks(tmp_path: Path) -> None:
    names = ("b.xlsx", "a.xlsx", "a.plan.xlsx", "a.scenarios.xlsx", "~$a.xlsx", ".c.xlsx", "d.csv", "batch.xlsx")
    folder = _folder(tmp_path, *names)
    assert [entry.name for entry in entries(folder, tmp_path / "out", "*")] == ["a.xlsx", "b.xlsx"]


def test_a_pattern_may_look_into_folders_but_never_into_that_of_the_results(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "a.xlsx", "deep/b.xlsx", "out/c.xlsx", ".git/d.xlsx")
    found = entries(folder, folder / "out", "**/*.xlsx")
    assert [entry.name for entry in found] == ["a.xlsx", "deep/b.xlsx"]
    assert found[1].target == folder / "out" / "deep" / "b.plan.xlsx"


def test_results_may_stand_beside_the_workbooks(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "a.xlsx", "a.plan.xlsx")
    (entry,) = entries(folder, folder)
    assert entry.target == folder / "a.plan.xlsx"


def test_workbooks_that_differ_by_their_ending_alone_keep_it_in_the_name_of_the_plan(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "a.xlsx", "a.json", "A.xlsm", "b.json")
    found = {entry.name: entry.target.name for entry in entries(folder, tmp_path / "out", "*.*")}
    assert found == {
        "a.xlsx": "a.xlsx.plan.xlsx",
        "a.json": "a.json.plan.xlsx",
        "A.xlsm": "A.xlsm.plan.xlsx",
        "b.json": "b.plan.xlsx",
    }


@pytest.mark.parametrize("pattern", ["", "/etc/*.xlsx"])
def test_what_is_no_pattern_is_refused(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(BatchError, match="no pattern"):
        entries(_folder(tmp_path, "a.xlsx"), tmp_path / "out", pattern)
