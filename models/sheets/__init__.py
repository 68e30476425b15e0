"""The core sheets of the workbook; features add their own columns and sheets to these."""

from models.schema import Sheet
from models.sheets.demand import Demand, Inventory
from models.sheets.goods import Bom, Items
from models.sheets.places import Regions, Sites
from models.sheets.planning import ExchangeRates, Periods, Scenarios, Settings
from models.sheets.risks import Disruptions, FailureGroups, ResilienceRules
from models.sheets.rules import Baseline, Budgets, SourcingRules
from models.sheets.supply import Capex, Labour, LeadTimes, Ramps, Sources
from models.sheets.words import (
    ALL,
    CRITICALITIES,
    EACH,
    EXISTING,
    FOREIGN,
    LICENCE,
    MARKET,
    PLANT,
    POTENTIAL,
    SUPPLIER,
    WAREHOUSE,
)

CORE_SHEETS: tuple[type[Sheet], ...] = (
    Settings,
    Periods,
    Regions,
    ExchangeRates,
    Sites,
    Items,
    Bom,
    Sources,
    LeadTimes,
    Capex,
    Ramps,
    Labour,
    Demand,
    Inventory,
    SourcingRules,
    Budgets,
    FailureGroups,
    Disruptions,
    ResilienceRules,
    Baseline,
    Scenarios,
)
"""In the order of the workbook; the sheets of features follow."""

__all__ = [
    "ALL",
    "CORE_SHEETS",
    "CRITICALITIES",
    "EACH",
    "EXISTING",
    "FOREIGN",
    "LICENCE",
    "MARKET",
    "PLANT",
    "POTENTIAL",
    "SUPPLIER",
    "WAREHOUSE",
    "Baseline",
    "Bom",
    "Budgets",
    "Capex",
    "Demand",
    "Disruptions",
    "ExchangeRates",
    "FailureGroups",
    "Inventory",
    "Items",
    "Labour",
    "LeadTimes",
    "Periods",
    "Ramps",
    "Regions",
    "ResilienceRules",
    "Scenarios",
    "Settings",
    "Sites",
    "Sources",
    "SourcingRules",
]
