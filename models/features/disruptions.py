"""Disruptions: the plan survives what the planner fears, and the answer to each is part of it.

For every case (an event that begins in a period; see :mod:`models.stress`) with recourse rows R and changes y >= 0::

    R(plan, y) >= 0
    lost = sum over items that count of lost sales over the case + demand the plan itself leaves unserved
    service:   lost - missed <= (1 - min_service) x demand of the weeks that count
    survival:  lost - missed <= 0 in the first min_survive weeks (or time to recover + survive_margin) of a loss
               from which nothing comes back

Rules are elastic: a soft one pays its penalty for each unit missed. Deviation form, after stochastic programming with
recourse (Birge and Louveaux 2011); time to survive and time to recover after Simchi-Levi et al. 2014.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Audited, Feature
from models.issue import Violation
from models.modelling import pyo
from models.plan import NOTHING
from models.rulebook import HARD_PRICE, RuleOutcome
from models.sheets import ResilienceRules, Sources
from models.stress.answers import Losses, Responses, case_losses, misfits, recourses, response_rows
from models.stress.cases import SURVIVAL, Case, Requirement, cases_of
from models.stress.faults import faults
from models.stress.numbers import PlanNumbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.network import Core
    from models.plan import Plan, Solution
    from models.problem import Problem
    from models.schema import Record
    from models.stress.recourse import Quantity, Recourse

AMPLE = 4.0
"""Times the need of the whole network that a source without a capacity limit can make in a disruption."""


def applies(problem: Problem) -> bool:
    """Whether there is any case to be ready for."""
    return bool(cases_of(problem))


def build(block: Any, core: Core) -> None:
    """Write the answer to every case, what it must achieve, and what it costs."""
    cases, answers = cases_of(core.problem), recourses(core.problem)
    columns = [(c, k) for c, answer in enumerate(answers) for k in range(len(answer.rows.changes))]
    block.CHANGES = pyo.Set(initialize=columns, dimen=2)
    block.change = pyo.Var(block.CHANGES, within=pyo.NonNegativeReals)
    quantity = _Quantities(block, core)
    block.answers = pyo.ConstraintList()
    for c, answer in enumerate(answers):
        _write_rows(block, quantity, c, answer)
    _require(block, core, quantity, cases, answers)
    _count_losses(block, core, quantity, cases, answers)


class _Quantities:
    """Quantities of the plan as expressions of the model; None for a limit that is not one."""

    def __init__(self, block: Any, core: Core) -> None:
        self._block, self._core, self._known = block, core, dict[Any, Any]()
        block.left = pyo.VarList(within=pyo.NonNegativeReals)
        block.is_left = pyo.ConstraintList()

    def __call__(self, quantity: Quantity) -> Any:
        if quantity not in self._known:
            self._known[quantity] = self._find(quantity)
        return self._known[quantity]

    def _find(self, quantity: Quantity) -> Any:
        (kind, *key), core, m = quantity, self._core, self._core.model
        if kind == "opening":
            return core.opening(*key)
        if kind in {"left", "surge_left"}:
            return self._named(self._left(kind, *key))
        if kind == "open":
            return m.open[tuple(key)]
        variable = {
            "make": m.make, "ship": m.ship, "blend": m.blend, "unmet": m.unmet, "recovered": m.recovered,
            "stock": m.stock, "safety": core.safety,
        }[kind]  # fmt: skip
        return variable[tuple(key)] if variable is not None and tuple(key) in variable else 0.0

    def _named(self, expression: Any) -> Any:
        """Give an expression that many rows use a variable of its own."""
        if expression is None or isinstance(expression, float):
            return expression
        variable = self._block.left.add()
        self._block.is_left.add(variable == expression)
        return variable

    def _left(self, kind: str, i: str, n: str, t: int) -> Any:
        core, m = self._core, self._core.model
        sources = core.problem.source_row[i, n]
        if kind == "surge_left":
            return core.capacity_left.surge(i, n, t, float(core.problem[Sources].surge_capacity[sources]))
        limited = core.capacity_left.normal(i, n, t)
        if limited is not None:
            return limited
        most = AMPLE * float(core.problem.bounds.total[i].max())
        if (i, n) in m.TRACKED:
            return most * m.use[i, n, t]
        return most * m.open[n, t] if n in m.CHOICE else None


def _write_rows(block: Any, quantity: _Quantities, c: int, answer: Recourse) -> None:
    """Write one case's rows over plan and changes; rows whose limit is not one are left out."""
    rows, names = answer.rows, list(answer.rows.quantities)
    of_plan: list[list[tuple[float, Any]]] = [[] for _ in rows.constant]
    of_changes: list[list[tuple[float, Any]]] = [[] for _ in rows.constant]
    for row, number, coefficient in rows.plan:
        of_plan[row].append((coefficient, quantity(names[number])))
    for row, column, coefficient in rows.changed:
        of_changes[row].append((coefficient, block.change[c, column]))
    for plan, changes, constant, equal in zip(of_plan, of_changes, rows.constant, rows.equal, strict=True):
        if any(value is None for _, value in plan) or not (changes or plan):
            continue
        total = linear([*plan, *changes], constant)
        if not isinstance(total, float):
            block.answers.add(total == 0.0 if equal else total >= 0.0)


def linear(terms: list[tuple[float, Any]], constant: float = 0.0) -> Any:
    """Sum of coefficient x variable or number, in the form that compiles fastest; a number when nothing varies."""
    from pyomo.core.expr import LinearExpression

    fixed = constant + sum(coefficient * value for coefficient, value in terms if isinstance(value, float))
    free = [(coefficient, value) for coefficient, value in terms if not isinstance(value, float)]
    if not free:
        return fixed
    return LinearExpression(
        constant=fixed, linear_coefs=[coefficient for coefficient, _ in free], linear_vars=[value for _, value in free]
    )


def _require(
    block: Any, core: Core, quantity: _Quantities, cases: tuple[Case, ...], answers: tuple[Recourse, ...]
) -> None:
    """Write what rules ask of each case, with priced slacks."""
    problem, rules = core.problem, core.problem[ResilienceRules]
    asked = [(c, k) for c, case in enumerate(cases) for k in range(len(case.requirements))]
    block.ASKED = pyo.Set(initialize=asked, dimen=2)
    block.missed = pyo.Var(block.ASKED, within=pyo.NonNegativeReals)
    block.service = pyo.ConstraintList()
    for c, k in asked:
        case, need = cases[c], cases[c].requirements[k]
        losses = Losses.of(problem, case, answers[c], need.items)
        terms = [(weeks, block.change[c, column]) for column, weeks in losses.changes.items()]
        terms += [(weeks, quantity(name)) for name, weeks in losses.unserved.items()]
        block.service.add(linear([*terms, (-1.0, block.missed[c, k])]) <= (1.0 - need.share) * losses.demand)
    hard = [bool(rules.hard[cases[c].requirements[k].row]) for c, k in asked]
    price = [_price(problem, cases[c].requirements[k]) for c, k in asked]
    period = [cases[c].t for c, _ in asked]
    core.rulebook.book(block.missed, asked, hard=hard, price=price, items=[""] * len(asked), period=period)


def _price(problem: Problem, need: Requirement) -> float:
    rules = problem[ResilienceRules]
    if rules.hard[need.row]:
        return HARD_PRICE * max(problem.dearest[item] for item in need.items)
    return float(rules.penalty[need.row])


def _count_losses(
    block: Any, core: Core, quantity: _Quantities, cases: tuple[Case, ...], answers: tuple[Recourse, ...]
) -> None:
    """Money lost in each case with a probability, for the features that weigh it."""
    likely = [c for c, case in enumerate(cases) if case.event.probability > 0 and not case.is_survival]
    block.LIKELY = pyo.Set(initialize=likely)
    block.loss = pyo.Var(block.LIKELY, within=pyo.NonNegativeReals)
    block.adds_up = pyo.ConstraintList()
    for c in likely:
        terms = [(float(money), block.change[c, k]) for k, money in enumerate(answers[c].cost) if money]
        terms += [(money, quantity(name)) for name, money in answers[c].plan_cost.items()]
        block.adds_up.add(linear([*terms, (-1.0, block.loss[c])]) <= 0.0)
        core.losses.append((cases[c], block.loss[c]))


def extract(block: Any, core: Core, solution: Solution) -> Iterator[Record]:
    """Return the answer to every case."""
    keys = list(block.CHANGES)
    values = solution.at(block.change, keys).tolist()
    of_case: dict[int, dict[int, float]] = {}
    for (c, column), value in zip(keys, values, strict=True):
        if value > NOTHING:
            of_case.setdefault(c, {})[column] = value
    cases, answers = cases_of(core.problem), recourses(core.problem)
    rows = [row for c, found in of_case.items() for row in response_rows(core.problem, cases[c], answers[c], found)]
    yield Responses.of(rows)


def audit(problem: Problem, plan: Plan) -> Audited:
    """Replay the answer to every case on the plan's tables: no level, limit or recipe may be broken."""
    found = Audited(len(problem.horizon))
    for label, period, units in misfits(problem, plan):
        found.violations.append(
            Violation("answer to a disruption: no such step", f"{label}, from {period}", units, 1.0)
        )
    numbers = PlanNumbers(problem, plan) if applies(problem) else None
    for case, answer, changes in case_losses(problem, plan):
        assert numbers is not None  # noqa: S101 - there are cases
        found.violations += _broken(problem, case, answer, numbers, changes)
    return found


def _broken(
    problem: Problem, case: Case, answer: Recourse, numbers: PlanNumbers, changes: np.ndarray[Any, Any]
) -> Iterator[Violation]:
    """Worst row of each kind of one case."""
    total, size = answer.replayed(numbers, changes)
    where = f"{case.label}, from {problem.horizon.names[case.t]}"
    worst: dict[str, tuple[float, float]] = {}
    for row, about in enumerate(answer.rows.about):
        wrong = abs(total[row]) if answer.rows.equal[row] else max(-total[row], 0.0)
        relative = wrong / max(size[row], 1.0)
        if relative >= worst.get(str(about[0]), (-1.0, 0.0))[0]:
            worst[str(about[0])] = (relative, wrong)
    for kind, (relative, wrong) in worst.items():
        yield Violation(f"answer to a disruption: {kind}", where, wrong, relative)


def outcomes(problem: Problem, plan: Plan) -> Iterator[RuleOutcome]:
    """Service and survival, required against what the answers achieve."""
    rules, numbers = problem[ResilienceRules], PlanNumbers(problem, plan)
    for case, answer, changes in case_losses(problem, plan):
        for need in case.requirements:
            losses = Losses.of(problem, case, answer, need.items)
            lost = losses.units(numbers, changes)
            beyond = max(lost - (1.0 - need.share) * losses.demand, 0.0)
            weeks = float(problem.horizon.weeks[case.t])
            served = 1.0 - lost / losses.demand if losses.demand else 1.0
            measure = "served to the last of these weeks" if need.measure == SURVIVAL else "served in the disruption"
            yield RuleOutcome(
                rules.rule[need.row], rules.cell(need.column, need.row), "", case.label, problem.horizon.names[case.t],
                measure, "fraction", True, need.share, served, bool(rules.hard[need.row]), beyond / weeks,
                float(np.nan_to_num(rules.penalty[need.row])),
            )  # fmt: skip


FEATURE = Feature(
    name="disruptions",
    results=(Responses,),
    applies=applies,
    check=faults,
    build=build,
    extract=extract,
    audit=audit,
    outcomes=outcomes,
)
