"""What may go wrong, how likely it is, and what the plan must survive."""

from __future__ import annotations

from optimizer.examples.ev.items import CROSSOVER, MAGNETS, MOTOR, OXIDE
from optimizer.examples.ev.legs import PACIFIC, PANAMA
from optimizer.examples.ev.legs import TAIWAN as STRAIT
from optimizer.examples.ev.notes import assumed
from optimizer.examples.ev.recovery import TEXAS_GRID
from optimizer.examples.table import Row, rows

CLOSURE, EAST_ASIA, CANAL = "Taiwan Strait closed", "East Asia shut down", "Panama Canal closed"
STRIKE, BAN, SHOCK = "Pacific port strike", "Rare-earth export ban", "Tariff shock"
FIRE_CELLS, FIRE_CHIPS, SURGE = "Fire at the Kentucky gigafactory", "Fire at Penang packaging", "Demand surge"
QUEUE, RESTART, LICENCES = "Port queue", "Plants restart", "Licences trickle"
_SCENARIO = "scenario hits target item loss duration recovery start_period probability notes"


def ramps() -> list[Row]:
    """How what is lost comes back."""
    queue = assumed("ships at anchor are worked off; in 2021 and 2022 the queue took far longer")
    restart = assumed("plants call their people back and refill their own supply within a quarter")
    licences = assumed("export licences are granted case by case, as after April 2025")
    return rows(
        "ramp week fraction notes",
        (QUEUE, 0, 0.5, queue),
        (QUEUE, 3, 1, queue),
        (RESTART, 0, 0.3, restart),
        (RESTART, 8, 1, restart),
        (LICENCES, 0, 0.25, licences),
        (LICENCES, 12, 1, licences),
    )


def failure_groups() -> list[Row]:
    """What has one cause in common; no probability, so only the rule that names them looks at them."""
    grid = assumed("as in the winter storm of February 2021: fabs on the grid lost weeks after hours without power")
    recall = assumed("one cell design in all plants of the maker: a recall stops them together")
    ports = assumed("Los Angeles and Long Beach share one labour contract, one rail corridor and one fault line")
    return rows(
        "group member time_to_recover notes",
        (TEXAS_GRID, "site:Texas assembly", 3, grid),
        ("Hanbit cell recall", "parent_company:Hanbit Energy", 6, recall),
        ("San Pedro Bay", f"corridor:{PACIFIC}", 3, ports),
        ("San Pedro Bay", "site:Long Beach hub", 3, ports),
    )


def disruptions() -> list[Row]:
    """Every scenario, with the period in which it is feared most."""
    return [*_places(), *_ways(), *_trade(), *_markets()]


def _places() -> list[Row]:
    strait = assumed("3 % a year; expert surveys on a quarantine or blockade by 2030 range from 1 to 10 %")
    asia = assumed("2 % a year; plants and ports of the bloc stop as in early 2020, but everywhere at once")
    fire = assumed("1.5 % a year: about one large fire in a cell plant in 70 plant-years")
    naka = assumed("1 % a year for one named plant")
    return rows(
        _SCENARIO,
        (CLOSURE, "region", "Taiwan", "ALL", 1, 26, RESTART, "2029H1", 0.03, strait),
        (CLOSURE, "corridor", STRAIT, "ALL", 1, 26, QUEUE, "2029H1", 0.03, strait),
        (EAST_ASIA, "bloc", "East Asia", "ALL", 1, 8, RESTART, "2029H2", 0.02, asia),
        (FIRE_CELLS, "site", "Kentucky gigafactory", "ALL", 1, None, RESTART, "2030H1", 0.015, fire),
        (FIRE_CHIPS, "site", "Penang chip packaging", "ALL", 1, None, RESTART, "2028H2", 0.01, naka),
    )


def _ways() -> list[Row]:
    canal = assumed("5 % a year: blocked or nearly dry; transits fell by a third in the drought of 2023")
    strike = assumed("8 % a year; the West Coast labour contract of 2023 runs until 2028")
    return rows(
        _SCENARIO,
        (CANAL, "corridor", PANAMA, "ALL", 1, 13, QUEUE, "2028H1", 0.05, canal),
        (STRIKE, "corridor", PACIFIC, "ALL", 1, 5, QUEUE, "2028H2", 0.08, strike),
    )


def _trade() -> list[Row]:
    magnets = assumed("10 % a year; such licences stopped shipments for weeks in 2025")
    motors = assumed("10 % a year; the next step after 2025 would cover goods that contain the magnets")
    shock = assumed("15 % a year: a quarter of the value on everything from China, for a year")
    ban = [
        (BAN, "lane", f"China -> {place}", item, 1, 30, LICENCES, "2028H2", 0.10, note)
        for item, places, note in (
            (MAGNETS, ("bloc:USMCA", "Japan"), magnets),
            (OXIDE, ("Japan",), magnets),
            (MOTOR, ("bloc:USMCA",), motors),
        )
        for place in places
    ]
    tariff = rows(
        "scenario hits target item duration start_period probability tariff_change notes",
        (SHOCK, "tariff", "China -> United States", "ALL", 52, "2028H1", 0.15, 0.25, shock),
    )
    return [*rows(_SCENARIO, *ban), *tariff]


def _markets() -> list[Row]:
    note = assumed("10 % a year: a fuel price shock brings an eighth more buyers for half a year")
    return rows(
        "scenario hits target item duration start_period probability demand_change notes",
        (SURGE, "demand", "United States", CROSSOVER, 26, "2029H1", 0.10, 0.12, note),
    )


def resilience_rules() -> list[Row]:
    """What must be survived, and how well; hard where the plan can keep it, priced where it costs."""
    magnets = assumed("company policy: no single magnet or oxide site may stop a line from 2030H2 on")
    strike = assumed("the next labour contract is known: critical parts must outlast a strike with two weeks to spare")
    strait = assumed("the board asks for three months without a lost vehicle after the strait closes")
    ban = assumed("nine of ten vehicles must still be built under an export ban")
    asia = assumed("a wish with a price: each vehicle short of two thirds of demand costs its margin")
    fire = assumed("a wish with a price: each vehicle short of 97 % costs its margin")
    groups = assumed("a wish with a price: each vehicle short costs its margin")
    return rows(
        "rule applies_to item from_period min_service min_survive survive_margin hard penalty notes",
        ("No magnet site alone", "N-1 site", OXIDE, "2030H2", 0.98, None, None, True, None, magnets),
        ("Outlast a strike", STRIKE, "class:Critical", None, None, None, 2, True, None, strike),
        ("Three months without the strait", CLOSURE, "ALL", None, None, 13, None, True, None, strait),
        ("Keep building under a ban", BAN, "ALL", None, 0.90, None, None, False, 20_000, ban),
        ("One fire stops nobody", FIRE_CHIPS, "ALL", None, 0.97, None, None, False, 9_000, fire),
        ("One fire stops nobody", FIRE_CELLS, "ALL", None, 0.97, None, None, False, 9_000, fire),
        ("Two thirds without East Asia", EAST_ASIA, "ALL", None, 0.66, None, None, False, 9_000, asia),
        ("Common causes", "N-1 group", "ALL", "2030H2", 0.95, None, None, False, 9_000, groups),
    )
