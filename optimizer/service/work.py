"""What is done with a posted workbook, in a process of its own: it is planned and drawn, and its figures are kept."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models.issue import Issue
from optimizer.plain import plain
from optimizer.service.folder import PROBLEMS
from optimizer.tasks.perform import perform as plan
from optimizer.tasks.task import Step

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optimizer.outcome import Outcome
    from optimizer.solver.highs import Cancelled
    from optimizer.tasks.finished import Run
    from optimizer.tasks.task import Task

JSON = ".json"
FACTS = "facts.json"
"""Beside the plan: settings in force, and key figures."""


def perform(task: Task, tell: Callable[[Step], None], cancelled: Cancelled) -> tuple[Run, ...]:
    """Plan it; see :func:`optimizer.tasks.perform.perform`."""
    outcomes: dict[str, Outcome] = {}
    runs = plan(task, tell, cancelled, outcomes)
    for outcome in outcomes.values():
        text = json.dumps(_facts(outcome), allow_nan=False)
        task.target.with_name(FACTS).write_text(text, encoding="utf-8", errors="backslashreplace")
        if outcome.status.has_plan:
            tell(Step("drawing"))
            _draw(task.target)
    run = runs[0]
    for outcome in outcomes.values():
        if outcome.diagnosis is not None:
            issues = (*outcome.diagnosis.issues, *outcome.issues)[: task.most_problems]
            run = replace(run, problems=tuple(issue.to_json() for issue in issues))
    if run.problems and not run.files:
        _mark_problems(task, run)
    return (run,)


def _mark_problems(task: Task, run: Run) -> None:
    """Write the workbook in which the problems are marked; problems of the file itself have no cells to be marked."""
    from optimizer.limits import PLANNER
    from optimizer.workbook.problems import write_problems
    from optimizer.workbook.read import all_cells

    cells = {} if task.source.suffix == JSON else all_cells(task.source, PLANNER)
    if cells:
        issues = [Issue.from_json(problem) for problem in run.problems]
        write_problems(issues, task.target.with_name(PROBLEMS), task.source.with_name(task.name), cells)


def _draw(plan: Path) -> None:
    """Write the report beside a plan, from the JSON that was written with it."""
    from optimizer.drawing.report import write_report
    from optimizer.story import story_of

    written = json.loads(plan.with_suffix(".json").read_text(encoding="utf-8"))
    write_report(story_of(written), plan.with_suffix(".html"))


def _facts(outcome: Outcome) -> dict[str, Any]:
    from models.catalogue import catalogue
    from models.reports.costs import Absorbed
    from models.reports.kpi import figures
    from models.sheets import Settings

    settings = {
        column.name: getattr(outcome.problem[record], column.attribute)
        for record in catalogue()[Settings.sheet].records
        for column in record.columns
    }
    found = figures(Absorbed(outcome.problem, outcome.plan), outcome.stress) if outcome.status.has_plan else ()
    return {
        "settings": {name: plain(value) for name, value in settings.items()},
        "figures": [{"figure": f.name, "item": f.item, "unit": f.unit, "value": plain(f.value)} for f in found],
    }
