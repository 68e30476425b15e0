"""Tariffs and border carbon: what the overseas flow pays at the border, and what a truck from Mexico pays."""

from __future__ import annotations

from datetime import date

from optimizer.examples.ev.notes import USITC, USTR, assumed, both
from optimizer.examples.table import Row, rows
from optimizer.examples.truck.items import BATTERY, BLOCK, DIESEL, ENGINE, HOUSING, INVERTER, TURBO
from optimizer.examples.truck.places import BRAZIL, CHINA, INDIA, JAPAN, MEXICO, US

_HEADER = "origin destination item programme rate specific start end refundable stacks notes"
_STEP = date(2028, 1, 1)


def tariffs() -> list[Row]:
    """Every duty of the example."""
    return [*_mfn(), *_parts(), *_trucks(), *_section_301(), *_mexico()]


def _mfn() -> list[Row]:
    engine = assumed("2.5 % on diesel engines for vehicles; line not in the extract of the HTS")
    free = assumed("free under the trade agreement, its rules of origin met")
    return rows(
        _HEADER,
        ("ALL", US, ENGINE, "MFN", 0.025, None, None, None, None, None, engine),
        ("ALL", US, BATTERY, "MFN", 0.034, None, None, None, None, None, f"{USITC} 8507.60.00"),
        ("bloc:USMCA", US, ENGINE, "MFN", 0, None, None, None, None, None, free),
        ("bloc:USMCA", US, BATTERY, "MFN", 0, None, None, None, None, None, free),
    )


def _parts() -> list[Row]:
    parts = assumed("truck parts from outside the agreement; rates by origin, not in the extract")
    europe = assumed("framework rate for Europe and Japan, everything included")
    later = assumed("the framework is renewed at a higher rate")
    free = assumed("parts that meet the rules of origin are exempt")
    return rows(
        _HEADER,
        ("ALL", US, "ALL", "Truck parts", 0.25, None, None, None, None, False, parts),
        ("bloc:EU", US, "ALL", "Truck parts", 0.10, None, None, date(2027, 12, 31), None, False, europe),
        ("bloc:EU", US, "ALL", "Truck parts", 0.15, None, _STEP, None, None, False, later),
        (JAPAN, US, "ALL", "Truck parts", 0.15, None, None, None, None, False, europe),
        (BRAZIL, US, "ALL", "Truck parts", 0.20, None, None, None, None, False, parts),
        (INDIA, US, "ALL", "Truck parts", 0.18, None, None, None, None, False, parts),
        ("bloc:USMCA", US, "ALL", "Truck parts", 0, None, None, None, None, False, free),
    )


def _trucks() -> list[Row]:
    note = assumed("duty on the share of a Mexican truck that is not of US origin: about 45 % of its value, at 25 %")
    return rows(_HEADER, (MEXICO, US, DIESEL, "Trucks", 0.11, 150, None, None, None, None, note))


def _section_301() -> list[Row]:
    turbo = both(f"{USTR} (25 %, other lines)", "turbocharger line not in the extract")
    return rows(
        _HEADER,
        (CHINA, US, BATTERY, "Section 301", 0.25, None, None, None, None, None, f"{USTR}, HTS 8507.60.00"),
        (CHINA, US, INVERTER, "Section 301", 0.25, None, None, None, None, None, f"{USTR}, HTS 8504.40.95"),
        (CHINA, US, TURBO, "Section 301", 0.25, None, None, None, None, None, turbo),
    )


def _mexico() -> list[Row]:
    note = assumed("Mexican duty on parts from countries without an agreement; most comes back on re-export")
    return rows(
        _HEADER,
        (CHINA, MEXICO, "ALL", "Mexican duty", 0.15, None, None, None, 0.5, None, note),
        (INDIA, MEXICO, "ALL", "Mexican duty", 0.10, None, None, None, 0.5, None, note),
    )


def carbon_border() -> list[Row]:
    """Charge on the carbon in castings, batteries and imported engines."""
    trial = assumed("goods made of several castings come in for a trial of three years")
    note = assumed("a border fee as drafted in bills before Congress; no such charge is in force")
    return rows(
        "origin destination item price start end notes",
        ("ALL", US, BLOCK, 35, date(2028, 7, 1), None, note),
        ("ALL", US, HOUSING, 35, date(2028, 7, 1), None, note),
        (CHINA, US, BATTERY, 35, date(2028, 7, 1), None, note),
        ("ALL", US, ENGINE, 20, date(2029, 1, 1), date(2031, 12, 31), trial),
    )
