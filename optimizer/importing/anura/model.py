"""What every part of the importer needs: the tables, the names, the units and the horizon of a model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from models import WEEKS_PER_YEAR
from optimizer.importing.anura.horizon import Horizon
from optimizer.importing.anura.ledger import Ledger
from optimizer.importing.anura.names import PRODUCTS, Names
from optimizer.importing.anura.units import Units

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.importing.anura.row import Row
    from optimizer.importing.anura.table import Table

ItemSite = tuple[str, str]
"""Product and site."""


@dataclass(frozen=True)
class Model:
    """A model of Cosmic Frog.

    Attributes
    ----------
    ledger
        Its tables, and what has become of their cells.
    names, units, horizon
        What its cells refer to.

    """

    ledger: Ledger
    names: Names
    units: Units
    horizon: Horizon

    @classmethod
    def from_tables(cls, tables: tuple[Table, ...]) -> Model:
        """Read what the other tables refer to."""
        ledger = Ledger(tables)
        names = Names.from_tables(ledger)
        return cls(ledger, names, Units.from_tables(ledger, names), Horizon.from_tables(ledger, names))

    @cached_property
    def products(self) -> tuple[str, ...]:
        """Names of the products."""
        return self.names.all(PRODUCTS)

    def rate(self, amount: float) -> float:
        """Amount a week of what is stated for each period."""
        return amount / self.horizon.mean

    def yearly(self, amount: float) -> float:
        """Amount a year of 52 weeks of what is stated for each period."""
        return self.rate(amount) * WEEKS_PER_YEAR

    def same_for_all(self, row: Row, column: str, read: Callable[[str], float | None]) -> float | None:
        """Figure of a cell that stands for several products: known only if it is the same for each of them."""
        found = {read(product) for product in self.products} if row.has(column) else {None}
        if len(found) > 1:
            row.leave(column, "it is stated in a unit that holds a different number of each product")
        return found.pop() if len(found) == 1 else None


def money(row: Row, column: str) -> float | None:
    """Money of a cell; names of step costs and formulas are left out, which is noted."""
    text = row.text(column)
    if not text:
        return None
    try:
        float(text)
    except ValueError:
        row.leave(column, f"it is no figure but '{text[:40]}', a step cost, rate or formula")
        return None
    return row.number(column, lowest=float("-inf"))
