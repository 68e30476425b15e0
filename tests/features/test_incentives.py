"""Credits for what is made: worth, time, caps and thresholds, by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from models.offers import credit, schedule
from offered import SITES, YEAR, offer, packs, plain
from tiny import accepted, issues, money, optimum, periods, solved, table


@pytest.mark.parametrize(("amount", "unit_cost"), [(2, 10), (4, 13 - 4)])
def test_a_credit_moves_production_when_it_is_worth_more_than_the_difference(amount: float, unit_cost: float) -> None:
    assert optimum(plain(offer(amount))) == pytest.approx(YEAR * 100 * unit_cost)


def test_a_credit_is_booked_as_negative_money() -> None:
    assert money(solved(plain(offer(4)))) == pytest.approx({"material": YEAR * 1300, "incentive": -YEAR * 400})


def test_a_material_credit_is_a_share_of_what_is_started_in_the_currency_of_the_site() -> None:
    # 13 / 0.8 x 1.2 = 19.5 a good unit, half of it is paid
    records = plain(offer(0.5, "material"))
    records["Sources"][1]["yield"] = 0.8
    records["Regions"] = table("region domestic currency", ("CN", "No", None), ("US", "Yes", "CAD"), ("MX", "No", None))
    records["Exchange_rates"] = table("currency rate", ("CAD", 1.2))
    assert optimum(records) == pytest.approx(YEAR * 100 * 19.5 / 2)


@pytest.mark.parametrize(("amount", "cost"), [(4, 1000), (8, 1300 - 400)])
def test_in_a_period_in_which_it_begins_a_credit_counts_for_the_rest_of_it(amount: float, cost: float) -> None:
    # the second half-year begins on 2 July and has 182 days; from 1 October, 91 of them are left
    records = plain(offer(amount, start=dt.date(2027, 10, 1)), Periods=periods(2))
    assert optimum(records) == pytest.approx(26 * 1000 + 26 * cost)


def test_after_its_last_day_nothing_is_paid() -> None:
    records = plain(offer(4, end=dt.date(2027, 7, 1)), Periods=periods(2))
    assert optimum(records) == pytest.approx(26 * 900 + 26 * 1000)


def test_the_amount_shrinks_with_each_full_year() -> None:
    # years of 364 days drift against the calendar: 1, 3 and 4 days of each period still belong to the year before
    offered = offer(8, start=dt.date(2025, 1, 1), phase_from=dt.date(2027, 1, 1), phase_down=0.25)
    problem = accepted(plain(offered, Periods=periods(4, 52)))
    shares = [1, (1 + 363 * 0.75) / 364, (3 * 0.75 + 361 * 0.5) / 364, (4 * 0.5 + 360 * 0.25) / 364]
    assert credit(problem, 0, "x", "tx").tolist() == pytest.approx([8 * share for share in shares])
    # from start when phase_from is blank: two full years are over when the plan begins
    problem = accepted(plain(offered | {"phase_from": None}, Periods=periods(1, 52)))
    assert credit(problem, 0, "x", "tx").tolist() == pytest.approx([8 * 0.5])


def test_an_amount_that_has_shrunk_to_nothing_stays_there() -> None:
    leap_day = offer(8, start=dt.date(2024, 2, 29), phase_down=0.5)
    problem = accepted(plain(leap_day, Periods=periods(1, 10, dt.date(2025, 2, 27))))
    # 27 and 28 February at all of it, then half; the second anniversary is in 2026
    assert schedule(problem, 0) == (pytest.approx((0, 2 / 7, 1)), pytest.approx((2 / 7, 10, 0.5)))
    assert "never-offered" in issues(plain(leap_day))


def test_a_cap_limits_what_is_paid_over_the_plan() -> None:
    # 4 is paid for 50 units a week; what is made beyond them at 13 is not worth it
    assert optimum(plain(offer(4, cap=YEAR * 200))) == pytest.approx(YEAR * (50 * 10 + 50 * 13 - 200))


def test_below_its_least_volume_all_of_a_credit_is_lost() -> None:
    assert optimum(plain(offer(4, min_volume=60), capacity=60)) == pytest.approx(YEAR * (40 * 10 + 60 * 9))
    assert optimum(plain(offer(4, min_volume=61), capacity=60)) == pytest.approx(YEAR * 1000)


@pytest.mark.parametrize(("least", "cost"), [(60, 40 * 10 + 60 * 13 - 200), (80, 1000)])
def test_more_is_made_than_is_paid_for_to_reach_a_threshold_if_that_is_worth_it(least: float, cost: float) -> None:
    # 200 a week are paid at most: for 60 at home that is more than the 180 they cost extra, for 80 it is not
    assert optimum(plain(offer(4, min_volume=least, cap=YEAR * 200))) == pytest.approx(YEAR * cost)


def test_all_makers_in_the_place_count_for_the_threshold() -> None:
    records = plain(offer(4, min_volume=70))
    records["Sites"] = [*SITES, {"site": "ny", "region": "US", "role": "plant"}]
    records["Sources"] = table(
        "site item material_cost capacity", ("cn", "x", 10, None), ("tx", "x", 13, 40), ("ny", "x", 13, 40)
    )
    assert optimum(records) == pytest.approx(YEAR * (20 * 10 + 80 * 9))
    assert optimum(records | {"Incentives": [offer(4, min_volume=70, place="tx")]}) == pytest.approx(YEAR * 1000)


@pytest.mark.parametrize(("amount", "cost"), [(14, 7000), (20, 7000 + 1000 + 500 - 2000)])
def test_a_content_threshold_counts_components_made_at_home(amount: float, cost: float) -> None:
    # assembly at home adds 40 % for 10; for 70 % half of the cells must come from home too, at 5 a pack
    assert optimum(packs(offer(amount, min_content=0.7))) == pytest.approx(YEAR * cost)


def test_content_serves_a_rule_and_an_incentive_from_one_account() -> None:
    offered = offer(14, min_content=0.7)
    rule = {"rule": "home", "item": "pack", "min_domestic_share": 0.7}
    assert optimum(packs(offered, Content_rules=[rule])) == pytest.approx(YEAR * (8500 - 1400))


def test_content_credited_to_a_rule_is_not_credited_to_an_incentive_again() -> None:
    # 50 packs are made at home, 50 in cn of cells that shall be from home, and all cells come from one warehouse:
    # 50 cells are credited to cn, so the 70 % of the packs at home need another 25
    records = packs(offer(20, min_content=0.7))
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
