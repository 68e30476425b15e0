"""Settings, periods and exchange rates: twelve quarters from 2027."""

from __future__ import annotations

from datetime import date

from optimizer.examples.ev.notes import assumed
from optimizer.examples.table import Row, rows

PERIODS = tuple(f"{year}Q{quarter}" for year in (2027, 2028, 2029) for quarter in (1, 2, 3, 4))
"""Names of the periods, 2027Q1 to 2029Q4."""
_DRIFT: tuple[tuple[str, float, float, str], ...] = (
    ("EUR", 1.12, 0.003, "forward curve that follows the interest difference to the dollar"),
    ("SEK", 0.100, 0.003, "forward curve, the krona recovers slowly"),
    ("MXN", 0.054, -0.003, "forward curve, the peso gives way by its higher interest"),
)
"""Currency, dollars for one unit in the first quarter, change each quarter, and why."""


def settings() -> list[Row]:
    """One value for the whole plan in each column, with the reason for each under ``notes``."""
    return [
        {
            "plan_name": "Dual-flow powertrain",
            "currency": "USD",
            "discount_rate": 0.08,
            "holding_rate": 0.10,
            "carbon_price": 40.0,
            "reaction_time": 2.0,
            "objective": "cost",
            "objective_tolerance": 0.002,
            "time_limit": 120.0,
            "mip_gap": 0.004,
            "threads": 1.0,
            "seed": 0.0,
            "notes": {
                "plan_name": assumed("an illustrative truck maker; no figure describes a real company"),
                "currency": assumed("plan in US dollars; costs abroad in EUR, SEK and MXN, see Exchange_rates"),
                "discount_rate": assumed("a usual cost of capital in vehicle manufacturing"),
                "holding_rate": assumed("capital, insurance and obsolescence"),
                "carbon_price": assumed("internal price of carbon, not a tax in force"),
                "reaction_time": assumed("two weeks until contracts, crews and bookings elsewhere are changed"),
                "objective": assumed("cost alone; cost_then_carbon shows what a greener chain is like"),
                "objective_tolerance": assumed("0.2 % may be given up for a second objective, if one is set"),
                "time_limit": assumed("two minutes; the gap is reached in less than one"),
                "threads": assumed("one thread; other cores are for other solves"),
                "seed": assumed("any number; fixed so that a run can be repeated"),
                "mip_gap": assumed("0.4 %, an eighth of what the plan saves; 0.02 % takes some minutes"),
            },
        }
    ]


def periods() -> list[Row]:
    """Quarters of 13 weeks."""
    note = assumed("quarters of 13 weeks: fine enough for the truck cycle, long enough for an upgrade to pay")
    return rows(
        "period start weeks notes",
        *((name, date(int(name[:4]), 3 * int(name[-1]) - 2, 1), 13, note) for name in PERIODS),
    )


def exchange_rates() -> list[Row]:
    """Rate of each currency in each period."""
    return rows(
        "currency period rate notes",
        *(
            (currency, period, round(first * (1 + drift) ** t, 5), assumed(reason))
            for currency, first, drift, reason in _DRIFT
            for t, period in enumerate(PERIODS)
        ),
    )
