"""One source, one lane, one market that may keep stock, and what may happen to them."""

from __future__ import annotations

from typing import Any

from models.plan import Stock
from optimizer.outcome import Status
from tiny import Book, Records, book, money, solved, table


def kept(outcome: Any) -> float:
    """Strategic stock in all."""
    return float(sum(outcome.plan[Stock].strategic))


# One source, one lane of two weeks through the canal, one market that may keep stock


def lone(disruption: dict[str, Any] | Records, rules: Records | None = None, **sheets: Any) -> Book:
    """Return a year of 100 a week from cn to us; every scenario must be survived in full unless rules say less."""
    rows = disruption if isinstance(disruption, list) else [{"scenario": "e", "duration": 4, **disruption}]
    plan: dict[str, Any] = {
        "Settings": {"reaction_time": 0},
        "Regions": table("region country bloc", ("CN", "China", "Asia"), ("MX", "Mexico", ""), ("US", "USA", "")),
        "Sites": table(
            "site region role parent_company failure_groups",
            ("cn", "CN", "supplier", "Acme", "grid"), ("us", "US", "market", "", ""),
        ),
        "Sources": table("site item material_cost capacity", ("cn", "x", 10, 100)),
        "Lead_times": table("origin destination mode lead_time freight_cost corridors", ("cn", "us", "sea", 14, 0, "Canal")),
        "Inventory": table("site item storage_cost", ("us", "x", 0.01)),
        "Disruptions": rows,
        "Resilience_rules": table("rule applies_to min_service", ("r", "ALL", 1)) if rules is None else rules,
    }  # fmt: skip
    return book(**{**plan, **sheets})


def buffer(plan: Book) -> float:
    """Stock that the best plan keeps, from its storage cost."""
    outcome = solved(plan)
    assert outcome.status is Status.OPTIMAL, outcome.missed_rules
    return money(outcome).get("storage", 0.0) / 0.01 / sum(row["weeks"] for row in plan["Periods"])
