"""Learning: conversion gets cheaper with every doubling of what a source has ever made."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from models.features import learning
from models.features.learning import LearningLevels
from models.plan import Production
from tiny import Book, issues, money, optimum, periods, solved, table, two_sources


def _newcomer(count: int = 4, *, mexico: float = 9, **terms: object) -> Book:
    """Years in which 100 a week are wanted: cn makes x for 10, mx for 2 and a conversion cost of 8 that can fall."""
    return two_sources(
        Periods=periods(count, 52),
        Sources=table("site item material_cost conversion_cost", ("cn", "x", mexico, 0), ("mx", "x", 2, 8)),
        Learning=[{"site": "mx", "item": "x", "rate": 0.25, "experience": 5_200, **terms}],
    )


def test_a_doubling_counts_from_the_next_period_on() -> None:
    # mx makes 5,200 in P1 and so doubles its experience: 2 + 6 = 8 from P2 on; in P4 3 x 5,200: two doublings, 2 + 4.5
    expected = 5_200 * (10 + 8 + 8 + 6.5)
    assert optimum(_newcomer(mexico=12)) == pytest.approx(expected)


def test_steps_limit_the_doublings_that_count() -> None:
    assert optimum(_newcomer(mexico=12, steps=1)) == pytest.approx(5_200 * (10 + 8 + 8 + 8))


def test_learning_is_worth_a_loss_at_first() -> None:
    # cn costs 9: one year at 10 is repaid by 8, 8 and 6.5 (32.5 against 36)
    assert optimum(_newcomer()) == pytest.approx(5_200 * (10 + 8 + 8 + 6.5))
    # cn costs 8.1: 32.5 against 32.4, and nobody learns
    assert optimum(_newcomer(mexico=8.1)) == pytest.approx(5_200 * 4 * 8.1)


def test_no_more_is_made_to_learn_than_is_needed() -> None:
    # two years, half the experience: 2,600 at 10 in P1 are enough for 8 in P2, the other 2,600 come from cn
    assert optimum(_newcomer(2, experience=2_600)) == pytest.approx(2_600 * (10 + 9) + 5_200 * 8)


def test_the_last_step_before_a_level_is_not_rounded_up() -> None:
    # 5,201 units cannot be made in P1: 10 a unit in both years, or 9 at cn
    records = _newcomer(2, experience=5_201)
    assert optimum(records) == pytest.approx(5_200 * 2 * 9)
    assert "never-doubles" in issues(records)


def test_levels_are_on_good_output_and_cost_for_units_started() -> None:
    records = _newcomer(2, mexico=30)
    records["Sources"][1]["yield"] = 0.5
    # 20 a good unit in P1, 2 x (2 + 6) in P2
    assert optimum(records) == pytest.approx(5_200 * (20 + 16))


def test_the_saving_is_in_the_currency_of_the_site_and_of_its_period() -> None:
    records = _newcomer(2, mexico=30)
    records["Regions"][1]["currency"] = "MXN"
    records["Exchange_rates"] = table("currency period rate", ("MXN", "ALL", 1), ("MXN", "P2", 0.5))
    outcome = solved(records)
    assert outcome.cost == pytest.approx(5_200 * (10 + 4))
    assert money(outcome)["learning"] == pytest.approx(5_200 * -1)


def test_a_capacity_slows_learning() -> None:
    # 50 a week at mx: the first doubling takes two years
    records = _newcomer(3, mexico=12)
    records["Sources"][1]["capacity"] = 50
    assert optimum(records) == pytest.approx(2_600 * (10 + 10 + 8) + 3 * 2_600 * 12)


@pytest.mark.parametrize("seed", range(12))
def test_the_optimum_is_that_of_trying_every_plan(seed: int) -> None:
    """Three weeks of 10 units: thresholds are whole numbers, so some optimal plan makes whole units at mx."""
    dice = np.random.default_rng(seed)
    rate, mexico = dice.uniform(0.1, 0.6), dice.uniform(4, 10)
    experience, steps = int(dice.integers(2, 10)), int(dice.integers(1, 4))

    def cost(plan: tuple[int, ...]) -> float:
        spent, before = 0.0, 0
        for made in plan:
            level = max(k for k in range(steps + 1) if before >= experience * (2**k - 1))
            spent += made * (2 + 8 * (1 - rate) ** level) + (10 - made) * mexico
            before += made
        return spent

    best = min(cost(plan) for plan in product(range(11), repeat=3))
    records = _newcomer(mexico=mexico, rate=rate, experience=experience, steps=steps)
    records["Periods"] = periods(3, 1)
    records["Demand"][0]["quantity"] = 10
    assert optimum(records) == pytest.approx(best)


def test_todays_plan_learns_too() -> None:
    records = _newcomer(2, mexico=12)
    records["Baseline"] = table("item site share", ("x", "mx", 1))
    outcome = solved(records, with_baseline=True)
    assert outcome.baseline is not None
    assert outcome.baseline.cost == pytest.approx(5_200 * (10 + 8))


def test_the_audit_sees_a_level_without_the_experience() -> None:
    outcome = solved(_newcomer(2, mexico=12))

    def short(*records: object) -> float:
        audited = learning.FEATURE.audit(outcome.problem, outcome.plan.having(*records))
        return max(v.amount for v in audited.violations)

    assert short() == pytest.approx(0)
    made = Production.of([("x", "mx", "P1", 90.0), ("x", "mx", "P2", 100.0)])
    assert short(made) == pytest.approx(520)
    assert short(LearningLevels.of([("x", "mx", "P1", 1.0)])) == pytest.approx(5_200)
    assert short(LearningLevels.of([("x", "mx", "P2", 9.0)])) == pytest.approx(7 * 5_200 - 5_200)


def test_the_audit_recomputes_what_is_saved() -> None:
    outcome = solved(_newcomer(2, mexico=12))
    audited = learning.FEATURE.audit(outcome.problem, outcome.plan)
    assert audited.costs["learning"].tolist() == pytest.approx([0, 5_200 * -2])
    unlearned = learning.FEATURE.audit(outcome.problem, outcome.plan.having(LearningLevels.empty()))
    assert unlearned.costs["learning"].tolist() == pytest.approx([0, 0])


def test_the_report_shows_experience_level_and_saving() -> None:
    outcome = solved(_newcomer(mexico=12))
    (report,) = learning.FEATURE.tables(outcome.problem, outcome.plan)
    assert report.experience.tolist() == pytest.approx([5_200, 10_400, 15_600, 20_800])
    assert report.level.tolist() == [0, 1, 1, 2]
    assert report.conversion_cost.tolist() == pytest.approx([8, 6, 6, 4.5])
    assert report.saving.tolist() == pytest.approx([0, 5_200 * 2, 5_200 * 2, 5_200 * 3.5])


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"site": "us"}, "not-a-source"),
        ({"site": "cn"}, "nothing-to-learn"),
        ({"site": "hub"}, "not-a-maker"),
        ({"experience": 1e9}, "never-doubles"),
        ({"rate": 0}, "below-range"),
        ({"experience": 0}, "below-range"),
        ({"steps": 9}, "above-range"),
    ],
)
def test_rows_that_can_have_no_effect_are_reported(terms: dict[str, object], code: str) -> None:
    records = _newcomer(**terms)
    records["Sites"] += table("site region role", ("hub", "US", "warehouse"))
    records["Sources"].append({"site": "hub", "item": "x", "material_cost": 1, "conversion_cost": 1})
    assert code in issues(records)
