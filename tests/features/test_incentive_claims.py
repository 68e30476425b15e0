"""What is claimed of incentives: the report, the check, wrong records, and random plans."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from models.claims import Claims
from models.features import incentives
from models.features.baseline import todays_problem
from models.plan import Production
from offered import SITES, YEAR, build, claims, offer, packs, plain
from optimizer.outcome import Status
from optimizer.planning import solve
from tiny import accepted, book, issues, optimum, periods, solved, table

MADE_TOO_MUCH = "More is made than can be needed."


def test_nothing_is_made_for_a_credit_alone() -> None:
    outcome = solved(plain(offer(20), Inventory=table("site item", ("us", "x"))))
    assert outcome.status is Status.OPTIMAL
    assert outcome.cost == pytest.approx(YEAR * 100 * (13 - 20))


def test_todays_plan_earns_what_it_qualifies_for() -> None:
    records = packs(offer(5, min_content=0.4, min_volume=100), Baseline=table("item site share", ("pack", "tx", 1.0)))
    today = todays_problem(accepted(records))
    assert today is not None
    assert incentives.FEATURE.applies(today)
    baseline = solve(accepted(records)).baseline
    assert baseline is not None
    assert baseline.cost == pytest.approx(YEAR * 100 * (20 + 60 - 5))


def test_the_report_says_what_is_lost_why_and_how_far_the_threshold_is() -> None:
    (row,) = claims(solved(plain(offer(4, min_volume=61), capacity=60, Sources=table(
        "site item material_cost capacity", ("cn", "x", 10, None), ("tx", "x", 9, 60)))))  # fmt: skip
    assert (row["earned"], row["lost"], row["reason"]) == (0, pytest.approx(YEAR * 240), "Output is below min_volume.")
    assert (row["volume"], row["volume_distance"]) == (pytest.approx(60), pytest.approx(-1))
    records = packs(offer(1, min_content=0.7))
    records["Sources"][1]["material_cost"] = 9
    (row,) = claims(solved(records))
    assert (row["lost"], row["reason"]) == (pytest.approx(YEAR * 100), "Domestic content is below min_content.")
    assert (row["content"], row["content_distance"]) == (pytest.approx(0.4), pytest.approx(-0.3))
    assert np.isnan(row["volume_distance"])
    assert np.isnan(row["cap_left"])


def test_what_is_made_beyond_all_need_earns_nothing() -> None:
    outcome = solved(plain(offer(4)))
    more = outcome.plan.having(Production.of([("x", "tx", "P1", 120.0)]))
    (found,) = incentives.FEATURE.tables(outcome.problem, more)
    (row,) = found
    assert row[4:8] == (pytest.approx(YEAR * 400), pytest.approx(YEAR * 400), pytest.approx(YEAR * 80), MADE_TOO_MUCH)


def test_a_grant_nobody_offers_pays_nothing() -> None:
    outcome = solved(build(offer(0.4, "capex")))
    unknown = outcome.plan.having(Claims.of([("act", "x", "tx", "hall", "P1", 1.0)]))
    audited = incentives.FEATURE.audit(outcome.problem, unknown)
    assert audited.costs["incentive"].tolist() == [0]
    assert {v.check for v in audited.violations if v.relative > 1e-6} == {
        "claims within what is made or ordered",
        "claims only what is offered",
    }


def test_the_audit_sees_claims_for_nothing_below_a_threshold_above_the_cap_and_out_of_time() -> None:
    records = plain(offer(4, min_volume=50, cap=YEAR * 200, end=dt.date(2027, 7, 1)), Periods=periods(2))
    outcome = solved(records)

    def found(problem: Any, *claims: tuple[Any, ...]) -> dict[str, float]:
        plan = outcome.plan.having(Claims.of(claims)) if claims else outcome.plan
        audited = incentives.FEATURE.audit(problem, plan)
        return {v.check: v.amount for v in audited.violations if v.relative > 1e-6}

    assert found(outcome.problem) == {}
    assert outcome.audit.passed
    too_much = ("act", "x", "tx", "", "P1", 110.0)
    assert found(outcome.problem, too_much) == {
        "claims within what is made or ordered": pytest.approx(10),
        "cap of an incentive": pytest.approx(110 * 4 * 26 - YEAR * 200),
    }
    late = ("act", "x", "tx", "", "P2", 10.0)
    assert found(outcome.problem, late)["claims only what is offered"] == pytest.approx(10)
    foreign = ("act", "x", "cn", "", "P2", 10.0)
    assert found(outcome.problem, foreign)["claims only what is offered"] == pytest.approx(10)
    higher = accepted(plain(offer(4, min_volume=120, min_content=1.0), Periods=periods(2)))
    assert found(higher)["least volume of an incentive"] == pytest.approx(20)


def test_the_audit_sees_content_below_the_threshold_and_grants_without_orders() -> None:
    found = solved(packs(offer(20, min_content=0.7)))
    stricter = accepted(packs(offer(20, min_content=0.8)))
    audited = incentives.FEATURE.audit(stricter, found.plan)
    assert {v.check: v.amount for v in audited.violations if v.relative > 1e-6} == {
        "least content of an incentive": pytest.approx(10)
    }
    built = solved(build(offer(0.4, "capex")))
    two = built.plan.having(Claims.of([("act", "x", "tx", "line", "P1", 2.0)]))
    audited = incentives.FEATURE.audit(built.problem, two)
    assert audited.costs["incentive"].tolist() == [-12_000]
    assert {v.check: v.amount for v in audited.violations if v.relative > 1e-6} == {
        "claims within what is made or ordered": pytest.approx(1)
    }


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        ("ends-before-start", {"start": dt.date(2028, 1, 1), "end": dt.date(2027, 1, 1)}),
        ("phase-without-date", {"phase_down": 0.2}),
        ("phase-without-rate", {"phase_from": dt.date(2028, 1, 1)}),
        ("share-above-one", {"basis": "material", "amount": 30}),
        ("share-above-one", {"basis": "capex", "amount": 30}),
        ("threshold-on-capex", {"basis": "capex", "amount": 0.3, "min_volume": 10}),
        ("threshold-on-capex", {"basis": "capex", "amount": 0.3, "min_content": 0.1}),
        ("nobody-to-earn", {"basis": "capex", "amount": 0.3}),
        ("nobody-to-earn", {"place": "us"}),
        ("never-offered", {"end": dt.date(2026, 1, 1)}),
        ("threshold-out-of-reach", {"min_volume": 101}),
        ("threshold-out-of-reach", {"min_content": 0.5, "place": "CN"}),
        ("unknown-reference", {"place": "Mars"}),
        ("unknown-reference", {"item": "y"}),
        ("unknown-word", {"basis": "profit"}),
        ("negative", {"amount": -1}),
    ],
)
def test_what_cannot_be_meant_is_refused_or_pointed_out(code: str, cells: dict) -> None:
    assert code in issues(plain(offer(4) | cells))


def test_without_incentives_nothing_changes() -> None:
    assert not incentives.FEATURE.applies(accepted(plain()))
    assert optimum(plain()) == pytest.approx(YEAR * 1000)


@pytest.mark.parametrize("seed", range(8))
def test_random_plans_stand_the_check_and_a_higher_amount_never_costs_more(seed: int) -> None:
    outcomes = [solved(_random(np.random.default_rng(seed), factor)) for factor in (0.0, 1.0, 2.0)]
    assert {outcome.status for outcome in outcomes} == {Status.OPTIMAL}
    costs = [outcome.cost for outcome in outcomes]
    assert costs[0] >= costs[1] >= costs[2]
    assert costs[0] > costs[2]


def _random(draw: np.random.Generator, factor: float) -> dict:
    """Packs of cells in three quarters, with lines to build and incentives of every basis, threshold and cap."""
    cost = iter(draw.uniform(0.8, 1.2, 8).round(2).tolist())
    makers = [
        (n, i, base * dear) for n, dear in (("cn", 1.0), ("tx", 1.25)) for i, base in (("pack", 15), ("cell", 60))
    ]
    return book(
        Settings={"discount_rate": 0.08, "holding_rate": 0.1},
        Periods=periods(3, 13),
        Sites=SITES,
        Items=table("item value", ("pack", 100), ("cell", 60)),
        BOM=table("parent child quantity yield", ("pack", "cell", 1, 0.95)),
        Sources=[
            {"site": n, "item": i, "material_cost": next(cost) * base, "capacity": 60 if n == "tx" else None}
            for n, i, base in makers
        ],
        Capex=table(
            "site item option capacity capex life build_time",
            ("tx", "cell", "a", 40, 20_000, 10, 6), ("tx", "ALL", "b", 60, 9_000, None, 0),
        ),
        Demand=[
            {"site": "us", "item": "pack", "period": t, "quantity": int(draw.integers(60, 140))}
            for t in ("P1", "P2", "P3")
        ],
        Inventory=table("site item", ("us", "pack"), ("tx", "cell")),
        Incentives=[
            offer(factor * 6, item="pack", min_content=0.6, cap=9_000, name="pack"),
            offer(factor * 5, item="cell", min_volume=50, phase_from=dt.date(2026, 6, 1), phase_down=0.3, name="cell"),
            offer(factor * 0.1, "material", start=dt.date(2027, 3, 1), name="material"),
            offer(factor * 0.3, "capex", cap=8_000, name="lines"),
        ],
        Content_rules=table("rule item min_domestic_share hard penalty", ("home", "pack", 0.5, "No", 20)),
    )  # fmt: skip
