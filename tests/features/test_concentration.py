from __future__ import annotations

import pytest

from optimizer.outcome import Status
from tiny import Book, Records, book, issues, money, optimum, periods, solved, table

RULE = "rule item destination group_by group min_group_share max_group_share hard penalty"
LANE = "origin destination mode lead_time freight_cost"


def rule(
    by: str,
    group: str | None = None,
    least: float | None = None,
    most: float | None = None,
    at: str = "ALL",
    penalty: float | None = None,
    **more: object,
) -> Records:
    """Return one rule on the share of a group; soft when there is a penalty."""
    hard = "Yes" if penalty is None else "No"
    return [{**table(RULE, ("group", "ALL", at, by, group, least, most, hard, penalty))[0], **more}]


def four_sources(**sheets: object) -> Book:
    """Return four sources: a (10) and b (11) hang together by every grouping; c (13) is apart; d (16) is at home."""
    regions = table(
        "region country bloc domestic",
        ("R1", "C1", "EAST", "No"), ("R2", "C2", "WEST", "No"), ("R3", "C3", "HOME", "Yes"),
    )  # fmt: skip
    sites = table(
        "site region role parent_company",
        ("a", "R1", "supplier", "one"), ("b", "R1", "supplier", "one"), ("c", "R2", "supplier", "two"),
        ("d", "R3", "supplier", None), ("us", "R3", "market", None),
    )  # fmt: skip
    sources = table("site item material_cost", ("a", "x", 10), ("b", "x", 11), ("c", "x", 13), ("d", "x", 16))
    return book(**{"Regions": regions, "Sites": sites, "Sources": sources, **sheets})


@pytest.mark.parametrize(
    ("by", "week"),
    [
        ("site", 60 * 10 + 40 * 11),
        ("parent_company", 60 * 10 + 40 * 13),
        ("region", 60 * 10 + 40 * 13),
        ("country", 60 * 10 + 40 * 13),
        ("bloc", 60 * 10 + 40 * 13),
        ("domestic", 60 * 10 + 40 * 16),
    ],
)
def test_no_group_has_more_than_its_share(by: str, week: float) -> None:
    assert optimum(four_sources(Sourcing_rules=rule(by, most=0.6))) == pytest.approx(52 * week)


def test_every_group_is_capped() -> None:
    # 40 from the group of a and b, 40 from c, 20 from d
    plan = four_sources(Sourcing_rules=rule("region", most=0.4))
    assert optimum(plan) == pytest.approx(52 * (40 * 10 + 40 * 13 + 20 * 16))


def test_a_named_group_is_capped_alone() -> None:
    plan = four_sources(Sourcing_rules=rule("region", "R2", most=0.1))
    assert optimum(plan) == pytest.approx(52_000)
    plan = four_sources(Sourcing_rules=rule("region", "R1", most=0.1))
    assert optimum(plan) == pytest.approx(52 * (10 * 10 + 90 * 13))


def test_regions_of_one_country_count_together_by_country() -> None:
    regions = table("region country", ("R1", "C1"), ("R2", "C1"), ("R3", "C3"))
    plan = four_sources(Regions=regions, Sourcing_rules=rule("country", most=0.6))
    assert optimum(plan) == pytest.approx(52 * (60 * 10 + 40 * 16))


def test_regions_without_a_bloc_belong_to_none() -> None:
    regions = table("region country", ("R1", "C1"), ("R2", "C2"), ("R3", "C3"))
    plan = four_sources(Regions=regions, Sourcing_rules=rule("bloc", most=0.1))
    assert optimum(plan) == pytest.approx(52_000)


def test_sites_without_a_parent_company_are_companies_of_their_own() -> None:
    plan = four_sources(Sourcing_rules=rule("parent_company", "d", least=0.3))
    assert optimum(plan) == pytest.approx(52 * (70 * 10 + 30 * 16))


@pytest.mark.parametrize(("by", "group"), [("region", "R3"), ("country", "C3"), ("bloc", "HOME"), ("domestic", "Yes")])
def test_a_named_group_gets_its_least_share(by: str, group: str) -> None:
    plan = four_sources(Sourcing_rules=rule(by, group, least=0.25))
    assert optimum(plan) == pytest.approx(52 * (75 * 10 + 25 * 16))


def test_least_and_largest_share_of_a_group_hold_together() -> None:
    rules = rule("region", "R2", least=0.2, most=0.3)
    assert optimum(four_sources(Sourcing_rules=rules)) == pytest.approx(52 * (80 * 10 + 20 * 13))
    sources = table("site item material_cost", ("a", "x", 13), ("b", "x", 14), ("c", "x", 10), ("d", "x", 16))
    assert optimum(four_sources(Sources=sources, Sourcing_rules=rules)) == pytest.approx(52 * (30 * 10 + 70 * 13))


def corridors(**sheets: object) -> Book:
    """Return a source with two ways: by Suez for 1, round the Cape for 3, and a source d without a corridor for 16."""
    return four_sources(
        **{
            "Sources": table("site item material_cost", ("a", "x", 10), ("d", "x", 16)),
            "Lead_times": table(
                f"{LANE} corridors",
                ("a", "us", "ship", 0, 1, "Suez; Gibraltar"), ("a", "us", "long ship", 0, 3, "Cape"), ("d", "us", "road", 0, 0, None),
            ),
            **sheets,
        }
    )  # fmt: skip


def test_no_corridor_carries_more_than_its_share() -> None:
    plan = corridors(Sourcing_rules=rule("corridor", most=0.6))
    assert optimum(plan) == pytest.approx(52 * (60 * 11 + 40 * 13))


def test_a_lane_counts_in_each_of_its_corridors() -> None:
    plan = corridors(Sourcing_rules=rule("corridor", "Gibraltar", most=0.6))
    assert optimum(plan) == pytest.approx(52 * (60 * 11 + 40 * 13))


def test_corridors_together_leave_the_rest_to_lanes_without() -> None:
    plan = corridors(Sourcing_rules=rule("corridor", most=0.3))
    assert optimum(plan) == pytest.approx(52 * (30 * 11 + 30 * 13 + 40 * 16))


def test_a_corridor_gets_its_least_share() -> None:
    plan = corridors(Sourcing_rules=rule("corridor", "Cape", least=0.25))
    assert optimum(plan) == pytest.approx(52 * (75 * 11 + 25 * 13))


def test_corridors_behind_warehouses_count_at_all() -> None:
    sites = [*four_sources()["Sites"], *table("site region role", ("hub", "R3", "warehouse"))]
    lanes = table(
        f"{LANE} corridors",
        ("a", "hub", "ship", 0, 1, "Suez"), ("a", "hub", "long ship", 0, 3, "Cape"), ("hub", "us", "road", 0, 0, None),
    )  # fmt: skip
    plan = corridors(
        Sites=sites,
        Lead_times=lanes,
        Sources=table("site item material_cost", ("a", "x", 10)),
        Sourcing_rules=rule("corridor", "Suez", most=0.6),
    )
    assert optimum(plan) == pytest.approx(52 * (60 * 11 + 40 * 13))


def test_at_a_destination_only_what_arrives_there_directly_counts_for_a_corridor() -> None:
    """What comes from a warehouse is no part of the volume, and so no part of the corridor's either."""
    sites = [*four_sources()["Sites"], *table("site region role", ("hub", "R3", "warehouse"))]
    lanes = table(
        f"{LANE} corridors capacity",
        ("a", "us", "ship", 0, 1, "Suez", 40), ("a", "us", "long ship", 0, 3, "Cape", None),
        ("a", "hub", "ship", 0, 1, None, None), ("hub", "us", "barge", 0, 0.5, "Suez", 30),
    )  # fmt: skip
    plan = corridors(
        Sites=sites,
        Lead_times=lanes,
        Sources=table("site item material_cost", ("a", "x", 10)),
        Sourcing_rules=rule("corridor", "Suez", most=0.5, at="us"),
    )
    # 30 by barge; of the 70 that come directly, 35 by Suez and 35 round the Cape
    assert optimum(plan) == pytest.approx(52 * (30 * 11.5 + 35 * 11 + 35 * 13))


def test_shares_of_groups_at_each_destination() -> None:
    sites = [*four_sources()["Sites"], *table("site region role", ("ca", "R3", "market"))]
    lanes = table(
        LANE,
        ("ALL", "us", "road", 0, 0),
        ("R1", "ca", "road", 0, 0),
        ("c", "ca", "road", 0, 4),
        ("d", "ca", "road", 0, 9),
    )
    demand = table("site item period quantity", ("us", "x", "ALL", 100), ("ca", "x", "ALL", 100))
    plan = four_sources(
        Sites=sites, Lead_times=lanes, Demand=demand, Sourcing_rules=rule("region", most=0.6, at="EACH")
    )
    assert optimum(plan) == pytest.approx(52 * (120 * 10 + 40 * 13 + 40 * 17))
    plan = four_sources(Sites=sites, Lead_times=lanes, Demand=demand, Sourcing_rules=rule("region", most=0.6))
    assert optimum(plan) == pytest.approx(52 * (120 * 10 + 80 * 13))


def test_a_soft_cap_of_a_group_pays_for_each_unit_above() -> None:
    outcome = solved(four_sources(Sourcing_rules=rule("region", most=0.6, penalty=2)))
    assert money(outcome) == pytest.approx({"material": 52_000, "rule_penalty": 52 * 40 * 2})
    (missed,) = outcome.missed_rules
    assert (missed.cell, missed.scope) == ("Sourcing_rules[1].max_group_share", "R1")
    assert (missed.required, missed.achieved, missed.short) == pytest.approx((0.6, 1, 40))
    assert optimum(four_sources(Sourcing_rules=rule("region", most=0.6, penalty=4))) == pytest.approx(52 * (600 + 520))


def test_a_soft_least_share_of_a_group_pays_for_each_unit_below() -> None:
    outcome = solved(four_sources(Sourcing_rules=rule("domestic", "Yes", least=0.25, penalty=5)))
    assert money(outcome) == pytest.approx({"material": 52_000, "rule_penalty": 52 * 25 * 5})


def test_a_rule_on_groups_holds_from_its_period_on() -> None:
    plan = four_sources(Periods=periods(2, 26), Sourcing_rules=rule("region", most=0.6, from_period="P2"))
    assert optimum(plan) == pytest.approx(26 * (1000 + 600 + 520))


def test_a_cap_that_cannot_be_kept_is_named_with_its_amount() -> None:
    sources = table("site item material_cost capacity", ("a", "x", 10, None), ("c", "x", 13, 15))
    outcome = solved(four_sources(Sources=sources, Sourcing_rules=rule("region", "R1", most=0.6)))
    assert outcome.status is Status.INFEASIBLE
    (missed,) = outcome.missed_rules
    assert (missed.rule, missed.cell, missed.scope) == ("group", "Sourcing_rules[1].max_group_share", "R1")
    assert (missed.required, missed.achieved, missed.short) == pytest.approx((0.6, 0.85, 25))


def test_a_least_share_that_cannot_be_reached_is_named_with_its_amount() -> None:
    sources = table("site item material_cost capacity", ("a", "x", 10, None), ("d", "x", 16, 15))
    outcome = solved(four_sources(Sources=sources, Sourcing_rules=rule("domestic", "Yes", least=0.2)))
    assert outcome.status is Status.INFEASIBLE
    (missed,) = outcome.missed_rules
    assert (missed.cell, missed.scope) == ("Sourcing_rules[1].min_group_share", "Yes")
    assert (missed.required, missed.achieved, missed.short) == pytest.approx((0.2, 0.15, 5))


def test_a_corridor_nobody_can_avoid_is_named_with_its_amount() -> None:
    lanes = table(
        f"{LANE} corridors capacity", ("a", "us", "ship", 0, 1, "Suez", None), ("d", "us", "road", 0, 0, None, 15)
    )
    outcome = solved(corridors(Lead_times=lanes, Sourcing_rules=rule("corridor", most=0.6)))
    assert outcome.status is Status.INFEASIBLE
    (missed,) = outcome.missed_rules
    assert (missed.cell, missed.scope, missed.short) == ("Sourcing_rules[1].max_group_share", "Suez", pytest.approx(25))


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        (rule("", most=0.5), "group-missing"),
        (rule("region"), "rule-without-limit"),
        (rule("region", "R9", most=0.5), "unknown-group"),
        (rule("", "R1", most=0.5), "group-missing"),
        (rule("region", least=0.5), "group-missing"),
        (rule("region", "R1", least=0.5, most=0.4), "min-above-max"),
        (rule("corridor", "Suez", most=0.4), "unknown-group"),
    ],
)
def test_rules_on_groups_that_cannot_work_are_refused(rules: Records, code: str) -> None:
    assert code in issues(four_sources(Sourcing_rules=rules))


def test_a_cap_of_the_only_group_is_refused() -> None:
    sources = table("site item material_cost", ("a", "x", 10), ("b", "x", 11))
    plan = four_sources(Sources=sources, Sourcing_rules=rule("region", most=0.6))
    assert issues(plan)["nobody-else"].cell == "Sourcing_rules[1].max_group_share"


def test_a_least_share_of_a_group_without_a_source_is_refused() -> None:
    sources = table("site item material_cost", ("a", "x", 10), ("b", "x", 11))
    plan = four_sources(Sources=sources, Sourcing_rules=rule("region", "R2", least=0.6))
    assert issues(plan)["nobody-there"].cell == "Sourcing_rules[1].min_group_share"
