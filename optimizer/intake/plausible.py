"""Figures and days that are allowed, but hardly meant: a slip of units, a percentage typed as a number, a wrong year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.catalogue import catalogue
from models.issue import Severity
from models.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.problem import Problem
    from models.schema import Column, Numbers, Record

SLIP = 1000.0
"""Times that a figure is above or below the median of the others when its unit is likely wrong."""
GAP = 30.0
"""Times that the nearest other figure must be away: columns that grow step by step have no slips."""
FEWEST = 4
"""Figures a column needs before one of them can stand out."""
LIKELY = 1.5
"""Share above which a whole number is likely a percentage."""
FIRST_DAYS, LAST_DAYS = {"start", "earliest"}, {"end", "until"}
"""Columns that say from when, and until when, a row counts."""


def check_plausible(problem: Problem) -> Iterator[Issue]:
    """Look at every column of figures and of days."""
    for entry in catalogue().values():
        if entry.sheet.scalar:
            continue
        for record in entry.records:
            table = problem[record]
            for column in record.columns if len(table) else ():
                if column.kind is Kind.NUMBER:
                    figures = np.asarray(getattr(table, column.attribute), dtype=np.float64)
                    yield from _slips(table, column, figures)
                    yield from _percentages(table, column, figures)
                elif column.kind is Kind.DATE and entry.name != "Periods":
                    yield from _outside(problem, table, column)


def slips(column: Column, figures: Numbers) -> tuple[np.ndarray[Any, np.dtype[np.int64]], float]:
    """Positions of the figures whose unit is likely wrong, and the median they are compared with."""
    size, nobody = np.abs(figures), np.zeros(0, dtype=np.int64)
    told = np.isfinite(size) & (size > 0)
    if np.isfinite(column.default):
        told &= figures != column.default
    if told.sum() < FEWEST or is_mixed(column.unit):
        return nobody, 0.0
    middle = float(np.median(size[told]))
    large, small = told & (size >= SLIP * middle), told & (size <= middle / SLIP)
    rest = told & ~large & ~small
    odd = np.zeros(len(size), dtype=np.bool_)
    if large.any() and size[large].min() >= GAP * size[rest].max():
        odd |= large
    if small.any() and GAP * size[small].max() <= size[rest].min():
        odd |= small
    return (np.flatnonzero(odd), middle) if odd.sum() <= told.sum() / 4 else (nobody, 0.0)


def _slips(table: Record, column: Column, figures: Numbers) -> Iterator[Issue]:
    places, middle = slips(column, figures)
    for k in places.tolist():
        times = abs(figures[k]) / middle
        much = f"{times:,.0f} times" if times > 1 else f"a {1 / times:,.0f}th of"
        found = f"{column.name} is {figures[k]:.10g}, {much} the median of the column ({middle:.6g})."
        remedy = f"Check the unit{f': {column.unit} is meant' if column.unit else ''}."
        yield table.issue(column.name, k, "unit-slip", found, remedy, Severity.WARNING)


def _percentages(table: Record, column: Column, figures: Numbers) -> Iterator[Issue]:
    """Whole numbers in a column of shares that may be above 100 %."""
    if not column.is_fraction or column.upper <= 1 or is_mixed(column.unit):
        return
    for k in np.flatnonzero((figures > LIKELY) & np.isfinite(figures) & (figures % 1 == 0)).tolist():
        found = f"{column.name} is {figures[k]:g}, which is {100 * figures[k]:,.0f} %."
        remedy = f"If {figures[k]:g} % is meant, enter {figures[k] / 100:g}."
        yield table.issue(column.name, k, "likely-percent", found, remedy, Severity.WARNING)


def _outside(problem: Problem, table: Record, column: Column) -> Iterator[Issue]:
    """Days that keep a row from ever counting in the plan."""
    days = getattr(table, column.attribute)
    first, after = problem.horizon.starts[0], problem.horizon.starts[-1]
    last = after - np.timedelta64(1, "D")
    late = days >= after if column.name in FIRST_DAYS else np.zeros(len(days), dtype=np.bool_)
    early = days < first if column.name in LAST_DAYS else np.zeros(len(days), dtype=np.bool_)
    for k in np.flatnonzero(late | early).tolist():
        when = "after the plan ends" if late[k] else "before the plan begins"
        found = f"{column.name} is {days[k]}, {when}: the row never counts in it."
        remedy = "Check the year, or leave the row if it is meant for other plans."
        yield table.issue(
            column.name, k, "outside-horizon", found, remedy, Severity.WARNING, f"days from {first} to {last}"
        )


def is_mixed(unit: str) -> bool:
    """Whether the figures of a column are of several kinds, as those of Budgets are."""
    return not unit or " or " in unit
