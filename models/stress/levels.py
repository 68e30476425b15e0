"""What changes do to the levels of all nodes of a case, at all moments and in all steps at once.

A change of one unit a week that shows `delay` weeks later has moved a level at week tau by the weeks of each step that
lie before ``tau - delay``::

    passed(step, tau) = min(max(tau - delay - begin of the step, 0), length of the step)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.stress.factors import Factors
from models.stress.recourse import NONE, Entries

if TYPE_CHECKING:
    from models.schema import Numbers
    from models.stress.recourse import Places
    from models.stress.timeline import Timeline

SAME = 1e-9
"""Weeks that differ by less are one moment."""


class Levels:
    """Levels of a case, and what moves each of them."""

    def __init__(self, time: Timeline) -> None:
        self._time = time
        self._first: list[int] = []
        self._weeks: list[list[float]] = []
        self._level: list[int] = []
        self._columns: list[Places] = []
        self._factors = Factors(len(time.length))
        self._delay: list[float] = []
        self._is_missed: list[bool] = []

    def add(self, first: int, weeks: list[float]) -> None:
        """Take up the level of the next node: its rows from `first` on, one for each of some moments."""
        self._first.append(first)
        self._weeks.append(weeks)

    def move(self, columns: Places, factors: Numbers | float, delay: float, is_missed: bool) -> None:  # noqa: FBT001 - of a lane
        """Let a change move the last level that was added.

        Parameters
        ----------
        columns, factors
            Column of the change in each step, and units for each unit of it, shape (steps,).
        delay
            Weeks until it shows.
        is_missed
            Whether it is goods that are missing on a lane: they are missed in the period in which the plan counts on
            them, as the plan's own balance has it: at the latest when the period ends in which they would have left.

        """
        self._level.append(len(self._first) - 1)
        self._columns.append(columns)
        self._factors.add(factors)
        self._delay.append(delay)
        self._is_missed.append(is_missed)

    def entries(self) -> Entries:
        """Coefficient of every change in every row."""
        none = np.zeros(0, dtype=np.int32)
        if not self._level:
            return Entries(none, none, np.zeros(0))
        count = np.array([len(weeks) for weeks in self._weeks])
        level = np.array(self._level)
        part = np.repeat(np.arange(len(level)), count[level])
        before = np.cumsum(count[level]) - count[level]
        moment = np.arange(len(part)) - before[part]
        begin = np.cumsum(count) - count
        week = np.concatenate([np.array(weeks, dtype=np.float64) for weeks in self._weeks])[begin[level[part]] + moment]
        row = np.array(self._first)[level[part]] + moment
        columns = np.stack(self._columns)[part]
        factors = self._factors.by_step()[part]
        amount = factors * self._passed(week, np.array(self._delay)[part], np.array(self._is_missed)[part])
        entry, step = np.nonzero((columns != NONE) & (amount != 0))
        return Entries(row[entry].astype(np.int32), columns[entry, step], amount[entry, step])

    def _passed(self, week: Numbers, delay: Numbers, is_missed: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Numbers:
        """Weeks of each step that count at each moment, shape (moments, steps)."""
        edges, length = self._time.edges, self._time.length
        passed = np.clip((week - delay)[:, None] - edges[:-1], 0.0, length)
        begins = np.array([begin for _, begin, _ in self._time.spans])
        begun = begins[np.searchsorted(begins, week, side="left") - 1]
        whole = is_missed[:, None] & (edges[1:] <= begun[:, None] + SAME)
        return np.asarray(np.where(whole, length, passed))
