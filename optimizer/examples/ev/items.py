"""Items and the bill of materials: from ore to vehicle in up to five tiers."""

from __future__ import annotations

from optimizer.examples.ev.notes import BNEF, assumed, both
from optimizer.examples.table import Row, rows

CROSSOVER, PICKUP = "Electric crossover", "Electric pickup"
PACK, CELLS, CATHODE, LITHIUM = "Battery pack", "Cell set", "Cathode material", "Lithium hydroxide"
CHIPS, WAFERS, POWER = "Chip set", "Wafer set", "Power electronics"
MOTOR, MAGNETS, OXIDE = "Traction motor", "Magnet set", "Rare-earth oxide"
FRAME, STEEL = "Chassis frame", "Frame steel"


def items() -> list[Row]:
    """Vehicles, the five component families and what those are made of."""
    pack = both(f"75 kWh x 115 USD/kWh, {BNEF}", "weight and ageing in stock")
    price = assumed("order of magnitude of a contract price; replace by the buyer's own")
    return rows(
        "item unit value criticality weight holding_rate notes",
        (CROSSOVER, "vehicle", 34_000, "Medium", 2_100, None, assumed("wholesale value of a mid-size crossover")),
        (PICKUP, "vehicle", 48_000, "Medium", 3_000, None, assumed("wholesale value of a full-size pickup")),
        (PACK, "pack", 8_625, "Critical", 450, 0.10, pack),
        (CELLS, "set of 75 kWh", 5_850, "Critical", 330, 0.10, assumed("78 USD/kWh, about two thirds of a pack")),
        (CATHODE, "tonne", 19_000, "High", 1_000, None, assumed("nickel-rich cathode at moderate metal prices")),
        (LITHIUM, "tonne", 12_000, "High", 1_000, None, assumed("contract level between the extremes of 2021 to 2024")),
        (CHIPS, "set", 350, "High", 2, 0.16, assumed("controllers and power modules of one domain; fast obsolescence")),
        (WAFERS, "set", 180, "High", 0.6, 0.16, assumed("processed wafer area of one chip set")),
        (POWER, "unit", 1_500, "Medium", 26, None, assumed("inverter, charger and DC converter of one axle")),
        (MOTOR, "motor", 900, "High", 62, None, price),
        (MAGNETS, "set of 2 kg", 200, "Critical", 2.2, None, price),
        (OXIDE, "kg", 70, "Critical", 1, None, assumed("neodymium-praseodymium oxide; volatile")),
        (FRAME, "frame", 1_500, "Medium", 380, None, price),
        (STEEL, "tonne", 900, "Low", 1_000, None, price),
    )


def bom() -> list[Row]:
    """What goes into what; a pickup has two packs, two motors and a heavier frame."""
    recipe = assumed("typical content of one unit")
    scrap = assumed("typical content of one unit, with scrap")
    return rows(
        "parent child quantity yield notes",
        (CROSSOVER, PACK, 1, None, recipe),
        (CROSSOVER, MOTOR, 1, None, recipe),
        (CROSSOVER, POWER, 1, None, recipe),
        (CROSSOVER, CHIPS, 2, None, recipe),
        (CROSSOVER, FRAME, 1, None, recipe),
        (PICKUP, PACK, 2, None, recipe),
        (PICKUP, MOTOR, 2, None, recipe),
        (PICKUP, POWER, 2, None, recipe),
        (PICKUP, CHIPS, 3, None, recipe),
        (PICKUP, FRAME, 1.6, None, recipe),
        (PACK, CELLS, 1, 0.995, scrap),
        (CELLS, CATHODE, 0.14, 0.97, assumed("1.87 kg of cathode for each kWh, with scrap")),
        (CATHODE, LITHIUM, 0.45, 0.95, scrap),
        (POWER, CHIPS, 1, None, recipe),
        (CHIPS, WAFERS, 1, 0.98, scrap),
        (MOTOR, MAGNETS, 1, 0.99, scrap),
        (MAGNETS, OXIDE, 0.9, 0.9, assumed("magnet-grade oxide of a 2 kg set, with cutting loss")),
        (FRAME, STEEL, 0.45, 0.85, scrap),
    )
