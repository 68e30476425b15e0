"""Labour and workforce: wages, the hours there are, and what overtime, hiring and training add."""

from __future__ import annotations

import pytest

from models.features import labour, workforce
from models.plan import Production
from models.wages import Workforce
from optimizer.outcome import Status
from tiny import Book, issues, money, optimum, periods, solved, table, two_sources


def _shop(weeks: tuple[int, float] = (1, 52), **terms: object) -> Book:
    """x takes an hour at cn, where 80 h/week at 2 can be worked (12 a unit in all); mx needs none and costs 15.

    Demand is 100 a week: without more hours 20 of them come from mx, for 52 x (80 x 12 + 20 x 15) = 65,520 a year.
    """
    hours = {"region": "CN", "wage": 2, "hours_available": 80, **terms}
    return two_sources(
        Periods=periods(*weeks),
        Sources=table("site item material_cost labour_hours", ("cn", "x", 10, 1), ("mx", "x", 15, 0)),
        Labour=[hours],
    )


def test_hours_are_limited_and_paid_and_count_for_units_started() -> None:
    assert optimum(_shop()) == pytest.approx(52 * (80 * 12 + 20 * 15))
    records = _shop()
    records["Sources"][0]["yield"] = 0.8  # 10 / 0.8 + 2 x 1.25 h = 15 a unit, level with mx; 64 a week are possible
    records["Sources"][1]["material_cost"] = 16
    assert optimum(records) == pytest.approx(52 * (64 * 15 + 36 * 16))


def test_overtime_pays_its_premium_on_top_of_the_wage_within_its_limit() -> None:
    # 10 % of 80 h at half as much again: 8 units for 10 + 2 + 1 instead of 15
    outcome = solved(_shop(overtime_limit=0.1, overtime_premium=0.5))
    assert outcome.cost == pytest.approx(52 * (80 * 12 + 8 * 13 + 12 * 15))
    assert money(outcome)["overtime"] == pytest.approx(52 * 8 * 1)


def test_overtime_that_costs_more_than_the_other_source_is_not_worked() -> None:
    # a premium of 2 makes the unit 10 + 2 + 4 = 16
    assert optimum(_shop(overtime_limit=0.1, overtime_premium=2)) == pytest.approx(52 * (80 * 12 + 20 * 15))


def test_the_premium_follows_the_wage_as_it_rises() -> None:
    # the middle of the year is half a year away: wage 2 x 1.21 ** 0.5 = 2.2; 8 units pay 1.1 more each
    records = _shop(overtime_limit=0.1, overtime_premium=0.5, escalation=0.21)
    assert optimum(records) == pytest.approx(52 * (88 * 12.2 + 8 * 1.1 + 12 * 15))


def test_training_pays_where_what_it_saves_is_more() -> None:
    # an hour hired saves 15 - 12 = 3 a week, 156 in the year; 10 of the 20 missing can be hired
    below = _shop(hire_limit=10, training_cost=150)
    assert optimum(below) == pytest.approx(52 * (90 * 12 + 10 * 15) + 10 * 150)
    above = _shop(hire_limit=10, training_cost=157)
    assert optimum(above) == pytest.approx(52 * (80 * 12 + 20 * 15))


def test_those_hired_count_from_the_end_of_their_training() -> None:
    # two half-years: after 39 weeks half of P2 is left, so 20 hired in P1 count as 10 in P2 and save 26 x 10 x 3 = 780;
    # whoever is hired in P2 would be ready after the end
    records = _shop((2, 26), hire_limit=20, training_cost=30, training_time=39)
    assert optimum(records) == pytest.approx(52 * (80 * 12 + 20 * 15) - 780 + 20 * 30)


def test_hiring_is_limited_in_each_period_and_stays() -> None:
    # 10 hired in each half-year: 10 h/week more in P1, 20 in P2, each paid for once
    records = _shop((2, 26), hire_limit=10, training_cost=1)
    expected = 26 * (90 * 12 + 10 * 15) + 26 * (100 * 12) + 20
    assert optimum(records) == pytest.approx(expected)


def test_a_period_may_have_terms_of_its_own() -> None:
    records = _shop((2, 26), overtime_limit=0.1, overtime_premium=0.5)
    records["Labour"].append({"region": "CN", "period": "P2", "wage": 2, "hours_available": 100})
    assert optimum(records) == pytest.approx(26 * (80 * 12 + 8 * 13 + 12 * 15) + 26 * 100 * 12)


def test_overtime_and_training_are_in_the_currency_of_the_region() -> None:
    # one yuan is 0.5 of the plan's money: material 5, wage 1, premium 0.5, training 15 for an hour; mx costs 7
    records = _shop(overtime_limit=0.1, overtime_premium=0.5, hire_limit=5, training_cost=30)
    records["Regions"][0]["currency"] = "CNY"
    records["Exchange_rates"] = table("currency rate", ("CNY", 0.5))
    records["Sources"][1]["material_cost"] = 7
    outcome = solved(records)
    assert outcome.cost == pytest.approx(52 * (80 * 6 + 8 * 6.5 + 5 * 6 + 7 * 7) + 5 * 15)
    assert (money(outcome)["overtime"], money(outcome)["training"]) == (pytest.approx(52 * 4), pytest.approx(75))


def test_too_few_hours_leave_demand_that_must_be_served_unserved() -> None:
    records = _shop(overtime_limit=0.1)
    records["Sources"].pop()  # 80 + 8 of the 100
    outcome = solved(records)
    assert outcome.status is Status.INFEASIBLE
    (missed,) = outcome.missed_rules
    assert (missed.rule, missed.required, missed.achieved) == ("Demand must be served", 100, pytest.approx(88))


def test_todays_plan_works_overtime_and_hires_nobody() -> None:
    records = _shop(overtime_limit=0.1, overtime_premium=0.5, hire_limit=20)
    records["Baseline"] = table("item site share", ("x", "cn", 0.88), ("x", "mx", 0.12))
    outcome = solved(records, with_baseline=True)
    assert outcome.cost == pytest.approx(52 * 100 * 12)
    assert outcome.baseline is not None
    assert outcome.baseline.cost == pytest.approx(52 * (80 * 12 + 8 * 13 + 12 * 15))


def test_reports_show_hours_against_those_available_and_trained() -> None:
    outcome = solved(_shop(overtime_limit=0.25, overtime_premium=0.5, hire_limit=10, training_cost=1))
    (use,) = labour.FEATURE.tables(outcome.problem, outcome.plan)
    assert next(iter(use))[:6] == ("CN", "P1", *(pytest.approx(x) for x in (100, 80, 10, 100 / 90)))
    (more,) = workforce.FEATURE.tables(outcome.problem, outcome.plan)
    assert list(more) == [("CN", "P1", *(pytest.approx(x) for x in (10, 10, 10)))]


def test_the_audit_sees_work_overtime_and_training_beyond_their_limits() -> None:
    outcome = solved(_shop(overtime_limit=0.1, overtime_premium=0.5, hire_limit=5, training_cost=1))

    def beyond(*records: object) -> dict[str, float]:
        audited = workforce.FEATURE.audit(outcome.problem, outcome.plan.having(*records))
        return {v.check: pytest.approx(v.amount) for v in audited.violations if v.relative > 1e-6}

    assert beyond() == {}
    assert beyond(Production.of([("x", "cn", "P1", 100.0)])) == {"hours available": 7.0}
    assert beyond(Workforce.of([("CN", "P1", 10.0, 5.0, 5.0)])) == {"overtime within overtime_limit": 2.0}
    assert beyond(Workforce.of([("CN", "P1", 7.0, 6.0, 6.0)])) == {"hours hired within hire_limit": 1.0}
    assert beyond(Workforce.of([("CN", "P1", 8.0, 5.0, 6.0)])) == {"hours trained as hired": 1.0}
    assert beyond(Workforce.of([("CN", "P1", 8.0, 5.0, 4.0)])) == {"hours trained as hired": 1.0}
    assert beyond(Workforce.empty()) == {"hours available": 13.0}


def test_the_audit_recomputes_what_overtime_and_training_cost() -> None:
    problem = solved(_shop(overtime_limit=0.1, overtime_premium=0.5, hire_limit=5, training_cost=30)).problem
    plan = solved(_shop()).plan.having(Workforce.of([("CN", "P1", 4.0, 3.0, 3.0)]))
    costs = workforce.FEATURE.audit(problem, plan).costs
    assert (costs["overtime"][0], costs["training"][0]) == (pytest.approx(52 * 4 * 1), pytest.approx(90))


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"overtime_premium": 0.5}, "term-without-limit"),
        ({"training_cost": 5}, "term-without-limit"),
        ({"training_time": 5}, "term-without-limit"),
        ({"hours_available": None, "overtime_limit": 0.1}, "hours-not-limited"),
        ({"hours_available": None, "hire_limit": 10}, "hours-not-limited"),
        ({"hire_limit": 10, "training_time": 52}, "trained-too-late"),
        ({"region": "MX"}, "no-wage"),
    ],
)
def test_terms_that_can_have_no_effect_are_reported(terms: dict[str, object], code: str) -> None:
    assert code in issues(_shop(**terms))
