from __future__ import annotations

import pytest

from tiny import book, money, optimum, periods, solved, table, two_sources


def test_each_unit_pays_its_material() -> None:
    assert optimum(book()) == pytest.approx(52 * 100 * 10)


def test_material_and_conversion_are_paid_for_units_started() -> None:
    sources = table("site item material_cost conversion_cost yield", ("cn", "x", 10, 2, 0.8))
    spent = money(solved(book(Sources=sources)))
    assert spent == pytest.approx({"material": 52 * 100 / 0.8 * 10, "conversion": 52 * 100 / 0.8 * 2})


def test_the_source_that_is_cheaper_after_scrap_wins() -> None:
    # cn: 10 / 0.7 = 14.29 a good unit; mx: 13
    sources = table("site item material_cost yield", ("cn", "x", 10, 0.7), ("mx", "x", 13, 1.0))
    assert optimum(book(Sources=sources)) == pytest.approx(52 * 100 * 13)


def test_conversion_counts_in_the_choice_of_source() -> None:
    sources = table("site item material_cost conversion_cost", ("cn", "x", 10, 4), ("mx", "x", 13, 0))
    assert optimum(book(Sources=sources)) == pytest.approx(52 * 100 * 13)


def test_later_money_is_discounted_to_the_middle_of_its_period() -> None:
    # middles of two half-years: weeks 13 and 39 of 52
    plan = book(Periods=periods(2, 26), Settings={"discount_rate": 0.1})
    assert optimum(plan) == pytest.approx(26 * 100 * 10 * (1.1**-0.25 + 1.1**-0.75))


def test_periods_of_different_length_weigh_by_their_weeks() -> None:
    unequal = [*periods(1, 4), {"period": "rest", "start": "2027-01-29", "weeks": 48}]
    demand = table("site item period quantity", ("us", "x", "P1", 200), ("us", "x", "rest", 50))
    assert optimum(book(Periods=unequal, Demand=demand)) == pytest.approx((4 * 200 + 48 * 50) * 10)


def test_an_idle_source_costs_nothing() -> None:
    assert money(solved(two_sources())) == pytest.approx({"material": 52_000})
