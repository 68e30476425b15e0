"""Incentives: credits for what is made, grants for what is built, with dates, phase-down, caps and cliffs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from models.claims import Claims, Earned
from models.features import incentives
from models.features.baseline import todays_problem
from models.offers import credit, schedule
from models.plan import Production
from optimizer.outcome import Outcome, Status
from optimizer.planning import solve
from tiny import accepted, book, issues, money, optimum, periods, solved, table

SITES = table("site region role", ("cn", "CN", "supplier"), ("tx", "US", "plant"), ("us", "US", "market"))
YEAR = 52
MADE_TOO_MUCH = "More is made than can be needed."


def _offer(amount: float, basis: str = "unit", **cells: Any) -> dict:
    return {"name": "act", "place": "US", "basis": basis, "amount": amount, **cells}


def _plain(*offers: dict, capacity: float | None = None, **sheets: Any) -> dict:
    """100 a week of x from cn for 10 or from home, tx, for 13."""
    return book(
        **{
            "Sites": SITES,
            "Sources": table("site item material_cost capacity", ("cn", "x", 10, None), ("tx", "x", 13, capacity)),
            "Incentives": list(offers),
            **sheets,
        }
    )


def _build(*offers: dict, capex: float = 15_000, option: dict | None = None, **sheets: Any) -> dict:
    """A line at home makes 100 a week of x for 8 instead of 10: it saves 200 a week."""
    return _plain(
        *offers,
        **{
            "Sources": table("site item material_cost capacity", ("cn", "x", 10, None), ("tx", "x", 8, 0)),
            "Capex": [{"site": "tx", "item": "x", "option": "line", "capacity": 100, "capex": capex, **(option or {})}],
            **sheets,
        },
    )


def _packs(offer: dict, **sheets: Any) -> dict:
    """A pack worth 100 needs a cell worth 60; assembly costs 10 in cn and 20 at home, a cell 60 and 70."""
    return book(
        Sites=SITES,
        Items=table("item value", ("pack", 100), ("cell", 60)),
        BOM=table("parent child quantity", ("pack", "cell", 1)),
        Sources=table(
            "site item material_cost", ("cn", "pack", 10), ("tx", "pack", 20), ("cn", "cell", 60), ("tx", "cell", 70)
        ),
        Demand=table("site item period quantity", ("us", "pack", "ALL", 100)),
        Incentives=[offer | {"item": "pack"}],
        **sheets,
    )


def _report(outcome: Outcome) -> list[dict[str, Any]]:
    (found,) = incentives.FEATURE.tables(outcome.problem, outcome.plan)
    assert isinstance(found, Earned)
    return [dict(zip([column.name for column in found.columns], row, strict=True)) for row in found]


@pytest.mark.parametrize(("amount", "unit_cost"), [(2, 10), (4, 13 - 4)])
def test_a_credit_moves_production_when_it_is_worth_more_than_the_difference(amount: float, unit_cost: float) -> None:
    assert optimum(_plain(_offer(amount))) == pytest.approx(YEAR * 100 * unit_cost)


def test_a_credit_is_booked_as_negative_money() -> None:
    assert money(solved(_plain(_offer(4)))) == pytest.approx({"material": YEAR * 1300, "incentive": -YEAR * 400})


def test_a_material_credit_is_a_share_of_what_is_started_in_the_currency_of_the_site() -> None:
    # 13 / 0.8 x 1.2 = 19.5 a good unit, half of it is paid
    records = _plain(_offer(0.5, "material"))
    records["Sources"][1]["yield"] = 0.8
    records["Regions"] = table("region domestic currency", ("CN", "No", None), ("US", "Yes", "CAD"), ("MX", "No", None))
    records["Exchange_rates"] = table("currency rate", ("CAD", 1.2))
    assert optimum(records) == pytest.approx(YEAR * 100 * 19.5 / 2)


@pytest.mark.parametrize(("amount", "cost"), [(4, 1000), (8, 1300 - 400)])
def test_in_a_period_in_which_it_begins_a_credit_counts_for_the_rest_of_it(amount: float, cost: float) -> None:
    # the second half-year begins on 2 July and has 182 days; from 1 October, 91 of them are left
    records = _plain(_offer(amount, start=dt.date(2027, 10, 1)), Periods=periods(2))
    assert optimum(records) == pytest.approx(26 * 1000 + 26 * cost)


def test_after_its_last_day_nothing_is_paid() -> None:
    records = _plain(_offer(4, end=dt.date(2027, 7, 1)), Periods=periods(2))
    assert optimum(records) == pytest.approx(26 * 900 + 26 * 1000)


def test_the_amount_shrinks_with_each_full_year() -> None:
    # years of 364 days drift against the calendar: 1, 3 and 4 days of each period still belong to the year before
    offer = _offer(8, start=dt.date(2025, 1, 1), phase_from=dt.date(2027, 1, 1), phase_down=0.25)
    problem = accepted(_plain(offer, Periods=periods(4, 52)))
    shares = [1, (1 + 363 * 0.75) / 364, (3 * 0.75 + 361 * 0.5) / 364, (4 * 0.5 + 360 * 0.25) / 364]
    assert credit(problem, 0, "x", "tx").tolist() == pytest.approx([8 * share for share in shares])
    # from start when phase_from is blank: two full years are over when the plan begins
    problem = accepted(_plain(offer | {"phase_from": None}, Periods=periods(1, 52)))
    assert credit(problem, 0, "x", "tx").tolist() == pytest.approx([8 * 0.5])


def test_an_amount_that_has_shrunk_to_nothing_stays_there() -> None:
    leap_day = _offer(8, start=dt.date(2024, 2, 29), phase_down=0.5)
    problem = accepted(_plain(leap_day, Periods=periods(1, 10, dt.date(2025, 2, 27))))
    # 27 and 28 February at all of it, then half; the second anniversary is in 2026
    assert schedule(problem, 0) == (pytest.approx((0, 2 / 7, 1)), pytest.approx((2 / 7, 10, 0.5)))
    assert "never-offered" in issues(_plain(leap_day))


def test_a_cap_limits_what_is_paid_over_the_plan() -> None:
    # 4 is paid for 50 units a week; what is made beyond them at 13 is not worth it
    assert optimum(_plain(_offer(4, cap=YEAR * 200))) == pytest.approx(YEAR * (50 * 10 + 50 * 13 - 200))


def test_below_its_least_volume_all_of_a_credit_is_lost() -> None:
    assert optimum(_plain(_offer(4, min_volume=60), capacity=60)) == pytest.approx(YEAR * (40 * 10 + 60 * 9))
    assert optimum(_plain(_offer(4, min_volume=61), capacity=60)) == pytest.approx(YEAR * 1000)


@pytest.mark.parametrize(("least", "cost"), [(60, 40 * 10 + 60 * 13 - 200), (80, 1000)])
def test_more_is_made_than_is_paid_for_to_reach_a_threshold_if_that_is_worth_it(least: float, cost: float) -> None:
    # 200 a week are paid at most: for 60 at home that is more than the 180 they cost extra, for 80 it is not
    assert optimum(_plain(_offer(4, min_volume=least, cap=YEAR * 200))) == pytest.approx(YEAR * cost)


def test_all_makers_in_the_place_count_for_the_threshold() -> None:
    records = _plain(_offer(4, min_volume=70))
    records["Sites"] = [*SITES, {"site": "ny", "region": "US", "role": "plant"}]
    records["Sources"] = table(
        "site item material_cost capacity", ("cn", "x", 10, None), ("tx", "x", 13, 40), ("ny", "x", 13, 40)
    )
    assert optimum(records) == pytest.approx(YEAR * (20 * 10 + 80 * 9))
    assert optimum(records | {"Incentives": [_offer(4, min_volume=70, place="tx")]}) == pytest.approx(YEAR * 1000)


@pytest.mark.parametrize(("amount", "cost"), [(14, 7000), (20, 7000 + 1000 + 500 - 2000)])
def test_a_content_threshold_counts_components_made_at_home(amount: float, cost: float) -> None:
    # assembly at home adds 40 % for 10; for 70 % half of the cells must come from home too, at 5 a pack
    assert optimum(_packs(_offer(amount, min_content=0.7))) == pytest.approx(YEAR * cost)


def test_content_serves_a_rule_and_an_incentive_from_one_account() -> None:
    offer = _offer(14, min_content=0.7)
    rule = {"rule": "home", "item": "pack", "min_domestic_share": 0.7}
    assert optimum(_packs(offer, Content_rules=[rule])) == pytest.approx(YEAR * (8500 - 1400))


def test_content_credited_to_a_rule_is_not_credited_to_an_incentive_again() -> None:
    # 50 packs are made at home, 50 in cn of cells that shall be from home, and all cells come from one warehouse:
    # 50 cells are credited to cn, so the 70 % of the packs at home need another 25
    records = _packs(_offer(20, min_content=0.7))
    records["Sites"] = [*SITES, {"site": "dc", "region": "CN", "role": "warehouse"}]
    records["Sources"][1]["capacity"] = 50
    records["Sources"][3] |= {"site": "us2", "capacity": None}
    records["Sites"].append({"site": "us2", "region": "US", "role": "supplier"})
    records["Lead_times"] = table(
        "origin destination item mode lead_time freight_cost",
        ("ALL", "us", "pack", "road", 0, 0), ("us2", "dc", "cell", "road", 0, 0), ("cn", "dc", "cell", "road", 0, 0),
        ("dc", "tx", "cell", "road", 0, 0), ("dc", "cn", "cell", "road", 0, 0),
    )  # fmt: skip
    records["Sources"][2]["site"] = "cn2"
    records["Sites"].append({"site": "cn2", "region": "CN", "role": "supplier"})
    records["Lead_times"][2]["origin"] = "cn2"
    cells = {"rule": "cells", "item": "cell", "destination": "cn", "min_domestic_share": 1.0}
    cost = 50 * 20 + 50 * 10 + 75 * 70 + 25 * 60 - 50 * 20
    assert optimum(records | {"Content_rules": [cells]}) == pytest.approx(YEAR * cost)


def test_a_grant_pays_for_a_share_of_the_investment() -> None:
    assert optimum(_build()) == pytest.approx(YEAR * 1000)
    built = solved(_build(_offer(0.4, "capex")))
    assert money(built) == pytest.approx({"material": YEAR * 800, "capital": 15_000, "incentive": -6_000})


def test_of_a_grant_counts_what_belongs_to_the_capital_charged_in_the_plan() -> None:
    # a tenth of 120,000 falls into the year: 12,000 less 40 % is below the 10,400 saved
    ten_years = {"capex": 120_000, "option": {"life": 10}}
    assert optimum(_build(**ten_years)) == pytest.approx(YEAR * 1000)
    outcome = solved(_build(_offer(0.4, "capex"), **ten_years))
    assert outcome.cost == pytest.approx(YEAR * 800 + 12_000 - 4_800)
    (row,) = _report(outcome)
    assert (row["earned"], row["counted"], row["lost"]) == pytest.approx((48_000, 4_800, 0))


def test_a_grant_is_a_share_of_the_investment_in_plan_currency() -> None:
    records = _build(_offer(0.4, "capex"), capex=10_000)
    records["Sources"][1]["material_cost"] = 5
    records["Regions"] = table("region domestic currency", ("CN", "No", None), ("US", "Yes", "CAD"))
    records["Exchange_rates"] = table("currency rate", ("CAD", 1.2))
    assert money(solved(records)) == pytest.approx({"material": YEAR * 600, "capital": 12_000, "incentive": -4_800})


def test_interest_and_discounting_leave_the_share_of_a_grant_unchanged() -> None:
    records = _build(
        _offer(0.4, "capex"), capex=120_000, option={"life": 10, "build_time": 13}, Settings={"discount_rate": 0.08}
    )
    records["Periods"] = periods(4, 26)
    records["Sources"][1]["material_cost"] = 5
    by_driver = money(solved(records))
    assert by_driver["capital"] > 0
    assert by_driver["incentive"] == pytest.approx(-0.4 * by_driver["capital"])


def test_the_cap_of_a_grant_looks_at_the_grant_itself() -> None:
    outcome = solved(_build(_offer(0.4, "capex", cap=24_000), capex=120_000, option={"life": 10}))
    assert outcome.cost == pytest.approx(YEAR * 800 + 12_000 - 2_400)
    (row,) = _report(outcome)
    assert (row["earned"], row["counted"], row["lost"], row["cap_left"]) == pytest.approx((24_000, 2_400, 24_000, 0))
    assert (row["option"], row["reason"]) == ("tx, line", "The cap is used up.")


def test_a_grant_is_offered_on_the_day_of_the_order() -> None:
    # the order of 2 July saves 5,200 in the second half-year, that of 1 January 10,400
    until_june = _offer(0.4, "capex", end=dt.date(2027, 6, 30))
    records = _build(until_june, Periods=periods(2))
    assert optimum(records) == pytest.approx(YEAR * 800 + 9_000)
    records["Capex"][0]["earliest"] = dt.date(2027, 7, 2)
    assert optimum(records) == pytest.approx(YEAR * 1000)


@pytest.mark.parametrize(("item", "paid"), [("x", 0), ("ALL", 6_000)])
def test_an_option_earns_a_grant_only_if_all_it_serves_is_meant(item: str, paid: float) -> None:
    records = _build(_offer(0.4, "capex", item=item), capex=15_000, option={"item": "ALL"})
    records["Items"] = table("item value", ("x", 10), ("y", 10))
    records["Sources"] += table("site item material_cost capacity", ("cn", "y", 10, None), ("tx", "y", 7.5, 0))
    records["Demand"] += table("site item period quantity", ("us", "y", "ALL", 10))
    records["Capex"][0]["capacity"] = 110
    # 225 a week are saved: 11,700, less than the line costs without the grant
    cost = YEAR * (800 + 75) + 15_000 - paid if paid else YEAR * 1100
    assert optimum(records) == pytest.approx(cost)


def test_nothing_is_made_for_a_credit_alone() -> None:
    outcome = solved(_plain(_offer(20), Inventory=table("site item", ("us", "x"))))
    assert outcome.status is Status.OPTIMAL
    assert outcome.cost == pytest.approx(YEAR * 100 * (13 - 20))


def test_todays_plan_earns_what_it_qualifies_for() -> None:
    records = _packs(_offer(5, min_content=0.4, min_volume=100), Baseline=table("item site share", ("pack", "tx", 1.0)))
    today = todays_problem(accepted(records))
    assert today is not None
    assert incentives.FEATURE.applies(today)
    baseline = solve(accepted(records)).baseline
    assert baseline is not None
    assert baseline.cost == pytest.approx(YEAR * 100 * (20 + 60 - 5))


def test_the_report_says_what_is_lost_why_and_how_far_the_threshold_is() -> None:
    (row,) = _report(solved(_plain(_offer(4, min_volume=61), capacity=60, Sources=table(
        "site item material_cost capacity", ("cn", "x", 10, None), ("tx", "x", 9, 60)))))  # fmt: skip
    assert (row["earned"], row["lost"], row["reason"]) == (0, pytest.approx(YEAR * 240), "Output is below min_volume.")
    assert (row["volume"], row["volume_distance"]) == (pytest.approx(60), pytest.approx(-1))
    records = _packs(_offer(1, min_content=0.7))
    records["Sources"][1]["material_cost"] = 9
    (row,) = _report(solved(records))
    assert (row["lost"], row["reason"]) == (pytest.approx(YEAR * 100), "Domestic content is below min_content.")
    assert (row["content"], row["content_distance"]) == (pytest.approx(0.4), pytest.approx(-0.3))
    assert np.isnan(row["volume_distance"])
    assert np.isnan(row["cap_left"])


def test_what_is_made_beyond_all_need_earns_nothing() -> None:
    outcome = solved(_plain(_offer(4)))
    more = outcome.plan.having(Production.of([("x", "tx", "P1", 120.0)]))
    (found,) = incentives.FEATURE.tables(outcome.problem, more)
    (row,) = found
    assert row[4:8] == (pytest.approx(YEAR * 400), pytest.approx(YEAR * 400), pytest.approx(YEAR * 80), MADE_TOO_MUCH)


def test_a_grant_nobody_offers_pays_nothing() -> None:
    outcome = solved(_build(_offer(0.4, "capex")))
    unknown = outcome.plan.having(Claims.of([("act", "x", "tx", "hall", "P1", 1.0)]))
    audited = incentives.FEATURE.audit(outcome.problem, unknown)
    assert audited.costs["incentive"].tolist() == [0]
    assert {v.check for v in audited.violations if v.relative > 1e-6} == {
        "claims within what is made or ordered",
        "claims only what is offered",
    }


def test_the_audit_sees_claims_for_nothing_below_a_threshold_above_the_cap_and_out_of_time() -> None:
    records = _plain(_offer(4, min_volume=50, cap=YEAR * 200, end=dt.date(2027, 7, 1)), Periods=periods(2))
    outcome = solved(records)

    def found(problem: Any, *claims: tuple[Any, ...]) -> dict[str, float]:
        plan = outcome.plan.having(Claims.of(claims)) if claims else outcome.plan
        audited = incentives.FEATURE.audit(problem, plan)
        return {v.check: v.amount for v in audited.violations if v.relative > 1e-6}

    assert found(outcome.problem) == {}
    assert outcome.audit.passed
    too_much = ("act", "x", "tx", "", "P1", 110.0)
    assert found(outcome.problem, too_much) == {
        "claims within what is made or ordered": pytest.approx(10),
        "cap of an incentive": pytest.approx(110 * 4 * 26 - YEAR * 200),
    }
    late = ("act", "x", "tx", "", "P2", 10.0)
    assert found(outcome.problem, late)["claims only what is offered"] == pytest.approx(10)
    foreign = ("act", "x", "cn", "", "P2", 10.0)
    assert found(outcome.problem, foreign)["claims only what is offered"] == pytest.approx(10)
    higher = accepted(_plain(_offer(4, min_volume=120, min_content=1.0), Periods=periods(2)))
    assert found(higher)["least volume of an incentive"] == pytest.approx(20)


def test_the_audit_sees_content_below_the_threshold_and_grants_without_orders() -> None:
    packs = solved(_packs(_offer(20, min_content=0.7)))
    stricter = accepted(_packs(_offer(20, min_content=0.8)))
    audited = incentives.FEATURE.audit(stricter, packs.plan)
    assert {v.check: v.amount for v in audited.violations if v.relative > 1e-6} == {
        "least content of an incentive": pytest.approx(10)
    }
    built = solved(_build(_offer(0.4, "capex")))
    two = built.plan.having(Claims.of([("act", "x", "tx", "line", "P1", 2.0)]))
    audited = incentives.FEATURE.audit(built.problem, two)
    assert audited.costs["incentive"].tolist() == [-12_000]
    assert {v.check: v.amount for v in audited.violations if v.relative > 1e-6} == {
        "claims within what is made or ordered": pytest.approx(1)
    }


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        ("ends-before-start", {"start": dt.date(2028, 1, 1), "end": dt.date(2027, 1, 1)}),
        ("phase-without-date", {"phase_down": 0.2}),
        ("phase-without-rate", {"phase_from": dt.date(2028, 1, 1)}),
        ("share-above-one", {"basis": "material", "amount": 30}),
        ("share-above-one", {"basis": "capex", "amount": 30}),
        ("threshold-on-capex", {"basis": "capex", "amount": 0.3, "min_volume": 10}),
        ("threshold-on-capex", {"basis": "capex", "amount": 0.3, "min_content": 0.1}),
        ("nobody-to-earn", {"basis": "capex", "amount": 0.3}),
        ("nobody-to-earn", {"place": "us"}),
        ("never-offered", {"end": dt.date(2026, 1, 1)}),
        ("threshold-out-of-reach", {"min_volume": 101}),
        ("threshold-out-of-reach", {"min_content": 0.5, "place": "CN"}),
        ("unknown-reference", {"place": "Mars"}),
        ("unknown-reference", {"item": "y"}),
        ("unknown-word", {"basis": "profit"}),
        ("negative", {"amount": -1}),
    ],
)
def test_what_cannot_be_meant_is_refused_or_pointed_out(code: str, cells: dict) -> None:
    assert code in issues(_plain(_offer(4) | cells))


def test_without_incentives_nothing_changes() -> None:
    assert not incentives.FEATURE.applies(accepted(_plain()))
    assert optimum(_plain()) == pytest.approx(YEAR * 1000)


@pytest.mark.parametrize("seed", range(8))
def test_random_plans_stand_the_check_and_a_higher_amount_never_costs_more(seed: int) -> None:
    outcomes = [solved(_random(np.random.default_rng(seed), factor)) for factor in (0.0, 1.0, 2.0)]
    assert {outcome.status for outcome in outcomes} == {Status.OPTIMAL}
    costs = [outcome.cost for outcome in outcomes]
    assert costs[0] >= costs[1] >= costs[2]
    assert costs[0] > costs[2]


def _random(draw: np.random.Generator, factor: float) -> dict:
    """Packs of cells in three quarters, with lines to build and incentives of every basis, threshold and cap."""
    cost = iter(draw.uniform(0.8, 1.2, 8).round(2).tolist())
    makers = [
        (n, i, base * dear) for n, dear in (("cn", 1.0), ("tx", 1.25)) for i, base in (("pack", 15), ("cell", 60))
    ]
    return book(
        Settings={"discount_rate": 0.08, "holding_rate": 0.1},
        Periods=periods(3, 13),
        Sites=SITES,
        Items=table("item value", ("pack", 100), ("cell", 60)),
        BOM=table("parent child quantity yield", ("pack", "cell", 1, 0.95)),
        Sources=[
            {"site": n, "item": i, "material_cost": next(cost) * base, "capacity": 60 if n == "tx" else None}
            for n, i, base in makers
        ],
        Capex=table(
            "site item option capacity capex life build_time",
            ("tx", "cell", "a", 40, 20_000, 10, 6), ("tx", "ALL", "b", 60, 9_000, None, 0),
        ),
        Demand=[
            {"site": "us", "item": "pack", "period": t, "quantity": int(draw.integers(60, 140))}
            for t in ("P1", "P2", "P3")
        ],
        Inventory=table("site item", ("us", "pack"), ("tx", "cell")),
        Incentives=[
            _offer(factor * 6, item="pack", min_content=0.6, cap=9_000, name="pack"),
            _offer(factor * 5, item="cell", min_volume=50, phase_from=dt.date(2026, 6, 1), phase_down=0.3, name="cell"),
            _offer(factor * 0.1, "material", start=dt.date(2027, 3, 1), name="material"),
            _offer(factor * 0.3, "capex", cap=8_000, name="lines"),
        ],
        Content_rules=table("rule item min_domestic_share hard penalty", ("home", "pack", 0.5, "No", 20)),
    )  # fmt: skip
