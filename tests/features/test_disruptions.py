"""What a disruption hits and when, and the stock that bridges it, by hand."""

from __future__ import annotations

import pytest

from lonesupply import buffer, kept, lone
from models.plan import Stock
from optimizer.outcome import Status
from textbook import outages, snyder_shen
from tiny import money, optimum, periods, solved, table

RULE = "rule applies_to duration min_service"


ANY_SITE = table(RULE, ("r", "N-1 site", 12, 1))


@pytest.mark.parametrize(("holding", "weekly", "buffer"), [(0.05, 1060, 1200), (0.2, 1152, 360), (0.5, 1160, 0)])
def test_a_buffer_a_second_source_or_all_three(holding: float, weekly: float, buffer: float) -> None:
    outcome = solved(outages(holding, ANY_SITE))
    assert outcome.status is Status.OPTIMAL
    assert outcome.cost / 520 == pytest.approx(weekly)
    assert kept(outcome) == pytest.approx(buffer, abs=1e-6)


def test_without_a_rule_only_the_cheapest_source_is_open() -> None:
    assert optimum(outages(0.05, [])) / 520 == pytest.approx(1000)


@pytest.mark.parametrize(
    ("cover", "cost", "buffer"),
    [("min_cover", 2737.0690, 6000), ("max_cover", 3310.3448, 0), ("min_cover", 3075.1616, 10_000)],
)
def test_stock_against_random_outages(cover: str, cost: float, buffer: float) -> None:
    # the book counts a period's demand as part of the order-up-to level: 8000, 2000 and 12000
    outcome = solved(snyder_shen("" if buffer == 6000 else cover, buffer / 2000))
    expected_outage = 0.25 * 2000 * 0.04 / (0.25 * (0.04 + 0.25))
    assert kept(outcome) == pytest.approx(buffer, rel=1e-6)
    assert outcome.cost - money(outcome)["material"] - expected_outage == pytest.approx(cost, rel=1e-6)


@pytest.mark.parametrize(
    ("hits", "target"),
    [
        ("site", "cn"), ("region", "CN"), ("country", "China"), ("bloc", "Asia"), ("parent_company", "Acme"),
        ("item", "x"), ("item", "ALL"), ("lane", "cn -> us"), ("lane", "China -> ALL"), ("corridor", "Canal"), ("group", "grid"),
    ],
)  # fmt: skip
def test_whatever_stops_the_only_supply_is_bridged_from_stock(hits: str, target: str) -> None:
    assert buffer(lone({"hits": hits, "target": target})) == pytest.approx(400)


@pytest.mark.parametrize(("hits", "target"), [("site", "mx"), ("lane", "mx -> us"), ("region", "US")])
def test_what_does_not_touch_the_supply_needs_no_stock(hits: str, target: str) -> None:
    plan = lone({"hits": hits, "target": target})
    plan["Sites"].append({"site": "mx", "region": "MX", "role": "supplier"})
    assert buffer(plan) == 0


def test_half_a_loss_needs_half_the_stock() -> None:
    assert buffer(lone({"hits": "site", "target": "cn", "loss": 0.5})) == pytest.approx(200)


def test_recovery_by_degrees_adds_what_is_not_yet_back() -> None:
    ramps = table("ramp week fraction", ("slow", 0, 0), ("slow", 4, 1))
    plan = lone({"hits": "site", "target": "cn", "recovery": "slow"}, Ramps=ramps)
    assert buffer(plan) == pytest.approx(400 + 4 * 100 / 2)


def test_rising_demand_is_met_from_stock_where_no_capacity_is_left() -> None:
    assert buffer(lone({"hits": "demand", "target": "us", "demand_change": 0.5})) == pytest.approx(200)


def test_rising_demand_is_met_by_those_who_have_capacity_once_their_goods_arrive() -> None:
    sources = table("site item material_cost capacity", ("cn", "x", 10, 150))
    assert buffer(lone({"hits": "demand", "target": "us", "demand_change": 0.5}, Sources=sources)) == pytest.approx(100)


def test_rises_of_one_scenario_add_up() -> None:
    both = table(
        "scenario hits target duration demand_change", ("e", "demand", "us", 4, 0.5), ("e", "demand", "USA", 2, 0.3)
    )
    assert buffer(lone(both)) == pytest.approx(200 + 2 * 30)


def test_falling_demand_needs_no_stock_even_where_the_plan_serves_nothing() -> None:
    demand = table("site item period quantity shortage_cost", ("us", "x", "ALL", 100, 1))
    plan = lone({"hits": "demand", "target": "us", "demand_change": -0.5, "probability": 0.1}, [], Demand=demand)
    assert optimum(plan) == pytest.approx(5200)


def test_a_new_duty_stops_nothing_and_is_paid_on_what_travels() -> None:
    plan = lone({"hits": "tariff", "target": "cn -> us", "tariff_change": 0.25, "probability": 0.1})
    spent = money(solved(plan))
    assert spent == pytest.approx({"material": 52_000, "disruption_loss": 0.1 * 4 * 100 * 2.5})


def test_new_duties_of_one_scenario_add_up() -> None:
    both = table(
        "scenario hits target duration tariff_change probability",
        ("e", "tariff", "cn -> us", 4, 0.25, 0.1), ("e", "tariff", "China -> ALL", 2, 0.1, 0.1),
    )  # fmt: skip
    assert money(solved(lone(both)))["disruption_loss"] == pytest.approx(0.1 * (4 * 250 + 2 * 100))


# Time


def test_goods_under_way_still_arrive_when_their_site_is_lost() -> None:
    survive = table("rule applies_to min_survive", ("r", "ALL", 2))
    assert buffer(lone({"hits": "site", "target": "cn"}, survive)) == 0
    assert buffer(lone({"hits": "lane", "target": "cn -> us"}, survive)) == pytest.approx(200)
    assert buffer(lone({"hits": "corridor", "target": "Canal"}, survive)) == pytest.approx(200)


@pytest.mark.parametrize(
    ("reaction", "lead", "weeks"), [(0, 0, 0), (3, 0, 3), (0, 21, 1), (3, 21, 4), (5, 21, 6), (9, 21, 8)]
)
def test_help_comes_after_reaction_and_lead_time(reaction: int, lead: int, weeks: int) -> None:
    # cn's goods under way last two weeks; mx takes over in full, 8 weeks are to be bridged
    plan = lone({"hits": "site", "target": "cn", "duration": 8}, Settings={"reaction_time": reaction})
    plan["Sites"].append({"site": "mx", "region": "MX", "role": "supplier"})
    plan["Sources"].append({"site": "mx", "item": "x", "material_cost": 11, "capacity": 100})
    plan["Lead_times"].append(
        {"origin": "mx", "destination": "us", "mode": "road", "lead_time": lead, "freight_cost": 0}
    )
    plan["Inventory"][0]["storage_cost"] = 0.0001
    outcome = solved(plan)
    assert money(outcome).get("storage", 0) / 0.0001 / 52 == pytest.approx(
        100 * max(0, min(weeks, 8) if lead else min(max(reaction - 2, 0), 8))
    )


def test_only_the_period_in_which_it_may_begin_needs_the_stock() -> None:
    demand = table("site item period quantity", ("us", "x", "P1", 100), ("us", "x", "P2", 50))
    plan = lone({"hits": "lane", "target": "cn -> us", "start_period": "P2"}, Periods=periods(2, 26), Demand=demand)
    early = lone({"hits": "lane", "target": "cn -> us", "start_period": "P1"}, Periods=periods(2, 26), Demand=demand)
    # half of the cost of a stock falls in each period it joins
    assert buffer(plan) <= 200
    assert buffer(early) > buffer(plan)


def test_a_scenario_may_run_over_the_end_of_its_period_and_of_the_plan() -> None:
    # P1 lasts 2 weeks of the outage, P2 the next 2: 2 x 100 + 2 x 60; of one that begins in P2 all 4 count
    demand = table("site item period quantity", ("us", "x", "P1", 100), ("us", "x", "P2", 60))
    plan = lone({"hits": "lane", "target": "cn -> us"}, Periods=periods(2, 2), Demand=demand)
    plan["Lead_times"][0]["lead_time"] = 0
    outcome = solved(plan)
    stock = outcome.plan[Stock]
    kept_then = dict(zip(stock.period, stock.seasonal + stock.safety + stock.strategic, strict=True))
    assert kept_then == pytest.approx({"P1": 320, "P2": 320})  # a buffer of the first day stays to the last
