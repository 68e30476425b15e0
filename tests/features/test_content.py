"""Domestic content through the bill of materials, in stock and by rule, by hand."""

from __future__ import annotations

import pytest

from homemade import SITES, packs, plain, rule
from models.content import added
from models.content_account import ContentFlows, ContentStock
from models.features import content
from models.features.baseline import todays_problem
from optimizer.outcome import Status
from optimizer.planning import solve
from tiny import accepted, book, issues, optimum, periods, solved, table


@pytest.mark.parametrize("measure", ["value", "quantity"])
def test_without_components_both_measures_ask_for_units_made_at_home(measure: str) -> None:
    assert optimum(plain(rule(0.6, measure=measure))) == pytest.approx(52 * (40 * 10 + 60 * 13))


def test_without_a_rule_nothing_is_tracked() -> None:
    assert optimum(plain()) == pytest.approx(52 * 100 * 10)
    assert not content.FEATURE.applies(accepted(plain()))


def test_the_cheapest_content_comes_first_wherever_in_the_bill_of_materials_it_is_added() -> None:
    # a cell adds 60 of 100 for 10, assembly 40 for 10: half the value is 5/6 of the cells
    assert optimum(packs(0.5)) == pytest.approx(52 * (7000 + 100 * 5 / 6 * 10))
    # seven tenths: all cells, and for the last 10 of 100 a quarter of the assembly
    assert optimum(packs(0.7)) == pytest.approx(52 * (7000 + 1000 + 25 * 10))


def test_by_quantity_only_the_last_step_counts() -> None:
    assert optimum(packs(0.5, measure="quantity")) == pytest.approx(52 * (7000 + 50 * 10))


def test_a_rule_on_a_component_counts_where_it_is_used_up() -> None:
    # used at home only: assembly stays in cn, and nothing is asked for
    assert optimum(packs(0.5, item="cell", destination="US")) == pytest.approx(52 * 7000)
    # used anywhere: half of the cells
    assert optimum(packs(0.5, item="cell")) == pytest.approx(52 * (7000 + 50 * 10))


def test_scrap_lessens_the_value_added() -> None:
    # 1.25 cells of 60 go into a pack made at a yield of 80 %: it adds 25 of 100
    records = packs(0.5)
    records["Sources"] = [row | {"yield": 0.8 if row["item"] == "pack" else 1} for row in records["Sources"]]
    assert added(accepted(records), "value", "pack", "tx").base.tolist() == pytest.approx([0.25])
    # 125 cells carry 75 of 100: two thirds of them are home-made; 10 / 0.8 for assembly
    assert optimum(records) == pytest.approx(52 * (1250 + 125 * 60 + 125 * 2 / 3 * 10))


def test_each_alternative_leaves_its_own_value_added() -> None:
    # made of nmc, worth 60, a pack adds 40 at home, made of lfp, worth 20, it adds 80: half of each makes 60
    records = book(
        Sites=SITES,
        Items=table("item value", ("pack", 100), ("nmc", 60), ("lfp", 20)),
        BOM=table("parent child quantity alternate_group", ("pack", "nmc", 1, "c"), ("pack", "lfp", 1, "c")),
        Sources=table("site item material_cost", ("tx", "pack", 20), ("cn", "nmc", 10), ("cn", "lfp", 16)),
        Demand=table("site item period quantity", ("us", "pack", "ALL", 100)),
        Content_rules=[rule(0.6, item="pack")],
    )
    assert optimum(records) == pytest.approx(52 * (100 * 20 + 50 * 10 + 50 * 16))


def test_a_mix_credits_its_content_to_the_destination_that_asks_for_it_and_to_one_only() -> None:
    mixed = {
        "Sites": [*SITES, {"site": "dc", "region": "MX", "role": "warehouse"}],
        "Lead_times": table(
            "origin destination mode lead_time freight_cost",
            ("cn", "dc", "sea", 0, 0), ("tx", "dc", "road", 0, 0),
            ("dc", "us", "road", 0, 0), ("dc", "mx", "road", 0, 0),
        ),
        "Demand": table("site item period quantity", ("us", "x", "ALL", 100), ("mx", "x", "ALL", 100)),
    }  # fmt: skip
    one = rule(0.5, destination="us")
    assert optimum(plain(one, **mixed)) == pytest.approx(52 * (150 * 10 + 50 * 13))
    both = rule(0.5, destination="mx")
    assert optimum(plain(one, both, **mixed)) == pytest.approx(52 * (100 * 10 + 100 * 13))


def test_content_arrives_with_the_goods_that_carry_it() -> None:
    slow = {
        "Periods": periods(2),
        "Lead_times": table(
            "origin destination mode lead_time freight_cost", ("cn", "us", "air", 0, 0), ("tx", "us", "rail", 182, 0)
        ),
    }
    outcome = solved(plain(rule(0.5, period="P2"), **slow))
    assert outcome.cost == pytest.approx(52 * 100 * 10 + 26 * 50 * 3)
    assert list(outcome.plan[ContentFlows]) == [("value", "x", "tx", "us", "rail", "P1", pytest.approx(500))]
    impossible = solved(plain(rule(0.5, period="P1"), **slow))
    assert impossible.status is Status.INFEASIBLE
    assert [(rule.period, rule.short) for rule in impossible.missed_rules] == [("P1", pytest.approx(50))]


def test_stock_keeps_the_content_it_was_put_in_with() -> None:
    # home makes 60 a week at most; 80 % of the second half-year needs 20 x 26 = 520 units from the first one
    records = plain(
        rule(0.8, period="P2"),
        capacity=60,
        Settings={"holding_rate": 0.1},
        Periods=periods(2),
        Inventory=table("site item", ("us", "x")),
    )
    outcome = solved(records)
    holding = 0.1 * 10 / 52 * (520 / 2 * 26 + 520 / 2 * 26)
    assert outcome.cost == pytest.approx(52 * 1000 + 80 * 26 * 3 + holding)
    assert list(outcome.plan[ContentStock]) == [("value", "x", "us", "P1", pytest.approx(5200))]


@pytest.mark.parametrize(("share", "bought_at"), [(1.0, 10), (0.6, 13 * 0.4 + 10 * 0.6), (None, 13)])
def test_stock_on_hand_has_the_content_that_is_stated(share: float | None, bought_at: float) -> None:
    # half the year's demand is on hand; half must be domestic
    stock = [{"site": "us", "item": "x", "on_hand": 2600, "on_hand_content": share}]
    assert optimum(plain(rule(0.5), Inventory=stock)) == pytest.approx(52 * 50 * bought_at)


def test_late_demand_asks_for_content_when_it_is_served() -> None:
    # all of it from home, 75 a week: 25 of the first half-year's 100 wait until the second, which wants 50
    records = plain(
        rule(1.0),
        capacity=75,
        Periods=periods(2),
        Demand=table(
            "site item period quantity backorder late_cost",
            ("us", "x", "P1", 100, "Yes", 0.01),
            ("us", "x", "P2", 50, "Yes", 0.01),
        ),
    )
    assert optimum(records) == pytest.approx(150 * 26 * 13 + 0.01 * 650 * 26)


def test_an_item_worth_less_than_its_components_adds_nothing_and_loses_the_rest() -> None:
    # a cell of 60 goes into a pack of 50: all of the pack's value is there with 5/6 of the cells
    records = packs(1.0, values=(50, 60))
    assert issues(records)["negative-value-added"].cell.startswith("Items")
    assert optimum(records) == pytest.approx(52 * (7000 + 100 * 5 / 6 * 10))


def test_rules_hold_from_their_first_period_on() -> None:
    three = {"Periods": periods(3, 13)}
    assert optimum(plain(rule(0.5, from_period="P2"), **three)) == pytest.approx(39 * 1000 + 26 * 50 * 3)
    assert optimum(plain(rule(0.5, period="P2"), **three)) == pytest.approx(39 * 1000 + 13 * 50 * 3)
    assert optimum(plain(rule(0.5), **three)) == pytest.approx(39 * 1000 + 39 * 50 * 3)


def test_a_class_is_held_to_the_rule_item_by_item() -> None:
    records = plain(rule(0.5, item="class:Critical"))
    records["Items"] = [{"item": "x", "value": 10, "criticality": "Critical"}]
    assert optimum(records) == pytest.approx(52 * (1000 + 50 * 3))


@pytest.mark.parametrize(("penalty", "cost"), [(2, 60 * 2), (4, 60 * 3)])
def test_a_soft_rule_is_kept_when_that_is_cheaper_than_its_penalty(penalty: float, cost: float) -> None:
    assert optimum(plain(rule(0.6, hard="No", penalty=penalty))) == pytest.approx(52 * (1000 + cost))


def test_an_impossible_rule_is_named_with_what_is_missing() -> None:
    outcome = solved(plain(rule(0.6), capacity=40))
    assert outcome.status is Status.INFEASIBLE
    (missed,) = outcome.missed_rules
    assert (missed.rule, missed.required, missed.unit) == ("home", 0.6, "fraction")
    assert (missed.achieved, missed.short) == (pytest.approx(0.4), pytest.approx(20))


def test_today_is_not_held_to_the_rule() -> None:
    records = plain(rule(0.6)) | {"Baseline": table("item site share", ("x", "cn", 1.0))}
    today = todays_problem(accepted(records))
    assert today is not None
    assert not content.FEATURE.applies(today)
    assert solve(accepted(records)).baseline.cost == pytest.approx(52 * 1000)  # type: ignore[union-attr]
