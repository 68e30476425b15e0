"""Sources and what limits them: capacities by product, and those that the products of a site share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.importing.anura.model import money
from optimizer.importing.anura.names import FACILITIES, MASTERS, SUPPLIERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.importing.anura.goods import Making
    from optimizer.importing.anura.limits import Limits
    from optimizer.importing.anura.model import ItemSite, Model
    from optimizer.importing.anura.row import Row
    from optimizer.importing.anura.supply import Offer
    from optimizer.importing.imported import Records

SHARED = "as today"
"""Name of the option that holds a capacity shared by the products of a site: it costs nothing and is there at once."""


@dataclass(frozen=True, slots=True)
class Supply:
    """Where things come from.

    Attributes
    ----------
    made
        What facilities make.
    offered
        What suppliers offer.
    passing
        Products that leave each site, or are wanted there.

    """

    made: tuple[Making, ...]
    offered: Mapping[ItemSite, Offer]
    passing: Mapping[str, set[str]]


def source_records(model: Model, supply: Supply, bound: Limits) -> Records:
    """Sheets Sources and Capex."""
    rows: dict[ItemSite, dict[str, Any]] = {}
    for making in supply.made:
        each = money(making.row, "UnitCost")
        cost = 0.0 if each is None else model.units.money(making.row, "UnitCost", making.product, figure=each)
        rows[making.product, making.site] = {"material_cost": 0.0, "conversion_cost": cost or 0.0}
    for key, offer in supply.offered.items():
        rows[key] = {"material_cost": offer.price}
    most = _most(supply, bound, rows)
    shared = _shared(model, supply, bound, rows)
    options = []
    for site, capacity in shared.items():
        products = sorted({product for product, place in rows if place == site} | supply.passing.get(site, set()))
        if len(products) == 1:
            most[products[0], site] = min(most.get((products[0], site), float("inf")), capacity)
        elif products:
            options.append({"site": site, "item": "ALL", "option": SHARED, "capacity": capacity, "capex": 0.0})
            most |= {(product, site): 0.0 for product in products}
    for key in most.keys() - rows.keys():
        rows[key] = {"material_cost": 0.0}
    sources = [
        {"site": site, "item": product}
        | terms
        | ({"capacity": most[product, site]} if (product, site) in most else {})
        | ({"min_order_if_used": bound.least[product, site]} if (product, site) in bound.least else {})
        for (product, site), terms in rows.items()
    ]
    return {"Sources": sources, "Capex": options}


def _most(supply: Supply, bound: Limits, rows: Mapping[ItemSite, Any]) -> dict[ItemSite, float]:
    """Most of each product [units/week], of what is made somewhere or passes through it."""
    found = {key: offer.most for key, offer in supply.offered.items() if offer.most < float("inf")}
    for (product, site), most in bound.made.items():
        if (product, site) in rows or product in supply.passing.get(site, set()):
            found[product, site] = min(found.get((product, site), float("inf")), most)
    return found


def _shared(model: Model, supply: Supply, bound: Limits, rows: Mapping[ItemSite, Any]) -> dict[str, float]:
    """Most of all products of a site together [units/week], where its own products have no limits besides."""
    own: dict[str, set[str]] = defaultdict(set)
    for product, site in bound.made.keys() | {
        key for key, offer in supply.offered.items() if offer.most < float("inf")
    }:
        own[site].add(product)
    found = dict(bound.shared)
    for table, column in ((FACILITIES, "ThroughputCapacity"), (SUPPLIERS, "SupplierCapacity")):
        for row in model.ledger.rows(table):
            site = model.names.one(table, row.text(MASTERS[table][1]))
            products = sorted({product for product, place in rows if place == site} | supply.passing.get(site, set()))
            if not row.has(column):
                continue
            if len(products) > 1 and own.get(site):
                row.leave(column, "some products of the site have limits of their own beside it")
                continue
            rate = _rate(model, row, column, products)
            if rate is not None:
                found[site] = min(found.get(site, float("inf")), rate)
    return {site: rate for site, rate in found.items() if len(rows_of(rows, supply, site)) < 2 or not own.get(site)}  # noqa: PLR2004


def rows_of(rows: Mapping[ItemSite, Any], supply: Supply, site: str) -> set[str]:
    """Products that a site makes or passes on."""
    return {product for product, place in rows if place == site} | supply.passing.get(site, set())


def _rate(model: Model, row: Row, column: str, products: list[str]) -> float | None:
    """Units a week of a capacity that several products share, if a unit of each counts alike."""
    if not products:
        row.leave(column, "nothing goes through it")
        return None
    amounts = {model.units.amount(row, column, product) for product in products}
    if len(amounts) > 1:
        row.leave(column, "it is stated in a unit that holds a different number of each product")
    amount = amounts.pop() if len(amounts) == 1 else None
    return None if amount is None else model.rate(amount)
