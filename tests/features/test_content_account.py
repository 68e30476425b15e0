"""Domestic content as reported and checked; wrong records, and random networks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from homemade import SITES, packs, plain, rule
from models.content_account import ContentFlows, ContentStock, ContentUse
from models.features import content
from optimizer.outcome import Outcome, Status
from tiny import book, issues, periods, solved, table


def shares(outcome: Outcome) -> content.Content:
    tables = content.FEATURE.tables(outcome.problem, outcome.plan)
    return next(found for found in tables if isinstance(found, content.Content))


def test_the_report_gives_shares_and_their_distance_to_the_rule() -> None:
    (row,) = shares(solved(packs(0.7)))
    assert row[:5] == ("home", "pack", "ALL", "P1", "value")
    assert row[5:] == pytest.approx((100, 7000, 0.7, 0.7, 0.0))


def test_the_audit_sees_content_from_nowhere_content_without_goods_and_content_twice() -> None:
    outcome = solved(packs(0.7))

    def found(*tables: Any) -> dict[str, float]:
        audited = content.FEATURE.audit(outcome.problem, outcome.plan.having(*tables))
        return {v.check: v.amount for v in audited.violations if v.relative > 1e-6}

    assert found() == {}
    uses = list(outcome.plan[ContentUse])
    more = [(*row[:5], row[5] * 1.1) if row[1] == "pack" else row for row in uses]
    assert found(ContentUse.of(more)) == {"content balance": pytest.approx(0.1 * 70 * 52)}
    assert found(ContentUse.of([*uses, *uses]))["content within goods"] > 1
    flows = [(*row[:6], row[6] * 2) for row in outcome.plan[ContentFlows]]
    assert found(ContentFlows.of(flows))["content within goods"] > 1
    assert found(ContentStock.of([("value", "pack", "us", "P1", 50.0)]))["content within goods"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        ("soft-without-penalty", {"hard": "No"}),
        ("two-periods", {"period": "P1", "from_period": "P1"}),
        ("rule-without-limit", {"min_domestic_share": 0}),
        ("rule-about-nothing", {"destination": "mx"}),
        ("unknown-reference", {"destination": "Mars"}),
        ("unknown-reference", {"item": "y"}),
        ("above-range", {"min_domestic_share": 60}),
    ],
)
def test_what_cannot_be_meant_is_refused(code: str, cells: dict) -> None:
    assert code in issues(plain(rule(0.6) | cells))


def test_a_rule_nobody_at_home_can_keep_is_refused() -> None:
    records = plain(rule(0.6))
    records["Sources"] = table("site item material_cost", ("cn", "x", 10))
    assert issues(records)["nobody-there"].cell == "Content_rules[1].min_domestic_share"
    records["Items"] = table("item value", ("x", 0))
    assert "rule-about-nothing" in issues(records)


def test_content_of_no_stock_and_of_items_without_a_rule_is_pointed_out() -> None:
    stock = {"site": "us", "item": "x", "on_hand_content": 0.5}
    assert "content-of-nothing" in issues(plain(rule(0.6), Inventory=[stock]))
    assert "content-unused" in issues(plain(Inventory=[stock | {"on_hand": 100}]))


@pytest.mark.parametrize("seed", range(12))
def test_random_networks_stand_the_check_and_a_higher_share_never_costs_less(seed: int) -> None:
    outcomes = [solved(_random(np.random.default_rng(seed), share)) for share in (0.0, 0.25, 0.5)]
    assert {outcome.status for outcome in outcomes} == {Status.OPTIMAL}
    costs = [outcome.cost for outcome in outcomes]
    assert costs[0] < costs[1] < costs[2]
    assert any(outcome.plan[ContentStock].content.any() for outcome in outcomes)


def _random(draw: np.random.Generator, share: float) -> dict:
    """Two tiers with alternatives and scrap, a warehouse, slow and fast lanes, stock, and two markets."""
    makers = [("cn", 1.0), ("tx", 1.3)]
    sources = [
        {
            "site": n,
            "item": i,
            "material_cost": round(10 * dear * draw.uniform(0.8, 1.2), 2),
            "yield": float(draw.choice([1, 0.9])),
        }
        for i in ("car", "pack", "nmc", "lfp", "ore")
        for n, dear in makers
    ]
    return book(
        Periods=periods(3, 13),
        Sites=[*SITES, {"site": "dc", "region": "MX", "role": "warehouse"}],
        Items=table("item value", ("car", 500), ("pack", 200), ("nmc", 90), ("lfp", 40), ("ore", 10)),
        BOM=table(
            "parent child quantity alternate_group",
            ("car", "pack", 1, None), ("car", "ore", 3, None), ("pack", "nmc", 1, "c"), ("pack", "lfp", 2, "c"),
            ("nmc", "ore", 2, None),
        ),
        Sources=sources,
        Lead_times=table(
            "origin destination mode lead_time freight_cost",
            ("cn", "dc", "sea", int(draw.integers(0, 120)), 0.5), ("cn", "tx", "sea", int(draw.integers(0, 120)), 0.5),
            ("tx", "cn", "sea", 30, 0.5), ("tx", "dc", "road", 2, 0.2), ("dc", "us", "road", 1, 0.1),
            ("dc", "mx", "road", 1, 0.1), ("cn", "us", "air", 1, 3.0), ("cn", "tx", "air", 1, 3.0),
        ),
        Demand=[
            {"site": n, "item": "car", "period": t, "quantity": int(draw.integers(20, 100)), "shortage_cost": 2000}
            for n in ("us", "mx")
            for t in ("P1", "P2", "P3")
        ],
        Inventory=[
            {"site": "tx", "item": "pack", "on_hand": int(draw.integers(0, 300)), "on_hand_content": 0.5},
            {"site": "dc", "item": "car", "on_hand": 40, "min_cover": 1},
        ],
        Content_rules=[
            rule(share, item="car", destination="us"),
            rule(share / 2, item="car"),
            rule(share, item="pack", measure="quantity", hard="No", penalty=5),
        ],
    )  # fmt: skip
