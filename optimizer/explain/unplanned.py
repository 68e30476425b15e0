"""What to make of a search that ended without a plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimizer.explain.diagnosis import Clause, Diagnosis, Place
from optimizer.explain.doctor import diagnose
from optimizer.explain.nearest import misses_hard_rule, nearest_miss
from optimizer.explain.unbounded import diagnose_unbounded
from optimizer.intake.spread import check_spread
from optimizer.solver.solved import Stop

if TYPE_CHECKING:
    from models.network import Core
    from models.problem import Problem
    from optimizer.matrix import Matrix
    from optimizer.solver.highs import Cancelled, SolverOptions
    from optimizer.solver.solved import Solved

SHARE, LEAST = 0.25, 10.0
"""Share of the time limit, and seconds, that the search for the nearest miss may take when it may yet find a plan."""


@dataclass(frozen=True)
class Unplanned:
    """What was found out.

    Attributes
    ----------
    plan
        A plan after all: only the search had run out of time.
    nearest
        Else the solution that misses the hard rules by least, where one was found.
    diagnosis
        Why there is no plan.
    is_impossible
        Whether it is proven that there is none.

    """

    plan: Solved | None = None
    nearest: Solved | None = None
    diagnosis: Diagnosis | None = None
    is_impossible: bool = False


def explained(
    core: Core, matrix: Matrix, solved: Solved, options: SolverOptions, cancelled: Cancelled | None
) -> Unplanned:
    """Find out why a search ended without a plan.

    Parameters
    ----------
    matrix
        Arrays with elastic rules.
    solved
        What the search came to.

    """
    problem, proven = core.problem, solved.stop is Stop.INFEASIBLE
    if solved.stop is Stop.UNBOUNDED:
        return Unplanned(diagnosis=diagnose_unbounded(problem, matrix, _limited(options, SHARE).time_limit))
    diagnosis = None if problem.baseline else diagnose(problem, matrix, options, cancelled, is_proven=proven)
    if diagnosis is not None:
        return Unplanned(diagnosis=diagnosis, is_impossible=True)
    nearest = nearest_miss(matrix, _limited(options, SHARE), cancelled)
    if nearest is None:
        troubled = solved.stop is Stop.FAILED
        return Unplanned(diagnosis=_diagnose_numbers(problem) if troubled else None, is_impossible=proven)
    if misses_hard_rule(matrix, nearest):
        return Unplanned(nearest=nearest, is_impossible=proven)
    return Unplanned(plan=nearest)


def _limited(options: SolverOptions, share: float) -> SolverOptions:
    return replace(options, time_limit=max(LEAST, options.time_limit * share))


def _diagnose_numbers(problem: Problem) -> Diagnosis:
    """Name the figures that are too far apart for one model."""
    found = list(check_spread(problem))
    clauses = tuple(Clause(Place(i.sheet, i.row, i.column, i.cell), i.found.rstrip(".")) for i in found)
    if not clauses:
        return Diagnosis(("The figures of the workbook are too far apart to plan with: look for wrong units.",))
    cells = "; ".join(f"{issue.cell}: {issue.found}" for issue in found)
    advice = "Check these figures and their units; leave out what is too small to matter."
    return Diagnosis((f"The figures of the workbook are too far apart to plan with. {cells}", advice), (clauses,))
