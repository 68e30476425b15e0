"""Figures and days that are allowed, but hardly meant: slips of units, percentages typed as numbers, wrong years."""

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
    from models.schema import Column, Numbers, Record, Texts

    Places = np.ndarray[Any, np.dtype[np.intp]]

SLIP = 1000.0
"""Times that a figure is above or below the median of the others when its unit is likely wrong."""
CLOSE_SLIP = 300.0
"""The same among figures of one item, which differ less."""
GAP = 30.0
"""Times that the nearest other figure must be away from small ones, and that figures of one item may differ."""
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
            table, groups = problem[record], groups_of(getattr(problem[entry.sheet], "item", None))
            for column in record.columns if len(table) else ():
                if column.kind is Kind.NUMBER:
                    figures = np.asarray(getattr(table, column.attribute), dtype=np.float64)
                    yield from _slips(table, column, figures, groups)
                    yield from _percentages(table, column, figures)
                elif column.kind is Kind.DATE and entry.name != "Periods":
                    yield from _outside(problem, table, column)


def groups_of(items: Texts | None) -> Places | None:
    """Number the items of a table, one number a row; None for a table without items."""
    if items is None:
        return None
    known: dict[str, int] = {}
    return np.fromiter((known.setdefault(item, len(known)) for item in items.tolist()), np.intp, len(items))


@np.errstate(over="ignore")  # a figure near the largest there is stays infinitely far from its like
def slips(column: Column, figures: Numbers, groups: Places | None = None) -> dict[int, float]:
    """Positions of the figures whose unit is likely wrong, and the median of those they are compared with.

    Parameters
    ----------
    groups
        Number of the item that each figure is about: those of one item are compared with each other, more closely.

    """
    size = np.abs(figures)
    told = np.isfinite(size) & (size > 0)
    if np.isfinite(column.default):
        told &= figures != column.default
    if told.sum() < FEWEST or is_mixed(column.unit):
        return {}
    found = _in_column(size, np.flatnonzero(told))
    return found if groups is None else {**_in_groups(size, np.flatnonzero(told), groups), **found}


def _in_column(size: Numbers, told: Places) -> dict[int, float]:
    """Figures a thousand times above the median, or about as far from it and away from all others."""
    middle = float(np.median(size[told]))
    ratio = size[told] / middle
    far, low = ratio >= SLIP / 2, ratio <= 2 / SLIP
    rest = ratio[~far & ~low]
    if far.any() and ratio[far].min() < GAP * rest.max():
        far = ratio >= SLIP
    if low.any() and GAP * ratio[low].max() > rest.min():
        low[:] = False
    odd = told[far | low].tolist()
    return dict.fromkeys(odd, middle) if len(odd) <= len(told) / FEWEST else {}


def _in_groups(size: Numbers, told: Places, groups: Places) -> dict[int, float]:
    """Figures that are far from those of the same item, which agree among themselves."""
    group = groups[told]
    order = np.argsort(group, kind="stable")
    bounds = np.flatnonzero(np.diff(group[order], prepend=-1))
    ordered = size[told[order]]
    spread = np.maximum.reduceat(ordered, bounds) / np.minimum.reduceat(ordered, bounds)
    ends = np.append(bounds[1:], len(order))
    found: dict[int, float] = {}
    for k in np.flatnonzero((spread >= CLOSE_SLIP) & (ends - bounds >= FEWEST)).tolist():
        places = told[order[bounds[k] : ends[k]]]
        middle = float(np.median(size[places]))
        ratio = size[places] / middle
        odd = (ratio >= CLOSE_SLIP) | (ratio <= 1 / SLIP)
        rest = size[places[~odd]]
        if odd.sum() <= len(places) / FEWEST and rest.max() <= GAP * rest.min():
            found |= dict.fromkeys(places[odd].tolist(), middle)
    return found


def _slips(table: Record, column: Column, figures: Numbers, groups: Places | None) -> Iterator[Issue]:
    for k, middle in sorted(slips(column, figures, groups).items()):
        times = abs(float(figures[k])) / middle
        much = f"{times:,.0f} times" if times > 1 else f"a {1 / times:,.0f}th of"
        found = f"{column.name} is {figures[k]:.10g}, {much} the median of its like ({middle:.6g})."
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
