"""Capacity options: brownfield lines at plants that run, and greenfield sites that need a permit first."""

from __future__ import annotations

from datetime import date

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
)
from optimizer.examples.ev.notes import assumed
from optimizer.examples.table import Row, rows

_HEADER = "site item option capacity capex fixed_cost permit_time build_time life max_count earliest notes"
_LATER = date(2027, 7, 1)


def capex() -> list[Row]:
    """Every option, by component family."""
    return [*_batteries(), *_chips(), *_drives(), *_vehicles()]


def _batteries() -> list[Row]:
    brown = assumed("about 67 million a GWh a year for cells and 14 million for packs at a running plant")
    green = assumed("about 90 million a GWh a year; capacity counts packs and cell sets together")
    material = assumed("15 to 18 million for 1,000 tonnes a year of cathode, 35 million of lithium")
    return rows(
        _HEADER,
        ("Kentucky gigafactory", CELLS, "Cell line 3", 540, 140e6, 4e6, 13, 39, 12, 2, None, brown),
        ("Kentucky gigafactory", PACK, "Pack line 3", 500, 27e6, 1.2e6, 4, 30, 12, 2, None, brown),
        ("Nevada gigafactory", CELLS, "Cell line 2", 540, 145e6, 4e6, 13, 39, 12, 1, None, brown),
        ("Nevada gigafactory", PACK, "Pack line 2", 500, 28e6, 1.2e6, 4, 30, 12, 1, None, brown),
        ("Michigan gigafactory", "ALL", "5 GWh block", 2_660, 440e6, 11e6, 26, 78, 15, 2, None, green),
        ("Georgia gigafactory", "ALL", "5 GWh block", 2_660, 425e6, 11e6, 26, 78, 15, 2, _LATER, green),
        ("Coahuila pack plant", PACK, "Pack line 2", 500, 25e6, 1.1e6, 8, 26, 12, 1, None, brown),
        ("Quebec cathode works", CATHODE, "Line 2", 120, 95e6, 3e6, 13, 52, 15, 2, None, material),
        ("Tennessee cathode works", CATHODE, "Line 1", 160, 150e6, 4e6, 26, 78, 15, 1, None, material),
        ("Nevada lithium mine", LITHIUM, "Phase 1", 150, 270e6, 7e6, 52, 78, 20, 1, None, material),
    )


def _chips() -> list[Row]:
    share = assumed("the maker's share of a fab or packaging hall, paid as a capacity reservation")
    return rows(
        _HEADER,
        ("Arizona chip campus", WAFERS, "Module 2", 2_400, 36e6, 1.5e6, 13, 65, 12, 2, None, share),
        ("Texas wafer fab", WAFERS, "Phase 1", 4_000, 66e6, 2.5e6, 26, 104, 12, 1, None, share),
        ("Arizona chip campus", CHIPS, "Packaging hall", 3_000, 17e6, 0.8e6, 13, 52, 10, 1, None, share),
        ("Guadalajara electronics", CHIPS, "Packaging hall 2", 3_000, 11e6, 0.6e6, 8, 39, 10, 2, None, share),
    )


def _drives() -> list[Row]:
    line = assumed("winding, assembly and test equipment, and the building for it")
    magnet = assumed("furnaces and cutting; no public figure for a plant of this size")
    return rows(
        _HEADER,
        ("Guadalajara electronics", POWER, "Assembly hall 2", 1_300, 17e6, 0.8e6, 8, 34, 10, 2, None, line),
        ("Indiana electronics", POWER, "Line 2", 1_200, 23e6, 1e6, 13, 39, 10, 1, None, line),
        ("Ramos Arizpe motor works", MOTOR, "Hall 2", 1_300, 21e6, 0.9e6, 8, 39, 12, 2, None, line),
        ("Ohio motor works", MOTOR, "Line 2", 1_200, 29e6, 1.1e6, 13, 45, 12, 1, None, line),
        ("Osaka magnet works", MAGNETS, "Furnace 4", 600, 8e6, 0.4e6, 6, 34, 12, 1, None, magnet),
        ("Hanau magnet works", MAGNETS, "Furnace 2", 500, 10e6, 0.5e6, 13, 39, 12, 1, None, magnet),
        ("Texas magnet works", MAGNETS, "Magnet line", 1_100, 22e6, 0.9e6, 26, 72, 15, 2, None, magnet),
        ("California oxide plant", OXIDE, "Separation 2", 1_600, 13e6, 0.6e6, 13, 52, 15, 1, None, magnet),
        ("Kuantan oxide plant", OXIDE, "Cracking 2", 1_200, 8e6, 0.5e6, 13, 45, 15, 1, None, magnet),
    )


def _vehicles() -> list[Row]:
    shop = assumed("body shop and line balancing at a plant that runs")
    press = assumed("transfer press and weld cells")
    mill = assumed("the maker's share of a mill, paid as an offtake commitment")
    return rows(
        _HEADER,
        ("Saltillo assembly", CROSSOVER, "Body shop 2", 400, 95e6, 3e6, 8, 44, 12, 1, None, shop),
        ("Tennessee assembly", CROSSOVER, "Line speed-up", 300, 110e6, 3e6, 4, 35, 12, 1, None, shop),
        ("Texas assembly", PICKUP, "Second shift tooling", 200, 60e6, 2e6, 4, 26, 12, 1, None, shop),
        ("Monterrey frame works", FRAME, "Press line 3", 900, 19e6, 0.8e6, 8, 39, 15, 1, None, press),
        ("Kentucky frame works", FRAME, "Press line 2", 900, 24e6, 1e6, 8, 39, 15, 1, None, press),
        ("Ohio green steel mill", STEEL, "Offtake block", 450, 20e6, 0.5e6, 26, 104, 20, 3, None, mill),
        ("Arkansas steel mill", STEEL, "Arc furnace share", 450, 17e6, 0.7e6, 13, 52, 20, 1, None, mill),
    )
