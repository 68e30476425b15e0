"""One impossible plan for each kind of rule and limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tiny import book, periods, table, two_sources

if TYPE_CHECKING:
    from tiny import Book


def capacities(cn: float | None, mx: float | None) -> Any:
    """Sources cn for 10 and mx for 13, with so much capacity."""
    return table("site item material_cost capacity", ("cn", "x", 10, cn), ("mx", "x", 13, mx))


def rule(columns: str, *values: Any, **more: Any) -> Book:
    """One sourcing rule on x, with mx too small for it unless said otherwise."""
    sheets = {"Sources": capacities(None, 15), **more}
    return two_sources(**sheets, Sourcing_rules=table(f"rule item {columns}", ("home", "x", *values)))


ONE = table("site item material_cost capacity", ("cn", "x", 10, 70))
"""One source, too small."""
AT_HOME = table("site region role", ("cn", "CN", "supplier"), ("mx", "US", "supplier"), ("us", "US", "market"))
"""Source mx is a domestic one."""
LINE = {"site": "cn", "item": "x", "option": "line", "capacity": 30, "capex": 500_000}

KINDS: dict[str, tuple[Book, str]] = {
    "capacity": (book(Sources=ONE), "Sources[1].capacity"),
    "demand of one period": (
        book(Periods=periods(2), Sources=ONE, Demand=table("site item period quantity", ("us", "x", "P1", 50), ("us", "x", "P2", 90))),
        "Demand[2].quantity",
    ),
    "min_share": (rule("min_sources min_share", 2, 0.3), "Sourcing_rules[1].min_share"),
    "max_share": (rule("max_share", 0.6), "Sourcing_rules[1].max_share"),
    "max_sources": (rule("max_sources", 1, Sources=capacities(60, 60)), "Sourcing_rules[1].max_sources"),
    "min_group_share": (rule("group_by group min_group_share", "region", "MX", 0.3), "Sourcing_rules[1].min_group_share"),
    "max_group_share": (rule("group_by group max_group_share", "region", "CN", 0.6), "Sourcing_rules[1].max_group_share"),
    "content": (
        two_sources(Sites=AT_HOME, Sources=capacities(None, 42), Content_rules=table("rule item destination min_domestic_share measure", ("home", "x", "us", 0.6, "quantity"))),
        "Content_rules[1].min_domestic_share",
    ),
    "budget": (book(Sources=ONE, Capex=[LINE], Budgets=table("kind period limit", ("capex", "ALL", 1))), "Budgets[1].limit"),
    "carbon budget": (
        book(Sources=table("site item material_cost carbon", ("cn", "x", 10, 2)), Budgets=table("kind period limit", ("carbon", "ALL", 5))),
        "Budgets[1].limit",
    ),
    "permit": (
        book(Periods=periods(2, 10), Sources=ONE, Capex=[{**LINE, "permit_time": 12}], Demand=table("site item period quantity", ("us", "x", "P1", 70), ("us", "x", "P2", 100))),
        "Capex[1].permit_time",
    ),
    "labour": (
        book(Sources=table("site item material_cost labour_hours", ("cn", "x", 10, 0.5)), Labour=table("region wage hours_available", ("CN", 1, 40))),
        "Labour[1].hours_available",
    ),
    "lane": (book(Lead_times=table("origin destination mode lead_time freight_cost capacity", ("ALL", "ALL", "road", 0, 0, 80))), "Lead_times[1].capacity"),
    "lead time": (book(Periods=periods(4, 4), Lead_times=table("origin destination mode lead_time freight_cost", ("ALL", "ALL", "road", 40, 0))), "Lead_times[1].lead_time"),
    "qualification": (book(Periods=periods(2), Sources=table("site item material_cost qualified qualification_time", ("cn", "x", 10, "No", 30))), "Sources[1].qualification_time"),
    "lock": (two_sources(Sources=capacities(None, 42), Locks=table("decision item site value", ("make", "x", "mx", 60))), "Locks[1].value"),
    "locks": (two_sources(Locks=table("decision item site value", ("share", "x", "mx", 0.6), ("share", "x", "cn", 0.6))), "Locks[1].value"),
    "max_increase": (
        book(Periods=periods(2), Sources=table("site item material_cost capacity", ("cn", "x", 10, 500)), Demand=table("site item period quantity", ("us", "x", "P1", 100), ("us", "x", "P2", 150)), Levelling=table("site item max_increase", ("cn", "x", 0.2))),
        "Levelling[1].max_increase",
    ),
    "max_decrease": (
        book(Periods=periods(2), Sources=table("site item material_cost capacity", ("cn", "x", 10, 500)), Demand=table("site item period quantity", ("us", "x", "P1", 150), ("us", "x", "P2", 100)), Levelling=table("site item max_decrease", ("cn", "x", 0.2))),
        "Levelling[1].max_decrease",
    ),
    "min_utilisation": (book(Sources=table("site item material_cost capacity", ("cn", "x", 10, 500)), Levelling=table("site item min_utilisation", ("cn", "x", 0.5))), "Levelling[1].min_utilisation"),
    "max_utilisation": (book(Sources=table("site item material_cost capacity", ("cn", "x", 10, 110)), Levelling=table("site item max_utilisation", ("cn", "x", 0.8))), "Levelling[1].max_utilisation"),
    "min_cover": (two_sources(Sources=capacities(60, 41), Inventory=table("site item min_cover", ("us", "x", 2))), "Inventory[1].min_cover"),
    "max_cover": (two_sources(Inventory=table("site item on_hand max_cover", ("us", "x", 9000, 1))), "Inventory[1].max_cover"),
    "storage": (
        book(Inventory=table("site item min_cover", ("cn", "x", 2)), Sites=table("site region role storage_capacity", ("cn", "CN", "supplier", 50), ("us", "US", "market", None))),
        "Inventory[1].min_cover",
    ),
    "shelf life": (two_sources(Inventory=table("site item on_hand shelf_life", ("us", "x", 9000, 1))), "Inventory[1].shelf_life"),
    "max_open": (two_sources(Site_rules=table("rule role max_open", ("few", "supplier", 1))), "Site_rules[1].max_open"),
    "service": (
        two_sources(
            Sources=capacities(None, 15), Disruptions=table("scenario hits target duration start_period", ("quake", "site", "cn", 10, "P1")),
            Resilience_rules=table("rule applies_to min_service", ("safe", "quake", 0.9)),
        ),
        "Resilience_rules[1].min_service",
    ),
    "survival": (
        two_sources(
            Disruptions=table("scenario hits target duration start_period", ("quake", "site", "cn", 10, "P1")), Sources=capacities(None, 15),
            Resilience_rules=table("rule applies_to min_survive", ("safe", "quake", 6)),
        ),
        "Resilience_rules[1].min_survive",
    ),
    "minimum orders": (
        two_sources(
            Sources=table("site item material_cost min_order_if_used", ("cn", "x", 10, 80), ("mx", "x", 10, 80)),
            Sourcing_rules=table("rule item min_sources min_share", ("dual", "x", 2, 0.1)),
        ),
        "Sourcing_rules[1].min_sources",
    ),
    "lots": (
        book(
            Sources=capacities(60, 60),
            Lead_times=table("origin destination mode lead_time freight_cost min_shipment", ("CN", "US", "sea", 0, 0, 55), ("MX", "US", "road", 0, 0, 55)),
        ),
        "Lead_times[1].min_shipment",
    ),
}  # fmt: skip
"""Workbook that no plan exists for, and a cell that must be named."""
