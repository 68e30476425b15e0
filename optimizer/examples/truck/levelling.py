"""Levelling: how steadily plants run across the cycle, so that none is idle in the slump or short at the peak."""

from __future__ import annotations

from optimizer.examples.ev.notes import assumed
from optimizer.examples.table import Row, rows
from optimizer.examples.truck.items import AXLE, DIESEL, ENGINE, GEARBOX
from optimizer.examples.truck.places import DUBLIN, HAGERSTOWN, KOPING, LEHIGH, LYON, MONTERREY, SKOVDE


def levelling() -> list[Row]:
    """Limits on change and utilisation of the plants, and what a change of rhythm costs."""
    crew = assumed("a rebalanced line and a crew recalled or sent home; agreed with the union")
    surge = assumed("the overflow plant may swing further; cost in MXN")
    machine = assumed("machining cells are started and stopped cell by cell")
    abroad = assumed("overseas plants average out over several continents; cost in local currency")
    wish = assumed("below that the hardening shop in Sweden loses money, which the group pays; penalty in USD")
    return rows(
        "site item max_increase max_decrease change_cost min_utilisation max_utilisation hard penalty notes",
        (DUBLIN, DIESEL, 0.15, 0.25, 2_200, 0.60, None, True, None, crew),
        (LEHIGH, DIESEL, 0.18, 0.30, 2_200, 0.55, None, True, None, crew),
        (MONTERREY, DIESEL, 0.50, 0.50, 14_000, 0.50, None, True, None, surge),
        (HAGERSTOWN, ENGINE, 0.15, 0.25, 350, 0.60, 0.98, True, None, machine),
        (HAGERSTOWN, GEARBOX, 0.20, 0.30, 160, 0.50, 0.98, True, None, machine),
        (SKOVDE, ENGINE, 0.40, 0.45, 1_200, None, None, True, None, abroad),
        (KOPING, GEARBOX, None, None, 400, 0.35, None, False, 220, wish),
        (LYON, AXLE, 0.50, 0.50, 25, None, None, True, None, abroad),
    )
