"""The model against stories told week by week from scratch, and its steps against weeks."""

from __future__ import annotations

import math

import pytest

from optimizer.outcome import Status
from tiny import solved
from weekly import random_tiny


def agrees(seed: int) -> None:
    tiny = random_tiny(seed)
    least, outcome = tiny.least(), solved(tiny.book())
    if math.isinf(least):
        assert outcome.status is Status.INFEASIBLE
    else:
        assert outcome.status is Status.OPTIMAL
        assert outcome.cost == pytest.approx(least, rel=1e-6)


@pytest.mark.parametrize("seed", range(60))
def test_the_plan_week_by_week_is_the_best_of_all_choices(seed: int) -> None:
    agrees(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60, 600))
def test_the_plan_is_the_best_of_all_choices_in_many_more_networks(seed: int) -> None:
    agrees(seed)
