"""The independent check: every plan recomputed from its tables, without Pyomo and without the solver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.costs import DRIVERS, METERS
from models.features import FEATURES
from models.issue import Violation
from models.plan import CostLines, MeterLines, sums

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import Problem
    from models.rulebook import RuleOutcome
    from models.schema import Numbers

TOLERANCE = 1e-6
"""Largest violation, as a share of the quantity checked, that is rounding."""
COST_TOLERANCE = 1e-6
"""Largest difference of costs, as a share of the plan's total, that is rounding."""


@dataclass(frozen=True)
class CostCheck:
    """Present value of one driver as booked and as recomputed [money]."""

    driver: str
    booked: float
    recomputed: float

    @property
    def difference(self) -> float:
        """Recomputed less booked."""
        return self.recomputed - self.booked


@dataclass(frozen=True)
class AuditReport:
    """What the check found.

    Attributes
    ----------
    checks
        How many single checks were made.
    worst
        Largest violation found, None when there was nothing to check.
    costs
        Every driver, booked against recomputed.
    violations
        Violations beyond rounding, largest first.

    """

    checks: int
    worst: Violation | None
    costs: tuple[CostCheck, ...]
    violations: tuple[Violation, ...]

    @property
    def cost(self) -> float:
        """Recomputed present value of the whole plan [money]."""
        return sum(check.recomputed for check in self.costs)

    @property
    def largest_violation(self) -> float:
        """As a share of the quantity checked."""
        return self.worst.relative if self.worst else 0.0

    @property
    def largest_cost_difference(self) -> float:
        """Largest difference of one driver, as a share of the total cost."""
        scale = max(sum(abs(check.booked) for check in self.costs), 1.0)
        return float(np.max([abs(check.difference) for check in self.costs], initial=0.0)) / scale

    @property
    def passed(self) -> bool:
        """Whether the plan stands the check."""
        return not self.violations and self.largest_cost_difference <= COST_TOLERANCE


def audit(problem: Problem, plan: Plan, outcomes: tuple[RuleOutcome, ...]) -> AuditReport:
    """Recompute balances, limits, rules and every cost of a plan from its tables.

    Today's plan (a baseline) is measured, not published: it may miss hard rules, and its penalties are not real costs.
    """
    horizon = problem.horizon
    spent: dict[str, Numbers] = {}
    measured: dict[str, Numbers] = {}
    found: list[Violation] = []
    for feature in FEATURES:
        audited = feature.audit(problem, plan)
        found += audited.violations
        for total, part in ((spent, audited.costs), (measured, audited.meters)):
            for name, amounts in part.items():
                total[name] = total.get(name, np.zeros(len(horizon))) + amounts
    found += [_compare_meter(problem, plan, meter, measured) for meter in METERS]
    spent["rule_penalty"] = _penalties(problem, outcomes)
    if not problem.baseline:
        found += [_as_violation(outcome) for outcome in outcomes if outcome.hard]
    drivers = [driver for driver in DRIVERS if not (problem.baseline and driver == "rule_penalty")]
    costs = tuple(_compare(problem, plan, driver, spent) for driver in drivers)
    found += [_compare_periods(problem, plan, driver, spent) for driver in drivers]
    found.append(_compare_discounting(problem, plan))
    # A figure that is none passes no comparison, so what is asked is whether a violation is known to be small.
    ranked = sorted((v for v in found if not v.relative <= TOLERANCE), key=_size, reverse=True)
    worst = max(found, key=_size, default=None)
    return AuditReport(len(found) + len(costs), worst, costs, tuple(ranked))


def _size(violation: Violation) -> float:
    """Share by which a check is missed; one that cannot be said is the largest of all."""
    return np.inf if np.isnan(violation.relative) else violation.relative


def _penalties(problem: Problem, outcomes: tuple[RuleOutcome, ...]) -> Numbers:
    """Penalties of soft rules by period, from what the rules ask and the plan does."""
    spent = np.zeros(len(problem.horizon))
    for outcome in outcomes:
        if not outcome.hard:
            t = problem.horizon.number(outcome.period)
            spent[t] += outcome.short * outcome.penalty * problem.horizon.weeks[t]
    return spent


def _as_violation(outcome: RuleOutcome) -> Violation:
    missed = max(-outcome.slack, 0.0)
    where = f"{outcome.rule} ({outcome.cell}): {outcome.item} {outcome.scope} {outcome.period}"
    return Violation("hard rule", where, missed, missed / max(1.0, abs(outcome.required)))


def _compare_meter(problem: Problem, plan: Plan, meter: str, measured: dict[str, Numbers]) -> Violation:
    """Largest difference of one meter between what was booked and what the tables come to, over all periods."""
    lines, names = plan[MeterLines], problem.horizon.names
    booked = sums(lines.period[lines.meter == meter].tolist(), lines.amount[lines.meter == meter].tolist())
    recomputed = measured.get(meter, np.zeros(len(names)))
    gaps = [abs(booked.get(name, 0.0) - float(recomputed[t])) for t, name in enumerate(names)]
    t = int(np.argmax(gaps))
    return Violation(f"meter {meter}", names[t], gaps[t], gaps[t] / max(abs(float(recomputed[t])), 1.0))


def _compare_periods(problem: Problem, plan: Plan, driver: str, spent: dict[str, Numbers]) -> Violation:
    """Largest difference of one driver's undiscounted money in any period, as a share of the whole plan's money."""
    lines, names = plan[CostLines], problem.horizon.names
    of_driver = lines.driver == driver
    booked = sums(lines.period[of_driver].tolist(), lines.amount[of_driver].tolist())
    recomputed = spent.get(driver, np.zeros(len(names)))
    gaps = [abs(booked.get(name, 0.0) - float(recomputed[t])) for t, name in enumerate(names)]
    t = int(np.argmax(gaps))
    return Violation(f"money for {driver}", names[t], gaps[t], gaps[t] / max(float(np.abs(lines.amount).sum()), 1.0))


def _compare_discounting(problem: Problem, plan: Plan) -> Violation:
    """Largest difference between a cost line's present value and its amount, discounted."""
    lines, discount = plan[CostLines], dict(zip(problem.horizon.names, problem.horizon.discount, strict=True))
    factors = np.array([discount[period] for period in lines.period], dtype=np.float64)
    gaps = np.abs(lines.amount * factors - lines.present_value) / np.maximum(np.abs(lines.amount), 1.0)
    k = int(np.argmax(gaps)) if len(gaps) else -1
    where = f"{lines.driver[k]}, {lines.period[k]}" if len(gaps) else ""
    gap = float(gaps.max(initial=0.0))
    return Violation("discounting", where, gap, gap)


def _compare(problem: Problem, plan: Plan, driver: str, spent: dict[str, Numbers]) -> CostCheck:
    lines = plan[CostLines]
    booked = float(lines.present_value[lines.driver == driver].sum())
    recomputed = spent.get(driver)
    return CostCheck(driver, booked, 0.0 if recomputed is None else float(recomputed @ problem.horizon.discount))
