"""One sheet: match its headers, read its columns into arrays, and collect every issue on the way."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from itertools import compress
from typing import TYPE_CHECKING, Any

from models.catalogue import INCLUDE, NOTES
from models.issue import Issue, Severity
from models.schema import Addresses, as_array
from optimizer.intake.cells import Complaint, is_blank, parse, tidy
from optimizer.intake.columns import read_column
from optimizer.intake.raw import RawColumn, RawSheet, simplified

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from models.catalogue import SheetEntry
    from models.schema import Record


MOST_COMPARISONS = 100_000
"""Comparisons of two words that one column may take to guess what was meant: a second or two."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """One sheet read: its record tables, and what was wrong."""

    records: tuple[Record, ...]
    issues: tuple[Issue, ...]


def closest(word: str, known: Iterable[str]) -> str:
    """Return ' Did you mean X?' for the most similar known word, or nothing."""
    return suggestions(known)(word)


def suggestions(known: Iterable[str], comparisons: int = MOST_COMPARISONS) -> Callable[[str], str]:
    """Return :func:`closest` among `known`, which answers nothing more after so many `comparisons` of two words."""
    by_simple = {simplified(name): name for name in known}
    left = max(comparisons // max(len(by_simple), 1), 1)

    @cache
    def suggest(word: str) -> str:
        nonlocal left
        left -= 1
        match = difflib.get_close_matches(simplified(word), by_simple, n=1, cutoff=0.6) if left >= 0 else None
        return f" Did you mean {by_simple[match[0]]}?" if match else ""

    return suggest


def read_table(entry: SheetEntry, raw: RawSheet) -> Parsed:
    """Read one sheet into the record tables of its owner and of the features that add columns."""
    if entry.sheet.scalar:
        return _read_settings(entry, raw)
    issues: list[Issue] = []
    columns = _match_headers(entry, raw, issues)
    letters = {name: column.letter for name, column in columns.items()}
    rows = _rows_in_use(raw, columns, issues)
    addresses = Addresses(raw.name, tuple(raw.rows[k] for k in rows), letters)
    arrays: dict[str, NDArray[Any]] = {}
    for column in entry.columns:
        found = columns.get(column.name)
        if found is None:
            arrays[column.name] = as_array(column, [column.default] * len(rows))
            continue
        whole = len(rows) == len(raw.rows)
        arrays[column.name], wrong = read_column(column, found.values if whole else [found.values[k] for k in rows])
        issues += [_issue(raw.name, addresses.rows[k], found.letter, complaint) for k, complaint in wrong]
    if entry.sheet.required and not rows and not issues:
        remedy = f"Enter at least one row: {entry.sheet.purpose}"
        issues.append(Issue(raw.name, 0, "", "empty-sheet", "The sheet has no rows.", remedy))
    records = tuple(
        record({column.name: arrays[column.name] for column in record.columns}, addresses) for record in entry.records
    )
    issues += _repeated_keys(entry, records[0])
    return Parsed(records, tuple(issues))


def _match_headers(entry: SheetEntry, raw: RawSheet, issues: list[Issue]) -> dict[str, RawColumn]:
    """Raw columns by the name of the declared column they stand for; an empty sheet is as good as none."""
    if not raw.columns and not raw.rows:
        return {}
    declared = {simplified(column.name): column for column in entry.all_columns}
    suggest = suggestions([c.name for c in entry.all_columns])
    found: dict[str, RawColumn] = {}
    for column in raw.columns:
        match = declared.get(simplified(column.header))
        if match is None:
            remedy = f"It is not used.{suggest(column.header)}"
            text = f"The column '{column.header}' is not known."
            issues.append(Issue(raw.name, raw.header_row, column.letter, "unknown-column", text, remedy, Severity.NOTE))
        elif match.name in found:
            text = f"The column {match.name} appears twice ({found[match.name].letter} and {column.letter})."
            issues.append(
                Issue(raw.name, raw.header_row, column.letter, "duplicate-column", text, "Delete one of them.")
            )
        else:
            found[match.name] = column
    for column_wanted in entry.columns:
        if column_wanted.required and column_wanted.name not in found:
            unknown = [c.header for c in raw.columns if simplified(c.header) not in declared]
            hint = closest(column_wanted.name, unknown).replace("Did you mean", "Is it the column called")
            text = f"The column {column_wanted.name} is missing."
            remedy = f"Add it: {column_wanted.help}{hint}"
            issues.append(Issue(raw.name, raw.header_row, "", "missing-column", text, remedy))
    return found


def _rows_in_use(raw: RawSheet, columns: dict[str, RawColumn], issues: list[Issue]) -> list[int]:
    """Positions of rows that say something and are not left out by ``include``."""
    speaking = [column for name, column in columns.items() if name not in {INCLUDE.name, NOTES.name}]
    silent = list(range(len(raw.rows)))
    for column in speaking:
        silent = [k for k in silent if is_blank(column.values[k])]
    blank = set(silent)
    used = [k for k in range(len(raw.rows)) if k not in blank]
    switch = columns.get(INCLUDE.name)
    if switch is None:
        return used
    included, wrong = read_column(INCLUDE, [switch.values[k] for k in used])
    issues += [_issue(raw.name, raw.rows[used[k]], switch.letter, complaint) for k, complaint in wrong]
    return list(compress(used, included.tolist()))


def _issue(sheet: str, row: int, letter: str, complaint: Complaint) -> Issue:
    severity = Severity.WARNING if complaint.usable else Severity.ERROR
    return Issue(sheet, row, letter, complaint.code, complaint.found, complaint.remedy, severity)


def _repeated_keys(entry: SheetEntry, record: Record) -> Iterable[Issue]:
    """Rows whose key stands on an earlier row too."""
    if not entry.sheet.key:
        return
    attributes = {column.name: column.attribute for column in entry.sheet.columns}
    keys = list(zip(*(getattr(record, attributes[name]).tolist() for name in entry.sheet.key), strict=True))
    if len(set(keys)) == len(keys):
        return
    seen: dict[tuple[Any, ...], int] = {}
    for k, key in enumerate(keys):
        first = seen.setdefault(key, k)
        if first != k and key[0]:
            shown = ", ".join(str(part) for part in key if part not in {"", None})
            first_row = record.addresses.rows[first]
            yield record.issue(
                entry.sheet.key[0],
                k,
                "duplicate-key",
                f"{shown} is already on row {first_row}.",
                "Keep one of the two rows.",
            )


def _read_settings(entry: SheetEntry, raw: RawSheet) -> Parsed:
    """Read a sheet of names and values: one record, each value with its own address."""
    issues: list[Issue] = []
    columns = {simplified(column.header): column for column in raw.columns}
    if not raw.rows:
        return Parsed(tuple(record.empty() for record in entry.records), ())
    if not {"name", "value"} <= columns.keys():
        text = "Settings needs the columns name and value."
        issues.append(Issue(raw.name, raw.header_row, "", "missing-column", text, "Start from a template."))
        return Parsed(tuple(record.empty() for record in entry.records), tuple(issues))
    declared = {simplified(column.name): column for column in entry.columns}
    suggest = suggestions([c.name for c in entry.columns])
    values: dict[str, Any] = {}
    letter = columns["value"].letter
    for k, found in enumerate(columns["name"].values):
        name = tidy(found)
        if name is None:
            continue
        column, row = declared.get(simplified(str(name))), raw.rows[k]
        if column is None:
            remedy = f"It is not used.{suggest(str(name))}"
            text = f"There is no setting called '{name}'."
            issues.append(Issue(raw.name, row, columns["name"].letter, "unknown-setting", text, remedy, Severity.NOTE))
            continue
        if column.name in values:
            text = f"The setting {column.name} is given twice."
            issues.append(
                Issue(raw.name, row, columns["name"].letter, "duplicate-key", text, "Keep one of the two rows.")
            )
        values[column.name], complaint = parse(column, columns["value"].values[k])
        if complaint:
            issues.append(_issue(raw.name, row, letter, complaint))
    arrays = {column.name: as_array(column, [values.get(column.name, column.default)]) for column in entry.columns}
    addresses = Addresses(raw.name, (0,))
    records = tuple(
        record({column.name: arrays[column.name] for column in record.columns}, addresses) for record in entry.records
    )
    return Parsed(records, tuple(issues))
