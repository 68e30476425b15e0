"""Change budgets: how many sources, lanes and sites may begin or end against today's plan."""

from __future__ import annotations

import pytest

from models.features import changes
from models.features.changes import InUse
from tiny import issues, optimum, periods, solved, table, two_sources


def _switch(kind: str, limit: float, period: str = "EACH", **sheets: object) -> dict:
    """Today all comes from cn for 10; mx would do it for 8."""
    return two_sources(
        dear=8,
        **{
            "Periods": periods(2),
            "Baseline": table("item site share", ("x", "cn", 1.0)),
            "Budgets": table("kind period limit", (kind, period, limit)),
            **sheets,
        },
    )


@pytest.mark.parametrize("kind", ["source_changes", "lane_changes"])
def test_without_any_change_today_goes_on(kind: str) -> None:
    assert optimum(_switch(kind, 0)) == pytest.approx(5_200 * 10)


@pytest.mark.parametrize("kind", ["source_changes", "lane_changes"])
def test_one_change_lets_the_newcomer_in_while_the_old_source_is_kept_ready(kind: str) -> None:
    assert optimum(_switch(kind, 1)) == pytest.approx(5_200 * 8)


def test_one_change_in_the_second_period_waits_for_it() -> None:
    records = _switch("source_changes", 0, "P1")
    assert optimum(records) == pytest.approx(2_600 * 10 + 2_600 * 8)


@pytest.mark.parametrize("lane", ["lead_time", "expedite_only"])
def test_a_lane_of_today_on_which_nothing_can_travel_is_kept_in_use_at_no_cost(lane: str) -> None:
    """Goods that left after the plan began would arrive after its end, or the lane waits for a disruption."""
    slow = (400, None) if lane == "lead_time" else (0, "Yes")
    lanes = table(
        "origin destination mode lead_time freight_cost expedite_only", ("cn", "us", "sea", slow[0], 0, slow[1]),
        ("mx", "us", "road", 0, 0, None),
    )  # fmt: skip
    outcome = solved(_switch("lane_changes", 1, "ALL", Lead_times=lanes))
    assert outcome.cost == pytest.approx(5_200 * 8)
    kept = [(site, used, ended) for _, site, _, _, used, _, ended in outcome.plan[InUse]]
    assert kept.count(("cn", 1.0, 0.0)) == 2


def test_opening_a_site_is_a_change() -> None:
    sites = table(
        "site region role status", ("cn", "CN", "supplier", None), ("mx", "MX", "supplier", "potential"),
        ("us", "US", "market", None),
    )  # fmt: skip
    assert optimum(_switch("site_changes", 0, Sites=sites)) == pytest.approx(5_200 * 10)
    assert optimum(_switch("site_changes", 1, Sites=sites)) == pytest.approx(5_200 * 8)


def test_the_audit_counts_again_and_sees_output_from_what_is_out_of_use() -> None:
    outcome = solved(_switch("source_changes", 1))
    audited = changes.FEATURE.audit(outcome.problem, outcome.plan.having(InUse.empty()))
    assert audited.meters["source_changes"].tolist() == [1, 0]  # cn ends, mx never begins
    assert max(v.amount for v in audited.violations) == pytest.approx(100)


def test_changes_cannot_be_counted_without_a_baseline() -> None:
    records = _switch("source_changes", 1)
    del records["Baseline"]
    assert "no-baseline" in issues(records)
