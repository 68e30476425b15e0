"""Plans that are another's in all that matters: in other units of money, other names, another order of rows."""

from __future__ import annotations

import copy
import itertools
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from models.catalogue import catalogue
from models.schema import Kind

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schema import Column
    from tiny import Book

ODD_NAMES = {
    "cn": "zz 1", "mx": "yy 2", "asm": "xx=3", "asm2": "ww,4", "hub": "vv[5]", "us": "uu 6", "x": "Ω item", "c": "b;c",
    "d": "a&d", "CN": "R9", "MX": "R8", "US": "R7",
}  # fmt: skip
"""Other names for what random plans speak of; they sort in the opposite order."""


def renamed(plan: Book) -> Book:
    """The plan with odd names for its sites, items and regions, wherever a cell speaks of them."""
    word = re.compile(rf"\b({'|'.join(ODD_NAMES)})\b")

    def other(value: Any) -> Any:
        return word.sub(lambda found: ODD_NAMES[found[0]], value) if isinstance(value, str) else value

    return {
        sheet: rows
        if sheet == "Settings"
        else [{column: other(value) for column, value in row.items()} for row in rows]
        for sheet, rows in plan.items()
    }


def shuffled(plan: Book, random: Any) -> Book:
    """The plan with the rows of each sheet in another order."""
    return {
        name: rows if name in {"Settings", "Periods"} else random.sample(rows, len(rows)) for name, rows in plan.items()
    }


def in_money(plan: Book, factor: float) -> Book:
    """The plan with every amount of money that many times as large."""
    scaled = copy.deepcopy(plan)
    for name, entry in catalogue().items():
        for column, row in itertools.product(entry.columns, scaled.get(name, [])):
            if column.kind is Kind.NUMBER and row.get(column.name) is not None and _is_money(name, column, row):
                row[column.name] *= factor
    return scaled


def _is_money(sheet: str, column: Column, row: dict[str, Any]) -> bool:
    """Whether a cell is an amount of money."""
    if (sheet, column.name) == ("Budgets", "limit"):
        return row["kind"] in {"capex", "qualification"}
    if (sheet, column.name) == ("Incentives", "amount"):
        return row["basis"] == "unit"
    return column.unit.startswith("money")


def assert_same(one: Problem, other: Problem) -> None:
    """Every column of every table of two problems is the same, numbers to the 16 digits that a workbook keeps."""
    for entry in catalogue().values():
        for record in entry.records:
            for column in record.columns:
                left, right = (np.asarray(getattr(p[record], column.attribute)) for p in (one, other))
                where = f"{entry.name}.{column.name}"
                if left.dtype == right.dtype == np.float64:
                    np.testing.assert_allclose(left, right, rtol=1e-15, atol=0, err_msg=where)
                else:
                    np.testing.assert_array_equal(left, right, err_msg=where)
