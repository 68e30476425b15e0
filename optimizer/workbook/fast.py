"""Cells straight from the XML of a worksheet, a megabyte at a time, for the forms that programs really write.

One regular expression takes the cells of many rows apart; everything else happens to whole columns. The expression
also catches every tag it does not know, so nothing is passed over in silence: what is not vouched for is read by
openpyxl instead, with the same values at the same addresses.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from optimizer.intake.raw import UNCALCULATED, Block
from optimizer.workbook.blocks import blocks, whole
from optimizer.workbook.grid import column_number
from optimizer.workbook.layout import MOST_MERGED, hidden_rows, layout
from optimizer.workbook.package import parse
from optimizer.workbook.serials import DATE, DAY_ZERO, DAY_ZERO_1904, DURATION, duration, kinds_of_styles, moment
from optimizer.workbook.xml_text import MOST_LETTERS, UnvouchedError, plain_texts, rich_text, shared_texts

if TYPE_CHECKING:
    import datetime as dt
    import zipfile
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from optimizer.intake.raw import Layout
    from optimizer.workbook.grid import Cells
    from optimizer.workbook.package import Package

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MOST_COVERED = 20_000_000
"""Columns of cells times merged ranges that are compared."""

SHARED, NUMERIC, DAY, TIMESPAN, YES_NO, FAULT, WRITTEN, INLINE = range(8)
"""What a cell holds."""
TYPES = {"s": SHARED, "n": NUMERIC, "b": YES_NO, "e": FAULT, "str": WRITTEN, "inlineStr": INLINE}

_CELL = re.compile(
    r'<(?:c r="([A-Z]{1,3})([1-9][0-9]{0,6})"([^<>/]*)'
    r"(?:/>|>(?:<v>([^<]*+)</v>|<is><t>([^<]*+)</t></is>|((?:[^<]++|<(?!/?c[ >]))*))</c>)"
    r"|(?!/?row[ />]))"
)
"""A cell, or the beginning of a tag that neither cells nor rows have: then every group is None.

A cell without an end costs no more than the way to the next one, there and back. Only single characters are repeated
possessively: with a group Python before 3.11.5 finds no match where there is one.
"""
_SPACE = r'(?: xml:space="preserve")?'
_INSIDE = re.compile(
    r"(<f)?(?:(?<=f)(?:[^<>]*/>|[^<>]*>[^<]*</f>))?"
    rf"(?:<v{_SPACE}>([^<]*)</v>|<v ?/>|<is>(?:<t{_SPACE}>([^<]*)</t>|(.*?))</is>|<is ?/>)?",
    re.DOTALL,
)
"""What a cell has inside that is more than a plain value: formula, stored value, text, runs of rich text."""
_ATTRIBUTE = re.compile(r' ([A-Za-z0-9:]+)="([^"]*)"')
_MERGED = re.compile(r'<mergeCell ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})" ?/>')


def fast_cells(archive: zipfile.ZipFile, package: Package, titles: Sequence[str]) -> dict[str, tuple[Cells, Layout]]:
    """Cells and layout of some worksheets by their titles.

    Raises
    ------
    UnvouchedError
        When the file has a form that only openpyxl is trusted with.

    """
    if not package.is_plain:
        raise UnvouchedError("titles or parts as no spreadsheet program writes them")
    strings = shared_texts(whole(archive, package.strings, "sst")) if package.strings else []
    styles = kinds_of_styles(parse(archive, package.styles) if package.styles else None)
    reader = _Reader(strings, styles, DAY_ZERO_1904 if package.from_1904 else DAY_ZERO)
    return {title: reader.cells(archive, package.sheets[title], is_hidden=title in package.hidden) for title in titles}


class _Kinds(dict[str, int]):
    """What the attributes of a cell say it holds, worked out once for each wording."""

    def __init__(self, styles: Sequence[int]) -> None:
        super().__init__()
        self._styles = styles

    def __missing__(self, attributes: str) -> int:
        given = dict(_ATTRIBUTE.findall(attributes))
        kind = TYPES.get(given.get("t", "n"))
        style = given.get("s", "0")
        strange = _ATTRIBUTE.sub("", attributes).strip(" ")
        if strange or kind is None or not style.isdecimal() or int(style) >= len(self._styles):
            raise UnvouchedError(f"a cell with the attributes{attributes}")
        if kind == NUMERIC:
            kind = {DATE: DAY, DURATION: TIMESPAN}.get(self._styles[int(style)], NUMERIC)
        self[attributes] = kind
        return kind


class _Columns(dict[str, int]):
    """Numbers of columns by their letters."""

    def __missing__(self, letters: str) -> int:
        number = self[letters] = column_number(letters)
        if number > LAST_COLUMN:
            raise UnvouchedError(f"a cell in column {letters}")
        return number


@dataclass
class _Reader:
    """What the cells of one workbook have in common."""

    strings: Sequence[str]
    styles: Sequence[int]
    day_zero: dt.datetime
    days: dict[float, Any] = field(default_factory=dict)
    columns: _Columns = field(default_factory=_Columns)

    def __post_init__(self) -> None:
        self.kinds = _Kinds(self.styles)
        self.texts = np.empty(len(self.strings), dtype=np.object_)
        self.texts[:] = [text[:MOST_LETTERS] or None for text in self.strings]

    def cells(self, archive: zipfile.ZipFile, part: str, *, is_hidden: bool) -> tuple[Cells, Layout]:
        """Cells of one worksheet, and what it shows beside them."""
        parts: dict[int, list[tuple[NDArray[np.int64], NDArray[np.object_]]]] = defaultdict(list)
        tail, hidden = "", list[int]()
        for xml, is_tail in blocks(archive, part):
            if is_tail:
                tail = xml
                continue
            hidden += hidden_rows(xml)
            for column, rows, values in self._block(xml):
                parts[column].append((rows, values))
        cells = {
            column: (np.concatenate([rows for rows, _ in found]), np.concatenate([values for _, values in found]))
            for column, found in sorted(parts.items())
        }
        if any((rows[1:] <= rows[:-1]).any() or rows[-1] > LAST_ROW for rows, _ in cells.values()):
            raise UnvouchedError("rows out of order")
        shown, merged = _without_merged(cells, tail)
        return shown, layout(archive, part, hidden=hidden, merged=merged, is_hidden=is_hidden)

    def _block(self, xml: str) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.object_]]]:
        """Filled cells of some whole rows, by column."""
        pieces = _CELL.split(xml)
        letters, numbers, attributes, stored, inline, inside = (pieces[k :: _CELL.groups + 1] for k in range(1, 7))
        if None in letters:
            raise UnvouchedError("a tag that cells do not have")
        values = self._values(attributes, stored, inline, inside)
        filled = np.flatnonzero(values != None)  # noqa: E711 - cell by cell
        columns = np.fromiter(map(self.columns.__getitem__, letters), np.int16, len(letters))[filled]
        rows = np.fromiter(map(int, numbers), np.int64, len(numbers))[filled]
        order = np.argsort(columns, kind="stable")
        for places in np.split(order, np.flatnonzero(np.diff(columns[order])) + 1):
            if len(places):
                yield int(columns[places[0]]), rows[places], values[filled[places]]

    def _values(
        self, attributes: list[str], stored: list[str], inline: list[str], inside: list[str]
    ) -> NDArray[np.object_]:
        """Values of cells; None where a cell is blank."""
        kinds = np.fromiter(map(self.kinds.__getitem__, attributes), np.int8, len(attributes))
        values = np.empty(len(attributes), dtype=np.object_)
        for k in [k for k, found in enumerate(inside) if found] if any(inside) else ():
            stored[k], inline[k], values[k] = _unwrapped(inside[k], int(kinds[k]))
        contents = np.array(stored, dtype=np.object_)
        has = np.fromiter(map(bool, stored), np.bool_, len(stored))
        for kind, convert in self.CONVERSIONS.items():
            places = np.flatnonzero(has & (kinds == kind))
            if len(places):
                values[places] = convert(self, contents[places].tolist())
        places = np.flatnonzero(np.fromiter(map(bool, inline), np.bool_, len(inline)) & (kinds == INLINE))
        if len(places):
            values[places] = plain_texts(np.array(inline, dtype=np.object_)[places].tolist())
        return values

    def _shared(self, found: list[str]) -> Any:
        places = np.array(_numbers(found))
        if places.dtype.kind != "i" or places.min() < 0 or places.max() >= len(self.texts):
            raise UnvouchedError("a text that is not in the table of shared texts")
        return self.texts[places]

    def _dates(self, found: list[str]) -> list[Any]:
        days = self.days
        serials = _numbers(found)
        for serial in set(serials) - days.keys():
            days[serial] = moment(serial, self.day_zero)
        return [days[serial] for serial in serials]

    def _durations(self, found: list[str]) -> list[Any]:
        return [duration(serial) for serial in _numbers(found)]

    def _plain(self, found: list[str]) -> list[Any]:
        return _numbers(found)

    def _flags(self, found: list[str]) -> list[Any]:
        return [bool(number) for number in _numbers(found)]

    def _written(self, found: list[str]) -> list[Any]:
        return list(plain_texts(found))

    CONVERSIONS: ClassVar[dict[int, Callable[[_Reader, list[str]], Any]]] = {
        SHARED: _shared,
        NUMERIC: _plain,
        DAY: _dates,
        TIMESPAN: _durations,
        YES_NO: _flags,
        FAULT: _written,
        WRITTEN: _written,
    }


def _unwrapped(inside: str, kind: int) -> tuple[str, str, Any]:
    """Stored value and inline text of a cell with more than that in it; or the value itself."""
    match = _INSIDE.fullmatch(inside)
    if not match:
        raise UnvouchedError("a cell with unusual contents")
    formula, stored, inline, rich = match.groups("")
    if rich and kind == INLINE:
        return "", "", rich_text(rich) or None
    lacks = formula and not stored and kind not in {WRITTEN, INLINE}
    return stored, inline, UNCALCULATED if lacks else None


def _numbers(found: list[str]) -> list[Any]:
    """Numbers as Python reads them, whole ones as int."""
    try:
        numbers: list[Any] = json.loads(f"[{','.join(found)}]", parse_constant=_no_number)
    except (ValueError, RecursionError):
        numbers = [_number(text) for text in found]
    if len(numbers) != len(found) or not set(map(type, numbers)) <= {int, float}:
        raise UnvouchedError("a number that is none")
    return numbers


def _no_number(word: str) -> float:
    raise ValueError(word)


def _number(text: str) -> float:
    try:
        return float(text) if "." in text or "e" in text.lower() else int(text)
    except ValueError as error:
        raise UnvouchedError(f"the number {text[:40]}") from error


def _without_merged(cells: Cells, tail: str) -> tuple[Cells, list[Block]]:
    """Cells without those that a merged one covers, of which only the top left corner counts; and the merged ones."""
    merged = _MERGED.findall(tail)
    if len(merged) != tail.count("<mergeCell "):
        raise UnvouchedError("merged cells in an unusual form")
    if len(merged) * len(cells) > MOST_COVERED:
        raise UnvouchedError("more merged cells than anybody makes")
    corners = [(column_number(left), int(top), column_number(right), int(low)) for left, top, right, low in merged]
    left, top, right, bottom = np.array(corners, dtype=np.int64).reshape(-1, 4).T
    shown = {}
    for column, (rows, values) in cells.items():
        across = (left <= column) & (column <= right)
        first = top[across] + (left[across] == column)
        starts = np.bincount(np.searchsorted(rows, first), minlength=len(rows) + 1)
        ends = np.bincount(np.searchsorted(rows, np.maximum(bottom[across] + 1, first)), minlength=len(rows) + 1)
        free = np.cumsum(starts - ends)[: len(rows)] == 0
        if free.any():
            shown[column] = (rows[free], values[free])
    return shown, [Block(*corner) for corner in corners[:MOST_MERGED]]
