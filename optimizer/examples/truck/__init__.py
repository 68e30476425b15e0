"""Dual-flow powertrain: a truck maker that sources from North America and overseas at once, across a demand cycle.

Engines, gearboxes, axles and electric drives for two tractors, 2027 to 2029 by quarters: a pre-buy peak ahead of an
emission rule, then a slump. Plants in Virginia, Maryland and Pennsylvania may be upgraded, stock is built ahead of the
peak, Mexico serves its own markets and takes overflow. Figures are public where the notes say so and assumptions
elsewhere; no company is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.examples.truck.baseline import baseline
from optimizer.examples.truck.capex import capex, ramps
from optimizer.examples.truck.decisions import budgets, locks
from optimizer.examples.truck.demand import demand
from optimizer.examples.truck.horizon import exchange_rates, periods, settings
from optimizer.examples.truck.inventory import inventory
from optimizer.examples.truck.items import bom, items
from optimizer.examples.truck.labour import labour
from optimizer.examples.truck.lanes import lead_times, modes
from optimizer.examples.truck.levelling import levelling
from optimizer.examples.truck.places import regions, sites
from optimizer.examples.truck.public_money import content_rules, incentives
from optimizer.examples.truck.recovery import recovering, recovering_sources
from optimizer.examples.truck.risks import disruptions, failure_groups, recovery_ramps, resilience_rules
from optimizer.examples.truck.rules import site_rules, sourcing_rules
from optimizer.examples.truck.scenarios import scenarios
from optimizer.examples.truck.sources import sources
from optimizer.examples.truck.tariffs import carbon_border, tariffs
from optimizer.examples.truck.terms import learning, price_breaks

if TYPE_CHECKING:
    from optimizer.examples.table import Row


def truck_powertrain() -> dict[str, list[Row]]:
    """Return every sheet of the example: sheet name to records."""
    return {
        "Settings": settings(),
        "Periods": periods(),
        "Regions": regions(),
        "Exchange_rates": exchange_rates(),
        "Sites": recovering(sites()),
        "Items": items(),
        "BOM": bom(),
        "Sources": recovering_sources(sources()),
        "Lead_times": lead_times(),
        "Capex": capex(),
        "Ramps": [*ramps(), *recovery_ramps()],
        "Labour": labour(),
        "Demand": demand(),
        "Inventory": inventory(),
        "Sourcing_rules": sourcing_rules(),
        "Budgets": budgets(),
        "Baseline": baseline(),
        "Scenarios": scenarios(),
        "Tariffs": tariffs(),
        "Modes": modes(),
        "Carbon_border": carbon_border(),
        "Site_rules": site_rules(),
        "Locks": locks(),
        "Price_breaks": price_breaks(),
        "Learning": learning(),
        "Levelling": levelling(),
        "Content_rules": content_rules(),
        "Incentives": incentives(),
        "Failure_groups": failure_groups(),
        "Disruptions": disruptions(),
        "Resilience_rules": resilience_rules(),
    }
