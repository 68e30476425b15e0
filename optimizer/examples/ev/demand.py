"""Demand for vehicles by market, growing from half-year to half-year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.examples.ev.horizon import PERIODS
from optimizer.examples.ev.items import CROSSOVER, PICKUP
from optimizer.examples.ev.notes import assumed

if TYPE_CHECKING:
    from optimizer.examples.table import Row

_MARKETS: tuple[tuple[str, str, float, float, float | None], ...] = (
    ("Midwest and Northeast market", CROSSOVER, 620, 0.075, None),
    ("South market", CROSSOVER, 560, 0.08, None),
    ("West market", CROSSOVER, 480, 0.07, None),
    ("Canada market", CROSSOVER, 190, 0.07, None),
    ("Mexico market", CROSSOVER, 120, 0.09, None),
    ("Europe market", CROSSOVER, 150, 0.15, 37_500),
    ("Midwest and Northeast market", PICKUP, 190, 0.08, None),
    ("South market", PICKUP, 200, 0.085, None),
    ("West market", PICKUP, 80, 0.08, None),
    ("Canada market", PICKUP, 50, 0.08, None),
)
"""Market, vehicle, vehicles a week in the first half-year, growth each half-year, cost of a lost sale."""


def demand() -> list[Row]:
    """One row for each market, vehicle and period."""
    return [
        _row(market, vehicle, period, first * (1 + growth) ** t, lost_sale)
        for market, vehicle, first, growth, lost_sale in _MARKETS
        for t, period in enumerate(PERIODS)
    ]


def _row(market: str, vehicle: str, period: str, quantity: float, lost_sale: float | None) -> Row:
    note = assumed("home markets must be served; sales grow steadily")
    row: Row = {"site": market, "item": vehicle, "period": period, "quantity": float(round(quantity)), "notes": note}
    if lost_sale is not None:
        row["shortage_cost"] = lost_sale
        row["notes"] = assumed("exports may be given up; a lost sale costs the price the importer pays")
    return row
