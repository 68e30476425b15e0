"""What the plan must survive, by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.plan import Shortages, Stock, stock_kept
from optimizer.outcome import Status
from textbook import outages, snyder_shen
from tiny import Book, Records, book, money, optimum, periods, solved, table

RULE = "rule applies_to duration min_service"


def kept(outcome: Any) -> float:
    """Strategic stock in all."""
    return float(sum(outcome.plan[Stock].strategic))


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


# One source, one lane of two weeks through the canal, one market that may keep stock


def lone(disruption: dict[str, Any] | Records, rules: Records | None = None, **sheets: Any) -> Book:
    """Return a year of 100 a week from cn to us; every scenario must be survived in full unless rules say less."""
    rows = disruption if isinstance(disruption, list) else [{"scenario": "e", "duration": 4, **disruption}]
    plan: dict[str, Any] = {
        "Settings": {"reaction_time": 0},
        "Regions": table("region country bloc", ("CN", "China", "Asia"), ("MX", "Mexico", ""), ("US", "USA", "")),
        "Sites": table(
            "site region role parent_company failure_groups",
            ("cn", "CN", "supplier", "Acme", "grid"), ("us", "US", "market", "", ""),
        ),
        "Sources": table("site item material_cost capacity", ("cn", "x", 10, 100)),
        "Lead_times": table("origin destination mode lead_time freight_cost corridors", ("cn", "us", "sea", 14, 0, "Canal")),
        "Inventory": table("site item storage_cost", ("us", "x", 0.01)),
        "Disruptions": rows,
        "Resilience_rules": table("rule applies_to min_service", ("r", "ALL", 1)) if rules is None else rules,
    }  # fmt: skip
    return book(**{**plan, **sheets})


def buffer(plan: Book) -> float:
    """Stock that the best plan keeps, from its storage cost."""
    outcome = solved(plan)
    assert outcome.status is Status.OPTIMAL, outcome.missed_rules
    return money(outcome).get("storage", 0.0) / 0.01 / sum(row["weeks"] for row in plan["Periods"])


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


# Rules


def soft(penalty: float, **limits: Any) -> Records:
    return [{"rule": "r", "applies_to": "ALL", "min_service": 1, "hard": "No", "penalty": penalty, **limits}]


def test_a_soft_rule_pays_its_penalty_for_each_unit_missed() -> None:
    # 400 units at 0.52 a year against a penalty of 0.5
    spent = money(solved(lone({"hits": "site", "target": "cn"}, soft(0.5))))
    assert spent == pytest.approx({"material": 52_000, "rule_penalty": 0.5 * 400})
    assert buffer(lone({"hits": "site", "target": "cn"}, soft(0.53))) == pytest.approx(400)


def test_a_soft_rule_pays_only_for_what_is_below_its_service() -> None:
    spent = money(solved(lone({"hits": "site", "target": "cn"}, soft(0.5, min_service=0.7))))
    assert spent["rule_penalty"] == pytest.approx(0.5 * 0.7 * 400)


@pytest.mark.parametrize(("service", "units"), [(1, 400), (0.75, 300), (0.1, 40), (0, 0)])
def test_part_of_the_demand_may_be_lost(service: float, units: float) -> None:
    rules = table("rule applies_to min_service", ("r", "ALL", service))
    assert buffer(lone({"hits": "site", "target": "cn"}, rules)) == pytest.approx(units)


def test_a_rule_that_nothing_can_keep_is_named_with_its_amount() -> None:
    outcome = solved(lone({"hits": "site", "target": "cn"}, Inventory=[]))
    assert outcome.status is Status.INFEASIBLE
    (missed,) = outcome.missed_rules
    assert (missed.rule, missed.cell) == ("r", "Resilience_rules[1].min_service")
    assert (missed.required, missed.achieved) == pytest.approx((1, 0), abs=1e-6)


@pytest.mark.parametrize(("weeks", "units"), [(2, 0), (5, 300), (10, 800)])
def test_survival_is_asked_of_a_loss_that_never_comes_back(weeks: float, units: float) -> None:
    rules = table("rule applies_to min_survive", ("r", "ALL", weeks))
    assert buffer(lone({"hits": "site", "target": "cn"}, rules)) == pytest.approx(units)


def test_survive_margin_goes_beyond_the_time_to_recover() -> None:
    # time to recover 4: 4 + 3 weeks, two of them from goods under way
    rules = table("rule applies_to survive_margin", ("r", "ALL", 3))
    assert buffer(lone({"hits": "site", "target": "cn"}, rules)) == pytest.approx(500)


@pytest.mark.parametrize(
    ("of_site", "of_source", "of_group", "weeks"),
    [(6, None, None, 6), (6, 5, None, 5), (6, None, 9, 6), (None, 3, 9, 3)],
)
def test_the_time_to_recover_is_that_of_the_source_before_that_of_its_site(
    of_site: float | None, of_source: float | None, of_group: float | None, weeks: float
) -> None:
    plan = lone([], table("rule applies_to survive_margin", ("r", "N-1 site", 1)))
    plan["Sites"][0]["time_to_recover"], plan["Sources"][0]["time_to_recover"] = of_site, of_source
    plan["Failure_groups"] = table("group member time_to_recover", ("grid", "cn", of_group))
    assert buffer(plan) == pytest.approx(100 * (weeks + 1 - 2))


@pytest.mark.parametrize(("of_group", "weeks"), [(9, 9), (None, 6)])
def test_a_group_has_a_time_to_recover_of_its_own_or_that_of_its_members(of_group: float | None, weeks: float) -> None:
    plan = lone([], table("rule applies_to survive_margin", ("r", "N-1 group", 1)))
    plan["Sites"][0]["time_to_recover"] = 6
    plan["Failure_groups"] = table("group member time_to_recover", ("grid", "cn", of_group))
    assert buffer(plan) == pytest.approx(100 * (weeks + 1 - 2))


def test_two_rules_may_state_different_durations_of_one_loss() -> None:
    rules = table("rule applies_to duration min_service", ("short", "N-1 site", 2, 1), ("long", "N-1 site", 6, 0.5))
    assert buffer(lone([], rules)) == pytest.approx(300)


def test_a_rule_holds_from_its_period() -> None:
    rules = table("rule applies_to min_service from_period", ("r", "ALL", 1, "P2"))
    sources = table("site item material_cost capacity", ("cn", "x", 10, 200))
    plan = lone({"hits": "lane", "target": "cn -> us"}, rules, Sources=sources, Periods=periods(2, 26))
    # built up in the first half-year and used up in the second: 200 on average
    assert buffer(plan) == pytest.approx(200)


def test_rules_are_addressed_to_classes_of_items() -> None:
    plan = lone(
        {"hits": "site", "target": "cn"},
        table("rule applies_to item min_service", ("r", "ALL", "class:Critical", 1)),
        Items=table("item value criticality", ("x", 10, "Critical"), ("y", 10, "Low")),
        Sources=table("site item material_cost", ("cn", "x", 10), ("cn", "y", 10)),
        Demand=table("site item period quantity", ("us", "x", "ALL", 100), ("us", "y", "ALL", 70)),
        Inventory=table("site item storage_cost", ("us", "x", 0.01), ("us", "y", 0.01)),
    )
    assert buffer(plan) == pytest.approx(400)


def test_todays_plan_is_not_held_to_rules() -> None:
    baseline = table("item site share", ("x", "cn", 1))
    outcome = solved(lone({"hits": "site", "target": "cn"}, Baseline=baseline), with_baseline=True)
    assert outcome.baseline is not None
    assert outcome.baseline.cost == pytest.approx(52_000)
    tested = next(tested for tested in outcome.baseline.stress if tested.event.name == "e")
    assert tested.served == pytest.approx(0, abs=1e-6)


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
