"""Tariffs by programme and date: what is in force, and what may come in 2028."""

from __future__ import annotations

from datetime import date

from optimizer.examples.ev.items import (
    CATHODE,
    CELLS,
    CROSSOVER,
    LITHIUM,
    MAGNETS,
    MOTOR,
    OXIDE,
    PACK,
    POWER,
    STEEL,
)
from optimizer.examples.ev.notes import USITC, USTR, assumed, both
from optimizer.examples.table import Row, rows

US, CHINA = "United States", "China"
_HEADER = "origin destination item programme rate specific start end refundable stacks notes"
_STEP = date(2028, 1, 1)


def tariffs() -> list[Row]:
    """Every duty of the example."""
    return [*_mfn(), *_section_301(), *_steps(), *_elsewhere()]


def _mfn() -> list[Row]:
    oxide = both(f"{USITC} 2805.30.00 (metals, 5 %)", "taken for oxides too")
    free = assumed("free under the trade agreement, its rules of origin met")
    return rows(
        _HEADER,
        ("ALL", US, PACK, "MFN", 0.034, None, None, None, None, None, f"{USITC} 8507.60.00"),
        ("ALL", US, CELLS, "MFN", 0.034, None, None, None, None, None, f"{USITC} 8507.60.00"),
        ("ALL", US, MAGNETS, "MFN", 0.021, None, None, None, None, None, f"{USITC} 8505.11.00"),
        ("ALL", US, OXIDE, "MFN", 0.05, None, None, None, None, None, oxide),
        ("ALL", US, LITHIUM, "MFN", 0.037, None, None, None, None, None, assumed("rate not in the extract of the HTS")),
        ("bloc:USMCA", US, PACK, "MFN", 0, None, None, None, None, None, free),
        ("bloc:USMCA", US, CELLS, "MFN", 0, None, None, None, None, None, free),
        ("South Korea", US, PACK, "MFN", 0, None, None, None, None, None, free),
        ("South Korea", US, CELLS, "MFN", 0, None, None, None, None, None, free),
        ("Australia", US, OXIDE, "MFN", 0, None, None, None, None, None, free),
    )


def _section_301() -> list[Row]:
    lapse, rise = date(2028, 12, 31), date(2029, 1, 1)
    cathode = assumed("25 % like the other battery materials; line not in the extract")
    return rows(
        _HEADER,
        (CHINA, US, PACK, "Section 301", 0.25, None, None, None, None, None, f"{USTR}, HTS 8507.60.00"),
        (CHINA, US, CELLS, "Section 301", 0.25, None, None, None, None, None, f"{USTR}, HTS 8507.60.00"),
        (CHINA, US, CATHODE, "Section 301", 0.25, None, None, None, None, None, cathode),
        (CHINA, US, MOTOR, "Section 301", 0.25, None, None, None, None, None, f"{USTR}, HTS 8501.32.45"),
        (CHINA, US, POWER, "Section 301", 0.25, None, None, lapse, None, None, f"{USTR}, HTS 8504.40.95"),
        (CHINA, US, POWER, "Section 301", 0.5, None, rise, None, None, None, assumed("doubled from 2029")),
        (CHINA, US, STEEL, "Section 301", 0.25, None, None, None, None, None, f"{USTR}, HTS 7208.51.00"),
    )


def _steps() -> list[Row]:
    step = assumed("a further step-up, announced a year ahead, that does not stack on Section 232")
    ports = assumed("fee on a voyage with a Chinese-built ship, spread over the packs of a container")
    steel = assumed("25 % on steel from outside USMCA; not in the extract")
    return rows(
        _HEADER,
        (CHINA, US, "class:Critical", "Step-up 2028", 0.17, None, _STEP, None, None, False, step),
        (CHINA, US, "class:High", "Step-up 2028", 0.20, None, _STEP, None, None, False, step),
        ("bloc:East Asia", US, "ALL", "Step-up 2028", 0.10, None, _STEP, None, None, False, step),
        ("bloc:ASEAN", US, "ALL", "Step-up 2028", 0.10, None, _STEP, None, None, False, step),
        ("bloc:EU", US, "ALL", "Step-up 2028", 0.10, None, _STEP, None, None, False, step),
        ("ALL", US, STEEL, "Section 232", 0.25, None, None, None, None, False, steel),
        ("bloc:USMCA", US, STEEL, "Section 232", 0, None, None, None, None, False, steel),
        (CHINA, US, PACK, "Port fee", 0, 9, None, None, None, None, ports),
    )


def _elsewhere() -> list[Row]:
    mexico = assumed("Mexican duty; part is paid back on parts that leave again inside exported goods")
    wall = assumed("Mexico closes the side door for Chinese batteries in cars bound for the north")
    europe = assumed("10 % on cars into the EU; free from Mexico under its agreement with the EU")
    return rows(
        _HEADER,
        (CHINA, "Mexico", "ALL", "Mexican duty", 0.15, None, None, None, 0.4, None, mexico),
        (CHINA, "Mexico", PACK, "Mexican duty", 0.50, None, None, None, None, None, wall),
        (CHINA, "Mexico", CELLS, "Mexican duty", 0.25, None, None, None, 0.2, None, wall),
        ("South Korea", "Mexico", "ALL", "Mexican duty", 0.08, None, None, None, 0.4, None, mexico),
        (US, "Germany", CROSSOVER, "EU duty", 0.10, None, None, None, None, None, europe),
    )
