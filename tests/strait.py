"""A plan past a strait that closes, and tests of it made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.stress import tested as findings
from models.stress.event import Event
from models.stress.loss import Loss
from tiny import periods, table, two_sources

if TYPE_CHECKING:
    from tiny import Book


RULES = "rule applies_to from_period min_service duration min_survive survive_margin hard penalty"


def prepared(**sheets: Any) -> Book:
    """Two half-years, x from cn or mx, a stock at us, a strait that closes for 4 weeks every 20 years."""
    plan = {
        "Periods": periods(2),
        "Sites": table(
            "site region role time_to_recover",
            ("cn", "CN", "supplier", 6), ("mx", "MX", "supplier", 5), ("us", "US", "market", None),
        ),
        "Lead_times": table(
            "origin destination mode lead_time freight_cost corridors",
            ("cn", "us", "ocean", 0, 0, "Strait"), ("mx", "us", "road", 0, 0, None),
        ),
        "Inventory": table("site item on_hand", ("us", "x", 50)),
        "Disruptions": table(
            "scenario hits target duration start_period probability", ("Strait closed", "corridor", "Strait", 4, "EACH", 0.05)
        ),
    }  # fmt: skip
    return two_sources(**{**plan, **sheets})


def trial(event: Event | None = None, t: int = 0, **facts: Any) -> findings.Tested:
    """A test of a loss of 4 weeks, in which nothing is short."""
    found = {
        "demand": 400.0, "lost_units": 0.0, "lost_money": 0.0, "time_to_survive": 52.0, "cap": 52.0, "drawn": {}, "helpers": {},
        **facts,
    }  # fmt: skip
    return findings.Tested(event or strait(), t, **found)


def strait(name: str = "Strait closed", kind: str = "scenario", weeks: float = 4.0, chance: float = 0.05) -> Event:
    return Event(name, kind, lanes={0: Loss.of(1.0, weeks)}, probability=chance, starts=(0, 1))


# Key figures and summary
