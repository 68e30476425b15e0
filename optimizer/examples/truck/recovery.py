"""How long sites take to come back after a loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.examples.ev.notes import assumed
from optimizer.examples.truck.items import GEARS, TURBO
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
    MICHIGAN,
    MONTERREY,
    NORFOLK,
    OHIO,
    OHIO_CELLS,
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

_WEEKS: dict[float, tuple[tuple[str, ...], str]] = {
    3: ((NORFOLK,), "another hall at the port is rented"),
    8: ((DUBLIN, LEHIGH, MONTERREY), "paint and final line are repaired, cabs are painted elsewhere"),
    12: ((MICHIGAN, WUXI, SAITAMA, CAROLINA, SWABIA), "test benches and balancing machines are bought again"),
    14: ((INDIANA, JOINVILLE, SALTILLO), "furnaces are relined, patterns are made again"),
    16: ((HAGERSTOWN, SKOVDE, CURITIBA, TOLUCA, OHIO, LYON), "machining cells are made to order"),
    18: ((KOPING, PUNE), "gear grinding and hardening are made to order, the longest lead times in the trade"),
    24: ((HUNAN, OHIO_CELLS), "electrode coating and formation are made to order and approved again"),
}
_SOURCES: dict[tuple[str, str], tuple[float, str]] = {
    (CAROLINA, GEARS): (16, "hardening and grinding take longer to replace than the turbocharger line"),
    (WUXI, TURBO): (10, "a sister line of the supplier takes over castings"),
}


def recovering(sites: list[Row]) -> list[Row]:
    """Add to each site how long it takes to come back."""
    known = {site: (weeks, why) for weeks, (members, why) in _WEEKS.items() for site in members}
    return [_with_time(row, known.get(str(row["site"]))) for row in sites]


def recovering_sources(sources: list[Row]) -> list[Row]:
    """Add the time to recover of sources that differ from their site."""
    return [_with_time(row, _SOURCES.get((str(row["site"]), str(row["item"])))) for row in sources]


def _with_time(row: Row, found: tuple[float, str] | None) -> Row:
    if found is None:
        return row
    weeks, why = found
    return {**row, "time_to_recover": float(weeks), "notes": f"{row['notes']}; time to recover: {assumed(why)}"}
