from __future__ import annotations

import datetime as dt
import math

import pytest

from models.capacity_use import CapacityUse, Transition
from models.capacity_use import capacity_tables as tables
from models.plan import Orders, Production
from optimizer.outcome import Status
from tiny import Book, Records, accepted, book, issues, money, optimum, periods, solved, table, two_sources

CAPEX = "site item option capacity capex"


def expandable(capex: Records, today: float = 0, dear: float = 13, **sheets: object) -> Book:
    """Return a plan in which cn (10, capacity `today`) can be built up, and mx (13) can make everything."""
    sources = table("site item material_cost capacity", ("cn", "x", 10, today), ("mx", "x", dear, None))
    return book(**{"Sources": sources, "Capex": capex, **sheets})


def options(extra: str = "", *cells: object, capacity: float = 100, capex: float = 5000) -> Records:
    """Return one option at cn with further columns."""
    return table(f"{CAPEX} {extra}".strip(), ("cn", "x", "line", capacity, capex, *cells))


def test_a_source_makes_no_more_than_its_capacity() -> None:
    assert optimum(expandable([], today=70)) == pytest.approx(52 * (70 * 10 + 30 * 13))


def test_capacity_is_for_units_started() -> None:
    # 100 started at 80 % give 80 good ones, each of which costs 10 / 0.8 = 12.5
    sources = table("site item material_cost capacity yield", ("cn", "x", 10, 100, 0.8), ("mx", "x", 13, None, 1))
    assert optimum(book(Sources=sources)) == pytest.approx(52 * (100 * 10 + 20 * 13))


def test_an_option_is_built_when_it_pays() -> None:
    # saves 3 x 5200 = 15,600
    assert money(solved(expandable(options(capex=15_599)))) == pytest.approx({"material": 52_000, "capital": 15_599})
    assert money(solved(expandable(options(capex=15_601)))) == pytest.approx({"material": 52 * 1300})


def test_an_option_adds_to_capacity_of_today() -> None:
    assert optimum(expandable(options(capacity=20, capex=3000), today=70)) == pytest.approx(52 * (90 * 10 + 130) + 3000)


def test_without_interest_a_life_of_ten_years_charges_a_tenth_a_year() -> None:
    spent = money(solved(expandable(options("life", 10, capex=50_000))))
    assert spent == pytest.approx({"material": 52_000, "capital": 5000})


def test_an_annuity_pays_back_capital_with_interest() -> None:
    # what is paid continuously over the life is worth the capex at the start: a ln(1.1) / (1 - 1.1^-10) a year
    annuity = 50_000 * math.log(1.1) / (1 - 1.1**-10)
    outcome = solved(expandable(options("life", 10, capex=50_000), Settings={"discount_rate": 0.1}))
    assert money(outcome) == pytest.approx({"material": 52_000, "capital": annuity})
    assert outcome.cost == pytest.approx((52_000 + annuity) / 1.1**0.5)


def test_annuities_over_the_whole_life_are_worth_the_capex() -> None:
    # life = horizon = 4 years in 48 short periods: discounting at mid-period is nearly continuous
    plan = expandable(options("life", 4, capex=50_000), Settings={"discount_rate": 0.1}, Periods=periods(52, 4))
    outcome = solved(plan)
    materials = sum(4 * 1000 * 1.1 ** -((4 * t + 2) / 52) for t in range(52))
    assert outcome.cost - materials == pytest.approx(50_000, rel=1e-4)


def test_interest_accrues_while_it_is_built() -> None:
    extra = "life permit_time build_time"
    annuity = 50_000 * 1.1**0.5 * math.log(1.1) / (1 - 1.1**-10)
    plan = expandable(options(extra, 10, 10, 16, capex=50_000), Settings={"discount_rate": 0.1}, dear=20)
    # in service from week 26 of 52: half the output and half the annuity
    assert money(solved(plan)) == pytest.approx({"material": 26 * 100 * (10 + 20), "capital": annuity / 2})


def test_capacity_counts_for_the_share_of_the_period_it_is_in_service() -> None:
    # in service from week 13 of 52: three quarters of 100 a week
    assert optimum(expandable(options("build_time", 13))) == pytest.approx(52 * (75 * 10 + 25 * 13) + 5000)


def test_permit_and_building_follow_each_other() -> None:
    # in service from week 39: saves 3 x 1300 = 3900 in the last of four quarters
    plan = expandable(options("permit_time build_time", 13, 26, capex=3899), Periods=periods(4, 13))
    assert optimum(plan) == pytest.approx(13 * 100 * (3 * 13 + 10) + 3899)


def test_an_option_that_ends_its_life_adds_nothing_more() -> None:
    # a life of half a year covers half the year's need, wherever it is put
    plan = expandable(options("life", 0.5, capex=5000), Periods=periods(2, 26))
    assert money(solved(plan)) == pytest.approx({"material": 26 * 100 * (10 + 13), "capital": 5000})


def test_an_option_with_a_life_in_its_last_period_is_charged_for_its_time_in_service_only() -> None:
    plan = expandable(options("life build_time", 1, 39, capex=4000), dear=20)
    # in service for a quarter of its life's 52 weeks
    assert money(solved(plan)) == pytest.approx({"material": 52 * (75 * 20 + 25 * 10), "capital": 1000})


def test_running_cost_is_paid_while_in_service() -> None:
    spent = money(solved(expandable(options("fixed_cost build_time", 1200, 13), dear=20)))
    assert spent["fixed"] == pytest.approx(1200 * 39 / 52)


def test_several_of_one_option_may_be_built() -> None:
    capex = options("max_count", 3, capacity=40, capex=1000)
    # the third gives only 20 of its 40: it saves 20 x 3 x 52 = 3120, and is worth it
    assert optimum(expandable(capex)) == pytest.approx(52_000 + 3000)
    capex = options("max_count", 2, capacity=40, capex=1000)
    assert optimum(expandable(capex)) == pytest.approx(52 * (80 * 10 + 20 * 13) + 2000)


def test_options_are_whole() -> None:
    # half an option would do
    assert optimum(expandable(options(capacity=200, capex=1000))) == pytest.approx(52_000 + 1000)


def test_an_option_waits_for_its_earliest_day() -> None:
    # from the middle of the year
    capex = options("earliest", dt.date(2027, 7, 2))
    assert optimum(expandable(capex)) == pytest.approx(26 * 100 * (13 + 10) + 5000)


def test_an_earliest_day_before_the_plan_changes_nothing() -> None:
    assert optimum(expandable(options("earliest", dt.date(2020, 1, 1)))) == pytest.approx(57_000)


def test_later_capex_is_discounted_to_the_period_of_its_order() -> None:
    # needed in the second half-year only, and so ordered then
    demand = table("site item period quantity", ("us", "x", "P2", 100))
    plan = expandable(options(), Periods=periods(2, 26), Demand=demand, Settings={"discount_rate": 0.1})
    assert optimum(plan) == pytest.approx((26 * 100 * 10 + 5000) / 1.1**0.75)


def test_an_order_in_time_is_found_by_counting_back() -> None:
    demand = table("site item period quantity", ("us", "x", "P3", 100))
    outcome = solved(
        expandable(
            options("build_time", 26), Periods=periods(3, 26), Demand=demand, Settings={"discount_rate": 0.1}, dear=99
        )
    )
    assert outcome.plan[Orders].period.tolist() == ["P2"]
    assert outcome.cost == pytest.approx(26 * 100 * 10 / 1.1**1.25 + 5000 / 1.1**0.75)


def test_a_shared_option_is_shared_out_between_items() -> None:
    plan = book(
        Items=table("item value", ("x", 10), ("y", 10)),
        Sources=table(
            "site item material_cost capacity",
            ("cn", "x", 10, 0), ("cn", "y", 10, 0), ("mx", "x", 13, None), ("mx", "y", 15, None),
        ),
        Capex=table(CAPEX, ("cn", "ALL", "line", 120, 1000)),
        Demand=table("site item period quantity", ("us", "x", "ALL", 100), ("us", "y", "ALL", 100)),
    )  # fmt: skip
    # y saves 5 a unit and comes first; x has what is left
    assert optimum(plan) == pytest.approx(52 * (100 * 10 + 20 * 10 + 80 * 13) + 1000)


def test_an_option_for_one_item_serves_no_other() -> None:
    plan = book(
        Items=table("item value", ("x", 10), ("y", 10)),
        Sources=table(
            "site item material_cost capacity",
            ("cn", "x", 10, 0), ("cn", "y", 10, 0), ("mx", "x", 13, None), ("mx", "y", 15, None),
        ),
        Capex=table(CAPEX, ("cn", "x", "line", 120, 1000)),
        Demand=table("site item period quantity", ("us", "x", "ALL", 100), ("us", "y", "ALL", 100)),
    )  # fmt: skip
    assert optimum(plan) == pytest.approx(52 * (100 * 10 + 100 * 15) + 1000)


def test_an_option_for_a_class_serves_its_items() -> None:
    plan = book(
        Items=table("item value criticality", ("x", 10, "High"), ("y", 10, "Low")),
        Sources=table(
            "site item material_cost capacity",
            ("cn", "x", 10, 0), ("cn", "y", 10, 0), ("mx", "x", 13, None), ("mx", "y", 15, None),
        ),
        Capex=table(CAPEX, ("cn", "class:High", "line", 120, 1000)),
        Demand=table("site item period quantity", ("us", "x", "ALL", 100), ("us", "y", "ALL", 100)),
    )  # fmt: skip
    assert optimum(plan) == pytest.approx(52 * (100 * 10 + 100 * 15) + 1000)


def test_throughput_of_a_warehouse_can_be_built_up() -> None:
    sites = table("site region role", ("cn", "CN", "supplier"), ("hub", "US", "warehouse"), ("us", "US", "market"))
    lanes = table(
        "origin destination mode lead_time freight_cost", ("cn", "hub", "ocean", 0, 1), ("hub", "us", "road", 0, 1)
    )
    sources = table("site item material_cost capacity", ("cn", "x", 10, None), ("hub", "x", 0, 60))
    plan = book(Sites=sites, Lead_times=lanes, Sources=sources, Capex=table(CAPEX, ("hub", "x", "dock", 40, 700)))
    assert optimum(plan) == pytest.approx(5200 * 12 + 700)


def test_no_capacity_that_can_be_built_is_enough() -> None:
    sources = table("site item material_cost capacity", ("cn", "x", 10, 20))
    outcome = solved(book(Sources=sources, Capex=options(capacity=50)))
    assert outcome.status is Status.INFEASIBLE
    assert outcome.missed_rules[0].short == pytest.approx(30)


def test_reports_of_capacity_and_transition() -> None:
    problem = accepted(expandable(options("build_time permit_time", 13, 2, capacity=80), today=30))
    outcome = solved(expandable(options("build_time permit_time", 13, 2, capacity=80), today=30))
    made = dict(zip(outcome.plan[Production].site, outcome.plan[Production].quantity, strict=True))
    reports = {type(report): report for report in tables(problem, outcome.plan)}
    use, transition = reports[CapacityUse], reports[Transition]
    row = use.site.tolist().index("cn")
    assert use.used[row] == pytest.approx(made["cn"]) == pytest.approx(30 + 80 * 37 / 52)
    assert (use.existing[row], use.added[row]) == pytest.approx((30, 80 * 37 / 52))
    assert use.utilisation[row] == pytest.approx(1)
    assert (transition.ordered[0], transition.permitted[0], transition.in_service[0]) == (0, 2, 15)
    assert (transition.capacity[0], transition.capex[0]) == (80, 5000)


@pytest.mark.parametrize(
    ("capex", "code"),
    [
        (table(CAPEX, ("us", "x", "line", 10, 10)), "option-without-source"),
        (table(f"{CAPEX} build_time", ("cn", "x", "line", 10, 10, 52)), "option-too-late"),
        (table(f"{CAPEX} earliest", ("cn", "x", "line", 10, 10, dt.date(2028, 1, 1))), "option-too-late"),
        (table(CAPEX, ("mx", "x", "line", 10, 10)), "option-adds-nothing"),
    ],
)
def test_options_that_cannot_work_are_noticed(capex: Records, code: str) -> None:
    assert code in issues(expandable(capex))


def test_todays_plan_builds_nothing() -> None:
    plan = two_sources(
        Sources=table("site item material_cost capacity", ("cn", "x", 10, 30), ("mx", "x", 13, None)),
        Capex=options(capex=1),
        Baseline=table("item site share", ("x", "cn", 0.3), ("x", "mx", 0.7)),
    )
    outcome = solved(plan, with_baseline=True)
    assert outcome.baseline is not None
    assert outcome.baseline.cost == pytest.approx(52 * (30 * 10 + 70 * 13))
    assert outcome.cost == pytest.approx(52_000 + 1)


UNAPPROVED = "site item material_cost capacity yield qualified qualification_time"


@pytest.mark.parametrize(
    ("capacity", "good", "line", "output"),
    [
        (50, 0.8, 0, 50 * 0.75 * 0.8),  # scrap counts in the rest of the period too
        (20, 1.0, 60, (20 + 60) * 0.75),  # what is built is qualified by itself, after building
        (0, 1.0, 60, 60 * 0.75),
        (40, 0.5, 0, 40 * 0.75 * 0.5),
    ],
)
def test_a_source_that_is_approved_within_a_period_has_its_capacity_for_the_rest_of_it(
    capacity: float, good: float, line: float, output: float
) -> None:
    sources = table(UNAPPROVED, ("cn", "x", 10, capacity, good, "No", 13), ("mx", "x", 100, None, 1, "Yes", None))
    capex = table(CAPEX, *([("cn", "x", "line", line, 0)] if line else []))
    # approved after 13 of 52 weeks
    assert optimum(book(Sources=sources, Capex=capex)) == pytest.approx(
        52 * (output / good * 10 + (100 - output) * 100)
    )
