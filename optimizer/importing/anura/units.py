"""Units of measure: those that everybody knows, and those that the model defines, all in kg, m3, km, days and units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.importing.anura.names import PRODUCTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.importing.anura.ledger import Ledger
    from optimizer.importing.anura.names import Names
    from optimizer.importing.anura.row import Row

QUANTITY, WEIGHT, VOLUME, DISTANCE, TIME = "Quantity", "Weight", "Volume", "Distance", "Time"
AMOUNTS = (QUANTITY, WEIGHT, VOLUME)
STANDARD: dict[str, tuple[str, float]] = {
    "EA": (QUANTITY, 1.0),
    "KG": (WEIGHT, 1.0), "G": (WEIGHT, 0.001), "LB": (WEIGHT, 0.45359237), "OZ": (WEIGHT, 0.028349523125),
    "MT": (WEIGHT, 1000.0), "TONNE": (WEIGHT, 1000.0),
    "M3": (VOLUME, 1.0), "CBM": (VOLUME, 1.0), "L": (VOLUME, 0.001), "CFT": (VOLUME, 0.028316846592),
    "CYD": (VOLUME, 0.764554857984), "CIN": (VOLUME, 0.000016387064),
    "KM": (DISTANCE, 1.0), "M": (DISTANCE, 0.001), "MI": (DISTANCE, 1.609344), "FT": (DISTANCE, 0.0003048),
    "DAY": (TIME, 1.0), "D": (TIME, 1.0), "HR": (TIME, 1 / 24), "H": (TIME, 1 / 24), "MIN": (TIME, 1 / 1440),
    "SEC": (TIME, 1 / 86400), "WK": (TIME, 7.0), "WEEK": (TIME, 7.0),
}  # fmt: skip
"""Kind and size of units with one meaning [units, kg, m3, km, days]; a ton may be of three sizes, so it is not here."""
OTHERS = frozenset({"SHIPMENT", "SHIPMENTS", "CO2", "DOS", "LOT"})
"""Symbols of what is neither."""
PRIMARY = {QUANTITY: "EA", VOLUME: "CFT", WEIGHT: "LB", TIME: "HR", DISTANCE: "MI"}
"""Units that hold where neither a cell nor ModelSettings names one."""


@dataclass(frozen=True)
class Units:
    """Units of a model.

    Attributes
    ----------
    size
        Kind and size [units, kg, m3, km, days] of each unit, by its symbol in capitals.
    primary
        Symbol that a blank cell stands for, by kind.
    packs
        Units of a product in one of a unit of quantity, by product and symbol.
    weight, volume
        Of one unit of each product [kg, m3].
    others
        Symbols of other kinds, such as shipments.

    """

    size: Mapping[str, tuple[str, float]]
    primary: Mapping[str, str]
    packs: Mapping[tuple[str, str], float]
    weight: Mapping[str, float]
    volume: Mapping[str, float]
    others: frozenset[str] = OTHERS

    @classmethod
    def from_tables(cls, ledger: Ledger, names: Names) -> Units:
        """Read ModelSettings, UnitsOfMeasure, ProductUnitsOfMeasure and the sizes of products."""
        primary = dict(PRIMARY)
        for row in ledger.rows("ModelSettings"):
            primary |= {kind: row.text(f"Primary{kind}UOM", symbol).upper() for kind, symbol in primary.items()}
        plain = cls(_sizes(ledger, primary), primary, {}, {}, {})
        packs = {
            (product, row.required("UOMSymbol").upper()): row.number("Quantity") or 1.0
            for row in ledger.rows("ProductUnitsOfMeasure")
            for product in names.members(row, "ProductName", PRODUCTS)
        }
        weight, volume = dict[str, float](), dict[str, float]()
        for row in ledger.rows(PRODUCTS):
            product = names.one(PRODUCTS, row.text("ProductName"))
            weight[product] = _size_of(plain, row, "UnitWeight", WEIGHT)
            volume[product] = _size_of(plain, row, "UnitVolume", VOLUME)
        others = {
            row.text("Symbol").upper() for row in ledger.rows("UnitsOfMeasure") if row.text("Type") not in PRIMARY
        }
        return cls(plain.size, primary, packs, weight, volume, OTHERS | others)

    def symbol(self, row: Row, column: str, *kinds: str) -> str:
        """Return the symbol beside a figure: of the first kind if blank, and "" if it is unknown, which is noted."""
        if not row.has(column):
            return self.primary[kinds[0]]
        given = row.text(column).upper()
        if self.size.get(given, ("", 0.0))[0] in kinds or any(symbol == given for _, symbol in self.packs):
            return given
        known = ", ".join(sorted(symbol for symbol, (kind, _) in self.size.items() if kind in kinds))
        found = f"{column} is '{row.text(column)}', which is no unit of {' or '.join(kinds).lower()} that is known."
        row.refuse(column, "unknown-word", found, f"Define it in UnitsOfMeasure, or choose one of: {known}.")
        return ""

    def measured(self, row: Row, column: str, kind: str) -> float | None:
        """Figure of a cell in km, days, kg or m3; None if blank."""
        symbol, figure = self.symbol(row, f"{column}UOM", kind), row.number(column)
        return None if figure is None or not symbol else figure * self.size[symbol][1]

    def units_in(self, symbol: str, product: str) -> float:
        """Units of a product in one of a unit of quantity, weight or volume; 0 if that cannot be said."""
        if (product, symbol) in self.packs:
            return self.packs[product, symbol]
        kind, size = self.size.get(symbol, (QUANTITY, 0.0))
        each = {WEIGHT: self.weight, VOLUME: self.volume}.get(kind, {product: 1.0}).get(product, 0.0)
        return size / each if each > 0 else 0.0

    def amount(self, row: Row, column: str, product: str) -> float | None:
        """Figure of a cell in units of a product; None if blank, or if it cannot be said."""
        figure = row.number(column)
        return None if figure is None else self._converted(row, column, product, figure)

    def money(self, row: Row, column: str, product: str, *, figure: float | None = None) -> float | None:
        """Money of a cell for one unit of a product; None if blank, or if it cannot be said."""
        figure = row.number(column) if figure is None else figure
        if figure is None:
            return None
        one = self._converted(row, column, product, 1.0)
        return None if one is None else figure / one

    def _converted(self, row: Row, column: str, product: str, figure: float) -> float | None:
        beside = f"{column}UOM"
        symbol = self.symbol(row, beside, *AMOUNTS)
        units = self.units_in(symbol, product) if symbol else 0.0
        if symbol and not units:
            found = f"{column} of {product} is in {symbol}, and it is not known how many units that is."
            remedy = "State it in ProductUnitsOfMeasure, or UnitWeight and UnitVolume in Products."
            row.refuse(beside if row.has(beside) else column, "unknown-word", found, remedy)
        return figure * units if units else None


def _sizes(ledger: Ledger, primary: Mapping[str, str]) -> dict[str, tuple[str, float]]:
    """Sizes of units: the model states them as multiples of its primary unit of the kind."""
    found = dict(STANDARD)
    stated: dict[str, tuple[str, float]] = {}
    for row in ledger.rows("UnitsOfMeasure"):
        symbol, kind = row.required("Symbol").upper(), row.required("Type")
        if kind not in PRIMARY:
            row.leave_all(f"units of {kind or 'nothing'} are not used")
        elif ratio := row.number("Ratio", lowest=1e-12):
            stated[symbol] = kind, ratio
    for symbol, (kind, ratio) in stated.items():
        base = primary[kind]
        of_base = stated.get(base, (kind, 1.0))[1]
        found[symbol] = kind, ratio / of_base * STANDARD.get(base, (kind, 1.0))[1]
    for kind, symbol in primary.items():
        found.setdefault(symbol, (kind, 1.0))
    return found


def _size_of(plain: Units, row: Row, column: str, kind: str) -> float:
    """Weight or volume of one unit of a product; 1 in the primary unit if blank."""
    size = plain.measured(row, column, kind)
    return plain.size[plain.primary[kind]][1] if size is None else size
