"""The table of problems on a terminal: by sheet, within the width, in colours only where somebody sees them."""

from __future__ import annotations

import io

import pytest

from models.issue import Issue, Severity
from optimizer.problem_table import BOLD, COLOURS, print_problems, problem_lines

ISSUES = [
    Issue("Sites", 6, "C", "unknown-word", "role is 'maker'.", "Use one of: supplier, plant, warehouse, market."),
    Issue("Items", 12, "AB", "negative", "value is -1.", "Enter a value of at least 0."),
    Issue("Items", 9, "", "orphan", "Nobody makes bolts.", "Add a source."),
    Issue("Sites", 0, "", "unused", "Two sites are not used.", "", Severity.WARNING),
    Issue("plan.xlsx", 0, "", "macros", "The workbook has macros.", "", Severity.NOTE),
]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_problems_stand_by_sheet_with_the_worst_first() -> None:
    assert problem_lines(ISSUES, 60) == [
        "Sites",
        "  error    C6    role is 'maker'. Use one of: supplier,",
        "                 plant, warehouse, market.",
        "  warning        Two sites are not used.",
        "",
        "Items",
        "  error    AB12  value is -1. Enter a value of at least 0.",
        "  error    9:9   Nobody makes bolts. Add a source.",
        "",
        "plan.xlsx",
        "  note           The workbook has macros.",
        "",
        "3 errors, 1 warning, 1 note.",
    ]


def test_a_long_address_has_a_line_of_its_own() -> None:
    issue = Issue("Lead_times", 1234, ".lead_time_sd_of_all", "negative", "It is -1.", "")
    lines = problem_lines([issue], 80)
    assert lines[1].endswith("[1234].lead_time_sd_of_all")
    assert lines[2].strip() == "It is -1."


@pytest.mark.parametrize("columns", [40, 80, 300])
def test_a_terminals_width_is_kept(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    stream = _Terminal()
    print_problems([Issue("Sites", 6, "C", "code", "word " * 100, "")], stream)
    longest = max(map(len, stream.getvalue().splitlines()))
    assert longest <= min(max(columns, 60), 140)
    assert longest > min(max(columns, 60), 140) - 8


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    terminal, file, dumb = _Terminal(), io.StringIO(), _Terminal()
    print_problems(ISSUES, terminal)
    assert f"{BOLD}Sites" in terminal.getvalue()
    assert COLOURS[Severity.ERROR] in terminal.getvalue()
    print_problems(ISSUES, file)
    monkeypatch.setenv("TERM", "dumb")
    print_problems(ISSUES, dumb)
    assert "\033" not in file.getvalue() + dumb.getvalue()


def test_no_text_of_an_input_does_anything_to_the_terminal() -> None:
    lines = problem_lines([Issue("a\x1b]0;b\x07", 1, "A", "code", "x\x1b[2J\r\ny\x9b", "")], 80)
    assert lines[0] == "a\\x1b]0;b\\x07"
    assert lines[1].endswith("x\\x1b[2J  y\\x9b")
