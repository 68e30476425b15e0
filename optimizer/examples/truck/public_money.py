"""Public money and public rules: grants of the states, a production credit, and regional value content."""

from __future__ import annotations

from datetime import date

from optimizer.examples.ev.notes import assumed, both
from optimizer.examples.table import Row, rows
from optimizer.examples.truck.items import BATTERY, DIESEL, ELECTRIC, ENGINE
from optimizer.examples.truck.places import HAGERSTOWN, MARYLAND, PENNSYLVANIA, US, VIRGINIA

_CREDIT = "26 U.S.C. 45X, 10 USD/kWh of module capacity (secondary source)"


def incentives() -> list[Row]:
    """Grants on investment and credits on output."""
    state = assumed("grant of the state for jobs kept and added; order of magnitude only")
    module = both(_CREDIT, "90 kWh; 2025 amendments not checked, foreign-entity rules met")
    jobs = assumed("county credit on engines, lost in a quarter below its volume or its content")
    until, last = date(2028, 6, 30), date(2032, 12, 31)
    return rows(
        "name place item basis amount start end cap min_content min_volume phase_from phase_down notes",
        ("Virginia grant", VIRGINIA, DIESEL, "capex", 0.10, None, until, 5e6, None, None, None, None, state),
        ("Virginia electric grant", VIRGINIA, ELECTRIC, "capex", 0.08, None, None, 4e6, None, None, None, None, state),
        ("Pennsylvania grant", PENNSYLVANIA, DIESEL, "capex", 0.06, None, None, None, None, None, None, None, state),
        ("Maryland grant", HAGERSTOWN, "class:High", "capex", 0.12, None, None, 6e6, None, None, None, None, state),
        ("Module credit", US, BATTERY, "unit", 900, None, last, None, None, None, date(2030, 1, 1), 0.25, module),
        ("Engine jobs", MARYLAND, ENGINE, "unit", 55, date(2027, 7, 1), None, 3.5e6, 0.6, 400, None, None, jobs),
    )


def content_rules() -> list[Row]:
    """Regional value content of tractors sold in the United States, and a wish of the plants."""
    law = assumed("content of heavy trucks by stages of the trade agreement; no text at hand, check before use")
    wish = assumed("45 % of the engines used in the US should be of the region; each one missing costs the penalty")
    return rows(
        "rule item destination min_domestic_share measure period from_period hard penalty notes",
        ("Regional value content", DIESEL, US, 0.64, "value", "2027Q1", None, True, None, law),
        ("Regional value content", DIESEL, US, 0.64, "value", "2027Q2", None, True, None, law),
        ("Regional value content", DIESEL, US, 0.70, "value", None, "2027Q3", True, None, law),
        ("Regional value content", ELECTRIC, US, 0.64, "value", "2027Q1", None, True, None, law),
        ("Regional value content", ELECTRIC, US, 0.64, "value", "2027Q2", None, True, None, law),
        ("Regional value content", ELECTRIC, US, 0.70, "value", None, "2027Q3", True, None, law),
        ("Engines of the region", ENGINE, US, 0.45, "quantity", None, "2028Q1", False, 120, wish),
    )
