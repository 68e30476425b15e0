"""What a feature is: one file that owns its sheets, checks, constraints, costs, audit and report tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from models.issue import Issue, Violation
    from models.network import Core
    from models.plan import Plan, Solution
    from models.problem import ItemSite, Problem
    from models.rulebook import RuleOutcome
    from models.schema import Columns, Numbers, Record, Sheet


@dataclass
class Audited:
    """What arithmetic on the plan's tables finds.

    Attributes
    ----------
    costs
        Undiscounted money by driver and period, recomputed from tables and input, shape (T,) each.
    meters
        What is measured beside money by meter and period, recomputed likewise, shape (T,) each.
    violations
        What the plan does not keep, zero amounts included: the largest is printed on the summary.

    """

    periods: int
    costs: dict[str, Numbers] = field(default_factory=dict)
    meters: dict[str, Numbers] = field(default_factory=dict)
    violations: list[Violation] = field(default_factory=list)

    def measure(self, meter: str, t: int, amount: float) -> None:
        """Add an amount to a meter's period."""
        self.meters.setdefault(meter, np.zeros(self.periods))[t] += amount

    def spend(self, driver: str, t: int, money: float) -> None:
        """Add undiscounted money to a driver's period."""
        self.costs.setdefault(driver, np.zeros(self.periods))[t] += money


def _nothing(*_: Any) -> tuple[()]:
    return ()


def _no_findings(problem: Problem, _: Plan) -> Audited:
    return Audited(len(problem.horizon))


def _always(_: Problem) -> bool:
    return True


@dataclass(frozen=True)
class Feature:
    """One capability of the model.

    Attributes
    ----------
    name
        Name of its Pyomo block, and of the feature in messages.
    sheets, columns
        Input it owns: whole sheets, and columns on sheets of others.
    results
        Decision tables it adds to the plan.
    applies
        Whether the problem needs its block at all.
    check
        Data that cannot work, found before any solve.
    tracks
        Sources whose use it needs as a decision.
    build
        Adds variables, constraints, costs and rules: ``build(block, core)``.
    extract
        Its decisions of a solved model, as plan tables.
    audit
        Its costs and limits, recomputed by arithmetic from the plan's tables alone.
    outcomes
        Its rules, required against achieved, by arithmetic.
    tables, reports
        Report tables derived from problem and plan, and their kinds.

    """

    name: str
    sheets: tuple[type[Sheet], ...] = ()
    columns: tuple[type[Columns], ...] = ()
    results: tuple[type[Sheet], ...] = ()
    applies: Callable[[Problem], bool] = _always
    check: Callable[[Problem], Iterable[Issue]] = _nothing
    tracks: Callable[[Problem], Iterable[ItemSite]] = _nothing
    build: Callable[[Any, Core], None] = lambda block, core: None  # noqa: ARG005
    extract: Callable[[Any, Core, Solution], Iterable[Record]] = _nothing
    audit: Callable[[Problem, Plan], Audited] = _no_findings
    outcomes: Callable[[Problem, Plan], Iterable[RuleOutcome]] = _nothing
    tables: Callable[[Problem, Plan], Iterable[Sheet]] = _nothing
    reports: tuple[type[Sheet], ...] = ()
