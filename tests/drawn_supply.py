"""Random dress of what is made: sources, prices, capacity, hours, components."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from dressing import added, changed, joined, largest_need, limited, one, setting, some

if TYPE_CHECKING:
    from hypothesis import strategies as st

    from tiny import Book


def balances(draw: st.DrawFn, plan: Book) -> Book:
    """Scrap where it is made, goods that stay at their maker, and a component that is wanted by itself."""
    sources = changed(plan["Sources"], some(draw, plan["Sources"]), **{"yield": one(draw, 0.75, 0.95)})
    kept = {"site": "mx", "item": "c", "on_hand": one(draw, 0, 40)}
    spare = {"site": "asm", "item": "c", "period": "ALL", "quantity": one(draw, 1, 5), "shortage_cost": 60}
    return {
        "Sources": sources,
        **joined(plan, "Inventory", "site item", kept),
        **joined(plan, "Demand", "site item period", spare),
    }


def production(draw: st.DrawFn, plan: Book) -> Book:
    """Conversion, and costs in a currency that moves."""
    rates = [{"currency": "CNY", "period": "ALL", "rate": one(draw, 0.5, 1.25)}]
    last = plan["Periods"][-1]["period"]
    rates += [{"currency": "CNY", "period": last, "rate": 0.75}] * one(draw, 0, 1)
    at = one(draw, *range(len(plan["Regions"])))
    return {
        "Sources": changed(plan["Sources"], some(draw, plan["Sources"]), conversion_cost=one(draw, 0.5, 2)),
        "Regions": changed(plan["Regions"], {at}, currency="CNY"),
        "Exchange_rates": rates,
    }


def price_breaks(draw: st.DrawFn, plan: Book) -> Book:
    """One or two breaks at a source, that save or cost, of one kind or the other."""
    source = one(draw, *plan["Sources"])
    first, kind = one(draw, 3, 8, 20), one(draw, "all_units", "incremental")
    breaks = [(first, one(draw, 0.9, 0.6, 1.2)), (first + one(draw, 4, 10), one(draw, 0.8, 0.5))][: one(draw, 1, 2)]
    rows = [
        {"site": source["site"], "item": source["item"], "from_quantity": q, "unit_cost": source["material_cost"] * share, "behaviour": kind}
        for q, share in breaks
    ]  # fmt: skip
    return added(plan, "Price_breaks", *rows)


def learning(draw: st.DrawFn, plan: Book) -> Book:
    """An experience curve of a source that can double what it has made."""
    k = one(draw, *range(len(plan["Sources"])))
    source = plan["Sources"][k]
    terms = {"rate": one(draw, 0.1, 0.3), "experience": one(draw, 1, 3), "steps": one(draw, 1, 3)}
    return {
        "Sources": changed(plan["Sources"], {k}, conversion_cost=one(draw, 1, 4)),
        "Learning": [{"site": source["site"], "item": source["item"], **terms}],
    }


def licences(draw: st.DrawFn, plan: Book) -> Book:
    """Fees for the technology of others."""
    at = some(draw, plan["Sources"])
    owner = one(draw, None, "CN", "US")
    return {"Sources": changed(plan["Sources"], at, licence_cost=one(draw, 0.25, 1.5), licence_region=owner)}


def technology(draw: st.DrawFn, plan: Book) -> Book:
    """Another component that can take the place of the one there is, from the first day or later."""
    late = plan["Periods"][0]["start"] + dt.timedelta(weeks=3)
    other = {
        "parent": "x",
        "child": "d",
        "quantity": one(draw, 1, 2),
        "yield": one(draw, 1, 0.9),
        "alternate_group": "kind",
    }
    makers = [
        {"site": n, "item": "d", "capacity": one(draw, None, 15), "material_cost": one(draw, 2, 5), "yield": 1}
        for n in ("cn", "mx")
    ]  # fmt: skip
    return {
        **added(plan, "Items", {"item": "d", "value": 3}),
        "BOM": [*changed(plan["BOM"], {0}, alternate_group="kind"), {**other, "start": one(draw, None, late)}],
        **added(plan, "Sources", *makers[: one(draw, 1, 2)]),
    }


def surge(draw: st.DrawFn, plan: Book) -> Book:
    """Some more than the capacity, at a premium."""
    terms = {"surge_capacity": one(draw, 0.2, 0.5), "surge_premium": one(draw, None, 0.4)}
    return {"Sources": changed(limited(plan, 25), some(draw, plan["Sources"]), **terms)}


def capacity(draw: st.DrawFn, plan: Book) -> Book:
    """One or two options, alone or shared, that come up to speed at once or slowly."""
    first = plan["Periods"][0]["start"]
    chosen = draw_options(draw, plan)
    options: list[dict[str, Any]] = [
        {
            "site": site, "item": item, "option": f"line {k}", "capacity": one(draw, 8, 20), "capex": one(draw, 200, 1500),
            "fixed_cost": one(draw, None, 300), "permit_time": one(draw, None, 1), "build_time": one(draw, None, 2, 5),
            "ramp": one(draw, None, "slow"), "life": one(draw, None, 0.2, 5), "max_count": one(draw, None, 2),
            "earliest": one(draw, None, first + dt.timedelta(weeks=2)),
        }
        for k, (site, item) in enumerate(chosen)
    ]  # fmt: skip
    ramp = [{"ramp": "slow", "week": 0, "fraction": 0.3}, {"ramp": "slow", "week": 6, "fraction": 1}]
    small = changed(limited(plan, 20), {one(draw, 0, 1, 2, 3)}, capacity=one(draw, 0, 6))
    return {"Sources": small, "Capex": options, **joined(plan, "Ramps", "ramp week", *ramp)}


def draw_options(draw: st.DrawFn, plan: Book) -> list[tuple[str, str]]:
    """Sources that can grow, each by itself or all of a site together."""
    places = [(row["site"], row["item"]) for row in plan["Sources"]]
    return [(site, one(draw, item, "ALL")) for site, item in dict.fromkeys((one(draw, *places), one(draw, *places)))]


def qualification(draw: st.DrawFn, plan: Book) -> Book:
    """Sources that are not approved yet."""
    terms = {"qualification_time": one(draw, None, 1, 3), "qualification_cost": one(draw, None, 50, 400)}
    return {"Sources": changed(plan["Sources"], some(draw, plan["Sources"]), qualified="No", **terms)}


def minimum_order(draw: st.DrawFn, plan: Book) -> Book:
    """Least output of sources, of what their capacity gives and the plan needs."""
    at, share = some(draw, plan["Sources"]), one(draw, 0.3, 0.8)
    least = [
        share * min(largest_need(plan), (largest_need(plan) if row["capacity"] is None else row["capacity"]) * row["yield"])
        for row in plan["Sources"]
    ]  # fmt: skip
    rows = [{**row, "min_order_if_used": least[k] if k in at else None} for k, row in enumerate(plan["Sources"])]
    return {"Sources": rows}


def labour(draw: st.DrawFn, plan: Book) -> Book:
    """Hours, and wages that rise."""
    wages = [
        {"region": region, "period": "ALL", "wage": one(draw, 4, 20), "escalation": one(draw, None, 0.1, -0.05)}
        for region in ("CN", "MX", "US")
    ]
    wages += [{"region": "US", "period": plan["Periods"][-1]["period"], "wage": 25}] * one(draw, 0, 1)
    hours = changed(plan["Sources"], some(draw, plan["Sources"]), labour_hours=one(draw, 0.05, 0.3))
    return {"Sources": hours, **joined(plan, "Labour", "region period", *wages)}


def workforce(draw: st.DrawFn, plan: Book) -> Book:
    """Few hours, of which more can be had by overtime or by training."""
    dressed = plan if "Labour" in plan else {**plan, **labour(draw, plan)}
    sites = {row["site"] for row in dressed["Sources"] if row.get("labour_hours")}
    regions = {row["region"] for row in plan["Sites"] if row["site"] in sites}
    at = {k for k, row in enumerate(dressed["Labour"]) if row["region"] in regions}
    overtime = one(draw, {}, {"overtime_limit": 0.2, "overtime_premium": 0.5})
    hired = one(draw, {}, {"hire_limit": 2, "training_cost": 30, "training_time": one(draw, 0, 1, 5)})
    hours = changed(dressed["Labour"], at, hours_available=one(draw, 0.5, 3), **overtime, **hired)
    return {"Sources": dressed["Sources"], "Labour": hours}


def incentives(draw: st.DrawFn, plan: Book) -> Book:
    """A credit, perhaps with thresholds, or a grant where something can be built."""
    start = plan["Periods"][0]["start"]
    site, item = one(draw, ("asm", "x"), ("MX", "x"), ("cn", "c"), ("US", "ALL"))
    basis = one(draw, "unit", "material")
    credit = {
        "name": "made here", "place": site, "item": item, "basis": basis, "amount": one(draw, 0.3, 0.8),
        "min_content": one(draw, None, 0.2), "min_volume": one(draw, None, 4), "cap": one(draw, None, 60),
        **one(draw, {}, {"start": start - dt.timedelta(weeks=60)}, {"phase_from": start - dt.timedelta(weeks=110)}),
        "end": one(draw, None, start + dt.timedelta(weeks=6)),
    }  # fmt: skip
    dated = credit.get("start") or credit.get("phase_from")
    credit["phase_down"] = one(draw, 0.2, 0.5) if dated else None
    alone = [row for row in plan.get("Capex", []) if row["item"] != "ALL"][:1]
    grants = [
        {"name": f"grant {row['option']}", "place": row["site"], "item": row["item"], "basis": "capex", "amount": 0.3, "cap": one(draw, None, 100)}
        for row in alone
    ]  # fmt: skip
    return added(plan, "Incentives", credit, *grants)


def carbon(draw: st.DrawFn, plan: Book) -> Book:
    """Emissions of making and of moving, and a price for them."""
    return {
        **setting(plan, carbon_price=one(draw, 30, 150)),
        "Sources": changed(
            plan["Sources"], some(draw, plan["Sources"]), carbon=one(draw, 2, 12), electricity=one(draw, None, 10)
        ),
        "Regions": changed(plan["Regions"], {0, 2}, electricity_carbon=one(draw, 0.2, 0.6)),
        "Modes": [{"mode": "road", "carbon": 0.08}],
        "Items": changed(plan["Items"], {0, 1}, weight=one(draw, 1, 10)),
        "Lead_times": changed(
            plan["Lead_times"],
            some(draw, plan["Lead_times"]),
            distance=one(draw, 800, 4000),
            carbon=one(draw, None, 1.5),
        ),
    }
