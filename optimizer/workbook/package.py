"""The parts of a workbook's file: found, measured and looked at before anything reads them.

A workbook is a zip archive of XML. Whoever made it decides how large it grows when it is unpacked and what its XML
asks a parser to do, so sizes, compression and the head of every part are checked first.
"""

from __future__ import annotations

import posixpath
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

LARGEST = 1 << 30
"""Bytes all parts together may have when unpacked."""
LARGEST_UNASKED = 1 << 24
"""Bytes a part may have when unpacked, however well it was compressed."""
STEEPEST = 250
"""How many times its packed size a larger part may be; real sheets reach 10 to 60, deflate ends at 1032."""
HEAD = 1 << 14
"""Bytes in which a part's root element must begin."""
ENCODINGS = frozenset({"utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "windows-1252"})
ENCRYPTED = 0x1

_PROLOG = re.compile(rb"\s*+(?>(?:<\?.*?\?>|<!--.*?-->)\s*+)*+<[^!?]", re.DOTALL)
_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")


class RefusedError(Exception):
    """A file that is not read.

    Parameters
    ----------
    code, found, remedy
        As in an :class:`~models.issue.Issue`.

    """

    def __init__(self, code: str, found: str, remedy: str) -> None:
        super().__init__(found)
        self.code, self.found, self.remedy = code, found, remedy


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

    """

    sheets: dict[str, str]
    styles: str
    strings: str
    from_1904: bool
    hidden: frozenset[str]
    is_plain: bool


def inspect(archive: zipfile.ZipFile) -> Package:
    """Check every part, and find the worksheets.

    Raises
    ------
    RefusedError
        When the file is too large, a trap, or no workbook in the form that is read.

    """
    _check_sizes(archive)
    for part in archive.infolist():
        if part.filename.endswith((".xml", ".rels")) and part.file_size:
            _check_head(archive, part.filename)
    try:
        return _package(archive)
    except KeyError as error:
        raise damaged(error) from error


def damaged(error: object) -> RefusedError:
    """Make the refusal of a file that cannot be read at all."""
    found = f"The file cannot be read as a workbook ({error})."
    return RefusedError("unreadable", found, "Open it in Excel and save it again as .xlsx.")


def _check_sizes(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len({part.filename for part in parts}) < len(parts):
        raise damaged("a part of it is there twice")
    if any(part.flag_bits & ENCRYPTED for part in parts):
        found = "The archive inside the workbook is protected with a password."
        raise RefusedError("protected", found, "Save it from Excel as .xlsx without a password.")
    steep = [part for part in parts if part.file_size > max(LARGEST_UNASKED, STEEPEST * part.compress_size)]
    total = sum(part.file_size for part in parts)
    if steep or total > LARGEST:
        found = f"The workbook would grow to {total / 1e6:,.0f} MB when it is unpacked."
        remedy = "Copy the tables that are planned with into a new workbook, as values, and save that."
        raise RefusedError("too-large", found, remedy)


def _check_head(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse a part whose XML declares a document type, which may define entities, or an unusual encoding."""
    with archive.open(name) as stream:
        head = stream.read(HEAD)
    ascii_head = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").replace(b"\x00", b"")
    if encoding := _ENCODING.match(ascii_head):
        word = encoding[1].decode("ascii", "replace")
        if word.lower() not in ENCODINGS:
            raise damaged(f"{name} is written in {word}")
    if not _PROLOG.match(ascii_head):
        if b"<!DOCTYPE" in ascii_head:
            found = f"The part {name} of the workbook declares a document type, which no spreadsheet program writes."
            raise RefusedError("document-type", found, "Ask where the file comes from, and save it again from Excel.")
        raise damaged(f"{name} does not begin as XML does")


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


def _package(archive: zipfile.ZipFile) -> Package:
    books = [path for kind, path in _relations(archive, "").values() if kind == "officeDocument"]
    if not books or books[0] not in archive.NameToInfo:
        found = "The file is an archive without a workbook in it."
        raise RefusedError("not-a-workbook", found, "Save it from Excel as .xlsx.")
    if not books[0].endswith(".xml"):
        found = "The file is a binary workbook or another document, whatever the name says."
        raise RefusedError("not-a-workbook", found, "Save it from Excel as .xlsx.")
    root = parse(archive, books[0])
    if root.tag == f"{{{STRICT}}}workbook":
        found = "The workbook is saved in the strict form of Open XML, which is not read."
        raise RefusedError("strict-form", found, "In Excel choose Save As, and there 'Excel Workbook (*.xlsx)'.")
    relations = _relations(archive, books[0])
    sheets: dict[str, str] = {}
    listed = list(root.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet"))
    known = [(sheet.get("name", ""), relations.get(sheet.get(REFERENCE, ""), ("", ""))) for sheet in listed]
    for title, (kind, path) in known:
        if kind == "worksheet":
            sheets.setdefault(title, path)
    hidden = frozenset(sheet.get("name", "") for sheet in listed if sheet.get("state", "visible") != "visible")
    kinds = [kind for _, (kind, _) in known]
    by_kind = {kind: path for kind, path in relations.values() if path in archive.NameToInfo}
    properties = root.find(f"{{{MAIN}}}workbookPr")
    from_1904 = properties is not None and properties.get("date1904", "0") in {"1", "true"}
    is_plain = (
        root.tag == f"{{{MAIN}}}workbook"
        and len(sheets) == kinds.count("worksheet") > 0
        and set(kinds) <= {"worksheet", "chartsheet"}
        and len({title.casefold() for title in sheets}) == len(sheets)
        and all(path in archive.NameToInfo for path in sheets.values())
    )
    return Package(sheets, by_kind.get("styles", ""), by_kind.get("sharedStrings", ""), from_1904, hidden, is_plain)
