"""Plans that no rule or only dear ways allow."""

from __future__ import annotations

import pytest

from optimizer.errors import NoValueError
from optimizer.outcome import Status
from tiny import book, money, solved, table, two_sources

DUAL = "rule item min_sources min_share hard penalty"
SMALL_MX = table("site item material_cost capacity", ("cn", "x", 10, None), ("mx", "x", 13, 15))


# Impossible plans


def test_an_impossible_plan_is_an_outcome_without_values() -> None:
    outcome = solved(book(Sources=table("site item material_cost capacity", ("cn", "x", 10, 70))))
    assert outcome.status is Status.INFEASIBLE
    assert not outcome.status.has_plan
    for name in ("plan", "audit", "cost"):
        with pytest.raises(NoValueError):
            getattr(outcome, name)
    assert outcome.missed_rules


def impossible(**sheets: object) -> list[tuple[str, str, str]]:
    outcome = solved(two_sources(**sheets))
    assert outcome.status is Status.INFEASIBLE
    assert all(missed.hard for missed in outcome.missed_rules)
    return [(missed.rule, missed.cell, missed.period) for missed in outcome.missed_rules]


@pytest.mark.parametrize(
    ("sheets", "rule", "cells"),
    [
        ({"Sources": table("site item material_cost capacity", ("cn", "x", 10, 50), ("mx", "x", 13, 30))},
         "Demand must be served", {"Demand[1].quantity"}),
        ({"Sources": SMALL_MX, "Sourcing_rules": table("rule item max_share", ("r", "x", 0.6))}, "r", {"Sourcing_rules[1].max_share"}),
        ({"Sources": SMALL_MX, "Sourcing_rules": table("rule item min_sources min_share", ("r", "x", 2, 0.3))}, "r",
         {"Sourcing_rules[1].min_share", "Sourcing_rules[1].min_sources"}),
        ({"Sources": SMALL_MX, "Sourcing_rules": table("rule item group_by group min_group_share", ("r", "x", "region", "MX", 0.3))}, "r",
         {"Sourcing_rules[1].min_group_share"}),
        ({"Sources": SMALL_MX, "Sourcing_rules": table("rule item group_by max_group_share", ("r", "x", "region", 0.6))}, "r",
         {"Sourcing_rules[1].max_group_share"}),
        ({"Sources": table("site item material_cost capacity", ("cn", "x", 10, 60), ("mx", "x", 13, 60)),
          "Sourcing_rules": table("rule item max_sources", ("r", "x", 1))}, "r", {"Sourcing_rules[1].max_sources"}),
        ({"Sources": table("site item material_cost min_order_if_used", ("cn", "x", 10, 80), ("mx", "x", 10, 80)),
          "Sourcing_rules": table("rule item min_sources min_share", ("r", "x", 2, 0.1))}, None,
         {"Sources[1].min_order_if_used", "Sources[2].min_order_if_used", "Sourcing_rules[1].min_sources", "Sourcing_rules[1].min_share"}),
        ({"Site_rules": table("rule role max_open", ("r", "supplier", 1))}, "r", {"Site_rules[1].max_open"}),
        ({"Inventory": table("site item on_hand max_cover", ("us", "x", 9000, 1))}, "max_cover of stock", {"Inventory[1].max_cover"}),
        ({"Sources": table("site item material_cost capacity", ("cn", "x", 10, 60), ("mx", "x", 13, 40)),
          "Inventory": table("site item min_cover", ("us", "x", 2))}, "min_cover of stock", {"Inventory[1].min_cover"}),
    ],
    ids=["demand", "max_share", "min_sources", "min_group", "max_group", "max_sources", "min_order", "max_open", "max_cover", "min_cover"],
)  # fmt: skip
def test_the_rule_that_is_in_the_way_is_named_and_no_other(
    sheets: dict[str, object], rule: str | None, cells: set[str]
) -> None:
    found = impossible(**sheets)
    assert {cell for _, cell, _ in found} <= cells
    if rule is not None:
        assert {name for name, *_ in found} == {rule}


def test_of_two_rules_only_the_impossible_one_is_named() -> None:
    rules = table(
        "rule item group_by group min_group_share max_group_share",
        ("possible", "x", "region", "CN", None, 0.9), ("impossible", "x", "region", "MX", 0.3, None),
    )  # fmt: skip
    outcome = solved(two_sources(Sources=SMALL_MX, Sourcing_rules=rules))
    assert outcome.status is Status.INFEASIBLE
    assert {missed.rule for missed in outcome.missed_rules} == {"impossible"}


def test_a_soft_rule_makes_no_plan_impossible() -> None:
    rules = table("rule item max_share hard penalty", ("r", "x", 0.6, "No", 1))
    outcome = solved(two_sources(Sources=SMALL_MX, Sourcing_rules=rules))
    assert outcome.status is Status.OPTIMAL
    assert money(outcome)["rule_penalty"] == pytest.approx(52 * 40)


@pytest.mark.parametrize("capex", [1e6, 1e9, 1e12])
def test_a_real_way_that_is_very_dear_is_still_a_plan(capex: float) -> None:
    """Missing a hard rule has a price; where keeping it costs more, a second solve confirms that it can be kept."""
    plan = book(
        Sources=table("site item material_cost capacity", ("cn", "x", 10, 70)),
        Capex=table("site item option capacity capex", ("cn", "x", "line", 30, capex)),
    )
    outcome = solved(plan)
    assert outcome.status is Status.OPTIMAL
    assert outcome.cost == pytest.approx(52_000 + capex)
    assert not outcome.missed_rules


def test_a_rule_that_is_very_dear_to_keep_is_kept() -> None:
    sites = table(
        "site region role status opening_cost",
        ("cn", "CN", "supplier", "existing", 0), ("mx", "MX", "supplier", "potential", 5e8), ("us", "US", "market", "existing", 0),
    )  # fmt: skip
    outcome = solved(two_sources(Sites=sites, Sourcing_rules=table(DUAL, ("r", "x", 2, 0.2, "Yes", None))))
    assert outcome.cost == pytest.approx(55_120 + 5e8)


def test_things_that_cost_nothing_at_all_can_be_planned() -> None:
    plan = two_sources(
        0, 0, Items=table("item value", ("x", 0)), Sourcing_rules=table(DUAL, ("r", "x", 2, 0.2, "Yes", None))
    )
    outcome = solved(plan)
    assert (outcome.status, outcome.cost) == (Status.OPTIMAL, 0)


def test_what_costs_nothing_can_be_impossible_too() -> None:
    sources = table("site item material_cost capacity", ("cn", "x", 0, None), ("mx", "x", 0, 15))
    plan = two_sources(
        Sources=sources,
        Items=table("item value", ("x", 0)),
        Sourcing_rules=table(DUAL, ("r", "x", 2, 0.2, "Yes", None)),
    )
    assert solved(plan).status is Status.INFEASIBLE
