"""The planning horizon: periods as stretches of weeks, discounting, overlap with dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models import DAYS_PER_WEEK, WEEKS_PER_YEAR

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.schema import Dates, Numbers
    from models.sheets import Periods


@dataclass(frozen=True)
class Horizon:
    """Periods 0 .. T-1 on one time axis, in weeks from the start of the plan.

    The axis counts the stated weeks; calendar days are laid onto it period by period, so that a half-year stated as
    26 weeks still begins and ends on its own dates.

    Attributes
    ----------
    names
        Period names, in order.
    weeks, begin
        Length and first week of each period [weeks], shape (T,).
    starts
        First calendar day of each period, and the day after the last one, shape (T + 1,).
    discount
        Worth today of one unit of money in the middle of each period, shape (T,).
    rate
        Discount rate [1/year].

    """

    names: tuple[str, ...]
    weeks: Numbers
    begin: Numbers
    starts: Dates
    discount: Numbers
    rate: float

    @classmethod
    def from_sheet(cls, periods: Periods, rate: float) -> Horizon:
        """Lay the periods end to end and discount to their middles.

        ``df[t] = (1 + rate) ** -(years from plan start to mid-period)``
        """
        weeks = np.array(periods.weeks)
        begin = np.concatenate(([0.0], np.cumsum(weeks)[:-1]))
        middle = (begin + weeks / 2) / WEEKS_PER_YEAR
        last_day = periods.start[-1] + np.timedelta64(round(float(weeks[-1]) * DAYS_PER_WEEK), "D")
        starts = np.concatenate((periods.start, [last_day]))
        return cls(tuple(periods.period), weeks, begin, starts, (1.0 + rate) ** -middle, rate)

    def __len__(self) -> int:
        return len(self.names)

    @property
    def end(self) -> float:
        """Length of the plan [weeks]."""
        return float(self.begin[-1] + self.weeks[-1])

    @property
    def middle_years(self) -> Numbers:
        """Years from the start of the plan to the middle of each period, shape (T,)."""
        return (self.begin + self.weeks / 2) / WEEKS_PER_YEAR

    def number(self, name: str) -> int:
        """Position of the period called `name`."""
        return self.names.index(name)

    def week_of(self, day: np.datetime64) -> float:
        """Place of a calendar day on the axis [weeks]; before the plan at most 0, after it at least its length."""
        days = (self.starts - self.starts[0]).astype(np.float64)
        edges = np.append(self.begin, self.end)
        return float(np.interp(float((day - self.starts[0]).astype(np.float64)), days, edges))

    def cover(self, first: float, last: float) -> Numbers:
        """Share of each period that lies between weeks `first` and `last`, shape (T,).

        Examples
        --------
        Two periods of 26 weeks, something that lasts from week 13 to week 39:

        >>> from models.sheets import Periods
        >>> import numpy as np
        >>> half_years = Periods.of([("H1", np.datetime64("2027-01-01"), 26), ("H2", np.datetime64("2027-07-01"), 26)])
        >>> Horizon.from_sheet(half_years, rate=0.0).cover(13, 39).tolist()
        [0.5, 0.5]

        """
        held = np.minimum(self.begin + self.weeks, last) - np.maximum(self.begin, first)
        return np.asarray(np.clip(held, 0.0, None) / self.weeks)

    def in_force(self, start: np.datetime64, end: np.datetime64) -> Numbers:
        """Share of each period between two days, both included; ``NaT`` leaves that side open, shape (T,)."""
        first = 0.0 if np.isnat(start) else self.week_of(start)
        last = self.end if np.isnat(end) else self.week_of(end + np.timedelta64(1, "D"))
        return self.cover(first, last)

    def arrivals(self, lead_weeks: Numbers) -> NDArray[np.int64]:
        """Period in which goods that leave in each period arrive, for many lead times; -1 after the end of the plan.

        Returns
        -------
        Shape (lead times, T); see :meth:`arrival`.

        """
        week = self.begin + lead_weeks[:, None]
        return np.where(week < self.end, np.searchsorted(self.begin, week, side="right") - 1, -1)

    def arrival(self, t: int, lead_weeks: float) -> int | None:
        """Period in which goods that leave in period `t` arrive; None after the end of the plan.

        A lead time shorter than the period only ties up stock; longer ones shift by whole periods.
        """
        week = float(self.begin[t]) + lead_weeks
        if week >= self.end:
            return None
        return int(np.searchsorted(self.begin, week, side="right")) - 1
