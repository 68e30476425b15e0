"""Cells as they were found, each with its address: what every door hands to validation."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from optimizer.intake.letters import INVISIBLE, skeleton

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.issue import Issue

ERROR_VALUES = frozenset({
    "#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA", "#FIELD!",
    "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#EXTERNAL!", "#PYTHON!", "#TIMEOUT!", "#NV", "#BEZUG!", "#WERT!",
    "#ZAHL!",
})  # fmt: skip
"""What a cell shows when its formula failed; the last four in German Excel."""
_FAILED = re.compile(r"#[^\w\s]?[^\W\d_][\w/.]* ?[!?]|#+")
"""Failed formulas in other languages, and the hash signs of a column that is too narrow."""
UNCALCULATED = "#FORMULA WITHOUT A VALUE!"
"""What stands for a formula whose result the program that saved the workbook did not store."""


def is_error_value(text: str, *, is_name: bool) -> bool:
    """Whether a text is what a failed formula shows, in any language where no name is expected.

    >>> is_error_value("#N/A", is_name=True), is_error_value("#DIV/0 !", is_name=False)
    (True, True)
    >>> is_error_value("#12", is_name=True)
    False
    """
    return text in ERROR_VALUES or (not is_name and bool(_FAILED.fullmatch(text)))


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of cells; rows and columns are counted from 1, both ends included."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Layout:
    """What a worksheet shows beside its values.

    Attributes
    ----------
    is_hidden
        Whether the sheet itself is hidden.
    hidden_rows
        Rows that are hidden or filtered out.
    merged
        Merged cells.
    tables
        Native tables of Excel, header included, rows of totals not.
    totals
        Rows of totals of those tables.

    """

    is_hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    merged: tuple[Block, ...] = ()
    tables: tuple[Block, ...] = ()
    totals: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RawColumn:
    """One column below its header.

    Attributes
    ----------
    header, letter
        Header as written ("" when there is none), and the column's letter (for JSON: a dot and the key).
    values
        One value a row: text, number, bool, date or None.
    above
        What stands right above the header: in our own templates the unit.

    """

    header: str
    letter: str
    values: Sequence[Any]
    above: Any = None


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet: its columns and the row numbers of their values.

    Attributes
    ----------
    header_row
        Row of the headers; 0 when no header was recognised (then there are no columns).
    untitled
        Columns without a header, with the rows of their cells below the header row.
    stranded
        Rows above the header that look like records.
    layout
        What the worksheet shows beside its values.

    """

    name: str
    columns: tuple[RawColumn, ...]
    rows: tuple[int, ...]
    header_row: int
    untitled: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    stranded: tuple[int, ...] = ()
    layout: Layout = field(default_factory=Layout)


@dataclass(frozen=True, slots=True)
class RawBook:
    """All sheets, what was wrong with the file itself, and a fingerprint of its content."""

    sheets: tuple[RawSheet, ...]
    digest: str
    issues: tuple[Issue, ...] = field(default=())


def simplified(name: str) -> str:
    """Return a name without case, spaces, underscores and hyphens, look-alike letters as Latin ones, for matching."""
    if not name.isascii():
        name = skeleton(INVISIBLE.sub("", name))
    return "".join(ch for ch in name.casefold() if ch not in " _-\u00a0\t\n\r")


def from_records(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> RawBook:
    """Take tables as lists of records: the JSON form, also used for data frames and examples.

    Parameters
    ----------
    tables
        Records by sheet name. Settings is one record of names and values, or a record with ``name`` and ``value`` each.

    """
    from models.catalogue import catalogue

    known = catalogue()
    by_simple_name = {simplified(name): entry for name, entry in known.items()}
    sheets = []
    for name, records in tables.items():
        entry = by_simple_name.get(simplified(name))
        if entry is not None and entry.sheet.scalar:
            sheets.append(_settings(name, _one_record(records)))
            continue
        headers = dict.fromkeys(key for record in records for key in record)
        columns = tuple(RawColumn(h, f".{h}", [record.get(h) for record in records]) for h in headers)
        sheets.append(RawSheet(name, columns, tuple(range(1, len(records) + 1)), 1))
    text = json.dumps(tables, sort_keys=True, default=str, ensure_ascii=False)
    return RawBook(tuple(sheets), hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest())


def _one_record(records: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Settings as one record of names and values; they may also come a row each, as on the sheet."""
    if records and {"name", "value"} <= records[0].keys():
        return {str(record["name"]): record["value"] for record in records if record["name"] is not None}
    return records[0] if records else {}


def _settings(name: str, record: Mapping[str, Any]) -> RawSheet:
    names = [key for key in record if key != "notes"]
    columns = (RawColumn("name", ".name", names), RawColumn("value", ".value", [record[key] for key in names]))
    return RawSheet(name, columns, tuple(range(1, len(names) + 1)), 1)
