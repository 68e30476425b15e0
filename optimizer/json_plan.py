"""The plan as JSON: the same tables as the workbook, as lists of records, for other tools.

::

    {"schema": "sourcemix-plan/1", "summary": {...}, "explanation": [...], "diagnosis": null,
     "tables": {"Flows": [{"item": ...}, ...]},
     "network": {"sites": [...], "periods": [...], "items": [...], "made_today": [...]}}

Keys keep their order; a figure without a value (not limited, not measured) is null.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from optimizer.files import put, refuse_input
from optimizer.json_network import network_facts
from optimizer.plain import plain, records
from optimizer.report import explanation, report_tables, summary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from models.schema import Sheet
    from optimizer.outcome import Outcome

PLAN_SCHEMA = "sourcemix-plan/1"
"""Version of the form; it changes when a key changes its meaning or goes."""


def plan_as_json(outcome: Outcome, tables: Sequence[Sheet] | None = None) -> dict[str, Any]:
    """Everything about an outcome as plain values ready for ``json.dumps``; without a plan there are no tables.

    Parameters
    ----------
    tables
        The report's tables, when they have been made already.

    """
    if tables is None:
        tables = report_tables(outcome) if outcome.status.has_plan else ()
    today = outcome.baseline.plan if outcome.baseline else None
    return {
        "schema": PLAN_SCHEMA,
        "summary": summary_as_json(outcome),
        "explanation": explanation(outcome),
        "diagnosis": outcome.diagnosis.to_json() if outcome.diagnosis else None,
        "tables": {table.sheet: records(table) for table in tables},
        "network": plain(asdict(network_facts(outcome.problem, today))),
    }


def summary_as_json(outcome: Outcome) -> dict[str, Any]:
    """The summary as plain values."""
    facts: dict[str, Any] = plain(asdict(summary(outcome)))
    return facts


def write_json(outcome: Outcome, path: Path, *, input_path: Path | None = None) -> Path:
    """Write a plan as JSON and return where it went: in place of an older one as a whole, or beside one that is open.

    Raises
    ------
    OutputError
        When it cannot be written, or would replace the input.

    """
    refuse_input(path, input_path)
    plan = plan_as_json(outcome)
    plan["input"] = {"name": "" if input_path is None else input_path.name, "fingerprint": outcome.problem.digest}
    content = json.dumps(plan, indent=1, ensure_ascii=False, allow_nan=False)

    def fill(temporary: Path) -> None:
        # Half a surrogate pair has no UTF-8; escaped like this it is valid JSON.
        temporary.write_text(content + "\n", encoding="utf-8", errors="backslashreplace")

    return put(path, fill)
