"""Stocking points: weeks of cover, longer where parts come from far away."""

from __future__ import annotations

from optimizer.examples.ev.items import (
    CATHODE,
    CHIPS,
    FRAME,
    LITHIUM,
    MAGNETS,
    MOTOR,
    OXIDE,
    PACK,
    POWER,
    STEEL,
)
from optimizer.examples.ev.notes import assumed
from optimizer.examples.table import Row, rows

_HEADER = "site item may_hold on_hand min_cover max_cover storage_cost notes"


def inventory() -> list[Row]:
    """Every stocking point: plants, suppliers of components, hubs."""
    return [*_plants(), *_suppliers(), *_hubs()]


def _plants() -> list[Row]:
    far = assumed("cover of about a third of the lead time of the imported share; on hand like today")
    lean = assumed("made nearby and in sequence: days of cover, no room to carry stock over")
    weekly = {"Michigan assembly": 1_900, "Tennessee assembly": 980, "Texas assembly": 330, "Saltillo assembly": 600}
    cover: dict[str, tuple[float, float, float]] = {
        PACK: (2, 4, 4),
        CHIPS: (6, 10, 0.05),
        MOTOR: (2, 8, 0.6),
        POWER: (3, 10, 0.4),
    }
    lines: list[tuple[object, ...]] = [
        (site, item, True, round(packs * weeks * (1.8 if item == CHIPS else 1)), weeks, most, storage, far)
        for site, packs in weekly.items()
        for item, (weeks, most, storage) in cover.items()
    ]
    lines += [(site, FRAME, True, 100, 0.2, 2, 1.2, lean) for site in weekly]
    return rows(_HEADER, *lines)


def _suppliers() -> list[Row]:
    far = assumed("cover of about half the lead time of imported material")
    return rows(
        _HEADER,
        ("Indiana electronics", CHIPS, True, 1_200, 6, 10, 0.05, far),
        ("Guadalajara electronics", CHIPS, True, 4_000, 3, 10, 0.05, far),
        ("Ramos Arizpe motor works", MAGNETS, True, 6_000, 8, 14, 0.03, far),
        ("Ohio motor works", MAGNETS, True, 3_000, 8, 14, 0.03, far),
        ("Osaka magnet works", OXIDE, True, 4_000, 8, 16, 0.01, far),
        ("Hanau magnet works", OXIDE, True, 1_000, 8, 16, 0.01, far),
        ("Texas magnet works", OXIDE, True, None, 6, 16, 0.01, far),
        ("Kentucky gigafactory", CATHODE, True, 200, 3, 10, 4, far),
        ("Nevada gigafactory", CATHODE, True, 90, 3, 10, 4, far),
        ("Quebec cathode works", LITHIUM, True, 80, 4, 12, 3, far),
        ("Ohio frame works", STEEL, True, 1_000, 2, 8, 1.5, far),
        ("Kentucky frame works", STEEL, True, 600, 2, 8, 1.5, far),
        ("Monterrey frame works", STEEL, True, 700, 2, 8, 1.5, far),
    )


def _hubs() -> list[Row]:
    note = assumed("room to hold parts bought ahead of a tariff step, no fixed cover")
    return rows(
        _HEADER,
        ("Memphis reserve", PACK, True, None, None, None, 1.2, note),
        ("Long Beach hub", CHIPS, True, None, None, None, 0.04, note),
        ("Long Beach hub", MOTOR, True, None, None, None, 0.5, note),
        ("Long Beach hub", MAGNETS, True, None, None, None, 0.03, note),
        ("Long Beach hub", POWER, True, None, None, None, 0.3, note),
    )
