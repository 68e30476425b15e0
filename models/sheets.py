"""The core sheets of the workbook; features add their own columns and sheets to these."""

from __future__ import annotations

import math

from models.schema import (
    Dates,
    Flags,
    Names,
    Numbers,
    Sheet,
    Texts,
    date,
    flag,
    names,
    number,
    reference,
    text,
)

EXISTING, POTENTIAL = "existing", "potential"
LICENCE, FOREIGN = "licence", "foreign"
SUPPLIER, PLANT, WAREHOUSE, MARKET = "supplier", "plant", "warehouse", "market"
CRITICALITIES = ("Critical", "High", "Medium", "Low")
ALL, EACH = "ALL", "EACH"


class Settings(Sheet, name="Settings", purpose="One value for the whole plan in each row.", scalar=True):
    """Plan-wide settings."""

    plan_name: str = text("Title of the plan, printed on its summary.", default="Sourcing plan")
    currency: str = text("Currency of every amount of money in this workbook.", default="USD")
    discount_rate: float = number(
        "Yearly rate at which later money is worth less today.", unit="fraction/year", default=0.0, upper=1.0
    )
    holding_rate: float = number(
        "Yearly cost of holding stock (capital, insurance, obsolescence), as a share of its value.",
        unit="fraction/year",
        default=0.0,
        upper=2.0,
    )
    objective: str = text(
        "What is made least: cost; or cost first and then, within objective_tolerance of it, carbon or time under way.",
        choices=("cost", "cost_then_carbon", "cost_then_lead_time"),
        default="cost",
    )
    objective_tolerance: float = number(
        "How much dearer than the least cost the plan may be for the sake of the second objective.",
        unit="fraction",
        default=0.01,
        upper=1.0,
    )
    time_limit: float = number(
        "Longest time the solver may take; the best plan so far is kept.", unit="s", default=600.0, lower=0.1
    )
    mip_gap: float = number(
        "The solver may stop when the plan is proven to cost at most this share more than the best possible.",
        unit="fraction",
        default=1e-4,
        upper=1.0,
    )
    threads: float = number("Processor threads for one solve.", default=1.0, lower=1.0, upper=256.0, whole=True)
    seed: float = number("Random seed of the solver.", default=0.0, upper=2**31 - 1, whole=True)


class Periods(Sheet, name="Periods", purpose="The horizon, in order.", key=("period",), required=True):
    """Planning periods, earliest first, without gaps."""

    period: Texts = text("Name of the period, e.g. 2027H1.", required=True)
    start: Dates = date("First day of the period.", required=True)
    weeks: Numbers = number("Length of the period.", unit="weeks", required=True, lower=0.1, upper=1040.0)


class Regions(
    Sheet, name="Regions", purpose="Where sites are, and which areas they form.", key=("region",), required=True
):
    """Regions, the smallest area that shares wages, tariffs and rules."""

    region: Texts = text("Name of the region.", required=True)
    country: Texts = text("Country; the region's own name when blank.")
    bloc: Texts = text("Trade bloc or continent, e.g. USMCA.")
    domestic: Flags = flag("Whether supply from here counts as domestic.", default=False)
    currency: Texts = text(
        "Currency of the site costs here (materials, conversion, wages, investment, running sites); blank: the plan's. "
        "Its rate is on Exchange_rates."
    )


class ExchangeRates(
    Sheet,
    name="Exchange_rates",
    purpose="What one unit of a foreign currency costs in the plan's currency.",
    key=("currency", "period"),
):
    """Rates by currency and period."""

    currency: Texts = text("Currency, as on Regions.", required=True)
    period: Texts = reference(
        "Periods",
        "Period, or ALL for each period without a row of its own.",
        required=False,
        words=(ALL,),
        default=ALL,
    )
    rate: Numbers = number(
        "Plan currency for one unit of this currency.", unit="plan currency", required=True, lower=1e-9
    )


class Sites(Sheet, name="Sites", purpose="Suppliers, plants, warehouses and markets.", key=("site",), required=True):
    """Places where items are made, kept or wanted."""

    site: Texts = text("Name of the site.", required=True)
    region: Texts = reference("Regions", "Region the site stands in.")
    role: Texts = text(
        "What the site does: suppliers and plants make items, warehouses pass them on, markets want them.",
        required=True,
        choices=(SUPPLIER, PLANT, WAREHOUSE, MARKET),
    )
    parent_company: Texts = text("Company that owns the site; the site's own name when blank.")
    status: Texts = text(
        "Whether the site exists today or may be opened.", choices=(EXISTING, POTENTIAL), default=EXISTING
    )
    closing_cost: Numbers = number(
        "One-off cost of closing the site (negative: a saving). Blank: the site cannot be closed.",
        unit="money",
        lower=-math.inf,
    )


class Items(Sheet, name="Items", purpose="Everything that is made, bought or sold.", key=("item",), required=True):
    """Raw materials, components and finished products."""

    item: Texts = text("Name of the item.", required=True)
    unit: Texts = text("Unit in which the item is counted, e.g. pack, kg.", default="unit")
    value: Numbers = number(
        "Value of one unit: the base of duty and of the cost of holding stock.", unit="money/unit", required=True
    )
    criticality: Texts = text(
        "Risk class; rules may be addressed to class:Critical and so on.", choices=CRITICALITIES, default="Medium"
    )
    weight: Numbers = number("Weight of one unit.", unit="kg/unit", default=0.0)
    holding_rate: Numbers = number(
        "Yearly cost of holding this item as a share of its value; the plan's rate when blank.",
        unit="fraction/year",
        upper=5.0,
    )


class Bom(Sheet, name="BOM", purpose="What goes into what.", key=("parent", "child")):
    """Bill of materials, any number of tiers."""

    parent: Texts = reference("Items", "Item that is made.")
    child: Texts = reference("Items", "Item that goes into it.")
    quantity: Numbers = number("Units of the child in one unit of the parent.", unit="units/unit", required=True)
    yield_: Numbers = number(
        "Share of the child that ends up in the parent; the rest is scrap.",
        unit="fraction",
        default=1.0,
        lower=1e-6,
        upper=1.0,
    )
    alternate_group: Texts = text(
        "Rows of one parent in the same group replace each other: the plan picks how much is made with each."
    )
    start: Dates = date("First day this row is in force; blank: always was.")
    end: Dates = date("Last day this row is in force; blank: no end.")


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
    qualified: Flags = flag("Whether the source is approved today; if not, it must be qualified first.", default=True)
    qualification_time: Numbers = number(
        "From the start of qualification (for new capacity: from the end of building) to approval.",
        unit="weeks",
        default=0.0,
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
    freight_cost: Numbers = number("Freight and handling for one unit.", unit="money/unit", required=True)
    distance: Numbers = number("Distance travelled.", unit="km", default=0.0)
    capacity: Numbers = number(
        "Most that can travel on this lane, for one origin, destination and item; blank: not limited.",
        unit="units/week",
        default=math.inf,
    )


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


class Demand(
    Sheet,
    name="Demand",
    purpose="What is wanted where, and what it costs not to serve it.",
    key=("site", "item", "period"),
    required=True,
):
    """Demand by site, item and period."""

    site: Texts = reference("Sites", "Site that wants the item.")
    item: Texts = reference("Items", "Item it wants.")
    period: Texts = reference("Periods", "Period, or ALL for each period that has no row of its own.", words=(ALL,))
    quantity: Numbers = number("Units wanted a week.", unit="units/week", required=True)
    shortage_cost: Numbers = number(
        "Cost of each unit not served. Blank: all of it must be served, or the plan is called impossible.",
        unit="money/unit",
    )
    backorder: Flags = flag(
        "Yes: what is not served is not lost but may be served later in the plan, at late_cost; shortage_cost is "
        "then for what is still owed at the end.",
        default=False,
    )


class Inventory(
    Sheet, name="Inventory", purpose="Where stock may be kept: one row for each site and item.", key=("site", "item")
):
    """Stocking points; a site and item without a row keeps no stock beyond cycle and in-transit stock."""

    site: Texts = reference("Sites", "Site that keeps stock.")
    item: Texts = reference("Items", "Item it keeps.")
    may_hold: Flags = flag("Whether stock may be carried from one period to the next.", default=True)
    on_hand: Numbers = number("Stock at the start of the plan, goods on their way included.", unit="units", default=0.0)
    min_cover: Numbers = number(
        "Least stock at the end of each period, in weeks of what leaves the site.", unit="weeks", default=0.0
    )


class SourcingRules(Sheet, name="Sourcing_rules", purpose="How supply must be shared out among sources.", key=()):
    """Dual sourcing, minimum and maximum shares, caps on a region, company, corridor or one named group."""

    rule: Texts = text("Name of the rule; several rows may share it.", required=True)
    item: Texts = reference("items", "Item, class:Critical and so on, or ALL: each item by itself.")
    destination: Texts = reference(
        "place",
        "ALL: shares of all that is made. A place, or EACH destination: shares of what arrives there on direct lanes.",
        required=False,
        words=(ALL, EACH),
        default=ALL,
    )
    from_period: Texts = reference(
        "Periods", "First period in which the rule holds; blank: from the start.", required=False
    )
    min_sources: Numbers = number(
        "Fewest sources in use. A source counts when it carries min_share (1 % when that is blank).", whole=True
    )
    max_sources: Numbers = number("Most sources in use.", whole=True)
    min_share: Numbers = number("Least share of each source in use.", unit="fraction", upper=1.0)
    max_share: Numbers = number("Largest share of any one source.", unit="fraction", upper=1.0)
    group_by: Texts = text(
        "How sources are grouped for the two group shares; licence: by the region that owns their technology.",
        choices=("site", "parent_company", "region", "country", "bloc", "domestic", "corridor", "licence"),
    )
    group: Texts = text(
        "The one group meant, e.g. China; for licence a region, or foreign: every region that is not domestic. Blank: "
        "every group by itself."
    )
    min_group_share: Numbers = number("Least share of the named group.", unit="fraction", upper=1.0)
    max_group_share: Numbers = number("Largest share of the group.", unit="fraction", upper=1.0)
    hard: Flags = flag(
        "Yes: a plan that breaks the rule is no plan. No: it may be broken at the penalty.", default=True
    )
    penalty: Numbers = number(
        "Cost of each unit (for a number of sources: of each missing or surplus source and week) by which a soft "
        "rule is missed; needed when hard is No.",
        unit="money/unit",
    )


class Baseline(Sheet, name="Baseline", purpose="Today's plan, to compare with.", key=("item", "destination", "site")):
    """Today's shares and buffers."""

    item: Texts = reference("Items", "Item.")
    destination: Texts = reference(
        "place", "Where the share is measured: a place, or ALL for all that is made.", required=False, words=(ALL,),
        default=ALL,
    )  # fmt: skip
    site: Texts = reference("Sites", "Source that supplies it today.")
    share: Numbers = number(
        "Share of the source in the item's supply to the destination.", unit="fraction", required=True, upper=1.0
    )
    buffer: Numbers = number(
        "Stock kept today at the destination, a site that may hold the item.", unit="units", default=0.0
    )


class Budgets(Sheet, name="Budgets", purpose="Most that may be spent, emitted or changed.", key=()):
    """Limits on money, carbon and change."""

    kind: Texts = text(
        "What is limited: capex and qualification [money], carbon [t], sources or lanes that begin or end, sites that "
        "open or close.",
        required=True,
        choices=("capex", "qualification", "carbon", "source_changes", "lane_changes", "site_changes"),
    )
    period: Texts = reference(
        "Periods", "Period; ALL: the whole plan together; EACH: every period by itself.", required=False,
        words=(ALL, EACH), default=ALL,
    )  # fmt: skip
    place: Texts = reference(
        "place", "Where; ALL: everywhere together. Carbon of transport counts where it arrives.", required=False,
        words=(ALL,), default=ALL,
    )  # fmt: skip
    limit: Numbers = number("Most that is allowed.", unit="money, t or number", required=True)
    hard: Flags = flag(
        "Yes: a plan that breaks the limit is no plan. No: it may be broken at the penalty.", default=True
    )
    penalty: Numbers = number("Cost of each unit beyond the limit; needed when hard is No.", unit="money")


class Scenarios(Sheet, name="Scenarios", purpose="What-ifs: changes to cells of this workbook.", key=()):
    """Changes to input cells, applied by ``--scenario NAME`` before the workbook is checked."""

    scenario: Texts = text("Name of the scenario; several rows may share it.", required=True)
    sheet_: Texts = text("Sheet that is changed, e.g. Demand.", required=True)
    column: Texts = text("Column that is changed; for Settings the name of the setting.", required=True)
    where: Names = names("Rows that are changed, e.g. item = Battery pack; site = Reno; blank: all rows.")
    action: Texts = text(
        "set: the value itself; multiply and add: reckon with the number that stands there.",
        required=True,
        choices=("set", "multiply", "add"),
    )
    value: Texts = text("Value to set, multiply with or add.", required=True)


CORE_SHEETS: tuple[type[Sheet], ...] = (
    Settings,
    Periods,
    Regions,
    ExchangeRates,
    Sites,
    Items,
    Bom,
    Sources,
    LeadTimes,
    Capex,
    Ramps,
    Labour,
    Demand,
    Inventory,
    SourcingRules,
    Budgets,
    Baseline,
    Scenarios,
)
"""In the order of the workbook; the sheets of features follow."""
