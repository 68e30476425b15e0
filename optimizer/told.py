"""The story of a written plan: from its JSON file, or from its workbook and the input it was made from."""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from optimizer.errors import InputError
from optimizer.json_network import network_facts
from optimizer.limits import OWN
from optimizer.plan_file import SOLVE_AGAIN, input_for
from optimizer.planning import todays_outcome
from optimizer.report import report_kinds
from optimizer.story import story_of
from optimizer.workbook.front import COST, FINGERPRINT
from optimizer.workbook.read import run_facts
from optimizer.written import figure_in, read_written, refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from optimizer.limits import Limits
    from optimizer.written import Written

SAME = 1e-9
"""Share by which the cost on a workbook and in the JSON of the same plan may differ."""


def told(path: Path, source: Path | None = None, limits: Limits = OWN) -> dict[str, Any]:
    """Tell the story of a written plan.

    Parameters
    ----------
    path
        The plan as JSON; or as a workbook, then its JSON beside it is read if it is of the same plan, and if there is
        none the workbook itself, with its input.
    source
        The input; unless given it is looked for beside the workbook.
    limits
        How far both files are trusted, and what reading them may ask of the machine.

    Raises
    ------
    InputError
        When the plan cannot be read, or its input is needed and missing or changed.

    """
    plan = _whole(path, limits) if path.suffix.lower() == ".json" else _of_workbook(path, source, limits)
    origin = {"name": plan.source, "fingerprint": plan.fingerprint}
    try:
        return story_of(
            {
                "summary": plan.summary,
                "explanation": plan.explanation,
                "tables": plan.tables,
                "network": plan.network,
                "input": origin,
            }
        )
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        found = f"The file is a plan with parts missing or changed ({type(error).__name__}: {error})."
        raise refusal(path, found, SOLVE_AGAIN.format("IN.xlsx") + ".") from error


def _whole(path: Path, limits: Limits) -> Written:
    """Read a plan in JSON that says where its sites are."""
    plan = read_written(path, report_kinds(), limits)
    if plan.network is None:
        found = "The plan does not say where its sites are: an earlier version wrote it."
        raise refusal(path, found, SOLVE_AGAIN.format("IN.xlsx") + " --json.")
    return plan


def _of_workbook(path: Path, source: Path | None, limits: Limits) -> Written:
    facts = run_facts(path, limits)
    twin = _twin(path, facts, limits)
    if twin is not None:
        return twin
    plan = read_written(path, report_kinds(), limits)
    if plan.summary["cost"] is None:
        raise refusal(path, "This is no plan of this version: its sheet Run_info lacks what a report needs.")
    problem = input_for(path, source, facts, limits)
    today, rules = todays_outcome(problem), plan.tables.get("Rules", [])
    summary = {
        **plan.summary,
        "plan_name": problem.settings.plan_name,
        "currency": problem.settings.currency,
        "rules": len(rules),
        "missed_rules": sum(not row["kept"] for row in rules),
    }
    return replace(plan, summary=summary, network=asdict(network_facts(problem, today.plan if today else None)))


def _twin(path: Path, facts: Mapping[str, str], limits: Limits) -> Written | None:
    """The JSON beside a workbook if it is of the same plan: from the same input, at the same cost."""
    beside, cost = path.with_suffix(".json"), figure_in(facts, COST)
    if FINGERPRINT not in facts or cost is None or not beside.is_file():
        return None
    try:
        plan = _whole(beside, limits)
    except InputError:
        return None
    theirs = figure_in(plan.summary, "cost")
    same = theirs is not None and math.isclose(theirs, cost, rel_tol=SAME)
    return plan if same and plan.summary.get("input_hash") == facts[FINGERPRINT] else None
