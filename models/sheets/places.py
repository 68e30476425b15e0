"""Where things happen: regions and sites."""

from __future__ import annotations

import math

from models.schema import Flags, Names, Numbers, Sheet, Texts, flag, names, number, reference, text
from models.sheets.words import EXISTING, MARKET, PLANT, POTENTIAL, SUPPLIER, WAREHOUSE


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
    time_to_recover: Numbers = number(
        "TTR: weeks from the loss of the site to its full return; needed where rules ask for N-1 without a duration.",
        unit="weeks",
    )
    failure_groups: Names = names("Failure groups the site belongs to, e.g. one power grid; see Failure_groups.")
