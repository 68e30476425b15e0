"""Limits of the changes in each step of a case: surviving flows, capacity left, lanes, throughput, demand, recipes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.sheets import LeadTimes, Sources
from models.stress.loss import lost_between

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.problem import ItemSite
    from models.schema import Numbers
    from models.stress.loss import Loss
    from models.stress.moves import Moves
    from models.stress.reach import Reach
    from models.stress.rows import Rows
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

    def _survives(self, losses: Sequence[Loss | None]) -> Numbers:
        """Share that still runs, by loss and step, shape (losses, steps)."""
        found = np.ones((len(losses), len(self.time.length)))
        for k, loss in enumerate(losses):
            if loss is not None:
                found[k] -= lost_between(loss, self.time.edges) / self.time.length
        return found

    def _limit_making(self) -> None:
        keys = self.reach.less_made
        survives = self._survives([self.event.making.get(key) for key in keys])
        making = [("make", *key) for key in keys]
        self.rows.cap("less made", [("less_made", *key) for key in keys], making, survives)
        blends = [
            (k, (i, part, n)) for k, (i, n) in enumerate(keys) for part in self._alternatives((i, n))
        ]  # fmt: skip
        less, used = [("less_blend", *key) for _, key in blends], [("blend", *key) for _, key in blends]
        self.rows.cap("less blended", less, used, survives[[k for k, _ in blends]])
        for kind, change, left in (("capacity left", "more_made", "left"), ("surge left", "surged", "surge_left")):
            more = [(change, *key) for key in self.reach.more_made]
            self.rows.cap(kind, more, [(left, *key) for key in self.reach.more_made], np.ones(len(more)))

    def _alternatives(self, key: ItemSite) -> Iterator[str]:
        return (part for parts in self.moves.alternatives(key).values() for part in parts)

    def _limit_moving(self) -> None:
        lanes, capacity = self.problem.lanes, self.problem[LeadTimes].capacity[self.problem.lanes.row]
        less, flows = list(self.reach.less_moved), [("ship", *lanes.keys[a]) for a in self.reach.less_moved]
        survives = self._survives([self.moves.lost_departures(a) for a in less])
        self.rows.cap("less moved", [("less_moved", a) for a in less], flows, survives)
        tight = [a for a in self.reach.more_moved if np.isfinite(capacity[a])]
        used = [None if lanes.expedite_only[a] else ("ship", *lanes.keys[a]) for a in tight]
        self.rows.cap("lane capacity", [("more_moved", a) for a in tight], used, -np.ones(len(tight)), capacity[tight])
        self._limit_passing_on()

    def _limit_passing_on(self) -> None:
        """Nothing more leaves a site that may be closed, unless it is open."""
        keys, may_close = self.problem.lanes.keys, self.problem.has_open_choice
        passed = [a for a in self.reach.more_moved if keys[a][:2] not in self.network.can_make]
        passed = [a for a in passed if keys[a][1] in may_close]
        most = np.array([float(self.problem.bounds.total[keys[a][0]].max()) * 2.0 for a in passed])
        self.rows.cap("open", [("more_moved", a) for a in passed], [("open", keys[a][1]) for a in passed], most)

    def _limit_throughput(self) -> None:
        """What a warehouse of limited throughput can pass on beyond the plan."""
        lanes, sources = self.problem.lanes, self.problem[Sources]
        for i, n in self.problem.handlers:
            if not np.isfinite(sources.capacity[self.problem.source_row[i, n]]):
                continue
            out = [a for a in lanes.out_of.get((i, n), ()) if a in self.moves.moved]
            if not out:
                continue
            first = self.rows.add("throughput left", len(self.time.length))
            for step, t in enumerate(self.time.period):
                self.rows.put(first + step, ("left", i, n, t), 1.0)
            for a in out:
                self.rows.change(first, ("more_moved", a), -1.0)
                self.rows.change(first, ("less_moved", a), 1.0)

    def _limit_losses(self) -> None:
        """No more can be lost than the plan serves."""
        for key in self.reach.lost:
            change, lasting = self.event.demand.get(key, (0.0, None))
            added = change * (1.0 - self._survives([lasting])[0])
            first = self.rows.add("lost", len(self.time.length))
            self.rows.change(first, ("lost", *key), -1.0)
            for step, t in enumerate(self.time.period):
                self.rows.constant[first + step] = float(self.problem.wanted[key][t] * (1.0 + added[step]))
                self.rows.put(first + step, ("unmet", *key, t), -1.0 - min(float(added[step]), 0.0))
                self.rows.put(first + step, ("recovered", *key, t), 1.0)

    def _keep_recipes(self) -> None:
        """What is made more or less is made more or less with one of the alternatives."""
        for i, n in dict.fromkeys((*self.reach.more_made, *self.reach.less_made)):
            for parts in self.moves.alternatives((i, n)).values():
                first = self.rows.add("alternatives", len(self.time.length), equal=True)
                for kind, sign in (("more_made", 1.0), ("surged", 1.0), ("less_made", -1.0)):
                    self.rows.change(first, (kind, i, n), -sign)
                for part in parts:
                    self.rows.change(first, ("more_blend", i, part, n), 1.0)
                    self.rows.change(first, ("less_blend", i, part, n), -1.0)
