"""What came of planning: the status in words, the plan, its cost and the proof that goes with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from models.plan import CostLines
from optimizer.errors import NoValueError
from optimizer.solver.solved import Stop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.issue import Issue
    from models.plan import Plan
    from models.problem import Problem
    from models.rulebook import RuleOutcome
    from models.stress.tested import Tested
    from optimizer.audit import AuditReport
    from optimizer.explain.diagnosis import Diagnosis
    from optimizer.solver.highs import SolverOptions
    from optimizer.solver.solved import Solved

ROUNDING = 1e-7
"""Gap that is the rounding of the search itself, whose rows hold to this share."""
PROVEN = 1e-4
"""Largest gap at which a plan is called optimal."""


class Status(Enum):
    """What was found, in the words of the summary."""

    OPTIMAL = "Optimal: no plan costs less"
    WITHIN_GAP = "Within the requested gap of the best possible plan"
    TIME_LIMIT = "Stopped at the time limit: this is the best plan found so far"
    INTERRUPTED = "Stopped on request: this is the best plan found so far"
    INFEASIBLE = "Impossible: no plan keeps every hard rule"
    BROKEN_OFF = "Broken off when the solver's process ended: this is the best plan found so far"
    NO_PLAN = "Stopped before any plan was found"
    LOST = "Broken off when the solver's process ended, before any plan was found"
    UNBOUNDED = "The costs have no lower bound: a figure in the workbook must be wrong"

    @property
    def has_plan(self) -> bool:
        """Whether a plan comes with it."""
        return self in {
            Status.OPTIMAL, Status.WITHIN_GAP, Status.TIME_LIMIT, Status.INTERRUPTED, Status.BROKEN_OFF,
        }  # fmt: skip


WITHOUT_PLAN = {Stop.INFEASIBLE: Status.INFEASIBLE, Stop.UNBOUNDED: Status.UNBOUNDED, Stop.DIED: Status.LOST}
WITH_PLAN = {Stop.INTERRUPTED: Status.INTERRUPTED, Stop.DIED: Status.BROKEN_OFF}
"""Status by why the solver stopped, where that alone decides."""


def status_of(solved: Solved, requested: float) -> Status:
    """Name what was found: the gap decides, not the solver's own word."""
    if solved.stop is Stop.UNBOUNDED:
        return Status.UNBOUNDED  # whatever solution there is: a better one always exists
    if not solved.found:
        return WITHOUT_PLAN.get(solved.stop, Status.NO_PLAN)
    if solved.gap <= max(min(requested, PROVEN), ROUNDING):
        return Status.OPTIMAL
    if solved.gap <= requested * (1 + 1e-9) or solved.stop is Stop.FINISHED:
        return Status.WITHIN_GAP
    return WITH_PLAN.get(solved.stop, Status.TIME_LIMIT)


@dataclass(frozen=True)
class Size:
    """Size of the matrix problem."""

    rows: int
    columns: int
    binaries: int
    nonzeros: int


@dataclass(frozen=True)
class SecondObjective:
    """What was made least once the cost was.

    Attributes
    ----------
    meter
        What it is, a key of ``models.costs.METERS``.
    at_least_cost, achieved
        Its amount in the cheapest plan, and in the one chosen.
    tolerance
        How much dearer the chosen plan was allowed to be, as a share.

    """

    meter: str
    at_least_cost: float
    achieved: float
    tolerance: float


@dataclass(frozen=True)
class Outcome:
    """Everything a solve leaves behind.

    Attributes
    ----------
    problem
        What was planned.
    status
        What was found.
    rules
        Every rule in every scope and period, required against achieved. For an impossible problem: of the nearest
        miss, so that the rules in the way can be named with their amounts.
    bound, gap
        What no plan can go below [money], and how far the plan may be above it, as a share of its cost.
    baseline
        Today's plan by the same model; None when the workbook gives none.
    without_locks
        The plan without the locked decisions; None when nothing is locked.
    second
        The second objective, if Settings asks for one.
    size, seconds
        Size of the model, and seconds by phase.
    options
        How it was solved; None when nothing was.
    issues
        Warnings and notes of the input.
    stress
        How the plan bears each event of the workbook; () when there is none.
    diagnosis
        Why there is no plan, and what would make one possible; None when there is one, or nothing was found out.
    skipped
        What was left out because the run was asked to stop, in words; () when nothing was.

    """

    problem: Problem
    status: Status
    rules: tuple[RuleOutcome, ...] = ()
    bound: float = float("-inf")
    gap: float = float("inf")
    baseline: Outcome | None = None
    without_locks: Outcome | None = None
    second: SecondObjective | None = None
    size: Size = Size(0, 0, 0, 0)
    seconds: Mapping[str, float] = field(default_factory=dict)
    options: SolverOptions | None = None
    issues: tuple[Issue, ...] = ()
    stress: tuple[Tested, ...] = ()
    diagnosis: Diagnosis | None = None
    skipped: tuple[str, ...] = ()
    _plan: Plan | None = None
    _audit: AuditReport | None = None

    @property
    def plan(self) -> Plan:
        """The plan; raises :class:`NoValueError` when there is none."""
        if self._plan is None:
            raise NoValueError(f"There is no plan: {self.status.value}.")
        return self._plan

    @property
    def audit(self) -> AuditReport:
        """The independent check of the plan; raises :class:`NoValueError` when there is no plan."""
        if self._audit is None:
            raise NoValueError(f"There is no plan to check: {self.status.value}.")
        return self._audit

    @property
    def cost(self) -> float:
        """Present value of all costs of the plan [money], penalties of soft rules included.

        Today's plan pays none: the price that holds it to its shares is no cost.
        """
        lines = self.plan[CostLines]
        paid = lines.driver != "rule_penalty" if self.problem.baseline else np.ones(len(lines), dtype=bool)
        return float(lines.present_value[paid].sum())

    @property
    def lock_cost(self) -> float | None:
        """What the locked decisions cost altogether [money]; None when nothing is locked.

        Never negative: the plan with locks is a plan without them too, whatever the gap of the search leaves open.
        """
        return None if self.without_locks is None else max(self.cost - self.without_locks.cost, 0.0)

    @property
    def missed_rules(self) -> tuple[RuleOutcome, ...]:
        """Rules that are not kept, hard ones first."""
        missed = [outcome for outcome in self.rules if outcome.is_missed()]
        return tuple(sorted(missed, key=lambda outcome: not outcome.hard))
