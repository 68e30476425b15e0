"""One column: whole at once where its cells are plain, cell by cell where they are odd, with the same result."""

from __future__ import annotations

import datetime as dt
from itertools import compress, repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from models.schema import Kind, as_array
from optimizer.intake.cells import parse
from optimizer.intake.complaint import Complaint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from models.schema import Column
    from optimizer.intake.complaint import Parsed

Complaints = list[tuple[int, Complaint]]
"""What is wrong in a column, with the position of each cell, from top to bottom."""

PLAIN, BLANK, ODD = range(3)
SORTS = {int: PLAIN, float: PLAIN, type(None): BLANK}
"""What a cell of a column of numbers is, by the type of its value; all other types are odd."""
TEXTS = {str, type(None)}
STEADY = {str, int, float, bool, type(None), dt.date}
"""Types of which equal values always read alike; aware times, for one, do not."""


def read_column(column: Column, values: Sequence[Any]) -> tuple[NDArray[Any], Complaints]:
    """Read the values of a column into the array it is held in, and say what is wrong with which."""
    return _numbers(column, values) if column.kind is Kind.NUMBER else _words(column, values)


def _numbers(column: Column, values: Sequence[Any]) -> tuple[NDArray[Any], Complaints]:
    """Numbers are checked together; what is no number, or out of range, is looked at by itself."""
    sorts = np.fromiter(map(SORTS.get, map(type, values), repeat(ODD)), np.int8, len(values))
    is_plain = sorts == PLAIN
    figures = np.full(len(values), column.default, dtype=np.float64)
    try:
        figures[is_plain] = np.array(list(compress(values, is_plain.tolist())), dtype=np.float64)
    except OverflowError:
        is_plain[:] = False
    good = is_plain & (figures >= column.lower) & (figures <= column.upper) & np.isfinite(figures)
    if column.whole:
        good[good] = figures[good] % 1 == 0
    if not column.required:
        good |= sorts == BLANK
    complaints: Complaints = []
    read: dict[str, Parsed] = {}
    for k in np.flatnonzero(~good).tolist():
        value = values[k]
        if type(value) is not str:
            figures[k], complaint = parse(column, value)
        else:
            if value not in read:
                read[value] = parse(column, value)
            figures[k], complaint = read[value]
        if complaint:
            complaints.append((k, complaint))
    return figures, complaints


def _words(column: Column, values: Sequence[Any]) -> tuple[NDArray[Any], Complaints]:
    """Texts, names, answers and dates repeat: each different one is read once."""
    keys: Sequence[Any] = values
    if not set(map(type, values)) <= TEXTS:
        keys = [(type(value), value) if type(value) in STEADY else k for k, value in enumerate(values)]
    parsed: dict[Any, Parsed] = {}
    for key, value in zip(keys, values, strict=True):
        if key not in parsed:
            parsed[key] = parse(column, value)
    results = {key: result for key, (result, _) in parsed.items()}
    wrong = {key: complaint for key, (_, complaint) in parsed.items() if complaint}
    array = as_array(column, list(map(results.__getitem__, keys)))
    return array, [(k, wrong[key]) for k, key in enumerate(keys) if key in wrong] if wrong else []
