"""Items, and what goes into them: from Products, ProductionPolicies and BillsOfMaterials."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.importing.anura.ledger import key_of
from optimizer.importing.anura.names import FACILITIES, PRODUCTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.importing.anura.model import Model
    from optimizer.importing.anura.row import Row
    from optimizer.importing.imported import Records

COMPONENT, MAIN, BESIDE = "Component", "End Product", "Byproduct"
Parts = tuple[tuple[str, float], ...]
"""Components, each with its quantity in one unit."""


@dataclass(frozen=True, slots=True)
class Making:
    """A product that is made at a facility, and the row that says so."""

    product: str
    site: str
    row: Row


def item_records(model: Model, holding: Mapping[str, float]) -> list[dict[str, Any]]:
    """Rows of Items.

    Parameters
    ----------
    holding
        Yearly cost of holding stock as a share of the value, of products that have their own.

    """
    found = []
    for row in model.ledger.rows(PRODUCTS):
        product = model.names.one(PRODUCTS, row.text("ProductName"))
        value = model.units.money(row, "UnitValue", product) or 0.0
        terms = {"unit": model.units.primary["Quantity"], "value": value, "weight": model.units.weight[product]}
        rate = {"holding_rate": holding[product]} if product in holding else {}
        found.append({"item": product, **terms, **rate})
    return found


def makings(model: Model) -> tuple[Making, ...]:
    """What is made where; policies that a plan cannot hold beside each other are left out, but for the first."""
    found: dict[tuple[str, str], Making] = {}
    for row in model.ledger.rows("ProductionPolicies"):
        for site in model.names.members(row, "FacilityName", FACILITIES):
            for product in model.names.members(row, "ProductName", PRODUCTS):
                if (product, site) in found:
                    row.leave_all(f"{product} is made at {site} in another way already, and a plan knows one")
                else:
                    found[product, site] = Making(product, site, row)
    return tuple(found.values())


def recipes(model: Model, made: tuple[Making, ...]) -> tuple[dict[str, Parts], tuple[Making, ...]]:
    """Components by product, and what is made with them.

    A plan has one bill of materials for a product. Where facilities use different ones, that of most facilities stays,
    and the policies of the others are left out.
    """
    bills = _bills(model)
    parts = {making: _parts(bills, making) for making in made}
    by_product: dict[str, list[Making]] = defaultdict(list)
    for making in made:
        by_product[making.product].append(making)
    chosen, kept = dict[str, Parts](), list[Making]()
    for product, ways in by_product.items():
        chosen[product] = Counter(parts[making] for making in ways).most_common(1)[0][0]
        for making in ways:
            if parts[making] == chosen[product]:
                kept.append(making)
            else:
                making.row.leave_all(
                    f"{product} has another bill of materials elsewhere, and a plan has one for each item"
                )
    used = {key_of(making.row.text("BOMName")) for making in made}
    for row in model.ledger.rows("BillsOfMaterials"):
        if key_of(row.required("BOMName")) not in used:
            row.leave_all("no production policy uses this bill of materials")
    return chosen, tuple(kept)


def bom_records(chosen: Mapping[str, Parts]) -> Records:
    """Sheet BOM."""
    rows = [
        {"parent": product, "child": part, "quantity": quantity}
        for product, parts in chosen.items()
        for part, quantity in parts
    ]
    return {"BOM": rows}


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a bill of materials."""

    product: str
    role: str
    quantity: float
    row: Row


def _bills(model: Model) -> dict[str, tuple[_Line, ...]]:
    found: dict[str, list[_Line]] = defaultdict(list)
    for row in model.ledger.rows("BillsOfMaterials"):
        role = row.word("ProductType", (COMPONENT, MAIN, BESIDE))
        for product in model.names.members(row, "ProductName", PRODUCTS):
            quantity = model.units.amount(row, "Quantity", product)
            found[key_of(row.required("BOMName"))].append(
                _Line(product, role, 1.0 if quantity is None else quantity, row)
            )
    return {name: tuple(lines) for name, lines in found.items()}


def _parts(bills: Mapping[str, tuple[_Line, ...]], making: Making) -> Parts:
    """Components of one unit of what is made."""
    named = making.row.text("BOMName")
    if named and key_of(named) not in bills:
        found = f"BOMName is '{named}', and there is no such bill of materials."
        making.row.refuse("BOMName", "unknown-reference", found, "Correct the name, or add it to BillsOfMaterials.")
    lines = bills.get(key_of(named), ()) if named else ()
    made = sum(line.quantity for line in lines if line.role == MAIN and line.product == making.product) or 1.0
    quantities: dict[str, float] = defaultdict(float)
    for line in lines:
        if line.role == COMPONENT and line.quantity > 0:
            quantities[line.product] += line.quantity / made
        elif line.product != making.product:
            line.row.leave_all("a plan has no by-products")
    return tuple(sorted(quantities.items()))
