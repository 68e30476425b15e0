"""JSON Schema (draft 2020-12) of what goes in and what comes out, made from the sheets' own declarations.

The schema describes the published form. The reader is more forgiving: names without regard to case and spaces, words
for Yes and No, numbers as text; it says so in its notes and warnings.
"""

from __future__ import annotations

import dataclasses
import math
import typing
from collections.abc import Mapping, Sequence
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any

from models.catalogue import NOTES, catalogue
from models.issue import Severity
from models.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from models.catalogue import SheetEntry
    from models.schema import Column

DRAFT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


def json_schema(form: str) -> Schema:
    """Return the schema of a form: input, plan, problems, batch or policy; raises KeyError for another."""
    return FORMS[form]()


def input_schema() -> Schema:
    """Schema of an input: a list of records for each sheet, a single record of Settings."""
    from optimizer.doors import INPUT_SCHEMA

    sheets = {name: _sheet(entry) for name, entry in catalogue().items()}
    required = [name for name, entry in catalogue().items() if entry.sheet.required]
    tables = _record(sheets, required, "Records by sheet.")
    frame = {"schema": {"const": INPUT_SCHEMA}, "sheets": tables}
    return _document("Sourcemix input", INPUT_SCHEMA, _record(frame, ["schema", "sheets"], "What is to be planned."))


def plan_schema() -> Schema:
    """Schema of a plan, and of the answer when there is none."""
    from optimizer.json_network import NetworkFacts
    from optimizer.json_plan import PLAN_SCHEMA
    from optimizer.outcome import Status
    from optimizer.report import Summary, report_kinds

    summary = _of_dataclass(Summary)
    summary["properties"]["status"] = {"enum": [status.name for status in Status]}
    tables = {
        kind.sheet: _table({column.name: _reported(column) for column in kind.columns}, kind.purpose)
        for kind in report_kinds()
    }
    source = {"name": {"type": "string"}, "fingerprint": {"type": "string"}}
    whole = {
        "schema": {"const": PLAN_SCHEMA},
        "summary": summary,
        "explanation": {"type": "array", "items": {"type": "string"}, "description": "Why there is no plan."},
        "tables": _record(tables, [], "The plan; without one there are no tables."),
        "network": _of_dataclass(NetworkFacts),
        "input": _record(source, list(source), "What the plan was made from."),
    }
    needed = ["schema", "summary", "explanation", "tables", "network"]
    return _document("Sourcemix plan", PLAN_SCHEMA, {**_record(whole, needed, "A plan."), "additionalProperties": True})


def problems_schema() -> Schema:
    """Schema of what ``sourcemix check --json`` prints."""
    items = _problem()
    return _document("Sourcemix problems", "sourcemix-problems/1", {"type": "array", "items": items})


def batch_schema() -> Schema:
    """Schema of the summary of a batch."""
    from optimizer.batches.result import FORM
    from optimizer.tasks.finished import Fate

    text, count, figure = {"type": "string"}, {"type": "integer", "minimum": 0}, {"type": "number"}
    maybe = {"type": ["number", "null"]}
    run: dict[str, Schema] = {
        **dict.fromkeys(("workbook", "scenario", "words", "currency", "changed", "machine", "at", "key"), text),
        **dict.fromkeys(("exit_code", "errors", "warnings", "memory", "attempts"), count),
        **dict.fromkeys(("cost", "bound", "gap", "last_cost", "difference"), maybe),
        "explanation": {"type": "array", "items": text},
        "files": {"type": "array", "items": text},
        "status": {"enum": [fate.name for fate in Fate]},
        "new": {"type": "boolean"},
        "seconds": figure,
        "problems": {"type": "array", "items": _problem()},
    }
    whole: dict[str, Schema] = {
        "schema": {"const": FORM},
        **dict.fromkeys(("folder", "started"), text),
        **dict.fromkeys(("rows", "succeeded", "failed", "exit_code"), count),
        "seconds": figure,
        "complete": {"type": "boolean"},
        "options": {"type": "object"},
        "versions": {"type": "object", "additionalProperties": text},
        "runs": {"type": "array", "items": _record(run, list(run), "One workbook, or one of its scenarios.")},
    }
    return _document("Sourcemix batch", FORM, _record(whole, list(whole), "A batch."))


def policy_schema() -> Schema:
    """Schema of what ``sourcemix policy --json`` prints: the splits of a plan, or cases from a file."""
    from optimizer.replenishment.advice import BestRules
    from optimizer.replenishment.table import Policy
    from optimizer.replenishment.telling import POLICY_SCHEMA

    text, maybe, figure = {"type": "string"}, {"type": ["number", "null"]}, {"type": "number"}
    split = {column.name: _reported(column) for column in Policy.columns}
    best = {column.name: _reported(column) for column in BestRules.columns}
    split["best_rules"] = {**_record(best, best, BestRules.purpose), "type": ["object", "null"]}
    rule: dict[str, Schema] = {
        "rule": text,
        **dict.fromkeys(("cost", "confidence", "order_up_to", "slow_rate", "purchase", "holding", "backorder"), figure),
        **dict.fromkeys(("base_order", "slow_order_up_to", "cap"), maybe),
    }
    case: dict[str, Schema] = {
        **dict.fromkeys(("case", "refusal"), text),
        **dict.fromkeys(("optimal_average_cost", "error_bound", "states", "published", "difference"), maybe),
        "rules": _table(rule, "What each rule costs; cap and levels are null where a rule has none."),
    }
    schema = {"schema": {"const": POLICY_SCHEMA}}
    of_plan = {**schema, "currency": text, "splits": _table(split, Policy.purpose)}
    of_file = {**schema, "cases": _table(case, "Cases of a file.")}
    forms = [_record(of_plan, of_plan, "Splits of a plan."), _record(of_file, of_file, "Cases of a file.")]
    return _document("Sourcemix policy", POLICY_SCHEMA, {"oneOf": forms})


FORMS: Mapping[str, Callable[[], Schema]] = {
    "input": input_schema,
    "plan": plan_schema,
    "problems": problems_schema,
    "batch": batch_schema,
    "policy": policy_schema,
}


def _document(title: str, version: str, body: Schema) -> Schema:
    return {"$schema": DRAFT, "$id": f"urn:{version.replace('/', ':')}", "title": title, **body}


def _record(properties: Mapping[str, Schema], required: Iterable[str], description: str) -> Schema:
    return {
        "type": "object",
        "description": description,
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _table(columns: Mapping[str, Schema], purpose: str) -> Schema:
    return {"type": "array", "description": purpose, "items": _record(columns, columns, "One row.")}


def _sheet(entry: SheetEntry) -> Schema:
    """Records of an input sheet; blank cells are null or left out."""
    columns = {column.name: _entered(column) for column in entry.all_columns}
    if entry.sheet.scalar:
        columns[NOTES.name]["type"] += ["object"]  # a note for each setting, by its name
    required = [column.name for column in entry.all_columns if column.required]
    rows: Schema = {
        "type": "array",
        "description": entry.sheet.purpose,
        "items": _record(columns, required, "One row."),
    }
    if entry.sheet.scalar:
        rows["maxItems"] = 1
    elif entry.sheet.required:
        rows["minItems"] = 1
    return rows


def _entered(column: Column) -> Schema:
    """What a cell of an input may hold."""
    unit = f" [{column.unit}]" if column.unit else ""
    described: Schema = {"description": f"{column.help}{unit}"}
    blank = [] if column.required else [None]
    if column.choices:
        return {**described, "enum": [*column.choices, *blank]}
    if column.kind is Kind.FLAG:
        return {**described, "enum": [True, False, "Yes", "No", *blank]}
    null = [] if column.required else ["null"]
    if column.kind is Kind.NAMES:
        return {**described, "type": ["array", "string", *null], "items": {"type": "string"}}
    if column.kind is Kind.NUMBER:
        return {**described, "type": ["integer" if column.whole else "number", *null], **_range(column)}
    if column.kind is Kind.DATE:
        return {**described, "type": ["string", *null], "format": "date"}
    # Names may be figures, e.g. part numbers.
    return {**described, "type": ["string", "number", *null], **({"minLength": 1} if column.required else {})}


def _range(column: Column) -> Schema:
    ends = {"minimum": column.lower, "maximum": column.upper}
    return {name: value for name, value in ends.items() if math.isfinite(value)}


def _reported(column: Column) -> Schema:
    """What a cell of a plan holds."""
    kinds: dict[Kind, Schema] = {
        Kind.NUMBER: {"type": ["number", "null"]},
        Kind.TEXT: {"type": "string"},
        Kind.FLAG: {"type": "boolean"},
        Kind.DATE: {"type": ["string", "null"], "format": "date"},
        Kind.NAMES: {"type": "array", "items": {"type": "string"}},
    }
    unit = f" [{column.unit}]" if column.unit else ""
    return {"description": f"{column.help}{unit}", **kinds[column.kind]}


def _problem() -> Schema:
    """One problem, as :meth:`models.issue.Issue.to_json` gives it."""
    from models.issue import Issue

    problem = _of_dataclass(Issue)
    problem["properties"]["severity"] = {"enum": [severity.word for severity in Severity]}
    problem["properties"]["cell"] = {"type": "string", "description": "Where, e.g. Sites!C7."}
    problem["required"].append("cell")
    return problem


def _of_dataclass(kind: type[Any]) -> Schema:
    """Schema of a dataclass of plain values, every field present."""
    from optimizer.outcome import Size

    # Names that some annotations use although only type checkers import them.
    hints = typing.get_type_hints(kind, localns={"Mapping": Mapping, "Sequence": Sequence, "Size": Size})
    fields = {field.name: _of_type(hints[field.name]) for field in dataclasses.fields(kind)}
    return _record(fields, fields, (kind.__doc__ or "").partition("\n")[0])


def _of_type(hint: Any) -> Schema:
    plain: dict[Any, str] = {str: "string", float: "number", int: "integer", bool: "boolean", NoneType: "null"}
    if hint in plain:
        return {"type": plain[hint]}
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _of_dataclass(hint)
    if typing.get_origin(hint) in {UnionType, typing.Union}:
        return {"type": [plain[part] for part in typing.get_args(hint)]}
    if typing.get_origin(hint) is Mapping:
        return {"type": "object", "additionalProperties": _of_type(typing.get_args(hint)[1])}
    if typing.get_origin(hint) in {tuple, Sequence}:
        return {"type": "array", "items": _of_type(typing.get_args(hint)[0])}
    return {}
