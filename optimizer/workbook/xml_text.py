"""Text of a workbook's XML: entities, line ends, Excel's own escapes, runs of rich text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
MOST_LETTERS = 32_768
"""Letters that are kept of a shared text, one more than Excel allows: a few bytes may refer to it again and again."""

_ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SHARED = re.compile(r'<(?:si>(?:<t(?: xml:space="preserve")?>([^<]*+)</t>|((?:[^<]++|<(?!/?si[ />]))*))</si>|(si)/>)')


class UnvouchedError(Exception):
    """The fast route does not vouch for what it found: openpyxl has to read the file."""


def plain_text(found: str) -> str:
    r"""Text as it was meant, from characters between two tags.

    >>> plain_text("R&amp;D&#10;"), plain_text("Reno_x000D_"), plain_text("_x005F_x000D_")
    ('R&D\n', 'Reno\r', '_x000D_')
    """
    if "\r" in found:
        found = found.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in found:
        if found.count("&") != len(_ENTITY.findall(found)):
            raise UnvouchedError("an entity that XML does not define")
        found = _ENTITY.sub(_character, found)
    return without_escapes(found)


def _character(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return NAMED[name]
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    try:
        character = chr(number)
    except (ValueError, OverflowError) as error:
        raise UnvouchedError("a character that does not exist") from error
    if _NOT_XML.match(character):
        raise UnvouchedError("a character that XML does not allow")
    return character


def without_escapes(text: str) -> str:
    """Undo Excel's ``_xHHHH_``, in which it writes characters that XML does not allow."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def plain_texts(found: Sequence[str]) -> list[str]:
    """Undo entities and escapes in many texts; nearly all of them have none."""
    together = "\n".join(found)
    if _NOT_XML.search(together):
        raise UnvouchedError("a character that XML does not allow")
    if "&" in together or "_x" in together or "\r" in together:
        return [plain_text(text) for text in found]
    return list(found)


def rich_text(inside: str) -> str:
    """Text of ``<si>`` or ``<is>`` that is more than one plain ``<t>``: its runs, without phonetic ones."""
    try:
        root = ET.fromstring(f"<si>{inside}</si>")  # noqa: S314 - a fragment cannot hold a document type
    except ET.ParseError as error:
        raise UnvouchedError("a text that is no XML by itself") from error
    runs = [root.findtext("t", ""), *(run.findtext("t", "") for run in root.iterfind("r"))]
    return without_escapes("".join(runs))


def shared_texts(xml: str) -> list[str]:
    """Every text of the table of shared texts, in order."""
    head = xml.find("<sst")
    if head < 0 or "<!" in xml:
        raise UnvouchedError("shared texts in an unusual form")
    items = _SHARED.findall(xml, head)
    if len(items) != len(re.findall(r"<si[ />]", xml)):
        raise UnvouchedError("shared texts in an unusual form")
    texts = plain_texts([plain for plain, _, _ in items])
    for k, (_, rich, _) in enumerate(items):
        if rich:
            texts[k] = rich_text(rich)
    return texts
