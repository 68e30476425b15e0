"""The story of a written plan: from its JSON file, or from its workbook and the input it was made from."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from models.catalogue import SheetEntry
from models.issue import Issue, Severity
from optimizer.errors import InputError
from optimizer.intake.tables import read_table
from optimizer.json_network import network_facts
from optimizer.json_plan import PLAN_SCHEMA, records
from optimizer.limits import OWN
from optimizer.plan_file import SOLVE_AGAIN, input_for
from optimizer.planning import todays_outcome
from optimizer.report import report_kinds
from optimizer.solver.solved import relative_gap
from optimizer.story import story_of
from optimizer.versions import PACKAGES
from optimizer.workbook.front import (
    BOUND,
    CHECKS,
    COST,
    FINGERPRINT,
    INPUT,
    LEFT_OUT,
    LOCKED,
    SECOND,
    SECONDS,
    VERDICT,
    VIOLATION,
)
from optimizer.workbook.read import read_workbook, run_facts
from optimizer.workbook.tables import PERCENT, TOTAL, TOTALS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from models.problem import Problem
    from models.schema import Sheet
    from optimizer.intake.raw import RawSheet
    from optimizer.limits import Limits

SAME = 1e-9
"""Share by which the cost on a workbook and in the JSON of the same plan may differ."""
NAME_ONE = "Name a workbook or a JSON file written by sourcemix solve, e.g. NAME.plan.xlsx."


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
    plan = _json(path) if path.suffix.lower() == ".json" else _of_workbook(path, source, limits)
    try:
        return story_of(plan)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        found = f"The file is a plan with parts missing or changed ({type(error).__name__}: {error})."
        raise _refusal(path, found, SOLVE_AGAIN.format("IN.xlsx") + ".") from error


def _refusal(path: Path, found: str, remedy: str = NAME_ONE) -> InputError:
    return InputError([Issue(path.name, 0, "", "no-plan", found, remedy)])


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise _refusal(path, "There is no such file.", "Check the name and the folder.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise _refusal(path, f"The file is no readable JSON ({type(error).__name__}).") from error
    if not isinstance(content, dict) or content.get("schema") != PLAN_SCHEMA:
        raise _refusal(path, f"The file is no plan in JSON: its schema is not {PLAN_SCHEMA}.")
    if "network" not in content:
        found = "The plan does not say where its sites are: an earlier version wrote it."
        raise _refusal(path, found, SOLVE_AGAIN.format("IN.xlsx") + " --json.")
    return content


def _of_workbook(path: Path, source: Path | None, limits: Limits) -> dict[str, Any]:
    kinds = {kind.sheet: SheetEntry(kind, ()) for kind in report_kinds()}
    book = read_workbook(path, kinds, limits)
    if any(issue.severity is Severity.ERROR for issue in book.issues):
        raise InputError(book.issues)
    facts = run_facts(path, limits)
    if not {FINGERPRINT, COST, "status"} <= facts.keys():
        raise _refusal(path, "This is no plan of this version: its sheet Run_info lacks what a report needs.")
    twin = _twin(path, facts)
    if twin is not None:
        return twin
    problem = input_for(path, source, facts, limits)
    tables = {raw.name: _records(kinds[raw.name], raw) for raw in book.sheets if raw.name in kinds}
    today = todays_outcome(problem)
    return {
        "schema": PLAN_SCHEMA,
        "summary": _summary(problem, facts, tables),
        "explanation": [],
        "tables": tables,
        "network": asdict(network_facts(problem, today.plan if today else None)),
        "input": {"name": facts.get(INPUT, ""), "fingerprint": facts[FINGERPRINT]},
    }


def _twin(path: Path, facts: Mapping[str, str]) -> dict[str, Any] | None:
    """The JSON beside a workbook if it is of the same plan: from the same input, at the same cost."""
    beside = path.with_suffix(".json")
    if not beside.is_file():
        return None
    try:
        plan = _json(beside)
        made_from, cost = plan["summary"]["input_hash"], float(plan["summary"]["cost"])
    except (InputError, KeyError, TypeError, ValueError):
        return None
    same = made_from == facts[FINGERPRINT] and math.isclose(cost, float(facts[COST]), rel_tol=SAME)
    return plan if same else None


def _summary(problem: Problem, facts: Mapping[str, str], tables: Mapping[str, Any]) -> dict[str, Any]:
    """What a story takes from the summary, as far as the workbook says it."""
    status, _, words = facts["status"].partition(": ")
    cost, bound = float(facts[COST]), _figure(facts.get(BOUND))
    rules = tables.get("Rules", [])
    return {
        "plan_name": problem.settings.plan_name,
        "currency": problem.settings.currency,
        "status": status,
        "words": words,
        "cost": cost,
        "bound": bound,
        "gap": None if bound is None else relative_gap(cost, bound),
        "lock_cost": _figure(facts.get(LOCKED)),
        "second": facts.get(SECOND, ""),
        "resilience": facts.get(VERDICT, ""),
        "left_out": [facts[LEFT_OUT]] if LEFT_OUT in facts else [],
        "checks": round(_figure(facts.get(CHECKS)) or 0),
        "largest_violation": _figure(facts.get(VIOLATION)),
        "seconds": _figure(facts.get(SECONDS)),
        "versions": {name: facts[name] for name in (*PACKAGES, "python") if name in facts},
        "input_hash": facts[FINGERPRINT],
        "rules": len(rules),
        "missed_rules": sum(not row["kept"] for row in rules),
    }


def _records(entry: SheetEntry, raw: RawSheet) -> list[dict[str, Any]]:
    """A table as it was before it was made to be looked at: without its totals, fractions under their own name."""
    rows = records(cast("Sheet", read_table(entry, raw).records[0]))
    if entry.sheet.sheet in TOTALS and rows and next(iter(rows[-1].values())) == TOTAL:
        rows.pop()
    return [{**row, "unit": "fraction"} if row.get("unit") == PERCENT else row for row in rows]


def _figure(words: str | None) -> float | None:
    return None if not words else float(words)
