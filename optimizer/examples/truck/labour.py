"""Wages and working hours: overtime and hiring where hours are short, plain wages elsewhere."""

from __future__ import annotations

from optimizer.examples.ev.labour import escalated
from optimizer.examples.ev.notes import BLS, EUROSTAT, STATISTA, assumed, both
from optimizer.examples.table import Row, rows
from optimizer.examples.truck.places import (
    BRAZIL,
    CENTRAL_MEXICO,
    CHINA,
    FRANCE,
    GERMANY,
    INDIA,
    JAPAN,
    MARYLAND,
    MIDWEST,
    NORTH_MEXICO,
    PENNSYLVANIA,
    SOUTH,
    SWEDEN,
    VIRGINIA,
)

_PESO, _KRONA_2010 = 18.5, 7.2
"""Pesos for a dollar at the start of the plan, and kronor for a dollar in 2010 (assumptions)."""


def labour() -> list[Row]:
    """One row for each region in which something is made."""
    return [*_limited(), *_unlimited()]


def _limited() -> list[Row]:
    us, rise = 35.67, 0.03
    usa = f"{BLS} 2012 escalated {rise:.0%}/yr (assumption)"
    crew = both(usa, "today's crew; overtime at time and a half; hiring, training and later severance")
    mexican = round(escalated(4.45, 2018, 0.05) * _PESO, 1)
    double = both(f"{STATISTA} escalated 5 %/yr (assumption)", "in MXN; overtime is paid double by law")
    return rows(
        "region period wage escalation hours_available overtime_limit overtime_premium hire_limit training_cost"
        " training_time notes",
        (VIRGINIA, "ALL", escalated(us * 0.95, 2012, rise), 0.03, 43_500, 0.10, 0.5, 2_000, 900, 8, crew),
        (PENNSYLVANIA, "ALL", escalated(us * 1.02, 2012, rise), 0.03, 26_000, 0.10, 0.5, 1_400, 900, 8, crew),
        (MARYLAND, "ALL", escalated(us * 1.04, 2012, rise), 0.03, 11_200, 0.12, 0.5, 900, 950, 13, crew),
        (NORTH_MEXICO, "ALL", mexican, 0.055, 15_500, 0.25, 1.0, 900, 2_500, 6, double),
        (CENTRAL_MEXICO, "ALL", mexican, 0.055, 6_200, 0.25, 1.0, 500, 2_500, 6, double),
    )


def _unlimited() -> list[Row]:
    us, rise = 35.67, 0.03
    usa = both(f"{BLS} 2012 escalated {rise:.0%}/yr (assumption)", "a few per cent around the national average")
    krona = escalated(43.81 * _KRONA_2010, 2010, 0.025)
    euro = both(EUROSTAT.replace(" (EUR x 1.08, assumption)", ""), "euro area industry in EUR, +3 %/yr")
    weak = both(f"{BLS} 2010", "unchanged in dollars since, the currency fell")
    guess = assumed("no published figure at hand; below China")
    return rows(
        "region wage escalation notes",
        (MIDWEST, escalated(us * 1.02, 2012, rise), 0.03, usa),
        (SOUTH, escalated(us * 0.90, 2012, rise), 0.03, usa),
        (SWEDEN, krona, 0.028, both(f"{BLS} 2010", "7.2 SEK a dollar then, +2.5 %/yr, in SEK")),
        (GERMANY, escalated(39.8, 2024, rise), 0.028, euro),
        (FRANCE, escalated(39.8, 2024, rise), 0.028, euro),
        (BRAZIL, 10.08, 0.04, weak),
        (JAPAN, 31.99, 0.02, weak),
        (CHINA, escalated(5.51, 2018, 0.05), 0.05, f"{STATISTA} escalated 5 %/yr (assumption)"),
        (INDIA, 4.2, 0.06, guess),
    )
