"""Without variability and without an event, the replay is the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from optimizer.simulation.disturbance import Disturbance
from optimizer.simulation.draws import Draws
from optimizer.simulation.replay import Replay, Span
from optimizer.simulation.scene import Scene
from tiny import accepted, book, periods, solved, table, two_sources

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import Problem
    from tiny import Book

SEASONS: dict[str, Book] = {
    "one source": book(),
    "two sources": two_sources(),
    "stock for a peak": book(
        Periods=periods(2, 26),
        Sources=table("site item material_cost capacity", ("cn", "x", 10, 120)),
        Demand=table("site item period quantity", ("us", "x", "P1", 80), ("us", "x", "P2", 150)),
        Inventory=table("site item", ("us", "x")),
    ),
    "planned shortage": book(
        Sources=table("site item material_cost capacity", ("cn", "x", 10, 60)),
        Demand=table("site item period quantity shortage_cost", ("us", "x", "ALL", 100, 5)),
    ),
    "long way": book(
        Periods=periods(4, 13),
        Lead_times=table("origin destination mode lead_time freight_cost", ("ALL", "ALL", "ocean", 38, 1)),
    ),
    "parts of a week": book(Periods=periods(3, 8.5)),
    "late demand": book(
        Periods=periods(2, 10),
        Sources=table("site item material_cost capacity", ("cn", "x", 10, 120)),
        Demand=table(
            "site item period quantity shortage_cost backorder late_cost",
            ("us", "x", "P1", 140, 5, "Yes", 1),
            ("us", "x", "P2", 90, 5, "Yes", 1),
        ),
    ),
}


def replayed(problem: Problem, plan: Plan, **options: Any) -> tuple[Scene, Any, dict[int, Any]]:
    scene, seen = Scene.of(problem, plan, **options), dict[int, Any]()
    span = Span(0, scene.rates.weeks)
    replay = Replay(
        scene,
        Draws().still,
        span,
        Disturbance.none(scene),
        0,
        2,
        lambda week, stock: seen.update({week + 1: stock.copy()}),
    )
    return scene, replay.run(), seen


def assert_exact(problem: Problem, plan: Plan) -> None:
    scene, tally, seen = replayed(problem, plan)
    size = max(float(scene.rates.stock.max()), float(scene.rates.wanted.max()), 1.0)
    assert np.abs(scene.rates.balance[:-1]).max() <= 1e-6 * size
    planned = (scene.rates.wanted * (1 - scene.rates.unmet))[:-1].sum(axis=0)
    assert tally.served == pytest.approx(np.repeat(planned[:, None], 2, axis=1), rel=1e-6)
    for edge in np.append(problem.horizon.begin, problem.horizon.end)[1:].tolist():
        if edge == round(edge):
            assert seen[int(edge)][:, 0] == pytest.approx(scene.rates.stock[int(edge)], abs=1e-5 * size)


@pytest.mark.parametrize("name", SEASONS)
def test_a_still_replay_is_the_plan(name: str) -> None:
    problem = accepted(SEASONS[name])
    assert_exact(problem, solved(SEASONS[name]).plan)


def test_the_rich_plan_replays_exactly(rich_outcome: Any) -> None:
    assert_exact(rich_outcome.problem, rich_outcome.plan)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ev", "truck"])
def test_the_examples_replay_exactly(name: str) -> None:
    from optimizer import run
    from optimizer.examples import EXAMPLES

    outcome = run(EXAMPLES[name](), time_limit=30)
    assert_exact(outcome.problem, outcome.plan)
