"""Cells by column, however they were read, and the table that is found in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from optimizer.intake.raw import Layout, RawColumn, RawSheet, simplified

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from models.catalogue import SheetEntry

HEADER_WITHIN = 20
"""Rows of a sheet in which its header is looked for."""
MOST_STRANGERS = 300
"""Columns with a title that nobody knows which are taken from a sheet."""
MANY_ROWS, SPARSE = 10_000, 50
"""Rows from which on a column counts as nearly empty when fewer than one in so many of its cells is filled."""

PLAIN = Layout()
"""The layout of a sheet with nothing to say about it."""

Cells = dict[int, tuple[NDArray[np.int64], NDArray[np.object_]]]
"""Row numbers, ascending, and values of the filled cells of each column; columns are counted from 1."""


def column_letter(position: int) -> str:
    """Letter of a column counted from 0: A, ..., Z, AA, ...

    >>> [column_letter(c) for c in (0, 25, 26, 701, 702)]
    ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    letters, number = "", position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Number of a column counted from 1.

    >>> [column_number(letters) for letters in ("A", "Z", "AA", "XFD")]
    [1, 26, 27, 16384]
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def table(title: str, cells: Cells, entry: SheetEntry | None, layout: Layout = PLAIN) -> RawSheet:
    """Find the header row, the one that matches most declared columns, and take the columns below it.

    Only rows with something in them are kept: a stray value far below or far right of the table costs nothing.

    Parameters
    ----------
    entry
        What is declared of the sheet; None when nobody knows it, and then no header is found.
    layout
        What the worksheet shows beside its values.

    """
    known = {simplified(column.name) for column in entry.all_columns} if entry else set()
    if entry and entry.sheet.scalar:
        known = {"name", "value", "unit"}
    tops = _top_rows(cells)
    best, header = 0, 0
    for row in sorted(tops):
        matches = sum(isinstance(value, str) and simplified(value) in known for value in tops[row].values())
        if matches > best:
            best, header = matches, row
    if not header:
        return RawSheet(title, (), tuple(_union([rows for rows, _ in cells.values()]).tolist()), 0, layout=layout)
    titles = _titles(tops[header], known)
    below = {column: _below(cells[column], header) for column in titles}
    rows = _union([places for places, _ in below.values()])
    above = tops.get(header - 1, {})
    columns = tuple(
        RawColumn(titles[column], column_letter(column - 1), _spread(rows, *found), above.get(column))
        for column, found in below.items()
    )
    untitled = {
        column_letter(column - 1): tuple(_below(found, header)[0].tolist())
        for column, found in cells.items()
        if column not in below and column not in tops[header]
    }
    return RawSheet(
        title,
        columns,
        tuple(rows.tolist()),
        header,
        {letter: places for letter, places in untitled.items() if places},
        tuple(row for row in sorted(tops) if row < header and _is_record(tops[row], below)),
        layout,
    )


def _is_record(cells: Mapping[int, Any], titled: Collection[int]) -> bool:
    """Whether cells above the header look like a record: several under its columns, one of them a figure or a day."""
    found = [value for column, value in cells.items() if column in titled]
    return len(found) > 1 and any(isinstance(value, (int, float, dt.date)) for value in found)


def _titles(header: dict[int, Any], known: set[str]) -> dict[int, str]:
    """Texts of the header row by column; of those that nobody knows only as many as a sheet may have."""
    titles = {column: str(value).strip() for column, value in sorted(header.items())}
    titles = {column: text for column, text in titles.items() if text}
    strangers = [column for column, text in titles.items() if simplified(text) not in known]
    return {column: text for column, text in titles.items() if column not in set(strangers[MOST_STRANGERS:])}


def _top_rows(cells: Cells) -> dict[int, dict[int, Any]]:
    """Values of the first rows, by row and column."""
    found: dict[int, dict[int, Any]] = {}
    for column, (rows, values) in cells.items():
        for k in range(int(np.searchsorted(rows, HEADER_WITHIN, side="right"))):
            found.setdefault(int(rows[k]), {})[column] = values[k]
    return found


def _union(parts: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    is_used = np.zeros(max((int(rows[-1]) for rows in parts if len(rows)), default=0) + 1, dtype=np.bool_)
    for rows in parts:
        is_used[rows] = True
    return np.flatnonzero(is_used)


def _below(
    found: tuple[NDArray[np.int64], NDArray[np.object_]], header: int
) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    rows, values = found
    first = int(np.searchsorted(rows, header, side="right"))
    return rows[first:], values[first:]


def _spread(rows: NDArray[np.int64], places: NDArray[np.int64], values: NDArray[np.object_]) -> Sequence[Any]:
    """One value a row, None where there is none; a column that is nearly empty takes no more room than its values."""
    if len(places) == len(rows):
        return list(values.tolist())
    where = np.searchsorted(rows, places)
    if len(rows) > MANY_ROWS and len(places) * SPARSE < len(rows):
        return SparseValues(dict(zip(where.tolist(), values.tolist(), strict=True)), len(rows))
    spread = np.full(len(rows), None, dtype=np.object_)
    spread[where] = values
    return list(spread.tolist())


class SparseValues(Sequence[Any]):
    """Values most of which are None."""

    def __init__(self, filled: dict[int, Any], length: int) -> None:
        self._filled, self._length = filled, length

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, k: Any) -> Any:
        """Value at a position, or the list of those of a slice."""
        if isinstance(k, slice):
            return [self._filled.get(place) for place in range(*k.indices(self._length))]
        place = k if k >= 0 else k + self._length
        if not 0 <= place < self._length:
            raise IndexError(k)
        return self._filled.get(place)

    def __iter__(self) -> Iterator[Any]:
        return map(self._filled.get, range(self._length))
