"""Days and times as Excel keeps them: numbers that only their format tells apart from other numbers."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from optimizer.workbook.package import MAIN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

DAY_ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no time zones
DAY_ZERO_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001 - the same
NO_LEAP_DAY = 60
"""Excel believes in 29 February 1900; days before it are one off."""
MILLISECONDS = 86_400_000
BUILTIN_DATES = frozenset({14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47})
BUILTIN_DURATIONS = frozenset({46})
NUMBER, DATE, DURATION = range(3)
LONGEST_FORMAT = 500
"""Characters of a format that are looked at; Excel allows half as many."""

_LITERAL = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
_DATE_LETTER = re.compile(r"(?<![_\\])[dmhysDMHYS]")
_DURATION = re.compile(r"\[(?:hh?|mm?|ss?)\]", re.IGNORECASE)


def kind_of_format(code: str) -> int:
    """Tell what numbers in a format are: plain, dates or durations.

    >>> [kind_of_format(code) for code in ("0.00", "yyyy-mm-dd", '0 "days"', "[h]:mm", "[Red]0")]
    [0, 1, 0, 2, 0]
    """
    first = code[:LONGEST_FORMAT].partition(";")[0]
    if not _DATE_LETTER.search(_LITERAL.sub("", first)):
        return NUMBER
    return DURATION if _DURATION.search(first) else DATE


def kinds_of_styles(styles: Element | None) -> list[int]:
    """What numbers are in each cell style, in the order of the styles."""
    if styles is None:
        return [NUMBER]
    own = {
        found.get("numFmtId", ""): kind_of_format(found.get("formatCode", ""))
        for found in styles.iterfind(f"{{{MAIN}}}numFmts/{{{MAIN}}}numFmt")
    }
    return [_kind(style.get("numFmtId", "0"), own) for style in styles.iterfind(f"{{{MAIN}}}cellXfs/{{{MAIN}}}xf")]


def _kind(number: str, own: Mapping[str, int]) -> int:
    if number in own:
        return own[number]
    builtin = int(number)
    if builtin in BUILTIN_DURATIONS:
        return DURATION
    return DATE if builtin in BUILTIN_DATES else NUMBER


def moment(serial: float, day_zero: dt.datetime) -> dt.datetime | dt.time | str:
    """Day and time of a serial number; what Excel shows when there is no such day.

    >>> moment(46_023, DAY_ZERO), moment(0.25, DAY_ZERO), moment(1e9, DAY_ZERO)
    (datetime.datetime(2026, 1, 1, 0, 0), datetime.time(6, 0), '#VALUE!')
    """
    try:
        day, fraction = divmod(serial, 1)
        part = dt.timedelta(milliseconds=round(fraction * MILLISECONDS))
        if 0 <= serial < 1 and not part.days:
            return (day_zero + part).time()
        if 0 < serial < NO_LEAP_DAY and day_zero == DAY_ZERO:
            day += 1
        return day_zero + dt.timedelta(days=day) + part
    except (OverflowError, ValueError):
        return "#VALUE!"


def duration(serial: float) -> dt.timedelta | str:
    """Length of time of a serial number, to the millisecond."""
    try:
        exact = dt.timedelta(days=serial)
    except (OverflowError, ValueError):
        return "#VALUE!"
    if not exact.microseconds:
        return exact
    return dt.timedelta(seconds=exact.total_seconds() // 1, microseconds=round(exact.microseconds, -3))
