"""Stocking points: days of cover that are always kept, and room for what the plan keeps beyond them."""

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
    far = assumed("days of cover beside the line, on hand like today; what is kept beyond that is for the plan to say")
    lean = assumed("made nearby and in sequence: days of cover, no room to carry stock over")
    weekly = {"Michigan assembly": 1_900, "Tennessee assembly": 980, "Texas assembly": 330, "Saltillo assembly": 600}
    cover: dict[str, tuple[float, float, float, float]] = {
        PACK: (1, 0.5, 6, 4),
        CHIPS: (3, 1, 20, 0.05),
        MOTOR: (1, 0.5, 10, 0.6),
        POWER: (1.5, 0.5, 12, 0.4),
    }
    lines: list[tuple[object, ...]] = [
        (site, item, True, round(packs * today * (1.8 if item == CHIPS else 1)), least, most, storage, far)
        for site, packs in weekly.items()
        for item, (today, least, most, storage) in cover.items()
    ]
    lines += [(site, FRAME, True, 100, 0.2, 2, 1.2, lean) for site in weekly]
    return rows(_HEADER, *lines)


def _suppliers() -> list[Row]:
    far = assumed("a week or two of imported material, on hand like today; room for a reserve")
    return rows(
        _HEADER,
        ("Indiana electronics", CHIPS, True, 600, 1, 16, 0.05, far),
        ("Guadalajara electronics", CHIPS, True, 1_400, 1, 16, 0.05, far),
        ("Ramos Arizpe motor works", MAGNETS, True, 1_500, 2, 26, 0.03, far),
        ("Ohio motor works", MAGNETS, True, 700, 2, 26, 0.03, far),
        ("Osaka magnet works", OXIDE, True, 1_100, 2, 30, 0.01, far),
        ("Hanau magnet works", OXIDE, True, 300, 2, 30, 0.01, far),
        ("Texas magnet works", OXIDE, True, None, 2, 30, 0.01, far),
        ("Kentucky gigafactory", CATHODE, True, 120, 1, 12, 4, far),
        ("Nevada gigafactory", CATHODE, True, 50, 1, 12, 4, far),
        ("Quebec cathode works", LITHIUM, True, 40, 2, 14, 3, far),
        ("Ohio frame works", STEEL, True, 1_000, 1, 8, 1.5, far),
        ("Kentucky frame works", STEEL, True, 600, 1, 8, 1.5, far),
        ("Monterrey frame works", STEEL, True, 700, 1, 8, 1.5, far),
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
