from __future__ import annotations

import pytest

from models.issue import Severity
from tiny import book, issues, table


@pytest.mark.parametrize(("small", "warned"), [(0.01, True), (1.0, False), (0.0, False)])
def test_figures_too_far_apart_are_named_with_both_cells(small: float, *, warned: bool) -> None:
    demand = table("site item period quantity", ("us", "x", "P1", 100_000), ("mx", "x", "P1", small))
    found = issues(book(Demand=demand)).get("wide-spread")
    assert (found is not None) == warned
    if found is not None:
        assert found.severity is Severity.WARNING
        assert "100000 is more than a million times 0.01 in Demand" in found.found
