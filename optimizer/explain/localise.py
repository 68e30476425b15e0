"""Where the contradiction is: rows and columns of the solver traced back to cells of the input."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.sheets import Demand
from optimizer.explain.lever import Lever, Tier
from optimizer.explain.limits import Limits
from optimizer.explain.policies import Policies
from optimizer.solver.conflict import Relaxation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.problem import Problem
    from models.schema import Numbers
    from optimizer.explain.deadline import Deadline
    from optimizer.matrix import Matrix
    from optimizer.solver.conflict import Conflict

AT_A_SOURCE = frozenset({"features.disruptions.is_left", "features.disruptions.is_surge_left"})
"""Rows without an index of their own that say what a source has left; its output in them names it."""
MISSED = 1e-6


class Tracer:
    """From rows and columns of one problem's matrix to levers."""

    def __init__(self, problem: Problem, matrix: Matrix) -> None:
        self.problem, self._matrix = problem, matrix
        self._policies, self._limits = Policies(problem), Limits(problem)
        self._slacks = set(matrix.hard_slacks().tolist())

    def of_conflict(self, conflict: Conflict) -> tuple[Lever, ...]:
        """Levers of every row and bound of a conflict, the most negotiable first."""
        found = [lever for row in conflict.rows.tolist() for lever in self._of_row(row)]
        for column in conflict.columns.tolist():
            name, key = self._matrix.layout.column_key(column)
            if column in self._slacks:
                found += self._policies.of(name, key)
            elif name != "make":
                found += self._limits.of(name, key)
        return ranked(found)

    def of_misses(self, values: Numbers) -> tuple[Lever, ...]:
        """Levers of every hard rule that a solution misses, the most negotiable first."""
        slacks = self._matrix.hard_slacks()
        missed = slacks[values[slacks] > MISSED].tolist()
        return ranked(
            lever for column in missed for lever in self._policies.of(*self._matrix.layout.column_key(column))
        )

    def without(self, lever: Lever) -> Matrix | None:
        """Rigid arrays in which one rule asks for nothing; None for a cell that states no rule.

        No model has to be built for it, so that many rules can be looked at.
        """
        columns = np.array(self._columns_of.get(lever.place, ()), dtype=np.int64)
        if not len(columns):
            return None
        rigid = self._matrix.rigid()
        return rigid.with_bounds(columns, rigid.lower[columns], np.full(len(columns), np.inf))

    @cached_property
    def _columns_of(self) -> dict[object, list[int]]:
        """Slacks of all rules that each cell states."""
        found: dict[object, list[int]] = {}
        for column in sorted(self._slacks):
            for place in {lever.place for lever in self._policies.of(*self._matrix.layout.column_key(column))}:
                found.setdefault(place, []).append(column)
        return found

    def of_every_rule(self, deadline: Deadline) -> tuple[Lever, ...]:
        """Levers of every rule without which nothing else is in the way: where no proof names the rules in time."""
        relaxation, found = Relaxation(deadline.left), []
        levers = [self._policies.of(*self._matrix.layout.column_key(column)) for column in sorted(self._slacks)]
        for lever in ranked(lever for own in levers for lever in own if lever.tier is Tier.POLICY):
            without = self.without(lever) if deadline.in_time() else None
            if without is not None and relaxation.is_possible(without):
                found.append(lever)
        return tuple(found)

    def of_short_items(self, levers: Iterable[Lever]) -> tuple[Lever, ...]:
        """Levers of the capacity of everything that makes what is short, or its components."""
        items = {self.problem[Demand].item[lever.row] for lever in levers if lever.tier is Tier.DEMAND}
        wanted, recipes = set(items), self.problem.recipes
        for item in recipes.finished_first:
            if item in wanted:
                wanted |= set(recipes.children.get(item, ()))
        keys = [key for key in self.problem.source_row if key[0] in wanted]
        return ranked(lever for key in keys for lever in self._limits.capacity(*key))

    def _of_row(self, row: int) -> Iterator[Lever]:
        name, key = self._matrix.layout.row_key(row)
        first, last = self._matrix.rows.indptr[row : row + 2]
        columns = self._matrix.rows.indices[first:last].tolist()
        for column in columns:
            if column in self._slacks:
                yield from self._policies.of(*self._matrix.layout.column_key(column))
        if name in AT_A_SOURCE:
            for column in columns:
                variable, index = self._matrix.layout.column_key(column)
                if variable == "make":
                    yield from self._limits.of(variable, index)
        else:
            yield from self._limits.of(name, key)


def ranked(levers: Iterable[Lever]) -> tuple[Lever, ...]:
    """Levers without repeats, the most negotiable first, else in the order in which they were met."""
    return tuple(sorted(dict.fromkeys(levers), key=lambda lever: lever.tier))


def is_offered(problem: Problem, lever: Lever) -> bool:
    """Whether a lever may be changed at all: it is a rule or an investment, and its figure is not yet the loosest."""
    return lever.tier <= Tier.INVESTMENT and bool(lever.ladder(problem))
