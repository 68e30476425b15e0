"""Outages that no stock can cover: refused with the numbers and the cells, and no sooner than no plan exists."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dressing import one
from lonesupply import lone
from models.issue import Severity
from models.sheets import ResilienceRules
from optimizer.outcome import Status
from optimizer.planning import solve
from tiny import Book, accepted, issues, periods, solved, table

CODE = "outage-beyond-stock"
QUAKE, BLOCKADE = {"hits": "site", "target": "cn"}, {"hits": "corridor", "target": "Canal"}
STOCK = "site item max_cover shelf_life"


def point(cover: float | None = None, life: float | None = None) -> list[dict[str, Any]]:
    return table(STOCK, ("us", "x", cover, life))


def rule(**limits: Any) -> list[dict[str, Any]]:
    return [{"rule": "r", "applies_to": "ALL", **limits}]


def room(units: float) -> list[dict[str, Any]]:
    header = "site region role failure_groups storage_capacity"
    return table(header, ("cn", "CN", "supplier", "grid", None), ("us", "US", "market", "", units))


def refused_and_impossible(plan: Book) -> str:
    """What is said of a plan with hard rules, which is impossible when it is looked for all the same."""
    found = issues(plan)[CODE]
    assert found.severity is Severity.ERROR
    assert forced(plan) is Status.INFEASIBLE
    return str(found)


def forced(plan: Book) -> Status:
    """What comes of looking for a plan with hard rules without asking first whether there can be one."""
    soft = [{**row, "hard": "No", "penalty": 1} for row in plan["Resilience_rules"]]
    problem = accepted({**plan, "Resilience_rules": soft})
    hard = np.ones(len(soft), dtype=np.bool_)
    return solve(problem.having(problem[ResilienceRules].replacing(hard=hard)), with_baseline=False).status


WHERE = "Resilience_rules[1].min_service: e (Disruptions[1].scenario) in P1 cuts us off from x for 4 weeks"
WHAT_TO_DO = "Let more stock be kept, add a source or lane that is not hit, or lower min_service."


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        pytest.param(
            lone(QUAKE, Inventory=[]),
            f"{WHERE.replace('4', '6')}, after 2 weeks in which goods still arrive: 400 are wanted then, and 0 can be in stock at most (no row on Inventory). So 400 cannot be served, and the rule leaves 0 unserved. {WHAT_TO_DO}",
            id="no stocking point",
        ),
        pytest.param(
            lone(BLOCKADE, Inventory=table("site item may_hold", ("us", "x", "No"))),
            f"{WHERE}: 400 are wanted then, and 0 can be in stock at most (Inventory[1].may_hold). So 400 cannot be served, and the rule leaves 0 unserved. {WHAT_TO_DO}",
            id="stock may not be kept",
        ),
        pytest.param(
            lone(BLOCKADE, rule(min_service=0.8), Inventory=point(3)),
            f"{WHERE}: 400 are wanted then, and 300 can be in stock at most (Inventory[1].max_cover). So 100 cannot be served, and the rule leaves 80 unserved. {WHAT_TO_DO}",
            id="cover is limited",
        ),
        pytest.param(
            lone(BLOCKADE, Inventory=point(None, 3)),
            f"{WHERE}: 400 are wanted then, and 300 can be in stock at most (Inventory[1].shelf_life). So 100 cannot be served, and the rule leaves 0 unserved. {WHAT_TO_DO}",
            id="stock spoils",
        ),
        pytest.param(
            lone(BLOCKADE, Inventory=point(9), Sites=room(250)),
            f"{WHERE}: 400 are wanted then, and 250 can be in stock at most (Sites[2].storage_capacity). So 150 cannot be served, and the rule leaves 0 unserved. {WHAT_TO_DO}",
            id="room is limited",
        ),
        pytest.param(
            lone([], rule(applies_to="N-1 site", min_survive=12), Inventory=point(1)),
            "Resilience_rules[1].min_survive: site cn, 12 weeks without recovery in P1 cuts us off from x for 12 weeks, after 2 weeks in which goods still arrive: 1,000 are wanted then, and 100 can be in stock at most (Inventory[1].max_cover). So 900 cannot be served, and the rule leaves 0 unserved. Let more stock be kept, add a source or lane that is not hit, or lower min_survive.",
            id="survival of a loss that never comes back",
        ),
        pytest.param(
            lone(
                BLOCKADE, Inventory=[],
                Sites=table("site region role", ("cn", "CN", "supplier"), ("us", "US", "market"), ("eu", "US", "market")),
                Lead_times=table("origin destination mode lead_time freight_cost corridors", ("cn", "ALL", "sea", 14, 0, "Canal")),
                Demand=table("site item period quantity", ("us", "x", "ALL", 60), ("eu", "x", "ALL", 40)),
            ),
            "Resilience_rules[1].min_service: e (Disruptions[1].scenario) in P1 cuts us off from x for 4 weeks (1 more place is cut off): 240 are wanted then, and 0 can be in stock at most (no row on Inventory). So 400 cannot be served, and the rule leaves 0 unserved. Let more stock be kept, add a source or lane that is not hit, or lower min_service.",
            id="two places",
        ),
    ],
)  # fmt: skip
def test_an_outage_beyond_all_stock_is_refused_with_its_numbers_and_cells(plan: Book, message: str) -> None:
    assert refused_and_impossible(plan) == message


OTHER_LANE = table(
    "origin destination mode lead_time freight_cost corridors",
    ("cn", "us", "sea", 14, 0, "Canal"), ("cn", "us", "air", 2, 5, ""),
)  # fmt: skip


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(lone(QUAKE, Inventory=point(4)), id="as much as is needed"),
        pytest.param(lone(BLOCKADE, rule(min_service=0.75), Inventory=point(3)), id="the rule leaves as much unserved"),
        pytest.param(lone({**QUAKE, "loss": 0.9}, rule(min_service=0.1), Inventory=[]), id="part of it survives"),
        pytest.param(lone(BLOCKADE, Lead_times=OTHER_LANE, Inventory=point()), id="another lane"),
        pytest.param(lone(BLOCKADE, rule(min_service=1, hard="No", penalty=1), Inventory=[]), id="soft rule"),
        pytest.param(lone(QUAKE, rule(min_survive=2), Inventory=[]), id="goods under way last as long"),
    ],
)
def test_an_outage_that_stock_may_cover_is_not_spoken_of(plan: Book) -> None:
    assert CODE not in issues(plan)
    assert solved(plan).status is Status.OPTIMAL


@st.composite
def outages(draw: st.DrawFn) -> Book:
    """One or two sources, one or two markets, lanes of some weeks, little stock, and what is hit for a while."""
    ends = ["us", "eu"][: one(draw, 1, 2)]
    starts = ["cn", "mx"][: one(draw, 1, 1, 2)]
    lanes = [
        (o, d, "sea", one(draw, 0, 7, 14, 25, 40), 1, "" if d == "eu" and one(draw, True, False) else "Canal", one(draw, "No", "No", "Yes") if k else "No")
        for o in starts for d in ends for k in range(one(draw, 1, 1, 2))
    ]  # fmt: skip
    lanes = [(o, d, f"{mode}{k}", *rest) for k, (o, d, mode, *rest) in enumerate(lanes)]
    months, length = one(draw, 1, 2, 4), one(draw, 4, 6.5, 13)
    demand = [(n, "x", f"P{t + 1}", one(draw, 20, 50, 100), one(draw, None, 500)) for n in ends for t in range(months)]
    stock = [
        (n, "x", one(draw, 0, 0, 120), one(draw, None, 0.5, 2, 6), one(draw, None, 1, 3, 8))
        for n in ends if one(draw, True, True, False)
    ]  # fmt: skip
    hits, target = one(
        draw, ("site", "cn"), ("region", "CN"), ("site", "mx"), ("corridor", "Canal"), ("lane", "ALL -> us"),
        ("lane", "ALL -> ALL"), ("item", "x"),
    )  # fmt: skip
    event = {
        "scenario": "e", "hits": hits, "target": target, "duration": one(draw, 1, 3, 6.5, 12), "loss": one(draw, 1, 1, 1, 0.7),
        "recovery": one(draw, None, None, "slow"), "start_period": one(draw, "EACH", "P1", f"P{months}"),
    }  # fmt: skip
    asked = one(draw, {"min_service": 1}, {"min_service": 0.6}, {"min_survive": 5})
    return lone(
        [event], rule(applies_to=one(draw, "e", "N-1 site", "N-1 corridor") if "min_survive" in asked else "e", **asked),
        Settings={"reaction_time": one(draw, 0, 1)},
        Periods=periods(months, length),
        Sites=table(
            "site region role storage_capacity", ("cn", "CN", "supplier", None), ("mx", "MX", "supplier", None),
            *((n, "US", "market", one(draw, None, 100, 300)) for n in ends),
        ),
        Sources=table("site item material_cost", *((n, "x", 10) for n in starts)),
        Lead_times=table("origin destination mode lead_time freight_cost corridors expedite_only", *lanes),
        Demand=table("site item period quantity shortage_cost", *demand),
        Inventory=table("site item on_hand max_cover shelf_life", *stock),
        Ramps=table("ramp week fraction", ("slow", 0, 0), ("slow", 4, 1)),
    )  # fmt: skip


@settings(max_examples=30)
@given(outages())
def test_nothing_is_refused_for_an_outage_that_a_plan_survives(plan: Book) -> None:
    if CODE in issues(plan):
        assert forced(plan) is Status.INFEASIBLE
