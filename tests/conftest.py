"""Shared by all tests: deterministic property tests, and one rich plan solved once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from richplan import rich
from tiny import accepted, solved

if TYPE_CHECKING:
    from models.problem import Problem
    from optimizer.outcome import Outcome

NEAR = 0.03
"""Share by which the rich plan may be dearer than the best: a fifth of the time that proving the best takes."""

settings.register_profile(
    "deterministic",
    derandomize=True,
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("deterministic")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep all tests of the rich plan on one worker, so that it is solved once."""
    for item in items:
        if "rich_outcome" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("rich"))


@pytest.fixture(scope="session")
def rich_problem() -> Problem:
    """Return the problem that uses every sheet."""
    return accepted(rich())


@pytest.fixture(scope="session")
def rich_outcome() -> Outcome:
    """Return a plan of it, with today's plan beside it: tests look at what is said of it, so it need not be the best."""
    plan = rich()
    plan["Settings"][0]["mip_gap"] = NEAR
    return solved(plan, with_baseline=True)
