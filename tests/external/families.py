"""Whole families of published cases, turned into Sourcemix's own input records."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent / "cases"
Records = dict[str, list[dict[str, Any]]]


def _one_period(weeks: float) -> Records:
    return {
        "Settings": [{"mip_gap": 0.0, "time_limit": 300}],
        "Periods": [{"period": "year", "start": dt.date(2027, 1, 1), "weeks": weeks}],
        "Regions": [{"region": "here"}],
        "Items": [{"item": "goods", "value": 1.0}],
    }


def capacitated_location(text: str) -> Records:
    """OR-Library cap format: `m n`, m x (capacity, fixed cost), n x (demand, m costs of serving all of it).

    One year of 52 weeks: quantities become weekly rates, fixed cost stays yearly, and the cost of serving a whole demand
    becomes the freight of one unit.
    """
    numbers = iter(text.split())
    sites, customers = int(next(numbers)), int(next(numbers))
    book = _one_period(52)
    book |= {"Sites": [], "Sources": [], "Demand": [], "Lead_times": []}
    for m in range(sites):
        capacity, fixed = float(next(numbers)), float(next(numbers))
        site = {"site": f"W{m + 1}", "region": "here", "role": "supplier", "status": "potential", "fixed_cost": fixed}
        book["Sites"].append(site)
        book["Sources"].append({"site": f"W{m + 1}", "item": "goods", "capacity": capacity / 52, "material_cost": 0.0})
    for n in range(customers):
        demand = float(next(numbers))
        costs = [float(next(numbers)) for _ in range(sites)]
        book["Sites"].append({"site": f"C{n + 1}", "region": "here", "role": "market"})
        book["Demand"].append({"site": f"C{n + 1}", "item": "goods", "period": "year", "quantity": demand / 52})
        for m, cost in enumerate(costs):
            lane = {"origin": f"W{m + 1}", "destination": f"C{n + 1}", "mode": "road", "lead_time": 0.0}
            book["Lead_times"].append({**lane, "freight_cost": cost / demand if demand else 0.0})
    return book


def supply_network(path: Path) -> Records:
    """Williams's factories, depots and customers; depots with an opening cost make the second problem of the pair."""
    case = json.loads(path.read_text())["data"]
    book = _one_period(1)
    book |= {"Sites": [], "Sources": [], "Demand": [], "Lead_times": []}
    for name, capacity in case["supply"]:
        book["Sites"].append({"site": name, "region": "here", "role": "supplier"})
        book["Sources"].append({"site": name, "item": "goods", "capacity": capacity, "material_cost": 0.0})
    for name, throughput in case["through"]:
        book["Sites"].append({"site": name, "region": "here", "role": "warehouse"})
        book["Sources"].append({"site": name, "item": "goods", "capacity": throughput, "material_cost": 0.0})
    for name, quantity in case["demand"]:
        book["Sites"].append({"site": name, "region": "here", "role": "market"})
        book["Demand"].append({"site": name, "item": "goods", "period": "year", "quantity": quantity})
    for origin, destination, cost in case["cost"]:
        lane = {"origin": origin, "destination": destination, "mode": "road", "lead_time": 0.0, "freight_cost": cost}
        book["Lead_times"].append(lane)
    if "opencost" in case:
        _let_depots_open_and_close(book, dict(case["opencost"]))
    return book


def _let_depots_open_and_close(book: Records, cost: dict[str, float]) -> None:
    """Newcastle and Exeter may close (a saving), Bristol and Northampton open, Birmingham grow; at most four open."""
    changes = {
        "Newcastle": {"closing_cost": -cost["Newcastle"]},
        "Exeter": {"closing_cost": -cost["Exeter"]},
        "Bristol": {"status": "potential", "opening_cost": cost["Bristol"]},
        "Northampton": {"status": "potential", "opening_cost": cost["Northampton"]},
    }
    for site in book["Sites"]:
        site.update(changes.get(site["site"], {}))
    book["Capex"] = [{"site": "Birmingham", "item": "goods", "option": "expand", "capacity": 20_000, "capex": 3_000}]
    book["Site_rules"] = [{"rule": "at most four depots", "role": "warehouse", "max_open": 4}]
