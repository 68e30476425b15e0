"""Shares and numbers of sources, by hand."""

from __future__ import annotations

import pytest

from tiny import book, issues, optimum, periods, table, two_sources
from twomarkets import rule, two_markets


def test_two_sources_of_at_least_a_fifth_each() -> None:
    assert optimum(two_sources(Sourcing_rules=rule(2, share=0.2))) == pytest.approx(52 * (80 * 10 + 20 * 13))


def test_without_a_min_share_a_source_counts_from_one_percent_on() -> None:
    assert optimum(two_sources(Sourcing_rules=rule(2))) == pytest.approx(52 * (99 * 10 + 1 * 13))


def test_the_largest_share_of_any_source_is_capped() -> None:
    assert optimum(two_sources(Sourcing_rules=rule(cap=0.6))) == pytest.approx(52 * (60 * 10 + 40 * 13))


def test_no_more_sources_than_allowed() -> None:
    sources = table("site item material_cost capacity", ("cn", "x", 10, 70), ("mx", "x", 13, None))
    assert optimum(two_sources(Sources=sources, Sourcing_rules=rule(most=1))) == pytest.approx(52 * 1300)


def test_of_three_sources_the_two_cheapest_that_can_do_it_are_used() -> None:
    sites = table(
        "site region role", ("cn", "CN", "supplier"), ("mx", "MX", "supplier"), ("vn", "CN", "supplier"), ("us", "US", "market")
    )  # fmt: skip
    sources = table("site item material_cost capacity", ("cn", "x", 10, 50), ("mx", "x", 13, 60), ("vn", "x", 11, 30))
    plan = book(Sites=sites, Sources=sources, Sourcing_rules=rule(most=2))
    assert optimum(plan) == pytest.approx(52 * (50 * 10 + 50 * 13))


def test_a_min_share_alone_binds_only_sources_in_use() -> None:
    assert optimum(two_sources(Sourcing_rules=rule(share=0.2))) == pytest.approx(52_000)
    # cn makes 90: mx is needed for 10 and then has to have 20
    sources = table("site item material_cost capacity", ("cn", "x", 10, 90), ("mx", "x", 13, None))
    plan = two_sources(Sources=sources, Sourcing_rules=rule(share=0.2))
    assert optimum(plan) == pytest.approx(52 * (80 * 10 + 20 * 13))


def test_exactly_so_many_sources() -> None:
    assert optimum(two_sources(Sourcing_rules=rule(2, 2, 0.3))) == pytest.approx(52 * (70 * 10 + 30 * 13))


def test_shares_of_all_that_is_made_may_differ_by_market() -> None:
    # 20 % of 200 come from mx, all of them to us, where mx pays no freight
    assert optimum(two_markets(Sourcing_rules=rule(2, share=0.2))) == pytest.approx(52 * (160 * 10 + 40 * 13))


def test_each_destination_keeps_its_own_shares() -> None:
    plan = two_markets(Sourcing_rules=rule(2, share=0.2, at="EACH"))
    assert optimum(plan) == pytest.approx(52 * (160 * 10 + 20 * 13 + 20 * 18))


def test_a_destination_alone_keeps_its_shares() -> None:
    assert optimum(two_markets(Sourcing_rules=rule(2, share=0.2, at="ca"))) == pytest.approx(52 * (180 * 10 + 20 * 18))


def test_a_place_is_measured_as_a_whole() -> None:
    # ca and us together: mx sends its fifth to us
    plan = two_markets(Sourcing_rules=rule(2, share=0.2, at="region:US"))
    assert optimum(plan) == pytest.approx(52 * (160 * 10 + 40 * 13))


def test_a_cap_at_each_destination() -> None:
    plan = two_markets(Sourcing_rules=rule(cap=0.7, at="EACH"))
    assert optimum(plan) == pytest.approx(52 * (140 * 10 + 30 * 13 + 30 * 18))


def test_a_limit_of_sources_at_each_destination() -> None:
    sources = table("site item material_cost capacity", ("cn", "x", 10, 150), ("mx", "x", 13, None))
    plan = two_markets(Sources=sources, Sourcing_rules=rule(most=1, at="EACH"))
    # ca, whose freight from mx is dear, is served by cn alone, and us by mx alone
    assert optimum(plan) == pytest.approx(52 * (100 * 10 + 100 * 13))


def test_shares_are_measured_at_makers_behind_warehouses() -> None:
    sites = table(
        "site region role", ("cn", "CN", "supplier"), ("mx", "MX", "supplier"), ("hub", "US", "warehouse"), ("us", "US", "market")
    )  # fmt: skip
    lanes = table(
        "origin destination mode lead_time freight_cost", ("ALL", "hub", "sea", 0, 0), ("hub", "us", "road", 0, 0)
    )
    plan = two_sources(Sites=sites, Lead_times=lanes, Sourcing_rules=rule(2, share=0.2))
    assert optimum(plan) == pytest.approx(52 * (80 * 10 + 20 * 13))
    refused = two_sources(Sites=sites, Lead_times=lanes, Sourcing_rules=rule(2, share=0.2, at="us"))
    assert issues(refused)["no-direct-lane"].cell == "Sourcing_rules[1].destination"


def test_a_component_is_shared_out_at_the_plants_that_use_it() -> None:
    plan = book(
        Sites=table(
            "site region role", ("cn", "CN", "supplier"), ("mx", "MX", "supplier"), ("asm", "US", "plant"), ("us", "US", "market")
        ),
        Items=table("item value", ("x", 10), ("c", 3)),
        BOM=table("parent child quantity", ("x", "c", 2)),
        Sources=table("site item material_cost", ("cn", "c", 3), ("mx", "c", 4), ("asm", "x", 1)),
        Sourcing_rules=rule(2, share=0.25, item="c", at="asm"),
    )  # fmt: skip
    assert optimum(plan) == pytest.approx(52 * (100 * 1 + 150 * 3 + 50 * 4))


@pytest.mark.parametrize(
    ("item", "dual"), [("ALL", ("x", "y")), ("x", ("x",)), ("class:Critical", ("y",)), ("class:critical", ("y",))]
)
def test_rules_hold_for_an_item_a_class_or_all(item: str, dual: tuple[str, ...]) -> None:
    plan = two_sources(
        Items=table("item value criticality", ("x", 10, "Low"), ("y", 10, "Critical")),
        Sources=table("site item material_cost", ("cn", "x", 10), ("mx", "x", 13), ("cn", "y", 20), ("mx", "y", 30)),
        Demand=table("site item period quantity", ("us", "x", "ALL", 100), ("us", "y", "ALL", 100)),
        Sourcing_rules=rule(2, share=0.2, item=item),
    )
    extra = {"x": 20 * 3, "y": 20 * 10}
    assert optimum(plan) == pytest.approx(52 * (3000 + sum(extra[i] for i in dual)))


def test_a_rule_holds_from_its_period_on() -> None:
    plan = two_sources(Periods=periods(3, 10), Sourcing_rules=rule(2, share=0.2, from_period="P2"))
    assert optimum(plan) == pytest.approx(10 * (1000 + 2 * (80 * 10 + 20 * 13)))


def test_a_rule_asks_nothing_where_nothing_is_needed() -> None:
    demand = table("site item period quantity", ("us", "x", "P2", 100))
    plan = two_sources(Periods=periods(2, 10), Demand=demand, Sourcing_rules=rule(2, share=0.2))
    assert optimum(plan) == pytest.approx(10 * (80 * 10 + 20 * 13))


def test_several_rules_hold_together() -> None:
    rules = [*rule(2, share=0.1), *rule(cap=0.7)]
    assert optimum(two_sources(Sourcing_rules=rules)) == pytest.approx(52 * (70 * 10 + 30 * 13))


def test_shares_follow_what_is_really_made_when_demand_is_short() -> None:
    sources = table("site item material_cost capacity", ("cn", "x", 10, None), ("mx", "x", 13, 15))
    demand = table("site item period quantity shortage_cost", ("us", "x", "ALL", 100, 50))
    plan = two_sources(Sources=sources, Demand=demand, Sourcing_rules=rule(2, share=0.2))
    # mx makes 15, so no more than 75 can be made: 25 are short
    assert optimum(plan) == pytest.approx(52 * (60 * 10 + 15 * 13 + 25 * 50))


def test_stock_at_a_source_may_leave_while_the_source_rests() -> None:
    # both are made in P1 (50 a week each, half of it for P2); one source is enough in P2, and none is needed
    plan = two_sources(
        Periods=periods(2, 10),
        Sources=table("site item material_cost min_order_if_used", ("cn", "x", 10, 60), ("mx", "x", 13, 0)),
        Demand=table("site item period quantity", ("us", "x", "P1", 40), ("us", "x", "P2", 20)),
        Inventory=table("site item", ("cn", "x")),
    )
    assert optimum(plan) == pytest.approx(600 * 10)


@pytest.mark.xfail(strict=True, reason="the model counts sources in use in every period that could need the item")
def test_a_rule_asks_nothing_in_a_period_that_lives_on_stock() -> None:
    """Letting it go needs a binary for each rule and period that weakens the relaxation everywhere else."""
    plan = two_sources(
        Periods=periods(2, 10),
        Sources=table("site item material_cost min_order_if_used", ("cn", "x", 10, 30), ("mx", "x", 13, 30)),
        Demand=table("site item period quantity", ("us", "x", "P1", 50), ("us", "x", "P2", 100)),
        Inventory=table("site item on_hand", ("us", "x", 500)),
        Sourcing_rules=rule(2, share=0.2),
    )
    assert optimum(plan) == pytest.approx(10 * (70 * 10 + 30 * 13))
