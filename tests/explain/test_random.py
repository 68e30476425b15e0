"""Random small plans with a rule that asks for too much: the rule is named, and every change offered is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explain.impossible import is_possible, with_edits
from optimizer.outcome import Status
from randomplan import plans
from tiny import issues, solved, table

if TYPE_CHECKING:
    from tiny import Book

RULES: dict[str, tuple[str, Any]] = {
    "Sourcing_rules": (
        "rule item min_sources max_sources min_share max_share group_by group min_group_share max_group_share",
        st.sampled_from([
            ("two makers", "c", 2, None, 0.4, None, None, None, None, None),
            ("one maker", "x", None, 1, None, None, None, None, None, None),
            ("even", "x", None, None, None, 0.5, None, None, None, None),
            ("all from MX", "c", None, None, None, None, "region", "MX", 0.9, None),
            ("little from CN", "c", None, None, None, None, "region", "CN", None, 0.1),
        ]),
    ),
    "Content_rules": (
        "rule item destination min_domestic_share measure",
        st.sampled_from([("home", "x", "us", 0.7, "value"), ("all home", "x", "us", 1.0, "quantity")]),
    ),
    "Locks": (
        "decision item site value",
        st.sampled_from([("make", "x", "asm", 30), ("share", "c", "mx", 0.8), ("make", "c", "cn", 0)]),
    ),
    "Levelling": (
        "site item max_increase max_decrease min_utilisation max_utilisation",
        st.sampled_from([("asm", "x", 0.1, 0.1, None, None), ("mx", "c", None, None, 0.9, None), ("asm", "ALL", None, None, None, 0.3)]),
    ),
}  # fmt: skip


@st.composite
def hard_plans(draw: st.DrawFn) -> tuple[Book, Book, str]:
    """A plan in which all demand must be served, the same with one more rule, and the sheet that states it."""
    plan = draw(plans())
    for row in plan["Demand"]:
        row["shortage_cost"] = None
    sheet = draw(st.sampled_from(sorted(RULES)))
    header, rows = RULES[sheet]
    return plan, {**plan, sheet: table(header, draw(rows))}, sheet


def check(case: tuple[Book, Book, str]) -> None:
    without, records, sheet = case
    if any(issue.severity.word == "error" for issue in issues(records).values()):
        return
    outcome = solved(records, time_limit=60)
    assert outcome.status.has_plan or outcome.status is Status.INFEASIBLE
    if outcome.status.has_plan:
        return
    diagnosis = outcome.diagnosis
    assert diagnosis is not None
    assert diagnosis.finished
    assert all(conflict for conflict in diagnosis.conflicts)
    if is_possible(without):
        assert sheet in {clause.place.sheet for conflict in diagnosis.conflicts for clause in conflict}
        assert diagnosis.remedies
    for remedy in diagnosis.remedies:
        assert is_possible(with_edits(records, remedy))


@settings(max_examples=4)
@given(hard_plans())
def test_the_rule_in_the_way_is_named_and_changes_are_enough(case: tuple[Book, Book, str]) -> None:
    check(case)


@pytest.mark.slow
@settings(max_examples=150)
@given(hard_plans())
def test_the_rule_in_the_way_is_named_and_changes_are_enough_at_length(case: tuple[Book, Book, str]) -> None:
    check(case)
