"""Wages and working hours by region."""

from __future__ import annotations

from optimizer.examples.ev.notes import BLS, EUROSTAT, STATISTA, assumed, both
from optimizer.examples.table import Row, rows

START = 2027


def escalated(wage: float, year: int, rise: float) -> float:
    """Carry a published wage to the start of the plan."""
    return round(float(wage * (1 + rise) ** (START - year)), 2)


def labour() -> list[Row]:
    """One row for each region; the two busiest have rows of their own for the last years."""
    us, rise = 35.67, 0.03
    usa = f"{BLS} 2012 escalated {rise:.0%}/yr (assumption)"
    midwest = both(usa, "5 % above the US average; hours of the plants' commuting areas")
    south = both(usa, "8 % below the US average; hours of the plants' commuting areas, tight by design")
    west = both(usa, "8 % above the US average")
    bls = f"{BLS} 2010 escalated {rise:.0%}/yr (assumption)"
    wage_midwest, wage_south = escalated(us * 1.05, 2012, rise), escalated(us * 0.92, 2012, rise)
    mexican = escalated(4.45, 2018, 0.05)
    mexico = both(f"{STATISTA} escalated 5 %/yr (assumption)", "hours grow as plants recruit")
    euro = both(EUROSTAT, "euro area industry, +3 %/yr")
    forint = both(EUROSTAT, "whole economy, +5 %/yr")
    trained = both(usa, "more hours once training centres deliver")
    return rows(
        "region period wage escalation hours_available notes",
        ("US Midwest", "ALL", wage_midwest, 0.035, 72_000, midwest),
        ("US Midwest", "2029H1", wage_midwest, 0.035, 80_000, trained),
        ("US Midwest", "2029H2", wage_midwest, 0.035, 82_000, trained),
        ("US Midwest", "2030H1", wage_midwest, 0.035, 84_000, trained),
        ("US Midwest", "2030H2", wage_midwest, 0.035, 86_000, trained),
        ("US South", "ALL", wage_south, 0.035, 70_000, south),
        ("US South", "2029H1", wage_south, 0.035, 74_000, trained),
        ("US South", "2029H2", wage_south, 0.035, 76_000, trained),
        ("US South", "2030H1", wage_south, 0.035, 78_000, trained),
        ("US South", "2030H2", wage_south, 0.035, 80_000, trained),
        ("US Mid-South", "ALL", wage_south, 0.035, None, usa),
        ("US West", "ALL", escalated(us * 1.08, 2012, rise), 0.035, 24_000, west),
        ("Eastern Canada", "ALL", escalated(35.67, 2010, rise), 0.03, None, bls),
        ("Northern Mexico", "ALL", mexican, 0.06, 76_000, mexico),
        ("Northern Mexico", "2028H1", mexican, 0.06, 84_000, mexico),
        ("Northern Mexico", "2028H2", mexican, 0.06, 89_000, mexico),
        ("Northern Mexico", "2029H1", mexican, 0.06, 94_000, mexico),
        ("Northern Mexico", "2029H2", mexican, 0.06, 100_000, mexico),
        ("Northern Mexico", "2030H1", mexican, 0.06, 106_000, mexico),
        ("Northern Mexico", "2030H2", mexican, 0.06, 112_000, mexico),
        ("Coastal China", "ALL", escalated(5.51, 2018, 0.05), 0.05, None, f"{STATISTA} escalated 5 %/yr (assumption)"),
        ("Taiwan", "ALL", 16, 0.04, None, assumed("no published figure at hand; between China and South Korea")),
        ("South Korea", "ALL", escalated(16.62, 2010, rise), 0.04, None, bls),
        ("Japan", "ALL", 31.99, 0.02, None, both(f"{BLS} 2010", "unchanged in dollars since, the yen fell")),
        ("Malaysia", "ALL", 7, 0.05, None, assumed("no published figure at hand; near Mexico and China")),
        ("Western Australia", "ALL", escalated(40.6, 2010, rise), 0.03, None, bls),
        ("Germany", "ALL", escalated(39.8 * 1.08, 2024, rise), 0.03, None, euro),
        ("Hungary", "ALL", escalated(14.1 * 1.08, 2024, 0.05), 0.05, None, forint),
    )
