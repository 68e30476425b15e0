"""Stocking points: yards for tractors built ahead of the peak, cover for parts, cells that age."""

from __future__ import annotations

from optimizer.examples.ev.notes import assumed
from optimizer.examples.table import Row, rows
from optimizer.examples.truck.items import (
    AXLE,
    BATTERY,
    BLOCK,
    DIESEL,
    EAXLE_1,
    ENGINE,
    GEARBOX,
    GEARS,
    INVERTER,
    TURBO,
)
from optimizer.examples.truck.places import DUBLIN, HAGERSTOWN, LEHIGH, LYON, MONTERREY, NORFOLK, SKOVDE

_HEADER = "site item may_hold on_hand on_hand_content min_cover max_cover storage_cost shelf_life notes"


def inventory() -> list[Row]:
    """Every stocking point: yards, assembly plants, powertrain plants, the hub."""
    return [_at_once(row) for row in (*_yards(), *_assembly(), *_powertrain(), *_hub())]


def _at_once(row: Row) -> Row:
    """Turbochargers stand beside the line: safety stock covers the spread of the time they are at sea."""
    return {**row, "service_time": 0.0} if row["item"] == TURBO else row


def _yards() -> list[Row]:
    note = assumed("fenced yard beside the plant; tractors are built ahead of the peak and kept here")
    return rows(
        _HEADER,
        (DUBLIN, DIESEL, True, 300, 0.85, None, None, 16, None, note),
        (LEHIGH, DIESEL, True, 180, 0.85, None, None, 18, None, note),
        (MONTERREY, DIESEL, True, 60, 0.8, None, 5, 12, None, note),
    )


def _assembly() -> list[Row]:
    cover = assumed("about a quarter of the lead time of the imported share; on hand like today")
    ageing = assumed("modules lose charge and warranty time: none may wait longer than eight weeks")
    weekly = {DUBLIN: (520, 1.0), LEHIGH: (320, 1.0), MONTERREY: (105, 1.5)}
    lines = [
        (site, item, True, round(tractors * weeks * each), 0.4, weeks, 10, storage, None, cover)
        for site, (tractors, weeks) in weekly.items()
        for item, each, storage in ((ENGINE, 1, 3.0), (GEARBOX, 1, 1.2), (AXLE, 2, 1.0))
    ]
    modules = rows(
        _HEADER,
        (DUBLIN, BATTERY, True, 180, None, 1, None, 4.0, 8, ageing),
        (LEHIGH, BATTERY, True, None, None, 1, None, 4.0, 8, ageing),
    )
    return [*rows(_HEADER, *lines), *modules]


def _powertrain() -> list[Row]:
    cover = assumed("a week of cover beside the line; what is kept beyond that is for the plan to say")
    reserve = assumed("room for a reserve, none today")
    return rows(
        _HEADER,
        (HAGERSTOWN, BLOCK, True, 500, 0.5, 1, 8, 1.5, None, cover),
        (HAGERSTOWN, GEARS, True, 700, 0.4, 2, 10, 0.4, None, cover),
        (HAGERSTOWN, TURBO, True, 700, None, 1, 20, 0.2, None, cover),
        (HAGERSTOWN, INVERTER, True, 100, None, 1, 26, 0.2, None, cover),
        (SKOVDE, TURBO, True, 900, None, 1, 20, 0.2, None, cover),
        (LYON, INVERTER, True, None, None, None, None, 0.2, None, reserve),
        (DUBLIN, EAXLE_1, True, None, None, None, None, 1.4, None, reserve),
        (LYON, GEARS, True, 900, None, 1.5, 8, 0.4, None, cover),
    )


def _hub() -> list[Row]:
    note = assumed("room for imported parts ahead of the peak or of a tariff step, no fixed cover")
    return rows(
        _HEADER,
        (NORFOLK, ENGINE, True, None, None, None, None, 2.2, None, note),
        (NORFOLK, GEARBOX, True, None, None, None, None, 0.9, None, note),
    )
