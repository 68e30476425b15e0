"""Expected losses and value at risk, by hand and by plain enumeration."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from tiny import Book, book, issues, money, optimum, solved, table


def risky(*outages: tuple[str, float, float], weight: float = 0.0, alpha: float = 0.95, **sheets: Any) -> Book:
    """Return a year of 100 a week from cn, whose outages (name, weeks, probability) cost 30 for each unit lost."""
    plan = {
        "Settings": {"reaction_time": 0, "cvar_weight": weight, "cvar_alpha": alpha},
        "Demand": table("site item period quantity shortage_cost", ("us", "x", "ALL", 100, 30)),
        "Disruptions": table(
            "scenario hits target duration probability", *((n, "site", "cn", w, p) for n, w, p in outages)
        ),
        "Sites": table("site region role", ("cn", "CN", "supplier"), ("us", "US", "market")),
    }
    return book(**{**plan, **sheets})


def tail_mean(losses: list[tuple[float, float]], alpha: float) -> float:
    """Mean of the worst outcomes: every split of the tail tried is no better than the best threshold."""
    thresholds = [0.0, *(loss for _, loss in losses)]
    return min(eta + sum(p * max(loss - eta, 0.0) for p, loss in losses) / (1 - alpha) for eta in thresholds)


def test_expected_loss_is_probability_times_what_is_lost() -> None:
    spent = money(solved(risky(("short", 2, 0.1), ("long", 6, 0.02))))
    assert spent == pytest.approx({"material": 52_000, "disruption_loss": 0.1 * 6_000 + 0.02 * 18_000})


def test_the_probability_is_that_of_the_whole_period() -> None:
    plan = risky(("short", 2, 0.1), Periods=[{"period": "P1", "start": "2027-01-01", "weeks": 13}])
    assert money(solved(plan))["disruption_loss"] == pytest.approx(0.1 * 13 / 52 * 6_000)


def test_without_weight_there_is_no_risk_premium() -> None:
    assert "risk_premium" not in money(solved(risky(("short", 2, 0.1))))


@pytest.mark.parametrize(("alpha", "weight"), [(0.95, 1.0), (0.9, 0.5), (0.5, 2.0), (0.0, 1.0)])
def test_the_value_at_risk_is_the_mean_of_the_worst(alpha: float, weight: float) -> None:
    outages = [("a", 2, 0.1), ("b", 6, 0.02), ("c", 4, 0.05), ("d", 1, 0.3)]
    losses = [(p, weeks * 100 * 30.0) for _, weeks, p in outages]
    spent = money(solved(risky(*outages, weight=weight, alpha=alpha)))
    assert spent["disruption_loss"] == pytest.approx(sum(p * loss for p, loss in losses))
    assert spent["risk_premium"] == pytest.approx(weight * tail_mean(losses, alpha))


def test_aversion_to_risk_buys_the_buffer_that_expected_loss_does_not() -> None:
    # a unit in stock costs 52 x 0.05 = 2.6 a year and saves 30 x 0.05 = 1.5, or with the tail 1.5 + 0.5 x 30
    plan = risky(("a", 4, 0.05), Inventory=table("site item storage_cost", ("us", "x", 0.05)))
    assert money(solved(plan)) == pytest.approx({"material": 52_000, "disruption_loss": 600})
    plan["Settings"][0]["cvar_weight"] = 0.5
    assert optimum(plan) == pytest.approx(52_000 + 400 * 2.6)


@pytest.mark.parametrize("seed", range(6))
def test_the_best_buffer_is_that_of_plain_enumeration(seed: int) -> None:
    rng = np.random.default_rng(seed)
    outages = [(f"e{k}", int(rng.integers(1, 9)), float(rng.choice([0.01, 0.04, 0.1]))) for k in range(4)]
    weight, alpha, rate = (
        float(rng.choice([0, 0.2, 1])),
        float(rng.choice([0.5, 0.9])),
        float(rng.choice([0.01, 0.03, 0.06])),
    )

    def total(stock: float) -> float:
        losses = [(p, 30 * max(100.0 * weeks - stock, 0.0)) for _, weeks, p in outages]
        premium = weight * tail_mean(losses, alpha) if weight else 0.0
        return 52_000 + 52 * rate * stock + sum(p * loss for p, loss in losses) + premium

    least = min(total(stock) for stock in range(0, 900, 100))
    inventory = table("site item storage_cost", ("us", "x", rate))
    assert optimum(risky(*outages, weight=weight, alpha=alpha, Inventory=inventory)) == pytest.approx(least)


def test_likelier_or_longer_is_never_cheaper() -> None:
    costs = [[optimum(risky(("a", weeks, p), weight=0.3)) for p in (0.01, 0.02, 0.2)] for weeks in (1, 3, 9)]
    assert all(a <= b for row in costs for a, b in itertools.pairwise(row))
    assert all(a <= b for row in zip(*costs, strict=True) for a, b in itertools.pairwise(row))


def test_disruptions_that_are_sure_to_happen_cannot_be_weighed() -> None:
    assert "too-likely" in issues(risky(("a", 2, 0.7), ("b", 2, 0.4), weight=1.0))
    assert "too-likely" not in issues(risky(("a", 2, 0.7), ("b", 2, 0.3), weight=1.0))
    assert "too-likely" not in issues(risky(("a", 2, 0.7), ("b", 2, 0.4)))
