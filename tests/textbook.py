"""Plans of textbooks and of the back of an envelope, whose best cost is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tiny import book, periods, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tiny import Book, Records

FIRST_UNITS = 1.0
"""Units a week over which a set-up is paid: fewer than any lot worth ordering."""


def outages(holding: float, rules: Records, **sheets: Any) -> Book:
    """Return one item, 100 a week: CN, MX and US ask 10, 13 and 15, make 120, 70 and 60 and cost 0, 80 and 80 a week."""
    sites = table(
        "site region role status fixed_cost",
        ("cn", "CN", "supplier", "potential", 0), ("mx", "MX", "supplier", "potential", 80 * 52),
        ("usp", "US", "supplier", "potential", 80 * 52), ("us", "US", "market", "existing", 0),
    )  # fmt: skip
    plan: dict[str, Any] = {
        "Periods": periods(1, 520),
        "Settings": {"reaction_time": 0},
        "Sites": sites,
        "Sources": table(
            "site item material_cost capacity", ("cn", "x", 10, 120), ("mx", "x", 13, 70), ("usp", "x", 15, 60)
        ),
        "Inventory": table("site item storage_cost", ("us", "x", holding)),
        "Resilience_rules": rules,
    }
    return book(**{**plan, **sheets})


def snyder_shen(cover: str = "", weeks: float = 0.0, scenarios: int = 150) -> Book:
    """Snyder and Shen, example 9.3: stock against random outages; failure 0.04, recovery 0.25, h 0.25, p 3.

    `cover` (min_cover or max_cover) holds the stock at so many `weeks` of demand.
    """
    fails, recovers = 0.04, 0.25
    chance = [fails * recovers / (fails + recovers) * (1 - recovers) ** (n - 1) for n in range(1, scenarios + 1)]
    kept = {"site": "us", "item": "x", "storage_cost": 0.25 / 52, **({cover: weeks} if cover else {})}
    return book(
        Settings={"reaction_time": 0},
        Demand=table("site item period quantity shortage_cost", ("us", "x", "ALL", 2000, 3.25)),
        Sites=table("site region role", ("cn", "CN", "supplier"), ("us", "US", "market")),
        Sources=table("site item material_cost", ("cn", "x", 1)),
        Inventory=[kept],
        Disruptions=table(
            "scenario hits target duration probability",
            *((f"outage of {n} weeks", "site", "cn", n, p) for n, p in enumerate(chance, 1)),
        ),
    )


def survival(stock: float, demand: float, survivor: float) -> Book:
    """Return a year in which the main source is lost for good; the other one makes `survivor` a week at once."""
    return book(
        Settings={"reaction_time": 0},
        Sites=table("site region role", ("cn", "CN", "supplier"), ("mx", "MX", "supplier"), ("us", "US", "market")),
        Sources=table("site item material_cost capacity", ("cn", "x", 10, 10 * demand), ("mx", "x", 13, survivor)),
        Demand=table("site item period quantity", ("us", "x", "ALL", demand)),
        Inventory=table("site item on_hand min_cover", ("us", "x", stock, stock / demand)),
        Disruptions=table("scenario hits target duration start_period", ("Fire", "site", "cn", 10, "P1")),
    )


def lot_sizes(demands: Sequence[float], setup: float, holding: float) -> Book:
    """Wagner and Whitin: lots of a week each, with a cost of setting up and of a unit held over the end of a week.

    A price break says what an order costs: the set-up is in the price of the first units, all others are free.
    """
    return book(
        Periods=periods(len(demands), 1),
        Sites=table("site region role", ("cn", "CN", "supplier"), ("us", "US", "market")),
        Items=table("item value", ("x", 1)),
        Sources=table("site item material_cost", ("cn", "x", setup / FIRST_UNITS)),
        Price_breaks=table("site item from_quantity unit_cost behaviour", ("cn", "x", FIRST_UNITS, 0, "incremental")),
        Demand=table("site item period quantity", *(("us", "x", f"P{t}", units) for t, units in enumerate(demands, 1))),
        Inventory=table("site item storage_cost on_hand", ("us", "x", holding, 0)),
    )
