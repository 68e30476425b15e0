"""How it is made and moved: sources, lanes, capacity, people."""

from __future__ import annotations

import math

from models.schema import Dates, Flags, Names, Numbers, Sheet, Texts, date, flag, names, number, reference, text
from models.sheets.words import ALL


class Sources(
    Sheet,
    name="Sources",
    purpose="Which site can make which item, and at what cost.",
    key=("site", "item"),
    required=True,
):
    """Makers of items; at a warehouse, the throughput of the item and its handling cost."""

    site: Texts = reference("Sites", "Site that makes the item (or, if a warehouse, handles it).")
    item: Texts = reference("Items", "Item it makes.")
    capacity: Numbers = number(
        "Most it can make today; blank: not limited. Put 0 for a source that must be built first.",
        unit="units/week",
        default=math.inf,
    )
    material_cost: Numbers = number(
        "Purchased price or material for one unit, without the items of its bill of materials.",
        unit="money/unit",
        required=True,
    )
    conversion_cost: Numbers = number(
        "Energy, tooling and other cost of making one unit.", unit="money/unit", default=0.0
    )
    yield_: Numbers = number(
        "Good units out of units started; cost, hours, capacity and components are for units started.",
        unit="fraction",
        default=1.0,
        lower=1e-6,
        upper=1.0,
    )
    surge_capacity: Numbers = number(
        "Share of the capacity that can be made on top, at the surge premium.", unit="fraction", default=0.0, upper=10.0
    )
    surge_premium: Numbers = number(
        "Extra cost of a unit made in surge, as a share of its material and conversion cost.",
        unit="fraction",
        default=0.0,
        upper=10.0,
    )
    qualified: Flags = flag("Whether the source is approved today; if not, it must be qualified first.", default=True)
    qualification_time: Numbers = number(
        "From the start of qualification (for new capacity: from the end of building) to approval.",
        unit="weeks",
        default=0.0,
    )
    processing_time: Numbers = number(
        "From the last component at hand to the finished unit: what a stock behind this source must bridge.",
        unit="days",
        default=0.0,
    )
    processing_time_sd: Numbers = number("Standard deviation of the processing time.", unit="days", default=0.0)
    time_to_recover: Numbers = number(
        "Weeks from the loss of this source to its full return; blank: as stated for its site.", unit="weeks"
    )
    licence_region: Texts = reference(
        "Regions", "Region that owns the technology the source makes the item with; blank: its own.", required=False
    )


class LeadTimes(
    Sheet,
    name="Lead_times",
    purpose="Lanes: how items travel, how long it takes and what it costs.",
    key=("origin", "destination", "item", "mode"),
    required=True,
):
    """Lanes by origin, destination, item and mode; the most specific row applies."""

    origin: Texts = reference("place", "Where it leaves: a site, region, country or bloc.", words=(ALL,))
    destination: Texts = reference("place", "Where it arrives: a site, region, country or bloc.", words=(ALL,))
    item: Texts = reference("items", "Item, class:Critical and so on, or ALL.", required=False, default=ALL)
    mode: Texts = text("Means of transport, e.g. ocean, rail, road, air.", required=True)
    lead_time: Numbers = number("Door-to-door time.", unit="days", required=True)
    lead_time_sd: Numbers = number("Standard deviation of the door-to-door time.", unit="days", default=0.0)
    freight_cost: Numbers = number("Freight and handling for one unit.", unit="money/unit", required=True)
    distance: Numbers = number("Distance travelled.", unit="km", default=0.0)
    capacity: Numbers = number(
        "Most that can travel on this lane, for one origin, destination and item; blank: not limited.",
        unit="units/week",
        default=math.inf,
    )
    shipment_interval: Numbers = number(
        "Days between two shipments; half a shipment is the lane's cycle stock.", unit="days", default=0.0
    )
    corridors: Names = names("Straits, canals, ports it passes, e.g. Panama Canal; Taiwan Strait.")
    expedite_only: Flags = flag("Yes: the lane is used in a disruption only, and then at once.", default=False)


class Capex(Sheet, name="Capex", purpose="Capacity that can be built.", key=("site", "item", "option")):
    """Options to add capacity."""

    site: Texts = reference("Sites", "Site where it is built.")
    item: Texts = reference(
        "items", "Item it serves; a class or ALL: shared by those made there.", required=False, default=ALL
    )
    option: Texts = text("Name of the option, e.g. line 1.", required=True)
    capacity: Numbers = number("Capacity added by one.", unit="units/week", required=True)
    capex: Numbers = number("One-off investment for one.", unit="money", required=True)
    fixed_cost: Numbers = number("Running cost of one in service.", unit="money/year", default=0.0)
    permit_time: Numbers = number("Weeks from order to permit.", unit="weeks", default=0.0)
    build_time: Numbers = number("Weeks from permit to service.", unit="weeks", default=0.0)
    ramp: Texts = reference("Ramps", "Ramp-up curve after it enters service; blank: all of it at once.", required=False)
    life: Numbers = number("Years in service; blank: beyond the horizon, and no salvage.", unit="years", lower=0.1)
    max_count: Numbers = number("Most that can be built.", default=1.0, lower=1.0, upper=1000.0, whole=True)
    earliest: Dates = date("First day it can be ordered; blank: any.")


class Ramps(Sheet, name="Ramps", purpose="How fast new capacity comes up to speed.", key=("ramp", "week")):
    """Ramp-up curves as points; straight lines in between."""

    ramp: Texts = text("Name of the curve.", required=True)
    week: Numbers = number("Weeks since it entered service.", unit="weeks", required=True)
    fraction: Numbers = number("Share of the capacity that counts then.", unit="fraction", required=True, upper=1.0)


class Labour(Sheet, name="Labour", purpose="Wages and working hours by region.", key=("region", "period")):
    """What an hour costs, and how many there are."""

    region: Texts = reference("Regions", "Region.")
    period: Texts = reference(
        "Periods", "Period, or ALL for each period without a row of its own.", required=False, words=(ALL,), default=ALL
    )
    wage: Numbers = number("Cost of one hour at the start of the plan.", unit="money/h", required=True)
    escalation: Numbers = number(
        "Yearly rise of the wage from the start of the plan.", unit="fraction/year", default=0.0, lower=-0.5, upper=2.0
    )
    hours_available: Numbers = number("Hours that can be worked; blank: not limited.", unit="h/week", default=math.inf)
