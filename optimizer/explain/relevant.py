"""The part of a problem that a contradiction may be about: disruptions come to it only once they matter.

Most of a large problem are its disruption cases (EV example: 45,000 of 51,600 rows), and nearly all of them can be
borne by whatever plan there is. Without them a linear relaxation takes 0.2 s in place of 20 s, and the proof that
nothing is possible does not get lost in rounding. What is impossible without some cases is impossible with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from optimizer.matrix.cases import every_case
from optimizer.solver.highs import solve_matrix
from optimizer.solver.linear import answer
from optimizer.solver.solved import Stop

if TYPE_CHECKING:
    from models.problem import Problem
    from models.schema import Numbers
    from optimizer.explain.deadline import Deadline
    from optimizer.matrix import Matrix

MISSED = 1e-6
"""Slack of a hard rule above which it counts as missed."""


def elastic(problem: Problem) -> Matrix:
    """Arrays of a problem with a way around its hard rules, from the model."""
    from models.build import build_model
    from optimizer.matrix import compile_model

    return compile_model(build_model(problem))


class Seen(NamedTuple):
    """What a look at the linear relaxation has shown.

    Attributes
    ----------
    possible
        Whether it has a solution that misses no hard rule; None: not found out in time.
    missed
        Slacks of the hard rules that are missed by least, as columns of the part that matters.

    """

    possible: bool | None
    missed: frozenset[int] = frozenset()


class Relevant:
    """Disruption cases that have turned out to matter, for one problem and those with other figures."""

    def __init__(self) -> None:
        self._cases: set[int] = set()

    def part(self, matrix: Matrix) -> Matrix:
        """Arrays without the cases that do not matter."""
        return matrix.without(case for case in every_case(matrix) if case.number not in self._cases)

    def rigid(self, problem: Problem) -> Matrix:
        """The same of a problem in which every hard rule must hold, from the model."""
        return self.part(elastic(problem)).rigid()

    def take_in(self, matrix: Matrix, deadline: Deadline) -> Seen:
        """Take in cases until those taken in cannot all be borne, or all others are borne.

        Parameters
        ----------
        matrix
            Arrays with elastic rules.

        """
        priced = matrix.with_objective(matrix.price_of_misses()).relaxed()
        while True:
            left_out = [case for case in every_case(matrix) if case.number not in self._cases]
            part = priced.without(left_out)
            least = solve_matrix(part, deadline.options(), None, deadline.cancelled)
            if not least.found:
                return Seen(False if least.stop is Stop.INFEASIBLE else None)
            slacks = part.hard_slacks()
            missed = frozenset(slacks[least.values[slacks] > MISSED].tolist())
            if missed:
                return Seen(possible=False, missed=missed)
            kept = np.ones(matrix.shape[1], dtype=np.bool_)
            for case in left_out:
                kept[case.columns] = False
            values: Numbers = np.zeros(matrix.shape[1])
            values[kept] = least.values
            rigid = priced.rigid()
            unborne = {c.number for c in left_out if answer(rigid, c.columns, c.rows, values) is None}
            if not unborne:
                return Seen(possible=True)
            self._cases |= unborne
            if not deadline.in_time():
                return Seen(possible=None)
