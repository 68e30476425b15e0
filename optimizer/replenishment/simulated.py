"""Capped dual-index rules by simulation, where their Markov chain is too large: side by side, with the same demand.

What is simulated is the overshoot and the slow order alone; the level, and what it costs, follow from their
distribution as exactly as for any other rule. The parameters are searched for on ever finer grids with one stream of
demand (common random numbers), and what is found is measured anew with another, so that luck in the search does not
count.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.replenishment.demand import Distribution
from optimizer.replenishment.newsvendor import at_level
from optimizer.replenishment.rules import Kind, Rule, best_base_surge, of_overshoot, purchase

if TYPE_CHECKING:
    from models.schema import Numbers
    from optimizer.replenishment.terms import Terms

SIDE = 7
"""Gaps, and caps, of each grid."""
ROUNDS = 4
"""Grids, each half as wide as the one before."""
WARM_UP = 12
"""Slow lead times that are left out at the beginning."""
NORMAL_95 = 1.959964


@dataclass(frozen=True)
class Effort:
    """How long is simulated.

    Attributes
    ----------
    weeks, replications
        Of the search; the rule that is found is measured over four times of both.
    seed
        Same seed, same numbers.

    """

    weeks: int = 600
    replications: int = 8
    seed: int = 0


@dataclass(frozen=True)
class _Measured:
    """Overshoots seen, shape (rules, replications, overshoots), and mean slow order, shape (rules, replications)."""

    seen: Numbers
    slow_rate: Numbers


def best_simulated(terms: Terms, effort: Effort | None = None) -> Rule:
    """Capped dual index of least cost that is found, or base-surge where none is better.

    The cost is the mean of the replications, its `spread` half their 95 % confidence interval.
    """
    effort, base = effort or Effort(), best_base_surge(terms)
    if terms.premium <= 0:
        return base
    mean, deviation = terms.demand.mean, terms.demand.deviation
    usual = base.base if base.base > 0 else mean / 2
    low = np.array([0.4 * terms.lag * usual, 0.5 * usual])
    high = np.array([(terms.lag + 1) * mean + 3 * deviation * math.sqrt(terms.lag + 1), mean + 2 * deviation])
    best: Rule | None = None
    for _ in range(ROUNDS):
        grid = _grid(low, high)
        found = min(_rules(terms, grid, effort), key=lambda rule: rule.cost)
        best = found if best is None or found.cost < best.cost else best
        width, middle = (high - low) / 4, np.array([best.gap, best.cap])
        low, high = np.maximum(middle - width, [0.0, 1.0]), middle + width
    measured = measure(terms, round(best.gap), round(best.cap), effort) if best else base
    return measured if measured.cost < base.cost else base


def _grid(low: Numbers, high: Numbers) -> list[tuple[int, int]]:
    gaps, caps = (sorted({round(v) for v in np.linspace(low[k], high[k], SIDE)}) for k in (0, 1))
    return [(gap, cap) for gap in gaps for cap in caps]


def _rules(terms: Terms, grid: list[tuple[int, int]], effort: Effort) -> list[Rule]:
    found = _simulate(terms, grid, effort.weeks, effort.replications, (effort.seed, 0))
    seen, rates = found.seen.sum(axis=1), found.slow_rate.mean(axis=1)
    return [
        of_overshoot(
            terms, Kind.CAPPED, Distribution(0, counts / counts.sum()).trimmed(), rate, gap=float(gap), cap=float(cap)
        )
        for (gap, cap), counts, rate in zip(grid, seen, rates.tolist(), strict=True)
    ]


def measure(terms: Terms, gap: int, cap: int, effort: Effort | None = None) -> Rule:
    """Return one capped dual-index rule as simulated, with the confidence interval of its cost."""
    effort = effort or Effort()
    found = _simulate(terms, [(gap, cap)], 4 * effort.weeks, 4 * effort.replications, (effort.seed, 1))
    counts, rates = found.seen[0], found.slow_rate[0]
    over = Distribution(0, counts.sum(axis=0) / counts.sum()).trimmed()
    rule = of_overshoot(terms, Kind.CAPPED, over, float(rates.mean()), gap=float(gap), cap=float(cap))
    weekly = np.array([at_level(rule.level + o, terms.exposed_fast, terms).cost for o in range(counts.shape[1])])
    each = counts @ weekly / counts.sum(axis=1) + np.array([purchase(terms, rate) for rate in rates.tolist()])
    return replace(rule, spread=NORMAL_95 * float(each.std(ddof=1)) / math.sqrt(len(each)))


def _simulate(
    terms: Terms, grid: list[tuple[int, int]], weeks: int, replications: int, stream: tuple[int, ...]
) -> _Measured:
    """Run rules side by side with the same demand, one column of it for each replication."""
    random = np.random.Generator(np.random.SFC64(np.random.SeedSequence(stream)))
    skipped = WARM_UP * (terms.lag + 1)
    chances = np.cumsum(terms.demand.chance)
    drawn = np.searchsorted(chances, random.random((weeks + skipped, replications)) * chances[-1], side="right")
    demand = terms.demand.lowest + drawn
    gap, cap = (np.array(column)[:, None] for column in zip(*grid, strict=True))
    shape = (len(grid), replications)
    over, known = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    on_the_way = np.zeros((terms.lag, *shape), dtype=np.int64)
    width = int(gap.max()) + 1
    bins = np.arange(math.prod(shape)).reshape(shape) * width
    seen, ordered = np.zeros(math.prod(shape) * width), np.zeros(shape)
    for week in range(weeks + skipped):
        order = np.clip(gap - known, 0, cap)
        if week >= skipped:
            seen[bins + over] += 1.0  # no bin twice: each rule and replication has its own
            ordered += order
        on_the_way[week % terms.lag] = order
        arriving = on_the_way[(week + 1) % terms.lag]
        after = np.maximum(over + arriving - demand[week], 0)
        known += order - over - arriving + after
        over = after
    return _Measured(seen.reshape(*shape, width), ordered / weeks)
