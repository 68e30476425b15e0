"""The archive a workbook's file is: measured and looked at before anything unpacks it or reads its XML.

Whoever made it decides how large it grows and what its XML asks a parser to do, so the number of parts, sizes,
compression and the head of every part are checked first.
"""

from __future__ import annotations

import re
import zipfile
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.limits import Limits

LARGEST_UNASKED = 1 << 24
"""Bytes a part may have when unpacked, however well it was compressed."""
STEEPEST = 250
"""How many times its packed size a larger part may be; real sheets reach 10 to 60, deflate ends at 1032."""
HEAD = 1 << 14
"""Bytes in which a part's root element must begin."""
LOCAL_HEADER = 30
"""Bytes that stand before every part in the archive, its name not counted."""
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Ways of compression that spreadsheet programs use."""
ENCODINGS = frozenset({"utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "windows-1252"})
ENCRYPTED = 0x1
NEW_WORKBOOK = "Copy the tables that are planned with into a new workbook, as values, and save that."

_PROLOG = re.compile(rb"\s*+(?>(?:<\?.*?\?>|<!--.*?-->)\s*+)*<[^!?]", re.DOTALL)
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


def damaged(error: object) -> RefusedError:
    """Make the refusal of a file that cannot be read at all."""
    found = f"The file cannot be read as a workbook ({error})."
    return RefusedError("unreadable", found, "Open it in Excel and save it again as .xlsx.")


def check_archive(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Look at every part.

    Raises
    ------
    RefusedError
        When the file is too large or a trap.

    """
    _check_parts(archive, limits)
    _check_sizes(archive, limits)
    for part in archive.infolist():
        if part.file_size:
            _check_head(archive, part.filename)


def unpacked_bytes(archive: zipfile.ZipFile) -> int:
    """Sum of the parts as they would be unpacked; no part is read beyond the size it states [bytes]."""
    return sum(part.file_size for part in archive.infolist())


def _check_parts(archive: zipfile.ZipFile, limits: Limits) -> None:
    parts = archive.infolist()
    if len(parts) > limits.parts:
        found = f"The file consists of {len(parts):,} parts; up to {limits.parts:,} are read."
        raise RefusedError("too-large", found, NEW_WORKBOOK)
    if len({part.filename for part in parts}) < len(parts):
        raise damaged("a part of it is there twice")
    if any(part.flag_bits & ENCRYPTED for part in parts):
        found = "The archive inside the workbook is protected with a password."
        raise RefusedError("protected", found, "Save it from Excel as .xlsx without a password.")
    if not {part.compress_type for part in parts} <= METHODS:
        raise damaged("a part of it is compressed in a way that workbooks are not")
    placed = sorted(parts, key=lambda part: part.header_offset)
    if any(one.header_offset + LOCAL_HEADER + one.compress_size > two.header_offset for one, two in pairwise(placed)):
        raise damaged("two parts of it share their bytes")


def _check_sizes(archive: zipfile.ZipFile, limits: Limits) -> None:
    parts, total = archive.infolist(), unpacked_bytes(archive)
    steep = [part for part in parts if part.file_size > max(LARGEST_UNASKED, STEEPEST * part.compress_size)]
    if steep or total > limits.unpacked_bytes:
        found = f"The workbook would grow to {total / 1e6:,.0f} MB when it is unpacked."
        raise RefusedError("too-large", found, NEW_WORKBOOK)


def _check_head(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse a part whose XML declares a document type, which may define entities, or an unusual encoding."""
    with archive.open(name) as stream:
        head = stream.read(HEAD)
    ascii_head = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").replace(b"\x00", b"")
    if not name.endswith((".xml", ".rels")) and not ascii_head.lstrip().startswith(b"<"):
        return  # pictures, macros and the like
    if encoding := _ENCODING.match(ascii_head):
        word = encoding[1].decode("ascii", "replace")
        if word.lower() not in ENCODINGS:
            raise damaged(f"{name} is written in {word}")
    if not _PROLOG.match(ascii_head):
        if b"<!DOCTYPE" in ascii_head:
            found = f"The part {name} of the workbook declares a document type, which no spreadsheet program writes."
            raise RefusedError("document-type", found, "Ask where the file comes from, and save it again from Excel.")
        raise damaged(f"{name} does not begin as XML does")
