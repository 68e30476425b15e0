"""Terms of purchase: prices that fall with the quantity, and conversion that gets cheaper with experience."""

from __future__ import annotations

from optimizer.examples.ev.notes import assumed
from optimizer.examples.table import Row, rows
from optimizer.examples.truck.items import AXLE, BATTERY, EAXLE_2, GEARS, TURBO
from optimizer.examples.truck.places import HAGERSTOWN, OHIO, OHIO_CELLS, PUNE, SAITAMA


def price_breaks() -> list[Row]:
    """Prices by quantity: what is lost when volume is spread over many sources."""
    steps = assumed("price list of the frame contract, for all units of the week")
    beyond = assumed("rebate on what goes beyond the contracted quantity")
    return rows(
        "site item from_quantity unit_cost behaviour notes",
        (PUNE, GEARS, 600, 435, "all_units", steps),
        (OHIO, AXLE, 1_100, 1_690, "all_units", steps),
        (SAITAMA, TURBO, 350, 455, "incremental", beyond),
    )


def learning() -> list[Row]:
    """Experience curves of what is new."""
    drive = assumed("88 % curve of assembled drives; experience is the pilot series")
    module = assumed("92 % curve of module lines; experience of the sister line")
    return rows(
        "site item rate experience steps notes",
        (HAGERSTOWN, EAXLE_2, 0.12, 600, 3, drive),
        (OHIO_CELLS, BATTERY, 0.08, 2_500, 2, module),
    )
