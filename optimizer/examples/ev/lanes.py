"""Lanes: which item takes which leg, and what one unit of it costs to move."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.examples.ev.expedite import CHARTER
from optimizer.examples.ev.items import (
    CATHODE,
    CELLS,
    CHIPS,
    CROSSOVER,
    FRAME,
    LITHIUM,
    MAGNETS,
    MOTOR,
    OXIDE,
    PACK,
    PICKUP,
    POWER,
    STEEL,
    WAFERS,
    items,
)
from optimizer.examples.ev.legs import LAREDO, LONG_BEACH, MEMPHIS, MEXICO, MIDWEST, SOUTH, Leg, legs
from optimizer.examples.ev.notes import GLEC, assumed, both
from optimizer.examples.table import Row, rows

ASSEMBLY = (MIDWEST, SOUTH, MEXICO)
CHINA, KOREA, JAPAN, TAIWAN, MALAYSIA = "China", "South Korea", "Japan", "Taiwan", "Malaysia"
ARIZONA, NEVADA = "Arizona chip campus", "Nevada gigafactory"


@dataclass(frozen=True, slots=True)
class Traffic:
    """An item that travels from any of some places to any of others.

    Attributes
    ----------
    surcharge
        Freight of a tonne of it over that of ordinary cargo: dangerous goods and bulky parts cost more.

    """

    item: str
    surcharge: float
    origins: tuple[str, ...]
    destinations: tuple[str, ...]


TRAFFIC = (
    Traffic(PACK, 1.5, (CHINA, KOREA, "Hungary", NEVADA, MIDWEST, SOUTH, MEXICO, MEMPHIS), ASSEMBLY),
    Traffic(PACK, 1.5, (CHINA, KOREA), (MEMPHIS,)),
    Traffic(CELLS, 1.4, (CHINA, KOREA, JAPAN, SOUTH), (MEXICO,)),
    Traffic(CELLS, 1.4, (JAPAN, SOUTH), (NEVADA,)),
    Traffic(CATHODE, 1.1, (CHINA,), (CHINA, KOREA, JAPAN, "Hungary", SOUTH, MIDWEST, NEVADA)),
    Traffic(CATHODE, 1.1, (KOREA,), (KOREA, JAPAN, "Hungary", SOUTH, MIDWEST, NEVADA)),
    Traffic(CATHODE, 1.1, ("Eastern Canada", SOUTH), (SOUTH, MIDWEST, NEVADA)),
    Traffic(LITHIUM, 1.0, (CHINA,), (CHINA, KOREA, "Eastern Canada", SOUTH)),
    Traffic(LITHIUM, 1.0, ("Australia",), (CHINA, KOREA, "Eastern Canada", SOUTH)),
    Traffic(LITHIUM, 1.0, ("Nevada lithium mine",), ("Eastern Canada", SOUTH)),
    Traffic(WAFERS, 1.0, (TAIWAN, KOREA, "Germany"), (MALAYSIA, TAIWAN, MEXICO, ARIZONA)),
    Traffic(WAFERS, 1.0, (ARIZONA,), (MALAYSIA, MEXICO)),
    Traffic(WAFERS, 1.0, (SOUTH,), (MEXICO, ARIZONA)),
    Traffic(CHIPS, 1.0, (TAIWAN, MALAYSIA), (*ASSEMBLY, CHINA, "Germany")),
    Traffic(CHIPS, 1.0, (MEXICO,), (*ASSEMBLY, CHINA, "Germany")),
    Traffic(CHIPS, 1.0, (ARIZONA, LONG_BEACH), ASSEMBLY),
    Traffic(CHIPS, 1.0, (MALAYSIA,), (LONG_BEACH,)),
    Traffic(POWER, 1.5, (CHINA, "Germany", MIDWEST, MEXICO, LONG_BEACH), ASSEMBLY),
    Traffic(POWER, 1.5, (CHINA,), (LONG_BEACH,)),
    Traffic(MOTOR, 1.2, (CHINA, JAPAN, MIDWEST, MEXICO, LONG_BEACH), ASSEMBLY),
    Traffic(MOTOR, 1.2, (CHINA, JAPAN), (LONG_BEACH,)),
    Traffic(MAGNETS, 1.2, (CHINA,), (CHINA, JAPAN, MIDWEST, MEXICO, LONG_BEACH)),
    Traffic(MAGNETS, 1.2, (JAPAN,), (JAPAN, MIDWEST, MEXICO, LONG_BEACH)),
    Traffic(MAGNETS, 1.2, ("Germany", SOUTH, LONG_BEACH), (MIDWEST, MEXICO)),
    Traffic(OXIDE, 1.1, (CHINA,), (CHINA, JAPAN)),
    Traffic(OXIDE, 1.1, (MALAYSIA, "Australia"), (CHINA, JAPAN, "Germany", SOUTH)),
    Traffic(OXIDE, 1.1, ("California oxide plant",), (JAPAN, "Germany", SOUTH)),
    Traffic(FRAME, 2.6, ASSEMBLY, ASSEMBLY),
    Traffic(STEEL, 0.7, (CHINA, KOREA), ASSEMBLY),
    Traffic(STEEL, 0.8, (MIDWEST, MEXICO, "US Mid-South"), ASSEMBLY),
)
"""Who ships what to whom; every combination that has a leg becomes a lane."""

SLOTS = {(PACK, CHINA, SOUTH, "ocean"): 500.0, (PACK, KOREA, SOUTH, "ocean"): 400.0}
"""Packs a week a service takes as dangerous goods (assumption)."""

_VEHICLE_ROUTES: tuple[tuple[str, str, str, float, float, float, tuple[str, ...]], ...] = (
    (MIDWEST, MIDWEST, "road", 4, 260, 900, ()),
    (MIDWEST, SOUTH, "rail", 9, 430, 1_500, ()),
    (MIDWEST, "US West", "rail", 12, 640, 3_600, ()),
    (MIDWEST, "Eastern Canada", "road", 5, 300, 900, ()),
    (MIDWEST, MEXICO, "rail", 14, 620, 3_100, (LAREDO,)),
    (SOUTH, MIDWEST, "rail", 9, 420, 1_500, ()),
    (SOUTH, SOUTH, "road", 4, 270, 900, ()),
    (SOUTH, "US West", "rail", 11, 560, 3_200, ()),
    (SOUTH, "Eastern Canada", "rail", 11, 520, 2_000, ()),
    (SOUTH, MEXICO, "rail", 11, 470, 2_000, (LAREDO,)),
    (MEXICO, MIDWEST, "rail", 13, 600, 3_100, (LAREDO,)),
    (MEXICO, SOUTH, "rail", 11, 480, 2_000, (LAREDO,)),
    (MEXICO, "US West", "rail", 11, 500, 2_300, ("Nogales crossing",)),
    (MEXICO, "Eastern Canada", "rail", 16, 720, 3_900, (LAREDO,)),
    (MEXICO, MEXICO, "road", 4, 240, 900, ()),
)
_ACROSS_THE_ATLANTIC: tuple[tuple[str, float, float, float, tuple[str, ...]], ...] = (
    (MIDWEST, 30, 1_500, 8_200, ()),
    (SOUTH, 26, 1_250, 8_600, ()),
    (MEXICO, 31, 1_400, 10_600, ("Veracruz port",)),
)
_HEADER = (
    "origin destination item mode lead_time freight_cost distance capacity shipment_interval carbon corridors notes"
)


def lead_times() -> list[Row]:
    """Every lane: components by weight, vehicles by route."""
    return [*_components(), *_vehicles(), *_exports()]


def modes() -> list[Row]:
    """What a tonne-kilometre emits by each mode."""
    truck = assumed("heavy truck, no figure in the GLEC transcription at hand")
    train = assumed("diesel and electric mixed, no figure in the GLEC transcription at hand")
    mixed = both(GLEC, "two thirds of the way by container ship, one third by rail")
    return rows(
        "mode carbon notes",
        ("ocean", 0.00815, f"{GLEC}, container ship, average fleet"),
        ("air", 0.789, f"{GLEC}, dedicated freighter, fleet average"),
        (CHARTER, 0.789, f"{GLEC}, dedicated freighter, fleet average"),
        ("road", 0.095, truck),
        ("rail", 0.022, train),
        ("intermodal", 0.013, mixed),
    )


def _components() -> list[Row]:
    tonnes = {row["item"]: float(str(row["weight"])) / 1_000 for row in items()}
    return [
        row
        for traffic in TRAFFIC
        for leg in legs()
        if leg.origin in traffic.origins and leg.destination in traffic.destinations
        for row in _lane(traffic, leg, tonnes[traffic.item])
    ]


def _lane(traffic: Traffic, leg: Leg, tonnes: float) -> list[Row]:
    cost = round(leg.tonne * traffic.surcharge * tonnes, 2)
    slots = SLOTS.get((traffic.item, leg.origin, leg.destination, leg.mode))
    ends = (leg.origin, leg.destination, traffic.item, leg.mode)
    line = (*ends, leg.days, cost, leg.distance, slots, leg.interval, None, list(leg.corridors) or None, leg.notes)
    return rows(_HEADER, line)


def _vehicles() -> list[Row]:
    note = assumed("car carrier or rail wagon, contract rate of one vehicle")
    lines = [
        (origin, destination, vehicle, mode, days, cost, km, None, 2, None, list(corridors) or None, note)
        for vehicle in (CROSSOVER, PICKUP)
        for origin, destination, mode, days, cost, km, corridors in _VEHICLE_ROUTES
        if (vehicle, origin) != (PICKUP, MEXICO) and (vehicle, destination) != (PICKUP, MEXICO)
    ]
    return rows(_HEADER, *lines)


def _exports() -> list[Row]:
    note = assumed("car carrier with a stated figure for each vehicle; its deck space is limited")
    lines = [
        (origin, "Germany", CROSSOVER, "ocean", days, cost, km, 320, 14, 410, list(corridors) or None, note)
        for origin, days, cost, km, corridors in _ACROSS_THE_ATLANTIC
    ]
    return rows(_HEADER, *lines)
