"""Published answers, reached through the planner's door: import, workbook, read, solve, checked plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from external.case import Case, reach
from external.suite import SUITE

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.external


@pytest.mark.parametrize("case", SUITE, ids=lambda case: case.name)
def test_reaches_the_published_answer_through_a_workbook(case: Case, tmp_path: Path) -> None:
    reached = reach(case, tmp_path)
    assert reached.is_proven
    assert reached.figure == pytest.approx(case.published, rel=case.digits)
