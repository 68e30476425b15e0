"""One sheet: match its headers, read its columns into arrays, and collect every issue on the way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import compress
from typing import TYPE_CHECKING, Any

from models.catalogue import INCLUDE, NOTES
from models.issue import Issue, Severity
from models.schema import Addresses, Kind, as_array
from optimizer.intake.allowed import allowed_in
from optimizer.intake.cells import is_blank
from optimizer.intake.columns import read_column
from optimizer.intake.headers import match_headers
from optimizer.intake.layout import check_layout
from optimizer.intake.letters import tidy
from optimizer.intake.settings_sheet import read_settings
from optimizer.intake.strays import merged_cells, stray_rows, totals_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from models.catalogue import SheetEntry
    from models.schema import Column, Record
    from optimizer.intake.complaint import Complaint
    from optimizer.intake.raw import RawColumn, RawSheet


Complaints = dict[str, "list[tuple[int, Complaint]]"]
"""What is wrong in each column, with the position of each cell."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """One sheet read: its record tables, and what was wrong.

    Attributes
    ----------
    bad
        Positions of the records whose value in a column is a stand-in, by the column's name.
    lost
        Positions of records that are none, e.g. a row of totals.
    doubtful_names
        Texts of keys that cannot be used: references to them are not wrong by themselves.
    is_whole
        Whether the header was found, with every required column.

    """

    records: tuple[Record, ...]
    issues: tuple[Issue, ...]
    bad: Mapping[str, frozenset[int]] = field(default_factory=dict)
    lost: frozenset[int] = frozenset()
    doubtful_names: frozenset[str] = frozenset()
    is_whole: bool = True


def read_table(entry: SheetEntry, raw: RawSheet) -> Parsed:
    """Read one sheet into the record tables of its owner and of the features that add columns."""
    if entry.sheet.scalar:
        arrays, addresses, found, wrong = read_settings(entry, raw)
        bad = {name: frozenset((0,)) for name in wrong}
        return Parsed(_records(entry, arrays, addresses), tuple(found), bad)
    issues: list[Issue] = []
    headers = match_headers(entry, raw, issues)
    columns = headers.columns
    rows = _rows_in_use(raw, columns, issues)
    numbers = tuple(raw.rows[k] for k in rows)
    issues += check_layout(raw, numbers)
    addresses = Addresses(raw.name, numbers, {name: column.letter for name, column in columns.items()})
    values = {name: _of_rows(column.values, rows, len(raw.rows)) for name, column in columns.items()}
    arrays, complaints = _read_columns(entry, values, len(rows))
    lost = {**totals_rows(entry, raw, values, numbers), **stray_rows(entry, values, complaints)}
    covered, merged = merged_cells(raw, columns, numbers)
    covered |= dict.fromkeys(headers.twice, frozenset(range(len(rows))))
    issues += merged
    issues += [_whole_row(addresses, k, *found) for k, found in sorted(lost.items())]
    issues += _of_cells(entry, addresses, complaints, covered, lost)
    if entry.sheet.required and not rows and not any(issue.severity is Severity.ERROR for issue in issues):
        issues += _empty(entry, raw)
    bad = _bad_cells(complaints, covered)
    doubtful = _doubtful_names(entry, values, bad)
    records = _records(entry, arrays, addresses)
    issues += _repeated_keys(entry, records[0], bad, lost)
    is_whole = headers.is_whole and (bool(rows) or not entry.sheet.required)
    return Parsed(records, tuple(issues), bad, frozenset(lost), doubtful, is_whole)


def _empty(entry: SheetEntry, raw: RawSheet) -> Iterator[Issue]:
    """A required sheet without records; without a header that is said already."""
    if raw.header_row or not raw.rows:
        text = f"All rows ({len(raw.rows)}) are left out by include." if raw.rows else "The sheet has no rows."
        yield Issue(raw.name, 0, "", "empty-sheet", text, f"Enter at least one row: {entry.sheet.purpose}")


def _of_cells(
    entry: SheetEntry,
    addresses: Addresses,
    complaints: Complaints,
    covered: Mapping[str, frozenset[int]],
    lost: Mapping[int, object],
) -> Iterator[Issue]:
    """What is wrong with single cells, unless their row or a merged cell over them has been spoken of."""
    for column in entry.columns:
        for k, complaint in complaints.get(column.name, ()):
            if k not in lost and k not in covered.get(column.name, ()):
                yield _issue(addresses, k, column, complaint)


def _bad_cells(complaints: Complaints, covered: Mapping[str, frozenset[int]]) -> dict[str, frozenset[int]]:
    """Positions of the values that cannot be used, by column."""
    bad = {name: frozenset(k for k, c in found if not c.usable) for name, found in complaints.items()}
    return {**bad, **{name: bad.get(name, frozenset()) | cells for name, cells in covered.items()}}


def _records(entry: SheetEntry, arrays: Mapping[str, NDArray[Any]], addresses: Addresses) -> tuple[Record, ...]:
    return tuple(record({c.name: arrays[c.name] for c in record.columns}, addresses) for record in entry.records)


def _of_rows(values: Sequence[Any], rows: Sequence[int], count: int) -> Sequence[Any]:
    return values if len(rows) == count else [values[k] for k in rows]


def _read_columns(
    entry: SheetEntry, values: Mapping[str, Sequence[Any]], count: int
) -> tuple[dict[str, NDArray[Any]], Complaints]:
    """Arrays of all columns, and what is wrong in each by position."""
    arrays: dict[str, NDArray[Any]] = {}
    complaints: Complaints = {}
    for column in entry.columns:
        if column.name not in values:
            arrays[column.name] = as_array(column, [column.default] * count)
            continue
        arrays[column.name], wrong = read_column(column, values[column.name])
        if wrong:
            complaints[column.name] = wrong
    return arrays, complaints


def _rows_in_use(raw: RawSheet, columns: Mapping[str, RawColumn], issues: list[Issue]) -> list[int]:
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
    addresses = Addresses(raw.name, tuple(raw.rows[k] for k in used), {INCLUDE.name: switch.letter})
    issues += [_issue(addresses, k, INCLUDE, complaint) for k, complaint in wrong]
    return list(compress(used, included.tolist()))


def _issue(addresses: Addresses, k: int, column: Column, complaint: Complaint) -> Issue:
    severity = Severity.WARNING if complaint.usable else Severity.ERROR
    letter = addresses.letters.get(column.name, "")
    return Issue(
        addresses.sheet, addresses.rows[k], letter, complaint.code, complaint.found, complaint.remedy, severity,
        allowed_in(column),
    )  # fmt: skip


def _whole_row(addresses: Addresses, k: int, column: str, code: str, found: str, remedy: str) -> Issue:
    return Issue(addresses.sheet, addresses.rows[k], addresses.letters.get(column, ""), code, found, remedy)


def _doubtful_names(
    entry: SheetEntry, values: Mapping[str, Sequence[Any]], bad: Mapping[str, frozenset[int]]
) -> frozenset[str]:
    """Texts of the keys that could not be used."""
    cells = (tidy(values[name][k]) for name in entry.sheet.key[:1] for k in bad.get(name, ()))
    return frozenset("".join(ch for ch in text if ch.isprintable()) for text in cells if isinstance(text, str))


def _repeated_keys(
    entry: SheetEntry, record: Record, bad: Mapping[str, frozenset[int]], lost: Mapping[int, object]
) -> Iterable[Issue]:
    """Rows whose key stands on an earlier row too."""
    if not entry.sheet.key:
        return
    own = {column.name: column for column in entry.sheet.columns}
    attributes = [own[name].attribute for name in entry.sheet.key]
    keys = list(zip(*(getattr(record, attribute).tolist() for attribute in attributes), strict=True))
    if len(set(keys)) == len(keys):
        return
    unsure = set(lost).union(*(bad.get(name, frozenset()) for name in entry.sheet.key))
    seen: dict[tuple[Any, ...], int] = {}
    for k, key in enumerate(keys):
        if k in unsure:
            continue
        first = seen.setdefault(key, k)
        if first != k and key[0]:
            shown = ", ".join(_shown(part, own[name]) for part, name in zip(key, entry.sheet.key, strict=True) if part)
            found = f"{shown} is already on row {record.addresses.rows[first]}."
            allowed = f"each {' with '.join(entry.sheet.key)} once"
            issue = record.issue(entry.sheet.key[0], k, "duplicate-key", found, "Keep one of the two rows.")
            yield replace(issue, allowed=allowed)


def _shown(part: Any, column: Column) -> str:
    return f"{part:g}" if column.kind is Kind.NUMBER else str(part)
