"""XML of a workbook's parts as text: small ones whole, worksheets some rows at a time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optimizer.workbook.package import MAIN
from optimizer.workbook.xml_text import UnvouchedError

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

HEAD, BLOCK = 1 << 20, 1 << 17
"""Bytes unpacked at first, in which the rows must begin, and then at a time; small ones stay in the cache."""
LONGEST_ROW = 1 << 26
"""Bytes one row may have."""

_SHEET = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml[^>]*\?>)?\s*<worksheet\s(?>[^>]*?xmlns=\""
    + re.escape(MAIN.encode())
    + rb"\").*?<sheetData ?(/?)>",
    re.DOTALL,
)


def whole(archive: zipfile.ZipFile, name: str, root: str) -> str:
    """XML of a part with the root element that is expected."""
    xml = _decoded(archive.read(name))
    if not re.match(rf'(?:\ufeff)?(?:<\?xml[^>]*\?>)?\s*<{root}\s[^>]*xmlns="{re.escape(MAIN)}"', xml):
        raise UnvouchedError(f"a {root} with another root")
    return xml


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnvouchedError("XML that is not UTF-8") from error


def blocks(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, bool]]:
    """XML of whole rows, block by block; at last what follows the rows, marked as the tail."""
    with archive.open(part) as stream:
        held = stream.read(HEAD)
        start = _SHEET.match(held)
        if not start or b"<!" in start[0]:
            raise UnvouchedError("a worksheet in an unusual form")
        held = held[start.end() :]
        while not start[1] and (end := held.find(b"</sheetData>")) < 0:
            cut = held.rfind(b"<row")
            if cut > 0:
                yield _decoded(held[:cut]), False
                held = held[cut:]
            more = stream.read(BLOCK)
            if not more or len(held) > LONGEST_ROW:
                raise UnvouchedError("rows without an end")
            held += more
        if not start[1]:
            yield _decoded(held[:end]), False
            held = held[end + len(b"</sheetData>") :]
        tail = _decoded(held + stream.read())
    if not tail.rstrip().endswith("</worksheet>") or "<!" in tail or "sheetData>" in tail:
        raise UnvouchedError("a worksheet in an unusual form")
    yield tail, True
