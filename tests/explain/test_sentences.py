"""What the doctor says, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explain.impossible import diagnosed
from explain.kinds import KINDS, ONE, capacities
from optimizer.explain.diagnosis import CONFLICT
from optimizer.explain.doctor import OUT_OF_TIME
from tiny import book, periods, table, two_sources

if TYPE_CHECKING:
    import pytest


def said(kind: str) -> tuple[str, ...]:
    return diagnosed(KINDS[kind][0]).sentences


def test_demand_above_capacity() -> None:
    assert said("capacity") == (
        (
            "Demand for 100 units/week of x at us must be served (Demand[1].quantity) but 70 units/week can be: capacity of x at cn, "
            "70 units/week (Sources[1].capacity)."
        ),
        (
            "Either raise capacity of x at cn (Sources[1].capacity) by 30 units/week (43%) to 100 units/week (plan: 52,000 USD), or let "
            "what cannot be served be lost: fill shortage_cost (Demand!1:1), e.g. with 20 USD for each unit of x (plan: "
            "67,600 USD). Checked: with either one change a plan exists."
        ),
    )


def test_more_domestic_content_than_capacity_at_home() -> None:
    assert said("content") == (
        (
            "At least 60% domestic x at us is required (Content_rules[1].min_domestic_share, home: 60 of 100 units/week in P1) but 42% "
            "can be reached: capacity of x at mx, 42 units/week (Sources[2].capacity)."
        ),
        (
            "Either lower the rule home (Content_rules[1].min_domestic_share) to 42% (plan: 58,552 USD), or raise capacity of x at mx "
            "(Sources[2].capacity) by 18 units/week (43%) to 60 units/week (plan: 61,360 USD). Checked: with either one change a plan exists."
        ),
    )


def test_a_budget_for_less_than_what_must_be_built() -> None:
    first, second = said("budget")
    assert first.startswith(
        "At most 1 USD of capex is allowed (Budgets[1].limit) but no plan has less than 500,000 USD: "
    )
    assert second == (
        "Either raise capacity of x at cn (Sources[1].capacity) by 30 units/week (43%) to 100 units/week (plan: 52,000 USD), or raise "
        "the budget of capex (Budgets[1].limit) to 500,000 USD (plan: 552,000 USD). Checked: with either one change a plan exists."
    )


def test_whole_sources_that_are_too_large_to_be_two() -> None:
    first, second = said("minimum orders")
    assert first.startswith(
        "At least 2 sources of x are required (Sourcing_rules[1].min_sources, dual, P1) but 1 source can be reached: "
    )
    assert "at least 80 units/week of x from cn whenever it is used (Sources[1].min_order_if_used)" in first
    assert "lower min_order_if_used (Sources[1].min_order_if_used) to 20 units/week (plan: 52,000 USD)" in second
    assert second.endswith("Checked: with any one of these changes a plan exists.")


def test_a_lock_beyond_the_capacity() -> None:
    assert said("lock")[0] == (
        "Make of x, mx locked at 60 units/week (Locks[1].value, P1) cannot be kept: 42 units/week is the nearest that is possible: "
        "capacity of x at mx, 42 units/week (Sources[2].capacity)."
    )


def test_a_permit_that_comes_too_late() -> None:
    first, second = said("permit")
    assert "permit time of option line at cn, 12 weeks (Capex[1].permit_time)" in first
    assert "lower permit time of option line at cn (Capex[1].permit_time) by 2 weeks (17%) to 10 weeks" in second


def test_two_contradictions_need_two_changes() -> None:
    items = ("x", "y")
    records = two_sources(
        Items=table("item value", *((item, 10) for item in items)),
        Sources=table(
            "site item material_cost capacity",
            *(row for item in items for row in (("cn", item, 10, None), ("mx", item, 13, 15))),
        ),
        Demand=table("site item period quantity", *(("us", item, "ALL", 100) for item in items)),
        Sourcing_rules=table(
            "rule item group_by group min_group_share",
            ("some x", "x", "region", "MX", 0.4),
            ("some y", "y", "region", "MX", 0.3),
        ),
    )
    diagnosis = diagnosed(records)
    assert len(diagnosis.conflicts) == 2
    assert all("but 15% can be reached: capacity of" in sentence for sentence in diagnosis.sentences[:2])
    assert diagnosis.sentences[2].startswith("No single change found is enough. Make 2 changes: lower the rule some ")
    assert "Checked: with these 2 changes a plan exists (plan: 108,680 USD)." in diagnosis.sentences[2]
    assert [len(remedy.edits) for remedy in diagnosis.remedies] == [2, 2]


def test_of_two_rules_only_the_impossible_one_is_named() -> None:
    rules = table(
        "rule item group_by group min_group_share max_group_share",
        ("possible", "x", "region", "CN", None, 0.9), ("impossible", "x", "region", "MX", 0.3, None),
    )  # fmt: skip
    diagnosis = diagnosed(two_sources(Sources=capacities(None, 15), Sourcing_rules=rules))
    assert all("possible, " not in sentence.replace("impossible", "") for sentence in diagnosis.sentences)
    assert len(diagnosis.conflicts) == 1


def test_every_cell_of_the_conflict_becomes_a_problem_with_what_to_do() -> None:
    issues = {issue.cell: issue for issue in diagnosed(KINDS["content"][0]).issues}
    assert set(issues) == {"Content_rules[1].min_domestic_share", "Sources[2].capacity", "Demand[1].quantity"}
    rule = issues["Content_rules[1].min_domestic_share"]
    assert (rule.code, rule.severity.word) == (CONFLICT, "error")
    assert rule.found == "At least 60% domestic x at us."
    assert rule.remedy == (
        "Lower the rule home (Content_rules[1].min_domestic_share) to 42%. Checked: with this one change a plan exists."
    )


def test_cells_of_a_column_that_is_not_there_are_named_by_row_and_column() -> None:
    records = book(Sources=ONE, Capex=[{"site": "cn", "item": "x", "option": "line", "capacity": 20, "capex": 1000}])
    text = " ".join(diagnosed(records).sentences)
    assert "raise number of options line at cn (Capex!1:1, max_count) by 1 (100%) to 2" in text


def test_out_of_time_it_says_what_is_known_by_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.explain.doctor.LEAST", 0.0)
    monkeypatch.setattr("optimizer.explain.doctor.SHARE", 0.0)
    diagnosis = diagnosed(KINDS["content"][0])
    assert not diagnosis.finished
    assert diagnosis.sentences == (
        (
            "At least 60% domestic x at us is required (Content_rules[1].min_domestic_share, home: 60 of 100 units/week in P1), which "
            "contradicts capacity of x at mx, 42 units/week (Sources[2].capacity)."
        ),
        OUT_OF_TIME,
    )


def test_where_only_demand_could_give_way_it_may_be_lost_but_no_single_quantity_is_lowered() -> None:
    records = book(Periods=periods(2, 4), Lead_times=table("origin destination mode lead_time freight_cost", ("CN", "US", "sea", 0, 0)),
                   Sources=table("site item material_cost capacity", ("cn", "x", 10, 0)), Locks=table("decision item site value", ("make", "x", "cn", 0)))  # fmt: skip
    diagnosis = diagnosed(records)
    assert [[edit.header for edit in remedy.edits] for remedy in diagnosis.remedies][-1] == ["shortage_cost"]
    assert all(edit.header != "quantity" for remedy in diagnosis.remedies for edit in remedy.edits)


def test_where_no_proof_is_found_in_time_the_rules_are_tried_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.explain.contradiction.find_conflict", lambda *_: None)
    first, second = diagnosed(KINDS["content"][0]).sentences
    assert first.startswith(
        "At least 60% domestic x at us is required (Content_rules[1].min_domestic_share, home: 60 of 100 "
    )
    assert second.startswith(
        "Either lower the rule home (Content_rules[1].min_domestic_share) to 42% (plan: 58,552 USD), or serve 70% of "
    )
