"""Qualification: approval costs money and time before a source may be used."""

from __future__ import annotations

import pytest

from models.features import qualification
from models.features.qualification import Qualifications
from tiny import issues, optimum, periods, solved, table, two_sources


def _newcomer(weeks: float = 26, cost: float = 5_000, dear: float = 7, **sheets: object) -> dict:
    """cn makes x for 10; mx would make it for 7, once approved. Two half-years of 2,600 units."""
    sources = table(
        "site item material_cost qualified qualification_time qualification_cost",
        ("cn", "x", 10, "Yes", None, None),
        ("mx", "x", dear, "No", weeks, cost),
    )
    return two_sources(**{"Periods": periods(2), "Sources": sources, **sheets})


def test_a_cheaper_source_is_approved_first_and_used_then() -> None:
    assert optimum(_newcomer()) == pytest.approx(2_600 * 10 + 2_600 * 7 + 5_000)


def test_in_the_period_of_its_approval_a_source_has_the_rest_of_it() -> None:
    # approved after 13 of 26 weeks: at most half of 100 a week in P1
    assert optimum(_newcomer(weeks=13)) == pytest.approx(1_300 * 10 + (1_300 + 2_600) * 7 + 5_000)


def test_approval_that_costs_more_than_it_saves_is_left_alone() -> None:
    assert optimum(_newcomer(cost=8_000)) == pytest.approx(5_200 * 10)


def test_the_audit_sees_use_before_approval_and_a_forgotten_cost() -> None:
    outcome = solved(_newcomer())
    audited = qualification.FEATURE.audit(outcome.problem, outcome.plan.having(Qualifications.empty()))
    assert "qualification" not in audited.costs
    assert max(v.amount for v in audited.violations) == pytest.approx(100)


def test_capacity_that_is_built_first_is_approved_after_building() -> None:
    capex = table("site item option capacity capex build_time", ("mx", "x", "line", 100, 0, 13))
    records = _newcomer(weeks=13, cost=0, Capex=capex)
    records["Sources"][1]["capacity"] = 0
    outcome = solved(records)
    # 13 weeks of building and 13 of approval: nothing from mx in P1
    assert outcome.cost == pytest.approx(2_600 * 10 + 2_600 * 7)


def test_terms_for_a_source_that_is_approved_already_are_refused() -> None:
    records = _newcomer()
    records["Sources"][0]["qualification_cost"] = 1
    assert "already-qualified" in issues(records)
    assert "never-qualified" in issues(_newcomer(weeks=60))
