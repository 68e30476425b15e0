"""Rules of shares that are soft, impossible or wrong, by hand."""

from __future__ import annotations

import pytest

from optimizer.outcome import Status
from tiny import Records, issues, money, optimum, periods, solved, table, two_sources
from twomarkets import rule, two_markets

# Soft rules


@pytest.mark.parametrize("quantity", [1, 10, 50, 99, 101, 1000])
def test_a_soft_number_of_sources_costs_its_penalty_whatever_the_volume(quantity: float) -> None:
    """Each missing source and week costs 1: worth it unless 1 % of the volume is cheap enough to buy from mx."""
    demand = table("site item period quantity", ("us", "x", "ALL", quantity))
    plan = two_sources(Demand=demand, Sourcing_rules=rule(2, penalty=1))
    kept = 0.01 * quantity * 3
    assert optimum(plan) == pytest.approx(52 * (quantity * 10 + min(1, kept)))


def test_a_soft_number_of_sources_with_a_min_share() -> None:
    # a second source would need 20 units at 3 more each; missing it costs 50, taking 10 for nothing counts as missing
    assert money(solved(two_sources(Sourcing_rules=rule(2, share=0.2, penalty=50)))) == pytest.approx(
        {"material": 52_000, "rule_penalty": 52 * 50}
    )
    assert optimum(two_sources(Sourcing_rules=rule(2, share=0.2, penalty=70))) == pytest.approx(52 * 1060)


def test_a_soft_min_share_pays_for_each_unit_below() -> None:
    # cn makes 90; mx makes 10 of the 20 it should, and 10 x 2 is cheaper than 10 x 3
    sources = table("site item material_cost capacity", ("cn", "x", 10, 90), ("mx", "x", 13, None))
    outcome = solved(two_sources(Sources=sources, Sourcing_rules=rule(share=0.2, penalty=2)))
    assert money(outcome) == pytest.approx({"material": 52 * (900 + 130), "rule_penalty": 52 * 20})
    assert outcome.missed_rules[0].short == pytest.approx(10)


def test_a_soft_cap_pays_for_each_unit_above() -> None:
    outcome = solved(two_sources(Sourcing_rules=rule(cap=0.6, penalty=2)))
    assert money(outcome) == pytest.approx({"material": 52_000, "rule_penalty": 52 * 40 * 2})
    (missed,) = outcome.missed_rules
    assert (missed.required, missed.achieved, missed.short, missed.hard) == pytest.approx((0.6, 1.0, 40, False))
    assert optimum(two_sources(Sourcing_rules=rule(cap=0.6, penalty=4))) == pytest.approx(52 * (600 + 520))


def test_a_soft_limit_of_sources_pays_for_each_surplus_source() -> None:
    sources = table("site item material_cost capacity", ("cn", "x", 10, 70), ("mx", "x", 13, None))
    plan = two_sources(Sources=sources, Sourcing_rules=rule(most=1, penalty=100))
    assert money(solved(plan)) == pytest.approx({"material": 52 * (700 + 390), "rule_penalty": 5200})


def test_a_soft_rule_at_each_destination() -> None:
    plan = two_markets(Sourcing_rules=rule(2, share=0.2, at="EACH", penalty=70))
    # at us 20 x 3 = 60 keep it; at ca 20 x 8 = 160 do not
    assert money(solved(plan)) == pytest.approx({"material": 52 * (180 * 10 + 20 * 13), "rule_penalty": 52 * 70})


# Impossible rules


def test_a_second_source_that_is_too_small_is_named() -> None:
    sources = table("site item material_cost capacity", ("cn", "x", 10, None), ("mx", "x", 13, 15))
    outcome = solved(two_sources(Sources=sources, Sourcing_rules=rule(2, share=0.2)))
    assert outcome.status is Status.INFEASIBLE
    assert {missed.rule for missed in outcome.missed_rules} == {"split"}
    assert {missed.cell for missed in outcome.missed_rules} <= {
        "Sourcing_rules[1].min_share", "Sourcing_rules[1].min_sources"
    }  # fmt: skip


def test_a_min_share_that_cannot_be_reached_is_named_with_its_amount() -> None:
    # cn makes 90, so mx must make 10, and can make no more than 15
    sources = table("site item material_cost capacity", ("cn", "x", 10, 90), ("mx", "x", 13, 15))
    outcome = solved(two_sources(Sources=sources, Sourcing_rules=rule(share=0.2)))
    assert outcome.status is Status.INFEASIBLE
    (missed,) = outcome.missed_rules
    assert (missed.rule, missed.cell) == ("split", "Sourcing_rules[1].min_share")
    assert (missed.required, missed.achieved, missed.short) == pytest.approx((0.2, 0.15, 5))


def test_a_max_share_that_cannot_be_kept_is_named_with_its_amount() -> None:
    sources = table("site item material_cost capacity", ("cn", "x", 10, None), ("mx", "x", 13, 15))
    outcome = solved(two_sources(Sources=sources, Sourcing_rules=rule(cap=0.6)))
    assert outcome.status is Status.INFEASIBLE
    (missed,) = outcome.missed_rules
    assert (missed.rule, missed.cell) == ("split", "Sourcing_rules[1].max_share")
    assert (missed.required, missed.achieved, missed.short) == pytest.approx((0.6, 0.85, 25))


def test_too_few_sources_allowed_for_the_volume_is_named() -> None:
    sources = table("site item material_cost capacity", ("cn", "x", 10, 60), ("mx", "x", 13, 60))
    outcome = solved(two_sources(Sources=sources, Sourcing_rules=rule(most=1)))
    assert outcome.status is Status.INFEASIBLE
    assert [(missed.cell, missed.short) for missed in outcome.missed_rules] == [("Sourcing_rules[1].max_sources", 1)]


def test_the_scope_and_period_of_an_impossible_rule_are_named() -> None:
    plan = two_markets(
        Periods=periods(2, 26),
        Sources=table("site item material_cost capacity", ("cn", "x", 10, None), ("mx", "x", 13, 30)),
        Demand=table(
            "site item period quantity", ("us", "x", "ALL", 50), ("ca", "x", "P1", 50), ("ca", "x", "P2", 150)
        ),
        Sourcing_rules=rule(cap=0.8, at="EACH"),
    )  # fmt: skip
    outcome = solved(plan)
    # P2: 10 at us and 30 at ca are needed from mx, which makes 30
    assert outcome.status is Status.INFEASIBLE
    assert {missed.period for missed in outcome.missed_rules} == {"P2"}
    assert sum(missed.short for missed in outcome.missed_rules) == pytest.approx(10)


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        (rule(2, 1), "min-above-max"),
        (rule(share=0.7, cap=0.6), "min-above-max"),
        (rule(2, share=0.6), "shares-above-one"),
        (rule(most=1, cap=0.6), "shares-below-one"),
        (rule(3), "too-few-sources"),
        (rule(cap=0.4), "too-few-sources"),
        ([{**rule(2)[0], "hard": "No"}], "soft-without-penalty"),
        (rule(), "rule-without-limit"),
    ],
)
def test_rules_that_cannot_work_are_refused(rules: Records, code: str) -> None:
    assert code in issues(two_sources(Sourcing_rules=rules))
