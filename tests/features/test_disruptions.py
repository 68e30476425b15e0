"""What the plan must survive, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from models.plan import Stock
from optimizer.outcome import Status
from tiny import Book, Records, book, issues, money, optimum, periods, solved, table

RULE = "rule applies_to duration min_service"


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
        "Sources": table("site item material_cost capacity", ("cn", "x", 10, 120), ("mx", "x", 13, 70), ("usp", "x", 15, 60)),
        "Inventory": table("site item storage_cost", ("us", "x", holding)),
        "Resilience_rules": rules,
    }
    return book(**{**plan, **sheets})


def kept(outcome: Any) -> float:
    return float(sum(outcome.plan[Stock].strategic))


ANY_SITE = table(RULE, ("r", "N-1 site", 12, 1))


@pytest.mark.parametrize(
    ("holding", "weekly", "buffer"), [(0.05, 1060, 1200), (0.2, 1152, 360), (0.5, 1160, 0)]
)
def test_a_buffer_a_second_source_or_all_three(holding: float, weekly: float, buffer: float) -> None:
    outcome = solved(outages(holding, ANY_SITE))
    assert outcome.status is Status.OPTIMAL
    assert outcome.cost / 520 == pytest.approx(weekly)
    assert kept(outcome) == pytest.approx(buffer, abs=1e-6)


def test_without_a_rule_only_the_cheapest_source_is_open() -> None:
    assert optimum(outages(0.05, [])) / 520 == pytest.approx(1000)


def snyder_shen(scenarios: int = 150) -> Book:
    """Snyder and Shen, example 9.3: stock against random outages; failure 0.04, recovery 0.25, h 0.25, p 3."""
    fails, recovers = 0.04, 0.25
    chance = [fails * recovers / (fails + recovers) * (1 - recovers) ** (n - 1) for n in range(1, scenarios + 1)]
    return book(
        Settings={"reaction_time": 0},
        Demand=table("site item period quantity shortage_cost", ("us", "x", "ALL", 2000, 3.25)),
        Sites=table("site region role", ("cn", "CN", "supplier"), ("us", "US", "market")),
        Sources=table("site item material_cost", ("cn", "x", 1)),
        Inventory=table("site item storage_cost", ("us", "x", 0.25 / 52)),
        Disruptions=table(
            "scenario hits target duration probability",
            *((f"outage of {n} weeks", "site", "cn", n, p) for n, p in enumerate(chance, 1)),
        ),
    )


@pytest.mark.parametrize(
    ("cover", "cost", "buffer"),
    [("min_cover", 2737.0690, 6000), ("max_cover", 3310.3448, 0), ("min_cover", 3075.1616, 10_000)],
)
def test_stock_against_random_outages(cover: str, cost: float, buffer: float) -> None:
    # the book counts a period's demand as part of the order-up-to level: 8000, 2000 and 12000
    plan = snyder_shen()
    if buffer != 6000:
        plan["Inventory"][0][cover] = buffer / 2000
    outcome = solved(plan)
    expected_outage = 0.25 * 2000 * 0.04 / (0.25 * (0.04 + 0.25))
    assert kept(outcome) == pytest.approx(buffer, rel=1e-6)
    assert outcome.cost - money(outcome)["material"] - expected_outage == pytest.approx(cost, rel=1e-6)
