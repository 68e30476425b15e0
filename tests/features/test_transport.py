from __future__ import annotations

import pytest

from models.plan import Flows
from tiny import accepted, book, money, optimum, periods, solved, table

LANE = "origin destination mode lead_time freight_cost"


def test_freight_is_paid_for_each_unit() -> None:
    lanes = table(LANE, ("cn", "us", "ocean", 0, 2.5))
    assert money(solved(book(Lead_times=lanes))) == pytest.approx({"material": 52_000, "freight": 5200 * 2.5})


def test_the_cheapest_mode_carries_up_to_its_capacity() -> None:
    lanes = table(f"{LANE} capacity", ("cn", "us", "rail", 0, 1, 60), ("cn", "us", "road", 0, 3, None))
    assert optimum(book(Lead_times=lanes)) == pytest.approx(52_000 + 52 * (60 * 1 + 40 * 3))


def test_lane_capacity_holds_for_each_origin_destination_and_item_by_itself() -> None:
    lanes = table(f"{LANE} capacity", ("ALL", "ALL", "rail", 0, 1, 60), ("ALL", "ALL", "road", 0, 3, None))
    sources = table("site item material_cost", ("cn", "x", 10), ("mx", "x", 11))
    # 60 from cn by rail, and 40 from mx by rail: 11 + 1 beats 10 + 3
    assert optimum(book(Lead_times=lanes, Sources=sources)) == pytest.approx(52 * (60 * 11 + 40 * 12))


def test_goods_on_the_way_tie_up_capital_by_littles_law() -> None:
    # 14 days = 2 weeks x 100 a week = 200 units worth 10 at 20 % a year, for one year
    lanes = table(LANE, ("cn", "us", "ocean", 14, 0))
    spent = money(solved(book(Lead_times=lanes, Settings={"holding_rate": 0.2})))
    assert spent == pytest.approx({"material": 52_000, "holding_transit": 200 * 10 * 0.2})


def test_a_lane_holds_half_a_shipment_as_cycle_stock() -> None:
    # a shipment every 21 days carries 300 units: 150 on average
    lanes = table(f"{LANE} shipment_interval", ("cn", "us", "ocean", 0, 0, 21))
    spent = money(solved(book(Lead_times=lanes, Settings={"holding_rate": 0.2})))
    assert spent == pytest.approx({"material": 52_000, "holding_cycle": 150 * 10 * 0.2})


def test_an_items_own_holding_rate_takes_the_place_of_the_plans() -> None:
    lanes = table(LANE, ("cn", "us", "ocean", 14, 0))
    items = table("item value holding_rate", ("x", 10, 0.5))
    spent = money(solved(book(Lead_times=lanes, Items=items, Settings={"holding_rate": 0.2})))
    assert spent["holding_transit"] == pytest.approx(200 * 10 * 0.5)


def test_a_slow_cheap_mode_loses_when_capital_is_dear() -> None:
    lanes = table(LANE, ("cn", "us", "ocean", 35, 1), ("cn", "us", "air", 0, 2))
    # ocean ties up 5 weeks: 5 / 52 x 10 x rate a unit
    assert optimum(book(Lead_times=lanes, Settings={"holding_rate": 0.5})) == pytest.approx(
        52_000 + 5200 * (1 + 5 / 52 * 10 * 0.5)
    )
    assert optimum(book(Lead_times=lanes, Settings={"holding_rate": 1.5})) == pytest.approx(52_000 + 5200 * 2)


def test_a_lead_time_of_a_period_shifts_arrivals_by_a_period() -> None:
    # stock on hand serves P1; what is made in P1 serves P2
    lanes = table(LANE, ("cn", "us", "ocean", 28, 1))
    plan = book(
        Periods=periods(2, 4),
        Lead_times=lanes,
        Inventory=table("site item on_hand", ("us", "x", 400)),
    )
    outcome = solved(plan)
    assert outcome.cost == pytest.approx(400 * (10 + 1))
    assert outcome.plan[Flows].period.tolist() == ["P1"]


def test_what_would_arrive_after_the_end_is_not_shipped() -> None:
    lanes = table(LANE, ("cn", "us", "ocean", 60, 0))
    short = table("site item period quantity shortage_cost", ("us", "x", "ALL", 100, 50))
    plan = book(Periods=periods(2, 4), Lead_times=lanes, Demand=short)
    assert money(solved(plan)) == pytest.approx({"shortage": 2 * 4 * 100 * 50})


def test_a_lead_time_within_a_period_only_ties_up_stock() -> None:
    lanes = table(LANE, ("cn", "us", "ocean", 27, 0))
    assert optimum(book(Periods=periods(2, 4), Lead_times=lanes)) == pytest.approx(8 * 100 * 10)


def test_departures_keep_their_volume_when_periods_differ_in_length() -> None:
    # P1 of 4 weeks ships all that P2 of 8 weeks needs: 800 units; P1 lives on stock
    unequal = [*periods(1, 4), {"period": "P2", "start": "2027-01-29", "weeks": 8}]
    plan = book(
        Periods=unequal,
        Lead_times=table(LANE, ("cn", "us", "ocean", 28, 1)),
        Inventory=table("site item on_hand", ("us", "x", 400)),
    )
    outcome = solved(plan)
    assert outcome.cost == pytest.approx(800 * 11)
    assert outcome.plan[Flows].quantity.tolist() == pytest.approx([800 / 4])


def test_a_lane_capacity_of_nothing_closes_the_lane() -> None:
    lanes = table(f"{LANE} capacity", ("cn", "us", "rail", 0, 1, 0), ("cn", "us", "road", 0, 3, None))
    assert optimum(book(Lead_times=lanes)) == pytest.approx(52_000 + 5200 * 3)


def test_lead_times_are_in_days() -> None:
    lanes = table(LANE, ("cn", "us", "ocean", 10, 0))
    assert accepted(book(Lead_times=lanes)).lanes.lead_weeks.tolist() == pytest.approx([10 / 7])
