"""Excel workbook to raw cells. Nothing is interpreted here: every value keeps its address for validation."""

from __future__ import annotations

import difflib
import hashlib
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

from models.catalogue import catalogue
from models.issue import Issue
from optimizer.intake.raw import RawBook, RawColumn, RawSheet, simplified

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from models.catalogue import SheetEntry

HEADER_WITHIN = 20
"""Rows of a sheet in which its header is looked for."""
KINDS = {".xlsx", ".xlsm"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_workbook(path: Path, entries: Mapping[str, SheetEntry] | None = None) -> RawBook:
    """Read every sheet of a workbook; problems of the file itself are issues of the book.

    Parameters
    ----------
    entries
        Sheets whose headers are looked for; those of the input unless given.

    """
    entries = catalogue() if entries is None else entries
    trouble = _trouble_with(path)
    if trouble:
        return RawBook((), "", (trouble,))
    from openpyxl import load_workbook

    content = path.read_bytes()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(path, data_only=True, keep_links=False)
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever a damaged file makes it stumble over
        return RawBook(
            (),
            "",
            (
                _file_issue(
                    path,
                    "unreadable",
                    f"The file cannot be read as a workbook ({error}).",
                    "Open it in Excel and save it again as .xlsx.",
                ),
            ),
        )
    try:
        sheets = tuple(
            _read_sheet(sheet.title, list(sheet.iter_rows(values_only=True)), entries) for sheet in book.worksheets
        )
    finally:
        book.close()
    return RawBook(sheets, hashlib.sha256(content).hexdigest())


def _file_issue(path: Path, code: str, found: str, remedy: str) -> Issue:
    return Issue(path.name, 0, "", code, found, remedy)


def _trouble_with(path: Path) -> Issue | None:
    """Say why the file is no readable workbook, if so."""
    return _trouble_with_name(path) or _trouble_with_content(path)


def _trouble_with_name(path: Path) -> Issue | None:
    if path.is_dir():
        return _file_issue(path, "is-folder", "This is a folder, not a workbook.", "Name the workbook in it.")
    if not path.exists():
        near = [p.name for p in path.parent.glob("*.xlsx")] if path.parent.is_dir() else []
        match = difflib.get_close_matches(path.name, near, n=1, cutoff=0.5)
        hint = f"Did you mean {match[0]}?" if match else "Check the name and the folder."
        return _file_issue(path, "missing-file", "There is no such file.", hint)
    if path.suffix.lower() not in KINDS:
        return _file_issue(path, "not-xlsx", f"'{path.suffix}' files are not read.", "Save the workbook as .xlsx.")
    return None


def _trouble_with_content(path: Path) -> Issue | None:
    try:
        with path.open("rb") as stream:
            start = stream.read(len(OLE))
    except OSError as error:
        return _file_issue(
            path,
            "no-access",
            f"The file cannot be opened ({error.strerror}).",
            "Close it elsewhere, or check your rights.",
        )
    if not start:
        return _file_issue(path, "empty-file", "The file is empty (0 bytes).", "Save the workbook again.")
    if start == OLE:
        found = "The workbook is protected with a password, or is an old .xls under a new name."
        return _file_issue(path, "protected", found, "Save it as .xlsx without a password.")
    if not zipfile.is_zipfile(path):
        found = "The content is not an Excel workbook, whatever the name says."
        return _file_issue(path, "not-a-workbook", found, "Save it from Excel as .xlsx.")
    return None


def _read_sheet(name: str, grid: Sequence[Sequence[Any]], entries: Mapping[str, SheetEntry]) -> RawSheet:
    """Find the header row, the one that matches most declared columns, and take the columns below it."""
    entry = {simplified(n): e for n, e in entries.items()}.get(simplified(name))
    known = {simplified(column.name) for column in entry.all_columns} if entry else set()
    if entry and entry.sheet.scalar:
        known = {"name", "value", "unit"}
    best, header = 0, -1
    for k, row in enumerate(grid[:HEADER_WITHIN]):
        matches = sum(isinstance(value, str) and simplified(value) in known for value in row)
        if matches > best:
            best, header = matches, k
    filled = tuple(k + 1 for k, row in enumerate(grid) if any(value not in {None, ""} for value in row))
    if header < 0:
        return RawSheet(name, (), filled, 0)
    below = [(k + 1, row) for k, row in enumerate(grid) if k > header]
    columns = tuple(
        RawColumn(str(title).strip(), column_letter(c), [row[c] for _, row in below])
        for c, title in enumerate(grid[header])
        if title is not None and str(title).strip()
    )
    return RawSheet(name, columns, tuple(number for number, _ in below), header + 1)


def run_facts(path: Path) -> dict[str, str]:
    """Names and values on the sheet Run_info of a plan; none when there is no such sheet."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        if "Run_info" not in book.sheetnames:
            return {}
        rows = book["Run_info"].iter_rows(values_only=True, max_col=2)
        return {str(name).strip(): str(value) for name, value in rows if name is not None and value is not None}
    finally:
        book.close()


def column_letter(position: int) -> str:
    """Letter of a column counted from 0: A, ..., Z, AA, ...

    >>> [column_letter(c) for c in (0, 25, 26, 701, 702)]
    ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    letters, number = "", position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
