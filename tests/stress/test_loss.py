from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.stress.loss import FOREVER, Loss, lost_between, together, worst

RAMPS = st.lists(st.tuples(st.sampled_from([0, 1, 2.5, 4]), st.floats(0, 1)), max_size=3, unique_by=lambda p: p[0]).map(
    lambda points: sorted((week, share) for week, share in points)
)
LOSSES = st.builds(Loss.of, st.floats(0.01, 1), st.sampled_from([0.5, 1, 2, 3.3, 8]), RAMPS)
WEEKS = st.floats(0, 20)


def area(loss: Loss, week: float) -> float:
    """Area under the curve, from many thin slices."""
    middles = (np.arange(4000) + 0.5) * week / 4000
    return float(np.mean([loss.at(m) for m in middles])) * week


def test_a_plain_loss_is_a_rectangle() -> None:
    loss = Loss.of(0.5, 4)
    assert [loss.at(week) for week in (0, 3.9, 4, 9)] == [0.5, 0.5, 0, 0]
    assert [loss.until(week) for week in (-1, 0, 2, 4, 9)] == [0, 0, 1, 2, 2]
    assert (loss.peak, loss.end) == (0.5, 4)


def test_a_ramp_that_ends_below_all_jumps_to_all_there() -> None:
    loss = Loss.of(1.0, 2, [(0, 0.2), (4, 0.6)])
    assert [loss.at(week) for week in (1.99, 2, 4, 5.999, 6)] == pytest.approx([1, 0.8, 0.6, 0.4, 0], abs=1e-3)
    assert loss.until(9) == pytest.approx(2 + 4 * 0.6)


def test_what_stays_lost_never_ends() -> None:
    loss = Loss.of(0.7, FOREVER)
    assert (loss.at(1e6), loss.until(10), loss.end) == (0.7, 7, FOREVER)
    assert Loss.of(0.7, 3, [(0, 0.5), (2, 1)]).forever == loss


@given(LOSSES, WEEKS)
def test_what_is_lost_by_a_week_is_the_area_under_the_curve(loss: Loss, week: float) -> None:
    assert loss.until(week) == pytest.approx(area(loss, week), abs=0.02)


@given(st.lists(LOSSES, min_size=1, max_size=3), WEEKS)
def test_of_several_losses_the_largest_counts(losses: list[Loss], week: float) -> None:
    joined = worst(losses)
    # a straight line between the points never lies below the largest
    assert joined.at(week) >= max(loss.at(week) for loss in losses) - 1e-6
    assert all(joined.at(k) == pytest.approx(max(loss.at(k) for loss in losses), abs=1e-6) for k in joined.kinks)


def test_curves_that_cross_are_never_underrated() -> None:
    falling, low = Loss.of(1.0, 0, [(0, 0.0), (4, 1.0)]), Loss.of(0.5, 4)
    assert worst([falling, low]).until(4) >= 0.5 * 2 + 2 * 0.75


@given(st.lists(st.tuples(st.floats(0.05, 2), LOSSES), min_size=1, max_size=3), WEEKS)
def test_changes_add_up(changes: list[tuple[float, Loss]], week: float) -> None:
    size, curve = together(changes)
    assert size * curve.until(week) == pytest.approx(sum(s * loss.until(week) for s, loss in changes), abs=1e-6)


@given(LOSSES, st.lists(WEEKS, min_size=2, max_size=6).map(sorted))
def test_parts_add_up_to_the_whole(loss: Loss, edges: list[float]) -> None:
    parts = lost_between(loss, np.array(edges))
    assert float(parts.sum()) == pytest.approx(loss.until(edges[-1]) - loss.until(edges[0]), abs=1e-9)
    assert (parts >= -1e-12).all()


@given(LOSSES)
def test_slopes_are_looked_at_week_by_week(loss: Loss) -> None:
    assert set(loss.kinks) <= set(loss.bends)
    for sooner, later in itertools.pairwise(loss.bends):
        assert later - sooner <= 1 + 1e-9 or loss.at(sooner) == pytest.approx(loss.at(later - 1e-9), abs=1e-6)
