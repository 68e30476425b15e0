"""What one unit costs on its way: from transportation policies, modes and the handling at both ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.importing.anura.ledger import key_of
from optimizer.importing.anura.model import money
from optimizer.importing.anura.names import FACILITIES, PRODUCTS
from optimizer.importing.anura.units import AMOUNTS, DISTANCE, TIME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.importing.anura.model import Model
    from optimizer.importing.anura.row import Row


@dataclass(frozen=True)
class Freight:
    """Costs of transport.

    Attributes
    ----------
    modes
        Rows of TransportationModes, whose figures hold where a policy states none.
    inbound, outbound
        Cost of handling one unit that arrives at, or leaves, a facility, by product and facility.

    """

    modes: Mapping[str, Row]
    inbound: Mapping[tuple[str, str], float]
    outbound: Mapping[tuple[str, str], float]

    @classmethod
    def from_tables(cls, model: Model) -> Freight:
        """Read TransportationModes and WarehousingPolicies."""
        modes = {key_of(row.text("ModeName")): row for row in model.ledger.rows("TransportationModes")}
        inbound, outbound = dict[tuple[str, str], float](), dict[tuple[str, str], float]()
        for row in model.ledger.rows("WarehousingPolicies"):
            each = {way: money(row, f"{way}HandlingCost") for way in ("Inbound", "Outbound")}
            for facility in model.names.members(row, "FacilityName", FACILITIES):
                for product in model.names.members(row, "ProductName", PRODUCTS):
                    for way, costs in (("Inbound", inbound), ("Outbound", outbound)):
                        figure = each[way]
                        if figure is not None:
                            cost = model.units.money(row, f"{way}HandlingCost", product, figure=figure)
                            costs[product, facility] = cost or 0.0
        return cls(modes, inbound, outbound)

    def handling(self, product: str, origin: str, destination: str) -> float:
        """Cost of handling one unit at both ends of a lane."""
        return self.outbound.get((product, origin), 0.0) + self.inbound.get((product, destination), 0.0)

    def of_lane(self, model: Model, row: Row, product: str, km: float | None, days: float) -> float:
        """Cost of moving one unit on a lane that a row describes."""
        mode = self.modes.get(key_of(row.text("ModeName")), row)
        size = _stated(row, mode, "AverageShipmentSize")
        shipment = model.units.amount(size, "AverageShipmentSize", product) or 1.0
        unit, fixed = _stated(row, mode, "UnitCost"), _stated(row, mode, "FixedCost")
        cost = _unit_cost(model, unit, product, km, days, shipment)
        return cost + (money(fixed, "FixedCost") or 0.0) / shipment


def _stated(row: Row, mode: Row, column: str) -> Row:
    """Row whose figure holds: the policy's own before that of its mode."""
    return row if row.has(column) else mode


def _unit_cost(model: Model, row: Row, product: str, km: float | None, days: float, shipment: float) -> float:
    """Cost of one unit, in whatever unit it is stated: of quantity, distance, time, or of two of them at once."""
    figure = money(row, "UnitCost")
    if figure is None:
        return 0.0
    units, cost, is_by_amount = model.units, figure, False
    for symbol in (row.text("UnitCostUOM") or units.primary["Quantity"]).upper().split("-"):
        kind, size = units.size.get(symbol, ("", 0.0))
        if kind == DISTANCE and km is None:
            found = f"UnitCost is for each {symbol}, and the distance of a lane of this row is not known."
            row.refuse(
                "UnitCost", "blank-required", found, "Fill TransportDistance, or Latitude and Longitude of sites."
            )
        elif kind in {DISTANCE, TIME}:
            cost *= ((km or 0.0) if kind == DISTANCE else days) / size
        elif kind in AMOUNTS or (product, symbol) in units.packs:
            is_by_amount, held = True, units.units_in(symbol, product)
            cost = cost / held if held else 0.0
        else:
            found = f"UnitCostUOM is '{row.text('UnitCostUOM')}', which is no unit that is known."
            row.refuse("UnitCostUOM", "unknown-word", found, "Define it in UnitsOfMeasure, e.g. EA, LB, MI or EA-MI.")
    return cost if is_by_amount else cost / shipment
