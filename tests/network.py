"""A small network with something of everything a report shows, and how to look rows up in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.report import report_tables
from tiny import periods, table

if TYPE_CHECKING:
    from models.schema import Sheet
    from optimizer.outcome import Outcome


def network(**sheets: Any) -> dict[str, Any]:
    """Three countries, three tiers, a warehouse, yields, stock, tariffs, carbon, a border charge and a baseline."""
    plan: dict[str, Any] = {
        "Settings": [
            {"plan_name": "Network", "discount_rate": 0.08, "holding_rate": 0.1, "carbon_price": 50, "mip_gap": 0}
        ],
        "Periods": periods(3),
        "Regions": table(
            "region country domestic", ("East", "China", "No"), ("North", "Mexico", "No"), ("Lakes", "US", "Yes")
        ),
        "Sites": table(
            "site region role fixed_cost",
            ("cn", "East", "supplier", 520),
            ("mx", "North", "supplier", None),
            ("hub", "North", "warehouse", 1040),
            ("plant", "Lakes", "plant", 5200),
            ("shop", "Lakes", "market", None),
        ),
        "Items": table(
            "item value criticality weight", ("cell", 20, "Critical", 5), ("car", 100, "Low", 50), ("ore", 4, "Low", 1)
        ),
        "BOM": table("parent child quantity yield", ("car", "cell", 2, 0.8), ("cell", "ore", 3, None)),
        "Sources": table(
            "site item capacity material_cost conversion_cost labour_hours carbon yield",
            ("cn", "cell", 400, 8, 2, 0.1, 30, 0.9),
            ("mx", "cell", 70, 11, 2, 0.1, 10, None),
            ("cn", "ore", None, 1, None, None, 2, None),
            ("mx", "ore", None, 1.5, None, None, 2, None),
            ("plant", "car", 150, 30, 5, 1, 20, None),
        ),
        "Labour": table("region wage escalation", ("East", 5, 0.05), ("North", 7, 0.05), ("Lakes", 30, 0.02)),
        "Lead_times": table(
            "origin destination item mode lead_time freight_cost distance shipment_interval",
            ("cn", "hub", "cell", "ocean", 35, 1, 12000, 14),
            ("hub", "plant", "cell", "rail", 7, 0.5, 2000, 7),
            ("mx", "plant", "cell", "road", 4, 0.8, 2000, 2),
            ("plant", "shop", "car", "road", 2, 3, 300, 1),
        ),
        "Modes": table("mode carbon", ("ocean", 0.01), ("rail", 0.03), ("road", 0.1)),
        "Tariffs": table("origin destination item programme rate", ("Mexico", "US", "ALL", "MFN", 0.025)),
        "Carbon_border": table("destination price", ("US", 40), ("Mexico", 15)),
        "Demand": [{"site": "shop", "item": "car", "period": f"P{k}", "quantity": 60 + 20 * k} for k in (1, 2, 3)],
        "Inventory": table("site item on_hand", ("plant", "cell", 0), ("plant", "car", 0)),
        "Capex": table(
            "site item option capacity capex permit_time build_time life", ("mx", "cell", "line 2", 100, 500, 4, 9, 5)
        ),
        "Sourcing_rules": table("rule item min_sources min_share", ("dual", "class:Critical", 2, 0.3)),
        "Baseline": table("item destination site share", ("cell", "ALL", "cn", 0.9), ("cell", "ALL", "mx", 0.1)),
    }
    return {**plan, **sheets}


def rows(report: Sheet, **wanted: str) -> list[dict[str, Any]]:
    """Records of a table that have the values wanted."""
    names = [column.name for column in report.columns]
    records = [dict(zip(names, row, strict=True)) for row in report]
    return [record for record in records if all(record[key] == value for key, value in wanted.items())]


def report(outcome: Outcome, kind: type[Sheet]) -> Any:
    """Return the table of that kind in the report on a plan."""
    return next(made for made in report_tables(outcome) if isinstance(made, kind))
