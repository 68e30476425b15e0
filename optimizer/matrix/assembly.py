"""Blocks of rows put under one another: triplets to compressed columns."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from optimizer.matrix.arrays import Matrix
from optimizer.matrix.frames import Terms
from optimizer.matrix.limits import limits_of
from optimizer.matrix.names import Layout
from optimizer.matrix.rows import TOUCHING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.network import Core
    from models.schema import Numbers
    from optimizer.matrix.columns import Columns
    from optimizer.matrix.objective import Costs
    from optimizer.matrix.rows import RowBlock

    Indices = NDArray[np.int32]

NOTHING = Terms(None, np.zeros(0, dtype=np.int32), 1.0)
"""Stands where a term was, so that its memory is free."""
FEW = 100_000
"""Entries up to which sorting by numpy costs less than loading scipy (0.3 CPU s)."""


def assembled(core: Core, columns: Columns, blocks: list[RowBlock], costs: Costs) -> Matrix:
    """Put blocks of rows under one another, and leave out columns that nothing mentions; uses up the blocks' terms."""
    height = sum(block.count for block in blocks)
    may_be_empty = any(isinstance(block.constraint, list) for block in blocks)
    start, index, value, cancelled = _compressed(*_triplets(blocks, columns), height, columns.count)
    low, high = (np.concatenate([np.zeros(0), *(getattr(b, side) for b in blocks)]) for side in ("lower", "upper"))
    kept = _rows_that_say_something(index, low, high) if cancelled or may_be_empty else None
    if kept is not None:
        place = np.zeros(height, dtype=np.int32)
        place[kept] = np.arange(len(kept), dtype=np.int32)
        index, low, high = place[index], low[kept], high[kept]
    cost = np.bincount(costs.column, weights=costs.value, minlength=columns.count)
    limits = [limits_of(stretch) for stretch in columns.stretches]
    lower, upper = (np.concatenate([np.zeros(0), *(limit[k] for limit in limits)]) for k in (0, 1))
    whole = np.concatenate([np.zeros(0, dtype=np.bool_), *(limit[2] for limit in limits)])
    used, number = (start[1:] > start[:-1]) | (cost != 0), None
    if not used.all():
        number = np.where(used, np.cumsum(used, dtype=np.int32) - 1, np.int32(-1))
        start = start[np.append(used, True)]
        cost, lower, upper, whole = cost[used], lower[used], upper[used], whole[used]
    return Matrix(
        cost=cost.astype(np.float64, copy=False),
        offset=costs.offset,
        start=start,
        index=index,
        value=value,
        row_lower=low,
        row_upper=high,
        lower=lower,
        upper=upper,
        integer=whole,
        layout=Layout(columns, number, tuple((b.count, b.constraint, b.members) for b in blocks), kept),
        core=core,
    )


def _rows_that_say_something(index: Indices, lower: Numbers, upper: Numbers) -> NDArray[np.int64] | None:
    """Rows but those whose variables cancel out and that hold by themselves; None: all of them."""
    empty = np.bincount(index, minlength=len(lower)) == 0
    empty &= (lower <= TOUCHING) & (upper >= -TOUCHING)
    return np.flatnonzero(~empty) if empty.any() else None


def _triplets(blocks: list[RowBlock], columns: Columns) -> tuple[Indices, Indices, Numbers]:
    """Rows, columns and coefficients of all blocks; terms are let go as they are copied.

    Entries of one variable in one block come in the order of rows: columns are then in order as they are compressed.
    """
    count = sum(len(term.columns) for block in blocks for term in block.terms)
    row, column, value = np.empty(count, dtype=np.int32), np.empty(count, dtype=np.int32), np.empty(count)
    begins = np.array([stretch.first for stretch in columns.stretches])
    at = first = 0
    for block in blocks:
        numbers = [_stretch_of(term, begins) for term in block.terms]
        order = sorted(range(len(numbers)), key=numbers.__getitem__)
        for number, group in groupby(order, key=numbers.__getitem__):
            begin, several = at, list(group)
            for k in several:
                term, block.terms[k] = block.terms[k], NOTHING
                part = slice(at, at + len(term.columns))
                turns = np.arange(block.count, dtype=np.int32) if term.turns is None else term.turns
                np.add(turns, first, out=row[part], casting="unsafe")
                column[part], value[part] = term.columns, term.coefficient
                at = part.stop
            if len(several) > 1 and number >= 0:
                whole = slice(begin, at)
                by_row = np.argsort(row[whole], kind="stable")
                row[whole], column[whole], value[whole] = (
                    row[whole][by_row],
                    column[whole][by_row],
                    value[whole][by_row],
                )
        block.terms.clear()
        first += block.count
    return row, column, value


def _stretch_of(term: Terms, begins: NDArray[np.int64]) -> int:
    """Number of the variable whose columns a term has, by the first of them; -1 without any."""
    return int(np.searchsorted(begins, term.columns[0], side="right")) - 1 if len(term.columns) else -1


def _compressed(
    row: Indices, column: Indices, value: Numbers, height: int, width: int
) -> tuple[Indices, Indices, Numbers, bool]:
    """Compressed columns without repeats or zeros: starts, rows and coefficients; and whether any cancelled out."""
    if len(value) > FEW:
        from scipy.sparse import coo_array

        sparse = coo_array((value, (row, column)), shape=(height, width)).tocsc()
        cancelled = len(sparse.data) < len(value) and not bool(sparse.data.all())
        if cancelled:
            sparse.eliminate_zeros()
        start, index = sparse.indptr.astype(np.int32, copy=False), sparse.indices.astype(np.int32, copy=False)
        return start, index, sparse.data, cancelled
    place = column * np.int64(max(height, 1)) + row
    order = np.argsort(place, kind="stable")
    place, value = place[order], value[order]
    first = np.flatnonzero(np.append(True, place[1:] != place[:-1])) if len(place) else np.zeros(0, dtype=np.int64)
    if len(first) < len(place):
        place, value = place[first], np.add.reduceat(value, first)
    cancelled = not bool(value.all())
    if cancelled:
        place, value = place[value != 0], value[value != 0]
    start = np.zeros(width + 1, dtype=np.int32)
    np.cumsum(np.bincount(place // max(height, 1), minlength=width), out=start[1:])
    return start, (place % max(height, 1)).astype(np.int32), value, cancelled
