"""What a worksheet shows beside its values, from its XML: merged cells, hidden rows, native tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optimizer.intake.raw import Block, Layout
from optimizer.workbook.grid import column_number
from optimizer.workbook.package import MAIN, parse, parts_of

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable

MOST_MERGED = 10_000
"""Merged cells of a sheet that are looked at; nobody merges more by hand."""
_ROW = re.compile(r"<row ([^<>]*)>")
_NUMBER = re.compile(r'(?:^| )r="([0-9]{1,7})"')
_HIDDEN = re.compile(r' hidden="(?:1|true)"')
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def hidden_rows(xml: str) -> list[int]:
    """Numbers of the rows that are hidden or filtered out in some XML of rows.

    >>> hidden_rows('<row r="7" hidden="1"><c r="A7"/></row><row r="8"/>')
    [7]
    """
    if ' hidden="' not in xml:
        return []
    rows = [row for row in _ROW.findall(xml) if _HIDDEN.search(f" {row}")]
    return [int(number[1]) for row in rows if (number := _NUMBER.search(row))]


def block(reference: str) -> Block | None:
    """Return the rectangle of an address such as ``B2:D9``; None for what is none."""
    match = _RANGE.fullmatch(reference)
    return Block(column_number(match[1]), int(match[2]), column_number(match[3]), int(match[4])) if match else None


def layout(
    archive: zipfile.ZipFile, part: str, *, hidden: Iterable[int], merged: Iterable[Block], is_hidden: bool
) -> Layout:
    """Put together the layout of a worksheet; its tables are looked up in their own parts."""
    tables, totals = [], []
    for path in parts_of(archive, part, "table"):
        root = parse(archive, path)
        whole = block(root.get("ref", "")) if root.tag == f"{{{MAIN}}}table" else None
        if whole:
            rows = int(root.get("totalsRowCount", "0") in {"1", "true"})
            tables.append(Block(whole.left, whole.top, whole.right, whole.bottom - rows))
            totals += [whole.bottom] * rows
    return Layout(is_hidden, tuple(hidden), tuple(merged), tuple(tables), tuple(totals))
