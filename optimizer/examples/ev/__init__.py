"""EV components come home: a US maker moves five component families out of East Asia.

Batteries, chips, magnets, power electronics and frame steel for two vehicles, 2027 to 2030: domestic capacity may be
built, Mexico complements it, stocks bridge tariff steps and long lead times. Figures are public where the notes say so
and assumptions elsewhere; no company is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.examples.ev.baseline import baseline
from optimizer.examples.ev.capex import capex
from optimizer.examples.ev.demand import demand
from optimizer.examples.ev.expedite import charters
from optimizer.examples.ev.horizon import periods, settings
from optimizer.examples.ev.inventory import inventory
from optimizer.examples.ev.items import bom, items
from optimizer.examples.ev.labour import labour
from optimizer.examples.ev.lanes import lead_times, modes
from optimizer.examples.ev.places import regions, sites
from optimizer.examples.ev.recovery import recovering, recovering_sources
from optimizer.examples.ev.risks import disruptions, failure_groups, ramps, resilience_rules
from optimizer.examples.ev.rules import site_rules, sourcing_rules
from optimizer.examples.ev.sources import sources
from optimizer.examples.ev.tariffs import tariffs

if TYPE_CHECKING:
    from optimizer.examples.table import Row


def ev_components() -> dict[str, list[Row]]:
    """Return every sheet of the example: sheet name to records."""
    return {
        "Settings": settings(),
        "Periods": periods(),
        "Regions": regions(),
        "Sites": recovering(sites()),
        "Items": items(),
        "BOM": bom(),
        "Sources": recovering_sources(sources()),
        "Lead_times": [*lead_times(), *charters()],
        "Capex": capex(),
        "Demand": demand(),
        "Inventory": inventory(),
        "Sourcing_rules": sourcing_rules(),
        "Labour": labour(),
        "Tariffs": tariffs(),
        "Modes": modes(),
        "Site_rules": site_rules(),
        "Baseline": baseline(),
        "Ramps": ramps(),
        "Failure_groups": failure_groups(),
        "Disruptions": disruptions(),
        "Resilience_rules": resilience_rules(),
    }
