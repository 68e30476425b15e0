"""Periods of a model: from the first day of each to that of the next, and of the last to the end of the horizon."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models import DAYS_PER_WEEK
from optimizer.importing.anura.ledger import key_of
from optimizer.importing.anura.names import EVERYTHING, HORIZON, PERIODS
from optimizer.importing.book import START

if TYPE_CHECKING:
    from optimizer.importing.anura.ledger import Ledger
    from optimizer.importing.anura.names import Names
    from optimizer.importing.anura.row import Row
    from optimizer.importing.imported import Records

ALIKE = 0.12
"""Share by which periods of one kind, such as months, differ in length; the reader of workbooks bears 15 %."""
YEAR = dt.timedelta(days=364)
"""Horizon of a model that does not state it: 52 weeks."""


@dataclass(frozen=True)
class Horizon:
    """Periods in order.

    Attributes
    ----------
    names, starts, weeks
        Of each period.

    """

    names: tuple[str, ...]
    starts: tuple[dt.date, ...]
    weeks: tuple[float, ...]

    @classmethod
    def from_tables(cls, ledger: Ledger, names: Names) -> Horizon:
        """Read ModelSettings and Periods.

        Months and quarters count as equally long, so that what is stated for a period is exact.
        """
        found: dict[str, dt.datetime] = {}
        for row in ledger.rows(PERIODS):
            start = row.day("StartDate")
            if not row.has("StartDate"):
                row.refuse("StartDate", "blank-required", "StartDate is blank.", "Fill it.")
            if start:
                found[names.one(PERIODS, row.text("PeriodName"))] = start
        if not found:
            found = {HORIZON: _first(ledger) or dt.datetime.combine(START, dt.time())}
        order = sorted(found, key=found.__getitem__)
        end = _end(ledger, [found[name] for name in order], _after(ledger))
        stretches = zip(order, [*(found[name] for name in order[1:]), end], strict=True)
        lengths = [(following - found[name]) / dt.timedelta(days=DAYS_PER_WEEK) for name, following in stretches]
        mean = sum(lengths) / len(lengths)
        if max(lengths) - min(lengths) > 2 * ALIKE * mean or max(abs(weeks - mean) for weeks in lengths) > ALIKE * mean:
            text = "The periods differ much in length: what is stated for each period is spread over time alike."
            ledger.settle(PERIODS, text)
        else:
            lengths = [mean] * len(lengths)
        return cls(tuple(order), tuple(found[name].date() for name in order), tuple(lengths))

    @property
    def mean(self) -> float:
        """Mean length of a period [weeks]."""
        return sum(self.weeks) / len(self.weeks)

    def numbers(self, row: Row, names: Names, column: str = "PeriodName") -> tuple[int, ...]:
        """Periods that a cell names; all if it is blank."""
        given = key_of(row.text(column))
        if given in EVERYTHING or given == key_of(HORIZON):
            return tuple(range(len(self.names)))
        return tuple(self.names.index(name) for name in names.members(row, column, PERIODS))

    def records(self) -> Records:
        """Sheet Periods."""
        rows = zip(self.names, self.starts, self.weeks, strict=True)
        return {"Periods": [{"period": name, "start": start, "weeks": weeks} for name, start, weeks in rows]}


def _first(ledger: Ledger) -> dt.datetime | None:
    """First day of the horizon; not asked for where the first period says it."""
    return next((row.day("ModelStartDate") for row in ledger.rows("ModelSettings")), None)


def _after(ledger: Ledger) -> dt.datetime | None:
    """First moment after the horizon, whose last day is stated, with or without its last minute."""
    last = next((row.day("ModelEndDate") for row in ledger.rows("ModelSettings")), None)
    if last is not None and last.time() == dt.time():
        return last + dt.timedelta(days=1)
    return last and dt.datetime.combine((last + dt.timedelta(minutes=1)).date(), dt.time())


def _end(ledger: Ledger, starts: list[dt.datetime], after: dt.datetime | None) -> dt.datetime:
    """First moment after the last period."""
    if after is not None and after > starts[-1]:
        return after
    if len(starts) > 1:
        ledger.settle("ModelSettings", "ModelEndDate is not given: the last period is as long as the one before it.")
        return starts[-1] + (starts[-1] - starts[-2])
    ledger.settle("ModelSettings", "ModelEndDate is not given: the plan is for 52 weeks.")
    return starts[-1] + YEAR
