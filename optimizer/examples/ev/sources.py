"""Sources: who can make what today, at what cost, hours and carbon."""

from __future__ import annotations

from optimizer.examples.ev.items import (
    CATHODE,
    CELLS,
    CHIPS,
    CROSSOVER,
    FRAME,
    LITHIUM,
    MAGNETS,
    MOTOR,
    OXIDE,
    PACK,
    PICKUP,
    POWER,
    STEEL,
    WAFERS,
)
from optimizer.examples.ev.notes import BNEF, assumed, both
from optimizer.examples.table import Row, rows

_HEADER = (
    "site item capacity material_cost conversion_cost yield labour_hours carbon electricity min_order_if_used notes"
)


def sources() -> list[Row]:
    """Every source: assembly, then the component families, then the hubs."""
    return [*_assembly(), *_packs(), *_cathodes(), *_chips(), *_power(), *_motors(), *_frames(), *_hubs()]


def _assembly() -> list[Row]:
    note = assumed("material is all content beside the components on BOM; hours of body, paint and final assembly")
    return rows(
        _HEADER,
        ("Michigan assembly", CROSSOVER, 800, 9_600, 1_350, None, 29, 450, 900, None, note),
        ("Tennessee assembly", CROSSOVER, 1_700, 9_500, 1_300, None, 29, 430, 850, None, note),
        ("Saltillo assembly", CROSSOVER, 1_080, 9_450, 1_250, None, 34, 450, 900, None, note),
        ("Michigan assembly", PICKUP, 700, 12_500, 1_600, None, 36, 600, 1_150, None, note),
        ("Texas assembly", PICKUP, 330, 12_500, 1_650, None, 36, 600, 1_150, None, note),
    )


def _packs() -> list[Row]:
    china = both(BNEF, "a fifth below the Chinese average of 94 USD/kWh on a long contract")
    korea = both(BNEF, "Korean packs between the Chinese and the US average")
    us = both(f"US packs 31 % above China, {BNEF}", "a tenth less, the capital of plants that run is paid")
    europe = both(f"European packs 48 % above China, {BNEF}", "Hungary a fifth below the European average")
    mexico = assumed("labour-intensive pack assembly from bought cells")
    new = both(f"US packs 31 % above China, {BNEF}", "a new plant is leaner, its capital is on Capex")
    cell = assumed("materials beside cathode, and energy, of 75 kWh of cells")
    return rows(
        _HEADER,
        ("Changzhou battery works", PACK, 2_850, 720, 230, None, 5, 150, 60, 150, china),
        ("Ulsan battery works", PACK, 1_350, 1_450, 1_600, None, 5, 150, 60, None, korea),
        ("Debrecen battery works", PACK, 560, 1_400, 880, None, 6, 150, 60, None, europe),
        ("Kentucky gigafactory", PACK, 620, 1_380, 720, None, 5, 150, 60, None, us),
        ("Nevada gigafactory", PACK, 400, 1_380, 740, None, 5, 150, 60, None, us),
        ("Coahuila pack plant", PACK, 290, 1_380, 900, None, 8, 150, 60, None, mexico),
        ("Michigan gigafactory", PACK, 0, 1_380, 720, None, 4.5, 150, 60, None, new),
        ("Georgia gigafactory", PACK, 0, 1_380, 700, None, 4.5, 150, 60, None, new),
        ("Changzhou battery works", CELLS, 3_150, 1_060, 480, 0.95, 7, 1_500, 2_800, None, cell),
        ("Ulsan battery works", CELLS, 1_600, 1_620, 900, 0.95, 6.5, 1_500, 2_800, None, cell),
        ("Kansai cell works", CELLS, 900, 1_680, 900, 0.96, 6, 1_500, 2_800, None, cell),
        ("Debrecen battery works", CELLS, 620, 1_720, 950, 0.92, 7.5, 1_500, 2_900, None, cell),
        ("Kentucky gigafactory", CELLS, 690, 1_740, 850, 0.92, 6.5, 1_500, 2_900, None, cell),
        ("Nevada gigafactory", CELLS, 260, 1_740, 850, 0.93, 6.5, 1_500, 2_900, None, cell),
        ("Michigan gigafactory", CELLS, 0, 1_680, 760, 0.93, 5.5, 1_450, 2_600, None, cell),
        ("Georgia gigafactory", CELLS, 0, 1_680, 760, 0.93, 5.5, 1_450, 2_600, None, cell),
    )


def _cathodes() -> list[Row]:
    cathode = assumed("nickel, cobalt and manganese salts; calcining is energy-intensive")
    lithium = assumed("ore and reagents; refining from spodumene or clay")
    return rows(
        _HEADER,
        ("Ningde cathode works", CATHODE, 700, 8_500, 1_600, None, 12, 4_000, 6_000, None, cathode),
        ("Pohang cathode works", CATHODE, 420, 8_900, 2_200, None, 11, 4_000, 6_000, None, cathode),
        ("Quebec cathode works", CATHODE, 60, 9_000, 2_700, None, 11, 4_000, 6_000, None, cathode),
        ("Tennessee cathode works", CATHODE, 0, 9_000, 2_600, None, 10, 4_000, 6_000, None, cathode),
        ("Sichuan lithium refinery", LITHIUM, 420, 6_800, 2_300, None, 8, 7_000, 4_000, None, lithium),
        ("Kwinana lithium refinery", LITHIUM, 260, 6_300, 3_600, None, 9, 5_500, 4_000, None, lithium),
        ("Nevada lithium mine", LITHIUM, 0, 3_900, 4_600, None, 14, 3_500, 3_500, None, lithium),
    )


def _chips() -> list[Row]:
    wafer = assumed("mature-node wafers; new US capacity about a quarter dearer than Taiwan")
    chips = assumed("lead frames, substrates, test and packaging")
    return rows(
        _HEADER,
        ("Hsinchu wafer fab", WAFERS, 9_600, 58, 76, 0.95, 0.3, 3, 120, None, wafer),
        ("Pyeongtaek wafer fab", WAFERS, 5_200, 60, 80, 0.95, 0.3, 3, 120, None, wafer),
        ("Dresden wafer fab", WAFERS, 2_600, 62, 92, 0.94, 0.35, 3, 120, None, wafer),
        ("Arizona chip campus", WAFERS, 1_300, 62, 84, 0.94, 0.4, 3, 110, None, wafer),
        ("Texas wafer fab", WAFERS, 0, 61, 80, 0.94, 0.35, 3, 105, None, wafer),
        ("Penang chip packaging", CHIPS, 9_300, 68, 50, 0.98, 0.8, 2, 25, None, chips),
        ("Kaohsiung chip packaging", CHIPS, 6_400, 70, 54, 0.98, 0.7, 2, 25, None, chips),
        ("Guadalajara electronics", CHIPS, 2_300, 71, 58, 0.98, 0.8, 2, 25, None, chips),
        ("Arizona chip campus", CHIPS, 0, 71, 52, 0.98, 0.5, 2, 25, None, chips),
    )


def _power() -> list[Row]:
    note = assumed("silicon carbide modules, capacitors, housing; assembly and test")
    return rows(
        _HEADER,
        ("Shenzhen electronics", POWER, 2_800, 555, 90, None, 4, 40, 60, 100, note),
        ("Regensburg electronics", POWER, 1_300, 600, 115, None, 3.5, 40, 60, None, note),
        ("Guadalajara electronics", POWER, 1_450, 590, 115, None, 4.5, 40, 60, None, note),
        ("Indiana electronics", POWER, 600, 610, 120, None, 3.2, 40, 60, None, note),
    )


def _motors() -> list[Row]:
    motor = assumed("electrical steel, copper and housing; winding and assembly")
    magnet = assumed("sintering, cutting and coating beside the oxide")
    oxide = assumed("mining, separation and calcining of one kilogram")
    return rows(
        _HEADER,
        ("Suzhou motor works", MOTOR, 2_700, 430, 90, None, 4, 160, 70, None, motor),
        ("Nagoya motor works", MOTOR, 1_300, 465, 110, None, 3.2, 160, 70, None, motor),
        ("Ramos Arizpe motor works", MOTOR, 1_450, 450, 98, None, 4.5, 160, 70, None, motor),
        ("Ohio motor works", MOTOR, 600, 475, 110, None, 3, 160, 70, None, motor),
        ("Ningbo magnet works", MAGNETS, 4_600, 40, 36, 0.97, 1, 20, 30, None, magnet),
        ("Osaka magnet works", MAGNETS, 1_500, 47, 52, 0.97, 0.9, 20, 28, None, magnet),
        ("Hanau magnet works", MAGNETS, 600, 50, 58, 0.97, 0.9, 20, 28, None, magnet),
        ("Texas magnet works", MAGNETS, 0, 48, 52, 0.95, 0.8, 20, 28, None, magnet),
        ("Baotou oxide plant", OXIDE, 5_200, 30, 24, None, 0.08, 25, 14, None, oxide),
        ("Kuantan oxide plant", OXIDE, 1_500, 34, 31, None, 0.08, 18, 14, None, oxide),
        ("Kalgoorlie oxide plant", OXIDE, 800, 33, 33, None, 0.06, 18, 14, None, oxide),
        ("California oxide plant", OXIDE, 800, 32, 36, None, 0.07, 16, 14, None, oxide),
    )


def _frames() -> list[Row]:
    frame = assumed("pressing, hydroforming, welding and coating")
    furnace = assumed("blast furnace: iron ore and coking coal")
    arc = assumed("electric arc furnace on scrap")
    green = assumed("hydrogen-reduced iron in an electric furnace, half its power from its own wind farm")
    return rows(
        _HEADER,
        ("Ohio frame works", FRAME, 2_400, 320, 180, None, 5, 60, 180, None, frame),
        ("Kentucky frame works", FRAME, 1_650, 320, 170, None, 5, 60, 180, None, frame),
        ("Monterrey frame works", FRAME, 1_780, 310, 155, None, 6, 60, 180, None, frame),
        ("Tangshan steel mill", STEEL, 420, 380, 120, None, 2, 2_000, 300, None, furnace),
        ("Gwangyang steel mill", STEEL, 650, 400, 130, None, 1.5, 1_900, 300, None, furnace),
        ("Monterrey steel mill", STEEL, 620, 430, 160, None, 1.8, 480, 550, None, arc),
        ("Gary steel mill", STEEL, 1_100, 420, 160, None, 2.2, 1_850, 300, None, furnace),
        ("Arkansas steel mill", STEEL, 500, 440, 170, None, 1.2, 430, 550, None, arc),
        ("Ohio green steel mill", STEEL, 0, 430, 175, None, 0.9, 120, 600, None, green),
    )


def _hubs() -> list[Row]:
    note = assumed("handling of one unit; capacity is the throughput of its docks")
    return rows(
        _HEADER,
        ("Long Beach hub", CHIPS, 7_000, 0, 0.8, None, 0, None, None, None, note),
        ("Long Beach hub", MOTOR, 1_500, 0, 4, None, 0, None, None, None, note),
        ("Long Beach hub", MAGNETS, 3_000, 0, 0.6, None, 0, None, None, None, note),
        ("Long Beach hub", POWER, 1_500, 0, 3, None, 0, None, None, None, note),
        ("Memphis reserve", PACK, 1_200, 0, 8, None, 0, None, None, None, note),
    )
