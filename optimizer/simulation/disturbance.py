"""Events in a replay: which of them are under way in each replication, what they take away, who takes over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.simulation.draws import EVENT

if TYPE_CHECKING:
    from models.schema import Numbers
    from optimizer.simulation.draws import Draws
    from optimizer.simulation.hits import Hit
    from optimizer.simulation.reaction import Transfers
    from optimizer.simulation.scene import Scene

NEVER = -(10**6)
Parts = list[tuple[Any, Any, Any]]
"""Rows, replications, and the share lost there, shape (rows, replications)."""


@dataclass
class Hurt:
    """What events take away in one week."""

    making: Parts = field(default_factory=list)
    departing: Parts = field(default_factory=list)
    arriving: Parts = field(default_factory=list)
    destroyed: list[tuple[Any, Any, Any]] = field(default_factory=list)
    surge: Any = 0.0
    reacting: Any = 0.0

    def limit_sources(self, request: Numbers, planned: Numbers) -> None:
        """Let what is hit make no more than what survives of its plan."""
        _limit(self.making, request, planned)

    def limit_departures(self, request: Numbers, planned: Numbers) -> None:
        """Let no more leave what is hit than what survives of the plan."""
        _limit(self.departing, request, planned)

    def limit_arrivals(self, due: Numbers) -> None:
        """Hold up goods under way on a lane that is hit."""
        for rows, columns, lost in self.arriving:
            due[rows[:, None], columns] *= 1.0 - lost

    def held_up(self, sent: Numbers, planned: Numbers, coming: Numbers, slow: Any) -> None:
        """Keep goods on their way that only the lane holds up, and stop those that a lost origin would have sent.

        Parameters
        ----------
        sent
            What is sent of what the plan counts on, shape (lanes, replications); changed in place.
        planned, coming
            What the plan sends, and what it counts on of that when it arrives, shape (lanes,).
        slow
            Lanes that take a week or more.

        """
        blocked = [rows for rows, _, _ in self.arriving]
        stuck = np.unique(np.concatenate(blocked)) if blocked else np.zeros(0, dtype=np.int64)
        for rows, columns, lost in self.departing:
            held = np.isin(rows, stuck)
            chosen = np.flatnonzero(slow[rows] & (held | (planned[rows] <= 0)))
            if len(chosen):
                share, place = lost[chosen], (rows[chosen, None], columns)
                kept = np.where(held[chosen, None], 1.0, 1.0 - share) * coming[rows[chosen], None]
                sent[place] = np.where(share > 0, kept, sent[place])


def _limit(parts: Parts, request: Numbers, planned: Numbers) -> None:
    """Cut requests of what is hit to what survives of the plan."""
    for rows, columns, lost in parts:
        place = rows[:, None], columns
        asked = request[place]
        request[place] = np.where(lost > 0, np.minimum(asked, planned[rows, None] * (1.0 - lost)), asked)


class Disturbance:
    """Events of one block of replications."""

    def __init__(self, scene: Scene, hits: list[Hit], starts: Any, reaction_time: float) -> None:
        self.scene, self.hits, self.starts, self.reaction = scene, hits, starts, reaction_time
        self.under_way = np.full((len(hits), starts.shape[-1] if len(hits) else 1), NEVER)
        self.elapsed: dict[int, Any] = {}
        self.calm: Any = None
        self.any_missed = False
        self.forced = False

    @classmethod
    def none(cls, scene: Scene) -> Disturbance:
        """No event at all."""
        return cls(scene, [], np.zeros((0, 0, 1), dtype=bool), 0.0)

    @classmethod
    def at(cls, scene: Scene, hits: list[Hit], week: int, each: int = 1) -> Disturbance:
        """Events that begin in a given week, each in replications of its own: the first `each` bear the first event."""
        starts = np.zeros((len(hits), week + 1, len(hits) * each), dtype=bool)
        for e in range(len(hits)):
            starts[e, week, e * each : (e + 1) * each] = True
        made = cls(scene, hits, starts, scene.problem.settings.reaction_time)
        made.forced = True
        return made

    @classmethod
    def random(cls, scene: Scene, hits: list[Hit], draws: Draws, block: int, weeks: int, size: int) -> Disturbance:
        """Every event with its yearly probability, independent of the others."""
        if not hits or not draws.disruptions:
            return cls.none(scene)
        starts = np.zeros((len(hits), weeks, size), dtype=bool)
        periods = scene.rates.period[:weeks]
        for e, hit in enumerate(hits):
            drawn = draws.uniform(EVENT, f"{hit.event.kind} {hit.event.name}", block, weeks, size)
            allowed = np.isin(periods, hit.event.starts)[:, None]
            starts[e] = (drawn < hit.event.probability / 52.0) & allowed
        return cls(scene, hits, starts, scene.problem.settings.reaction_time)

    def week(self, week: int) -> Hurt | None:
        """Begin and end events; return what they take away, None when nothing is under way."""
        self.calm, self.elapsed = None, {}
        if not self.hits:
            return None
        hurt, any_hurt = Hurt(), np.zeros(self.under_way.shape[1], dtype=bool)
        for e, hit in enumerate(self.hits):
            since = self.under_way[e]
            over = (week - since >= hit.weeks) & (not hit.lasts)
            since[over] = NEVER
            if week < self.starts.shape[1]:
                new = self.starts[e, week] & (since == NEVER)
                since[new] = week
                if new.any() and len(hit.stock.rows):
                    hurt.destroyed.append((hit.stock.rows, np.flatnonzero(new), hit.stock.lost[:, :1]))
            running = since != NEVER
            if running.any():
                any_hurt |= running
                self._add(hurt, e, hit, np.where(running, week - since, -1))
        self.calm = (~any_hurt).astype(np.float64)
        if not any_hurt.any():
            return None
        self.any_missed = True
        return hurt

    def _add(self, hurt: Hurt, e: int, hit: Hit, elapsed: Any) -> None:
        self.elapsed[e], columns = elapsed, np.flatnonzero(elapsed >= 0)
        column = hit.column(elapsed[columns])
        for parts, curves in (
            (hurt.making, hit.making),
            (hurt.departing, hit.departing),
            (hurt.arriving, hit.arriving),
        ):
            if len(curves.rows):
                parts.append((curves.rows, columns, curves.lost[:, column]))
        if len(hit.demand.rows):
            if isinstance(hurt.surge, float):
                hurt.surge = np.zeros((len(self.scene.network.markets), len(elapsed)))
            hurt.surge[hit.demand.rows[:, None], columns] += hit.demand.lost[:, column]
        hurt.reacting = np.maximum(hurt.reacting, self._reacting(elapsed))

    def _reacting(self, elapsed: Any) -> Any:
        """Share of this week in which others have reacted."""
        return np.where(elapsed >= 0, np.clip(elapsed + 1.0 - self.reaction, 0.0, 1.0), 0.0)

    def react(self, week: int, orders: Numbers, planned: Numbers) -> None:
        """Move orders from what is hit to those who can take over."""
        t = int(self.scene.rates.period[self.scene.rates.row(week)])
        for e, elapsed in self.elapsed.items():
            moved = self.scene.transfers(self.hits[e], t)
            if not len(moved.rows):
                continue
            columns = np.flatnonzero(elapsed >= 0)
            since, mine = elapsed[columns], orders[:, columns]
            strength = _strength(self.hits[e])[self.hits[e].column(since)]
            share = np.where(moved.at_once[:, None], 1.0, self._reacting(since)[None, :])
            amount = self._amounts(moved, mine, planned, strength) * share
            real = moved.rows >= 0
            np.add.at(mine, moved.rows[real], -amount[real])
            orders[:, columns] = mine + moved.bundle @ amount

    @staticmethod
    def _amounts(moved: Transfers, orders: Numbers, planned: Numbers, strength: Numbers) -> Numbers:
        """What is moved by each transfer: what is missed of the plan and what is owed, as far as others can give it."""
        rows = np.maximum(moved.rows, 0)
        real, lack = (moved.rows >= 0)[:, None], moved.missing[:, None] * strength
        wanted = np.where(real, orders[rows] - planned[rows] * (1.0 - lack), lack)
        return np.asarray(np.clip(wanted, 0.0, moved.most[:, None]))

    def rest_of_week(self, part: Numbers) -> Numbers:
        """Part of a week that goods beyond the plan take longer; in an event that is replayed, all of it."""
        return np.ceil(part) if self.forced and self.elapsed else part


def _strength(hit: Hit) -> Numbers:
    """Loss of each week as a share of the largest, shape (weeks + 1,)."""
    curves = (hit.making, hit.departing, hit.arriving, hit.demand)
    tables = [np.abs(c.lost).max(axis=0) for c in curves if len(c.rows)]
    total = np.max(tables, axis=0) if tables else np.zeros(hit.weeks + 1)
    return np.asarray(total / max(float(total.max(initial=0.0)), 1e-12))
