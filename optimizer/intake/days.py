"""Days: dates as they are, dates that were typed as text, and figures that stand for a day."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.intake.complaint import Complaint, shortened
from optimizer.intake.letters import skeleton

if TYPE_CHECKING:
    from models.schema import Column
    from optimizer.intake.complaint import Parsed

FIRST, LAST = dt.date(1990, 1, 1), dt.date(2150, 1, 1)
"""Days outside of these are slips: cells with 0 show as 1900, two digits typed for a year as the year 27."""
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?")
_NUMERIC = re.compile(r"([0-9]{1,4})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{1,4})\.?")
_DAY_ZERO = dt.date(1899, 12, 30)
_ENTER = "Enter a date, or text such as 2027-01-31."


def parse_day(column: Column, value: Any) -> Parsed:
    """Read the day in a cell."""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[D]").astype(object)
    if isinstance(value, str):
        return _from_text(column, value)
    if not isinstance(value, dt.date):
        return column.default, Complaint("not-a-date", f"{column.name} is {value!s}, not a date.", _if_serial(value))
    return _plausible(column, value)


def _plausible(column: Column, day: dt.date) -> Parsed:
    if FIRST <= day < LAST:
        return np.datetime64(day, "D"), None
    found = f"{column.name} is {day.isoformat()}, a year that no plan is made for."
    return column.default, Complaint("impossible-date", found, "Enter the day with its full year, e.g. 2027-01-31.")


def _if_serial(value: Any) -> str:
    """Say which day a figure is in Excel's count of days, if it is one."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value:  # noqa: PLR0124 - NaN
        try:
            day = _DAY_ZERO + dt.timedelta(days=int(value))
        except (OverflowError, ValueError):
            return _ENTER
        if FIRST <= day < LAST:
            return f"In Excel's count of days that is {day.isoformat()}: if it is meant, format the cell as a date."
    return _ENTER


def _from_text(column: Column, text: str) -> Parsed:
    """Dates as text are taken in the one form that reads the same everywhere."""
    bare, found = skeleton(text), f"{column.name} is the text '{shortened(text)}'"
    if match := _ISO.fullmatch(bare):
        day = _day(*map(int, match.groups()))
        if day is None:
            return column.default, Complaint("impossible-date", f"{found}: there is no such day.", _ENTER)
        return _plausible(column, day)
    match = _NUMERIC.fullmatch(bare)
    if not match:
        return column.default, Complaint("not-a-date", f"{found}.", _ENTER)
    first, second, third = map(int, match.groups())
    year = third + (2000 if third < 100 else 0)  # noqa: PLR2004 - a year in two digits
    either = _day(year, second, first), _day(year, first, second)
    if len(match[1]) > 2:  # noqa: PLR2004 - a year comes first
        either = _day(first, second, third), None
    meant = sorted({day.isoformat() for day in either if day})
    if not meant:
        return column.default, Complaint("impossible-date", f"{found}: there is no such day.", _ENTER)
    if len(meant) > 1:
        found = f"{found}, which may be {meant[0]} or {meant[1]}."
        return column.default, Complaint("ambiguous-date", found, "Enter the one that is meant, as a date.")
    return column.default, Complaint("not-a-date", f"{found}.", f"Enter {meant[0]}.")


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
