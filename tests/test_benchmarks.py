"""The benchmarks' own arithmetic and printing; that each of them runs is seen with ``pytest -m benchmark``."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import growth, published, table
from benchmarks.cold import Way, alternate, medians
from benchmarks.table import Table, bar

EXAMPLE = Table("B2. Title", ("way", "CPU s"), (("ours", "1.00"), ("by hand", "0.50")), ("a note",))


def test_figures_are_printed_as_the_docstrings_say() -> None:
    assert doctest.testmod(table).failed == 0


def test_columns_of_a_table_stand_below_each_other() -> None:
    assert EXAMPLE.as_text().splitlines() == [
        "B2. Title",
        "",
        "way      CPU s",
        "ours      1.00",
        "by hand   0.50",
        "  a note",
    ]


def test_markdown_has_a_rule_below_the_header_and_notes_as_a_list() -> None:
    lines = EXAMPLE.as_markdown().splitlines()
    assert lines[2:] == ["| way | CPU s |", "|---|---:|", "| ours | 1.00 |", "| by hand | 0.50 |", "", "- a note"]


def test_a_bar_that_is_not_met_says_so() -> None:
    assert bar("<= 2 s", "3 s", met=False) == "Bar: <= 2 s. Reached: 3 s, NOT met."


def test_medians_are_of_each_figure_by_itself() -> None:
    assert medians([{"cpu": 1.0, "mb": 9.0}, {"cpu": 5.0, "mb": 7.0}, {"cpu": 2.0, "mb": 8.0}]) == {
        "cpu": 2.0,
        "mb": 8.0,
    }


def test_growth_with_the_square_of_the_columns_has_power_two() -> None:
    small, large = {"columns": 10.0, "cpu": 3.0}, {"columns": 40.0, "cpu": 48.0}
    assert growth.exponent(small, large, "cpu") == pytest.approx(2.0)


def test_an_optional_way_that_cannot_run_is_left_out_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert alternate({"nobody": Way("no_such_module", (), optional=True)}, 2) == {}
    assert capsys.readouterr().err.count("nobody: left out") == 1


def test_a_needed_way_that_cannot_run_stops_the_measurement() -> None:
    with pytest.raises(RuntimeError, match="no_such_module"):
        alternate({"nobody": Way("no_such_module", ())}, 1)


def test_figures_are_put_between_the_markers_and_nothing_else_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- benchmarks -->\nold\n<!-- /benchmarks -->\nafter\n", encoding="utf-8")
    monkeypatch.setattr(published, "README", readme)
    published.publish([EXAMPLE])
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("before\n<!-- benchmarks -->\nMachine: ")
    assert text.endswith(".\n<!-- /benchmarks -->\nafter\n")
    assert "- a note\n- Measured on " in text
    assert "old" not in text


def test_tables_of_other_benchmarks_stay_in_their_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(
        "<!-- benchmarks -->\nM\n\n**B1. First**\n\n| a |\n\n**B2. Before**\n\n**B4. Last**\n<!-- /benchmarks -->",
        encoding="utf-8",
    )
    monkeypatch.setattr(published, "README", readme)
    published.publish([EXAMPLE])
    titles = [line for line in readme.read_text(encoding="utf-8").splitlines() if line.startswith("**")]
    assert titles == ["**B1. First**", "**B2. Title**", "**B4. Last**"]


def test_a_readme_without_markers_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("nothing here", encoding="utf-8")
    monkeypatch.setattr(published, "README", readme)
    with pytest.raises(ValueError, match="has no"):
        published.publish([EXAMPLE])


@pytest.mark.benchmark
@pytest.mark.parametrize("name", ["B1", "B2", "B3", "B4", "B6", "B8"])
def test_each_benchmark_runs_quickly_and_prints_its_table(name: str) -> None:
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", name, "--quick", "--markdown"],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"**{name}. " in done.stdout
    assert "left out" not in done.stderr
