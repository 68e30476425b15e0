"""Sources: who can make what today, at what cost in the currency of its region, and what it can do on top."""

from __future__ import annotations

from optimizer.examples.ev.notes import BNEF, assumed, both
from optimizer.examples.table import Row, rows
from optimizer.examples.truck.items import (
    AXLE,
    BATTERY,
    BLOCK,
    DIESEL,
    EAXLE_1,
    EAXLE_2,
    ELECTRIC,
    ENGINE,
    GEARBOX,
    GEARS,
    HOUSING,
    INVERTER,
    TURBO,
)
from optimizer.examples.truck.places import (
    CAROLINA,
    CURITIBA,
    DUBLIN,
    GERMANY,
    HAGERSTOWN,
    HUNAN,
    INDIANA,
    JAPAN,
    JOINVILLE,
    KOPING,
    LEHIGH,
    LYON,
    MICHIGAN,
    MONTERREY,
    NORFOLK,
    OHIO,
    OHIO_CELLS,
    PUNE,
    SAITAMA,
    SALTILLO,
    SKOVDE,
    SWABIA,
    TOLUCA,
    WUXI,
)

_MAKING = "site item capacity material_cost conversion_cost labour_hours carbon electricity"
_HEADER = f"{_MAKING} notes"
_CASTING = f"{_MAKING} yield notes"
_OVERFLOW = f"{_MAKING} yield surge_capacity surge_premium notes"
_NEW = f"{_MAKING} qualified qualification_time qualification_cost licence_region licence_cost notes"


def sources() -> list[Row]:
    """Every source: assembly, first tier, second tier, the hub."""
    return [
        *_assembly(),
        *_engines(),
        *_gearboxes_and_axles(),
        *_electric_drives(),
        *_batteries(),
        *_castings(),
        *_second_tier(),
        *_overflow(),
        *_hub(),
    ]


def _assembly() -> list[Row]:
    note = assumed("material is all content beside the powertrain on BOM; capacity is the rate of the line")
    return rows(
        _HEADER,
        (DUBLIN, DIESEL, 560, 63_000, 5_200, 72, 2_900, 1_900, note),
        (DUBLIN, ELECTRIC, 48, 98_000, 7_800, 96, 3_300, 2_300, note),
        (LEHIGH, DIESEL, 340, 63_200, 5_500, 75, 2_900, 1_950, note),
        (LEHIGH, ELECTRIC, 0, 98_500, 8_100, 99, 3_300, 2_350, note),
    )


def _engines() -> list[Row]:
    note = assumed("forged and bought parts beside block and turbocharger; assembly and hot test")
    krona = assumed("costs in SEK; the largest of the engine plants")
    return rows(
        _HEADER,
        (HAGERSTOWN, ENGINE, 420, 9_600, 2_100, 17, 850, 620, note),
        (SKOVDE, ENGINE, 520, 86_000, 18_500, 15, 850, 600, krona),
        (CURITIBA, ENGINE, 130, 8_700, 1_750, 20, 850, 640, note),
    )


def _gearboxes_and_axles() -> list[Row]:
    box = assumed("clutch, actuators and control unit beside gears and housing")
    axle = assumed("shafts, brakes and hubs beside gears and housing")
    return rows(
        _HEADER,
        (HAGERSTOWN, GEARBOX, 300, 3_650, 1_000, 9.5, 240, 260, box),
        (KOPING, GEARBOX, 980, 32_500, 8_200, 8.5, 240, 240, assumed("like Maryland at Swedish prices, in SEK")),
        (OHIO, AXLE, 1_250, 1_750, 480, 6, 260, 210, axle),
        (LYON, AXLE, 1_000, 1_330, 400, 6, 260, 200, assumed("like Ohio at French prices, in EUR")),
    )


def _electric_drives() -> list[Row]:
    first = assumed("motor, two-speed box and assembly beside inverter, gears and housing; Lyon in EUR")
    licensed = assumed("integrated motor and gear under a German licence; approved once the hall stands")
    owner = assumed("integrated motor and gear, in EUR; must be approved for the tractor before its first sale")
    unit = assumed("silicon carbide modules, capacitors, housing; Japanese, German (in EUR) or own technology")
    return rows(
        _NEW,
        (HAGERSTOWN, EAXLE_1, 60, 8_300, 1_600, 13, 520, 240, None, None, None, None, None, first),
        (LYON, EAXLE_1, 150, 6_700, 1_150, 12, 520, 230, None, None, None, None, None, first),
        (HAGERSTOWN, EAXLE_2, 0, 6_900, 1_500, 10, 430, 210, False, 13, 2.6e6, GERMANY, 240, licensed),
        (SWABIA, EAXLE_2, 160, 6_400, 1_250, 9.5, 430, 200, False, 26, 1.9e6, GERMANY, None, owner),
        (WUXI, INVERTER, 320, 1_050, 190, 4.5, 45, 60, None, None, None, JAPAN, 35, unit),
        (SWABIA, INVERTER, 160, 1_150, 270, 3.6, 45, 58, None, None, None, GERMANY, None, unit),
        (MICHIGAN, INVERTER, 120, 1_340, 330, 3.4, 45, 60, False, 20, 0.9e6, None, None, unit),
    )


def _batteries() -> list[Row]:
    cells = both(f"Chinese packs at 94 USD/kWh, {BNEF}", "a heavy-duty case on top")
    home = both(f"US packs 31 % above China, {BNEF}", "a new works is leaner, its capital is on Capex")
    return rows(
        _HEADER,
        (HUNAN, BATTERY, 620, 7_700, 900, 9, 4_100, 3_200, cells),
        (OHIO_CELLS, BATTERY, 0, 9_300, 1_000, 6, 3_900, 2_900, home),
    )


def _castings() -> list[Row]:
    note = assumed("scrap iron, alloys, cores and machining; melted in an electric furnace")
    coke = assumed("scrap and pig iron melted with coke")
    krona = assumed("like Indiana at Swedish prices, in SEK")
    return rows(
        _CASTING,
        (INDIANA, BLOCK, 520, 1_080, 560, 5.2, 520, 950, 0.96, note),
        (JOINVILLE, BLOCK, 460, 820, 430, 7.5, 780, 600, 0.95, coke),
        (SKOVDE, BLOCK, 560, 9_300, 5_200, 5, 480, 900, 0.96, krona),
        (INDIANA, HOUSING, 1_900, 215, 120, 1.3, 130, 240, 0.97, note),
        (JOINVILLE, HOUSING, 800, 165, 95, 1.9, 200, 160, 0.96, coke),
        (SKOVDE, HOUSING, 2_900, 1_950, 1_080, 1.2, 120, 230, 0.97, krona),
    )


def _second_tier() -> list[Row]:
    gears = assumed("forging blanks, hobbing, hardening and grinding; Sweden in SEK")
    turbo = assumed("turbine and compressor wheels, housings, balancing")
    approval = assumed("turbochargers of a new line; engines must be certified with them first")
    made = rows(
        _CASTING,
        (CAROLINA, GEARS, 900, 640, 310, 5.5, 150, 330, 0.97, gears),
        (KOPING, GEARS, 1_900, 5_400, 2_900, 5, 150, 310, 0.97, gears),
        (PUNE, GEARS, 900, 470, 170, 8, 170, 360, 0.95, gears),
        (SAITAMA, TURBO, 900, 480, 150, 2.6, 60, 70, None, turbo),
        (WUXI, TURBO, 800, 460, 130, 3.2, 65, 80, None, turbo),
    )
    return [
        *made,
        *rows(_NEW, (CAROLINA, TURBO, 700, 515, 150, 2.4, 60, 70, False, 26, 1.6e6, None, None, approval)),
    ]


def _overflow() -> list[Row]:
    """Mexico: a base load for its own markets, and surge beyond it."""
    line = assumed("costs in MXN; more hours at a fraction of the wage; weekend shifts at a premium")
    kits = assumed("costs in MXN; kits are bought in, so material is dearer than up north; surge by contract workers")
    iron = assumed("costs in MXN; small lots, surge in a second heat at night")
    return rows(
        _OVERFLOW,
        (MONTERREY, DIESEL, 140, 1_190_000, 88_000, 98, 3_000, 1_900, None, 0.5, 0.06, line),
        (TOLUCA, ENGINE, 110, 243_000, 60_000, 22, 870, 660, None, 0.5, 0.08, kits),
        (TOLUCA, GEARBOX, 110, 92_000, 27_000, 12, 250, 270, None, 0.5, 0.10, kits),
        (TOLUCA, AXLE, 240, 44_500, 13_500, 9, 270, 220, None, 0.5, 0.10, kits),
        (SALTILLO, BLOCK, 160, 22_500, 14_000, 8, 540, 980, 0.95, 0.4, 0.09, iron),
        (SALTILLO, HOUSING, 360, 4_800, 3_100, 2, 135, 250, 0.96, 0.4, 0.09, iron),
    )


def _hub() -> list[Row]:
    note = assumed("handling of one unit; capacity is the throughput of its docks")
    return rows(
        _HEADER,
        (NORFOLK, ENGINE, 500, 0, 22, 0, None, None, note),
        (NORFOLK, GEARBOX, 600, 0, 9, 0, None, None, note),
    )
