"""A bad cell is told once, where it is, and hides nothing that is wrong elsewhere."""

from __future__ import annotations

import random
from typing import Any

import pytest

from models.catalogue import catalogue
from models.issue import Severity
from models.schema import Kind
from optimizer import check
from richplan import rich

GARBAGE: dict[Kind, tuple[Any, ...]] = {
    Kind.NUMBER: ("#N/A", "soon", -1e9, float("nan")),
    Kind.TEXT: ("#REF!", "bell\x07", "zzzzz"),
    Kind.FLAG: ("#N/A", "perhaps"),
    Kind.DATE: ("#N/A", "31 February", 5),
    Kind.NAMES: ("#N/A", "bell\x07"),
}
CELLS = [
    (sheet, k, name)
    for sheet, rows in rich().items()
    for k, record in enumerate(rows)
    for name in record
    if record[name] is not None
]


def _column(sheet: str, name: str) -> Any:
    return next(column for column in catalogue()[sheet].columns if column.name == name)


def _told(records: Any) -> set[str]:
    return {str(issue) for issue in check(records) if issue.severity is not Severity.NOTE}


USUAL = _told(rich())
"""What is said of the plan anyway."""


def _is_told_once(sheet: str, k: int, name: str, value: Any) -> None:
    records = rich()
    records[sheet][k][name] = value
    where = f"{sheet}[{k + 1}].{name}"
    if sheet == "Settings":
        where = f"Settings[{list(records[sheet][0]).index(name) + 1}].value"
    (told,) = _told(records) - USUAL
    assert told.startswith(f"{where}: ")


def _bad_values(sheet: str, name: str) -> list[Any]:
    column = _column(sheet, name)
    values = [value for value in GARBAGE[column.kind] if value != "zzzzz" or column.choices or column.refers_to]
    return [value for value in values if not (value == -1e9 and column.lower < 0)]


@pytest.mark.parametrize("part", range(4))
def test_a_bad_cell_is_told_once_and_nothing_else_is(part: int) -> None:
    draw = random.Random(part)  # noqa: S311 - a sample, no secret
    for sheet, k, name in draw.sample(CELLS, 12):
        _is_told_once(sheet, k, name, draw.choice(_bad_values(sheet, name)))


@pytest.mark.slow
@pytest.mark.parametrize("sheet", rich())
def test_each_bad_cell_is_told_once_and_nothing_else_is(sheet: str) -> None:
    for other, k, name in CELLS:
        if other == sheet:
            for value in _bad_values(sheet, name):
                _is_told_once(sheet, k, name, value)
