"""From any bytes to a workbook: the one way in which all fuzzers make them."""

from __future__ import annotations

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from handmade import handmade

if TYPE_CHECKING:
    from collections.abc import Mapping

SHEETS = ("Settings", "Periods", "Regions", "Sites", "Items", "BOM", "Sources", "Lead_times", "Demand", "Scenarios")
PARTS = (
    "", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels", "_rels/.rels", "[Content_Types].xml", "docProps/custom.xml",
)  # fmt: skip
"""What the bytes after the first one stand for: the whole file, or one part of it."""
DATA = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>value</t></is></c></row>'
    '<row r="2"><c r="A2" t="str"><f>A1</f><v>x</v></c><c r="B2" s="1"><v>46023</v></c></row>'
    '<row r="3"><c r="A3" t="e"><v>#N/A</v></c><c r="B3" t="b"><v>1</v></c><c r="C3" s="3"/></row>'
    '<row r="4"><c r="A4" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c><c r="B4"><f>1+1</f></c></row>'
)
TEXTS = '<si><t>item</t></si><si><r><t>Re</t></r><r><t xml:space="preserve">no </t></r></si><si/>'
HEAD = 4
"""Bytes of a planted cell before its text."""
TAIL = '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'


def wild(path: Path, content: bytes) -> Path:
    """Write a workbook of which the bytes decide one part; the first byte says which, and the title of the sheet."""
    first, rest = (content[0], content[1:]) if content else (0, b"")
    name = PARTS[first % len(PARTS)]
    if not name:
        path.write_bytes(rest)
        return path
    title = SHEETS[first // len(PARTS) % len(SHEETS)]
    return handmade(path, DATA, strings=TEXTS, tail=TAIL, title=title, extra={name: rest})


def parts_of(path: Path) -> Mapping[str, bytes]:
    """Every part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        return {part: archive.read(part) for part in archive.namelist()}


def _seeds() -> list[bytes]:
    with TemporaryDirectory() as folder:
        path = handmade(Path(folder) / "seed.xlsx", DATA, strings=TEXTS, tail=TAIL)
        parts, whole = parts_of(path), path.read_bytes()
    return [b"\0" + whole, *(bytes([k]) + parts[name] for k, name in enumerate(PARTS) if name in parts)]


SEEDS = _seeds()
"""A sound workbook, as a whole and by its parts."""


def planted(book: Mapping[str, list[dict[str, Any]]], content: bytes) -> dict[str, list[dict[str, Any]]]:
    """A plan in which the bytes replace cells: sheet, row, column and kind of value, then a text up to a zero byte."""
    names = list(book)
    found = {name: [dict(record) for record in records] for name, records in book.items()}
    for piece in content.split(b"\0"):
        if len(piece) > HEAD:
            name = names[piece[0] % len(names)]
            record = found[name][piece[1] % len(found[name])]
            column = list(record)[piece[2] % len(record)]
            record[column] = _value(piece[3], piece[HEAD:].decode("utf-8", "replace"))
    return found


def _value(kind: int, text: str) -> Any:
    try:
        return (lambda: text, lambda: float(text), lambda: int(text), lambda: None, lambda: bool(text))[kind % 5]()
    except ValueError:
        return text
