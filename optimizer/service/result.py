"""What a result looks like when it is written down: of the run, of the facts beside it, and of its problems."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from optimizer.batches.record import has_plan
from optimizer.service.folder import PROBLEMS_JSON
from optimizer.service.job import State
from optimizer.service.work import FACTS
from optimizer.tasks.finished import Fate

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.service.job import Job
    from optimizer.tasks.finished import Finished, Run

LARGEST_FACTS = 32 << 20
"""Bytes of facts that are read."""


def written_down(job: Job, ended: Finished, folder: Path) -> tuple[State, dict[str, Any]]:
    """Where the job stands now, and what came of it; its problems go into a file beside the plan."""
    run = ended.runs[0]
    problems = [_named(problem, job, ended) for problem in run.problems]
    text = json.dumps(problems, indent=1, ensure_ascii=True, default=str)
    (folder / PROBLEMS_JSON).write_text(text + "\n", encoding="ascii")
    result = {
        **run.to_json(),
        "problems": [],
        "words": [word.replace(ended.task.source.name, job.name) for word in run.words],
        "attempts": ended.attempts,
        "memory": ended.memory,
        **_facts(folder),
    }
    return _state(run), {name: _finite(value) for name, value in result.items()}


def _state(run: Run) -> State:
    if has_plan(run):
        return State.FINISHED
    return State.CANCELLED if run.fate is Fate.CANCELLED else State.FAILED


def _named(problem: Any, job: Job, ended: Finished) -> dict[str, Any]:
    """A problem of the file itself is called after the file as its planner knows it."""
    own = {name: job.name for name in ("sheet", "cell") if problem.get(name) == ended.task.source.name}
    return {**problem, **own}


def _facts(folder: Path) -> dict[str, Any]:
    """What the process wrote beside the plan; nothing when it did not live to do so."""
    path = folder / FACTS
    try:
        found = json.loads(path.read_text(encoding="utf-8")) if path.stat().st_size <= LARGEST_FACTS else {}
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
