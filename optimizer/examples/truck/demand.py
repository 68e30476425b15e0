"""Demand for tractors: a pre-buy ahead of an emission rule, then a slump; Mexico and the Andes go their own way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.examples.ev.notes import assumed
from optimizer.examples.truck.horizon import PERIODS
from optimizer.examples.truck.items import DIESEL, ELECTRIC
from optimizer.examples.truck.places import ANDEAN_MARKET, CANADA_MARKET, EAST_MARKET, MEXICO_MARKET, WEST_MARKET

if TYPE_CHECKING:
    from optimizer.examples.table import Row

CYCLE = (0.78, 0.80, 0.88, 0.96, 1.05, 1.17, 1.28, 1.34, 0.84, 0.70, 0.73, 0.86)
"""Class-8 orders of each quarter over the mean of the cycle: low, pre-buy, slump, recovery."""
_NORTH: tuple[tuple[str, float], ...] = ((EAST_MARKET, 430), (WEST_MARKET, 420), (CANADA_MARKET, 85))
_ELECTRIC: tuple[tuple[str, float], ...] = ((EAST_MARKET, 9), (WEST_MARKET, 10), (CANADA_MARKET, 3))
_GROWTH = 1.11
"""Growth of electric tractors from quarter to quarter."""


def demand() -> list[Row]:
    """One row for each market, tractor and period."""
    return [*_cyclical(), *_mexico(), *_andes(), *_electric()]


def _cyclical() -> list[Row]:
    note = assumed("class-8 cycle around a rule year 2029; a lost sale costs its revenue and goodwill")
    return [
        _row(market, DIESEL, period, mean * CYCLE[t], note) | {"price": 165_000.0, "shortage_cost": 8_000.0}
        for market, mean in _NORTH
        for t, period in enumerate(PERIODS)
    ]


def _mexico() -> list[Row]:
    note = assumed("Mexican fleets renew steadily, without the pre-buy; they must be served")
    return [_row(MEXICO_MARKET, DIESEL, period, 66 * 1.012**t, note) for t, period in enumerate(PERIODS)]


def _andes() -> list[Row]:
    note = assumed("importers wait for their trucks at a discount that grows with every week")
    waiting = {"price": 150_000.0, "shortage_cost": 10_000.0, "backorder": True, "late_cost": 190.0}
    return [_row(ANDEAN_MARKET, DIESEL, period, 36 * 1.015**t, note) | waiting for t, period in enumerate(PERIODS)]


def _electric() -> list[Row]:
    note = assumed("electric tractors grow 11 % a quarter from a small base, whatever the cycle does")
    return [
        _row(market, ELECTRIC, period, first * _GROWTH**t, note) | {"price": 350_000.0, "shortage_cost": 15_000.0}
        for market, first in _ELECTRIC
        for t, period in enumerate(PERIODS)
    ]


def _row(market: str, tractor: str, period: str, quantity: float, note: str) -> Row:
    return {"site": market, "item": tractor, "period": period, "quantity": float(round(quantity)), "notes": note}
