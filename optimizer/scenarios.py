"""Scenarios: the planner's own what-ifs, written as changes to input cells and applied before anything is validated.

A row of the sheet Scenarios changes one column of one sheet: ``set`` a value, ``multiply`` or ``add`` to a number, in
all rows or in those ``where`` other columns have given values (``item = Battery pack; site = Reno``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from models.catalogue import catalogue
from models.issue import Issue, Severity
from models.schema import Kind
from models.sheets import Scenarios
from optimizer.intake.cells import PLAIN_NUMBER, tidy
from optimizer.intake.guesses import closest
from optimizer.intake.raw import RawBook, RawColumn, RawSheet, simplified
from optimizer.intake.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Change:
    """One row of Scenarios.

    Attributes
    ----------
    k
        Its number, for messages.
    where
        Column names and the values they must have.

    """

    k: int
    sheet: str
    column: str
    where: tuple[tuple[str, str], ...]
    action: str
    value: str


def scenario_names(book: RawBook) -> tuple[str, ...]:
    """Names of the scenarios of a book, in order."""
    return tuple(dict.fromkeys(_table(book)[0].scenario))


def in_scenario(book: RawBook, name: str) -> RawBook:
    """Return the book as it is in one scenario; what cannot be applied becomes an issue of the book."""
    table, issues = _table(book)
    changes, wrong = _changes(table, name)
    issues += wrong
    if name not in set(table.scenario):
        remedy = closest(name, table.scenario).strip() or f"Use one of: {', '.join(scenario_names(book)) or 'none'}."
        issues.append(Issue("Scenarios", 0, "", "unknown-scenario", f"There is no scenario called '{name}'.", remedy))
    sheets = list(book.sheets)
    for change in changes:
        position = next((p for p, raw in enumerate(sheets) if simplified(raw.name) == simplified(change.sheet)), None)
        if position is None:
            issues.append(
                _issue(table, change, "sheet", f"There is no sheet called '{change.sheet}' in this workbook.")
            )
        else:
            sheets[position] = _applied(sheets[position], change, table, issues)
    errors = tuple(issue for issue in issues if issue.severity is Severity.ERROR)
    return replace(book, sheets=tuple(sheets), digest=f"{book.digest}:{name}", issues=(*book.issues, *errors))


def _table(book: RawBook) -> tuple[Scenarios, list[Issue]]:
    raw = next((raw for raw in book.sheets if simplified(raw.name) == simplified(Scenarios.sheet)), None)
    if raw is None:
        return Scenarios.empty(), []
    parsed = read_table(catalogue()[Scenarios.sheet], raw)
    table = parsed.records[0]
    return (table if isinstance(table, Scenarios) else Scenarios.empty()), list(parsed.issues)


def _changes(table: Scenarios, name: str) -> tuple[list[Change], list[Issue]]:
    found, issues = [], []
    for k, (scenario, sheet, column, where, action, value) in enumerate(table):
        if scenario != name:
            continue
        conditions = []
        for part in where:
            left, equals, right = part.partition("=")
            if equals and left.strip():
                conditions.append((left.strip(), right.strip()))
            else:
                remedy = "Write column = value, several separated by semicolons."
                issues.append(table.issue("where", k, "wrong-condition", f"'{part}' is no condition.", remedy))
        found.append(Change(k, sheet, column, tuple(conditions), action, value))
    return found, issues


def _issue(table: Scenarios, change: Change, column: str, found: str) -> Issue:
    return table.issue(column, change.k, "scenario-without-effect", found, "Correct the row of the scenario.")


def _applied(raw: RawSheet, change: Change, table: Scenarios, issues: list[Issue]) -> RawSheet:
    """Return a sheet with one change made."""
    columns = {simplified(column.header): column for column in raw.columns}
    entry = catalogue().get(next((n for n in catalogue() if simplified(n) == simplified(raw.name)), ""))
    declared = change.column
    if entry is not None and entry.sheet.scalar:
        change = replace(change, column="value", where=(*change.where, ("name", change.column)))
    known = {simplified(column.name) for column in entry.all_columns} if entry else set()
    if simplified(change.column) not in columns and simplified(change.column) in known:
        blank = RawColumn(change.column, "", [None] * len(raw.rows))
        columns[simplified(change.column)] = blank
        raw = replace(raw, columns=(*raw.columns, blank))
    missing = [name for name in (change.column, *(name for name, _ in change.where)) if simplified(name) not in columns]
    if missing:
        issues.append(_issue(table, change, "column", f"{raw.name} has no column called '{missing[0]}'."))
        return raw
    kinds = {simplified(column.name): column.kind for column in entry.all_columns} if entry else {}
    target, is_number = columns[simplified(change.column)], kinds.get(simplified(declared)) is Kind.NUMBER
    rows = _matching(columns, change.where, len(raw.rows))
    if not rows:
        issues.append(_issue(table, change, "where", f"No row of {raw.name} fits the conditions."))
    values = list(target.values)
    for k in rows:
        try:
            values[k] = _changed(values[k], change, is_number=is_number)
        except ValueError:
            shown = "blank" if tidy(values[k]) is None else f"'{values[k]}'"
            text = f"{target.header} of {raw.name} is {shown} in row {raw.rows[k]}: it cannot be {change.action}ed."
            issues.append(_issue(table, change, "action", text.replace("multiplyed", "multiplied")))
            break
    changed = replace(target, values=values)
    return replace(raw, columns=tuple(changed if column is target else column for column in raw.columns))


def _matching(columns: dict[str, RawColumn], where: Sequence[tuple[str, str]], count: int) -> list[int]:
    """Rows that say something and meet every condition."""
    used = [k for k in range(count) if any(tidy(column.values[k]) is not None for column in columns.values())]
    for name, wanted in where:
        values = columns[simplified(name)].values
        used = [k for k in used if _as_text(values[k]).casefold() == wanted.casefold()]
    return used


def _as_text(value: Any) -> str:
    value = tidy(value)
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _changed(value: Any, change: Change, *, is_number: bool) -> Any:
    """The new value of one cell; raises ValueError when there is no number to reckon with."""
    if change.action == "set":
        return float(change.value) if is_number and PLAIN_NUMBER.fullmatch(change.value) else change.value
    if isinstance(value, bool) or tidy(value) is None:
        raise ValueError(value)
    number, by = float(value), float(change.value)
    return number * by if change.action == "multiply" else number + by
