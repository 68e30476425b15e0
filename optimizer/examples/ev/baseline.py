"""Today's plan: shares by source, mostly from East Asia."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from optimizer.examples.table import Row

_SHARES: dict[str, dict[str, float]] = {
    CROSSOVER: {"Tennessee assembly": 0.47, "Saltillo assembly": 0.30, "Michigan assembly": 0.23},
    PICKUP: {"Michigan assembly": 0.68, "Texas assembly": 0.32},
    PACK: {
        "Changzhou battery works": 0.46,
        "Ulsan battery works": 0.24,
        "Kentucky gigafactory": 0.11,
        "Nevada gigafactory": 0.07,
        "Debrecen battery works": 0.07,
        "Coahuila pack plant": 0.05,
    },
    CELLS: {
        "Changzhou battery works": 0.48,
        "Ulsan battery works": 0.24,
        "Kentucky gigafactory": 0.11,
        "Debrecen battery works": 0.07,
        "Kansai cell works": 0.06,
        "Nevada gigafactory": 0.04,
    },
    CATHODE: {"Ningde cathode works": 0.66, "Pohang cathode works": 0.28, "Quebec cathode works": 0.06},
    LITHIUM: {"Sichuan lithium refinery": 0.72, "Kwinana lithium refinery": 0.28},
    WAFERS: {
        "Hsinchu wafer fab": 0.56,
        "Pyeongtaek wafer fab": 0.26,
        "Dresden wafer fab": 0.12,
        "Arizona chip campus": 0.06,
    },
    CHIPS: {"Penang chip packaging": 0.52, "Kaohsiung chip packaging": 0.36, "Guadalajara electronics": 0.12},
    POWER: {
        "Shenzhen electronics": 0.45,
        "Guadalajara electronics": 0.24,
        "Regensburg electronics": 0.21,
        "Indiana electronics": 0.10,
    },
    MOTOR: {
        "Suzhou motor works": 0.45,
        "Ramos Arizpe motor works": 0.24,
        "Nagoya motor works": 0.21,
        "Ohio motor works": 0.10,
    },
    MAGNETS: {"Ningbo magnet works": 0.78, "Osaka magnet works": 0.17, "Hanau magnet works": 0.05},
    OXIDE: {
        "Baotou oxide plant": 0.80,
        "Kuantan oxide plant": 0.12,
        "California oxide plant": 0.05,
        "Kalgoorlie oxide plant": 0.03,
    },
    STEEL: {
        "Gary steel mill": 0.37,
        "Gwangyang steel mill": 0.20,
        "Monterrey steel mill": 0.19,
        "Arkansas steel mill": 0.15,
        "Tangshan steel mill": 0.09,
    },
}
_FRAMES: dict[str, tuple[float, dict[str, float]]] = {
    "Michigan assembly": (120, {"Ohio frame works": 1.0}),
    "Tennessee assembly": (100, {"Kentucky frame works": 1.0}),
    "Texas assembly": (60, {"Monterrey frame works": 1.0}),
    "Saltillo assembly": (80, {"Monterrey frame works": 1.0}),
}
"""Buffer kept today and shares, by plant."""


def baseline() -> list[Row]:
    """Today's shares where items are made; for frames where they arrive, with the buffer kept there."""
    note = assumed("today's contracts, chosen to look like the industry before it localised")
    made: list[Row] = [
        {"item": item, "destination": "ALL", "site": site, "share": share, "notes": note}
        for item, shares in _SHARES.items()
        for site, share in shares.items()
    ]
    frames: list[Row] = [
        {"item": FRAME, "destination": plant, "site": site, "share": share, "buffer": buffer, "notes": note}
        for plant, (buffer, shares) in _FRAMES.items()
        for site, share in shares.items()
    ]
    return [*made, *frames]
