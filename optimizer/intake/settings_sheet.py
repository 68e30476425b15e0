"""The sheet of names and values: one setting a row, each value with its own address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.issue import Issue, Severity
from models.schema import Addresses, as_array
from optimizer.intake.allowed import allowed_in
from optimizer.intake.cells import parse
from optimizer.intake.guesses import suggestions
from optimizer.intake.letters import tidy
from optimizer.intake.raw import simplified

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.catalogue import SheetEntry
    from models.schema import Column
    from optimizer.intake.raw import RawColumn, RawSheet

Found = tuple[dict[str, "NDArray[Any]"], Addresses, list[Issue], frozenset[str]]
"""Arrays of one value, their addresses, what was wrong, and the settings that have a stand-in."""


def read_settings(entry: SheetEntry, raw: RawSheet) -> Found:
    """Read a sheet of names and values into one record."""
    issues: list[Issue] = []
    columns = {simplified(column.header): column for column in raw.columns}
    values: dict[str, Any] = {}
    wrong: set[str] = set()
    if raw.rows and not {"name", "value"} <= columns.keys():
        text = "Settings needs the columns name and value."
        issues.append(Issue(raw.name, raw.header_row, "", "missing-column", text, "Start from a template."))
    elif raw.rows:
        _read_rows(entry, raw, columns, values, wrong, issues)
    arrays = {column.name: as_array(column, [values.get(column.name, column.default)]) for column in entry.columns}
    return arrays, Addresses(raw.name, (0,)), issues, frozenset(wrong)


def _read_rows(
    entry: SheetEntry,
    raw: RawSheet,
    columns: dict[str, RawColumn],
    values: dict[str, Any],
    wrong: set[str],
    issues: list[Issue],
) -> None:
    """Read every named setting into `values`; those that cannot be used are named in `wrong`."""
    declared = {simplified(column.name): column for column in entry.columns}
    suggest = suggestions([c.name for c in entry.columns])
    first_row: dict[str, int] = {}
    letter = columns["name"].letter
    for k, found in enumerate(columns["name"].values):
        name = tidy(found)
        if name is None:
            continue
        column, row = declared.get(simplified(str(name))), raw.rows[k]
        if column is None:
            hint = suggest(str(name))
            text = f"There is no setting called '{name}'."
            severity = Severity.WARNING if hint else Severity.NOTE
            issues.append(Issue(raw.name, row, letter, "unknown-setting", text, f"It is not used.{hint}", severity))
            continue
        if column.name in first_row:
            text = f"The setting {column.name} is already given on row {first_row[column.name]}."
            issues.append(Issue(raw.name, row, letter, "duplicate-key", text, "Keep one of the two rows."))
        first_row.setdefault(column.name, row)
        _read_value(raw, columns, column, k, values, wrong, issues)


def _read_value(
    raw: RawSheet,
    columns: dict[str, RawColumn],
    column: Column,
    k: int,
    values: dict[str, Any],
    wrong: set[str],
    issues: list[Issue],
) -> None:
    """Read the value of one setting, and look at the unit beside it."""
    cells, row = columns["value"], raw.rows[k]
    values[column.name], complaint = parse(column, cells.values[k])
    if complaint:
        severity = Severity.WARNING if complaint.usable else Severity.ERROR
        wrong |= set() if complaint.usable else {column.name}
        issues.append(
            Issue(
                raw.name, row, cells.letter, complaint.code, complaint.found, complaint.remedy, severity,
                allowed_in(column),
            )
        )  # fmt: skip
    unit = tidy(columns["unit"].values[k]) if "unit" in columns else None
    if unit and column.unit and "".join(str(unit).split()).casefold() != "".join(column.unit.split()).casefold():
        text = f"The unit of {column.name} is given as '{unit}', but its value is read in {column.unit}."
        remedy = f"Convert the value, and put {column.unit} back."
        issues.append(Issue(raw.name, row, columns["unit"].letter, "changed-unit", text, remedy, Severity.WARNING))
