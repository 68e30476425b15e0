"""Regions and sites: where components come from today, and where they could come from."""

from __future__ import annotations

from optimizer.examples.ev.notes import EMBER, assumed
from optimizer.examples.table import Row, rows

US, USMCA, ASIA = "United States", "USMCA", "East Asia"
SUPPLIER, PLANT, HUB, MARKET = "supplier", "plant", "warehouse", "market"
NEW = "potential"
OWN = "Northway Motors"


def regions() -> list[Row]:
    """Regions with country, trade bloc and carbon of their electricity."""
    return rows(
        "region country bloc domestic electricity_carbon notes",
        ("US Midwest", US, USMCA, True, 0.3844, EMBER),
        ("US South", US, USMCA, True, 0.3844, EMBER),
        ("US Mid-South", US, USMCA, True, 0.3844, EMBER),
        ("US West", US, USMCA, True, 0.3844, EMBER),
        ("Eastern Canada", "Canada", USMCA, False, 0.1907, EMBER),
        ("Northern Mexico", "Mexico", USMCA, False, 0.4740, EMBER),
        ("Coastal China", "China", ASIA, False, 0.5253, EMBER),
        ("Taiwan", "Taiwan", ASIA, False, 0.6332, EMBER),
        ("South Korea", "South Korea", ASIA, False, 0.4171, EMBER),
        ("Japan", "Japan", ASIA, False, 0.4773, EMBER),
        ("Malaysia", "Malaysia", "ASEAN", False, 0.6020, EMBER),
        (
            "Western Australia",
            "Australia",
            "Oceania",
            False,
            0.45,
            assumed("no Australian figure in the Ember extract"),
        ),
        ("Germany", "Germany", "EU", False, 0.3297, EMBER),
        ("Hungary", "Hungary", "EU", False, 0.1630, EMBER),
    )


def sites() -> list[Row]:
    """Every site: assembly, suppliers by component family, hubs and markets."""
    return [*_assembly(), *_battery(), *_electronics(), *_motor(), *_steel(), *_hubs(), *_markets()]


_HEADER = "site region role parent_company status fixed_cost opening_cost closing_cost storage_capacity notes"


def _assembly() -> list[Row]:
    note = assumed("running cost of a plant of this size; room for about two weeks of parts")
    return rows(
        _HEADER,
        ("Michigan assembly", "US Midwest", PLANT, OWN, None, 85e6, None, None, 60_000, note),
        ("Tennessee assembly", "US South", PLANT, OWN, None, 90e6, None, None, 70_000, note),
        ("Texas assembly", "US South", PLANT, OWN, None, 45e6, None, None, 30_000, note),
        ("Saltillo assembly", "Northern Mexico", PLANT, OWN, None, 42e6, None, None, 55_000, note),
    )


def _battery() -> list[Row]:
    share = assumed("cost of managing the supplier; leaving it costs tooling and notice")
    built = assumed("land, utilities and ramp-up team, beside the lines on Capex")
    own = assumed("supplier on contract; no cost of its own beside the prices")
    return rows(
        _HEADER,
        ("Changzhou battery works", "Coastal China", SUPPLIER, "Huaxin Energy", None, 4e6, None, 9e6, None, share),
        ("Ulsan battery works", "South Korea", SUPPLIER, "Hanbit Energy", None, 3e6, None, None, None, own),
        ("Debrecen battery works", "Hungary", SUPPLIER, "Hanbit Energy", None, 3e6, None, 4e6, None, share),
        ("Kansai cell works", "Japan", SUPPLIER, "Akari Cell", None, None, None, None, None, own),
        ("Kentucky gigafactory", "US South", SUPPLIER, "Hanbit Energy", None, 5e6, None, None, None, own),
        ("Nevada gigafactory", "US West", SUPPLIER, "Akari Cell", None, 5e6, None, None, None, own),
        ("Coahuila pack plant", "Northern Mexico", SUPPLIER, OWN, None, 3e6, None, None, None, own),
        ("Michigan gigafactory", "US Midwest", SUPPLIER, OWN, NEW, 9e6, 55e6, None, None, built),
        ("Georgia gigafactory", "US South", SUPPLIER, "Akari Cell", NEW, 8e6, 45e6, None, None, built),
        ("Ningde cathode works", "Coastal China", SUPPLIER, "Huaxin Energy", None, None, None, None, None, own),
        ("Pohang cathode works", "South Korea", SUPPLIER, "Pohang Materials", None, None, None, None, None, own),
        ("Quebec cathode works", "Eastern Canada", SUPPLIER, "Pohang Materials", None, 2e6, None, None, None, own),
        ("Tennessee cathode works", "US South", SUPPLIER, "Volunteer Materials", NEW, 4e6, 18e6, None, None, built),
        ("Sichuan lithium refinery", "Coastal China", SUPPLIER, "Huaxin Energy", None, None, None, None, None, own),
        ("Kwinana lithium refinery", "Western Australia", SUPPLIER, "Outback", None, None, None, None, None, own),
        ("Nevada lithium mine", "US West", SUPPLIER, "Sierra Lithium", NEW, 6e6, 30e6, None, None, built),
    )


def _electronics() -> list[Row]:
    own = assumed("supplier on contract; no cost of its own beside the prices")
    share = assumed("cost of managing the supplier; leaving it costs tooling and notice")
    built = assumed("contribution to land and utilities of a fab shared with other customers")
    return rows(
        _HEADER,
        ("Hsinchu wafer fab", "Taiwan", SUPPLIER, "Formosa Silicon", None, None, None, None, None, own),
        ("Pyeongtaek wafer fab", "South Korea", SUPPLIER, "Daehan Semi", None, None, None, None, None, own),
        ("Dresden wafer fab", "Germany", SUPPLIER, "Elbe Semi", None, None, None, None, None, own),
        ("Arizona chip campus", "US West", SUPPLIER, "Formosa Silicon", None, 2e6, None, None, None, own),
        ("Texas wafer fab", "US South", SUPPLIER, "Lone Star Semi", NEW, 2e6, 10e6, None, None, built),
        ("Penang chip packaging", "Malaysia", SUPPLIER, "Penang Test", None, None, None, None, None, own),
        ("Kaohsiung chip packaging", "Taiwan", SUPPLIER, "Formosa Silicon", None, None, None, None, None, own),
        ("Guadalajara electronics", "Northern Mexico", SUPPLIER, "Donau Electronics", None, 2e6, None, None, None, own),
        ("Shenzhen electronics", "Coastal China", SUPPLIER, "Jiangnan Drives", None, 3e6, None, 4e6, None, share),
        ("Regensburg electronics", "Germany", SUPPLIER, "Donau Electronics", None, None, None, None, None, own),
        ("Indiana electronics", "US Midwest", SUPPLIER, "Hoosier Power", None, 2e6, None, None, None, own),
    )


def _motor() -> list[Row]:
    own = assumed("supplier on contract; no cost of its own beside the prices")
    built = assumed("land, utilities and ramp-up team, beside the lines on Capex")
    return rows(
        _HEADER,
        ("Suzhou motor works", "Coastal China", SUPPLIER, "Jiangnan Drives", None, 2e6, None, None, None, own),
        ("Nagoya motor works", "Japan", SUPPLIER, "Nagoya Drives", None, None, None, None, None, own),
        ("Ramos Arizpe motor works", "Northern Mexico", SUPPLIER, "Norte Drives", None, 2e6, None, None, None, own),
        ("Ohio motor works", "US Midwest", SUPPLIER, "Great Lakes Drives", None, 2e6, None, None, None, own),
        ("Ningbo magnet works", "Coastal China", SUPPLIER, "Baotou Rare Earth", None, None, None, None, None, own),
        ("Osaka magnet works", "Japan", SUPPLIER, "Sakura Magnetics", None, None, None, None, None, own),
        ("Hanau magnet works", "Germany", SUPPLIER, "Rhein Magnets", None, None, None, None, None, own),
        ("Texas magnet works", "US South", SUPPLIER, "Mojave Rare Earths", NEW, 1.5e6, 6e6, None, None, built),
        ("Baotou oxide plant", "Coastal China", SUPPLIER, "Baotou Rare Earth", None, None, None, None, None, own),
        ("Kuantan oxide plant", "Malaysia", SUPPLIER, "Austral Oxides", None, None, None, None, None, own),
        ("Kalgoorlie oxide plant", "Western Australia", SUPPLIER, "Austral Oxides", None, None, None, None, None, own),
        ("California oxide plant", "US West", SUPPLIER, "Mojave Rare Earths", None, 1e6, None, None, None, own),
    )


def _steel() -> list[Row]:
    own = assumed("supplier on contract; no cost of its own beside the prices")
    built = assumed("contribution to the site of a mill shared with other customers")
    return rows(
        _HEADER,
        ("Ohio frame works", "US Midwest", SUPPLIER, "Buckeye Frames", None, 2e6, None, None, None, own),
        ("Kentucky frame works", "US South", SUPPLIER, "Buckeye Frames", None, 2e6, None, None, None, own),
        ("Monterrey frame works", "Northern Mexico", SUPPLIER, "Norte Frames", None, 2e6, None, None, None, own),
        ("Tangshan steel mill", "Coastal China", SUPPLIER, "Hebei Steel", None, None, None, None, None, own),
        ("Gwangyang steel mill", "South Korea", SUPPLIER, "Gwangyang Steel", None, None, None, None, None, own),
        ("Monterrey steel mill", "Northern Mexico", SUPPLIER, "Norte Steel", None, None, None, None, None, own),
        ("Gary steel mill", "US Midwest", SUPPLIER, "Lakeshore Steel", None, None, None, None, None, own),
        ("Arkansas steel mill", "US Mid-South", SUPPLIER, "Delta Steel", None, None, None, None, None, own),
        ("Ohio green steel mill", "US Midwest", SUPPLIER, "Lakeshore Steel", NEW, 0.4e6, 1.5e6, None, None, built),
    )


def _hubs() -> list[Row]:
    hub = assumed("rent and staff of a consolidation hub that may be given up")
    reserve = assumed("a bonded warehouse that may be rented to hold packs bought ahead")
    return rows(
        _HEADER,
        ("Long Beach hub", "US West", HUB, OWN, None, 0.7e6, None, 0.4e6, 25_000, hub),
        ("Memphis reserve", "US Mid-South", HUB, OWN, NEW, 0.5e6, 0.4e6, 0.1e6, 20_000, reserve),
    )


def _markets() -> list[Row]:
    note = assumed("sales area; dealers carry their own stock")
    return rows(
        _HEADER,
        ("Midwest and Northeast market", "US Midwest", MARKET, OWN, None, None, None, None, None, note),
        ("South market", "US South", MARKET, OWN, None, None, None, None, None, note),
        ("West market", "US West", MARKET, OWN, None, None, None, None, None, note),
        ("Canada market", "Eastern Canada", MARKET, OWN, None, None, None, None, None, note),
        ("Mexico market", "Northern Mexico", MARKET, OWN, None, None, None, None, None, note),
        ("Europe market", "Germany", MARKET, OWN, None, None, None, None, None, note),
    )
