"""Time inside a case: steps with one rate each, and how long goods are under way, counted in whole weeks.

Steps begin where something changes: at the hit, when others react, when losses arrive or help does, when help must
leave to be there in time, at recovery, at the end of a period. Goods that help count from the next whole week after
they can be there, goods that are missing from the whole week before: never too well.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.stress.cases import spans

if TYPE_CHECKING:
    from models.schema import Numbers
    from models.stress.cases import Case
    from models.stress.reach import Reach

FEWEST_STEPS, MOST_STEPS = 5, 9
"""Steps beyond which neighbouring ones are joined: few in large networks, many where they cost little.

Measured against weekly steps on 120 random networks: 9 steps are 0.01 % dearer on average (0.8 % at most), 5 are 0.05 %
(1.9 %). Only recovery ramps, of which a step takes the mean, can make steps cheaper: by 0.14 % at most.
"""
FINE_STEPS = 14
"""Steps of a stress test, which looks at one case at a time."""
AMPLE_CHANGES = 1000
"""Changes of one case that solve quickly."""
ROUNDING = 1e-6


def most_steps(reach: Reach) -> int:
    """Return how many steps a case may have."""
    changes = len(reach.more_moved) + len(reach.less_moved) + len(reach.more_made) + len(reach.less_made)
    return max(FEWEST_STEPS, min(MOST_STEPS, AMPLE_CHANGES // max(changes, 1)))


def late(weeks: float) -> float:
    """Lead time of goods that help: up to the next whole week."""
    return math.ceil(weeks - ROUNDING)


def soon(weeks: float) -> float:
    """Lead time after which goods are missed: down to the last whole week."""
    return math.floor(weeks + ROUNDING)


@dataclass(frozen=True)
class Timeline:
    """Steps of one case.

    Attributes
    ----------
    edges
        Weeks between which rates are constant, from 0 to the last week looked at.
    period
        Period of each step.
    reacts
        First step in which others can take over.
    spans
        Period, first and last week of every stretch with one plan.

    """

    edges: Numbers
    period: tuple[int, ...]
    reacts: int
    spans: tuple[tuple[int, float, float], ...]

    @property
    def end(self) -> float:
        """Last week looked at."""
        return float(self.edges[-1])

    @cached_property
    def length(self) -> Numbers:
        """Weeks of each step."""
        return np.diff(self.edges)

    def passed(self, week: float) -> Numbers:
        """Weeks of each step that lie before a moment."""
        return np.clip(week - self.edges[:-1], 0.0, self.length)

    @classmethod
    def of(cls, case: Case, reach: Reach, *, fine: bool = False) -> Timeline:
        """Lay out the steps of a case; `fine`: as many as are wished for, up to :data:`FINE_STEPS`."""
        problem = reach.network.problem
        settings, leads = problem.settings, problem.lanes.lead_weeks
        end = case.counted if case.is_survival else max(case.counted, case.event.time_to_recover) + soon(reach.tail)
        stretches = tuple(spans(problem, case.t, end))
        kinks = {week for loss in case.event.losses for week in loss.kinks}
        fixed = {0.0, end, settings.reaction_time, *kinks, *(begin for _, begin, _ in stretches)}
        missing = {soon(float(leads[a])) + k for a in _losing(reach) for k in kinks}
        ways = {late(float(leads[a])) for a in reach.more_moved}
        helping = {settings.reaction_time + lead for lead in ways}
        in_time = {week - lead for week in (*kinks, end) for lead in ways if week - lead > settings.reaction_time}
        regular = set[float]()
        if not math.isnan(settings.disruption_bucket):
            regular = set(np.arange(0.0, end, settings.disruption_bucket).tolist())
        wished = missing | helping | in_time
        kept, joined = (fixed | regular | wished, set[float]()) if regular else (fixed, wished)
        edges = _joined(kept, joined, end, FINE_STEPS if fine else most_steps(reach))
        middles = (edges[1:] + edges[:-1]) / 2
        period = tuple(next(t for t, begin, last in stretches if begin <= m < last) for m in middles.tolist())
        reacts = int(np.searchsorted(edges, settings.reaction_time - ROUNDING))
        return cls(edges, period, reacts, stretches)


def _losing(reach: Reach) -> set[int]:
    """Lanes out of what is hit."""
    hit = {*reach.event.making, *reach.event.leaving}
    return {a for key in hit for a in reach.network.regular_out.get(key, ())}


def _joined(fixed: set[float], wished: set[float], end: float, most: int) -> Numbers:
    """Edges in order: the fixed ones and, while there is room, the wished one farthest from its neighbours."""
    inside = sorted(week for week in fixed if 0.0 <= week <= end)
    edges = [week for k, week in enumerate(inside) if not k or week - inside[k - 1] > ROUNDING]
    left = {week for week in wished if ROUNDING < week < end - ROUNDING}
    while left and len(edges) <= most:
        best = max(sorted(left), key=lambda week: min(abs(week - edge) for edge in edges))
        left.discard(best)
        if min(abs(best - edge) for edge in edges) > ROUNDING:
            edges = sorted([*edges, best])
    return np.array(edges)
