"""Workbooks of a few kilobytes that were made to do harm are met with an answer, in bounded time and memory.

No time is asserted: what would take hours without its limit would not end here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hostile import HOSTILE
from models.issue import Severity
from optimizer.doors import take_in
from optimizer.limits import Limits, Trust

if TYPE_CHECKING:
    from pathlib import Path

SLOW = {
    "merged cells, oddly written",
    "validations without end",
    "long unknown titles",
    "one part under many titles",
    "titles without end",
    "number of many digits",
}
"""Those that take openpyxl, or guesses at what was meant, some seconds."""
BOUNDED = Limits(Trust.SMALL, memory_bytes=2 << 30, seconds=20)


@pytest.mark.parametrize("name", [pytest.param(n, marks=[pytest.mark.slow] if n in SLOW else []) for n in HOSTILE])
def test_a_workbook_made_to_do_harm_is_answered(name: str, tmp_path: Path) -> None:
    path = HOSTILE[name](tmp_path / "hostile.xlsx")
    assert path.stat().st_size < 1_000_000
    issues = take_in(path, limits=BOUNDED).issues
    assert issues[0].severity is Severity.ERROR
    assert all(len(str(issue)) < 100_000 for issue in issues)


def test_openpyxl_is_stopped_when_it_takes_too_long(tmp_path: Path) -> None:
    path = HOSTILE["merged cells, oddly written"](tmp_path / "hostile.xlsx")
    (issue,) = take_in(path, limits=Limits(Trust.SMALL, memory_bytes=2 << 30, seconds=1)).issues
    assert issue.code == "too-slow"
