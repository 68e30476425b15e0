"""Today's plan: engines, gearboxes, axles and electric parts come mostly from overseas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.examples.ev.notes import assumed
from optimizer.examples.truck.items import (
    AXLE,
    BATTERY,
    BLOCK,
    DIESEL,
    EAXLE_1,
    ELECTRIC,
    ENGINE,
    GEARBOX,
    GEARS,
    HOUSING,
    INVERTER,
    TURBO,
)
from optimizer.examples.truck.places import (
    CAROLINA,
    CURITIBA,
    DUBLIN,
    HAGERSTOWN,
    HUNAN,
    INDIANA,
    JOINVILLE,
    KOPING,
    LEHIGH,
    LYON,
    MONTERREY,
    OHIO,
    PUNE,
    SAITAMA,
    SALTILLO,
    SKOVDE,
    SWABIA,
    TOLUCA,
    WUXI,
)

if TYPE_CHECKING:
    from optimizer.examples.table import Row

_SHARES: dict[str, dict[str, float]] = {
    DIESEL: {DUBLIN: 0.56, LEHIGH: 0.34, MONTERREY: 0.10},
    ELECTRIC: {DUBLIN: 1.0},
    ENGINE: {SKOVDE: 0.50, HAGERSTOWN: 0.34, CURITIBA: 0.10, TOLUCA: 0.06},
    GEARBOX: {KOPING: 0.76, HAGERSTOWN: 0.20, TOLUCA: 0.04},
    AXLE: {LYON: 0.48, OHIO: 0.46, TOLUCA: 0.06},
    EAXLE_1: {LYON: 0.80, HAGERSTOWN: 0.20},
    INVERTER: {WUXI: 0.80, SWABIA: 0.20},
    BATTERY: {HUNAN: 1.0},
    BLOCK: {SKOVDE: 0.50, JOINVILLE: 0.26, INDIANA: 0.18, SALTILLO: 0.06},
    HOUSING: {SKOVDE: 0.60, INDIANA: 0.30, JOINVILLE: 0.07, SALTILLO: 0.03},
    GEARS: {KOPING: 0.53, PUNE: 0.30, CAROLINA: 0.17},
    TURBO: {SAITAMA: 0.55, WUXI: 0.45},
}


def baseline() -> list[Row]:
    """Today's shares where items are made."""
    note = assumed("today's contracts, chosen to look like the flows before the upgrades")
    return [
        {"item": item, "destination": "ALL", "site": site, "share": share, "notes": note}
        for item, shares in _SHARES.items()
        for site, share in shares.items()
    ]
