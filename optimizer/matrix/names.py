"""Which column belongs to which variable, and what rows and columns are called; made up only when asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from models.algebra.sets import table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from optimizer.matrix.columns import Columns


@dataclass(frozen=True, eq=False)
class Layout:
    """Where variables and rules stand in the matrix.

    Attributes
    ----------
    columns
        Columns of variable components, before those that nothing mentions were left out.
    number
        Column in the matrix of each of them, -1 for one left out; None: nothing was.
    blocks
        Number of rows, constraint (or its rows as objects) and positions in its index set of each block of rows.
    rows
        Place among all rows of blocks of each row in the matrix; None: the same.

    """

    columns: Columns
    number: NDArray[np.integer[Any]] | None
    blocks: tuple[tuple[int, Any, Any], ...]
    rows: NDArray[np.int64] | None = None

    def without(self, rows: NDArray[np.bool_], columns: NDArray[np.bool_]) -> Layout:
        """Return the layout of a matrix in which only some rows and columns are left."""
        after = np.append(np.where(columns, np.cumsum(columns) - 1, -1), -1)
        number = after if self.number is None else after[self.number]
        places = np.flatnonzero(rows) if self.rows is None else self.rows[rows]
        return replace(self, number=number, rows=places.astype(np.int64))

    def of(self, variable: Any, keys: Iterable[Any]) -> NDArray[np.int64]:
        """Column of ``variable[key]`` for each key; -1 for one that no rule mentions."""
        keys = keys if isinstance(keys, (list, tuple)) else list(keys)
        stretch = self.columns.known(variable)
        if stretch is None:
            return np.full(len(keys), -1, dtype=np.int64)
        places = stretch.table.positions(keys) if variable.is_indexed() else np.zeros(len(keys), dtype=np.int64)
        found = np.where(places >= 0, places + stretch.first, -1).astype(np.int64)
        if stretch.fixed is not None:
            found[~np.isnan(stretch.fixed[places])] = -1
        return found if self.number is None else np.where(found >= 0, self.number[found], -1)

    @cached_property
    def column_keys(self) -> list[tuple[str, Any]]:
        """Name of the variable component of each column, and its index there; () for a single variable."""
        met = [
            (str(one.variable.name), index)
            for one in self.columns.stretches
            for index in (one.table.members if one.variable.is_indexed() else [()])
        ]
        if self.number is None:
            return met
        kept = np.flatnonzero(self.number >= 0)
        return [met[k] for k in kept[np.argsort(self.number[kept])].tolist()]

    @cached_property
    def row_keys(self) -> list[tuple[str, Any]]:
        """Name of the rule of each row, and its index there; () for a single rule."""
        met = [key for block in self.blocks for key in _keys_of(*block)]
        return met if self.rows is None else [met[row] for row in self.rows.tolist()]

    def column_key(self, column: int) -> tuple[str, Any]:
        """Name of the variable component of a column, and its index there; () for a single variable."""
        return self.column_keys[column]

    def row_key(self, row: int) -> tuple[str, Any]:
        """Name of the rule of a row, and its index there; () for a single rule."""
        return self.row_keys[row]

    def column_name(self, column: int) -> str:
        """Name of the variable of a column."""
        return named(*self.column_key(column))

    def row_name(self, row: int) -> str:
        """Name of the rule and the indices of a row."""
        return named(*self.row_key(row))


def _keys_of(count: int, constraint: Any, members: Any) -> Iterator[tuple[str, Any]]:
    """Rule and index of the rows of one block."""
    if isinstance(constraint, list):
        for one in constraint:
            parent = one.parent_component()
            yield str(parent.name), one.index() if parent.is_indexed() else ()
    elif not constraint.is_indexed():
        yield from [(str(constraint.name), ())] * count
    else:
        table = table_of(constraint.index_set())
        assert table is not None  # noqa: S101 - it was compiled over this table
        for row in range(count):
            yield str(constraint.name), table.members[row if members is None else int(members[row])]


def named(component: str, index: Any) -> str:
    """Name of a member as Pyomo writes it."""
    from pyomo.core.base.component_namer import index_repr

    return component if index == () else f"{component}{index_repr(index)}"
