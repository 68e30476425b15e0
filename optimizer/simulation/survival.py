"""Time to survive by replay: weeks until the first shortage when what an event takes never comes back."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.simulation.disturbance import Disturbance
from optimizer.simulation.draws import Draws, blocks
from optimizer.simulation.replay import Replay, Span
from optimizer.simulation.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.plan import Plan
    from models.problem import Problem
    from models.schema import Numbers
    from models.stress.event import Event

BEFORE = 13
"""Weeks replayed before an event, so that it meets stocks and goods under way as they vary."""
SEEN = 0.01
"""Share of a week's demand from which a shortage counts where demand varies."""


def first_week(scene: Scene, t: int) -> int:
    """First whole week of a period."""
    return math.ceil(float(scene.problem.horizon.begin[t]) - 1e-6)


def still_scene(problem: Problem, plan: Plan, events: Iterable[Event]) -> Scene:
    """Return the plan with as much safety stock as a disruption may use, by the setting safety_stock_usable."""
    return Scene.of(problem, plan, events, reserved=1.0 - problem.settings.safety_stock_usable)


def time_to_survive(scene: Scene, event: Event, t: int, items: frozenset[str]) -> float:
    """Weeks without shortage of `items` when an event that begins in a period never ends and nothing varies.

    At most as long as the plan; nan when the plan is short with nothing failed.
    """
    rows = markets_of(scene, items)
    if not len(rows):
        return scene.problem.horizon.end
    week, weeks = first_week(scene, t), math.ceil(scene.problem.horizon.end) + 1
    if (scene.rates.unmet[scene.rates.row(week), rows] > 1e-7).any():  # noqa: PLR2004 - rounding
        return math.nan
    hit = scene.hit(event.forever)
    tally = Replay(
        scene, Draws().still, Span(week, weeks, week), Disturbance.at(scene, hit, week, 1), 0, 1
    ).run()
    return min(float(tally.first[rows].min(initial=math.inf)), scene.problem.horizon.end)


def borne(
    scene: Scene, draws: Draws, event: Event, t: int, counted: float, replications: int
) -> tuple[Numbers, Numbers, Numbers]:
    """Replay an event with everything else varying.

    Returns
    -------
    Demand meant to be served and what was served of it in the weeks that count, by market and replication [units], and
    weeks until the first shortage, shape (markets, replications) each.

    """
    week = first_week(scene, t)
    start = max(week - BEFORE, 0)
    weeks = week - start + max(math.ceil(counted - 1e-9), 1)
    found = []
    for block, size in blocks(replications):
        disturbance = Disturbance.at(scene, scene.hit(event), week, size)
        replay = Replay(scene, replace(draws, disruptions=False), Span(start, weeks, week), disturbance, block, size)
        if not draws.is_still:
            replay.tally.tolerance = SEEN
        tally = replay.run()
        found.append((tally.wanted, tally.served, tally.first))
    wanted, served, first = (np.concatenate(parts, axis=1) for parts in zip(*found, strict=True))
    return wanted, served, first


def markets_of(scene: Scene, items: frozenset[str]) -> Numbers:
    """Positions of the markets of some items."""
    rows = [k for k, node in enumerate(scene.network.markets) if scene.network.nodes[node][0] in items]
    return np.array(rows, dtype=np.int64)

