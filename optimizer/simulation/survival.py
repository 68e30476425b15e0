"""What a plan bears, by replay: service while an event lasts, and weeks until the first shortage when it never ends.

Events that begin in the same week are replayed side by side, each with the same luck.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.simulation.disturbance import Disturbance
from optimizer.simulation.draws import BLOCK, Draws
from optimizer.simulation.replay import Replay, Span
from optimizer.simulation.scene import Scene
from optimizer.simulation.tally import SHORT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.plan import Plan
    from models.problem import Problem
    from models.schema import Numbers
    from models.stress.event import Event

BEFORE = 13
"""Weeks replayed before an event, so that it meets stocks and goods under way as they vary."""
SEEN = 0.01
"""Share of a week's demand from which a shortage counts where something varies."""


@dataclass(frozen=True)
class Trial:
    """One event that begins in one period.

    Attributes
    ----------
    event, t
        What happens, and the period at whose start it does.
    items
        Items whose demand counts.
    counted
        Weeks that count.

    """

    event: Event
    t: int
    items: frozenset[str]
    counted: float


@dataclass(frozen=True)
class Borne:
    """What replications of one trial came to, shape (replications,) each.

    Attributes
    ----------
    served
        Served share of the demand in the weeks that count.
    survived
        Weeks until the first shortage; infinite without one in the weeks that count.

    """

    served: Numbers
    survived: Numbers


def first_week(scene: Scene, t: int) -> int:
    """First whole week of a period."""
    return math.ceil(float(scene.problem.horizon.begin[t]) - 1e-6)


def still_scene(problem: Problem, plan: Plan, events: Iterable[Event]) -> Scene:
    """Return the plan with as much safety stock as a disruption may use, by the setting safety_stock_usable."""
    return Scene.of(problem, plan, events, reserved=1.0 - problem.settings.safety_stock_usable)


def times_to_survive(scene: Scene, trials: Sequence[Trial]) -> list[float]:
    """Weeks without shortage when events never end and nothing varies: at most as long as the plan.

    nan when the plan is short in the period with nothing failed.
    """
    end = scene.problem.horizon.end
    lasting = [replace(trial, event=trial.event.forever, counted=end) for trial in trials]
    found = [min(float(one.survived[0]), end) for one in borne(scene, Draws().still, lasting, 1)]
    for k, trial in enumerate(trials):
        rows = markets_of(scene, trial.items)
        unmet = scene.rates.unmet[scene.rates.row(first_week(scene, trial.t)), rows]
        if (unmet > SHORT).any():
            found[k] = math.nan
    return found


def borne(scene: Scene, draws: Draws, trials: Sequence[Trial], replications: int) -> list[Borne]:
    """Replay every trial with demand and lead times varying as `draws` say, and no other event."""
    found: dict[int, Borne] = {}
    together = max(BLOCK // replications, 1)
    order = sorted(range(len(trials)), key=lambda k: (trials[k].t, trials[k].counted))
    while order:
        t = trials[order[0]].t
        batch = [k for k in order[:together] if trials[k].t == t]
        order = order[len(batch) :]
        found |= dict(zip(batch, _borne_together(scene, draws, [trials[k] for k in batch], replications), strict=True))
    return [found[k] for k in range(len(trials))]


def _borne_together(scene: Scene, draws: Draws, trials: list[Trial], each: int) -> list[Borne]:
    """Replay trials that begin in the same week side by side."""
    week = first_week(scene, trials[0].t)
    start = week if draws.is_still else max(week - BEFORE, 0)
    weeks = week - start + max(math.ceil(max(trial.counted for trial in trials) - 1e-9), 1) + 1
    disturbance = Disturbance.at(scene, [scene.hit(trial.event) for trial in trials], week, each)
    own = replace(draws, disruptions=False, copies=len(trials))
    replay = Replay(scene, own, Span(start, weeks, week), disturbance, 0, each * len(trials), keeps=True)
    replay.tally.tolerance = SHORT if draws.is_still else SEEN
    tally = replay.run()
    history, found = tally.history or [], []
    for k, trial in enumerate(trials):
        columns, rows = slice(k * each, (k + 1) * each), markets_of(scene, trial.items)
        parts = np.clip(trial.counted - np.arange(len(history)), 0.0, 1.0)
        wanted = sum(part * all_[rows, columns].sum(axis=0) for part, (all_, _) in zip(parts, history, strict=True))
        served = sum(part * some[rows, columns].sum(axis=0) for part, (_, some) in zip(parts, history, strict=True))
        first = tally.first[rows, columns].min(axis=0, initial=math.inf)
        share = np.where(np.asarray(wanted) > 0, served / np.maximum(wanted, 1e-12), math.nan)
        found.append(Borne(share, np.where(first >= trial.counted, math.inf, first)))
    return found


def markets_of(scene: Scene, items: frozenset[str]) -> Numbers:
    """Positions of the markets of some items."""
    rows = [k for k, node in enumerate(scene.network.markets) if scene.network.nodes[node][0] in items]
    return np.array(rows, dtype=np.int64)
