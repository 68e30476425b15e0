"""Excel workbook to raw cells. Nothing is interpreted here: every value keeps its address for validation."""

from __future__ import annotations

import difflib
import hashlib
import zipfile
import zlib
from typing import TYPE_CHECKING

from models.catalogue import catalogue
from models.issue import Issue
from optimizer.intake.raw import RawBook, simplified
from optimizer.workbook.fast import fast_cells
from optimizer.workbook.grid import PLAIN, table
from optimizer.workbook.package import RefusedError, damaged, inspect
from optimizer.workbook.slow import slow_cells
from optimizer.workbook.xml_text import UnvouchedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from models.catalogue import SheetEntry
    from optimizer.intake.raw import Layout
    from optimizer.workbook.grid import Cells

KINDS = {".xlsx", ".xlsm"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_workbook(path: Path, entries: Mapping[str, SheetEntry] | None = None) -> RawBook:
    """Read every sheet that is looked for; problems of the file itself are issues of the book.

    Parameters
    ----------
    entries
        Sheets that are looked for; those of the input unless given. Of all others only the title is told.

    """
    known = {simplified(name): entry for name, entry in (catalogue() if entries is None else entries).items()}
    trouble = _trouble_with(path)
    if trouble:
        return RawBook((), "", (trouble,))
    try:
        cells = _cells(path, lambda title: simplified(title) in known)
        digest = _digest(path)
    except RefusedError as refused:
        return RawBook((), "", (_file_issue(path, refused.code, refused.found, refused.remedy),))
    except OSError as error:
        return RawBook((), "", (_no_access(path, error),))
    sheets = (table(title, found, known.get(simplified(title)), shown) for title, (found, shown) in cells.items())
    return RawBook(tuple(sheets), digest)


def run_facts(path: Path) -> dict[str, str]:
    """Names and values on the sheet Run_info of a plan; none when there is no such sheet."""
    try:
        found, _ = _cells(path, lambda title: title == "Run_info").get("Run_info", ({}, PLAIN))
    except RefusedError:
        return {}
    names, values = (dict(zip(*map(list, found.get(column, ((), ()))), strict=True)) for column in (1, 2))
    return {str(name).strip(): str(values[row]) for row, name in names.items() if row in values}


def _cells(path: Path, wanted: Callable[[str], bool]) -> dict[str, tuple[Cells, Layout]]:
    """Cells and layout of every worksheet by its title; none of those that are not wanted."""
    try:
        with zipfile.ZipFile(path) as archive:
            package = inspect(archive)
            try:
                found = fast_cells(archive, package, [title for title in package.sheets if wanted(title)])
                titles = list(package.sheets)
            except UnvouchedError:
                found = slow_cells(path, archive, package)
                titles = list(found)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise damaged(error) from error
    return {title: found[title] if wanted(title) else ({}, PLAIN) for title in titles}


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _file_issue(path: Path, code: str, found: str, remedy: str) -> Issue:
    return Issue(path.name, 0, "", code, found, remedy)


def _no_access(path: Path, error: OSError) -> Issue:
    found = f"The file cannot be opened ({error.strerror})."
    return _file_issue(path, "no-access", found, "Close it elsewhere, or check your rights.")


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
        return _no_access(path, error)
    if not start:
        return _file_issue(path, "empty-file", "The file is empty (0 bytes).", "Save the workbook again.")
    if start == OLE:
        found = "The workbook is protected with a password, or is an old .xls under a new name."
        return _file_issue(path, "protected", found, "Save it as .xlsx without a password.")
    if start.startswith(b"PK") and not zipfile.is_zipfile(path):
        found = "The file is cut short: its end, where a workbook lists its contents, is missing."
        return _file_issue(path, "not-a-workbook", found, "Copy or download it again, or save it again from Excel.")
    if not zipfile.is_zipfile(path):
        found = "The content is not an Excel workbook, whatever the name says."
        return _file_issue(path, "not-a-workbook", found, "Save it from Excel as .xlsx.")
    return None
