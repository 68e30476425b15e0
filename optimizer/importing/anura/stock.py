"""Where stock may be kept, what that costs, and what is there on the first day: from InventoryPolicies and Products."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from models import DAYS_PER_WEEK, WEEKS_PER_YEAR
from optimizer.importing.anura.model import money
from optimizer.importing.anura.names import FACILITIES, PRODUCTS
from optimizer.importing.anura.units import TIME

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from optimizer.importing.anura.model import ItemSite, Model
    from optimizer.importing.anura.row import Row

YEAR = WEEKS_PER_YEAR * DAYS_PER_WEEK / 365.0
"""A year of 52 weeks as a share of one of 365 days, for which Anura states rates of interest."""


def holding_rate(model: Model) -> float:
    """Yearly cost of holding stock as a share of its value, where nothing else is stated."""
    percent = 0.0
    for row in model.ledger.rows("ModelSettings"):
        percent = row.number("InventoryCarryingCostPercentage") or 0.0
    return percent / 100.0 * YEAR


def holding_rates(model: Model) -> dict[str, float]:
    """The same for products that have their own, alike at every facility."""
    found: dict[str, dict[float, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in model.ledger.rows("InventoryPolicies"):
        percent = row.number("CarryingCostPercentage")
        for product in model.names.members(row, "ProductName", PRODUCTS) if percent is not None else ():
            found[product][percent or 0.0].append(row)
    rates: dict[str, float] = {}
    for product, stated in found.items():
        if len(stated) == 1:
            rates[product] = next(iter(stated)) / 100.0 * YEAR
        else:
            for row in (row for rows in stated.values() for row in rows):
                row.leave("CarryingCostPercentage", f"facilities differ, and a plan has one rate for {product}")
    return rates


def inventory_records(model: Model, present: AbstractSet[ItemSite]) -> list[dict[str, Any]]:
    """Rows of Inventory.

    Parameters
    ----------
    present
        Products and the sites that they may be at; elsewhere a policy comes to nothing.

    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    lives = _shelf_lives(model) if model.ledger.has("InventoryPolicies") else {}
    for row in model.ledger.rows("InventoryPolicies"):
        pairs = {
            (product, site)
            for site in model.names.members(row, "FacilityName", FACILITIES)
            for product in model.names.members(row, "ProductName", PRODUCTS)
        }
        for product, site in sorted(pairs & present):
            record = {"site": site, "item": product, **_terms(model, row, product)}
            if product in lives:
                record["shelf_life"] = lives[product]
            if found.setdefault((site, product), record) is not record:
                row.leave_all(f"a row above states already how {product} is stocked at {site}")
        if pairs and not pairs & present:
            row.leave_all("the product never comes to the facility")
    return list(found.values())


def _terms(model: Model, row: Row, product: str) -> dict[str, Any]:
    """Whether a product may be stocked, what that costs, and what is there on the first day."""
    terms: dict[str, Any] = {"may_hold": row.flag("StockingSite", default=True)}
    on_hand, each = model.units.amount(row, "InitialInventory", product), money(row, "UnitStorageCost")
    if on_hand and terms["may_hold"]:
        terms["on_hand"] = on_hand
    elif on_hand:
        row.leave("InitialInventory", "the facility may not stock the product")
    if each is not None:
        cost = model.units.money(row, "UnitStorageCost", product, figure=each)
        terms["storage_cost"] = model.rate(cost or 0.0)
    return terms


def _shelf_lives(model: Model) -> dict[str, float]:
    """Longest time that a product may be kept [weeks]."""
    found = {}
    for row in model.ledger.rows(PRODUCTS):
        days = model.units.measured(row, "ShelfLife", TIME)
        if days is not None:
            found[model.names.one(PRODUCTS, row.text("ProductName"))] = days / DAYS_PER_WEEK
    return found
