"""The parts of a workbook's file: where it keeps what."""

from __future__ import annotations

import posixpath
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.limits import OWN, Limits
from optimizer.workbook.archive import NEW_WORKBOOK, RefusedError, check_archive, damaged

if TYPE_CHECKING:
    import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

CUSTOM = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
TEMPLATE = "Sourcemix template"
"""Property of the document that holds the version of the template it was made from."""
MOST_LETTERS = 255
"""Letters the title of a sheet may have; Excel stops at 31, other programs later."""


@dataclass(frozen=True, slots=True)
class Package:
    """Where a workbook keeps what.

    Attributes
    ----------
    sheets
        Part of each worksheet, by its title, in the order of the tabs; hidden ones too.
    styles, strings
        Parts of the number formats and of the shared texts; "" where there are none.
    from_1904
        Whether days are counted from 1904, as old Macs did.
    hidden
        Titles of the worksheets that are hidden.
    is_plain
        Whether titles and parts are as Excel writes them; if not, only openpyxl's reading is trusted.
    has_macros, has_links
        Whether there are macros, and links to other workbooks.
    template
        Version of the template it was made from; None when it was not made from one.

    """

    sheets: dict[str, str]
    styles: str
    strings: str
    from_1904: bool
    hidden: frozenset[str]
    is_plain: bool
    has_macros: bool = False
    has_links: bool = False
    template: int | None = None


def inspect(archive: zipfile.ZipFile, limits: Limits = OWN) -> Package:
    """Check every part, and find the worksheets.

    Raises
    ------
    RefusedError
        When the file is too large, a trap, or no workbook in the form that is read.

    """
    check_archive(archive, limits)
    try:
        package = _package(archive)
    except KeyError as error:
        raise damaged(error) from error
    if len(package.sheets) > limits.sheets:
        found = f"The workbook has {len(package.sheets):,} sheets; up to {limits.sheets:,} are read."
        raise RefusedError("too-large", found, NEW_WORKBOOK)
    return package


def parse(archive: zipfile.ZipFile, name: str) -> ET.Element:
    """Parse a small part; its head has been checked, so nothing in it expands."""
    try:
        return ET.fromstring(archive.read(name))  # noqa: S314 - document types are refused
    except ET.ParseError as error:
        raise damaged(f"{name}: {error}") from error


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Kind and path of everything a part refers to, by identifier."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in archive.NameToInfo:
        return {}
    found = {}
    for relation in parse(archive, path).iter(f"{{{RELATIONS}}}Relationship"):
        target = relation.get("Target", "")
        if relation.get("TargetMode") != "External":
            whole = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[relation.get("Id", "")] = (relation.get("Type", "").rsplit("/", 1)[-1], whole)
    return found


def parts_of(archive: zipfile.ZipFile, part: str, kind: str) -> list[str]:
    """Parts of one kind that a part refers to, and that are there."""
    found = [path for found, path in _relations(archive, part).values() if found == kind]
    return [path for path in found if path in archive.NameToInfo]


OTHERS = {
    "xl/workbook.bin": "a binary workbook (.xlsb)",
    "mimetype": "an OpenDocument file (.ods)",
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "Index/Document.iwa": "a Numbers document",
}
"""What an archive is that has such a part."""


def _check_kind(archive: zipfile.ZipFile, book: str) -> None:
    """Refuse an archive that is no workbook in XML."""
    remedy = "Open it in the program it comes from, and save it as 'Excel Workbook (*.xlsx)'."
    for part, kind in OTHERS.items():
        if part in archive.NameToInfo:
            raise RefusedError("not-a-workbook", f"The file is {kind}, whatever its name says.", remedy)
    inner = [name for name in archive.namelist() if name.lower().endswith((".xlsx", ".xlsm")) and "xl/" not in name]
    if book not in archive.NameToInfo and inner:
        found = f"The file is a zip archive with workbooks in it ({inner[0]})."
        raise RefusedError("not-a-workbook", found, "Unpack it, and name the workbook.")
    if book not in archive.NameToInfo or not book.endswith(".xml"):
        found = "The file is an archive without a workbook in it."
        raise RefusedError("not-a-workbook", found, "Save it from Excel as .xlsx.")


def _package(archive: zipfile.ZipFile) -> Package:
    books = [path for kind, path in _relations(archive, "").values() if kind == "officeDocument"]
    _check_kind(archive, books[0] if books else "")
    root = parse(archive, books[0])
    if root.tag == f"{{{STRICT}}}workbook":
        found = "The workbook is saved in the strict form of Open XML, which is not read."
        raise RefusedError("strict-form", found, "In Excel choose Save As, and there 'Excel Workbook (*.xlsx)'.")
    relations = _relations(archive, books[0])
    listed = list(root.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet"))
    known = [(sheet.get("name", ""), relations.get(sheet.get(REFERENCE, ""), ("", ""))) for sheet in listed]
    sheets: dict[str, str] = {}
    for title, (kind, path) in known:
        if kind == "worksheet":
            sheets.setdefault(title, path)
    hidden = frozenset(sheet.get("name", "") for sheet in listed if sheet.get("state", "visible") != "visible")
    if any(len(title) > MOST_LETTERS for title in sheets):
        raise damaged("the title of a sheet is too long")
    kinds = [kind for _, (kind, _) in known]
    by_kind = {kind: path for kind, path in relations.values() if path in archive.NameToInfo}
    properties = root.find(f"{{{MAIN}}}workbookPr")
    return Package(
        sheets,
        by_kind.get("styles", ""),
        by_kind.get("sharedStrings", ""),
        from_1904=properties is not None and properties.get("date1904", "0") in {"1", "true"},
        hidden=hidden,
        is_plain=root.tag == f"{{{MAIN}}}workbook" and _is_plain(archive, sheets, kinds),
        has_macros="vbaProject" in by_kind,
        has_links="externalLink" in by_kind,
        template=_template(archive),
    )


def _is_plain(archive: zipfile.ZipFile, sheets: dict[str, str], kinds: list[str]) -> bool:
    """Whether every sheet has a title and a part of its own, and all of them are there."""
    return (
        len(sheets) == kinds.count("worksheet") > 0
        and set(kinds) <= {"worksheet", "chartsheet"}
        and len({title.casefold() for title in sheets}) == len(sheets) == len(set(sheets.values()))
        and all(path in archive.NameToInfo for path in sheets.values())
    )


def _template(archive: zipfile.ZipFile) -> int | None:
    """Version of the template in the properties of the document."""
    paths = [path for kind, path in _relations(archive, "").values() if kind == "custom-properties"]
    if not paths or paths[0] not in archive.NameToInfo:
        return None
    for found in parse(archive, paths[0]).iterfind(f"{CUSTOM}property"):
        if found.get("name") == TEMPLATE:
            text = "".join(found.itertext()).strip()
            return int(text) if text.isdecimal() and len(text) < MOST_LETTERS else None
    return None
