"""Random dress of what a plan must keep and be ready for; whatever it asks may be missed at a price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drawn_lanes import baseline
from dressing import added, changed, joined, limited, names, one, setting, soft

if TYPE_CHECKING:
    from hypothesis import strategies as st

    from tiny import Book


def sourcing_split(draw: st.DrawFn, plan: Book) -> Book:
    """Numbers and shares of sources, over all or at each destination."""
    item, destination = one(draw, ("c", "ALL"), ("c", "asm"), ("c", "EACH"), ("x", "ALL"), ("ALL", "ALL"))
    limits = one(
        draw,
        {"min_sources": 2, "min_share": 0.2}, {"min_share": 0.3}, {"max_share": 0.6}, {"max_sources": 1},
        {"min_sources": 2, "max_share": 0.7},
    )  # fmt: skip
    since = one(draw, None, names(plan)[-1])
    row = {"rule": "split", "item": item, "destination": destination, "from_period": since, **limits, **soft(draw)}
    return added(plan, "Sourcing_rules", row)


def concentration(draw: st.DrawFn, plan: Book) -> Book:
    """Shares of regions, companies, corridors and owners of technology."""
    kind, group = one(
        draw, ("region", "CN"), ("country", None), ("domestic", "Yes"), ("corridor", "Canal"), ("parent_company", None),
        ("licence", "foreign"), ("bloc", "EAST"), ("site", None),
    )  # fmt: skip
    least = {"min_group_share": 0.3} if group and one(draw, True, False) else {"max_group_share": one(draw, 0.4, 0.7)}
    row = {
        "rule": "group",
        "item": one(draw, "c", "x", "class:High"),
        "destination": "ALL",
        "group_by": kind,
        "group": group,
    }
    at = {k for k, lane in enumerate(plan["Lead_times"]) if lane["origin"] in {"cn", "asm"}}
    return {
        "Items": changed(plan["Items"], {1}, criticality="High"),
        "Regions": changed(plan["Regions"], {0}, bloc="EAST"),
        "Lead_times": changed(plan["Lead_times"], at, corridors="Canal"),
        "Sites": changed(plan["Sites"], {0, 1}, parent_company=one(draw, None, "Acme")),
        **added(plan, "Sourcing_rules", {**row, **least, **soft(draw)}),
    }


def levelling(draw: st.DrawFn, plan: Book) -> Book:
    """How fast output may change, and what that costs."""
    terms = one(draw, {"max_increase": 0.2}, {"max_decrease": 0.3}, {"max_increase": 0.5, "max_decrease": 0.1}, {})
    row = {"site": one(draw, "asm", "cn"), "item": "ALL", "change_cost": one(draw, 0.5, 5), **terms, **soft(draw)}
    return joined(plan, "Levelling", "site item", row)


def utilisation(draw: st.DrawFn, plan: Book) -> Book:
    """How well capacity should be used."""
    terms = one(
        draw, {"min_utilisation": 0.4}, {"max_utilisation": 0.7}, {"min_utilisation": 0.2, "max_utilisation": 0.8}
    )
    row = {"site": one(draw, "asm", "cn", "mx"), "item": "ALL", **terms, **soft(draw)}
    return {"Sources": limited(plan, 25), **joined(plan, "Levelling", "site item", row)}


def content(draw: st.DrawFn, plan: Book) -> Book:
    """Domestic content by value or by number."""
    item, destination = one(draw, ("x", "us"), ("x", "ALL"), ("c", "ALL"), ("ALL", "ALL"))
    row = {
        "rule": "home", "item": item, "destination": destination, "min_domestic_share": one(draw, 0.2, 0.6),
        "measure": one(draw, "value", "quantity"), **soft(draw),
        **one(draw, {"period": "ALL"}, {"period": names(plan)[0]}, {"from_period": names(plan)[-1]}),
    }  # fmt: skip
    stock = [
        {**row, "on_hand_content": one(draw, None, 0.5) if row.get("on_hand") else None}
        for row in plan.get("Inventory", [])
    ]
    return {**added(plan, "Content_rules", row), "Inventory": stock}


def changes(draw: st.DrawFn, plan: Book) -> Book:
    """Few sources, lanes or sites that may begin or end, counted from today."""
    kind = one(draw, "source_changes", "lane_changes", "site_changes")
    budget = {"kind": kind, "period": one(draw, "ALL", "EACH"), "place": "ALL", "limit": one(draw, 0, 1), **soft(draw)}
    today = {} if "Baseline" in plan else baseline(draw, plan)
    return {**today, **added(plan, "Budgets", budget)}


def budgets(draw: st.DrawFn, plan: Book) -> Book:
    """Little money or carbon to spend."""
    kind, limit = one(draw, ("capex", 500), ("qualification", 60), ("carbon", 1.5))
    period, place = one(draw, "ALL", "EACH", names(plan)[0]), one(draw, "ALL", "MX", "US")
    return added(plan, "Budgets", {"kind": kind, "period": period, "place": place, "limit": limit, **soft(draw)})


def disruptions(draw: st.DrawFn, plan: Book) -> Book:
    """Losses, demand and duty that change, and what must be served in spite of them."""
    chosen = [draw_event(draw, k, plan) for k in range(one(draw, 1, 2))]
    scope = one(draw, "ALL", "N-1 site", "N-1 region")
    length = {"duration": one(draw, 2, 5)} if scope != "ALL" else {}
    asked = one(draw, {"min_service": 0.9}, {"min_service": 1, "from_period": names(plan)[-1]}, {"min_survive": 2})
    rule = {"rule": "ready", "applies_to": scope, "item": one(draw, "ALL", "x"), **asked, **length, **soft(draw)}
    return {
        **joined(plan, "Disruptions", "scenario hits target item", *chosen),
        **added(plan, "Resilience_rules", rule),
        **setting(plan, reaction_time=one(draw, 0, 1, 2), safety_stock_usable=one(draw, 0, 0.5)),
        **joined(plan, "Inventory", "site item", {"site": one(draw, "us", "asm"), "item": "x", "min_cover": 0}),
    }


def draw_event(draw: st.DrawFn, k: int, plan: Book) -> dict[str, Any]:
    """One thing that may happen."""
    hits, target = one(
        draw, ("site", "cn"), ("site", "asm"), ("region", "MX"), ("item", "c"), ("lane", "asm -> us"), ("demand", "us"),
        ("tariff", "CN -> US"),
    )  # fmt: skip
    return {
        "scenario": f"event {k}", "hits": hits, "target": target, "item": "ALL", "loss": one(draw, 1, 0.5),
        "duration": one(draw, 2, 4), "start_period": one(draw, "EACH", names(plan)[0]),
        "demand_change": 0.4 if hits == "demand" else None, "tariff_change": 0.2 if hits == "tariff" else None,
    }  # fmt: skip


def risk(draw: st.DrawFn, plan: Book) -> Book:
    """How often things happen, and how much the worst of them weighs."""
    happen = plan if "Disruptions" in plan else {**plan, **disruptions(draw, plan)}
    events = [{**row, "probability": one(draw, 0.05, 0.2)} for row in happen["Disruptions"]]
    weight = one(draw, None, 0.5)
    changed_sheets = {name: rows for name, rows in happen.items() if plan.get(name) is not rows}
    return {
        **changed_sheets,
        "Disruptions": events,
        **setting(happen, cvar_weight=weight, cvar_alpha=one(draw, None, 0.8) if weight else None),
    }
