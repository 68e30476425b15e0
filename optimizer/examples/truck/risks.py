"""What may go wrong across the cycle, how likely it is, and what the plan must survive."""

from __future__ import annotations

from optimizer.examples.ev.legs import SUEZ
from optimizer.examples.ev.notes import assumed
from optimizer.examples.table import Row, rows
from optimizer.examples.truck.items import DIESEL, EAXLE_1, EAXLE_2, INVERTER
from optimizer.examples.truck.legs import ATLANTIC
from optimizer.examples.truck.places import HAGERSTOWN, KOPING, LEHIGH, SAITAMA, SKOVDE, US

STRAIT, EAST_ASIA, CANAL = "Taiwan Strait closed", "East Asia shut down", "Suez Canal closed"
STRIKE, BAN, SHOCK = "Atlantic port strike", "Rare-earth export ban", "Tariff shock"
FIRE_GEARS, FIRE_TURBO, SURGE = "Fire at Koping transmissions", "Fire at Saitama turbos", "Demand surge"
QUEUE, RESTART = "Port queue", "Plants restart"
_SCENARIO = "scenario hits target item loss duration recovery start_period probability notes"


def recovery_ramps() -> list[Row]:
    """How what is lost comes back."""
    queue = assumed("ships at anchor are worked off within three weeks")
    restart = assumed("plants call their people back and refill their own supply")
    return rows(
        "ramp week fraction notes",
        (QUEUE, 0, 0.5, queue),
        (QUEUE, 3, 1, queue),
        (RESTART, 0, 0.3, restart),
        (RESTART, 6, 1, restart),
    )


def failure_groups() -> list[Row]:
    """What has one cause in common; no probability, so only the rule that names them looks at them."""
    grid = assumed("both plants hang on the same regional grid, which sheds load in a deep freeze")
    sweden = assumed("one owner, one union, one energy market behind engines and transmissions")
    return rows(
        "group member time_to_recover notes",
        ("Mid-Atlantic grid", f"site:{HAGERSTOWN}", 2, grid),
        ("Mid-Atlantic grid", f"site:{LEHIGH}", 2, grid),
        ("Swedish plants", f"site:{SKOVDE}", 3, sweden),
        ("Swedish plants", f"site:{KOPING}", 3, sweden),
    )


def disruptions() -> list[Row]:
    """Every scenario, with the quarter in which it is feared most."""
    return [*_supply(), *_ways(), *_trade()]


def _supply() -> list[Row]:
    asia = assumed("2 % a year; plants and ports of the bloc stop as in early 2020, but everywhere at once")
    fire = assumed("1.5 % a year for one named plant with hardening furnaces and oil baths")
    small = assumed("1 % a year for one named plant")
    chips = assumed("3 % a year; half of the inverters of every maker wait for gate drivers from Taiwan")
    magnets = assumed("10 % a year; half of the e-axles of every maker wait for their magnets")
    return rows(
        _SCENARIO,
        (EAST_ASIA, "bloc", "East Asia", "ALL", 1, 8, RESTART, "2029Q1", 0.02, asia),
        (FIRE_GEARS, "site", KOPING, "ALL", 1, None, RESTART, "2029Q1", 0.015, fire),
        (FIRE_TURBO, "site", SAITAMA, "ALL", 1, None, RESTART, "2028Q3", 0.01, small),
        (STRAIT, "item", INVERTER, "ALL", 0.5, 26, RESTART, "2028Q4", 0.03, chips),
        (BAN, "item", EAXLE_1, "ALL", 0.5, 13, RESTART, "2028Q3", 0.10, magnets),
        (BAN, "item", EAXLE_2, "ALL", 0.5, 13, RESTART, "2028Q3", 0.10, magnets),
    )


def _ways() -> list[Row]:
    canal = assumed("6 % a year: blocked in 2021, avoided for more than a year from December 2023")
    strike = assumed("8 % a year; the dockworkers' strike of October 2024 was ended for six years, not for good")
    return rows(
        _SCENARIO,
        (CANAL, "corridor", SUEZ, "ALL", 1, 8, QUEUE, "2028Q1", 0.06, canal),
        (STRIKE, "corridor", ATLANTIC, "ALL", 1, 4, QUEUE, "2027Q4", 0.08, strike),
    )


def _trade() -> list[Row]:
    shock = assumed("15 % a year: 15 points on everything from the European Union for half a year")
    more = assumed("15 % a year: fleets pull a tenth more of the pre-buy forward")
    return [
        *rows(
            "scenario hits target item duration start_period probability tariff_change notes",
            (SHOCK, "tariff", f"bloc:EU -> {US}", "ALL", 26, "2028Q3", 0.15, 0.15, shock),
        ),
        *rows(
            "scenario hits target item duration start_period probability demand_change notes",
            (SURGE, "demand", US, DIESEL, 13, "2028Q2", 0.15, 0.10, more),
        ),
    ]


def resilience_rules() -> list[Row]:
    """What must be survived, and how well; hard where the plan can keep it, priced where it costs."""
    strike = assumed("a strike is announced weeks ahead: critical parts must outlast it with a week to spare")
    fire = assumed("a wish with a price: each tractor short of 85 % costs its margin")
    asia = assumed("the order book must survive a month without anything from East Asia")
    groups = assumed("a wish with a price: each tractor short of 85 % costs its margin")
    return rows(
        "rule applies_to item from_period min_service min_survive survive_margin hard penalty notes",
        ("Outlast a strike", STRIKE, "class:Critical", None, None, None, 1, False, 15_000, strike),
        ("Transmissions after a fire", FIRE_GEARS, "ALL", None, 0.85, None, None, False, 15_000, fire),
        ("A month without East Asia", EAST_ASIA, "class:Critical", None, None, 5, None, True, None, asia),
        ("Common causes", "N-1 group", "ALL", "2029Q4", 0.85, None, None, False, 15_000, groups),
    )
