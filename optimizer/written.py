"""A written plan as it stands, from its workbook or its JSON, whatever has become of the input since.

::

    NAME.plan.xlsx  --sheets, Run_info-->  Written: summary, tables, where it came from  <--checked--  NAME.plan.json

Both say the same in the form of :mod:`optimizer.json_plan`; only the network stands in JSON alone.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from models.catalogue import SheetEntry
from models.issue import Issue, Severity
from optimizer.errors import InputError
from optimizer.intake.raw import RawBook, from_records
from optimizer.intake.tables import read_table
from optimizer.json_plan import PLAN_SCHEMA
from optimizer.limits import OWN, Limits
from optimizer.plain import records
from optimizer.solver.solved import relative_gap
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
    STATUS,
    VERDICT,
    VIOLATION,
)  # fmt: skip
from optimizer.workbook.read import read_workbook, run_facts
from optimizer.workbook.tables import PERCENT

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from models.schema import Sheet

NAME_ONE = "Name a workbook or a JSON file written by sourcemix solve, e.g. NAME.plan.xlsx."
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Written:
    """What a plan says, in the form of the plan as JSON.

    Attributes
    ----------
    summary
        As :func:`optimizer.json_plan.summary_as_json` gives it; from a workbook only what its sheet Run_info says.
    tables
        Records by sheet, as far as their kinds were asked for.
    explanation
        Why there is no plan, in sentences; empty when there is one.
    network
        Sites, periods and items; None when the plan does not say, as a workbook never does.
    source, fingerprint
        Name and fingerprint of the input that it was made from; "" where it does not say.

    """

    summary: Mapping[str, Any]
    tables: Mapping[str, Rows]
    explanation: tuple[str, ...]
    network: Mapping[str, Any] | None
    source: str
    fingerprint: str


def read_written(path: Path, kinds: Collection[type[Sheet]], limits: Limits = OWN) -> Written:
    """Read what a written plan says; its input is not looked at.

    Parameters
    ----------
    path
        Plan as a workbook or as JSON.
    kinds
        Tables that are read of it.
    limits
        How far the file is trusted, and what reading it may ask of the machine.

    Raises
    ------
    InputError
        When it is missing, is no plan, or cannot be read.

    """
    entries = {kind.sheet: SheetEntry(kind, ()) for kind in kinds}
    return (_of_json if path.suffix.lower() == ".json" else _of_workbook)(path, entries, limits)


def is_plan(path: Path, limits: Limits = OWN) -> bool:
    """Whether a file looks like a plan, and not like an input."""
    if path.suffix.lower() == ".json":
        try:
            return bool(_content(path, limits).get("schema") == PLAN_SCHEMA)
        except InputError:
            return False
    return FINGERPRINT in run_facts(path, limits)


def refusal(path: Path, found: str, remedy: str = NAME_ONE, code: str = "no-plan") -> InputError:
    """Return the refusal of a file that is not the plan it was taken for."""
    return InputError([Issue(path.name, 0, "", code, found, remedy)])


def json_plan(path: Path, limits: Limits = OWN) -> dict[str, Any]:
    """Take in a plan in JSON: its form is checked, its records are not.

    Raises
    ------
    InputError
        When it is missing, is no plan, or cannot be read.

    """
    content = _content(path, limits)
    if content.get("schema") != PLAN_SCHEMA:
        raise refusal(path, f"The file is no plan in JSON: its schema is not {PLAN_SCHEMA}.")
    parts = (content.get("summary"), content.get("input", {}))
    if not all(isinstance(part, dict) for part in parts) or not _is_tables(content.get("tables")):
        raise refusal(path, "The file is a plan with parts missing or changed.", "Make it again.")
    return content


def _of_workbook(path: Path, entries: Mapping[str, SheetEntry], limits: Limits) -> Written:
    tables = _parsed(path, read_workbook(path, entries, limits), entries)
    facts = run_facts(path, limits)
    if FINGERPRINT not in facts or ": " not in facts.get(STATUS, ""):
        raise refusal(path, "This is no plan: it has no sheet Run_info that says what it was made from.")
    return Written(_summary(facts), tables, (), None, facts.get(INPUT, ""), facts[FINGERPRINT])


def _of_json(path: Path, entries: Mapping[str, SheetEntry], limits: Limits) -> Written:
    content = json_plan(path, limits)
    summary, source, network = content["summary"], content.get("input", {}), content.get("network")
    book = from_records({name: rows for name, rows in content["tables"].items() if name in entries and rows})
    explanation = content.get("explanation")
    return Written(
        summary,
        _parsed(path, book, entries),
        tuple(map(str, explanation)) if isinstance(explanation, list) else (),
        network if isinstance(network, dict) else None,
        text_in(source, "name"),
        text_in(source, "fingerprint") or text_in(summary, "input_hash"),
    )


def _content(path: Path, limits: Limits) -> dict[str, Any]:
    """Take in a JSON file; what is read of it grows no faster than the file, so it needs no child process."""
    try:
        size = path.stat().st_size
        if size > limits.json_bytes:
            raise refusal(path, f"The file has {size / 1e6:,.0f} MB, which is too much.")
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise refusal(path, "There is no such file.", "Check the name and the folder.", "missing-file") from error
    except (OSError, ValueError, RecursionError) as error:
        raise refusal(path, f"The file is no readable JSON ({type(error).__name__}).") from error
    return content if isinstance(content, dict) else {}


def _is_tables(tables: Any) -> bool:
    return isinstance(tables, dict) and all(
        isinstance(rows, list) and all(isinstance(row, dict) for row in rows) for rows in tables.values()
    )


def _parsed(path: Path, book: RawBook, entries: Mapping[str, SheetEntry]) -> dict[str, Rows]:
    """Read the report tables of a plan, each cell as its column declares it; rows of totals are no records."""
    errors = [issue for issue in book.issues if issue.severity is Severity.ERROR]
    if errors:
        raise InputError(errors)
    tables: dict[str, Rows] = {}
    for raw in book.sheets:
        if raw.name not in entries:
            continue
        table = cast("Sheet", read_table(entries[raw.name], raw).records[0])
        if not set(entries[raw.name].sheet.key) <= table.addresses.letters.keys():
            raise refusal(path, f"The sheet {raw.name} has been changed.", "Do not edit a plan; make it again.")
        totals = set(raw.layout.totals)
        rows = zip(records(table), table.addresses.rows, strict=True)
        tables[raw.name] = [_as_reported(row) for row, number in rows if number not in totals]
    return tables


def _as_reported(row: dict[str, Any]) -> dict[str, Any]:
    """Return a record with its unit as in the report: shares are shown as percentages on a sheet."""
    return {**row, "unit": "fraction"} if row.get("unit") == PERCENT else row


def _summary(facts: Mapping[str, str]) -> dict[str, Any]:
    """Return what the sheet Run_info says of the summary."""
    status, _, words = facts[STATUS].partition(": ")
    cost, bound = figure_in(facts, COST), figure_in(facts, BOUND)
    return {
        "status": status,
        "words": words,
        "cost": cost,
        "bound": bound,
        "gap": None if cost is None or bound is None else relative_gap(cost, bound),
        "lock_cost": figure_in(facts, LOCKED),
        "second": facts.get(SECOND, ""),
        "resilience": facts.get(VERDICT, ""),
        "left_out": [facts[LEFT_OUT]] if LEFT_OUT in facts else [],
        "checks": round(figure_in(facts, CHECKS) or 0),
        "largest_violation": figure_in(facts, VIOLATION),
        "seconds": figure_in(facts, SECONDS),
        "versions": {name: facts[name] for name in (*PACKAGES, "python") if name in facts},
        "input_hash": facts[FINGERPRINT],
    }


def text_in(facts: Mapping[str, Any], name: str) -> str:
    """Return a text of that name; "" where there is none."""
    found = facts.get(name)
    return found if isinstance(found, str) else ""


def figure_in(facts: Mapping[str, Any], name: str) -> float | None:
    """Return a figure of that name; None for what is none, or is not finite."""
    found = facts.get(name)
    if isinstance(found, bool) or not isinstance(found, (int, float, str)):
        return None
    try:
        value = float(found)
    except (ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None
