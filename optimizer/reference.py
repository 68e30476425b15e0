"""The reference of sheets and columns, as Markdown, made from the sheets' own declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.catalogue import catalogue
from models.issue_codes import CODES
from models.schema import Kind
from optimizer.intake.allowed import blank_means

if TYPE_CHECKING:
    from models.catalogue import SheetEntry
    from models.schema import Column, Sheet

PLAN = (
    "Beside the Summary, with its charts, a plan has these sheets; one that has nothing to say is left out. Its JSON, "
    "and the data frames made of it, call tables and columns the same."
)


def sheet_reference() -> str:
    """Describe every sheet of an input and of a plan with a table of its columns; then every problem by its code."""
    from optimizer.report import report_kinds

    entered, written = map(_sheet, catalogue().values()), map(_report, report_kinds())
    return "\n\n".join([*entered, _codes(), "### Sheets of a plan", PLAN, *written])


def _report(kind: type[Sheet]) -> str:
    rows = [f"| `{column.name}` | {_holds(column)} | {column.help} |" for column in kind.columns]
    head = f"#### {kind.sheet} (plan)\n\n{kind.purpose}"
    return "\n".join([head, "", "| Column | Holds | Meaning |", "|---|---|---|", *rows])


def _holds(column: Column) -> str:
    return column.unit or str(column.kind.value)


def _codes() -> str:
    rows = [f"| `{name}` | {code.meaning} |" for name, code in CODES.items()]
    head = "#### Problems\n\nWhat `sourcemix check` may find, by the code that stands in the JSON form."
    return "\n".join([head, "", "| Code | Meaning |", "|---|---|", *rows])


def _sheet(entry: SheetEntry) -> str:
    need = "required" if entry.sheet.required else "optional"
    key = f"; key: {', '.join(entry.sheet.key)}" if entry.sheet.key else ""
    head = f"#### {entry.name}\n\n{entry.sheet.purpose} ({need}{key})"
    rows = [f"| `{c.name}`{' *' if c.required else ''} | {_kind(c)} | {_blank(c)} | {c.help} |" for c in entry.columns]
    return "\n".join([head, "", "| Column | Holds | Blank | Meaning |", "|---|---|---|---|", *rows])


def _kind(column: Column) -> str:
    if column.choices:
        return ", ".join(column.choices)
    if column.refers_to:
        named = {"place": "site, region, country or bloc", "items": "item, `class:NAME`"}
        return ", ".join([named.get(column.refers_to, f"name on {column.refers_to}"), *column.words])
    if column.kind is Kind.NUMBER:
        return column.unit or "number"
    return str(column.kind.value)


def _blank(column: Column) -> str:
    return "error" if column.required else blank_means(column)
