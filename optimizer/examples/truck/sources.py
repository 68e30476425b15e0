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

_HEADER = "site item capacity material_cost conversion_cost yield labour_hours carbon electricity notes"


def sources() -> list[Row]:
    """Every source: assembly, first tier, second tier, the hub."""
    return [
        *_assembly(),
        *_engines(),
        *_gearboxes_and_axles(),
        *_electric_drives(),
        *_castings(),
        *_second_tier(),
        *_hub(),
    ]


def _with(row: Row, **more: object) -> Row:
    """Add columns that only a few sources fill."""
    return {**row, **more}


def _surging(share: float, premium: float, row: Row) -> Row:
    """A Mexican source: a base load, and overflow beyond it at a premium."""
    note = f"{row['notes']}; overflow by weekend shifts and contract workers at a premium"
    return _with(row, surge_capacity=share, surge_premium=premium, notes=note)


def _assembly() -> list[Row]:
    note = assumed("material is all content beside the powertrain on BOM; capacity is the rate of the line")
    peso = assumed("costs in MXN; more hours than in the north, at a fraction of the wage")
    *home, mexican = rows(
        _HEADER,
        (DUBLIN, DIESEL, 560, 63_000, 5_200, None, 72, 2_900, 1_900, note),
        (DUBLIN, ELECTRIC, 34, 98_000, 7_800, None, 96, 3_300, 2_300, note),
        (LEHIGH, DIESEL, 340, 63_200, 5_500, None, 75, 2_900, 1_950, note),
        (LEHIGH, ELECTRIC, 0, 98_500, 8_100, None, 99, 3_300, 2_350, note),
        (MONTERREY, DIESEL, 140, 1_190_000, 88_000, None, 98, 3_000, 1_900, peso),
    )
    return [*home, _surging(0.5, 0.06, mexican)]


def _engines() -> list[Row]:
    note = assumed("forged and bought parts beside block and turbocharger; assembly and hot test")
    krona = assumed("costs in SEK; the largest of the three engine plants")
    peso = assumed("costs in MXN; kits are bought in, so material is dearer than up north")
    *base, mexican = rows(
        _HEADER,
        (HAGERSTOWN, ENGINE, 420, 9_600, 2_100, None, 17, 850, 620, note),
        (SKOVDE, ENGINE, 520, 86_000, 18_500, None, 15, 850, 600, krona),
        (CURITIBA, ENGINE, 130, 8_700, 1_750, None, 20, 850, 640, note),
        (TOLUCA, ENGINE, 110, 243_000, 60_000, None, 22, 870, 660, peso),
    )
    return [*base, _surging(0.5, 0.08, mexican)]


def _gearboxes_and_axles() -> list[Row]:
    box = assumed("clutch, actuators and control unit beside gears and housing")
    axle = assumed("shafts, brakes and hubs beside gears and housing")
    krona, euro, peso = assumed("costs in SEK"), assumed("costs in EUR"), assumed("costs in MXN, small lots")
    lines = rows(
        _HEADER,
        (HAGERSTOWN, GEARBOX, 300, 3_650, 1_000, None, 9.5, 240, 260, box),
        (KOPING, GEARBOX, 980, 32_500, 8_200, None, 8.5, 240, 240, krona),
        (OHIO, AXLE, 1_250, 1_750, 480, None, 6, 260, 210, axle),
        (LYON, AXLE, 1_000, 1_330, 400, None, 6, 260, 200, euro),
    )
    mexican = rows(
        _HEADER,
        (TOLUCA, GEARBOX, 110, 92_000, 27_000, None, 12, 250, 270, peso),
        (TOLUCA, AXLE, 240, 44_500, 13_500, None, 9, 270, 220, peso),
    )
    return [*lines, *(_surging(0.5, 0.10, row) for row in mexican)]


def _electric_drives() -> list[Row]:
    first = assumed("motor, two-speed box and assembly beside inverter, gears and housing")
    following = assumed("integrated motor and gear; must be approved for the tractor before its first sale")
    licensed = assumed("made under a German licence; must be approved once the hall stands")
    cells = both(f"Chinese packs at 94 USD/kWh, {BNEF}", "a heavy-duty case on top")
    home = both(f"US packs 31 % above China, {BNEF}", "a new works is leaner, its capital is on Capex")
    unit = assumed("silicon carbide modules, capacitors, housing; technology of a Japanese, a German or its own house")
    older, newer = (
        rows(
            _HEADER,
            (HAGERSTOWN, EAXLE_1, 60, 8_300, 1_600, None, 13, 520, 240, first),
            (LYON, EAXLE_1, 150, 6_700, 1_150, None, 12, 520, 230, assumed("costs in EUR")),
        ),
        rows(
            _HEADER,
            (HAGERSTOWN, EAXLE_2, 0, 6_900, 1_500, None, 10, 430, 210, licensed),
            (SWABIA, EAXLE_2, 160, 6_400, 1_250, None, 9.5, 430, 200, assumed("costs in EUR; needs approval first")),
        ),
    )
    newer = [
        _with(newer[0], qualified=False, qualification_cost=2.6e6, qualification_time=13.0, licence_region=GERMANY, licence_cost=240.0),
        _with(newer[1], qualified=False, qualification_cost=1.9e6, qualification_time=26.0),
    ]
    inverters = rows(
        _HEADER,
        (WUXI, INVERTER, 320, 1_050, 190, None, 4.5, 45, 60, unit),
        (SWABIA, INVERTER, 160, 1_150, 270, None, 3.6, 45, 58, assumed("costs in EUR")),
        (MICHIGAN, INVERTER, 120, 1_340, 330, None, 3.4, 45, 60, unit),
    )
    inverters[0] = _with(inverters[0], licence_region=JAPAN, licence_cost=35.0)
    inverters[1] = _with(inverters[1], licence_region=GERMANY)
    inverters[2] = _with(inverters[2], qualified=False, qualification_cost=0.9e6, qualification_time=20.0)
    batteries = rows(
        _HEADER,
        (HUNAN, BATTERY, 620, 7_700, 900, None, 9, 4_100, 3_200, cells),
        (OHIO_CELLS, BATTERY, 0, 9_300, 1_000, None, 6, 3_900, 2_900, home),
    )
    return [*older, *newer, *inverters, *batteries]


def _castings() -> list[Row]:
    note = assumed("scrap iron, alloys, cores and machining; carbon of melting in an electric furnace")
    coke = assumed("scrap and pig iron melted with coke")
    blocks = rows(
        _HEADER,
        (INDIANA, BLOCK, 520, 1_080, 560, 0.96, 5.2, 520, 950, note),
        (JOINVILLE, BLOCK, 460, 820, 430, 0.95, 7.5, 780, 600, coke),
        (SKOVDE, BLOCK, 560, 9_300, 5_200, 0.96, 5, 480, 900, assumed("costs in SEK")),
    )
    housings = rows(
        _HEADER,
        (INDIANA, HOUSING, 1_900, 215, 120, 0.97, 1.3, 130, 240, note),
        (JOINVILLE, HOUSING, 800, 165, 95, 0.96, 1.9, 200, 160, coke),
        (SKOVDE, HOUSING, 2_900, 1_950, 1_080, 0.97, 1.2, 120, 230, assumed("costs in SEK")),
    )
    mexican = rows(
        _HEADER,
        (SALTILLO, BLOCK, 160, 22_500, 14_000, 0.95, 8, 540, 980, assumed("costs in MXN")),
        (SALTILLO, HOUSING, 360, 4_800, 3_100, 0.96, 2, 135, 250, assumed("costs in MXN")),
    )
    return [*blocks, *housings, *(_surging(0.4, 0.09, row) for row in mexican)]


def _second_tier() -> list[Row]:
    gears = assumed("forging blanks, hobbing, hardening and grinding")
    turbo = assumed("turbine and compressor wheels, housings, balancing")
    lines = rows(
        _HEADER,
        (CAROLINA, GEARS, 900, 640, 310, 0.97, 5.5, 150, 330, gears),
        (KOPING, GEARS, 1_900, 5_400, 2_900, 0.97, 5, 150, 310, assumed("costs in SEK")),
        (PUNE, GEARS, 900, 470, 170, 0.95, 8, 170, 360, gears),
        (SAITAMA, TURBO, 900, 480, 150, None, 2.6, 60, 70, turbo),
        (WUXI, TURBO, 800, 460, 130, None, 3.2, 65, 80, turbo),
        (CAROLINA, TURBO, 700, 515, 150, None, 2.4, 60, 70, turbo),
    )
    lines[5] = _with(lines[5], qualified=False, qualification_cost=1.6e6, qualification_time=26.0)
    return lines


def _hub() -> list[Row]:
    note = assumed("handling of one unit; capacity is the throughput of its docks")
    return rows(
        _HEADER,
        (NORFOLK, ENGINE, 500, 0, 22, None, 0, None, None, note),
        (NORFOLK, GEARBOX, 600, 0, 9, None, 0, None, None, note),
    )
