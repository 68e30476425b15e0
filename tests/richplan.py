"""One small plan that uses every sheet and every column."""

from __future__ import annotations

import copy
import datetime as dt
from typing import TYPE_CHECKING

from models.catalogue import catalogue
from tiny import periods, table

if TYPE_CHECKING:
    from tiny import Book


def rich() -> Book:
    """Packs of cells (of two chemistries) and frames: three periods, five kinds of sites, every rule there is."""
    return copy.deepcopy(_RICH)


_RICH: Book = {
    "Settings": [
        {
            "plan_name": "Packs", "currency": "USD", "discount_rate": 0.08, "holding_rate": 0.2, "carbon_price": 80,
            "service_level": 0.9, "pooling_exponent": 1.5, "service_time_step": 2,
            "objective": "cost", "objective_tolerance": 0.01, "time_limit": 240, "mip_gap": 0.0, "threads": 1, "seed": 7,
            "closing_stock_value": 0.1, "reaction_time": 1.5, "disruption_bucket": 5, "safety_stock_usable": 0.5,
            "cvar_weight": 0.3, "cvar_alpha": 0.9,
        }
    ],
    "Periods": periods(3, 13),
    "Regions": table(
        "region country bloc domestic currency electricity_carbon",
        ("CN", "China", "EAST", "No", "CNY", 0.6), ("MX", "Mexico", "WEST", "No", None, 0.4),
        ("US", "USA", "WEST", "Yes", None, 0.3),
    ),
    "Exchange_rates": table("currency period rate", ("CNY", "ALL", 0.5), ("CNY", "P3", 0.55)),
    "Sites": table(
        "site region role parent_company status closing_cost storage_capacity fixed_cost opening_cost time_to_recover failure_groups",
        ("cn", "CN", "supplier", "Acme", "existing", None, None, 300, None, 5, None),
        ("mx", "MX", "supplier", "Acme", "existing", None, None, 200, None, 4, None),
        ("asm", "US", "plant", None, "existing", None, 4000, 500, None, 3, "grid"),
        ("new", "MX", "plant", None, "potential", None, None, 400, 250, 3, None),
        ("old", "US", "plant", "Elder", "existing", 120, None, 900, None, 3, "grid"),
        ("hub", "US", "warehouse", None, "existing", None, 5000, 150, None, 2, None),
        ("us", "US", "market", None, "existing", None, None, None, None, None, None),
        ("ca", "MX", "market", None, "existing", None, None, None, None, None, None),
    ),
    "Items": table(
        "item unit value criticality weight holding_rate border_carbon",
        ("pack", "pack", 100, "Critical", 40, None, 30), ("cell", "cell", 20, "High", 8, 0.25, None),
        ("lfp", "cell", 18, "High", 9, None, None), ("frame", "frame", 15, "Low", 12, None, None),
    ),
    "BOM": table(
        "parent child quantity yield alternate_group start end",
        ("pack", "cell", 2, 0.95, "chemistry", None, None), ("pack", "lfp", 2.2, 0.97, "chemistry", dt.date(2027, 2, 15), None),
        ("pack", "frame", 1, 1.0, None, None, dt.date(2027, 9, 1)),
    ),
    "Sources": table(
        "site item capacity material_cost conversion_cost yield surge_capacity surge_premium qualified qualification_time "
        "qualification_cost labour_hours carbon electricity min_order_if_used licence_cost licence_region processing_time processing_time_sd time_to_recover",
        ("cn", "cell", 400, 30, 4, 0.96, None, None, "Yes", None, None, 0.1, 12, 20, None, 1.5, "CN", 7, 2, None),
        ("mx", "cell", 150, 24, 2, 1.0, 0.2, 0.3, "Yes", None, None, 0.2, 8, 15, 20, 0.8, "CN", 5, None, 6),
        ("cn", "lfp", 400, 24, 3, 0.98, None, None, "No", 6, 900, 0.1, 9, 18, None, None, None, None, None, None),
        ("mx", "lfp", 400, 29, 3, 1.0, None, None, "Yes", None, None, 0.1, 9, 18, None, None, None, None, None, None),
        ("cn", "frame", None, 20, 0, 1.0, None, None, "Yes", None, None, 0.2, 20, 5, None, None, None, None, None, None),
        ("mx", "frame", 90, 14, 0, 1.0, None, None, "Yes", None, None, 0.2, 18, 5, None, None, None, None, None, None),
        ("asm", "pack", 90, 3, 2, 0.99, 0.1, 0.5, "Yes", None, None, 0.5, 1, 10, None, 0.5, None, 3, 1, None),
        ("new", "pack", 60, 2, 1, 1.0, None, None, "Yes", None, None, 0.6, 1, 10, None, None, None, None, None, None),
        ("old", "pack", 40, 4, 3, 1.0, None, None, "Yes", None, None, 0.7, 1, 10, None, None, None, None, None, None),
        ("hub", "pack", 150, 0.5, 0.1, 1.0, None, None, "Yes", None, None, 0.02, 0.1, 1, None, None, None, None, None, None),
    ),
    "Lead_times": table(
        "origin destination item mode lead_time freight_cost distance capacity shipment_interval carbon corridors min_shipment lead_time_sd expedite_only",
        ("CN", "ALL", "ALL", "ocean", 35, 1.0, 11_000, None, 14, None, "Panama Canal", 10, 3, None),
        ("CN", "region:US", "class:High", "air", 4, 6.0, 11_000, 60, 2, 14, None, None, None, None),
        ("CN", "region:US", "frame", "air", 4, 9.0, 11_000, None, 2, 14, None, None, None, "Yes"),
        ("MX", "ALL", "ALL", "road", 5, 0.6, 1_500, None, 3, None, "Laredo", None, 1, None),
        ("asm", "hub", "pack", "road", 2, 1.5, 400, None, 3, None, None, None, None, None),
        ("old", "hub", "pack", "road", 2, 1.6, 400, None, 3, None, None, None, None, None),
        ("hub", "ALL", "pack", "road", 3, 2.0, 900, None, 4, None, None, None, 1, None),
        ("asm", "us", "pack", "road", 3, 4.0, 1_200, 50, 7, None, None, None, None, None),
        ("old", "us", "pack", "road", 3, 4.5, 1_200, None, 7, None, None, None, None, None),
    ),
    "Capex": table(
        "site item option capacity capex fixed_cost permit_time build_time ramp life max_count earliest",
        ("asm", "pack", "line", 30, 4000, 150, 2, 5, "slow", 8, 2, dt.date(2027, 1, 20)),
        ("mx", "ALL", "hall", 100, 2500, None, None, 6, None, None, None, None),
    ),
    "Ramps": table("ramp week fraction", ("slow", 0, 0.4), ("slow", 9, 1.0)),
    "Demand": table(
        "site item period quantity shortage_cost price backorder late_cost sd",
        ("us", "pack", "ALL", 105, 60, 180, "No", None, 6), ("us", "pack", "P2", 240, 60, 180, "No", None, 9),
        ("ca", "pack", "ALL", 15, None, None, "Yes", 0.8, 2), ("asm", "cell", "ALL", 10, None, None, "No", None, None),
    ),
    "Inventory": table(
        "site item may_hold on_hand min_cover max_cover storage_cost shelf_life on_hand_content service_level service_time "
        "max_service_time",
        ("hub", "pack", "Yes", 60, 0.3, 8, 0.2, 30, 0.4, 0.85, None, 3),
        ("asm", "cell", "Yes", 4000, 0.2, None, 0.05, 60, None, None, 0, None),
        ("asm", "frame", "Yes", 300, None, None, 0.05, None, None, None, None, None),
        ("us", "pack", "No", None, None, None, None, None, None, None, None, None),
    ),
    "Sourcing_rules": table(
        "rule item destination from_period min_sources max_sources min_share max_share group_by group min_group_share "
        "max_group_share hard penalty",
        ("dual cells", "cell", "ALL", "P2", 2, None, 0.1, 0.95, None, None, None, None, "Yes", None),
        ("packs", "pack", "us", None, None, 2, None, None, None, None, None, None, "Yes", None),
        ("soft dual", "frame", "EACH", None, 2, None, 0.1, None, None, None, None, None, "No", 3),
        ("China", "class:High", "ALL", None, None, None, None, None, "country", "China", None, 0.9, "Yes", None),
        ("home", "pack", "ALL", None, None, None, None, None, "domestic", "Yes", 0.2, None, "Yes", None),
        ("owners", "frame", "ALL", "P2", None, None, None, None, "parent_company", None, None, 0.97, "No", 1),
        ("straits", "ALL", "ALL", None, None, None, None, None, "corridor", None, None, 0.98, "No", 0.5),
        ("blocs", "cell", "ALL", None, None, None, None, None, "bloc", None, None, 0.96, "No", 1),
        ("licences", "cell", "ALL", None, None, None, None, None, "licence", "foreign", None, 0.9, "No", 1),
    ),
    "Budgets": table(
        "kind period place limit hard penalty",
        ("capex", "ALL", "ALL", 50_000, "Yes", None), ("carbon", "EACH", "US", 900, "No", 5),
        ("source_changes", "P2", "ALL", 5, "No", 10),
    ),
    "Baseline": table(
        "item destination site share buffer",
        ("pack", "us", "asm", 0.7, 0), ("pack", "us", "old", 0.3, 0), ("cell", "ALL", "cn", 0.6, 0), ("cell", "ALL", "mx", 0.4, 0),
        ("frame", "asm", "mx", 1.0, 40),
    ),
    "Scenarios": table(
        "scenario sheet column where action value",
        ("boom", "Demand", "quantity", "site = us", "multiply", 1.1),
    ),
    "Labour": table(
        "region period wage escalation hours_available overtime_limit overtime_premium hire_limit training_cost training_time",
        ("CN", "ALL", 8, 0.06, None, None, None, None, None, None), ("MX", "ALL", 6, 0.05, None, None, None, None, None, None),
        ("US", "ALL", 30, 0.03, 45, 0.1, 0.5, 10, 40, 4), ("US", "P2", 31, 0.03, 55, 0.1, 0.5, None, None, None),
    ),
    "Tariffs": table(
        "origin destination item programme rate specific start end refundable stacks",
        ("CN", "US", "ALL", "MFN", 0.03, None, None, None, None, "Yes"),
        ("CN", "US", "cell", "MFN", 0.05, 0.1, None, None, None, "Yes"),
        ("bloc:EAST", "US", "class:High", "301", 0.25, None, dt.date(2027, 2, 20), None, 0.1, "Yes"),
        ("CN", "US", "ALL", "232", 0.10, None, None, dt.date(2027, 8, 1), None, "No"),
        ("country:China", "USA", "cell", "IEEPA", 0.20, None, dt.date(2027, 5, 1), None, None, "No"),
        ("MX", "US", "pack", "MFN", 0.01, None, None, None, None, "Yes"),
    ),
    "Modes": table("mode carbon", ("ocean", 0.012), ("road", 0.09), ("air", 0.9)),
    "Carbon_border": table(
        "origin destination item price start end",
        ("CN", "US", "ALL", 40, dt.date(2027, 3, 1), None), ("MX", "US", "cell", 30, None, dt.date(2027, 6, 1)),
        ("US", "MX", "pack", 20, None, None),
    ),
    "Site_rules": table(
        "rule role place min_open max_open hard penalty",
        ("home", "plant", "US", 1, None, "Yes", None), ("few", "plant", "ALL", None, 2, "No", 15),
    ),
    "Content_rules": table(
        "rule item destination min_domestic_share measure period from_period hard penalty",
        ("local value", "pack", "us", 0.3, "value", "ALL", "P2", "No", 20),
        ("local cells", "class:High", "ALL", 0.01, "quantity", "P3", None, "No", 0.2),
        ("local packs", "pack", "ALL", 0.02, "value", "ALL", None, "Yes", None),
    ),
    "Price_breaks": table(
        "site item from_quantity unit_cost behaviour",
        ("cn", "cell", 150, 27, "all_units"), ("cn", "cell", 250, 25, "all_units"), ("mx", "frame", 40, 12, "incremental"),
    ),
    "Learning": table(
        "site item rate experience steps", ("asm", "pack", 0.1, 500, 1), ("cn", "cell", 0.05, 2000, None),
    ),
    "Incentives": table(
        "name place item basis amount start end phase_from phase_down cap min_content min_volume",
        ("state grant", "asm", "pack", "capex", 0.2, dt.date(2027, 1, 10), None, None, None, 900, None, None),
        ("made here", "US", "pack", "unit", 3, dt.date(2026, 1, 1), dt.date(2027, 9, 1), dt.date(2026, 2, 1), 0.3, None, 0.1, 20),
        ("materials", "MX", "cell", "material", 0.1, None, None, None, None, 400, None, None),
    ),
    "Levelling": table(
        "site item max_increase max_decrease change_cost min_utilisation max_utilisation hard penalty",
        ("asm", "pack", 0.5, 0.4, 0.6, 0.1, 0.97, "No", 4), ("mx", "ALL", 0.9, None, 0.2, None, 0.99, "Yes", None),
    ),
    "Failure_groups": table(
        "group member time_to_recover probability",
        ("grid", "site:asm", 2, 0.02), ("border", "corridor:Laredo", 3, None),
    ),
    "Disruptions": table(
        "scenario hits target item loss duration recovery start_period probability demand_change tariff_change",
        ("quake", "site", "mx", "ALL", 0.6, 2, "slow", "P2", 0.03, None, None),
        ("quake", "group", "border", "ALL", 0.5, 2, None, "P2", 0.03, None, None),
        ("ban", "country", "China", "cell", 0.5, 4, None, "P3", 0.04, None, None),
        ("ban", "tariff", "CN -> US", "lfp", None, 6, None, "P3", 0.04, None, 0.3),
        ("strait", "corridor", "Panama Canal", "ALL", 0.7, 3, None, "P3", 0.05, None, None),
        ("strike", "parent_company", "Elder", "ALL", 1.0, 4, None, "P2", 0.02, None, None),
        ("strike", "lane", "asm -> hub", "pack", 0.5, 2, None, "P2", 0.02, None, None),
        ("rush", "demand", "us", "pack", None, 4, None, "P1", 0.02, 0.1, None),
        ("rush", "item", "frame", "ALL", 0.2, 4, None, "P1", 0.02, None, None),
        ("storm", "region", "MX", "ALL", 0.4, 2, None, "P3", 0.02, None, None),
        ("storm", "bloc", "EAST", "frame", 0.3, 2, None, "P3", 0.02, None, None),
    ),
    "Resilience_rules": table(
        "rule applies_to item from_period min_service duration min_survive survive_margin hard penalty",
        ("any maker", "N-1 site", "frame", "P3", 0.9, 2, None, None, "No", 2),
        ("canal", "strait", "ALL", "P2", 0.3, None, None, None, "Yes", None),
        ("lasting", "storm", "pack", None, None, None, 2, 1, "No", 3),
    ),
    "Locks": table(
        "decision item site destination option value from_period until reason hard penalty",
        ("ship", "cell", "cn", "asm", None, 20, "P1", "P2", "contract", "No", 2),
        ("open", None, "old", None, None, 1, "P1", "P1", "notice", "No", 50),
        ("order", None, "asm", None, "line", 1, "P2", "P3", "board", "No", 100),
    ),
}  # fmt: skip


def unused() -> set[tuple[str, str]]:
    """Columns the plan leaves blank, or sheets it leaves out."""
    return {
        (name, column.name)
        for name, entry in catalogue().items()
        for column in entry.columns
        if not any(row.get(column.name) not in {None, ""} for row in _RICH.get(name, ()))
    }
