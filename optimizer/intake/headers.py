"""The header row of one sheet: which declared column each of its columns is, and what is wrong around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.issue import Issue, Severity
from optimizer.intake.guesses import closest, suggestions
from optimizer.intake.letters import deceptions, has_strangers
from optimizer.intake.raw import simplified

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.catalogue import SheetEntry
    from models.schema import Column
    from optimizer.intake.raw import RawColumn, RawSheet


@dataclass(frozen=True, slots=True)
class Headers:
    """Which columns of a sheet are which.

    Attributes
    ----------
    columns
        Raw columns by the name of the declared column they stand for.
    twice
        Declared columns that more than one column stands for.
    is_whole
        Whether every required column is there, and nothing of the table stands above the header.

    """

    columns: dict[str, RawColumn]
    twice: frozenset[str]
    is_whole: bool


def match_headers(entry: SheetEntry, raw: RawSheet, issues: list[Issue]) -> Headers:
    """Find the columns; a sheet without a header has none, which is said of the sheet."""
    if not raw.columns:
        return Headers({}, frozenset(), not raw.rows and not entry.sheet.required)
    declared = {simplified(column.name): column for column in entry.all_columns}
    found: dict[str, RawColumn] = {}
    strangers: list[RawColumn] = []
    twice: set[str] = set()
    for column in raw.columns:
        match = declared.get(simplified(column.header))
        if match is None:
            strangers.append(column)
        elif match.name in found:
            text = f"The column {match.name} appears twice ({found[match.name].letter} and {column.letter})."
            issues.append(_issue(raw, column.letter, "duplicate-column", text, "Delete one of them."))
            twice.add(match.name)
        else:
            found[match.name] = column
            if has_strangers(column.header):
                text = f"The header '{column.header}' is read as {match.name}: {deceptions(column.header)}."
                remedy = f"Type {match.name} again."
                issues.append(_issue(raw, column.letter, "look-alike", text, remedy, Severity.WARNING))
    issues += _unknown(entry, raw, strangers, found)
    missing = list(_missing(entry, raw, strangers, found))
    issues += missing
    issues += _without_header(raw)
    issues += _changed_units({column.name: column for column in entry.columns}, raw, found)
    return Headers(found, frozenset(twice), not missing and not raw.stranded)


def _issue(
    raw: RawSheet, letter: str, code: str, found: str, remedy: str, severity: Severity = Severity.ERROR
) -> Issue:
    return Issue(raw.name, raw.header_row, letter, code, found, remedy, severity)


def _unknown(
    entry: SheetEntry, raw: RawSheet, strangers: list[RawColumn], found: Mapping[str, RawColumn]
) -> Iterator[Issue]:
    """Columns that are not used; one that seems to be a known column misspelt is more than a note."""
    absent = [c.name for c in entry.all_columns if c.name not in found]
    suggest = suggestions([c.name for c in entry.all_columns])
    for column in strangers:
        hint = suggest(column.header)
        severity = Severity.WARNING if hint and hint[len(" Did you mean ") : -1] in absent else Severity.NOTE
        text = f"The column '{column.header}' is not known."
        yield _issue(raw, column.letter, "unknown-column", text, f"It is not used.{hint}", severity)


def _missing(
    entry: SheetEntry, raw: RawSheet, strangers: list[RawColumn], found: Mapping[str, RawColumn]
) -> Iterator[Issue]:
    for column in entry.columns:
        if column.required and column.name not in found:
            hint = closest(column.name, [c.header for c in strangers])
            hint = hint.replace("Did you mean", "Is it the column called")
            text = f"The column {column.name} is missing."
            yield _issue(raw, "", "missing-column", text, f"Add it: {column.help}{hint}")


def _without_header(raw: RawSheet) -> Iterator[Issue]:
    """Cells that no header speaks for, and records above the header."""
    letters = [column.letter for column in raw.columns]
    for letter, rows in raw.untitled.items():
        count = f"{len(rows)} filled cell{'s' if len(rows) > 1 else ''}"
        where = f"row {rows[0]}" if len(rows) == 1 else f"rows {rows[0]} to {rows[-1]}"
        text = f"The column has {count} in {where}, but no header in row {raw.header_row}; it is not used."
        beside = _follows(letters, letter)
        remedy = "Give it a header, or clear its cells."
        yield _issue(raw, letter, "blank-header", text, remedy, Severity.WARNING if beside else Severity.NOTE)
    for row in raw.stranded:
        text = f"Row {row} holds figures, but stands above the header in row {raw.header_row}."
        yield Issue(raw.name, row, "", "rows-above-header", text, "Move the header above all records.")


def _follows(letters: list[str], letter: str) -> bool:
    """Whether a column stands among titled ones, or right behind the last of them."""

    def place(name: str) -> tuple[int, str]:
        return len(name), name

    before = [known for known in letters if place(known) < place(letter)]
    return len(before) < len(letters) or (bool(letters) and _next(letters[-1]) == letter)


def _next(letter: str) -> str:
    """Letter of the column behind another.

    >>> _next("A"), _next("AZ"), _next("Z")
    ('B', 'BA', 'AA')
    """
    if letter.endswith("Z"):
        return (_next(letter[:-1]) if letter[:-1] else "A") + "A"
    return letter[:-1] + chr(ord(letter[-1]) + 1)


def _changed_units(declared: Mapping[str, Column], raw: RawSheet, found: Mapping[str, RawColumn]) -> Iterator[Issue]:
    """Units above the headers that are not the columns' own, where a row of units is recognised at all."""
    pairs = [(declared[name], column) for name, column in found.items() if name in declared]
    said = [(column, raw_column, str(raw_column.above or "").strip()) for column, raw_column in pairs]
    if not any(column.unit and _plain(text) == _plain(column.unit) for column, _, text in said):
        return
    for column, raw_column, text in said:
        if text and column.unit and _plain(text) not in {_plain(column.unit), "required"}:
            found_text = f"The unit above {column.name} is '{text}', but its figures are read in {column.unit}."
            remedy = f"Convert the figures, and put {column.unit} back."
            yield Issue(
                raw.name, raw.header_row - 1, raw_column.letter, "changed-unit", found_text, remedy, Severity.WARNING
            )


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
