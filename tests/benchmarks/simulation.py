"""Speed of the replay: site-weeks a second and core, on a network like the EV example's; run it by hand.

``pytest -m benchmark -n 0 -s tests/benchmarks/simulation.py``. It prints a table and asserts nothing.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from models.sheets import Demand, LeadTimes
from optimizer.doors import take_in
from optimizer.examples import EXAMPLES
from optimizer.planning import solve
from optimizer.simulation.draws import Draws
from optimizer.simulation.run import play
from optimizer.simulation.scene import Scene

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import Problem
    from models.stress.event import Event

REPLICATIONS = 512


@pytest.fixture(scope="module")
def planned() -> tuple[Problem, Plan]:
    """Return the EV example, as varied as can be, and a plan that does not know it."""
    problem = take_in(EXAMPLES["ev"]()).accept()
    plan = solve(problem, time_limit=30, gap=0.02, with_baseline=False).plan
    demand, lanes = problem[Demand], problem[LeadTimes]
    varied = problem.having(
        demand.replacing(sd=0.2 * demand.quantity), lanes.replacing(lead_time_sd=0.2 * lanes.lead_time)
    )
    return varied, plan


def _events(problem: Problem) -> list[Event]:
    from models.stress.cases import losses_of

    lost = list(losses_of(problem, "site", frozenset(problem.items), 12.0))[:10]
    return [replace(event, probability=0.1) for event in lost]


@pytest.mark.benchmark
def test_site_weeks_a_second(planned: tuple[Problem, Plan]) -> None:
    problem, plan = planned
    events = _events(problem)
    print(f"\n{'what varies':32}{'places':>8}{'lanes':>8}{'weeks':>8}{'times':>8}{'CPU s':>9}{'M site-weeks/s':>16}")
    cases = {
        "nothing": (Draws().still, []),
        "demand": (Draws(lead_times=False), []),
        "demand, every lead time": (Draws(), []),
        "demand, lead times, 10 events": (Draws(), events),
    }
    for name, (draws, chosen) in cases.items():
        scene = Scene.of(problem, plan, chosen)
        play(scene, draws, 16, chosen)  # what is worked out once is not replay
        begin = time.process_time()
        measured = play(scene, draws, REPLICATIONS, chosen)
        seconds = time.process_time() - begin
        places, lanes = len(scene.network.nodes), len(scene.network.lanes)
        speed = places * measured.weeks * REPLICATIONS / seconds / 1e6
        print(f"{name:32}{places:8}{lanes:8}{measured.weeks:8}{REPLICATIONS:8}{seconds:9.2f}{speed:16.1f}")
