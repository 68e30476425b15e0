"""Who helps in a disruption: survivors, surges, expedite lanes, second tiers and substitutes, by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lonesupply import buffer, lone
from models.plan import Shortages, Stock, stock_kept
from tiny import Book, book, money, periods, solved, table

# Who helps


def helped(**helper: Any) -> Book:
    """Return the lone plan with a dear second source mx without lead time; cn is lost for four weeks."""
    plan = lone({"hits": "site", "target": "cn"})
    plan["Sites"].append({"site": "mx", "region": "MX", "role": "supplier", **helper.pop("site", {})})
    plan["Sources"].append({"site": "mx", "item": "x", "material_cost": 20, "capacity": 40, **helper.pop("source", {})})
    lane = {
        "origin": "mx",
        "destination": "us",
        "mode": "road",
        "lead_time": 0,
        "freight_cost": 0,
        **helper.pop("lane", {}),
    }
    plan["Lead_times"].append(lane)
    return {**plan, **helper}


def test_a_survivor_gives_what_capacity_it_has_left() -> None:
    # from the first week on, two of them before the loss is felt: 6 x 40
    assert buffer(helped()) == pytest.approx(400 - 6 * 40)


def test_a_survivor_surges_at_a_premium() -> None:
    chance = {"hits": "site", "target": "cn", "scenario": "e", "duration": 4, "probability": 0.1}
    plan = helped(source={"surge_capacity": 0.5, "surge_premium": 0.4}, Disruptions=[chance])
    plan["Inventory"][0]["storage_cost"] = 0.1
    spent = money(solved(plan))
    assert spent["storage"] == pytest.approx(0.1 * 52 * (400 - 6 * 60))
    assert spent["disruption_loss"] == pytest.approx(0.1 * 6 * 20 * 8)


def test_surge_is_not_used_where_stock_is_cheaper() -> None:
    chance = {"hits": "site", "target": "cn", "scenario": "e", "duration": 4, "probability": 0.1}
    plan = helped(source={"surge_capacity": 0.5, "surge_premium": 0.4}, Disruptions=[chance])
    # a unit costs 0.52 a year to keep and 0.1 x 8 to make in surge
    assert buffer(plan) == pytest.approx(160)


def test_a_lane_passes_on_what_it_can_carry() -> None:
    assert buffer(helped(lane={"capacity": 30})) == pytest.approx(400 - 6 * 30)


def test_a_site_that_is_not_open_cannot_help() -> None:
    assert buffer(helped(site={"status": "potential", "fixed_cost": 5_000})) == pytest.approx(400)
    assert buffer(helped(site={"status": "potential", "fixed_cost": 100})) == pytest.approx(160)


def test_expedite_lanes_are_for_disruptions_only_and_need_no_reaction() -> None:
    chance = {"hits": "site", "target": "cn", "scenario": "e", "duration": 4, "probability": 0.1}
    air = {
        "origin": "mx",
        "destination": "us",
        "mode": "air",
        "lead_time": 0,
        "freight_cost": 2,
        "expedite_only": "Yes",
    }
    plan = helped(source={"material_cost": 5}, lane=air, Disruptions=[chance], Settings=[{"reaction_time": 3}])
    spent = money(solved(plan))
    # mx may make more only from week 3 on: 3 x 40, each flown
    assert spent["material"] == pytest.approx(52_000)
    assert spent["storage"] == pytest.approx(0.52 * (400 - 120))
    assert spent["disruption_loss"] == pytest.approx(0.1 * 120 * 2)


def test_rows_of_one_scenario_happen_together() -> None:
    together = table("scenario hits target duration", ("e", "site", "cn", 4), ("e", "lane", "mx -> us", 4))
    apart = table("scenario hits target duration", ("e", "site", "cn", 4), ("f", "lane", "mx -> us", 4))
    assert buffer(helped(Disruptions=apart)) == pytest.approx(160)
    # mx is cut off for four weeks, and has the two in which the rest of cn's goods are missed
    assert buffer(helped(Disruptions=together)) == pytest.approx(400)


def test_new_capacity_helps_from_the_period_in_which_it_is_in_service() -> None:
    capex = table("site item option capacity capex build_time", ("mx", "x", "line", 100, 1, 26))
    # stock that is kept costs something: were it free, keeping it after it is needed would be as good
    stated = table("site item on_hand storage_cost", ("us", "x", 700, 0.1))
    plan = helped(source={"capacity": 0, "material_cost": 10}, Capex=capex, Periods=periods(2, 26), Inventory=stated)
    kept_then = stock_kept(solved(plan).plan)
    assert kept_then.get(("x", "us", "P2"), 0) == pytest.approx(0, abs=1e-6)
    assert not solved({**plan, "Capex": []}).plan[Shortages].quantity.any()
    assert stock_kept(solved({**plan, "Capex": []}).plan)["x", "us", "P1"] > 300


# Tiers


def tiers(**sheets: Any) -> Book:
    """Return plants a and b that make x of one c each; c comes from s1 alone, and s2 is not connected."""
    plan: dict[str, Any] = {
        "Settings": {"reaction_time": 0},
        "Sites": table(
            "site region role", ("s1", "CN", "supplier"), ("s2", "MX", "supplier"), ("a", "CN", "plant"),
            ("b", "US", "plant"), ("us", "US", "market"),
        ),
        "Items": table("item value", ("x", 10), ("c", 4)),
        "BOM": table("parent child quantity", ("x", "c", 1)),
        "Sources": table(
            "site item material_cost capacity", ("s1", "c", 4, 150), ("s2", "c", 5, 150), ("a", "x", 6, 100), ("b", "x", 6, 100)
        ),
        "Lead_times": table(
            "origin destination mode lead_time freight_cost",
            ("s1", "a", "sea", 0, 0), ("s1", "b", "sea", 0, 0), ("a", "us", "sea", 0, 0), ("b", "us", "road", 0, 0),
        ),
        "Inventory": table("site item storage_cost", ("us", "x", 0.01)),
        "Disruptions": table("scenario hits target duration", ("e", "site", "s1", 4)),
        "Resilience_rules": table("rule applies_to min_service", ("r", "ALL", 1)),
    }  # fmt: skip
    return book(**{**plan, **sheets})


def test_two_first_tier_sources_that_share_a_second_tier_one_do_not_help() -> None:
    assert buffer(tiers()) == pytest.approx(400)
    split = table("rule item min_sources min_share", ("two", "x", 2, 0.4))
    assert buffer(tiers(Sourcing_rules=split)) == pytest.approx(400)


def test_one_first_tier_source_replaces_the_other() -> None:
    assert buffer(tiers(Disruptions=table("scenario hits target duration", ("e", "site", "a", 4)))) == 0


def test_a_second_second_tier_source_helps_those_it_is_connected_to() -> None:
    plan = tiers()
    plan["Lead_times"].append({"origin": "s2", "destination": "b", "mode": "road", "lead_time": 7, "freight_cost": 0})
    assert buffer(plan) == pytest.approx(100)


def test_stock_of_the_component_bridges_as_well() -> None:
    inventory = table("site item storage_cost", ("us", "x", 0.05), ("b", "c", 0.01))
    assert buffer(tiers(Inventory=inventory)) == pytest.approx(400)


def test_an_alternative_component_takes_over() -> None:
    plan = tiers(
        Items=table("item value", ("x", 10), ("c", 4), ("d", 5)),
        BOM=table("parent child quantity alternate_group", ("x", "c", 1, "g"), ("x", "d", 1, "g")),
    )
    plan["Sources"][1] |= {"item": "d", "capacity": 70}
    for plant in "ab":
        plan["Lead_times"].append(
            {"origin": "s2", "destination": plant, "mode": "road", "lead_time": 0, "freight_cost": 0}
        )
    assert buffer(plan) == pytest.approx(400 - 4 * 70)


def test_a_rule_on_a_component_is_measured_on_what_is_sold() -> None:
    rules = table("rule applies_to item min_service duration", ("r", "N-1 site", "c", 1, 4))
    assert buffer(tiers(Disruptions=[], Resilience_rules=rules)) == pytest.approx(400)


def test_a_warehouse_passes_on_no_more_than_its_throughput() -> None:
    plan = lone({"hits": "lane", "target": "cn -> us"})
    plan["Sites"].append({"site": "hub", "region": "MX", "role": "warehouse"})
    plan["Sources"][0]["capacity"] = 200
    plan["Sources"].append({"site": "hub", "item": "x", "material_cost": 0.5, "capacity": 30})
    for origin, destination in (("cn", "hub"), ("hub", "us")):
        plan["Lead_times"].append(
            {"origin": origin, "destination": destination, "mode": "sea", "lead_time": 0, "freight_cost": 0}
        )
    assert buffer(plan) == pytest.approx(400 - 4 * 30)


@pytest.mark.parametrize(("usable", "standing"), [(0, 400), (1, 0)])
def test_safety_stock_serves_a_disruption_only_as_far_as_stated(usable: float, standing: float) -> None:
    demand = table("site item period quantity sd", ("us", "x", "ALL", 100, 400))
    plan = lone(
        {"hits": "lane", "target": "cn -> us"},
        Demand=demand,
        Settings={"reaction_time": 0, "safety_stock_usable": usable},
    )
    stock = solved(plan).plan[Stock]
    assert float(stock.safety.sum()) > 400
    assert float((stock.seasonal + stock.strategic).sum()) == pytest.approx(standing, abs=1e-4)


# Holding cost


@given(
    rates=st.tuples(st.integers(1, 400), st.integers(1, 400)),
    weeks=st.integers(1, 12),
    capacity=st.integers(0, 90),
    penalty=st.integers(1, 60),
)
def test_a_higher_holding_cost_never_raises_strategic_stock(
    rates: tuple[int, int], weeks: int, capacity: int, penalty: int
) -> None:
    """One item, one outage, a second source that costs to keep open: the buffer falls as holding it gets dearer."""

    def kept(cost: float) -> float:
        plan = book(
            Settings={"reaction_time": 0},
            Sites=table(
                "site region role status fixed_cost",
                ("cn", "CN", "supplier", "existing", 0), ("mx", "MX", "supplier", "potential", 3000), ("us", "US", "market", "existing", 0),
            ),
            Sources=table("site item material_cost capacity", ("cn", "x", 10, 150), ("mx", "x", 12, capacity)),
            Inventory=table("site item storage_cost", ("us", "x", cost)),
            Disruptions=table("scenario hits target duration", ("outage", "site", "cn", weeks)),
            Resilience_rules=table(
                "rule applies_to min_service hard penalty", ("serve", "outage", 0.95, "No", penalty + 0.137)
            ),
        )  # fmt: skip
        return sum(stock_kept(solved(plan).plan).values())

    low, high = sorted(rates)
    assert kept(high / 1000 + 1e-4) <= kept(low / 1000) + 1e-6
