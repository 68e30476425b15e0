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
    state = assumed("grant of the state for jobs kept and added, as announced for upgrades of this size")
    module = both(_CREDIT, "90 kWh; 2025 amendments not checked, foreign-entity rules met")
    jobs = assumed("county credit on engines, lost in a quarter below its volume or its content")
    return rows(
        "name place item basis amount start end phase_from phase_down cap min_content min_volume notes",
        ("Virginia grant", VIRGINIA, DIESEL, "capex", 0.10, None, date(2028, 6, 30), None, None, 5e6, None, None, state),
        ("Virginia electric grant", VIRGINIA, ELECTRIC, "capex", 0.08, None, None, None, None, 4e6, None, None, state),
        ("Pennsylvania grant", PENNSYLVANIA, DIESEL, "capex", 0.06, None, None, None, None, None, None, None, state),
        ("Maryland grant", HAGERSTOWN, "class:High", "capex", 0.12, None, None, None, None, 6e6, None, None, state),
        ("Module credit", US, BATTERY, "unit", 900, None, date(2032, 12, 31), date(2030, 1, 1), 0.25, None, None, None, module),
        ("Engine jobs", MARYLAND, ENGINE, "unit", 55, date(2027, 7, 1), None, None, None, 3.5e6, 0.6, 400, jobs),
    )


def content_rules() -> list[Row]:
    """Regional value content of tractors sold in the United States."""
    law = assumed("staged content of heavy trucks under the trade agreement, from memory of its annex: check before use")
    return rows(
        "rule item destination min_domestic_share measure from_period hard notes",
        ("Regional value content", DIESEL, US, 0.64, "value", None, True, law),
        ("Regional value content", DIESEL, US, 0.70, "value", "2027Q3", True, law),
        ("Regional value content", ELECTRIC, US, 0.64, "value", None, True, law),
        ("Regional value content", ELECTRIC, US, 0.70, "value", "2027Q3", True, law),
    )
