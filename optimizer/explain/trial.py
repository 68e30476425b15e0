"""A trial: changes are made to the input, and a plan is looked for with them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.features import FEATURES
from models.issue import Severity
from optimizer.solver.solved import Stop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.plan import Plan
    from models.problem import Problem
    from models.rulebook import RuleOutcome
    from optimizer.explain.lever import Lever
    from optimizer.solver.highs import Cancelled, SolverOptions

LOOSE = 0.02
"""Gap of a plan that only shows that there is one, and about what it costs."""


@dataclass(frozen=True)
class Change:
    """Another figure for one cell."""

    lever: Lever
    figure: float


@dataclass(frozen=True)
class Trial:
    """What came of it.

    Attributes
    ----------
    changes
        What was changed.
    possible
        Whether a plan exists; None when that was not found out in time.
    cost
        Cost of the plan found [money]; nan without one.
    is_close
        Whether hardly any plan costs less; else it may well.
    rules
        Rules of the input as it was, against the plan found.
    least
        Figure of a single change than which no smaller change is enough; nan: the one tried.

    """

    changes: tuple[Change, ...]
    possible: bool | None
    cost: float = float("nan")
    is_close: bool = True
    rules: tuple[RuleOutcome, ...] = ()
    least: float = float("nan")

    @property
    def is_out(self) -> bool:
        """Whether it is known that there is no plan."""
        return self.possible is False

    def reached(self, change: Change) -> float:
        """Figure of a change than which none that is tighter is enough, as far as that is known."""
        return change.figure if math.isnan(self.least) else self.least


def changed(problem: Problem, changes: Iterable[Change]) -> Problem:
    """Return the problem with figures changed."""
    for change in changes:
        problem = change.lever.set_to(problem, change.figure)
    return problem


def is_accepted(problem: Problem) -> bool:
    """Whether the input's own checks find no error in it."""
    issues = (issue for feature in FEATURES for issue in feature.check(problem))
    return not any(issue.severity is Severity.ERROR for issue in issues)


def tried(
    problem: Problem, changes: tuple[Change, ...], options: SolverOptions, cancelled: Cancelled | None = None
) -> Trial:
    """Change the input, plan again, and say what came of it."""
    other = changed(problem, changes)
    if not is_accepted(other):
        return Trial(changes, possible=False)
    return _planned(problem, other, changes, options, cancelled)


def free_of(problem: Problem, lever: Lever, options: SolverOptions, cancelled: Cancelled | None = None) -> Trial:
    """Plan without what one cell asks for."""
    return _planned(problem, lever.loosened(problem), (), options, cancelled)


def _planned(
    problem: Problem,
    other: Problem,
    changes: tuple[Change, ...],
    options: SolverOptions,
    cancelled: Cancelled | None,
) -> Trial:
    from models.build import build_model, extract
    from optimizer.matrix import ColumnValues, compile_model
    from optimizer.matrix.scaling import with_units
    from optimizer.screening import solve_screened

    core = build_model(other)
    matrix = compile_model(core)
    loose = replace(options, gap=max(options.gap, LOOSE))
    found = solve_screened(with_units(matrix.rigid()), loose, None, cancelled, roughly=True)
    if not found.found:
        return Trial(changes, possible=False if found.stop is Stop.INFEASIBLE else None)
    plan = extract(core, ColumnValues(matrix, found.values))
    is_close = found.gap <= 2 * loose.gap
    return Trial(changes, possible=True, cost=found.objective, is_close=is_close, rules=measured(problem, plan))


def measured(problem: Problem, plan: Plan) -> tuple[RuleOutcome, ...]:
    """Rules of one problem against the plan of another."""
    return tuple(
        outcome for feature in FEATURES if feature.applies(problem) for outcome in feature.outcomes(problem, plan)
    )
