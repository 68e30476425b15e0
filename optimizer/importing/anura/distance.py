"""How far sites are from each other, and how long that takes: stated, from the matrix, or from where they are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.importing.anura.names import SITES
from optimizer.importing.anura.units import DISTANCE, STANDARD, TIME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.importing.anura.model import Model
    from optimizer.importing.anura.places import Place, Spot
    from optimizer.importing.anura.row import Row

EARTH = 6371.0088
"""Mean radius of the earth [km]."""
CIRCUITY, SPEED = 17.0, 55.0
"""What ModelSettings stands for if it says nothing: detour of roads [%], and speed [miles/h]."""
SPEEDS = {"MPH": STANDARD["MI"][1], "KPH": 1.0}
"""Kilometres an hour of one unit of speed."""
HOURS = 24.0


@dataclass(frozen=True)
class Distances:
    """Ways between sites.

    Attributes
    ----------
    matrix
        Distance [km] and time [days, None if not stated] of stated ways.
    places
        Sites.
    detour
        Length of a road over that of the straight line.
    speed
        Kilometres a day.

    """

    matrix: Mapping[tuple[str, str], tuple[float | None, float | None]]
    places: Mapping[str, Place]
    detour: float
    speed: float

    @classmethod
    def from_tables(cls, model: Model, places: Mapping[str, Place]) -> Distances:
        """Read ModelSettings and TransitMatrix."""
        circuity, speed, unit = CIRCUITY, SPEED, "MPH"
        for row in model.ledger.rows("ModelSettings"):
            stated, quick = row.number("CircuityFactor"), row.number("AverageSpeed")
            circuity = CIRCUITY if stated is None else stated
            speed = quick or SPEED
            unit = row.word("PrimarySpeedUOM", tuple(SPEEDS))
        matrix: dict[tuple[str, str], tuple[float | None, float | None]] = {}
        for row in model.ledger.rows("TransitMatrix"):
            way = _way(model, row)
            for origin in model.names.members(row, "OriginName", *SITES):
                for destination in model.names.members(row, "DestinationName", *SITES):
                    matrix[origin, destination] = way
                    if row.flag("IsSymmetric", default=True):
                        matrix.setdefault((destination, origin), way)
        return cls(matrix, places, 1.0 + circuity / 100.0, speed * SPEEDS[unit] * HOURS)

    def way(self, model: Model, row: Row | None, origin: str, destination: str) -> tuple[float | None, float]:
        """Distance [km, None if nothing says it] and time [days] of a lane, by the row about it if any."""
        km, days = _way(model, row) if row else (None, None)
        matrix_km, matrix_days = self.matrix.get((origin, destination), (None, None))
        km = matrix_km if km is None else km
        days = matrix_days if days is None else days
        if km is None:
            km = self._straight(origin, destination)
        if days is None:
            days = km / self.speed if km is not None else 0.0
        return km, days

    def _straight(self, origin: str, destination: str) -> float | None:
        spots = self.places[origin].spot, self.places[destination].spot
        if spots[0] is None or spots[1] is None:
            return None
        return self.detour * great_circle(spots[0], spots[1])


def _way(model: Model, row: Row) -> tuple[float | None, float | None]:
    measured = model.units.measured
    return measured(row, "TransportDistance", DISTANCE), measured(row, "TransportTime", TIME)


def great_circle(one: Spot, other: Spot) -> float:
    """Shortest way between two places on the globe [km].

    >>> round(great_circle((52.52, 13.405), (48.8566, 2.3522)))
    877
    """
    (lat, long), (lat2, long2) = ((math.radians(a), math.radians(b)) for a, b in (one, other))
    squared = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((long2 - long) / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(min(squared, 1.0)))
