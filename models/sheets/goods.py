"""What is made: items and what goes into them."""

from __future__ import annotations

from functools import cached_property

from models.schema import Dates, Numbers, Sheet, Texts, date, number, reference, text
from models.sheets.words import CRITICALITIES


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

    @cached_property
    def known(self) -> frozenset[str]:
        """Names of all items."""
        return frozenset(self.item)


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
