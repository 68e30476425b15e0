"""Demand that varies at a market that keeps stock, and what the plan keeps there."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from models.plan import Stock
from models.service_account import ServiceTimes
from tiny import Book, book, table

if TYPE_CHECKING:
    from optimizer.outcome import Outcome


Z = NormalDist().inv_cdf(0.95)
AT_US = table("site item", ("us", "x"))
LANE = "origin destination mode lead_time freight_cost"


def varying(sd: float = 20, lead: float = 14, **sheets: Any) -> Book:
    """Return a year in which us wants 100 a week, give or take `sd`, by a lane of `lead` days, and keeps stock."""
    plan = {
        "Settings": {"holding_rate": 0.2},
        "Lead_times": table(LANE, ("ALL", "ALL", "road", lead, 0)),
        "Demand": table("site item period quantity sd", ("us", "x", "ALL", 100, sd)),
        "Inventory": AT_US,
    }
    return book(**{**plan, **sheets})


def under_way(units: float, days: float, rate: float = 0.2) -> float:
    """Cost of capital in units worth 10 on a lane."""
    return rate * 10 * units * days / 7 / 52


def safety(outcome: Outcome) -> dict[tuple[str, str, str], float]:
    """Safety stock by item, site and period, where there is any."""
    stock = outcome.plan[Stock]
    keys = zip(stock.item, stock.site, stock.period, strict=True)
    return {key: units for key, units in zip(keys, stock.safety.tolist(), strict=True) if units > 1e-9}


def times(outcome: Outcome) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    """Inbound, service and net time, sigma, required and cause by item, site and period."""
    return {row[:3]: row[3:] for row in outcome.plan[ServiceTimes]}


# Chosen links


def two_lanes(dear: float, **sheets: Any) -> Book:
    """Return cn, slow for 10, and mx, fast for `dear`."""
    return varying(
        Sources=table("site item material_cost", ("cn", "x", 10), ("mx", "x", dear)),
        Lead_times=table(LANE, ("cn", "us", "ocean", 35, 0), ("mx", "us", "road", 7, 0)),
        **sheets,
    )


# Pooling and parts of the flow


def pooled(exponent: float) -> Book:
    """Return a hub that serves us (sd 30) and ca (sd 40), 7 days from its source."""
    return varying(
        Settings={"holding_rate": 0.2, "pooling_exponent": exponent},
        Sites=table(
            "site region role",
            ("cn", "CN", "supplier"), ("hub", "US", "warehouse"), ("us", "US", "market"), ("ca", "MX", "market"),
        ),
        Lead_times=table(LANE, ("cn", "hub", "road", 7, 0), ("hub", "ALL", "road", 0, 0)),
        Demand=table("site item period quantity sd", ("us", "x", "ALL", 100, 30), ("ca", "x", "ALL", 100, 40)),
        Inventory=table("site item service_time", ("hub", "x", 0)),
    )  # fmt: skip
