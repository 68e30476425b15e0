"""Sourcemix: the sourcing mix, capacity and buffers that cost least, from an Excel workbook to an Excel plan.

>>> from optimizer import run
>>> outcome = run("inputs/ev_components.xlsx", out="outputs")          # doctest: +SKIP
>>> outcome.status.value, outcome.cost                                 # doctest: +SKIP

Step by step: ``problem = read(source)``, ``outcome = solve(problem)``, ``write(outcome, path)``; ``check(source)``
lists what is wrong with an input. A source is a workbook, a JSON file, or tables as records or data frames; `to_frames`
and `to_dict` give tables back, of an input or of a plan. ``batch(folder, out)`` plans a folder of workbooks.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

    from models.issue import Issue
    from models.plan import Plan
    from models.problem import Problem
    from optimizer.batches.result import Batch
    from optimizer.doors import Source
    from optimizer.limits import Limits
    from optimizer.outcome import Outcome
    from optimizer.simulation.outcome import Simulation
    from optimizer.solver.highs import Cancelled
    from optimizer.solver.solved import Progress

__version__ = "0.1.0"
__all__ = ["batch", "check", "read", "run", "simulate", "solve", "to_dict", "to_frames", "write"]


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


def read(source: Source, *, strict: bool = False, scenario: str | None = None, limits: Limits | None = None) -> Problem:
    """Read and validate an input, as it is or in one of the scenarios of its sheet Scenarios; `limits` as in `check`.

    Raises
    ------
    InputError
        With every issue, when an error (or, if `strict`, a warning) stands in the way.

    """
    from optimizer.doors import take_in
    from optimizer.limits import OWN

    return take_in(source, scenario, limits or OWN).accept(strict=strict)


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
    scenario: str | None = None,
    strict: bool = False,
    time_limit: float | None = None,
    gap: float | None = None,
    watch: Callable[[Progress], None] | None = None,
    cancelled: Cancelled | None = None,
    limits: Limits | None = None,
) -> Outcome:
    """Read, solve and, if there is a plan and `out`, a workbook or a folder, is given, write it.

    An impossible input is an outcome too, with a status that says so, not an exception.

    Parameters
    ----------
    scenario
        Name on the sheet Scenarios; None: the input as it is.
    strict
        Treat warnings as errors.
    time_limit, gap
        Override Settings [s, fraction].
    watch, cancelled
        Called with the progress of the solve; set from another thread, stops it and keeps the best plan so far.
    limits
        How far a file is trusted, as in :func:`check`.

    Raises
    ------
    InputError
        With every issue, when an error (or, if `strict`, a warning) stands in the way.
    OutputError
        When the plan cannot be written.

    """
    from optimizer.doors import take_in
    from optimizer.limits import OWN
    from optimizer.planning import solve as find_plan

    intake = take_in(source, scenario, limits or OWN)
    problem = intake.accept(strict=strict)
    outcome = find_plan(problem, time_limit=time_limit, gap=gap, watch=watch, cancelled=cancelled, issues=intake.issues)
    if out is not None and outcome.status.has_plan:
        _write_for(source, outcome, Path(out), scenario)
    return outcome


def _write_for(source: Source, outcome: Outcome, out: Path, scenario: str | None) -> None:
    """Write the plan of a source under its name; tables have none of their own."""
    from optimizer.workbook.write import plan_path, scenario_path

    path = Path(source) if isinstance(source, (str, Path)) else None
    write(outcome, scenario_path(plan_path(path or Path("sourcing"), out), scenario), source=path)


def to_frames(found: Problem | Outcome) -> dict[str, pd.DataFrame]:
    """Tables as pandas DataFrames by sheet.

    Of a problem its input, ready to be changed and read again; of an outcome its plan.

    Raises
    ------
    NoValueError
        When the outcome has no plan.

    """
    from optimizer.frames import input_frames, plan_frames
    from optimizer.outcome import Outcome

    return plan_frames(found) if isinstance(found, Outcome) else input_frames(found)


def to_dict(found: Problem | Outcome) -> dict[str, Any]:
    """Return the same as plain values ready for ``json.dumps``, in the forms of ``sourcemix schema``.

    An outcome without a plan has no tables, and says why.
    """
    from optimizer.json_input import input_as_json
    from optimizer.json_plan import plan_as_json
    from optimizer.outcome import Outcome

    return plan_as_json(found) if isinstance(found, Outcome) else input_as_json(found)


def batch(
    folder: str | Path,
    out: str | Path,
    *,
    pattern: str = "*.xlsx",
    jobs: int | None = None,
    scenarios: bool = False,
    force: bool = False,
    strict: bool = False,
    time_limit: float | None = None,
    gap: float | None = None,
    ok_codes: Iterable[int] = (0,),
    scheduler: str | None = None,
    max_time: float = 3600.0,
    memory: int | None = None,
) -> Batch:
    """Plan every workbook of a folder, each in a process of its own, and write plans and a summary.

    Parameters
    ----------
    folder, out, pattern
        Where the workbooks are, where results go, and which files are meant.
    jobs
        How many at once; None: one for each processor.
    scenarios, force
        Plan every scenario too; plan again what is done already.
    strict, time_limit, gap
        As for :func:`run`.
    ok_codes
        Exit codes of ``sourcemix solve`` that count as success.
    scheduler
        Address of a Dask scheduler, or ``local-cluster``; None: processes of this machine.
    max_time, memory
        What each workbook may take [s, bytes]; None: its share of the machine's memory.

    Raises
    ------
    BatchError
        When there is nothing to do, or another run is at work in `out`.
    OutputError
        When nothing can be written there.

    """
    from optimizer.batches.key import Options
    from optimizer.batches.run import Order, run_batch
    from optimizer.tasks.hire import hire

    options = Options(time_limit, gap, strict, scenarios)
    order = Order(Path(folder), Path(out), pattern, options, force, frozenset(ok_codes))
    return run_batch(order, hire(jobs, scheduler=scheduler, seconds=max_time, memory=memory))
