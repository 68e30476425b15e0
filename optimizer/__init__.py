"""Sourcemix: the sourcing mix, capacity and buffers that cost least, from an Excel workbook to an Excel plan.

>>> from optimizer import run
>>> outcome = run("inputs/ev_components.xlsx", out="outputs")          # doctest: +SKIP
>>> outcome.status.value, outcome.cost                                 # doctest: +SKIP

Step by step: ``problem = read(source)``, ``outcome = solve(problem)``, ``write(outcome, path)``; ``check(source)``
lists what is wrong with an input. A source is a workbook, a JSON file, or tables as records or data frames.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.issue import Issue
    from models.plan import Plan
    from models.problem import Problem
    from optimizer.doors import Source
    from optimizer.limits import Limits
    from optimizer.outcome import Outcome
    from optimizer.simulation.outcome import Simulation
    from optimizer.solver.solved import Progress

__version__ = "0.1.0"
__all__ = ["check", "read", "run", "simulate", "solve", "write"]


def check(source: Source, *, limits: Limits | None = None) -> tuple[Issue, ...]:
    """List everything that is wrong with, or remarkable about, an input; errors first.

    Parameters
    ----------
    limits
        How far a file is trusted, and what reading it may ask of the machine: see :mod:`optimizer.limits`.

    """
    from optimizer.doors import take_in
    from optimizer.limits import OWN

    return take_in(source, limits=limits or OWN).issues


def read(source: Source, *, strict: bool = False, limits: Limits | None = None) -> Problem:
    """Read and validate an input; `limits` as in :func:`check`.

    Raises
    ------
    InputError
        With every issue, when an error (or, if `strict`, a warning) stands in the way.

    """
    from optimizer.doors import take_in
    from optimizer.limits import OWN

    return take_in(source, limits=limits or OWN).accept(strict=strict)


def solve(problem: Problem, **options: Any) -> Outcome:
    """Find the plan of least cost and check it; see :func:`optimizer.planning.solve` for the options."""
    from optimizer.planning import solve as find_plan

    return find_plan(problem, **options)


def simulate(problem: Problem, plan: Plan, **options: Any) -> Simulation:
    """Replay a plan with what varies; see :func:`optimizer.simulation.outcome.simulate` for the options."""
    from optimizer.simulation.outcome import simulate as replay_plan

    return replay_plan(problem, plan, **options)


def write(outcome: Outcome, path: str | Path, *, source: str | Path | None = None) -> Path:
    """Write a plan as an Excel workbook, never over `source`, and return where it went.

    Raises
    ------
    OutputError
        When it cannot be written there.

    """
    from optimizer.workbook.write import write_plan

    return write_plan(outcome, Path(path), input_path=None if source is None else Path(source))


def run(
    source: Source,
    out: str | Path | None = None,
    *,
    strict: bool = False,
    time_limit: float | None = None,
    gap: float | None = None,
    watch: Callable[[Progress], None] | None = None,
    limits: Limits | None = None,
) -> Outcome:
    """Read, solve and, if there is a plan and `out` is given, write it.

    Parameters
    ----------
    source
        Workbook, JSON file, or tables.
    out
        Workbook or folder to write to; nothing is written without.
    strict
        Treat warnings as errors.
    time_limit, gap
        Override Settings [s, fraction].
    watch
        Called with the progress of the solve.
    limits
        How far a file is trusted, as in :func:`check`.

    """
    from optimizer.doors import take_in
    from optimizer.limits import OWN
    from optimizer.planning import solve as find_plan

    intake = take_in(source, limits=limits or OWN)
    problem = intake.accept(strict=strict)
    outcome = find_plan(problem, time_limit=time_limit, gap=gap, watch=watch, issues=intake.issues)
    if out is not None and outcome.status.has_plan:
        from optimizer.workbook.write import plan_path

        path = source if isinstance(source, (str, Path)) else "sourcing"
        write(outcome, plan_path(Path(path), Path(out)), source=path if isinstance(source, (str, Path)) else None)
    return outcome
