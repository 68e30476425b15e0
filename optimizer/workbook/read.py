"""Excel workbook to raw cells. Nothing is interpreted here: every value keeps its address for validation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.catalogue import catalogue
from models.issue import Issue, Severity
from optimizer.intake.raw import RawBook, simplified
from optimizer.limits import OWN, Limits, Trust
from optimizer.workbook.archive import RefusedError
from optimizer.workbook.contents import contents_of
from optimizer.workbook.file_kind import check_file
from optimizer.workbook.grid import PLAIN, table
from optimizer.workbook.template import TEMPLATE_VERSION
from optimizer.workbook.xml_text import UnvouchedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from models.catalogue import SheetEntry
    from optimizer.workbook.contents import Contents
    from optimizer.workbook.grid import Cells


def read_workbook(path: Path, entries: Mapping[str, SheetEntry] | None = None, limits: Limits = OWN) -> RawBook:
    """Read every sheet that is looked for; problems of the file itself are issues of the book.

    Parameters
    ----------
    entries
        Sheets that are looked for; those of the input unless given. Of all others only the title is told.
    limits
        How far the file is trusted, and what reading it may ask of the machine.

    """
    known = {simplified(name): entry for name, entry in (catalogue() if entries is None else entries).items()}
    try:
        found = _contents(path, known.keys(), limits)
    except RefusedError as refused:
        return RawBook((), "", (Issue(path.name, 0, "", refused.code, refused.found, refused.remedy),))
    except OSError as error:
        text = f"The file cannot be opened ({error.strerror or type(error).__name__})."
        return RawBook(
            (), "", (Issue(path.name, 0, "", "no-access", text, "Close it elsewhere, or check your rights."),)
        )
    sheets = tuple(
        table(title, cells, known.get(simplified(title)), found.layouts.get(title, PLAIN))
        for title, cells in found.cells.items()
    )
    return RawBook(sheets, found.digest, tuple(_remarks(path, found)))


def _refused(path: Path, code: str, found: str, remedy: str) -> RawBook:
    return RawBook((), "", (Issue(path.name, 0, "", code, found, remedy),))


def all_cells(path: Path, limits: Limits = OWN) -> dict[str, Cells]:
    """Cells of every sheet by its title, the planner's own sheets too; none when the file cannot be read."""
    try:
        return _contents(path, None, limits).cells
    except (RefusedError, OSError):
        return {}


def run_facts(path: Path, limits: Limits = OWN) -> dict[str, str]:
    """Names and values on the sheet Run_info of a plan; none when there is no such sheet."""
    try:
        found = _contents(path, {simplified("Run_info")}, limits).cells.get("Run_info", {})
    except (RefusedError, OSError):
        return {}
    names, values = (dict(zip(*map(list, found.get(column, ((), ()))), strict=True)) for column in (1, 2))
    return {str(name).strip(): str(values[row]) for row, name in names.items() if row in values}


def _contents(path: Path, wanted: AbstractSet[str] | None, limits: Limits) -> Contents:
    """Take the file apart here or in a child, as far as it is trusted."""
    check_file(path, limits)
    if limits.trust is not Trust.NOBODY:
        try:
            return contents_of(path, wanted, limits)
        except UnvouchedError:
            pass  # neither small nor plain
    from optimizer.workbook.child import contents_in_child

    return contents_in_child(path, wanted, limits)


def _remarks(path: Path, found: Contents) -> list[Issue]:
    """What the planner should know about the file, though it is read."""
    remarks = []

    def remark(code: str, text: str, remedy: str, severity: Severity = Severity.NOTE) -> None:
        remarks.append(Issue(path.name, 0, "", code, text, remedy, severity))

    if any(path.with_name(f"{mark}{path.name}{end}").exists() for mark, end in (("~$", ""), (".~lock.", "#"))):
        text = "The workbook is open in another program: changes that are not saved yet are not seen."
        remark("open-elsewhere", text, "Save it there first.")
    if found.has_macros:
        remark("macros", "The workbook has macros; they are not run.", "The values saved last are used.")
    if found.has_links:
        text = "The workbook refers to other workbooks; they are not opened."
        remark("external-links", text, "The values saved last are used: update the links in Excel if they are old.")
    if found.from_1904:
        text = "The workbook counts days from 1904, as old Macs did; they are read as Excel shows them."
        remark("dates-from-1904", text, "A date pasted from or into another workbook may be four years off: check it.")
    if found.template is not None and found.template < TEMPLATE_VERSION:
        text = f"The workbook was made from an older template (version {found.template}, now {TEMPLATE_VERSION})."
        remedy = "Columns added since count as blank. A new one is made by: sourcemix template NEW.xlsx"
        remark("older-template", text, remedy)
    if found.template is not None and found.template > TEMPLATE_VERSION:
        text = f"The workbook was made for a newer Sourcemix (template {found.template}, here {TEMPLATE_VERSION})."
        remark("newer-template", text, "Columns not known here are not used: update Sourcemix.", Severity.WARNING)
    return remarks
