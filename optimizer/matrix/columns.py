"""Columns of variables: a stretch of columns for each variable component, in the order of its index set."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from models.algebra.sets import table_of
from models.algebra.table import Table
from optimizer.matrix.errors import CannotCompileError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from models.schema import Numbers


@dataclass(eq=False)
class Stretch:
    """Columns of one variable component.

    Attributes
    ----------
    variable
        The component.
    first
        Number of its first column.
    table
        Its indices; column ``first + k`` belongs to member k.

    """

    variable: Any
    first: int
    table: Table

    @cached_property
    def made(self) -> list[tuple[int, Any]]:
        """Variables that exist as objects, with their positions: they may have been fixed, or bounded anew."""
        data = getattr(self.variable, "made", None)
        data = self.variable._data if data is None else data  # noqa: SLF001
        if not data:
            return []
        if None in data:
            return [(0, data[None])]
        return list(zip(self.table.positions(list(data)).tolist(), data.values(), strict=True))

    @cached_property
    def fixed(self) -> Numbers | None:
        """Values of fixed variables, nan where one is free; None when all are free."""
        found = [(k, one.value) for k, one in self.made if one.fixed]
        if not found:
            return None
        values = np.full(self.table.size, np.nan)
        for k, value in found:
            if value is None:
                raise CannotCompileError(f"A variable of {self.variable.name} is fixed to nothing")
            values[k] = value
        return values


class Columns:
    """Columns of all variables that rules mention, numbered as they are met."""

    def __init__(self) -> None:
        self.stretches: list[Stretch] = []
        self._of: dict[int, Stretch] = {}
        self._tables: dict[int, tuple[Any, Table]] = {}
        self.count = 0

    def members(self, index_set: Any) -> Table:
        """Members of a Pyomo set as columns, made once.

        Raises
        ------
        CannotCompileError
            When they have no fixed dimension or no end.

        """
        kept = self._tables.get(id(index_set))
        if kept is None:
            table = table_of(index_set)
            if table is None:
                raise CannotCompileError(f"{index_set} has no fixed dimension or no end")
            kept = self._tables[id(index_set)] = index_set, table
        return kept[1]

    def known(self, variable: Any) -> Stretch | None:
        """Columns of a component that has some."""
        return self._of.get(id(variable))

    def of(self, variable: Any) -> Stretch:
        """Columns of a component; new ones when it is met for the first time.

        Raises
        ------
        CannotCompileError
            When its indices have no fixed dimension.

        """
        found = self._of.get(id(variable))
        if found is None:
            table = self.members(variable.index_set()) if variable.is_indexed() else Table((), 1)
            found = self._of[id(variable)] = Stretch(variable, self.count, table)
            self.stretches.append(found)
            self.count += table.size
        return found

    def numbered(self, variables: Sequence[Any]) -> NDArray[np.int64]:
        """Columns of variables given as objects."""
        found = np.empty(len(variables), dtype=np.int64)
        by_component: dict[int, tuple[Any, list[int], list[Any]]] = {}
        for k, variable in enumerate(variables):
            component = variable.parent_component()
            _, places, indices = by_component.setdefault(id(component), (component, [], []))
            places.append(k)
            indices.append(variable.index())
        for component, places, indices in by_component.values():
            stretch = self.of(component)
            found[places] = stretch.first + (stretch.table.positions(indices) if component.is_indexed() else 0)
        return found
