"""Capped dual index: up to one level from the fast source, and up to a higher one from the slow, at most a cap a week.

::

    slow order = min(cap, (gap - O - q1 - .. - q[L-1])+)        gap: slow level less fast level
    O'         = (O + what arrives next - D)+

The overshoot and the orders on the way are a Markov chain that knows the levels by their difference only. Without a cap
it is the dual-index rule (Veeraraghavan and Scheller-Wolf 2008), with an endless gap tailored base-surge; with both it
is within a few per cent of the best rule there is (Sun and Van Mieghem 2019).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.replenishment.demand import Distribution
from optimizer.replenishment.rules import Kind, Rule, best_base_surge, of_overshoot

if TYPE_CHECKING:
    from models.schema import Numbers
    from optimizer.replenishment.terms import Terms

MOST_WORK = 20_000_000
"""States of all chains together beyond which they are simulated instead: some ten seconds of work."""
SETTLED = 1e-12
MOST_STEPS = 200_000
CHECK_EVERY = 25
LAZY = 0.05
"""Part of each week in which nothing happens: without it, what comes round at intervals would never settle."""
PATIENCE = 4
"""Gaps without any gain after which no larger one is tried."""


def states_of(gap: int, cap: int, lag: int) -> int:
    """Most states that the chain of a rule can have."""
    return int((gap + 1) * (min(gap, cap) + 1) ** (lag - 1))


def capped(terms: Terms, gap: int, cap: int) -> Rule:
    """Return the rule with a gap between its levels and a cap, by its Markov chain.

    Parameters
    ----------
    gap, cap
        Slow level less fast level [steps], and largest slow order [steps/week]; one that demand never exceeds is none.

    """
    if gap <= 0:
        return of_overshoot(terms, Kind.CAPPED, Distribution.point(), 0.0, gap=float(gap), cap=float(cap))
    over, order, moves = _chain(terms, gap, cap)
    chance = _long_run(moves, len(over))
    spread = np.bincount(over, chance).astype(np.float64)
    kind = Kind.DUAL_INDEX if cap >= terms.demand.highest else Kind.CAPPED
    return of_overshoot(
        terms, kind, Distribution(0, spread).trimmed(), float(chance @ order), gap=float(gap), cap=float(cap)
    )


def _chain(terms: Terms, gap: int, cap: int) -> tuple[Any, Any, Any]:
    """Overshoot and slow order of each state, and the chances of moving (to, from) as a sparse matrix."""
    from scipy.sparse import csr_array

    cap = min(cap, gap)
    shape = (gap + 1, *(cap + 1,) * (terms.lag - 1))
    axes = np.indices(shape).reshape(terms.lag, -1)
    kept = np.flatnonzero(axes.sum(axis=0) <= gap)
    over, *coming = axes[:, kept]
    order = np.minimum(cap, gap - axes[:, kept].sum(axis=0))
    arriving, *behind = [*coming, order]
    place = np.full(math.prod(shape), -1)
    place[kept] = np.arange(len(kept))
    rows, columns, chances = [], [], []
    for demand, chance in terms.demand.support:
        after = np.maximum(over + arriving - demand, 0)
        rows.append(place[np.ravel_multi_index((after, *behind), shape)])
        columns.append(np.arange(len(kept)))
        chances.append(np.full(len(kept), chance))
    entries = np.concatenate(chances), (np.concatenate(rows), np.concatenate(columns))
    return over, order, csr_array(entries, shape=(len(kept), len(kept)))


def _long_run(moves: Any, size: int) -> Numbers:
    """Long-run chance of each state, begun with nothing on the way and no overshoot."""
    chance = np.zeros(size)
    chance[0] = 1.0
    for step in range(MOST_STEPS):
        after = LAZY * chance + (1.0 - LAZY) * (moves @ chance)
        if step % CHECK_EVERY == 0 and float(np.abs(after - chance).sum()) < SETTLED:
            break
        chance = after
    return np.asarray(after / after.sum(), dtype=np.float64)


def best_capped(terms: Terms) -> Rule | None:
    """Capped dual index of least cost by its Markov chain, an endless gap (base-surge) included.

    Every cap up to the largest demand is tried, each with ever larger gaps until they bring nothing more; None when
    the chains have too many states.
    """
    best: Rule = best_base_surge(terms)
    if terms.premium <= 0:
        return best
    widest, caps = _widest(terms), range(1, terms.demand.highest + 1)
    if widest * sum(states_of(widest, cap, terms.lag) for cap in caps) > MOST_WORK:
        return None
    for cap in caps:
        found = _best_gap(terms, cap)
        best = min(best, found, key=lambda rule: rule.cost)
    return best


def _widest(terms: Terms) -> int:
    """Gap beyond which no larger one is tried: both exposed times with the largest demand."""
    return terms.exposed_slow.below(1.0 - 1e-9) + terms.demand.highest


def _best_gap(terms: Terms, cap: int) -> Rule:
    best, since = capped(terms, 1, cap), 0
    for gap in range(2, _widest(terms) + 1):
        found = capped(terms, gap, cap)
        better = found.cost < best.cost - 1e-9 * abs(best.cost)
        best, since = (found, 0) if better else (best, since + 1)
        if since >= PATIENCE and gap > terms.lag * min(cap, terms.demand.mean):
            break
    return best
