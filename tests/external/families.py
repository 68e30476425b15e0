"""Whole families of published cases, turned into Sourcemix's own input records."""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
from pathlib import Path
from statistics import NormalDist
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


def guaranteed_service(
    stages: dict[str, dict[str, Any]], arcs: list[tuple[str, str]], z: float, holding_rate: float
) -> Records:
    """Safety stock placement: stages with a processing time, made of each other at one place.

    Demand a week is 7 days of the case's, its variance as well; the yearly cost is that of one year.

    Parameters
    ----------
    stages
        By name: time, value, and where they apply max_service_time, demand_sd [units/day] and demand [units/day].
    arcs
        Pairs of component and parent; one unit each.
    z
        Standard deviations that are covered.

    """
    book = _one_period(52)
    book["Settings"][0] |= {"holding_rate": holding_rate, "service_level": NormalDist().cdf(z)}
    book["Sites"] = [{"site": "works", "region": "here", "role": "plant"}]
    book["Items"] = [{"item": name, "value": stage["value"]} for name, stage in stages.items()]
    book["BOM"] = [{"parent": parent, "child": child, "quantity": 1} for child, parent in arcs]
    book["Sources"], book["Demand"], book["Inventory"] = [], [], []
    here = {"origin": "works", "destination": "works", "mode": "road", "lead_time": 0, "freight_cost": 0}
    book["Lead_times"] = [here]
    for name, stage in stages.items():
        made = {"site": "works", "item": name, "material_cost": 0.0, "processing_time": stage["time"]}
        book["Sources"].append(made)
        book["Inventory"].append({"site": "works", "item": name, "max_service_time": stage.get("max_service_time")})
        if "demand_sd" in stage:
            sd, mean = stage["demand_sd"] * math.sqrt(7), stage.get("demand", 10 * stage["demand_sd"]) * 7
            book["Demand"].append({"site": "works", "item": name, "period": "year", "quantity": mean, "sd": sd})
    return book


def assembly(text: str) -> Records:
    """Graves and Willems's table: cost *added* at each stage, so that an item is worth all that went into it."""
    stages: dict[str, dict[str, Any]] = {}
    before: dict[str, list[str]] = {}
    added: dict[str, float] = {}
    for name, time, most, cost, _, mean, deviation, _, *upstream in csv.reader(text.splitlines()[1:]):
        demand = {"demand": float(mean), "demand_sd": float(deviation)} if mean else {}
        stages[name] = {"time": float(time), "max_service_time": float(most) if most else None, **demand}
        before[name], added[name] = [part for part in upstream[::2] if part], float(cost)

    def worth(name: str) -> float:
        return added[name] + sum(worth(part) for part in before[name])

    for name, stage in stages.items():
        stage["value"] = worth(name)
    arcs = [(part, name) for name, parts in before.items() for part in parts]
    return guaranteed_service(stages, arcs, z=1.645, holding_rate=0.3)


def service_tree(path: Path, name: str) -> Records:
    """Snyder and Shen's trees: the holding cost of each stage is given, and what comes in from outside takes time."""
    case = json.loads(path.read_text())[name]
    stages = {
        f"stage {key}": {
            **stage, "value": stage["holding_cost"], "time": stage["time"] + stage.get("inbound_service_time", 0)
        }
        for key, stage in case["stages"].items()
    }  # fmt: skip
    arcs = [(f"stage {child}", f"stage {parent}") for child, parent in case["arcs"]]
    z = case.get("z", next(iter(case["stages"].values())).get("z"))
    return guaranteed_service(stages, arcs, z, holding_rate=1.0)
