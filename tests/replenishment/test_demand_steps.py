"""Distributions in whole steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.replenishment.demand import Distribution, whole_steps


@given(st.floats(0.5, 200), st.floats(0.1, 1.2))
def test_demand_in_steps_has_the_mean_and_the_deviation_it_is_made_to(mean: float, variation: float) -> None:
    deviation = max(variation * mean, 0.6)
    found = whole_steps(mean, deviation)
    assert found.mean == pytest.approx(mean, rel=1e-4)
    assert found.deviation == pytest.approx(deviation, rel=2e-3)
    assert found.lowest >= 0


def test_demand_that_hardly_varies_lies_on_the_two_steps_beside_its_mean() -> None:
    found = whole_steps(5.25, 0.01)
    assert found.support == [(5, pytest.approx(0.75)), (6, pytest.approx(0.25))]


def test_no_demand_is_none() -> None:
    assert whole_steps(0.0, 0.0).support == [(0, 1.0)]


@pytest.mark.parametrize("sizes", [(3, 5), (100, 90)])
def test_a_sum_has_the_chances_counted_out(sizes: tuple[int, int]) -> None:
    first, second = (Distribution.uniform(1, size) for size in sizes)
    found = first.plus(second)
    assert found.lowest == 2
    assert found.chance == pytest.approx(np.convolve(first.chance, second.chance), abs=1e-15)


def test_a_sum_of_weeks_adds_means_and_variances() -> None:
    week = Distribution.of({0: 0.5, 3: 0.25, 10: 0.25})
    assert week.times(7).mean == pytest.approx(7 * week.mean)
    assert week.times(7).variance == pytest.approx(7 * week.variance)
    assert week.times(0).support == [(0, 1.0)]


def test_the_quantile_is_the_smallest_number_that_suffices() -> None:
    dice = Distribution.uniform(1, 6)
    assert [dice.below(ratio) for ratio in (0.0, 1 / 6, 0.5, 0.51, 1.0)] == [1, 1, 3, 4, 6]
    assert dice.negative().support[0] == (-6, pytest.approx(1 / 6))


@pytest.mark.parametrize("chances", [{}, {1: 0.5}, {1: -0.5, 2: 1.5}, {1: float("nan")}])
def test_chances_that_are_none_are_refused(chances: dict[int, float]) -> None:
    with pytest.raises(ValueError, match="must not be negative and must add up to 1"):
        Distribution.of(chances)
