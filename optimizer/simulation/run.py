"""Replications of a whole plan: what is served of all that is wanted, with everything that varies or some of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.simulation.disturbance import Disturbance
from optimizer.simulation.draws import blocks
from optimizer.simulation.replay import Replay, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.schema import Numbers
    from models.stress.event import Event
    from optimizer.simulation.draws import Draws
    from optimizer.simulation.scene import Scene

NORMAL = 1.959963984540054
"""97.5 % quantile of the standard normal distribution: half the width of a 95 % interval in standard errors."""


@dataclass(frozen=True)
class Estimate:
    """A mean over replications with its 95 % confidence interval, ``mean +- half``."""

    mean: float
    half: float

    @classmethod
    def of(cls, values: Numbers) -> Estimate:
        """Estimate the mean of independent replications.

        >>> Estimate.of(np.array([1.0, 1.0, 1.0, 1.0]))
        Estimate(mean=1.0, half=0.0)
        """
        known = values[np.isfinite(values)]
        if len(known) < 2:  # noqa: PLR2004 - one value has no spread
            return cls(float(known[0]) if len(known) else math.nan, math.nan)
        return cls(float(known.mean()), NORMAL * float(known.std(ddof=1)) / math.sqrt(len(known)))

    def reaches(self, promised: float) -> bool:
        """Whether a promise may be kept: it is not above the interval."""
        return self.mean + float(np.nan_to_num(self.half)) >= promised - ROUNDING


ROUNDING = 1e-6


@dataclass(frozen=True)
class Measured:
    """What replications of a plan came to.

    Attributes
    ----------
    wanted, served
        Demand, and what was served of it in its own week, shape (markets, replications) [units].
    full
        Share of weeks in which a market was served as planned, shape (markets, replications).
    given
        Share of weeks in which a node gave all it was asked for, shape (nodes, replications).
    weeks
        Weeks replayed.

    """

    wanted: Numbers
    served: Numbers
    full: Numbers
    given: Numbers
    weeks: int

    @property
    def fill(self) -> Numbers:
        """Served share of demand, shape (markets, replications)."""
        return self.served / np.maximum(self.wanted, 1e-12)

    @property
    def overall(self) -> Numbers:
        """Mean of the markets' served shares, weighted with demand, shape (replications,)."""
        return np.asarray(self.served.sum(axis=0) / np.maximum(self.wanted.sum(axis=0), 1e-12))


def play(
    scene: Scene, draws: Draws, replications: int, events: Sequence[Event] = (), weeks: int | None = None
) -> Measured:
    """Replay a plan from its first week.

    Parameters
    ----------
    events
        Events that may happen, each with its yearly probability.
    weeks
        How many weeks; the whole plan unless given.

    """
    span = Span(0, min(weeks or scene.rates.weeks, scene.rates.weeks))
    hits = [scene.hit(event) for event in events if event.probability > 0]
    tallies = []
    for block, size in blocks(replications):
        luck = Disturbance.random(scene, hits, draws, block, span.weeks, size)
        tallies.append(Replay(scene, draws, span, luck, block, size).run())
    joined = [
        np.concatenate([getattr(tally, what) for tally in tallies], axis=1)
        for what in ("wanted", "served", "full", "node_full")
    ]
    return Measured(joined[0], joined[1], joined[2] / span.weeks, joined[3] / span.weeks, span.weeks)


def switched_off(draws: Draws, what: str) -> Draws:
    """Return the same luck with one kind of variability switched off."""
    return replace(draws, **{what: False})
