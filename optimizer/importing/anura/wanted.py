"""Demand: from CustomerDemand and FacilityDemand, and from the periods in which customers are not served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.importing.anura.ledger import key_of
from optimizer.importing.anura.model import money
from optimizer.importing.anura.names import CUSTOMERS, EVERYTHING, FACILITIES, HORIZON, PRODUCTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optimizer.importing.anura.model import Model
    from optimizer.importing.anura.row import Row

MUST, MAY, NEVER = "Include", "Consider", "Exclude"
TABLES = {"CustomerDemand": ("CustomerName", CUSTOMERS), "FacilityDemand": ("FacilityName", FACILITIES)}


def demand_records(model: Model) -> list[dict[str, Any]]:
    """Rows of Demand; several rows of the model for one place, product and period add up if their terms are alike."""
    found: dict[tuple[str, str, int], dict[str, Any]] = {}
    away, prices = _unserved(model), _list_prices(model)
    for table, (column, kind) in TABLES.items():
        for row in model.ledger.rows(table):
            if not _counts(row):
                continue
            for site in model.names.members(row, column, kind):
                for product in model.names.members(row, "ProductName", PRODUCTS):
                    terms = _terms(model, row, table, product, prices)
                    for t, rate in _rates(model, row, product):
                        if (site, t) not in away:
                            _join(model, row, found, (site, product, t), {"quantity": rate, **terms})
    return list(found.values())


def _join(
    model: Model,
    row: Row,
    found: dict[tuple[str, str, int], dict[str, Any]],
    key: tuple[str, str, int],
    new: dict[str, Any],
) -> None:
    site, product, t = key
    before = found.setdefault(
        key, {"site": site, "item": product, "period": model.horizon.names[t]} | new | {"quantity": 0.0}
    )
    if any(before.get(column) != value for column, value in new.items() if column != "quantity"):
        text = f"Two rows ask for {product} at {site} in {model.horizon.names[t]} on different terms."
        row.refuse("ProductName", "duplicate-key", text, "Give them the same DemandStatus and costs.")
    before["quantity"] += new["quantity"]


def _counts(row: Row) -> bool:
    """Whether a row asks for something that may be served, one product by itself."""
    if row.word("DemandStatus", (MUST, MAY, NEVER)) == NEVER:
        row.exclude()
        return False
    if row.word("ProductNameGroupBehavior", ("Enumerate", "Aggregate")) == "Aggregate":
        row.leave_all("demand that any product of a group satisfies has no counterpart")
        return False
    return True


def _rates(model: Model, row: Row, product: str) -> Iterator[tuple[int, float]]:
    """Periods and units a week; what is stated for the whole horizon is spread over it."""
    if not row.has("Quantity"):
        row.refuse("Quantity", "blank-required", "Quantity is blank.", "Fill it, or set Status to Exclude.")
    quantity = model.units.amount(row, "Quantity", product)
    if quantity is None:
        return
    given, weeks = key_of(row.text("PeriodName")), model.horizon.weeks
    if given in {"", key_of(HORIZON)} and len(weeks) > 1:
        text = "Demand of the whole horizon is spread over it evenly."
        model.ledger.settle(row.table.title, text)
        yield from ((t, quantity / sum(weeks)) for t in range(len(weeks)))
        return
    if given in EVERYTHING:
        yield from ((t, quantity / weeks[t]) for t in range(len(weeks)))
        return
    yield from ((t, quantity / weeks[t]) for t in model.horizon.numbers(row, model.names))


def _terms(model: Model, row: Row, table: str, product: str, prices: Mapping[str, float]) -> dict[str, Any]:
    """What it costs not to serve it, or to serve it late."""
    terms: dict[str, Any] = {}
    if row.word("DemandStatus", (MUST, MAY, NEVER)) == MAY:
        price = model.units.money(row, "UnitPrice", product)
        terms["shortage_cost"] = model.units.money(row, "PenaltyCost", product) or 0.0
        terms["price"] = prices.get(product, 0.0) if price is None else price
    else:
        for column in ("UnitPrice", "UnitPriceUOM", "PenaltyCost", "PenaltyCostUOM"):
            row.leave(column, "demand that must be served earns the same in every plan")
    if table == "CustomerDemand":
        terms |= _waiting(model, row, product)
    return terms


def _list_prices(model: Model) -> dict[str, float]:
    """Prices of products, for demand that may be lost and states none; not read if there is no such demand."""
    rows = [row for table in TABLES for row in model.ledger.rows(table)]
    if not any(row.word("DemandStatus", (MUST, MAY, NEVER)) == MAY and not row.has("UnitPrice") for row in rows):
        return {}
    products = ((row, model.names.one(PRODUCTS, row.text("ProductName"))) for row in model.ledger.rows(PRODUCTS))
    return {product: model.units.money(row, "UnitPrice", product) or 0.0 for row, product in products}


def _waiting(model: Model, row: Row, product: str) -> dict[str, Any]:
    latest = row.number("MaximumBackorderPeriods") or 0.0
    if not latest or len(model.horizon.weeks) == 1:
        for column in ("MaximumBackorderPeriods", "PerUnitBackorderCost", "PerUnitBackorderCostUOM"):
            row.leave(
                column, "nothing may be late" if not latest else "there is one period, and so nothing can be late"
            )
        return {}
    if latest < len(model.horizon.weeks) - 1:
        model.ledger.settle(row.table.title, "Demand that may wait some periods may wait to the end of the plan.")
    each = money(row, "PerUnitBackorderCost")
    late = model.units.money(row, "PerUnitBackorderCost", product, figure=each) if each is not None else 0.0
    return {"backorder": True, "late_cost": model.rate(late or 0.0)}


def _unserved(model: Model) -> set[tuple[str, int]]:
    """Customers and periods in which they are not there."""
    found: set[tuple[str, int]] = set()
    for row in model.ledger.rows("CustomersMultiTimePeriod"):
        if row.word("CustomerStatus", ("Include", "Exclude")) == "Exclude":
            customers = model.names.members(row, "CustomerName", CUSTOMERS)
            found |= {(name, t) for name in customers for t in model.horizon.numbers(row, model.names)}
        else:
            row.leave_all("it changes nothing that is carried over")
    return found
