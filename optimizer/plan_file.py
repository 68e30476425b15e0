"""A written plan read back: its decision tables, and the input it was made from, unchanged since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.catalogue import SheetEntry
from models.issue import Issue, Severity
from models.plan import Flows, Plan, Production
from optimizer.doors import take_in
from optimizer.errors import InputError
from optimizer.intake.raw import RawBook, from_records
from optimizer.intake.tables import read_table
from optimizer.limits import OWN, Limits
from optimizer.report import DECIDED
from optimizer.workbook.front import FINGERPRINT, INPUT
from optimizer.workbook.read import read_workbook, run_facts
from optimizer.written import json_plan, refusal, text_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from models.problem import Problem
    from models.schema import Record

SOLVE_AGAIN = "Make the plan again with: sourcemix solve {0}"


def read_plan(path: Path, source: Path | None = None, limits: Limits = OWN) -> tuple[Problem, Plan]:
    """Read a written plan and the input it was made from.

    Parameters
    ----------
    path
        Plan as a workbook, or as the JSON file beside it.
    source
        The input; unless given it is looked for beside the plan, under the name on the plan's Run_info.
    limits
        How far both files are trusted, and what reading them may ask of the machine.

    Raises
    ------
    InputError
        When one of them is missing or cannot be read, or the input has changed since.

    """
    book, facts = _json(path, limits) if path.suffix.lower() == ".json" else _workbook(path, limits)
    if any(issue.severity is Severity.ERROR for issue in book.issues):
        raise InputError(book.issues)
    missing = {Production.sheet, Flows.sheet} - {raw.name for raw in book.sheets}
    if not facts.get(FINGERPRINT) or missing:
        found = "This is no plan that can be replayed: it lacks its fingerprint or its decisions."
        raise refusal(path, found)
    problem = input_for(path, source, facts, limits)
    return problem, _plan(book, problem)


def input_of(path: Path, limits: Limits = OWN) -> Path:
    """Where the input of a plan is looked for: beside it, under the name the plan gives."""
    _, facts = _json(path, limits) if path.suffix.lower() == ".json" else _workbook(path, limits)
    return path.with_name(facts.get(INPUT, ""))


def _workbook(path: Path, limits: Limits) -> tuple[RawBook, dict[str, str]]:
    book = read_workbook(path, {kind.sheet: SheetEntry(kind, ()) for kind in DECIDED}, limits)
    return book, run_facts(path, limits)


def _json(path: Path, limits: Limits) -> tuple[RawBook, dict[str, str]]:
    content = json_plan(path, limits)
    decided = {kind.sheet for kind in DECIDED}
    book = from_records({name: rows for name, rows in content["tables"].items() if name in decided})
    source = content.get("input", {})
    return book, {INPUT: text_in(source, "name"), FINGERPRINT: text_in(source, "fingerprint")}


def input_for(path: Path, source: Path | None, facts: Mapping[str, str], limits: Limits = OWN) -> Problem:
    """Return the problem a plan was made for, from its input beside it or from `source`.

    Raises
    ------
    InputError
        When the input is missing, or has changed since.

    """
    name, fingerprint = facts.get(INPUT, ""), facts[FINGERPRINT]
    if source is None and not name:
        found = "The plan does not say which input it was made from."
        raise refusal(path, found, "Name it with --input.", "no-input")
    place = path.with_name(name) if source is None else source
    if not place.is_file():
        found = f"The input it was made from is missing: {place}."
        raise refusal(path, found, "Put it beside the plan, or name it with --input.", "missing-input")
    scenario = fingerprint.partition(":")[2]
    problem = take_in(place, scenario or None, limits).accept()
    if problem.digest != fingerprint:
        found = f"{place.name} has changed since the plan was made from it, or is another input."
        remedy = SOLVE_AGAIN.format(place.name) + ", or name the right one with --input."
        raise refusal(path, found, remedy, "changed-input")
    return problem


def _plan(book: RawBook, problem: Problem) -> Plan:
    """Return the decisions; what does not belong to the input is refused."""
    tables: dict[type[Record], Record] = {}
    issues: list[Issue] = []
    raws = {raw.name: raw for raw in book.sheets}
    for kind in DECIDED:
        if kind.sheet in raws:
            parsed = read_table(SheetEntry(kind, ()), raws[kind.sheet])
            tables[kind] = parsed.records[0]
            issues += [issue for issue in parsed.issues if issue.severity is Severity.ERROR]
            issues += _strangers(parsed.records[0], problem)
    if issues:
        raise InputError(issues)
    return Plan(tables)


def _strangers(table: Any, problem: Problem) -> list[Issue]:
    """Cells that name what the input does not have."""
    columns = {column.attribute for column in table.columns}
    known: dict[str, set[str]] = {
        "period": set(problem.horizon.names),
        "item": set(problem.items) if table.sheet != "Orders" else set(),
        "site": set(problem.role),
        "origin": set(problem.role),
        "destination": set(problem.role),
        "component": set(problem.items),
    }
    found = []
    for name in columns & known.keys():
        for k, value in enumerate(getattr(table, name).tolist()):
            if known[name] and value not in known[name]:
                text = f"{name} is '{value}', which the input does not have."
                found.append(table.issue(name, k, "unknown-reference", text, "Do not edit a plan; make it again."))
    for k, (item, site) in enumerate(zip(table.item, table.site, strict=True) if table.sheet == "Production" else ()):
        if (item, site) not in problem.source_row and not found:
            text = f"{site} does not make {item}."
            found.append(table.issue("site", k, "unknown-reference", text, "Do not edit a plan; make it again."))
    return found
