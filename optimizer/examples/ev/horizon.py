"""Settings and periods: eight half-years from 2027."""

from __future__ import annotations

from datetime import date

from optimizer.examples.ev.notes import assumed
from optimizer.examples.table import Row, rows

PERIODS = tuple(f"{year}H{half}" for year in range(2027, 2031) for half in (1, 2))
"""Names of the periods, 2027H1 to 2030H2."""


def settings() -> list[Row]:
    """One value for the whole plan in each column, with the reason for each under ``notes``."""
    return [
        {
            "plan_name": "EV components come home",
            "currency": "USD",
            "discount_rate": 0.08,
            "holding_rate": 0.09,
            "carbon_price": 85.0,
            "reaction_time": 2.0,
            "safety_stock_usable": 0.5,
            "time_limit": 600.0,
            "mip_gap": 0.01,
            "threads": 1.0,
            "seed": 0.0,
            "notes": {
                "plan_name": assumed("an illustrative maker; no figure describes a real company"),
                "currency": assumed("all amounts in US dollars of the year they are spent"),
                "discount_rate": assumed("a usual cost of capital in vehicle manufacturing"),
                "holding_rate": assumed("capital tied up on the way, insurance and obsolescence"),
                "carbon_price": assumed("internal price of carbon, not a tax in force"),
                "reaction_time": assumed("two weeks until contracts, crews and bookings elsewhere are changed"),
                "safety_stock_usable": assumed("half of the safety stock is kept for everyday variation"),
                "mip_gap": assumed("1 % is well inside the accuracy of the prices"),
            },
        }
    ]


def periods() -> list[Row]:
    """Half-years of 26 weeks."""
    note = assumed("half-years of 26 weeks, as far ahead as a gigafactory decision reaches")
    return rows(
        "period start weeks notes",
        *((name, date(int(name[:4]), 1 if name.endswith("H1") else 7, 1), 26, note) for name in PERIODS),
    )
