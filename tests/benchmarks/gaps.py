"""B3: how soon a gap is proven, against HiGHS on the extensive form: the same matrix with every case in it."""

from __future__ import annotations

import json
import math
import sys
import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from .cold import Way, alternate
from .effort import Effort
from .instances import SIZES, instance
from .meter import cpu_seconds, peak_megabytes
from .table import Table, bar, seconds, times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .cold import Figures

OURS, EXTENSIVE = "sourcemix", "extensive"
NOTHING_FOUND = 9.99
"""Gap that stands for none: no plan, or no bound, was found."""


@dataclass(frozen=True)
class Race:
    """One instance, the gap to prove, and the seconds there are for it.

    Attributes
    ----------
    size
        S, M or L.
    gap
        Relative gap to prove.
    limit
        Most seconds of wall time.
    rounds
        Times it is run.
    sooner
        Times less CPU than the extensive form that the bar asks for.

    """

    size: str
    gap: float
    limit: float
    rounds: int
    sooner: float


RACES = {
    Effort.QUICK: (Race("S", 1e-3, 120, 1, 1.0),),
    Effort.USUAL: (Race("S", 1e-4, 600, 1, 1.0), Race("M", 1e-2, 600, 1, 2.0)),
    Effort.FULL: (Race("S", 1e-4, 600, 3, 1.0), Race("M", 1e-3, 1200, 1, 2.0), Race("L", 1e-2, 330, 1, 20.0)),
}


def tables(effort: Effort) -> Iterator[Table]:
    """Measure each size."""
    rows, notes = [], []
    for race in RACES[effort]:
        found = {way: to_gap(way, race.size, race.gap, race.limit, race.rounds) for way in (OURS, EXTENSIVE)}
        rows += [_row(race, way, run, found[EXTENSIVE]) for way, run in found.items()]
        notes.append(_judged(race, found[OURS], found[EXTENSIVE]))
    if effort is not Effort.FULL:
        notes.append("The bars are S to 0.01 %, M to 0.1 % and L to 1 %; all three are measured with --full.")
    described = "; ".join(f"{name}: {s.columns:,} and {s.binaries:,}" for name, s in SIZES.items())
    yield Table(
        "B3. Proven gap, against HiGHS on the extensive form",
        ("instance", "columns", "whole", "gap asked", "gap proven", "CPU s", "wall s", "ratio", "peak MB", "runs"),
        tuple(rows),
        (*notes, f"Columns and whole-number columns of the prototype for which the bars were set: {described}."),
    )


@cache
def to_gap(way: str, size: str, gap: float, limit: float, rounds: int = 1) -> Figures:
    """Solve one instance one way until the gap is proven or time is up; medians."""
    return alternate({way: Way("gaps", (way, size, str(gap), str(limit)))}, rounds)[way]


def proven(run: Figures, gap: float) -> bool:
    """Whether the gap was reached."""
    return run["gap"] <= gap * (1 + 1e-9)


def _row(race: Race, way: str, run: Figures, extensive: Figures) -> tuple[str, ...]:
    ratio = times(run["cpu"] / extensive["cpu"])
    if not proven(run, race.gap):
        ratio = "not proven"
    elif not proven(extensive, race.gap):
        ratio = f"< {ratio}"
    return (
        f"{race.size}, {way if way == OURS else 'HiGHS, extensive form'}",
        f"{run['columns']:,.0f}", f"{run['whole']:,.0f}", f"{race.gap:.2%}",
        _shown(run),
        seconds(run["cpu"]), seconds(run["wall"]), ratio, f"{run['peak']:.0f}", f"{run['runs']:.0f}",
    )  # fmt: skip


def _shown(run: Figures) -> str:
    return f"{run['gap']:.2%}" if run["gap"] < NOTHING_FOUND else "no plan"


def _judged(race: Race, ours: Figures, extensive: Figures) -> str:
    asked = f"{race.size} to {race.gap:.2%} in at most {1 / race.sooner:g} x the CPU of the extensive form"
    share = ours["cpu"] / extensive["cpu"]
    if not proven(ours, race.gap):
        reached = f"{_shown(ours)} against {_shown(extensive)} after {ours['cpu']:.0f} and {extensive['cpu']:.0f} CPU s"
        return bar(asked, f"not proven in {race.limit:g} s of wall time: {reached}", met=False)
    late = "" if proven(extensive, race.gap) else ", which has not proven it by then"
    return bar(asked, f"{share:.2f} x{late}", met=share <= 1 / race.sooner)


def one(way: str, source: str, gap: str, limit: str) -> None:
    """Build, compile and solve in this process; `source` is a size or a workbook."""
    from models.build import build_model
    from optimizer.doors import take_in
    from optimizer.matrix import compile_model
    from optimizer.matrix.scaling import scaling_of
    from optimizer.solver.solved import relative_gap

    problem = take_in(instance(SIZES[source]) if source in SIZES else source).accept()
    spent = {}
    begin = cpu_seconds()
    core = build_model(problem)
    spent["build"] = cpu_seconds() - begin
    matrix = compile_model(core).rigid()
    spent["compile"] = cpu_seconds() - begin - spent["build"]
    work, given = (_ours, matrix) if way == OURS else (_extensive, matrix.scaled(scaling_of(matrix)))
    begin, wall = cpu_seconds(), time.perf_counter()
    best, bound = work(given, float(gap), float(limit))
    spent |= {"cpu": cpu_seconds() - begin, "wall": time.perf_counter() - wall, "peak": peak_megabytes()}
    left = relative_gap(best, bound) if math.isfinite(best) else math.inf
    size = {"columns": matrix.shape[1], "rows": matrix.shape[0], "whole": int(matrix.integer.sum())}
    print(json.dumps({**spent, **size, "gap": min(left, NOTHING_FOUND)}))


def _ours(matrix: Any, gap: float, limit: float) -> tuple[float, float]:
    """Solve as the planner's run does."""
    from optimizer.screening import solve_screened
    from optimizer.solver.highs import SolverOptions

    solved = solve_screened(matrix, SolverOptions(time_limit=limit, gap=gap))
    return (solved.objective if solved.found else math.inf), solved.bound


def _extensive(matrix: Any, gap: float, limit: float) -> tuple[float, float]:
    """Hand everything to HiGHS at once, in the units in which the planner's run does; a gap has none."""
    import highspy

    from optimizer.solver.highs import pass_arrays

    highs = highspy.Highs()
    for name, value in {"output_flag": False, "time_limit": limit, "mip_rel_gap": gap, "threads": 1}.items():
        highs.setOptionValue(name, value)
    pass_arrays(highs, matrix)
    highs.run()
    found = highs.getInfo()
    has_plan = found.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    return (float(found.objective_function_value) if has_plan else math.inf), float(found.mip_dual_bound)


if __name__ == "__main__" and sys.argv[1:2] == ["--one"]:
    one(*sys.argv[2:])
