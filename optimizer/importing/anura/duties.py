"""Duty: from the rates of transportation policies and from Tariffs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from optimizer.importing.anura.ledger import key_of
from optimizer.importing.anura.model import money
from optimizer.importing.anura.names import PRODUCTS
from optimizer.importing.anura.places import region_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optimizer.importing.anura.lanes import Lane, Leg
    from optimizer.importing.anura.model import Model
    from optimizer.importing.anura.places import Place
    from optimizer.importing.anura.row import Row

PROPERTIES = ("Country", "Region", "Name", "City", "PostalCode", "Address")
PROGRAMME = "lane"
"""Legal base of duty that is stated for one lane."""


def duty_of_lanes(
    model: Model, found: Mapping[Lane, Leg], places: Mapping[str, Place], values: Mapping[str, float]
) -> tuple[list[dict[str, Any]], dict[Lane, float]]:
    """Rows of Tariffs, and the duty on one unit of the lanes that Tariffs cannot hold.

    Those are lanes within one country, and one of several modes between two sites.

    Parameters
    ----------
    values
        Value of one unit of each product.

    """
    modes = Counter(lane[:3] for lane in found)
    rows: list[dict[str, Any]] = []
    charges: dict[Lane, float] = {}
    for lane, leg in found.items():
        percent = leg.row.number("DutyRate") if leg.row else None
        if leg.row is None or not percent:
            continue
        product, origin, destination, _ = lane
        stated = model.units.money(leg.row, "ProductValueForDutyCost", product)
        base = values[product] if stated is None else stated
        if places[origin].country == places[destination].country or modes[lane[:3]] > 1:
            charges[lane] = base * percent / 100.0
            continue
        key = {"origin": origin, "destination": destination, "item": product, "programme": PROGRAMME}
        rows.append(key | _rate(percent, base, values[product]))
    return rows, charges


def _rate(percent: float, base: float, value: float) -> dict[str, float]:
    """Duty as a share of the item's value, or for each unit if it has none."""
    if value > 0:
        return {"rate": percent / 100.0 * base / value}
    return {"rate": 0.0, "specific": percent / 100.0 * base}


def tariff_records(model: Model, places: Mapping[str, Place], values: Mapping[str, float]) -> Iterator[dict[str, Any]]:
    """Rows of Tariffs that the table of that name states."""
    for row in model.ledger.rows("Tariffs"):
        ends = [_address(row, places, end) for end in ("Origin", "Destination")]
        if not all(ends):
            continue
        model.ledger.settle("Tariffs", "Duty is due where goods cross the border between the two, on a lane.")
        percent, each = row.number("DutyRate") or 0.0, money(row, "UnitCost")
        for product in model.names.members(row, "ProductName", PRODUCTS):
            stated = model.units.money(row, "ProductUnitValueOverride", product)
            rate = _rate(percent, values[product] if stated is None else stated, values[product])
            specific = 0.0 if each is None else model.units.money(row, "UnitCost", product, figure=each) or 0.0
            more = {"specific": specific + rate.pop("specific", 0.0)}
            yield {"origin": ends[0], "destination": ends[1], "item": product, "programme": "tariff"} | rate | more


def _address(row: Row, places: Mapping[str, Place], end: str) -> str:
    """Place in the plan that one end of a tariff names; "" if there is none."""
    kind, given = row.word(f"Path{end}Property", PROPERTIES), row.text(f"Path{end}Value")
    if kind == "Name":
        sites = {key_of(site): site for site in places}
        if key_of(given) in sites:
            return sites[key_of(given)]
    elif kind in {"Country", "Region"}:
        pairs = region_names(places)
        known = (
            {country for _, country in pairs} if kind == "Country" else {n for (state, _), n in pairs.items() if state}
        )
        named = {key_of(name): name for name in known - {""}}
        if key_of(given) in named:
            return f"{kind.lower()}:{named[key_of(given)]}"
    row.leave_all(
        f"no site has the {kind.lower()} {given}" if kind in PROPERTIES[:3] else f"duty by {kind} has no counterpart"
    )
    return ""
