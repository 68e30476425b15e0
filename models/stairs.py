"""Stairs: a quantity of the model that takes one of a few values, as marks that say which of them it reaches.

``mark[k] = 1`` if and only if the quantity is at least ``value[k]``; marks are numbers, binary variables or what is
left of 1 by them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from models.modelling import pyo
from models.terms import Term, at_least

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.plan import Solution
    from models.schema import Numbers

HALF = 0.5
"""Binary variables above this are 1."""
SURE, NEVER = Term(1.0), Term(0.0)
"""Marks that are known."""


@dataclass(frozen=True)
class Stairs:
    """Values, ascending, with the mark of each."""

    values: tuple[float, ...]
    marks: tuple[Term, ...]

    @classmethod
    def at(cls, value: float) -> Stairs:
        """Return a quantity that is known."""
        return cls((value,), (SURE,))

    @property
    def is_known(self) -> bool:
        """Whether there is nothing to decide."""
        return len(self.values) == 1 and self.marks[0].is_known

    def total(self, of_value: Callable[[float], float]) -> list[Term]:
        """Return an ascending function of the quantity, linear in its marks; 0 where not even the first is reached."""
        heights = [of_value(value) for value in self.values]
        rises = [heights[0], *(b - a for a, b in pairwise(heights))]
        return [mark.times(rise) for rise, mark in zip(rises, self.marks, strict=True) if rise]

    def value(self, solution: Solution) -> float:
        """Return the quantity in a solved model; its marks must be known or variables."""
        reached = [
            mark.constant > 0 if mark.is_known else solution.at(mark.variable.variable, [mark.key])[0] > HALF
            for mark in self.marks
        ]
        return max((v for v, there in zip(self.values, reached, strict=True) if there), default=0.0)

    def less(self, known: float) -> Stairs:
        """Return this quantity less a known one, and never below 0."""
        above = [(v - known, mark) for v, mark in zip(self.values, self.marks, strict=True) if v > known]
        if self.values[0] > known:
            return Stairs(*_columns(above))
        return Stairs(*_columns([(0.0, self.marks[0]), *above]))

    def taken_from(self, known: float) -> Stairs:
        """Return a known quantity less this one, and never below 0; this one must reach its first value."""
        after = [*(mark.rest() for mark in self.marks[1:]), SURE]
        steps = [(known - v, mark) for v, mark in zip(self.values, after, strict=True) if v < known]
        floor = [] if len(steps) == len(self.values) else [(0.0, SURE)]
        return Stairs(*_columns([*floor, *reversed(steps)]))


def _columns(pairs: Sequence[tuple[float, Term]]) -> tuple[tuple[float, ...], tuple[Term, ...]]:
    return tuple(value for value, _ in pairs), tuple(mark for _, mark in pairs)


class StairsMaker:
    """Makes stairs with binary marks, and writes the rows that they follow from.

    Attributes
    ----------
    rules
        Writer of the rows.

    """

    def __init__(self) -> None:
        self._marks, self._pairs = pyo.VariablesToBe(), pyo.VariablesToBe()
        self._descend = pyo.RowWriter()
        self.rules = pyo.RowWriter()

    def declare(self, block: Any, name: str) -> None:
        """Add the marks to a block, as a variable of that name, once all stairs are made."""
        block.add_component(name, self._marks.declared(within=pyo.Binary))
        if self._pairs.count:
            block.add_component(f"{name}_pairs", self._pairs.declared(within=pyo.NonNegativeReals))

    def close(self, block: Any, name: str) -> None:
        """Add the rows to a block, once all marks they speak of are declared."""
        block.add_component(f"{name}_descend", pyo.given_rows(self._descend.finished()))
        block.add_component(f"{name}_rules", pyo.given_rows(self.rules.finished()))

    def make(self, values: Sequence[float], known: int = 0) -> Stairs:
        """Return stairs of which the first `known` values are reached for sure."""
        marks = [SURE] * known
        for _ in values[known:]:
            mark = Term.of(self._marks, self._marks.add())
            if marks and not marks[-1].is_known:
                at_least(self._descend, 0.0, (marks[-1], mark.times(-1.0)))
            marks.append(mark)
        return Stairs(tuple(values), tuple(marks))

    def difference(self, first: Stairs, second: Stairs, *, by_pairs: bool = False) -> Stairs:
        """Return the first quantity less the second, never below 0; the second must reach its first value.

        Parameters
        ----------
        by_pairs
            Say it by a variable for each pair of values rather than by a row for each: tighter, and larger.

        """
        if second.is_known:
            return first.less(second.values[0])
        if first.is_known:
            return second.taken_from(first.values[0])
        if by_pairs:
            return self._paired(first, second)
        gap = np.round(np.subtract.outer(np.array(first.values), np.array(second.values)), 9)
        one, other = np.nonzero(gap > 0)
        gaps, place = np.unique(gap[one, other], return_inverse=True)
        found = self.make((0.0, *gaps.tolist()), known=1 if first.marks[0].is_known else 0)
        if not first.marks[0].is_known:
            at_least(self.rules, 0.0, (found.marks[0], first.marks[0].times(-1.0)))
        reached, passed = _Marks.of(first.marks), _Marks.of((*second.marks[1:], NEVER))
        floor = reached.constant[one] - passed.constant[other]
        row = self.rules.rows(floor, np.full(len(floor), np.inf)) + np.arange(len(floor), dtype=np.int32)
        marks = _Marks.of(found.marks)
        marks.put(self.rules, row, place + 1, 1.0)
        reached.put(self.rules, row, one, -1.0)
        passed.put(self.rules, row, other, 1.0)
        return found

    def _paired(self, first: Stairs, second: Stairs) -> Stairs:
        """Difference of two quantities by what both are at once; none where the first is not even at its first value.

        ::

            sum over b of pair[a, b] = first[a] - first[next a]
            sum over a of pair[a, b] = second[b] - second[next b]       <= where the first may not be reached
            sum of pairs that differ by d = difference[d] - difference[next d]

        Where stages form a tree, marks of the linear relaxation are whole by these rows alone.
        """
        shape, is_sure = (len(first.values), len(second.values)), first.marks[0].is_known
        gap = np.maximum(np.round(np.subtract.outer(np.array(first.values), np.array(second.values)), 9), 0.0)
        gaps, differs = np.unique([0.0, *gap.ravel().tolist()], return_inverse=True)
        found = self.make(gaps.tolist(), known=1 if is_sure else 0)
        pairs = np.arange(self._pairs.count, self._pairs.count + gap.size, dtype=np.int32)
        self._pairs.count += gap.size
        one, other = np.indices(shape)
        for marks, at, is_exact in (
            (first.marks, one.ravel(), True), (second.marks, other.ravel(), is_sure), (found.marks, differs[1:], True),
        ):  # fmt: skip
            self._split(marks, pairs, at, is_exact=is_exact)
        return found

    def _split(self, marks: Sequence[Term], pairs: Any, at: Any, *, is_exact: bool) -> None:
        """Write that the pairs at each value come to what the marks say of it."""
        steps, count = _Marks.of((*marks, NEVER)), len(marks)
        most = steps.constant[:-1] - steps.constant[1:]
        least = most if is_exact else np.full(count, -np.inf)
        row = self.rules.rows(least, most) + np.arange(count, dtype=np.int32)
        self.rules.put_all(self._pairs, pairs, row[at], np.ones(len(pairs)))
        steps.put(self.rules, row, np.arange(count), -1.0)
        steps.put(self.rules, row, np.arange(1, count + 1), 1.0)


@dataclass(frozen=True)
class _Marks:
    """Marks of one stairs as arrays; all that are variables are members of one."""

    constant: Numbers
    factor: Numbers
    place: np.ndarray[Any, np.dtype[np.int32]]
    variable: Any

    @classmethod
    def of(cls, marks: Sequence[Term]) -> _Marks:
        return cls(
            np.array([mark.constant for mark in marks]),
            np.array([mark.factor for mark in marks]),
            np.array([0 if mark.is_known else mark.key - 1 for mark in marks], dtype=np.int32),
            next((mark.variable for mark in marks if not mark.is_known), None),
        )

    def put(self, writer: Any, rows: Any, which: Any, amount: float) -> None:
        """Add those of `which` that are variables, times an amount, to their rows."""
        free = np.flatnonzero(self.factor[which])
        if len(free):
            own = which[free]
            writer.put_all(self.variable, self.place[own], rows[free], amount * self.factor[own])
