"""What is wanted, and what is kept to serve it."""

from __future__ import annotations

from models.schema import Flags, Numbers, Sheet, Texts, flag, number, reference
from models.sheets.words import ALL


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
    sd: Numbers = number(
        "Standard deviation of a week's demand: what safety stock is for.", unit="units/week", default=0.0
    )
    shortage_cost: Numbers = number(
        "Cost of each unit not served. Blank: all of it must be served, or the plan is called impossible.",
        unit="money/unit",
    )
    price: Numbers = number("Revenue lost with each unit never served, beside shortage_cost.", unit="money/unit")
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
