"""Facilities without a limit, each with a cost of setting it up, that serve whole customers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from optimizer.importing.book import GOODS, demand, lane, one_period, site, source
from optimizer.importing.imported import Imported, Records

if TYPE_CHECKING:
    from optimizer.importing.json_case import JsonCase

Costs = dict[tuple[int, int], float]
"""Of serving a whole customer, by customer and facility."""


def facility_location(case: JsonCase) -> Imported:
    """Turn customers and facilities into records; entries are in :mod:`optimizer.importing.supply_network`.

    Raises
    ------
    InputError
        With everything that is wrong, each by its place.

    """
    customers, facilities = case.listed("customers"), case.listed("facilities")
    setup = [case.number(value, f"setup_cost[{n}]") for n, value in enumerate(case.listed("setup_cost"))]
    if len(setup) != len(facilities):
        found = f"There are {len(setup)} costs of setting up for {len(facilities)} facilities."
        case.refuse("setup_cost", found, "Enter one for each.", "wrong-count")
    if "shipping_cost" in case:
        costs = _stated(case, len(customers), len(facilities))
    else:
        costs = _by_distance(case, customers, facilities)
    case.accept()
    return Imported(_records(setup, costs, len(customers)))


def _stated(case: JsonCase, customers: int, facilities: int) -> Costs:
    costs: Costs = {}
    for n, entry in enumerate(case.listed("shipping_cost")):
        where = f"shipping_cost[{n}]"
        if not isinstance(entry, list) or len(entry) != 3:  # noqa: PLR2004 - customer, facility, cost
            case.refuse(where, "This is no cost of serving.", "Enter [customer, facility, cost].")
            continue
        customer, facility = (case.number(value, where) for value in entry[:2])
        if not (customer.is_integer() and facility.is_integer() and customer < customers and facility < facilities):
            found = f"There is no customer {entry[0]} or no facility {entry[1]}: both are counted from 0."
            case.refuse(where, found, "Correct the numbers.", "unknown-reference")
            continue
        costs[int(customer), int(facility)] = case.number(entry[2], where)
    return costs


def _by_distance(case: JsonCase, customers: list[Any], facilities: list[Any]) -> Costs:
    rate = case.optional("cost_per_mile")
    if rate is None:
        case.refuse("cost_per_mile", "Neither shipping_cost nor cost_per_mile is given.", "Enter one.")
    places = {
        key: [_place(case, value, f"{key}[{n}]") for n, value in enumerate(values)]
        for key, values in (("customers", customers), ("facilities", facilities))
    }
    return {
        (c, f): (rate or 0.0) * math.dist(customer, facility)
        for c, customer in enumerate(places["customers"])
        for f, facility in enumerate(places["facilities"])
    }


def _place(case: JsonCase, value: Any, where: str) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - x and y
        case.refuse(where, "This is no place.", "Enter [x, y].")
        return 0.0, 0.0
    x, y = (case.number(each, where, lowest=-math.inf) for each in value)
    return x, y


def _records(setup: list[float], costs: Costs, customers: int) -> Records:
    book = one_period(1)
    for f, cost in enumerate(setup, 1):
        book["Sites"].append(site(f"F{f}", "supplier", status="potential", opening_cost=cost))
        book["Sources"].append(source(f"F{f}", GOODS))
    for c in range(1, customers + 1):
        book["Sites"].append(site(f"C{c}", "market"))
        book["Demand"].append(demand(f"C{c}", GOODS, 1.0))
    book["Lead_times"] = [lane(f"F{f + 1}", f"C{c + 1}", cost) for (c, f), cost in costs.items()]
    return book
