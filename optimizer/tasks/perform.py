"""The work itself, in whatever process: read a workbook, plan it, write the plan, say what came of it."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.issue import Severity
from optimizer.errors import AuditError, InputError, OutputError
from optimizer.tasks.finished import Fate, Run
from optimizer.tasks.task import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from models.issue import Issue
    from optimizer.outcome import Outcome
    from optimizer.solver.highs import Cancelled
    from optimizer.solver.solved import Progress
    from optimizer.tasks.task import Task

    Tell = Callable[[Step], None]


def perform(
    task: Task, tell: Tell, cancelled: Cancelled, outcomes: dict[str, Outcome] | None = None
) -> tuple[Run, ...]:
    """Plan a workbook, and its scenarios if the task says so; the comparison of them is written last.

    Parameters
    ----------
    tell
        Called with how far it has come.
    cancelled
        Stops the search and keeps the best plan so far; scenarios not begun yet are left out.
    outcomes
        Filled with what was planned, by scenario, for whoever wants to know more.

    """
    from optimizer.comparison import AS_IS

    outcomes = {} if outcomes is None else outcomes
    runs = [_run(task, task.scenario, tell, cancelled, outcomes)]
    if not task.scenarios or runs[0].fate is Fate.PROBLEMS:
        return tuple(runs)
    from optimizer.doors import scenarios_of

    for scenario in scenarios_of(task.source):
        if cancelled.is_set():
            runs.append(Run(scenario, Fate.CANCELLED))
        else:
            runs.append(_run(task, scenario, tell, cancelled, outcomes))
    if AS_IS in outcomes and len(outcomes) > 1:
        from optimizer.workbook.compare import write_comparison

        path = task.target.with_name(f"{task.target.name.removesuffix('.plan.xlsx')}.scenarios.xlsx")
        write_comparison(outcomes, path, input_path=task.source)
        runs[0] = replace(runs[0], files=(*runs[0].files, path.name))
    return tuple(runs)


def _run(task: Task, scenario: str | None, tell: Tell, cancelled: Cancelled, outcomes: dict[str, Outcome]) -> Run:
    """Plan the workbook as it is, or one of its scenarios; a plan found joins the outcomes."""
    from optimizer.comparison import AS_IS

    begin, name = time.perf_counter(), scenario or AS_IS
    try:
        run = _planned(task, scenario, tell, cancelled, outcomes)
    except InputError as error:
        run = Run(name, Fate.PROBLEMS, (str(error),), **_problems(error.issues, task))
    except OutputError as error:
        run = Run(name, Fate.NOT_WRITTEN, (str(error),))
    except AuditError as error:
        run = Run(name, Fate.BUG, (str(error), "This is a bug in Sourcemix; no plan was written."))
    return replace(run, seconds=time.perf_counter() - begin)


def _planned(task: Task, scenario: str | None, tell: Tell, cancelled: Cancelled, outcomes: dict[str, Outcome]) -> Run:
    from optimizer.comparison import AS_IS
    from optimizer.doors import take_in
    from optimizer.left_out import left_out
    from optimizer.limits import PLANNER
    from optimizer.planning import solve
    from optimizer.progress import uncounted_in_words
    from optimizer.report import explanation
    from optimizer.tasks.decisions import decisions_of

    name = scenario or AS_IS
    about = "" if scenario is None else f" {scenario}"
    tell(Step(f"reading{about}", phase="read"))
    intake = take_in(task.source, scenario, PLANNER, task.settings)
    problem = intake.accept(strict=task.strict)

    def watch(progress: Progress) -> None:
        tell(Step(f"planning{about}{uncounted_in_words(progress)}", progress.best, progress.bound, "solve"))

    outcome = solve(
        problem, time_limit=task.time_limit, gap=task.gap, watch=watch, cancelled=cancelled, issues=intake.issues,
        phase=lambda phase: tell(Step(f"planning{about}", phase=phase)),
    )  # fmt: skip
    outcomes[name] = outcome
    run = Run(
        name,
        Fate.INTERRUPTED if outcome.skipped and outcome.status.has_plan else Fate[outcome.status.name],
        (*explanation(outcome), *left_out(outcome)),
        currency=problem.settings.currency,
        sheets=dict(_fingerprints(problem)),
        **_problems(intake.issues, task),
    )
    if not outcome.status.has_plan:
        return run
    tell(Step(f"writing{about}", phase="write"))
    files = tuple(_write(outcome, task, scenario))
    cost, bound, gap = outcome.cost, outcome.bound, outcome.gap
    return replace(run, cost=cost, bound=bound, gap=gap, files=files, decisions=decisions_of(outcome))


def _write(outcome: Outcome, task: Task, scenario: str | None) -> Iterator[str]:
    from optimizer.workbook.write import scenario_path, write_plan

    target = scenario_path(task.target, None if scenario == task.scenario else scenario)
    source = task.source.with_name(Path(task.name).name)  # named in the plan as people call it
    written = write_plan(outcome, target, input_path=source)
    yield written.name
    if task.json:
        from optimizer.json_plan import write_json

        yield write_json(outcome, written.with_suffix(".json"), input_path=source).name


def _problems(issues: Iterable[Issue], task: Task) -> dict[str, Any]:
    listed = sorted(issues, key=lambda issue: -issue.severity)
    return {
        "errors": sum(issue.severity is Severity.ERROR for issue in listed),
        "warnings": sum(issue.severity is Severity.WARNING for issue in listed),
        "problems": tuple(issue.to_json() for issue in listed[: task.most_problems]),
    }


def _fingerprints(problem: Any) -> Iterator[tuple[str, str]]:
    """Name and fingerprint of every sheet that says something, by what it means and not by how it is typed."""
    from models.catalogue import catalogue

    for name, entry in catalogue().items():
        mark = hashlib.sha256()
        for record in entry.records:
            table = problem[record]
            for column in record.columns:
                values = getattr(table, column.attribute)
                mark.update(repr(values if record.scalar else values.tolist()).encode(errors="backslashreplace"))
        if entry.sheet.scalar or len(problem[entry.sheet]):
            yield name, mark.hexdigest()[:16]
