"""Grants for what is built: worth, caps and days, by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from offered import YEAR, build, claims, offer
from tiny import money, optimum, periods, solved, table


def test_a_grant_pays_for_a_share_of_the_investment() -> None:
    assert optimum(build()) == pytest.approx(YEAR * 1000)
    built = solved(build(offer(0.4, "capex")))
    assert money(built) == pytest.approx({"material": YEAR * 800, "capital": 15_000, "incentive": -6_000})


def test_of_a_grant_counts_what_belongs_to_the_capital_charged_in_the_plan() -> None:
    # a tenth of 120,000 falls into the year: 12,000 less 40 % is below the 10,400 saved
    ten_years = {"capex": 120_000, "option": {"life": 10}}
    assert optimum(build(**ten_years)) == pytest.approx(YEAR * 1000)
    outcome = solved(build(offer(0.4, "capex"), **ten_years))
    assert outcome.cost == pytest.approx(YEAR * 800 + 12_000 - 4_800)
    (row,) = claims(outcome)
    assert (row["earned"], row["counted"], row["lost"]) == pytest.approx((48_000, 4_800, 0))


def test_a_grant_is_a_share_of_the_investment_in_plan_currency() -> None:
    records = build(offer(0.4, "capex"), capex=10_000)
    records["Sources"][1]["material_cost"] = 5
    records["Regions"] = table("region domestic currency", ("CN", "No", None), ("US", "Yes", "CAD"))
    records["Exchange_rates"] = table("currency rate", ("CAD", 1.2))
    assert money(solved(records)) == pytest.approx({"material": YEAR * 600, "capital": 12_000, "incentive": -4_800})


def test_interest_and_discounting_leave_the_share_of_a_grant_unchanged() -> None:
    records = build(
        offer(0.4, "capex"), capex=120_000, option={"life": 10, "build_time": 13}, Settings={"discount_rate": 0.08}
    )
    records["Periods"] = periods(4, 26)
    records["Sources"][1]["material_cost"] = 5
    by_driver = money(solved(records))
    assert by_driver["capital"] > 0
    assert by_driver["incentive"] == pytest.approx(-0.4 * by_driver["capital"])


def test_the_cap_of_a_grant_looks_at_the_grant_itself() -> None:
    outcome = solved(build(offer(0.4, "capex", cap=24_000), capex=120_000, option={"life": 10}))
    assert outcome.cost == pytest.approx(YEAR * 800 + 12_000 - 2_400)
    (row,) = claims(outcome)
    assert (row["earned"], row["counted"], row["lost"], row["cap_left"]) == pytest.approx((24_000, 2_400, 24_000, 0))
    assert (row["option"], row["reason"]) == ("tx, line", "The cap is used up.")


def test_a_grant_is_offered_on_the_day_of_the_order() -> None:
    # the order of 2 July saves 5,200 in the second half-year, that of 1 January 10,400
    until_june = offer(0.4, "capex", end=dt.date(2027, 6, 30))
    records = build(until_june, Periods=periods(2))
    assert optimum(records) == pytest.approx(YEAR * 800 + 9_000)
    records["Capex"][0]["earliest"] = dt.date(2027, 7, 2)
    assert optimum(records) == pytest.approx(YEAR * 1000)


@pytest.mark.parametrize(("item", "paid"), [("x", 0), ("ALL", 6_000)])
def test_an_option_earns_a_grant_only_if_all_it_serves_is_meant(item: str, paid: float) -> None:
    records = build(offer(0.4, "capex", item=item), capex=15_000, option={"item": "ALL"})
    records["Items"] = table("item value", ("x", 10), ("y", 10))
    records["Sources"] += table("site item material_cost capacity", ("cn", "y", 10, None), ("tx", "y", 7.5, 0))
    records["Demand"] += table("site item period quantity", ("us", "y", "ALL", 10))
    records["Capex"][0]["capacity"] = 110
    # 225 a week are saved: 11,700, less than the line costs without the grant
    cost = YEAR * (800 + 75) + 15_000 - paid if paid else YEAR * 1100
    assert optimum(records) == pytest.approx(cost)
