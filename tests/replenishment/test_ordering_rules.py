"""Single-source rules and tailored base-surge, against textbooks and against each other."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from two_sources import terms

from optimizer.replenishment.demand import whole_steps
from optimizer.replenishment.overshoot import UnstableError
from optimizer.replenishment.rules import Kind, base_surge, best_base_surge, fast_only, slow_only


def test_the_newsvendor_of_the_textbook() -> None:
    # Normal demand of 100 a week, deviation 20, holding 1, backorder 19: level 100 + 1.645 x 20, cost 20 x 20 x density.
    normal, ratio = NormalDist(), 0.95
    found = fast_only(terms(1, premium=0.0, holding=1.0, backorder=19.0, demand=whole_steps(2000.0, 20.0)))
    z = normal.inv_cdf(ratio)
    assert found.level == pytest.approx(2000 + 20 * z, abs=1.0)
    assert found.cost == pytest.approx(20 * 20 * normal.pdf(z), rel=0.01)


def test_single_sources_by_hand() -> None:
    # Fast: level 4, stock 4 - 2 = 2 at 5 each, all 2 bought at 10. Slow: demand of 3 weeks, 0..12.
    two = terms(2)
    assert fast_only(two).cost == pytest.approx(30.0)
    assert slow_only(two).cost == pytest.approx(29.0)
    assert slow_only(two).level == 11


def test_base_surge_without_a_base_is_the_fast_source_alone() -> None:
    two = terms(3, fast=1, slow_price=7.0)
    none, fast = base_surge(two, 0), fast_only(two)
    assert (none.cost, none.level, none.slow_rate) == (pytest.approx(fast.cost), fast.level, 0.0)


def test_base_surge_costs_what_running_it_costs() -> None:
    """Plain recursion of stock, orders and demand, with the slow orders really on their way."""
    two = terms(3, fast=1, premium=4.0, holding=1.0, backorder=9.0)
    rule = base_surge(two, 1)
    random = np.random.default_rng(1)
    weeks, replications = 1_000, 4_000
    stock = np.zeros(replications)
    fast_coming, slow_coming = np.zeros(replications), [np.ones(replications) for _ in range(3)]
    cost = np.zeros(replications)
    for week in range(weeks):
        position = stock + fast_coming + slow_coming[0] + slow_coming[1]  # what is there by the end of next week
        surge = np.maximum(rule.level - position, 0.0)
        stock = stock + fast_coming + slow_coming[0] - random.integers(0, 5, replications)
        fast_coming, slow_coming = surge, [*slow_coming[1:], np.ones(replications)]
        if week >= 200:
            cost += 4.0 * surge + np.maximum(stock, 0.0) + 9.0 * np.maximum(-stock, 0.0)
    weekly = cost / (weeks - 200)
    assert rule.cost == pytest.approx(weekly.mean(), abs=4 * weekly.std() / math.sqrt(replications))


@pytest.mark.parametrize("premium", [1.0, 5.0, 40.0])
def test_the_best_base_is_the_best_of_all(premium: float) -> None:
    two = terms(4, premium=premium, holding=1.0, backorder=19.0, demand=whole_steps(150.0, 40.0))
    every = []
    for base in range(150):
        try:
            every.append(base_surge(two, base).cost)
        except UnstableError:
            break
    assert len(every) > 140
    assert best_base_surge(two).cost == pytest.approx(min(every), rel=1e-12)
    assert np.diff(every, 2).min() > -1e-6 * max(every)  # convex, as the search relies on


def test_the_base_does_not_care_how_late_it_comes() -> None:
    assert base_surge(terms(2), 1).cost == pytest.approx(base_surge(terms(9), 1).cost)


def test_the_surge_follows_the_square_root_law() -> None:
    # Allon and Van Mieghem (2010): deviation x sqrt(holding / (2 x premium)) = 3.162; exact when nothing may ever wait.
    step = 0.2
    demand = whole_steps(200.0 / step, 20.0 / step)
    found = best_base_surge(terms(4, premium=20.0 * step, holding=1.0 * step, backorder=1e9, demand=demand))
    assert 200.0 - found.slow_rate * step == pytest.approx(20.0 * math.sqrt(1.0 / (2 * 20.0)), rel=0.07)


def test_a_rule_in_units_costs_the_same() -> None:
    rule = base_surge(terms(2), 1)
    units = rule.times(250.0)
    assert (units.kind, units.base, units.level) == (Kind.BASE_SURGE, 250.0, 250.0 * rule.level)
    assert units.cost == rule.cost
    assert units.stock.stock == pytest.approx(250.0 * rule.stock.stock)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"slow": 0}, "lead time of the regular source must be longer"),
        ({"slow": 2, "holding": 0.0}, "must be above 0"),
        ({"slow": 2, "demand": whole_steps(0.0, 0.0)}, "not always 0"),
    ],
)
def test_terms_that_make_no_sense_are_refused(change: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        terms(**change)  # type: ignore[arg-type]
