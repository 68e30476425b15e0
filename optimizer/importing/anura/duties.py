"""Duty: from the rates of transportation policies and from Tariffs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import groupby
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
Border = tuple[str, str, str]
"""Place that goods leave, place that they enter, and item."""
Duty = tuple[float, float]
"""Share of the item's value, and money for each unit."""
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
    """Rows of Tariffs: one for each stretch of periods in which the two tables of tariffs say the same."""
    stated: dict[Border, dict[int, Duty]] = {}
    usual: dict[Border, Row] = {}
    for table in ("Tariffs", "TariffsMultiTimePeriod"):
        for row in model.ledger.rows(table):
            is_usual = table == "Tariffs"
            periods = range(len(model.horizon.names)) if is_usual else model.horizon.numbers(row, model.names)
            for border in _borders(model, row, places):
                usual.setdefault(border, row)
                duty = _duty(model, (row, usual[border]), border[2], values[border[2]])
                stated.setdefault(border, {}).update(dict.fromkeys(periods, duty))
    if stated:
        model.ledger.settle("Tariffs", "Duty is due where goods cross the border between the two, on a lane.")
    for (origin, destination, item), by_period in stated.items():
        for (rate, specific), stretch in groupby(sorted(by_period), key=by_period.__getitem__):
            place = {"origin": origin, "destination": destination, "item": item, "programme": "tariff"}
            yield place | {"rate": rate, "specific": specific} | _days(model, list(stretch))


def _days(model: Model, periods: list[int]) -> dict[str, dt.date]:
    """First and last day of a stretch of periods; none where it reaches the beginning or the end of the plan."""
    starts, (first, last) = model.horizon.starts, (periods[0], periods[-1])
    days = {"start": starts[first]} if first else {}
    return days | ({"end": starts[last + 1] - dt.timedelta(days=1)} if last + 1 < len(starts) else {})


def _borders(model: Model, row: Row, places: Mapping[str, Place]) -> Iterator[Border]:
    """Places and products that a row is about."""
    origin, destination = _address(row, places, "Origin"), _address(row, places, "Destination")
    products = model.names.members(row, "ProductName", PRODUCTS)
    yield from ((origin, destination, product) for product in products if origin and destination)


def _duty(model: Model, rows: tuple[Row, Row], product: str, value: float) -> Duty:
    """Duty of a row; where it is blank, that of the other row, which holds otherwise, persists."""
    percent, each, worth = (
        next((row for row in rows if row.has(column)), rows[0])
        for column in ("DutyRate", "UnitCost", "ProductUnitValueOverride")
    )
    stated, cost = model.units.money(worth, "ProductUnitValueOverride", product), money(each, "UnitCost")
    rate = _rate(percent.number("DutyRate") or 0.0, value if stated is None else stated, value)
    specific = 0.0 if cost is None else model.units.money(each, "UnitCost", product, figure=cost) or 0.0
    return rate["rate"], specific + rate.get("specific", 0.0)


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
