"""Time to survive: the replay with nothing that varies gives the model's figure, and that worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from models.stress.cases import every_case, served_items
from optimizer.simulation.survival import Trial, still_scene, times_to_survive
from tiny import accepted, book, solved, table


def family(
    *,
    stock: float = 600,
    spare: float = 0,
    reaction: float = 1,
    survivor: float = 40,
    hub: bool = False,
    lead: float = 0,
    tier: bool = False,
) -> Any:
    """Return a market that wants 100 a week from cn and mx, and the loss of cn."""
    sites = table(
        "site region role time_to_recover",
        ("cn", "CN", "supplier", 8),
        ("mx", "MX", "supplier", None),
        ("us", "US", "market", None),
    )
    end, lanes = "us", [("cn", "us", "road", 7 * lead, 0), ("mx", "us", "road", 7 * lead, 0)]
    sheets: dict[str, Any] = {}
    if hub:
        sites += table("site region role", ("hub", "US", "warehouse"))
        end, lanes = (
            "hub",
            [("cn", "hub", "road", 7 * lead, 0), ("mx", "hub", "road", 7 * lead, 0), ("hub", "us", "road", 0, 0)],
        )
    item = "x"
    if tier:
        sites += table("site region role", ("asm", "US", "plant"))
        item, end = "part", "asm"
        lanes = [("cn", "asm", "road", 7 * lead, 0), ("mx", "asm", "road", 7 * lead, 0), ("asm", "us", "road", 0, 0)]
        sheets = {
            "Items": table("item value", ("x", 10), ("part", 5)),
            "BOM": table("parent child quantity", ("x", "part", 1)),
        }
    sources = [("cn", item, 10, 100 - survivor), ("mx", item, 9, survivor + spare)]
    sources += [("asm", "x", 1, None)] if tier else []
    return book(
        Settings={"reaction_time": reaction},
        Sites=sites,
        Sources=table("site item material_cost capacity", *sources),
        Lead_times=table("origin destination mode lead_time freight_cost", *lanes),
        Inventory=table("site item on_hand min_cover", (end, item, stock, stock / 100)),
        Baseline=table("item site share", (item, "cn", 1 - survivor / 100), (item, "mx", survivor / 100)),
        Disruptions=table("scenario hits target loss", ("no cn", "site", "cn", 1.0)),
        **sheets,
    )


def measured(sheets: Any) -> tuple[float, float, float]:
    from optimizer.stress import stress

    problem = accepted(sheets)
    plan = solved(sheets).plan
    (case,) = every_case(problem)
    items = served_items(problem, frozenset(problem.items))
    scene = still_scene(problem, plan, [case.event])
    model = next(t for t in stress(problem, plan) if t.event.name == "no cn")
    (replayed,) = times_to_survive(scene, [Trial(case.event, 0, items, 8)])
    return replayed, model.time_to_survive, model.cap


@pytest.mark.parametrize(
    ("options", "weeks"),
    [
        ({}, 10.0),
        ({"survivor": 30}, 600 / 70),
        ({"hub": True, "survivor": 30}, 600 / 70),
        ({"tier": True, "survivor": 30}, 600 / 70),
        ({"lead": 3}, 13.0),
        ({"lead": 3, "hub": True, "survivor": 25}, 3 + 600 / 75),
        ({"stock": 1}, None),
        ({"lead": 2.5, "survivor": 30}, None),
    ],
)
def test_the_survivor_and_the_stock_last_as_long_as_the_model_says(
    options: dict[str, Any], weeks: float | None
) -> None:
    replayed, model, _ = measured(family(**options))
    assert replayed == pytest.approx(model, abs=0.02)
    if weeks is not None:
        assert replayed == pytest.approx(weeks, abs=1e-6)


@pytest.mark.parametrize("options", [
    {"reaction": 2}, {"reaction": 3, "lead": 2}, {"reaction": 1.5}, {"reaction": 0}, {"reaction": 2, "lead": 1.4, "hub": True},
    {"reaction": 2, "tier": True}, {"reaction": 4, "tier": True, "lead": 2},
])  # fmt: skip
def test_others_take_over_after_the_reaction_time(options: dict[str, Any]) -> None:
    sheets = family(spare=20, **options)
    sheets["Sources"][0]["material_cost"], sheets["Sources"][1]["material_cost"] = 5, 9
    replayed, model, cap = measured(sheets)
    assert not math.isnan(model)
    assert replayed == pytest.approx(model, abs=0.02), cap
