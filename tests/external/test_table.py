"""The command that shows published against reached, and its place in the README."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from external.__main__ import BEGIN, END, README, publish
from external.suite import LEFT_OUT, SUITE

ROOT = Path(__file__).parents[2]


def test_the_command_shows_the_cases_that_are_asked_for() -> None:
    command = [sys.executable, "-m", "tests.external", "Wagner", "--markdown"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("| Wagner")]
    assert [cell.strip() for cell in line.strip("| ").split("|")][:4] == [
        "Wagner and Whitin, four lots", "textbook", "1,380", "1,380",
    ]  # fmt: skip
    assert "- 1 of 1 agree" in done.stdout


def test_the_readme_shows_every_case_as_agreeing_and_why_others_are_left_out() -> None:
    section = README.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    shown = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| ")][1:]
    assert shown == [case.name for case in SUITE]
    assert f"{len(SUITE)} of {len(SUITE)} agree" in section
    assert all(name in section for name in LEFT_OUT)


def test_a_readme_without_markers_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from benchmarks.table import Table

    readme = tmp_path / "README.md"
    readme.write_text("No place for it.")
    monkeypatch.setattr("external.__main__.README", readme)
    with pytest.raises(ValueError, match="has no <!-- external -->"):
        publish(Table("t", ("a",), ()))
    assert readme.read_text() == "No place for it."


def test_names_of_cases_differ() -> None:
    assert len({case.name for case in SUITE}) == len(SUITE)
