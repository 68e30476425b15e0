"""What contradicts what: as few rules as there can be, and the limits and demands that they meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimizer.explain.localise import ranked
from optimizer.explain.needed import needed
from optimizer.screening import solve_screened
from optimizer.solver.conflict import Relaxation, find_conflict
from optimizer.solver.solved import Stop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.schema import Numbers
    from optimizer.explain.deadline import Deadline
    from optimizer.explain.lever import Lever
    from optimizer.explain.localise import Rule, Tracer
    from optimizer.matrix import Matrix
    from optimizer.solver.solved import Solved

PART = 0.25
"""Share of the time left that the search for one proof may take."""
MOST_PARTS, SHORT = 0.25, 5.0
"""Share of the time left that the search for rules may take, and seconds that one look for a plan of wholes may."""
FEW = 12
"""Cells that may be told as a contradiction although no proof of it was found."""


def conflict_of_parts(tracer: Tracer, rigid: Matrix, missed: frozenset[int], deadline: Deadline) -> tuple[Lever, ...]:
    """Cells that cannot all hold even if sources and lots could be divided, the most negotiable first.

    The proof of the solver names the rows of a contradiction, many of which may belong to rules that it can do without.
    Of several contradictions, one of the rules is told that are `missed` by least (their slacks). Empty when none was
    found in time.
    """
    found = find_conflict(rigid, PART * deadline.left, deadline.cancelled)
    levers = () if found is None else tracer.of_conflict(found)
    rules = tracer.rules if found is None or missed else tracer.stating(levers)
    rules = sorted(rules, key=lambda rule: not missed.isdisjoint(rule.columns.tolist()))
    relaxation, in_time = Relaxation(deadline.left), deadline.until(MOST_PARTS)

    def contradict(some: Sequence[Rule]) -> bool:
        return relaxation.is_possible(tracer.keeping(some)) is False

    about = {lever.place for rule in rules if not missed.isdisjoint(rule.columns.tolist()) for lever in rule.levers}

    def told(cells: tuple[Lever, ...]) -> tuple[Lever, ...]:
        return tuple(sorted(cells, key=lambda lever: (lever.tier, lever.place not in about)))

    kept = needed(rules, _kind, contradict, in_time)
    if found is not None and len(kept) == len(rules):
        return told(levers)
    again = find_conflict(tracer.keeping(kept), PART * deadline.left, deadline.cancelled)
    if again is not None:
        return told(tracer.of_conflict(again))
    stated = ranked(lever for rule in kept for lever in rule.levers)
    return told(levers or (stated if len(stated) <= FEW else ()))


def conflict_of_wholes(tracer: Tracer, matrix: Matrix, deadline: Deadline) -> tuple[Lever, ...]:
    """Cells of the rules that could all be kept by parts of sources and lots, but not by whole ones.

    Whatever change of a rule is enough by itself changes one of them. Empty when a plan exists, or nothing was found in
    time.
    """

    def solved(free: Matrix, price: Numbers) -> Solved:
        options = deadline.options(longest=SHORT)
        return solve_screened(free.with_objective(price), options, None, deadline.cancelled, roughly=True)

    def contradict(some: Sequence[Rule]) -> bool:
        return solved(tracer.keeping(some), np.zeros_like(matrix.cost)).stop is Stop.INFEASIBLE

    if not contradict(tracer.rules):
        return ()
    kept = needed(tracer.rules, _kind, contradict, deadline.until(MOST_PARTS))
    levers = [lever for rule in kept for lever in rule.levers]
    short = tracer.demand.columns
    served = tracer.keeping(kept).with_bounds(short, matrix.lower[short], matrix.upper[short])
    nearest = solved(served, matrix.price_of_misses())
    demands = tracer.of_misses(nearest.values, short) if nearest.found else ()
    return ranked([*levers, *demands, *tracer.of_short_items(demands)])


def _kind(rule: Rule) -> tuple[str, str]:
    return rule.kind
