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

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Audited, Feature
from models.issue import Violation
from models.modelling import pyo
from models.network import CaseLosses
from models.plan import NOTHING
from models.prices import dearest
from models.recourse_rows import PlanQuantities, answer_rows
from models.rulebook import HARD_PRICE, RuleOutcome
from models.sheets import ResilienceRules
from models.stress.answers import Losses, Responses, case_losses, misfits, recourses, response_rows
from models.stress.cases import SURVIVAL, Case, Requirement, cases_of
from models.stress.faults import faults
from models.stress.numbers import PlanNumbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.network import Core
    from models.plan import Plan, Solution
    from models.problem import Problem
    from models.schema import Record
    from models.stress.recourse import Places, Quantity, Recourse


def applies(problem: Problem) -> bool:
    """Whether there is any case to be ready for."""
    return bool(cases_of(problem))


def build(block: Any, core: Core) -> None:
    """Write the answer to every case, what it must achieve, and what it costs."""
    problem, rules = core.problem, core.problem[ResilienceRules]
    cases, answers = cases_of(problem), recourses(problem)
    count = [len(answer.cost) for answer in answers]
    first = np.cumsum([0, *count])
    numbers = np.arange(first[-1]) - np.repeat(first[:-1], count)
    block.CHANGES = pyo.Set(initialize=pyo.Table.of_columns(np.repeat(np.arange(len(count)), count), numbers), dimen=2)
    block.change = pyo.Var(block.CHANGES, within=pyo.NonNegativeReals)
    asked = [_Asked.of(problem, c, k) for c, case in enumerate(cases) for k in range(len(case.requirements))]
    wanted = [
        *(name for answer in answers for name in answer.quantities),
        *(n for a in asked for n in a.losses.unserved),
    ]
    quantities = PlanQuantities(block, core, wanted)
    block.answers = answer_rows(quantities, block.change, answers)
    _require(block, quantities, asked, first)
    _count_losses(block, core, quantities, first)
    hard = [bool(rules.hard[each.need.row]) for each in asked]
    core.rulebook.book(
        block.missed, [(each.case, each.number) for each in asked], hard=hard,
        price=[_price(problem, each.need) for each in asked], items=[""] * len(asked),
        period=[cases[each.case].t for each in asked],
    )  # fmt: skip


@dataclass(frozen=True)
class _Asked:
    """One thing that rules ask of one case, by their numbers, and the losses that it looks at."""

    case: int
    number: int
    need: Requirement
    losses: Losses

    @classmethod
    def of(cls, problem: Problem, c: int, k: int) -> _Asked:
        case = cases_of(problem)[c]
        need = case.requirements[k]
        return cls(c, k, need, Losses.of(problem, case, recourses(problem)[c], need.items))


def _require(block: Any, quantities: PlanQuantities, asked: list[_Asked], first: Places) -> None:
    """``lost - missed <= (1 - share) x demand`` of what rules ask, with priced slacks."""
    block.ASKED = pyo.Set(initialize=[(each.case, each.number) for each in asked], dimen=2)
    block.missed = pyo.Var(block.ASKED, within=pyo.NonNegativeReals)
    writer = pyo.RowWriter()
    for each in asked:
        most = (1.0 - each.need.share) * each.losses.demand
        row = writer.row(-np.inf, most)
        writer.put(row, block.missed, (each.case, each.number), -1.0)
        changes = {int(first[each.case]) + column: weeks for column, weeks in each.losses.changes.items()}
        _put(writer, row, quantities, each.losses.unserved)
        _put_all(writer, row, block.change, changes)
    block.service = pyo.given_rows(writer.finished())


def _put(writer: Any, row: int, quantities: PlanQuantities, amounts: Mapping[Quantity, float]) -> None:
    """Add those quantities of the plan that are variables to a row; the others are nothing."""
    rows, values = np.full(len(amounts), row, dtype=np.int32), np.fromiter(amounts.values(), np.float64, len(amounts))
    quantities.put(writer, rows, quantities.numbers(list(amounts)), values)


def _put_all(writer: Any, row: int, variable: Any, amounts: Mapping[int, float]) -> None:
    """Add members of a variable, given by their positions, to a row."""
    places = np.fromiter(amounts, np.int32, len(amounts))
    writer.put_all(variable, places, np.full_like(places, row), np.fromiter(amounts.values(), np.float64, len(amounts)))


def _price(problem: Problem, need: Requirement) -> float:
    rules = problem[ResilienceRules]
    if rules.hard[need.row]:
        return HARD_PRICE * max(dearest(problem)[item] for item in need.items)
    return float(rules.penalty[need.row])


def _count_losses(block: Any, core: Core, quantities: PlanQuantities, first: Places) -> None:
    """Add up what each case that has a probability costs."""
    cases, answers = cases_of(core.problem), recourses(core.problem)
    likely = [c for c, case in enumerate(cases) if case.event.probability > 0 and not case.is_survival]
    block.LIKELY = pyo.Set(initialize=likely)
    block.loss = pyo.Var(block.LIKELY, within=pyo.NonNegativeReals)
    writer = pyo.RowWriter()
    for c in likely:
        row = writer.row(-np.inf, 0.0)
        writer.put(row, block.loss, c, -1.0)
        _put(writer, row, quantities, answers[c].plan_cost)
        costly = np.flatnonzero(answers[c].cost).astype(np.int32)
        money = answers[c].cost[costly]
        writer.put_all(block.change, costly + np.int32(first[c]), np.full_like(costly, row), money)
    block.adds_up = pyo.given_rows(writer.finished())
    core.losses = CaseLosses(block.loss, tuple(likely), tuple(cases[c] for c in likely))


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
    wrong = np.where(answer.equal, np.abs(total), np.maximum(-total, 0.0))
    relative = wrong / np.maximum(size, 1.0)
    for row, kind in enumerate(answer.kinds):
        if relative[row] >= worst.get(kind, (-1.0, 0.0))[0]:
            worst[kind] = (float(relative[row]), float(wrong[row]))
    for kind, (share, amount) in worst.items():
        yield Violation(f"answer to a disruption: {kind}", where, amount, share)


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
