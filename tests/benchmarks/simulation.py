"""B6: speed of the replay of a plan, in site-weeks a second and core."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from .cold import ROOT, Way, alternate
from .effort import Effort
from .instances import SIZES, instance
from .table import Table, bar, seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.plan import Plan
    from models.problem import Problem
    from models.stress.event import Event
    from optimizer.simulation.draws import Draws

    from .cold import Figures

LEAST = 5e6
"""Site-weeks a second and core."""
REPLICATIONS, WARMING_UP, TURNS = 512, 16, 3
EVENTS, CHANCE = 10, 0.1
"""Sites that may be lost, and how often a year each of them is."""
HARDEST = f"demand, lead times, {EVENTS} events"


def tables(effort: Effort) -> Iterator[Table]:
    """Replay a plan of the EV example, or on QUICK of the small instance, with more and more that varies."""
    source = "S" if effort is Effort.QUICK else str(ROOT / "inputs" / "ev_components.xlsx")
    run = alternate({"replay": Way("simulation", (source,))}, 1)["replay"]
    cases = [name.removeprefix("cpu ") for name in run if name.startswith("cpu ")]
    slowest = min(_speed(run, name) for name in cases)
    yield Table(
        f"B6. Replay of a plan: {run['places']:.0f} stocking points, {run['lanes']:.0f} lanes, {REPLICATIONS} times",
        ("what varies", "weeks", "CPU s", "wall s", "million site-weeks a CPU s"),
        tuple(
            (
                name, f"{run[f'weeks {name}']:.0f}", seconds(run[f"cpu {name}"]), seconds(run[f"wall {name}"]),
                f"{_speed(run, name) / 1e6:.1f}",
            )
            for name in cases
        ),
        (
            bar(f">= {LEAST / 1e6:g} M site-weeks/s and core", f"{slowest / 1e6:.1f} M at the least", met=slowest >= LEAST),
            f"Median of {TURNS} turns; what is worked out once for a plan is not counted.",
        ),
    )  # fmt: skip


def _speed(run: Figures, name: str) -> float:
    return run["places"] * run[f"weeks {name}"] * REPLICATIONS / run[f"cpu {name}"]


def one(source: str) -> None:
    """Plan, then replay the plan in this process with more and more that varies; the cases take turns."""
    import statistics

    from optimizer.simulation.draws import Draws
    from optimizer.simulation.run import play
    from optimizer.simulation.scene import Scene

    problem, plan = _planned(source)
    events = _events(problem)
    cases: dict[str, tuple[Draws, list[Event]]] = {
        "nothing": (Draws().still, []),
        "demand": (Draws(lead_times=False), []),
        "demand, every lead time": (Draws(), []),
        HARDEST: (Draws(), events),
    }
    spent: dict[str, list[float]] = {}
    found: Figures = {}
    for _ in range(TURNS):
        for name, (draws, chosen) in cases.items():
            scene = Scene.of(problem, plan, chosen)
            play(scene, draws, WARMING_UP, chosen)
            cpu, wall = time.process_time(), time.perf_counter()
            measured = play(scene, draws, REPLICATIONS, chosen)
            spent.setdefault(f"cpu {name}", []).append(time.process_time() - cpu)
            spent.setdefault(f"wall {name}", []).append(time.perf_counter() - wall)
            found |= {f"weeks {name}": measured.weeks}
            found |= {"places": len(scene.network.nodes), "lanes": len(scene.network.lanes)}
    print(json.dumps({**found, **{name: statistics.median(values) for name, values in spent.items()}}))


def _planned(source: str) -> tuple[Problem, Plan]:
    """Return a problem in which demand and every lead time vary, and a plan that does not know it."""
    from models.sheets import Demand, LeadTimes
    from optimizer.doors import take_in
    from optimizer.planning import solve

    problem = take_in(instance(SIZES[source]) if source in SIZES else source).accept()
    plan = solve(problem, gap=0.02, with_baseline=False).plan
    demand, lanes = problem[Demand], problem[LeadTimes]
    varied = problem.having(
        demand.replacing(sd=0.2 * demand.quantity), lanes.replacing(lead_time_sd=0.2 * lanes.lead_time)
    )
    return varied, plan


def _events(problem: Problem) -> list[Event]:
    from models.stress.cases import losses_of

    lost = list(losses_of(problem, "site", frozenset(problem.items), 12.0))[:EVENTS]
    return [replace(event, probability=CHANCE) for event in lost]


if __name__ == "__main__" and sys.argv[1:2] == ["--one"]:
    one(*sys.argv[2:])
