"""Items and the bill of materials: two tractors, their powertrain, and what that is cast, cut and wound from."""

from __future__ import annotations

from datetime import date

from optimizer.examples.ev.notes import BNEF, assumed, both
from optimizer.examples.table import Row, rows

DIESEL, ELECTRIC = "Diesel tractor", "Electric tractor"
ENGINE, GEARBOX, AXLE = "Diesel engine 13 L", "Automated transmission", "Drive axle"
EAXLE_1, EAXLE_2 = "E-axle, first generation", "E-axle, next generation"
INVERTER, BATTERY = "Inverter", "Battery module"
BLOCK, HOUSING, GEARS, TURBO = "Engine block casting", "Housing casting", "Gear set", "Turbocharger"
NEXT_GENERATION, LAST_ORDERS = date(2028, 4, 1), date(2029, 9, 30)
"""First day of the next-generation e-axle, and last day of the first one."""


def items() -> list[Row]:
    """Tractors, powertrain parts and their second tier."""
    price = assumed("order of magnitude of a transfer or contract price; replace by the buyer's own")
    pack = both(f"90 kWh x 122 USD/kWh, {BNEF}", "a heavy-duty case and cooling on top; weight")
    return rows(
        "item unit value criticality weight holding_rate border_carbon notes",
        (DIESEL, "tractor", 138_000, "Medium", 8_400, None, None, assumed("ex-works value of a class-8 sleeper")),
        (ELECTRIC, "tractor", 310_000, "Medium", 10_600, None, None, assumed("ex-works value, 540 kWh on board")),
        (ENGINE, "engine", 20_500, "Critical", 1_150, None, 3_000, price),
        (GEARBOX, "gearbox", 8_600, "Critical", 290, None, 700, price),
        (AXLE, "axle", 4_300, "Critical", 470, None, None, price),
        (EAXLE_1, "e-axle", 16_500, "High", 780, 0.14, None, assumed("bolt-on motor and two-speed box; ages fast")),
        (EAXLE_2, "e-axle", 14_800, "High", 610, 0.14, None, assumed("integrated, fewer gears, a tenth cheaper")),
        (INVERTER, "unit", 2_500, "Medium", 26, 0.14, None, price),
        (BATTERY, "module of 90 kWh", 12_400, "High", 560, 0.12, None, pack),
        (BLOCK, "casting", 2_150, "Low", 330, None, None, price),
        (HOUSING, "casting", 480, "Low", 85, None, None, price),
        (GEARS, "set", 1_300, "Medium", 62, None, None, price),
        (TURBO, "turbocharger", 960, "High", 23, None, None, price),
    )


def bom() -> list[Row]:
    """What goes into what; an electric tractor is built with one generation of e-axle or the other."""
    recipe, scrap = assumed("typical content of one unit"), assumed("typical content of one unit, with machining scrap")
    choice = assumed("two e-axles for each tractor; the plan picks the generation while both are on offer")
    light = assumed("the next generation needs one reduction less")
    return rows(
        "parent child quantity yield alternate_group start end notes",
        (DIESEL, ENGINE, 1, None, None, None, None, recipe),
        (DIESEL, GEARBOX, 1, None, None, None, None, recipe),
        (DIESEL, AXLE, 2, None, None, None, None, recipe),
        (ELECTRIC, BATTERY, 6, None, None, None, None, recipe),
        (ELECTRIC, EAXLE_1, 2, None, "e-axle", None, LAST_ORDERS, choice),
        (ELECTRIC, EAXLE_2, 2, None, "e-axle", NEXT_GENERATION, None, choice),
        (ENGINE, BLOCK, 1, 0.97, None, None, None, scrap),
        (ENGINE, TURBO, 1, None, None, None, None, recipe),
        (GEARBOX, GEARS, 1, 0.98, None, None, None, scrap),
        (GEARBOX, HOUSING, 1, 0.97, None, None, None, scrap),
        (AXLE, GEARS, 0.4, 0.98, None, None, None, scrap),
        (AXLE, HOUSING, 1, 0.97, None, None, None, scrap),
        (EAXLE_1, INVERTER, 1, None, None, None, None, recipe),
        (EAXLE_1, GEARS, 0.7, 0.98, None, None, None, scrap),
        (EAXLE_1, HOUSING, 1, 0.97, None, None, None, scrap),
        (EAXLE_2, INVERTER, 1, None, None, None, None, recipe),
        (EAXLE_2, GEARS, 0.4, 0.98, None, None, None, light),
        (EAXLE_2, HOUSING, 1, 0.97, None, None, None, scrap),
    )
