"""The least cost of any rule: against a programme written out in full, and against what is known of such systems."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from two_sources import terms

from optimizer.replenishment import optimum as programme
from optimizer.replenishment.demand import Distribution
from optimizer.replenishment.dual_index import best_capped
from optimizer.replenishment.optimum import TooLargeError, optimum
from optimizer.replenishment.rules import best_base_surge, fast_only, slow_only


def _written_out(premium: float, holding: float, backorder: float) -> float:
    """Fast lead time 1, slow 2, demand 0..2: stock, the slow order on its way, and both orders tried one by one."""
    low, high, most = -9, 12, 4
    stock = np.arange(low, high + 1)
    value = np.zeros((len(stock), most + 1))
    gain = 0.0
    for _ in range(600):
        after = np.full_like(value, np.inf)
        for fast in range(most + 5):
            for slow in range(most + 1):
                cost = np.full_like(value, premium * fast)
                for demand in range(3):
                    left = stock - demand
                    week = holding * np.maximum(left, 0) + backorder * np.maximum(-left, 0)
                    for coming in range(most + 1):
                        moved = np.clip(left + fast + coming, low, high)
                        cost[:, coming] += (week + value[moved - low, slow]) / 3
                after = np.minimum(after, cost)
        gain = float((after - value)[9, 0])
        if np.ptp((after - value)[3:-3]) < 1e-9:
            break
        value = after - after[9, 0]
    return gain


@pytest.mark.parametrize(("premium", "backorder"), [(3.0, 20.0), (12.0, 20.0)])
def test_a_fast_lead_time_only_shifts_what_is_looked_at(premium: float, backorder: float) -> None:
    two = terms(2, fast=1, premium=premium, holding=1.0, backorder=backorder, demand=Distribution.uniform(0, 2))
    assert optimum(two).cost == pytest.approx(_written_out(premium, 1.0, backorder), abs=1e-6)


def test_with_sources_a_week_apart_the_dual_index_rule_is_the_best() -> None:
    # Fukuda (1964), Whittemore and Saunders (1977).
    two = terms(1, demand=Distribution.of({0: 0.3, 1: 0.2, 5: 0.5}))
    best = best_capped(two)
    assert best is not None
    assert optimum(two).cost == pytest.approx(best.cost, rel=1e-8)


@pytest.mark.parametrize("premium", [0.0, -3.0])
def test_a_fast_source_that_is_no_dearer_is_used_alone(premium: float) -> None:
    assert (
        optimum(terms(3, premium=premium, slow_price=9.0)).cost
        == fast_only(terms(3, premium=premium, slow_price=9.0)).cost
    )


def test_a_fast_source_beyond_price_is_never_used() -> None:
    assert optimum(terms(2, premium=2000.0)).cost == pytest.approx(slow_only(terms(2)).cost, rel=1e-7)


def test_prices_only_shift_it() -> None:
    assert optimum(terms(3, slow_price=100.0)).cost == pytest.approx(200.0 + optimum(terms(3)).cost, abs=1e-6)


def test_demand_that_does_not_vary_needs_no_stock() -> None:
    found = optimum(terms(3, demand=Distribution.point(3), slow_price=2.0))
    assert found.cost == pytest.approx(6.0, abs=1e-6)


def test_base_surge_comes_closer_the_longer_the_slow_source_takes() -> None:
    # Xin and Goldberg (2018): the gap vanishes; here down to what whole units of a base order leave.
    base = best_base_surge(terms(2)).cost
    gaps = [base - optimum(terms(slow)).cost for slow in (1, 2, 3, 4, 5, 6)]
    assert gaps[-1] > 0
    assert all(later < 0.95 * earlier for earlier, later in pairwise(gaps))


@pytest.mark.parametrize("slow", [2, 3, 4])
def test_cuts_further_out_change_nothing(slow: int, monkeypatch: pytest.MonkeyPatch) -> None:
    two = terms(slow, demand=Distribution.of({0: 0.6, 2: 0.1, 7: 0.3}))
    near = optimum(two)
    begin = programme.first_box
    monkeypatch.setattr(programme, "first_box", lambda t: begin(t).beyond(t).beyond(t))
    far = optimum(two)
    assert far.states > near.states
    assert far.cost == pytest.approx(near.cost, abs=near.error + far.error)


def test_cuts_that_are_too_near_are_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    two = terms(3)
    right = optimum(two)
    monkeypatch.setattr(programme, "first_box", lambda _: programme.Box(3, 6, 1))
    assert optimum(two).cost == pytest.approx(right.cost, abs=1e-6)


def test_too_many_states_are_refused() -> None:
    with pytest.raises(TooLargeError, match="more than 20,000,000 states"):
        optimum(terms(300))
