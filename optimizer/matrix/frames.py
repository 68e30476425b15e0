"""Turns of a loop, all at once, and linear expressions in each of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from models.algebra.table import ProductTable, Table
from optimizer.matrix.errors import CannotCompileError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from models.algebra.column import Column
    from models.schema import Numbers

    Positions = NDArray[np.integer[Any]]
    Amount = float | Numbers


@dataclass(eq=False)
class Frame:
    """All turns of a loop at once: the rows of a rule, or the terms of a sum inside them.

    Attributes
    ----------
    size
        How many turns.
    bound
        For each group of placeholders of this loop, the set it runs over and the member of each turn (None: every
        member once, in order).
    outer, within
        The loop around this one, and its turn that each turn belongs to.

    """

    size: int
    bound: dict[int, tuple[Table, Positions | None]]
    outer: Frame | None = None
    within: Positions | None = None
    _columns: dict[tuple[int, int], Column] = field(default_factory=dict)
    _bindings: dict[int, tuple[Table, Positions | None]] = field(default_factory=dict)
    _factors: dict[tuple[int, int], Positions] = field(default_factory=dict)

    @classmethod
    def of(cls, table: Table, indices: Sequence[Any]) -> Frame:
        """Return the rows of a rule: every member of its index set, in order."""
        return cls(table.size, {indices[0]._group: (table, None)} if indices else {})  # noqa: SLF001

    def binding(self, group: int) -> tuple[Table, Positions | None]:
        """Return the set a group of placeholders runs over, and its member in each turn."""
        if group in self.bound:
            return self.bound[group]
        if group not in self._bindings:
            if self.outer is None or self.within is None:
                raise CannotCompileError("A placeholder of no loop around it")
            table, places = self.outer.binding(group)
            self._bindings[group] = (table, self.within if places is None else places[self.within])
        return self._bindings[group]

    def factor_places(self, group: int, number: int) -> Positions:
        """Position in one factor of the product that a group runs over, in each turn."""
        key = group, number
        if key not in self._factors:
            table, places = self.binding(group)
            assert isinstance(table, ProductTable)  # noqa: S101 - the caller has looked
            if places is None:
                self._factors[key] = table.places_of(number)
            else:
                inner = int(np.prod([f.size for f in table.factors[number + 1 :]], dtype=np.int64))
                self._factors[key] = places // inner % table.factors[number].size
        return self._factors[key]

    def column(self, group: int, coordinate: int) -> Column:
        """Coordinate of the member in each turn."""
        key = group, coordinate
        if key not in self._columns:
            table, places = self.binding(group)
            column = table.columns[coordinate]
            self._columns[key] = column if places is None else column.take(places)
        return self._columns[key]


@dataclass(eq=False)
class Terms:
    """Variables with coefficients: turn of the frame (None: each turn once, in order), column, coefficient."""

    turns: Positions | None
    columns: Positions
    coefficient: Amount

    def times(self, factor: Amount) -> Terms:
        """Return the terms with every turn multiplied by its factor."""
        if isinstance(factor, np.ndarray) and self.turns is not None:
            factor = factor[self.turns]
        return Terms(self.turns, self.columns, self.coefficient * factor)


@dataclass(eq=False)
class Linear:
    """A linear expression in each turn of a frame."""

    constant: Amount = 0.0
    terms: list[Terms] = field(default_factory=list)

    def plus(self, other: Linear) -> Linear:
        """Sum of both."""
        return Linear(self.constant + other.constant, [*self.terms, *other.terms])

    def times(self, factor: Amount) -> Linear:
        """Return the expression with every turn multiplied by its factor."""
        if isinstance(factor, float) and factor == 1.0:
            return self
        return Linear(self.constant * factor, [terms.times(factor) for terms in self.terms])
