"""Where the contradiction is: rows and columns of the solver traced back to cells of the input."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.sheets import Demand
from optimizer.explain.lever import Lever, Tier
from optimizer.explain.limits import Limits
from optimizer.explain.policies import Policies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from models.problem import Problem
    from models.schema import Numbers
    from optimizer.matrix import Matrix
    from optimizer.solver.conflict import Conflict

AT_A_SOURCE = frozenset({"features.disruptions.is_left", "features.disruptions.is_surge_left"})
"""Rows without an index of their own that say what a source has left; its output in them names it."""
MISSED = 1e-6


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule of the planner's: the cells that state it, and its slacks in the matrix."""

    levers: tuple[Lever, ...]
    columns: NDArray[np.int64]

    @property
    def kind(self) -> tuple[str, str]:
        """Sheet and column of the first of its cells."""
        return self.levers[0].record.sheet, self.levers[0].column


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

    def of_misses(self, values: Numbers, slacks: NDArray[np.int64]) -> tuple[Lever, ...]:
        """Levers of every rule or demand that a solution misses, the most negotiable first."""
        missed = slacks[values[slacks] > MISSED].tolist()
        return ranked(
            lever for column in missed for lever in self._policies.of(*self._matrix.layout.column_key(column))
        )

    @cached_property
    def demand(self) -> Rule:
        """Demand as if it were a rule: the slacks are what is not served."""
        found = [
            column for column in sorted(self._slacks)
            if any(lever.tier is Tier.DEMAND for lever in self._policies.of(*self._matrix.layout.column_key(column)))
        ]  # fmt: skip
        return Rule((), np.array(found, dtype=np.int64))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of the planner's, those of a kind together, the kinds first of which there are many.

        What holds in many places is a standing condition, rather than what has just been asked for.
        """
        columns: dict[tuple[Lever, ...], list[int]] = {}
        for column in sorted(self._slacks):
            levers = tuple(self._policies.of(*self._matrix.layout.column_key(column)))
            if levers and levers[0].tier is not Tier.DEMAND:
                columns.setdefault(levers, []).append(column)
        found = [Rule(levers, np.array(own, dtype=np.int64)) for levers, own in columns.items()]
        often = Counter(rule.kind for rule in found)
        return tuple(sorted(found, key=lambda rule: (-often[rule.kind], *rule.kind)))

    def stating(self, levers: Iterable[Lever]) -> list[Rule]:
        """Rules that some cells state."""
        places = {lever.place for lever in levers}
        return [rule for rule in self.rules if any(lever.place in places for lever in rule.levers)]

    def keeping(self, rules: Iterable[Rule]) -> Matrix:
        """Rigid arrays in which only some rules ask for anything.

        No model has to be built for it, so that many rules can be looked at.
        """
        kept = list(rules)
        return self._freed(rule for rule in self.rules if rule not in kept)

    def without(self, lever: Lever) -> Matrix | None:
        """Rigid arrays in which one rule asks for nothing; None for a cell that states no rule."""
        rules = self.stating([lever])
        return self._freed(rules) if rules else None

    def _freed(self, rules: Iterable[Rule]) -> Matrix:
        rigid = self._matrix.rigid()
        columns = np.concatenate([np.array([], dtype=np.int64), *(rule.columns for rule in rules)])
        return rigid.with_bounds(columns, rigid.lower[columns], np.full(len(columns), np.inf))

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
