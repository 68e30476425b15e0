"""Regions and sites: two flows of powertrain parts, one from North America and one from overseas."""

from __future__ import annotations

from optimizer.examples.ev.notes import EMBER, assumed
from optimizer.examples.table import Row, rows

VIRGINIA, MARYLAND, PENNSYLVANIA = "Virginia", "Maryland", "Pennsylvania"
MIDWEST, SOUTH, CANADA = "US Midwest", "US South", "Eastern Canada"
NORTH_MEXICO, CENTRAL_MEXICO, ANDES = "Northern Mexico", "Central Mexico", "Andean region"
SWEDEN, GERMANY, FRANCE, BRAZIL = "Sweden", "Germany", "France", "Brazil"
JAPAN, CHINA, INDIA = "Japan", "China", "India"

DUBLIN, LEHIGH, MONTERREY = "New River Valley assembly", "Lehigh assembly", "Monterrey assembly"
HAGERSTOWN, TOLUCA = "Hagerstown powertrain", "Toluca powertrain"
SKOVDE, KOPING, LYON, CURITIBA = "Skovde engines", "Koping transmissions", "Lyon axles", "Curitiba engines"
OHIO, SWABIA = "Ohio axles", "Swabia electric drives"
INDIANA, JOINVILLE, SALTILLO = "Indiana foundry", "Joinville foundry", "Saltillo foundry"
CAROLINA, PUNE, SAITAMA, WUXI = "Carolina components", "Pune gears", "Saitama turbos", "Wuxi components"
MICHIGAN, HUNAN, OHIO_CELLS = "Michigan electronics", "Hunan battery works", "Ohio battery works"
NORFOLK = "Norfolk hub"
EAST_MARKET, WEST_MARKET, CANADA_MARKET = "Atlantic and Midwest market", "South and West market", "Canada market"
MEXICO_MARKET, ANDEAN_MARKET = "Mexico market", "Andean market"

US, MEXICO, USMCA = "United States", "Mexico", "USMCA"
OWN = "Blue Ridge Vehicles"
SUPPLIER, PLANT, HUB, MARKET, NEW = "supplier", "plant", "warehouse", "market", "potential"


def regions() -> list[Row]:
    """Regions; what the trade agreement counts as regional content is marked as domestic."""
    nordic = assumed("no Swedish figure in the Ember extract; mostly water, wind and nuclear power")
    andes = assumed("no Colombian figure in the Ember extract; nothing is made there")
    return rows(
        "region country bloc domestic currency electricity_carbon notes",
        (VIRGINIA, US, USMCA, True, None, 0.3844, EMBER),
        (MARYLAND, US, USMCA, True, None, 0.3844, EMBER),
        (PENNSYLVANIA, US, USMCA, True, None, 0.3844, EMBER),
        (MIDWEST, US, USMCA, True, None, 0.3844, EMBER),
        (SOUTH, US, USMCA, True, None, 0.3844, EMBER),
        (CANADA, "Canada", USMCA, True, None, 0.1907, EMBER),
        (NORTH_MEXICO, MEXICO, USMCA, True, "MXN", 0.4740, EMBER),
        (CENTRAL_MEXICO, MEXICO, USMCA, True, "MXN", 0.4740, EMBER),
        (ANDES, "Colombia", "Andean Community", False, None, 0.2, andes),
        (SWEDEN, SWEDEN, "EU", False, "SEK", 0.04, nordic),
        (GERMANY, GERMANY, "EU", False, "EUR", 0.3297, EMBER),
        (FRANCE, FRANCE, "EU", False, "EUR", 0.0414, EMBER),
        (BRAZIL, BRAZIL, "Mercosur", False, None, 0.1100, EMBER),
        (JAPAN, JAPAN, "East Asia", False, None, 0.4773, EMBER),
        (CHINA, CHINA, "East Asia", False, None, 0.5253, EMBER),
        (INDIA, INDIA, "South Asia", False, None, 0.6701, EMBER),
    )


_HEADER = "site region role parent_company status fixed_cost opening_cost closing_cost storage_capacity notes"


def sites() -> list[Row]:
    """Every site: own plants, suppliers, the hub and markets."""
    return [*_plants(), *_suppliers(), *_markets()]


def _plants() -> list[Row]:
    home = assumed("running cost of a plant of this size; room counts tractors in the yard and parts alike")
    abroad = assumed("fixed cost in local currency, charged for the share of the plant that works for North America")
    closable = assumed("may be given up; the closing cost is the social plan and tooling moves, in local currency")
    return rows(
        _HEADER,
        (DUBLIN, VIRGINIA, PLANT, OWN, None, 82e6, None, None, 9_000, home),
        (LEHIGH, PENNSYLVANIA, PLANT, OWN, None, 58e6, None, None, 6_000, home),
        (MONTERREY, NORTH_MEXICO, PLANT, OWN, None, 460e6, None, None, 2_500, abroad),
        (HAGERSTOWN, MARYLAND, PLANT, OWN, None, 46e6, None, None, 12_000, home),
        (TOLUCA, CENTRAL_MEXICO, PLANT, OWN, None, 190e6, None, None, None, abroad),
        (SKOVDE, SWEDEN, PLANT, OWN, None, 210e6, None, None, None, abroad),
        (KOPING, SWEDEN, PLANT, OWN, None, 150e6, None, None, None, abroad),
        (LYON, FRANCE, PLANT, OWN, None, 9e6, None, 24e6, None, closable),
        (CURITIBA, BRAZIL, PLANT, OWN, None, 9e6, None, 14e6, None, closable),
    )


def _suppliers() -> list[Row]:
    contract = assumed("supplier on contract; no cost of its own beside the prices")
    managed = assumed("quality and tooling engineers at the supplier; leaving it costs tooling and notice")
    built = assumed("land, utilities and ramp-up team, beside the line on Capex")
    hub = assumed("bonded warehouse at the port that may be rented to keep imported engines and gearboxes")
    return rows(
        _HEADER,
        (OHIO, MIDWEST, SUPPLIER, "Buckeye Axle", None, 3e6, None, None, None, contract),
        (SWABIA, GERMANY, SUPPLIER, "Neckar Drives", None, 1.5e6, None, 6e6, None, managed),
        (INDIANA, MIDWEST, SUPPLIER, "Wabash Castings", None, 2e6, None, None, None, contract),
        (JOINVILLE, BRAZIL, SUPPLIER, "Fundicao do Sul", None, None, None, None, None, contract),
        (SALTILLO, NORTH_MEXICO, SUPPLIER, "Fundidora del Norte", None, 20e6, None, None, None, contract),
        (CAROLINA, SOUTH, SUPPLIER, "Piedmont Components", None, 2e6, None, None, None, contract),
        (PUNE, INDIA, SUPPLIER, "Deccan Gears", None, 0.6e6, None, None, None, contract),
        (SAITAMA, JAPAN, SUPPLIER, "Kanto Turbo", None, None, None, None, None, contract),
        (WUXI, CHINA, SUPPLIER, "Taihu Components", None, 0.8e6, None, None, None, contract),
        (MICHIGAN, MIDWEST, SUPPLIER, "Huron Electronics", None, 1e6, None, None, None, contract),
        (HUNAN, CHINA, SUPPLIER, "Xiang Battery", None, None, None, None, None, contract),
        (OHIO_CELLS, MIDWEST, SUPPLIER, "Buckeye Cell", NEW, 4e6, 22e6, None, None, built),
        (NORFOLK, VIRGINIA, HUB, OWN, NEW, 1.1e6, 0.9e6, 0.3e6, 4_000, hub),
    )


def _markets() -> list[Row]:
    note = assumed("sales area; dealers carry their own stock")
    return rows(
        _HEADER,
        (EAST_MARKET, MIDWEST, MARKET, OWN, None, None, None, None, None, note),
        (WEST_MARKET, SOUTH, MARKET, OWN, None, None, None, None, None, note),
        (CANADA_MARKET, CANADA, MARKET, OWN, None, None, None, None, None, note),
        (MEXICO_MARKET, NORTH_MEXICO, MARKET, OWN, None, None, None, None, None, note),
        (ANDEAN_MARKET, ANDES, MARKET, OWN, None, None, None, None, None, note),
    )
