"""Air charters: lanes for a disruption only, dear and at once."""

from __future__ import annotations

from optimizer.examples.ev.items import CHIPS, MAGNETS, MOTOR, POWER, items
from optimizer.examples.ev.legs import MEXICO, MIDWEST, SOUTH
from optimizer.examples.ev.notes import assumed
from optimizer.examples.table import Row, rows

CHARTER = "air charter"
_DAYS = 3
_DOLLARS_A_KG = 14.0
_ROUTES: tuple[tuple[str, str, str, float, float], ...] = (
    (CHIPS, "Malaysia", MIDWEST, 14_700, 6_000),
    (CHIPS, "Malaysia", SOUTH, 15_200, 6_000),
    (CHIPS, "Malaysia", MEXICO, 15_300, 6_000),
    (POWER, "China", MIDWEST, 11_400, 700),
    (POWER, "China", SOUTH, 11_900, 700),
    (POWER, "China", MEXICO, 12_000, 700),
    (POWER, "Germany", MIDWEST, 7_300, 700),
    (POWER, "Germany", SOUTH, 7_900, 700),
    (POWER, "Germany", MEXICO, 9_500, 700),
    (MOTOR, "Japan", MIDWEST, 10_400, 300),
    (MOTOR, "Japan", SOUTH, 10_900, 300),
    (MOTOR, "Japan", MEXICO, 11_200, 300),
    (MAGNETS, "Japan", MIDWEST, 10_400, 3_000),
    (MAGNETS, "Japan", MEXICO, 11_200, 3_000),
    (MAGNETS, "Germany", MIDWEST, 7_300, 3_000),
    (MAGNETS, "Germany", MEXICO, 9_500, 3_000),
)
"""Item, origin, destination, kilometres, units a week that a few aircraft carry."""


def charters() -> list[Row]:
    """Every lane that only a disruption may use."""
    tonnes = {row["item"]: float(str(row["weight"])) / 1_000 for row in items()}
    note = assumed(
        "ad-hoc charter at about twice the contract rate of scheduled freighters, capacity of a few aircraft"
    )
    lines = [
        (
            origin,
            destination,
            item,
            CHARTER,
            _DAYS,
            round(1_000 * _DOLLARS_A_KG * tonnes[item], 2),
            km,
            units,
            True,
            note,
        )
        for item, origin, destination, km, units in _ROUTES
    ]
    return rows("origin destination item mode lead_time freight_cost distance capacity expedite_only notes", *lines)
