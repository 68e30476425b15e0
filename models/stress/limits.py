"""Limits of the changes in each step of a case: surviving flows, capacity left, lanes, throughput, demand, recipes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.sheets import LeadTimes, Sources
from models.stress.loss import Loss, lost_between

if TYPE_CHECKING:
    from models.stress.moves import Moves
    from models.stress.reach import Reach
    from models.stress.recourse import Change, Rows
    from models.stress.timeline import Timeline


class Limits:
    """Writes the limits of one case."""

    def __init__(self, reach: Reach, moves: Moves, time: Timeline, rows: Rows) -> None:
        self.reach, self.moves, self.time, self.rows = reach, moves, time, rows
        self.event, self.network, self.problem = reach.event, reach.network, reach.network.problem

    def write(self) -> None:
        """Write every limit."""
        self._limit_making()
        self._limit_moving()
        self._limit_throughput()
        self._limit_losses()
        self._keep_recipes()

    def _survives(self, loss: Loss | None) -> list[float]:
        """Share that still runs in each step."""
        if loss is None:
            return [1.0] * len(self.time.length)
        return [1.0 - share for share in (lost_between(loss, self.time.edges) / self.time.length).tolist()]

    def _cap(
        self, about: tuple[object, ...], change: Change, step: int, *limits: tuple[tuple[object, ...], float]
    ) -> None:
        """``change <= sum of coefficient x quantity`` in one step."""
        if (change, step) in self.rows.changes:
            row = self.rows.add(*about, step)
            self.rows.change(row, change, step, -1.0)
            for quantity, coefficient in limits:
                self.rows.put(row, quantity, coefficient)

    def _limit_making(self) -> None:
        for (i, n), survives in ((k, self._survives(self.event.making.get(k))) for k in self.reach.less_made):
            for step, t in enumerate(self.time.period):
                self._cap(("less made", i, n), ("less_made", i, n), step, (("make", i, n, t), survives[step]))
                for part in (p for parts in self.moves.alternatives((i, n)).values() for p in parts):
                    name = ("less_blend", i, part, n)
                    self._cap(("less blended", i, part, n), name, step, (("blend", i, part, n, t), survives[step]))
        for i, n in self.reach.more_made:
            for step, t in enumerate(self.time.period):
                self._cap(("capacity left", i, n), ("more_made", i, n), step, (("left", i, n, t), 1.0))
                self._cap(("surge left", i, n), ("surged", i, n), step, (("surge_left", i, n, t), 1.0))

    def _limit_moving(self) -> None:
        lanes, capacity = self.problem.lanes, self.problem[LeadTimes].capacity[self.problem.lanes.row]
        for a in self.reach.less_moved:
            survives = self._survives(self.moves.lost_departures(a))
            for step, t in enumerate(self.time.period):
                flow = ("ship", *lanes.keys[a], t)
                self._cap(("less moved", a), ("less_moved", a), step, (flow, survives[step]))
        for a in self.reach.more_moved:
            item, origin, _, _ = lanes.keys[a]
            for step, t in enumerate(self.time.period):
                if np.isfinite(capacity[a]):
                    used = [] if lanes.expedite_only[a] else [(("ship", *lanes.keys[a], t), -1.0)]
                    self._cap(("lane capacity", a), ("more_moved", a), step, *used)
                    if (("more_moved", a), step) in self.rows.changes:
                        self.rows.constant[-1] += float(capacity[a])
                if (item, origin) not in self.network.can_make and origin in self.problem.has_open_choice:
                    most = float(self.problem.bounds.total[item].max()) * 2.0
                    self._cap(("open", a), ("more_moved", a), step, (("open", origin, t), most))

    def _limit_throughput(self) -> None:
        """What a warehouse of limited throughput can pass on beyond the plan."""
        lanes, sources = self.problem.lanes, self.problem[Sources]
        for i, n in self.problem.handlers:
            if not np.isfinite(sources.capacity[self.problem.source_row[i, n]]):
                continue
            out = [a for a in lanes.out_of.get((i, n), ()) if a in self.moves.moved]
            for step, t in enumerate(self.time.period if out else ()):
                row = self.rows.add("throughput left", i, n, step)
                self.rows.put(row, ("left", i, n, t), 1.0)
                for a in out:
                    self.rows.change(row, ("more_moved", a), step, -1.0)
                    self.rows.change(row, ("less_moved", a), step, 1.0)

    def _limit_losses(self) -> None:
        """No more can be lost than the plan serves."""
        for key in self.reach.lost:
            change, lasting = self.event.demand.get(key, (0.0, None))
            surged = 1.0 - np.array(self._survives(lasting)) if lasting else np.zeros(len(self.time.length))
            for step, t in enumerate(self.time.period):
                row, added = self.rows.add("lost", *key, step), change * float(surged[step])
                self.rows.constant[row] = float(self.problem.wanted[key][t]) * (1.0 + added)
                self.rows.change(row, ("lost", *key), step, -1.0)
                self.rows.put(row, ("unmet", *key, t), -1.0 - min(added, 0.0))
                self.rows.put(row, ("recovered", *key, t), 1.0)

    def _keep_recipes(self) -> None:
        """What is made more or less is made more or less with one of the alternatives."""
        for key in dict.fromkeys((*self.reach.more_made, *self.reach.less_made)):
            i, n = key
            for parts in self.moves.alternatives(key).values():
                for step in range(len(self.time.length)):
                    row = self.rows.add("alternatives", i, n, step, equal=True)
                    for kind, sign in (("more_made", 1.0), ("surged", 1.0), ("less_made", -1.0)):
                        self.rows.change(row, (kind, i, n), step, -sign)
                    for part in parts:
                        self.rows.change(row, ("more_blend", i, part, n), step, 1.0)
                        self.rows.change(row, ("less_blend", i, part, n), step, -1.0)
