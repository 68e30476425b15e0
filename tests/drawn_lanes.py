"""Random dress of what is moved, kept and wanted: lanes, borders, stock, demand, sites."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from dressing import added, changed, joined, largest_need, names, one, soft, some

if TYPE_CHECKING:
    from hypothesis import strategies as st

    from tiny import Book


def demand(draw: st.DrawFn, plan: Book) -> Book:
    """Revenue that is lost, or demand that waits."""
    waits = one(draw, {}, {"backorder": "Yes", "late_cost": one(draw, 0, 0.5, 4)})
    at = {k for k, row in enumerate(plan["Demand"]) if row["site"] == "us"}
    return {"Demand": changed(plan["Demand"], at, price=one(draw, None, 60), shortage_cost=one(draw, 5, 200), **waits)}


def transport(draw: st.DrawFn, plan: Book) -> Book:
    """Lanes with a capacity and a rhythm, and a faster way beside them."""
    lanes, at = plan["Lead_times"], some(draw, plan["Lead_times"])
    fast = {**lanes[min(at)], "mode": "air", "lead_time": one(draw, 0, 2), "freight_cost": one(draw, 3, 6)}
    slow = changed(lanes, at, capacity=one(draw, None, 10, 25), shipment_interval=one(draw, None, 3.5, 14))
    return joined({"Lead_times": slow}, "Lead_times", "origin destination item mode", fast)


def minimum_shipment(draw: st.DrawFn, plan: Book) -> Book:
    """Least lots on a lane to the market, of what it can carry and the market wants."""
    lanes, share = plan["Lead_times"], one(draw, 0.3, 0.8)
    k = one(draw, *(k for k, row in enumerate(lanes) if row["destination"] == "us"))
    most = max(row["quantity"] for row in plan["Demand"] if row["site"] == "us" and row["item"] == "x")
    weeks = (lanes[k].get("shipment_interval") or 7) / 7
    return {"Lead_times": changed(lanes, {k}, min_shipment=share * weeks * min(most, lanes[k].get("capacity") or most))}


def tariffs(draw: st.DrawFn, plan: Book) -> Book:
    """Duty by programme, some that add up and some that do not, from some day on or until one."""
    day = plan["Periods"][0]["start"] + dt.timedelta(weeks=5)
    rows = [
        {
            "origin": one(draw, "CN", "MX", "cn"), "destination": one(draw, "US", "ALL", "us"), "item": one(draw, "ALL", "x", "c"),
            "programme": programme, "rate": one(draw, 0.05, 0.3), "specific": one(draw, None, 0.4),
            "refundable": one(draw, None, 0.5), "stacks": one(draw, "Yes", "No"), **one(draw, {}, {"start": day}, {"end": day}),
        }
        for programme in ("MFN", "301", "232")[: one(draw, 1, 2, 3)]
    ]  # fmt: skip
    return added(plan, "Tariffs", *rows)


def carbon_border(draw: st.DrawFn, plan: Book) -> Book:
    """A charge on the carbon in what crosses a border."""
    day = plan["Periods"][0]["start"] + dt.timedelta(weeks=5)
    charge = {
        "origin": one(draw, "CN", "MX", "ALL"), "destination": one(draw, "US", "MX"), "item": one(draw, "ALL", "x", "c"),
        "price": one(draw, 40, 300), **one(draw, {}, {"start": day}, {"end": day}),
    }  # fmt: skip
    return {
        "Sources": changed(plan["Sources"], some(draw, plan["Sources"]), carbon=one(draw, 4, 20)),
        "Items": changed(plan["Items"], {0}, border_carbon=one(draw, 5, 15)),
        "Carbon_border": [charge],
    }


def inventory(draw: st.DrawFn, plan: Book) -> Book:
    """Stock that costs its place and is bound by cover and room; what is there at first may stay."""
    point = {"site": "us", "item": "x", "on_hand": 0, "min_cover": one(draw, 0, 1)}
    rows = joined(plan, "Inventory", "site item", point)["Inventory"]
    empty = {k for k, row in enumerate(rows) if not row.get("on_hand")}
    rows = changed(rows, set(range(len(rows))), storage_cost=one(draw, 0.02, 0.3))
    return {
        "Inventory": changed(rows, empty, max_cover=one(draw, None, 5, 8)),
        "Sites": changed(plan["Sites"], {len(plan["Sites"]) - 1}, storage_capacity=one(draw, 400, 900)),
    }


def shelf_life(draw: st.DrawFn, plan: Book) -> Book:
    """Stock that spoils, where none is there at first."""
    point = {"site": "us", "item": "x", "on_hand": 0, "min_cover": one(draw, 0, 1)}
    rows = [
        {**row, "on_hand": 0, "min_cover": min(row.get("min_cover") or 0, 1)} if row["site"] == "us" else row
        for row in joined(plan, "Inventory", "site item", point)["Inventory"]
    ]
    at_market = {k for k, row in enumerate(rows) if row["site"] == "us"}
    return {"Inventory": changed(rows, at_market, shelf_life=one(draw, 5, 9, 20))}


def safety_stock(draw: st.DrawFn, plan: Book) -> Book:
    """Demand, lanes and processes that vary, before one or more stocking points, which may hold what that takes."""
    points = [("us", "x"), ("asm", "x"), ("asm", "c")][: one(draw, 1, 2, 3)]
    rows = [{"site": n, "item": i, "on_hand": 0, "min_cover": 0} for n, i in points]
    quoted = one(draw, {"max_service_time": 7}, {"service_time": 0}, {})
    terms = {**quoted, "service_level": one(draw, None, 0.8)}
    stock = joined(plan, "Inventory", "site item", *rows)["Inventory"]
    at = {k for k, row in enumerate(stock) if (row["site"], row["item"]) in points}
    stock = changed(stock, at, max_cover=None, shelf_life=None)
    far = {k for k, row in enumerate(stock) if row["site"] == "asm"}
    wanted = [{**row, "sd": round(row["quantity"] * 0.2, 2) if row["site"] == "us" else None} for row in plan["Demand"]]
    made = changed(plan["Sources"], some(draw, plan["Sources"]), processing_time=one(draw, 0, 3, 7))
    return {
        "Demand": wanted, "Inventory": changed(stock, far, **terms),
        "Lead_times": changed(plan["Lead_times"], some(draw, plan["Lead_times"]), lead_time_sd=one(draw, None, 2)),
        "Sources": changed(made, some(draw, made), processing_time_sd=one(draw, None, 1)),
    }  # fmt: skip


def footprint(draw: st.DrawFn, plan: Book) -> Book:
    """Sites that may open or close, what that costs, and how many there should be."""
    opened, closed = draw_two(draw)
    sites = [
        {
            **row,
            "fixed_cost": one(draw, None, 200, 2000) if row["role"] != "market" else None,
            **({"status": "potential", "opening_cost": one(draw, None, 100, 900)} if row["site"] == opened else {}),
            **({"closing_cost": one(draw, 0, 150, -80)} if row["site"] == closed else {}),
        }
        for row in plan["Sites"]
    ]
    kind, number = one(draw, ("min_open", 2), ("max_open", 1))
    rule = {"rule": "sites", "role": one(draw, "plant", "supplier"), "place": "ALL", kind: number, **soft(draw)}
    return {"Sites": sites, **added(plan, "Site_rules", rule)}


def draw_two(draw: st.DrawFn) -> tuple[str, str]:
    """Two sites that make something."""
    both = one(draw, ("asm2", "cn"), ("mx", "asm"), ("cn", "asm2"), ("asm", "asm2"))
    return str(both[0]), str(both[1])


def baseline(draw: st.DrawFn, _: Book) -> Book:
    """Today's shares."""
    item, first, second = one(draw, ("c", "cn", "mx"), ("x", "asm", "asm2"))
    share = one(draw, 1.0, 0.6)
    rows = [{"item": item, "destination": "ALL", "site": first, "share": share}]
    rows += [{"item": item, "destination": "ALL", "site": second, "share": 1 - share}] if share < 1 else []
    return {"Baseline": rows}


def locks(draw: st.DrawFn, plan: Book) -> Book:
    """One decision of each kind that can be taken already; each may be broken.

    Use is locked to 0 only: of a use of 1 without output the plan's tables cannot tell (see test_locks).
    """
    source = one(draw, *plan["Sources"])
    key = {"item": source["item"], "site": source["site"]}
    lane = one(draw, ("x", "asm", "us"), ("c", "mx", "asm"))
    units = largest_need(plan)
    found = [
        {"decision": "make", **key, "value": units * one(draw, 0, 0.5)},
        {"decision": "share", **key, "value": one(draw, 0, 0.4, 1)},
        {"decision": "use", **key, "value": 0},
        {"decision": "ship", "item": lane[0], "site": lane[1], "destination": lane[2], "value": units * one(draw, 0.2, 0.6)},
        *({"decision": "stock", "item": row["item"], "site": row["site"], "value": one(draw, 0, 30)} for row in plan.get("Inventory", [])[:1]),
        *({"decision": "open", "site": row["site"], "value": one(draw, 0, 1)} for row in plan["Sites"] if row.get("status") == "potential"),
        *({"decision": "order", "site": row["site"], "option": row["option"], "value": one(draw, 0, 1)} for row in plan.get("Capex", [])[:1]),
    ]  # fmt: skip
    chosen = some(draw, found)
    spans = ({}, {"from_period": names(plan)[-1]}, {"until": names(plan)[0]})
    return {"Locks": [{**found[k], "reason": "agreed", **one(draw, *spans), **soft(draw)} for k in sorted(chosen)]}
