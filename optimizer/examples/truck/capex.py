"""Capacity options: brownfield upgrades in Virginia, Maryland and Pennsylvania, some elsewhere, and their ramps."""

from __future__ import annotations

from datetime import date

from optimizer.examples.ev.notes import assumed
from optimizer.examples.table import Row, rows
from optimizer.examples.truck.items import AXLE, BATTERY, BLOCK, DIESEL, ELECTRIC, ENGINE, GEARBOX, GEARS
from optimizer.examples.truck.places import (
    CAROLINA,
    DUBLIN,
    HAGERSTOWN,
    INDIANA,
    LEHIGH,
    MONTERREY,
    OHIO,
    OHIO_CELLS,
    TOLUCA,
)

_HEADER = "site item option capacity capex fixed_cost permit_time build_time ramp life max_count earliest notes"
ASSEMBLY, MACHINING, CELLS = "Assembly line", "Machining line", "Battery line"
LEHIGH_LINE = "Final line upgrade"


def capex() -> list[Row]:
    """Every option: own plants first, then suppliers."""
    return [*_own(), *_mexico(), *_suppliers()]


def _own() -> list[Row]:
    shop = assumed("cab shop, chassis line and test cells at a plant that runs; air permit of the state")
    line = assumed("machining cells, hot test and the hall for them beside the lines that run")
    drive = assumed("one hall for both generations of e-axle; the next one must be approved after it")
    return rows(
        _HEADER,
        (DUBLIN, DIESEL, "Chassis line upgrade", 110, 62e6, 2.4e6, 9, 30, ASSEMBLY, 12, 1, None, shop),
        (DUBLIN, ELECTRIC, "Electric line", 36, 31e6, 1.4e6, 6, 33, ASSEMBLY, 12, 2, None, shop),
        (LEHIGH, DIESEL, LEHIGH_LINE, 70, 34e6, 1.5e6, 4, 22, ASSEMBLY, 12, 1, None, shop),
        (LEHIGH, ELECTRIC, "Flexible line", 30, 34e6, 1.5e6, 8, 31, ASSEMBLY, 12, 1, date(2028, 1, 1), shop),
        (HAGERSTOWN, ENGINE, "Engine machining line", 170, 78e6, 2.6e6, 10, 42, MACHINING, 12, 2, None, line),
        (HAGERSTOWN, GEARBOX, "Transmission hall", 240, 74e6, 2.4e6, 10, 42, MACHINING, 12, 1, None, line),
        (HAGERSTOWN, "class:High", "Electric drive hall", 140, 42e6, 1.7e6, 8, 31, ASSEMBLY, 10, 1, None, drive),
    )


def _mexico() -> list[Row]:
    note = assumed("extension of a plant that runs, in MXN")
    return rows(
        _HEADER,
        (MONTERREY, DIESEL, "Second line", 70, 720e6, 26e6, 8, 30, ASSEMBLY, 12, 1, None, note),
        (TOLUCA, ENGINE, "Engine cell", 60, 520e6, 18e6, 8, 34, MACHINING, 12, 1, None, note),
    )


def _suppliers() -> list[Row]:
    share = assumed("tooling and capacity reservation paid by the truck maker")
    green = assumed("new works for heavy-duty modules; capacity counts modules of 90 kWh")
    return rows(
        _HEADER,
        (OHIO, AXLE, "Third axle line", 420, 26e6, 1.0e6, 4, 30, MACHINING, 10, 1, None, share),
        (INDIANA, BLOCK, "Moulding line", 240, 23e6, 0.9e6, 12, 34, MACHINING, 12, 1, None, share),
        (CAROLINA, GEARS, "Gear grinding cell", 300, 9e6, 0.4e6, 2, 26, MACHINING, 10, 2, None, share),
        (OHIO_CELLS, BATTERY, "Module line", 320, 58e6, 2.2e6, 20, 58, CELLS, 12, 1, None, green),
    )


def ramps() -> list[Row]:
    """How fast each kind of line comes up to speed."""
    curves: dict[str, tuple[tuple[float, float], ...]] = {
        ASSEMBLY: ((0, 0.5), (6, 0.8), (13, 1.0)),
        MACHINING: ((0, 0.4), (10, 0.75), (26, 1.0)),
        CELLS: ((0, 0.25), (13, 0.6), (39, 1.0)),
    }
    note = assumed("typical launch curve; output of the first weeks is held back by quality gates")
    lines = [(ramp, week, share, note) for ramp, points in curves.items() for week, share in points]
    return rows("ramp week fraction notes", *lines)
