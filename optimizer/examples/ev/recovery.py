"""How long sites and sources take to come back, and which of them fail together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.examples.ev.items import CHIPS, PACK
from optimizer.examples.ev.notes import assumed

if TYPE_CHECKING:
    from optimizer.examples.table import Row

TEXAS_GRID = "Texas power grid"
_WEEKS: dict[float, tuple[str, ...]] = {
    4: ("Long Beach hub", "Memphis reserve"),
    10: (
        "Michigan assembly",
        "Tennessee assembly",
        "Texas assembly",
        "Saltillo assembly",
        "Ohio frame works",
        "Kentucky frame works",
        "Monterrey frame works",
    ),
    12: (
        "Penang chip packaging",
        "Kaohsiung chip packaging",
        "Guadalajara electronics",
        "Shenzhen electronics",
        "Regensburg electronics",
        "Indiana electronics",
        "Suzhou motor works",
        "Nagoya motor works",
        "Ramos Arizpe motor works",
        "Ohio motor works",
        "Coahuila pack plant",
    ),
    16: (
        "Hsinchu wafer fab",
        "Pyeongtaek wafer fab",
        "Dresden wafer fab",
        "Arizona chip campus",
        "Texas wafer fab",
        "Ningbo magnet works",
        "Osaka magnet works",
        "Hanau magnet works",
        "Texas magnet works",
        "Tangshan steel mill",
        "Gwangyang steel mill",
        "Monterrey steel mill",
        "Gary steel mill",
        "Arkansas steel mill",
        "Ohio green steel mill",
    ),
    20: (
        "Baotou oxide plant",
        "Kuantan oxide plant",
        "Kalgoorlie oxide plant",
        "California oxide plant",
        "Ningde cathode works",
        "Pohang cathode works",
        "Quebec cathode works",
        "Tennessee cathode works",
    ),
    24: (
        "Changzhou battery works",
        "Ulsan battery works",
        "Debrecen battery works",
        "Kansai cell works",
        "Kentucky gigafactory",
        "Nevada gigafactory",
        "Michigan gigafactory",
        "Georgia gigafactory",
        "Sichuan lithium refinery",
        "Kwinana lithium refinery",
        "Nevada lithium mine",
    ),
}
"""Weeks from the loss of a site to its full return."""
_WHY: dict[float, str] = {
    4: "another hall is rented",
    10: "presses, robots and paint are repaired, other shops lend tools",
    12: "assembly and test equipment is bought again",
    16: "furnaces and clean rooms; the chip fab that burned in Naka in 2021 needed about 100 days",
    20: "kilns and extraction columns are made to order",
    24: "electrode coating and formation, or a refinery train, is made to order and approved again",
}
_GROUPS: dict[str, str] = {
    "Texas assembly": TEXAS_GRID,
    "Texas wafer fab": TEXAS_GRID,
    "Texas magnet works": TEXAS_GRID,
}
_SOURCES: dict[tuple[str, str], tuple[float, str]] = {
    ("Arizona chip campus", CHIPS): (10, "packaging comes back sooner than the fab beside it"),
    ("Kentucky gigafactory", PACK): (12, "pack assembly comes back sooner than cell lines"),
    ("Nevada gigafactory", PACK): (12, "pack assembly comes back sooner than cell lines"),
    ("Changzhou battery works", PACK): (12, "pack assembly comes back sooner than cell lines"),
}


def recovering(sites: list[Row]) -> list[Row]:
    """Add to each site how long it takes to come back, and what it fails together with."""
    weeks = {site: after for after, members in _WEEKS.items() for site in members}
    return [_recovering(row, weeks.get(str(row["site"]))) for row in sites]


def _recovering(row: Row, weeks: float | None) -> Row:
    if weeks is None:
        return row
    group = _GROUPS.get(str(row["site"]))
    noted = f"{row['notes']}; time to recover: {_WHY[weeks]} (assumption)"
    return {**row, "time_to_recover": weeks, **({"failure_groups": [group]} if group else {}), "notes": noted}


def recovering_sources(sources: list[Row]) -> list[Row]:
    """Add the time to recover of sources that come back sooner than their site."""
    return [_sooner(row) for row in sources]


def _sooner(row: Row) -> Row:
    found = _SOURCES.get((str(row["site"]), str(row["item"])))
    if found is None:
        return row
    weeks, reason = found
    return {**row, "time_to_recover": weeks, "notes": f"{row['notes']}; time to recover: {assumed(reason)}"}
