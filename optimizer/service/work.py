"""What is done with a posted workbook, in a process of its own: it is planned and drawn, and its figures are kept."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from optimizer.tasks.perform import perform as plan
from optimizer.tasks.task import Step

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optimizer.outcome import Outcome
    from optimizer.solver.highs import Cancelled
    from optimizer.tasks.finished import Run
    from optimizer.tasks.task import Task

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
    return runs


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
        "settings": {name: _plain(value) for name, value in settings.items()},
        "figures": [{"figure": f.name, "item": f.item, "unit": f.unit, "value": _plain(f.value)} for f in found],
    }


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
