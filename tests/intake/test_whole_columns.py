"""Columns read whole say the same as their cells read one by one, and nothing grows faster than the input."""

from __future__ import annotations

import datetime as dt
import difflib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badbook import GOOD, records
from models.catalogue import INCLUDE, catalogue
from models.issue import Severity
from models.schema import as_array
from optimizer import check
from optimizer.intake.cells import is_blank, parse, tidy
from optimizer.intake.columns import read_column
from optimizer.intake.raw import UNCALCULATED

if TYPE_CHECKING:
    from models.schema import Column

COLUMNS = [INCLUDE, *{(c.kind, c.required, c.whole, bool(c.choices), c.lower, c.upper): c
                      for entry in catalogue().values() for c in entry.columns}.values()]  # fmt: skip
AWARE = dt.datetime(2027, 1, 1, 1, tzinfo=dt.UTC)
CELLS = st.sampled_from([
    None, "", "  ", "\u200b\u00a0", "x", " Yes ", "no", "ALL", "a; b;a", "1", "1.5 %", "1,5", "#N/A", UNCALCULATED, "2027-01-31",
    "x" * 600, "bell\x07", 0, 1, 2, -1, 10**400, 2**60, 0.0, -0.0, 1.0, 0.5, 1e300, float("inf"), float("nan"), True, False,
    dt.date(2027, 1, 1), dt.datetime(2027, 1, 1, 6), dt.time(6), AWARE, AWARE.astimezone(dt.timezone(dt.timedelta(hours=-2))),  # noqa: DTZ001 - Excel knows no time zones
    np.float64(3), np.int64(3), np.bool_(True), ["a", "b"], (), ("a",),
]) | st.floats() | st.integers() | st.text(max_size=4)  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS, ids=lambda c: c.name)
@given(values=st.lists(CELLS, max_size=12))
@settings(max_examples=12)
def test_a_column_read_whole_is_its_cells_read_one_by_one(column: Column, values: list[Any]) -> None:
    array, complaints = read_column(column, values)
    one_by_one = [parse(column, value) for value in values]
    expected = as_array(column, [result for result, _ in one_by_one])
    np.testing.assert_array_equal(array, expected)
    assert array.dtype == expected.dtype
    assert [repr(v) for v in array.tolist()] == [repr(v) for v in expected.tolist()]
    assert complaints == [(k, complaint) for k, (_, complaint) in enumerate(one_by_one) if complaint]


@given(
    st.text() | st.none() | st.integers() | st.sampled_from([" ", "\u200b", "\u00a0\ufeff", "\x1f", "\x85", "\u2060\n"])
)
def test_blank_is_what_nothing_is_left_of(value: Any) -> None:
    assert is_blank(value) == (tidy(value) is None)


def test_guesses_are_limited_and_the_first_ones_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    honest = difflib.get_close_matches

    def counting(word: str, known: Any, **how: Any) -> list[str]:
        asked.append(len(known))
        return honest(word, known, **how)

    monkeypatch.setattr(difflib, "get_close_matches", counting)
    items = [["item", "value"], *([f"item {k}", 1] for k in range(1000)), ["pack", 1], ["cell", 1]]
    bom = [["parent", "child", "quantity"], *(["pack", f"itm {k}", 1] for k in range(3000))]
    issues = check(records({**GOOD, "Items": items, "BOM": bom}))
    unknown = [issue for issue in issues if issue.code == "unknown-reference"]
    assert len(unknown) == 201
    assert unknown[0].remedy == "Did you mean item 0?"
    assert unknown[150].remedy == "Correct the name, or add it to Items."
    assert sum(asked) < 250_000


def test_many_unknown_columns_are_noted_without_guessing_at_each(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(difflib, "get_close_matches", lambda word, *_, **__: asked.append(word) or [])
    wide = [{**record, **{f"extra {k}": 1 for k in range(100_000)}} for record in records(GOOD)["Items"]]
    issues = check({**records(GOOD), "Items": wide})
    assert {issue.severity for issue in issues} == {Severity.NOTE}
    assert len(asked) < 100_000
