"""The overshoot of a constant order, against its recursion run to its end."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.replenishment.demand import Distribution, whole_steps
from optimizer.replenishment.overshoot import UnstableError, overshoot

SIZE = 150


def _by_recursion(order: int, demand: Distribution, size: int) -> np.ndarray:
    """Long-run chances of max(O + order - D, 0), states cut off at `size`, from its balance equations."""
    moves = np.zeros((size, size))
    for o in range(size):
        for value, chance in demand.support:
            moves[o, min(max(o + order - value, 0), size - 1)] += chance
    # States that cannot be reached from 0 are left out by a little of everything that returns there.
    moves = 1e-13 * np.eye(size)[[0] * size] + (1 - 1e-13) * moves
    balance = moves.T - np.eye(size)
    balance[-1] = 1.0
    return np.linalg.solve(balance, np.eye(size)[-1])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0.02, 1.0), min_size=2, max_size=7), st.integers(0, 3), st.integers(1, 3))
def test_it_is_what_the_recursion_ends_in(weights: list[float], lowest: int, stride: int) -> None:
    chances = {lowest + stride * k: weight / sum(weights) for k, weight in enumerate(weights)}
    demand = Distribution.of(chances)
    order = int(0.7 * demand.mean)
    found = overshoot(order, demand)
    expected = _by_recursion(order, demand, SIZE)
    width = min(SIZE, len(found.chance))
    assert found.chance[:width] == pytest.approx(expected[:width], abs=1e-9)


def test_it_is_that_of_a_queue_whose_answer_is_known() -> None:
    # Up 1 with chance p < 1/2, else down 1: geometric with ratio p / (1 - p).
    found = overshoot(1, Distribution.of({0: 0.3, 2: 0.7}))
    ratio = 0.3 / 0.7
    assert found.chance[:20] == pytest.approx((1 - ratio) * ratio ** np.arange(20), abs=1e-12)


def test_there_is_none_without_an_order_or_below_the_least_demand() -> None:
    assert overshoot(0, Distribution.uniform(0, 4)).support == [(0, 1.0)]
    assert overshoot(3, Distribution.uniform(3, 7)).support == [(0, 1.0)]


def test_it_grows_as_heavy_traffic_has_it() -> None:
    demand = whole_steps(100.0, 10.0)
    found = overshoot(99, demand)
    assert found.mean == pytest.approx(demand.variance / 2.0, rel=0.15)  # Kingman: variance / (2 x drift), drift 1


@pytest.mark.parametrize("order", [2, 3])
def test_an_order_that_is_not_less_than_demand_is_refused(order: int) -> None:
    with pytest.raises(UnstableError, match="no less than the mean demand"):
        overshoot(order, Distribution.uniform(0, 4))


def test_an_order_next_to_the_demand_is_refused() -> None:
    with pytest.raises(UnstableError, match="too near"):
        overshoot(1000, Distribution.of({0: 0.4999999, 2001: 0.5000001}))
