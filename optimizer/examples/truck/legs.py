"""Legs: how a tonne travels between two regions, from a liner's or a haulier's price."""

from __future__ import annotations

from optimizer.examples.ev.legs import LAREDO, MANZANILLO, PACIFIC, SUEZ, Leg, land, sea
from optimizer.examples.ev.notes import LINERLIB, both
from optimizer.examples.truck.places import (
    BRAZIL,
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

VERACRUZ = "Veracruz port"
ATLANTIC = "US Atlantic ports"
_EAST: tuple[tuple[str, float, float], ...] = (
    (MARYLAND, 24, 180),
    (VIRGINIA, 36, 430),
    (PENNSYLVANIA, 26, 210),
    (MIDWEST, 62, 1_000),
    (NORFOLK, 10, 30),
)
"""Regions behind the ports of the US East Coast: inland freight of a tonne [USD] and distance [km]."""
_MEXICO: tuple[tuple[str, float, float], ...] = ((NORTH_MEXICO, 58, 950), (CENTRAL_MEXICO, 40, 480))
"""The same behind Veracruz and Manzanillo."""


def legs() -> list[Leg]:
    """Every leg of the example."""
    return [*_from_europe(), *_from_brazil(), *_from_asia(), *_overseas(), *_by_land()]


def _from_europe() -> list[Leg]:
    origins: tuple[tuple[str, float, float, float, str], ...] = (
        (SWEDEN, 2_020, 5_250, 31, both(LINERLIB, "German ports and a feeder from Gothenburg; inland haul")),
        (GERMANY, 1_845, 4_753.5, 28, both(LINERLIB, "inland haul, customs and waiting")),
        (FRANCE, 1_760, 4_112, 26, both(LINERLIB, "Belgian ports; inland haul, customs and waiting")),
    )
    gulf = both(LINERLIB, "Spain to Mexico taken for North Sea ports, a tenth dearer; inland haul")
    found = [
        sea((origin, end), "ocean", days, (freight, miles), (inland + 30, km + 300), (ATLANTIC,), 7, note)
        for origin, freight, miles, days, note in origins
        for end, inland, km in _EAST
    ]
    found += [
        sea((origin, end), "ocean", 37, (2_560, 6_600), (inland + 30, km + 300), (VERACRUZ,), 14, gulf)
        for origin in (SWEDEN, FRANCE)
        for end, inland, km in _MEXICO
    ]
    return found


def _from_brazil() -> list[Leg]:
    note = both(LINERLIB, "no Brazilian port in the extract; between Germany and Spain by distance")
    east = [
        sea((BRAZIL, end), "ocean", 30, (1_650, 4_900), (inland + 18, km + 150), (ATLANTIC,), 14, note)
        for end, inland, km in _EAST
        if end != NORFOLK
    ]
    mexico = [
        sea((BRAZIL, end), "ocean", 33, (1_800, 5_400), (inland + 18, km + 150), (VERACRUZ,), 14, note)
        for end, inland, km in _MEXICO
    ]
    return [*east, *mexico]


def _from_asia() -> list[Leg]:
    rail = both(LINERLIB, "rail across the continent, customs and waiting")
    canal = both(LINERLIB, "India to the East Coast through Suez; inland haul")
    to_us: dict[str, tuple[float, float, float]] = {JAPAN: (1_935, 4_900, 31), CHINA: (1_650, 5_820, 38)}
    to_mexico: dict[str, tuple[float, float, float]] = {JAPAN: (2_220, 5_609.5, 27), CHINA: (1_545, 7_139, 35)}
    found = [
        sea((o, end), "intermodal", days, (freight, miles), (inland + 150, km + 3_400), (PACIFIC,), 7, rail)
        for o, (freight, miles, days) in to_us.items()
        for end, inland, km in _EAST
        if end != NORFOLK
    ]
    found += [
        sea((o, end), "ocean", days, (freight, miles), (inland, km), (MANZANILLO,), 7)
        for o, (freight, miles, days) in to_mexico.items()
        for end, inland, km in _MEXICO
    ]
    found += [
        sea((INDIA, end), "ocean", 55, (2_305, 9_543), (inland + 25, km + 300), (SUEZ,), 14, canal)
        for end, inland, km in _EAST
        if end != NORFOLK
    ]
    return [*found, sea((INDIA, CENTRAL_MEXICO), "ocean", 52, (1_860, 10_972), (65, 800), (SUEZ, VERACRUZ), 14)]


def _overseas() -> list[Leg]:
    brazil = both(LINERLIB, "no such service in the extract; like Asia to the US East Coast")
    europe = both(LINERLIB, "China to Germany and a feeder; Japan taken like China")
    return [
        sea((CHINA, SWEDEN), "ocean", 50, (3_200, 11_200), (45, 400), (SUEZ,), 7, europe),
        sea((JAPAN, SWEDEN), "ocean", 54, (3_300, 11_900), (45, 400), (SUEZ,), 7, europe),
        sea((CHINA, GERMANY), "ocean", 47, (3_080, 10_724), (55, 600), (SUEZ,), 7),
        sea((CHINA, FRANCE), "ocean", 48, (3_090, 10_457), (60, 700), (SUEZ,), 7),
        sea((CHINA, BRAZIL), "ocean", 46, (2_300, 11_500), (25, 300), (), 14, brazil),
        sea((JAPAN, BRAZIL), "ocean", 49, (2_400, 12_000), (25, 300), (), 14, brazil),
        sea((INDIA, FRANCE), "ocean", 40, (2_190, 6_479), (60, 700), (SUEZ,), 14),
        sea((SOUTH, SWEDEN), "ocean", 33, (1_400, 4_600), (60, 700), (), 14, both(LINERLIB, "US to Germany; feeder")),
        land(SWEDEN, FRANCE, 2_000, 6),
        land(SWEDEN, GERMANY, 1_300, 4),
        land(SWEDEN, SWEDEN, 210, 1),
        land(GERMANY, FRANCE, 650, 2),
        land(BRAZIL, BRAZIL, 130, 1),
    ]


def _by_land() -> list[Leg]:
    home = [
        land(MARYLAND, VIRGINIA, 430, 1),
        land(MARYLAND, PENNSYLVANIA, 260, 1),
        land(MARYLAND, NORTH_MEXICO, 3_000, 6, "rail", (LAREDO,)),
        land(MIDWEST, MARYLAND, 720, 2),
        land(MIDWEST, VIRGINIA, 560, 2),
        land(MIDWEST, PENNSYLVANIA, 820, 2),
        land(MIDWEST, MIDWEST, 330, 1),
        land(MIDWEST, NORTH_MEXICO, 2_450, 6, corridors=(LAREDO,)),
        land(MIDWEST, CENTRAL_MEXICO, 3_200, 8, "rail", (LAREDO,)),
        land(SOUTH, MARYLAND, 640, 2),
        land(SOUTH, MIDWEST, 780, 2),
        land(SOUTH, CENTRAL_MEXICO, 2_900, 7, corridors=(LAREDO,)),
        land(NORFOLK, VIRGINIA, 430, 1),
        land(NORFOLK, PENNSYLVANIA, 520, 2),
    ]
    mexico = [
        land(CENTRAL_MEXICO, NORTH_MEXICO, 900, 2),
        land(CENTRAL_MEXICO, VIRGINIA, 3_500, 7, corridors=(LAREDO,)),
        land(CENTRAL_MEXICO, PENNSYLVANIA, 3_900, 8, corridors=(LAREDO,)),
        land(NORTH_MEXICO, MARYLAND, 2_950, 6, corridors=(LAREDO,)),
        land(NORTH_MEXICO, MIDWEST, 2_450, 6, corridors=(LAREDO,)),
        land(NORTH_MEXICO, CENTRAL_MEXICO, 850, 2),
    ]
    return [*home, *mexico]
