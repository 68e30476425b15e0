"""What suppliers offer: from SupplierCapabilities and the step costs that they refer to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.importing.anura.ledger import key_of
from optimizer.importing.anura.model import money
from optimizer.importing.anura.names import PRODUCTS, SUPPLIERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optimizer.importing.anura.model import ItemSite, Model
    from optimizer.importing.anura.row import Row
    from optimizer.importing.anura.sourcing import Link

ALL_UNITS, INCREMENTAL, STEPWISE = "All Item", "Incremental", "Stepwise"
BEHAVIOURS = {ALL_UNITS: "all_units", INCREMENTAL: "incremental"}


@dataclass(frozen=True, slots=True)
class Offer:
    """A product that a supplier offers.

    Attributes
    ----------
    price
        For one unit.
    most
        Most of it [units/week], infinite if not limited.
    breaks
        Quantities a week from which other prices hold, with those prices and how they count.

    """

    price: float
    most: float
    breaks: tuple[tuple[float, float, str], ...] = ()


def offers(model: Model, links: Iterable[Link]) -> dict[ItemSite, Offer]:
    """What each supplier offers.

    Parameters
    ----------
    links
        Links of sourcing: what they take from suppliers is on offer where no capability is stated at all.

    """
    found: dict[ItemSite, Offer] = {}
    steps = _steps(model)
    for row in model.ledger.rows("SupplierCapabilities"):
        for supplier in model.names.members(row, "SupplierName", SUPPLIERS):
            for product in model.names.members(row, "ProductName", PRODUCTS):
                offer = _offer(model, row, product, steps)
                if found.setdefault((product, supplier), offer) is not offer:
                    row.leave_all(f"a row above states already what {product} costs at {supplier}")
    if not model.ledger.has("SupplierCapabilities"):
        suppliers = set(model.names.all(SUPPLIERS))
        found = {(product, source): Offer(0.0, float("inf")) for product, source, _ in links if source in suppliers}
        if found:
            text = (
                "SupplierCapabilities is empty: suppliers supply what policies take from them, without limit or price."
            )
            model.ledger.settle(SUPPLIERS, text)
    return found


def price_records(offered: Mapping[ItemSite, Offer]) -> list[dict[str, Any]]:
    """Rows of Price_breaks."""
    return [
        {"site": site, "item": product, "from_quantity": quantity, "unit_cost": price, "behaviour": behaviour}
        for (product, site), offer in offered.items()
        for quantity, price, behaviour in offer.breaks
    ]


def _offer(model: Model, row: Row, product: str, steps: Mapping[str, list[Row]]) -> Offer:
    amount = model.units.amount(row, "SupplyCapacity", product)
    most = float("inf") if amount is None else model.rate(amount)
    named = steps.get(key_of(row.text("UnitCost")))
    if not named:
        each = money(row, "UnitCost")
        price = 0.0 if each is None else model.units.money(row, "UnitCost", product, figure=each) or 0.0
        return Offer(price, most)
    levels = sorted(_level(model, step, product) for step in named)
    behaviour = BEHAVIOURS[named[0].word("StepCostBehavior", tuple(BEHAVIOURS))]
    return Offer(levels[0][1], most, tuple((quantity, price, behaviour) for quantity, price in levels[1:]))


def _level(model: Model, step: Row, product: str) -> tuple[float, float]:
    """Quantity a week from which a step counts, and its price."""
    level = model.units.amount(step, "ThroughputLevel", product) or 0.0
    return model.rate(level), step.number("Cost", lowest=float("-inf")) or 0.0


def _steps(model: Model) -> dict[str, list[Row]]:
    """Rows of the step costs that capabilities refer to, by name."""
    wanted = {key_of(row.text("UnitCost")) for row in model.ledger.rows("SupplierCapabilities")}
    found: dict[str, list[Row]] = defaultdict(list)
    for row in model.ledger.rows("StepCosts"):
        name = key_of(row.required("StepCostName"))
        if name not in wanted:
            row.leave_all("no cost that is carried over refers to it")
        elif row.word("StepCostBehavior", (*BEHAVIOURS, STEPWISE)) == STEPWISE:
            row.leave_all("a price that is the same for any quantity in a step has no counterpart")
        else:
            found[name].append(row)
    return found
