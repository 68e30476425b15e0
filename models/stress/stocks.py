"""Stock of the plan in the levels of a case: what lies there at a moment, less what may not be touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.problem import ItemSite, Problem
    from models.stress.cases import Case
    from models.stress.rows import Rows
    from models.stress.timeline import Timeline

FEWEST = 1e-9


class Stocks:
    """Adds the plan's stock to the levels of all nodes that keep any, at all moments at once.

    In period t, of which a share has passed::

        (1 - share) x opening[t] + share x stock[t] - (1 - safety_stock_usable) x safety[t]

    Of goods that leave with the event, the share that is hit is gone.
    """

    def __init__(self, problem: Problem, case: Case, time: Timeline, rows: Rows) -> None:
        self._problem, self._case, self._time, self._rows = problem, case, time, rows
        self._nodes: list[ItemSite] = []
        self._first: list[int] = []
        self._weeks: list[list[float]] = []

    def add(self, node: ItemSite, first: int, weeks: list[float]) -> None:
        """Take up the level of a node: its rows from `first` on, one for each of some moments."""
        if node in self._problem.stock_row:
            self._nodes.append(node)
            self._first.append(first)
            self._weeks.append(weeks)

    def write(self) -> None:
        """Put the stock into the rows."""
        if not any(self._weeks):
            return
        count = np.array([len(weeks) for weeks in self._weeks])
        which = np.repeat(np.arange(len(count)), count)
        rows = (np.arange(len(which)) + (np.array(self._first) - np.cumsum(count) + count)[which]).astype(np.int32)
        week = np.concatenate([np.array(weeks, dtype=np.float64) for weeks in self._weeks])
        begins, ends = np.array([(begin, end) for _, begin, end in self._time.spans]).T
        length = self._problem.horizon.weeks[[t for t, _, _ in self._time.spans]]
        span = np.searchsorted(ends + FEWEST, week)
        share = np.minimum((week - begins[span]) / length[span], 1.0)
        untouchable = np.full(len(week), self._problem.settings.safety_stock_usable - 1.0)
        for kind, amounts in (("opening", 1.0 - share), ("stock", share), ("safety", untouchable)):
            self._rows.put_by_period(rows, [(kind, *node) for node in self._nodes], which, span, amounts)
        for row, k in zip(rows.tolist(), which.tolist(), strict=True):
            if leaving := self._case.event.leaving.get(self._nodes[k]):
                self._rows.put(row, ("opening", *self._nodes[k], self._case.t), -leaving.peak)
