"""Stand-ins for values that cannot be read: they let the rest of a workbook be checked, and never reach a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models import DAYS_PER_WEEK
from models.schema import Kind, as_array

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from models.schema import Column, Record

ANY_DAY = np.datetime64("2027-01-01", "D")


def stand_in(column: Column, values: NDArray[Any], cells: Collection[int]) -> NDArray[Any]:
    """Return a column in which some cells hold what does least harm: the default, or the median of the others."""
    new, places = values.copy(), sorted(cells)
    if column.kind is Kind.NUMBER and column.required:
        others = np.delete(values, places)
        middle = float(np.median(others)) if len(others) and np.isfinite(others).all() else 1.0
        new[places] = min(max(middle, column.lower), column.upper)
    elif column.required and column.choices:
        new[places] = column.choices[0]
    else:
        new[places] = as_array(column, [column.default] * len(places))
    return new


def in_order(periods: Record) -> Record:
    """Return the periods laid end to end by their weeks, from the first day that is known."""
    starts, weeks = getattr(periods, "start"), getattr(periods, "weeks")  # noqa: B009 - a record of any sheet
    known = starts[~np.isnat(starts)]
    first = known[0] if len(known) else ANY_DAY
    days = np.concatenate(([0.0], np.cumsum(np.maximum(weeks, 1 / DAYS_PER_WEEK) * DAYS_PER_WEEK)[:-1]))
    return periods.replacing(start=first + np.ceil(days).astype("timedelta64[D]")) if len(periods) else periods
