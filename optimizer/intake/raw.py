"""Cells as they were found, each with its address: what every door hands to validation."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.issue import Issue

ERROR_VALUES = frozenset({"#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
"""What a cell shows when its formula failed."""
UNCALCULATED = "#FORMULA WITHOUT A VALUE!"
"""What stands for a formula whose result the program that saved the workbook did not store."""


@dataclass(frozen=True, slots=True)
class RawColumn:
    """One column below its header.

    Attributes
    ----------
    header, letter
        Header as written, and the column's letter (for JSON: a dot and the key).
    values
        One value a row: text, number, bool, date or None.

    """

    header: str
    letter: str
    values: Sequence[Any]


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet: its columns and the row numbers of their values.

    Attributes
    ----------
    header_row
        Row of the headers; 0 when no header was recognised (then there are no columns).

    """

    name: str
    columns: tuple[RawColumn, ...]
    rows: tuple[int, ...]
    header_row: int


@dataclass(frozen=True, slots=True)
class RawBook:
    """All sheets, what was wrong with the file itself, and a fingerprint of its content."""

    sheets: tuple[RawSheet, ...]
    digest: str
    issues: tuple[Issue, ...] = field(default=())


def simplified(name: str) -> str:
    """Return a name without case, spaces, underscores and hyphens, for matching."""
    return "".join(ch for ch in name.casefold() if ch not in " _-\u00a0\u200b\t\n\r")


def from_records(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> RawBook:
    """Take tables as lists of records: the JSON form, also used for data frames and examples.

    Parameters
    ----------
    tables
        Records by sheet name. Settings is one record of names and values, or a record with ``name`` and ``value`` each.

    """
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
