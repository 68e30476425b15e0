"""Lanes: which item takes which leg, what one unit of it costs to move, and how tractors are delivered."""

from __future__ import annotations

from optimizer.examples.ev.legs import LAREDO, Leg
from optimizer.examples.ev.notes import GLEC, assumed, both
from optimizer.examples.table import Row, rows
from optimizer.examples.truck.items import (
    AXLE,
    BATTERY,
    BLOCK,
    DIESEL,
    EAXLE_1,
    EAXLE_2,
    ELECTRIC,
    ENGINE,
    GEARBOX,
    GEARS,
    HOUSING,
    INVERTER,
    TURBO,
    items,
)
from optimizer.examples.truck.legs import legs
from optimizer.examples.truck.places import (
    ANDES,
    BRAZIL,
    CANADA,
    CENTRAL_MEXICO,
    CHINA,
    FRANCE,
    GERMANY,
    INDIA,
    JAPAN,
    MARYLAND,
    MIDWEST,
    NORFOLK,
    NORTH_MEXICO,
    PENNSYLVANIA,
    SOUTH,
    SWEDEN,
    VIRGINIA,
)

_HEADER = (
    "origin destination item mode lead_time freight_cost distance shipment_interval min_shipment carbon corridors notes"
)
_US_ASSEMBLY, _ASSEMBLY = (VIRGINIA, PENNSYLVANIA), (VIRGINIA, PENNSYLVANIA, NORTH_MEXICO)
_TRAFFIC: tuple[tuple[str, float, tuple[str, ...], tuple[str, ...]], ...] = (
    (ENGINE, 1.1, (MARYLAND, SWEDEN, BRAZIL, CENTRAL_MEXICO), _ASSEMBLY),
    (ENGINE, 1.1, (SWEDEN,), (NORFOLK,)),
    (ENGINE, 1.1, (NORFOLK,), _US_ASSEMBLY),
    (GEARBOX, 1.2, (MARYLAND, SWEDEN, CENTRAL_MEXICO), _ASSEMBLY),
    (GEARBOX, 1.2, (SWEDEN,), (NORFOLK,)),
    (GEARBOX, 1.2, (NORFOLK,), _US_ASSEMBLY),
    (AXLE, 1.0, (MIDWEST, FRANCE, CENTRAL_MEXICO), _ASSEMBLY),
    (EAXLE_1, 1.3, (MARYLAND, FRANCE), _US_ASSEMBLY),
    (EAXLE_2, 1.3, (MARYLAND, GERMANY), _US_ASSEMBLY),
    (BATTERY, 1.6, (CHINA, MIDWEST), _US_ASSEMBLY),
    (BLOCK, 0.9, (MIDWEST, NORTH_MEXICO), (MARYLAND, CENTRAL_MEXICO)),
    (BLOCK, 0.9, (BRAZIL,), (MARYLAND, CENTRAL_MEXICO, BRAZIL)),
    (HOUSING, 0.9, (MIDWEST, BRAZIL, NORTH_MEXICO), (MARYLAND, MIDWEST, CENTRAL_MEXICO)),
    (HOUSING, 0.9, (SWEDEN,), (SWEDEN, FRANCE, GERMANY, MARYLAND)),
    (GEARS, 1.1, (SOUTH, INDIA), (MARYLAND, MIDWEST, CENTRAL_MEXICO)),
    (GEARS, 1.1, (SWEDEN,), (MARYLAND, FRANCE, GERMANY)),
    (GEARS, 1.1, (INDIA,), (FRANCE,)),
    (TURBO, 1.4, (JAPAN, CHINA, SOUTH), (MARYLAND, SWEDEN, CENTRAL_MEXICO)),
    (TURBO, 1.4, (JAPAN, CHINA), (BRAZIL,)),
    (INVERTER, 1.8, (CHINA,), (MARYLAND, FRANCE, GERMANY)),
    (INVERTER, 1.8, (GERMANY,), (MARYLAND, FRANCE)),
    (INVERTER, 1.8, (MIDWEST,), (MARYLAND,)),
)
"""Item, freight of a tonne of it over that of ordinary cargo, origins and destinations that have a leg."""
_LOTS: dict[tuple[str, str], float] = {(BATTERY, CHINA): 30}
"""Least shipment of dangerous goods: less is not taken (assumption)."""
_SPREAD = {"ocean": 6.0, "intermodal": 5.0}
"""Standard deviation of the door-to-door time [days] (assumption: berths, customs and rail ramps)."""
_DELIVERIES: tuple[tuple[str, str, str, float, float, float, tuple[str, ...]], ...] = (
    (VIRGINIA, MIDWEST, "road", 4, 780, 620, ()),
    (VIRGINIA, SOUTH, "road", 4, 900, 900, ()),
    (VIRGINIA, CANADA, "road", 5, 1_050, 950, ()),
    (PENNSYLVANIA, MIDWEST, "road", 3, 720, 560, ()),
    (PENNSYLVANIA, SOUTH, "road", 5, 1_200, 1_350, ()),
    (PENNSYLVANIA, CANADA, "road", 4, 860, 700, ()),
    (NORTH_MEXICO, MIDWEST, "road", 9, 2_100, 2_500, (LAREDO,)),
    (NORTH_MEXICO, SOUTH, "road", 7, 1_300, 1_300, (LAREDO,)),
    (NORTH_MEXICO, NORTH_MEXICO, "road", 3, 520, 700, ()),
)
_EXPORTS: tuple[tuple[str, str, str, float, float, float, tuple[str, ...]], ...] = (
    (VIRGINIA, NORTH_MEXICO, "road", 8, 1_900, 2_700, (LAREDO,)),
    (VIRGINIA, ANDES, "ocean", 27, 4_300, 3_900, ()),
    (NORTH_MEXICO, ANDES, "ocean", 24, 3_600, 3_600, ("Veracruz port",)),
)
"""Origin, destination, mode, days, freight of one tractor, distance, corridors."""


def lead_times() -> list[Row]:
    """Every lane: parts by weight, tractors driven away or shipped."""
    return [*_parts(), *_tractors()]


def modes() -> list[Row]:
    """What a tonne-kilometre emits by each mode."""
    road = assumed("heavy truck, no figure in the GLEC transcription at hand")
    rail = assumed("diesel and electric mixed, no figure in the GLEC transcription at hand")
    mixed = both(GLEC, "two thirds of the way by container ship, one third by rail")
    return rows(
        "mode carbon notes",
        ("ocean", 0.00815, f"{GLEC}, container ship, average fleet"),
        ("road", 0.095, road),
        ("rail", 0.022, rail),
        ("intermodal", 0.013, mixed),
    )


def _parts() -> list[Row]:
    tonnes = {row["item"]: float(str(row["weight"])) / 1_000 for row in items()}
    lines = [
        _line(leg, item, round(leg.tonne * surcharge * tonnes[item], 2))
        for item, surcharge, origins, destinations in _TRAFFIC
        for leg in legs()
        if leg.origin in origins and leg.destination in destinations
    ]
    return [_varying(row) for row in rows(_HEADER, *lines)]


def _varying(row: Row) -> Row:
    """Add the spread of the time a turbocharger is at sea."""
    spread = _SPREAD.get(str(row["mode"])) if row["item"] == TURBO else None
    return {**row, "lead_time_sd": spread} if spread else row


def _line(leg: Leg, item: str, cost: float) -> tuple[object, ...]:
    corridors = list(leg.corridors) or None
    return (
        leg.origin,
        leg.destination,
        item,
        leg.mode,
        leg.days,
        cost,
        leg.distance,
        leg.interval,
        _LOTS.get((item, leg.origin)),
        None,
        corridors,
        leg.notes,
    )


def _tractors() -> list[Row]:
    note = assumed("driven away or piggy-back by a haulier; a tractor rolls on its own wheels, so carbon is stated")
    lines = [
        (origin, destination, tractor, mode, days, cost, km, 2, None, round(0.55 * km), list(corridors) or None, note)
        for tractor in (DIESEL, ELECTRIC)
        for origin, destination, mode, days, cost, km, corridors in (*_DELIVERIES, *_EXPORTS)
        if tractor == DIESEL or (origin in _US_ASSEMBLY and destination not in (NORTH_MEXICO, ANDES))
    ]
    return rows(_HEADER, *lines)
