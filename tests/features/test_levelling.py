"""Levelling: limits on the change of output from period to period, and what a change costs."""

from __future__ import annotations

import pytest

from models.features import levelling
from models.plan import Production
from optimizer.outcome import Status
from tiny import Book, issues, money, optimum, periods, solved, table, two_sources


def _season(*demand: float, mexico: float = 13, **terms: object) -> Book:
    """Half-years with the demand given; cn makes x for 10, mx for 13; a row of Levelling for cn."""
    wanted = [("us", "x", f"P{t + 1}", units) for t, units in enumerate(demand)]
    return two_sources(
        dear=mexico,
        Periods=periods(len(demand)),
        Demand=table("site item period quantity", *wanted),
        Levelling=[{"site": "cn", **terms}],
    )


def test_output_rises_no_faster_than_allowed() -> None:
    # 100, then at most 110, then at most 121: mx makes the 40 and the 29 that are missing
    expected = 26 * (100 * 10 + (110 * 10 + 40 * 13) + (121 * 10 + 29 * 13))
    assert optimum(_season(100, 150, 150, max_increase=0.1)) == pytest.approx(expected)


def test_what_does_not_run_cannot_begin() -> None:
    # nothing is wanted in P1, so cn has nothing to grow from
    assert optimum(_season(0, 100, max_increase=0.5)) == pytest.approx(26 * 100 * 13)


def test_a_limited_fall_holds_back_the_rise_before_it() -> None:
    # cn may make 80 % of the 150 it could make in P1, but P2 wants 60 only: 75 in P1, 60 in P2
    expected = 26 * (75 * 10 + 75 * 13 + 60 * 10)
    assert optimum(_season(150, 60, max_decrease=0.2)) == pytest.approx(expected)


def test_a_change_costs_once_while_it_is_worth_it() -> None:
    # 50 more a week for 26 weeks save 26 x 50 x 3 = 3,900 = 78 for each unit a week of change
    assert optimum(_season(100, 150, change_cost=77)) == pytest.approx(26 * 250 * 10 + 50 * 77)
    assert optimum(_season(100, 150, change_cost=79)) == pytest.approx(26 * (200 * 10 + 50 * 13))


def test_a_fall_costs_as_much_as_a_rise() -> None:
    # what is more than 100 in P1 goes up (free: no predecessor) and down again
    assert optimum(_season(150, 100, change_cost=77)) == pytest.approx(26 * 250 * 10 + 50 * 77)


def test_the_cost_of_change_is_in_the_currency_of_the_site_and_of_its_period() -> None:
    records = _season(100, 150, change_cost=50)
    records["Regions"][0]["currency"] = "CNY"
    records["Exchange_rates"] = table("currency period rate", ("CNY", "P1", 1), ("CNY", "P2", 1.1))
    # in P2 a unit costs 11 at cn and 13 at mx: 52 saved for each unit a week, the change costs 55
    assert optimum(records) == pytest.approx(26 * (100 * 10 + 100 * 11 + 50 * 13))
    records["Levelling"][0]["change_cost"] = 40
    outcome = solved(records)
    assert outcome.cost == pytest.approx(26 * (100 * 10 + 150 * 11) + 50 * 44)
    assert money(outcome)["levelling"] == pytest.approx(50 * 44)


def test_a_soft_limit_is_broken_when_that_is_cheaper() -> None:
    # 40 units beyond 110: 3 a unit dearer at mx
    below = _season(100, 150, max_increase=0.1, hard="No", penalty=2)
    assert optimum(below) == pytest.approx(26 * (100 * 10 + 150 * 10 + 40 * 2))
    above = _season(100, 150, max_increase=0.1, hard="No", penalty=4)
    assert optimum(above) == pytest.approx(26 * (100 * 10 + 110 * 10 + 40 * 13))


def test_an_impossible_limit_is_named_with_its_amount() -> None:
    records = _season(100, 150, max_increase=0.1)
    records["Sources"].pop()
    outcome = solved(records)
    assert outcome.status is Status.INFEASIBLE
    (missed,) = outcome.missed_rules
    assert (missed.rule, missed.cell, missed.period) == ("Largest increase", "Levelling[1].max_increase", "P2")
    assert (missed.required, missed.achieved) == (pytest.approx(110), pytest.approx(150))


def test_the_more_specific_row_applies() -> None:
    records = _season(100, 150, max_increase=0.1)
    records["Levelling"].append({"site": "cn", "item": "class:Medium", "max_increase": 0.2})
    assert optimum(records) == pytest.approx(26 * (100 * 10 + 120 * 10 + 30 * 13))
    records["Levelling"].insert(0, {"site": "cn", "item": "x", "max_increase": 0.3})
    assert optimum(records) == pytest.approx(26 * (100 * 10 + 130 * 10 + 20 * 13))
    assert "unused-row" in issues(records)


def test_all_means_each_item_by_itself() -> None:
    records = _season(100, 150, max_increase=0.0)
    records["Items"] = table("item value", ("x", 10), ("y", 10))
    records["Sources"] += table("site item material_cost", ("cn", "y", 10), ("mx", "y", 13))
    records["Demand"] += table("site item period quantity", ("us", "y", "P1", 50), ("us", "y", "P2", 0))
    # the fall of y does not make room for more of x
    assert optimum(records) == pytest.approx(26 * (150 * 10 + 100 * 10 + 50 * 13))


def test_todays_plan_pays_for_change_but_is_not_held_to_the_limits() -> None:
    records = _season(100, 150, max_increase=0.1, change_cost=7)
    records["Baseline"] = table("item site share", ("x", "cn", 1))
    outcome = solved(records, with_baseline=True)
    assert outcome.cost == pytest.approx(26 * (100 * 10 + 110 * 10 + 40 * 13) + 10 * 7)
    assert outcome.baseline is not None
    assert outcome.baseline.cost == pytest.approx(26 * 250 * 10 + 50 * 7)


def test_the_audit_sees_a_change_that_was_not_paid_and_a_rise_beyond_the_limit() -> None:
    outcome = solved(_season(100, 150, max_increase=0.1, change_cost=7))
    tampered = outcome.plan.having(Production.of([("x", "cn", "P1", 100.0), ("x", "cn", "P2", 130.0)]))
    assert levelling.FEATURE.audit(outcome.problem, tampered).costs["levelling"].tolist() == pytest.approx([0, 30 * 7])
    (rise,) = levelling.FEATURE.outcomes(outcome.problem, tampered)
    assert (rise.is_missed(), rise.required, rise.achieved) == (True, pytest.approx(110), 130)


def test_the_report_shows_output_and_change() -> None:
    outcome = solved(_season(100, 150, max_increase=0.1, change_cost=7))
    (report,) = levelling.FEATURE.tables(outcome.problem, outcome.plan)
    assert report.output.tolist() == pytest.approx([100, 110])
    assert report.change.tolist() == pytest.approx([float("nan"), 10], nan_ok=True)
    assert report.relative.tolist() == pytest.approx([float("nan"), 0.1], nan_ok=True)
    assert report.cost.tolist() == pytest.approx([0, 70])


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({}, "rule-without-limit"),
        ({"max_increase": 0.1, "hard": "No"}, "soft-without-penalty"),
        ({"max_increase": 0.1, "site": "us"}, "not-a-source"),
    ],
)
def test_rows_that_can_have_no_effect_are_refused(terms: dict[str, object], code: str) -> None:
    assert code in issues(_season(100, 150, **terms))


@pytest.mark.parametrize("column", ["max_increase", "max_decrease", "change_cost"])
def test_change_in_a_plan_of_one_period_is_pointed_out(column: str) -> None:
    assert "one-period" in issues(_season(100, **{column: 0.5}))
