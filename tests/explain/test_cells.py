"""Every rule and limit of the model is traced to cells, and every such cell can be put into words."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from explain.kinds import KINDS
from models.build import build_model
from optimizer.explain.lever import Lever, Tier
from optimizer.explain.limits import Limits
from optimizer.explain.localise import Tracer
from optimizer.explain.policies import Policies
from optimizer.explain.wording import WORDS, stated
from optimizer.matrix import compile_model
from richplan import rich
from tiny import accepted

if TYPE_CHECKING:
    from models.problem import Problem

TYING = {
    "changes_state", "opens_into_open", "closes_into_closed", "used_only_when_open", "stock_only_when_open", "stays", "handles",
    "ships_only_in_use", "ships_only_when_open",
    "features.demand.no_more_than_wanted", "features.demand.waits_in_line", "features.demand.waited_before",
    "features.capacity.stays_ordered", "features.qualification.stays_qualified", "features.technology.one_of_them",
    "features.technology.in_force", "features.price_breaks.buys", "features.price_breaks.one_bracket",
    "features.price_breaks.buys_enough", "features.price_breaks.buys_no_more", "features.learning.makes",
    "features.learning.one_level", "features.learning.only_at_level", "features.learning.has_the_experience",
    "features.sourcing_split.only_active", "features.sourcing_split.carries_enough_to_count",
    "features.minimum_shipment.only_if_runs", "features.levelling.changes_output", "features.changes.changes",
    "features.changes.begins_into_use", "features.changes.begins_from_rest", "features.changes.only_if_used",
    "features.risk.beyond", "features.disruptions.answers", "features.disruptions.is_left", "features.disruptions.is_surge_left", "features.disruptions.adds_up",
    "features.disruptions.service",
}  # fmt: skip
"""Rules that tie parts of the plan together and state no figure of a cell that could be loosened."""
TIES = (
    "features.incentives.",
    "features.content.",
    "features.safety_stock.",
    "content.",
    "custody",
    "features.changes.",
)


@cache
def problems() -> tuple[Problem, ...]:
    """The rich plan with every rule hard, and one plan for each kind of rule."""
    problem = accepted(rich())
    for table in problem.tables.values():
        if any(column.name == "hard" for column in table.columns):
            problem = problem.having(table.replacing(hard=np.ones(len(table), dtype=np.bool_)))
    return (problem, *(accepted(records) for records, _ in KINDS.values()))


def levers_of(problem: Problem) -> list[Lever]:
    """Every lever of every hard rule, and of every row and bound."""
    matrix = compile_model(build_model(problem))
    policies, limits, slacks = Policies(problem), Limits(problem), set(matrix.hard_slacks().tolist())
    found: dict[Lever, None] = {}
    for column in range(matrix.shape[1]):
        own = list((policies if column in slacks else limits).of(*matrix.layout.column_key(column)))
        found.update(dict.fromkeys(own))
    for row in range(matrix.shape[0]):
        found.update(dict.fromkeys(limits.of(*matrix.layout.row_key(row))))
    return list(found)


def test_whatever_can_be_loosened_can_be_said_and_changed() -> None:
    said = set()
    for problem in problems():
        for lever in levers_of(problem):
            assert stated(problem, lever)
            assert "nan" not in stated(problem, lever)
            ladder, now = lever.ladder(problem), lever.value(problem)
            assert all((figure > now) == lever.raises for figure in ladder)
            if ladder and lever.tier < Tier.FACT:
                assert lever.value(lever.set_to(problem, ladder[0])) == ladder[0]
            said.add((lever.record.sheet, lever.column))
    unsaid = set(WORDS) - said
    assert unsaid <= {("Inventory", "service_level"), ("Inventory", "on_hand")}, unsaid


def test_every_slack_of_a_hard_rule_leads_to_a_cell() -> None:
    for problem in problems():
        matrix = compile_model(build_model(problem))
        tracer, policies = Tracer(problem, matrix), Policies(problem)
        for column in matrix.hard_slacks().tolist():
            slack, key = matrix.layout.column_key(column)
            levers = list(policies.of(slack, key))
            assert levers or slack == "features.safety_stock.short", slack
            for lever in levers:
                if lever.tier is Tier.DEMAND:
                    continue
                without = tracer.without(lever)
                assert without is not None
                assert without.upper[column] == float("inf")


def test_every_rule_of_the_model_is_a_hard_one_a_limit_or_a_tie() -> None:
    for problem in problems():
        matrix = compile_model(build_model(problem))
        limits, slacks = Limits(problem), set(matrix.hard_slacks().tolist())
        for row in range(matrix.shape[0]):
            name, key = matrix.layout.row_key(row)
            columns = matrix.rows.indices[matrix.rows.indptr[row] : matrix.rows.indptr[row + 1]].tolist()
            known = slacks & set(columns) or any(True for _ in limits.of(name, key))
            assert known or name in TYING or name.startswith(TIES) or limits.knows(name), name
