"""Rows that come as numbers: amounts of variables in rows between bounds, kept as arrays.

Most rules are said once for all their rows (:mod:`models.algebra.rules`). Some are the outcome of a computation: the
answers to disruptions, the times of a service network. These are written here, one amount or many at once, and become
a constraint whose rows exist one by one only when somebody asks for them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from models.algebra.column import Positions

    Numbers = NDArray[np.float64]


class VariablesToBe:
    """Variables that are counted while rows are written, and declared together when their number is known.

    Attributes
    ----------
    variable
        The indexed variable, numbered from 1; None before it is declared.

    """

    def __init__(self) -> None:
        self.count = 0
        self.variable: Any = None

    def add(self) -> int:
        """Count one more variable and return its number."""
        self.count += 1
        return self.count

    def declared(self, **kind: Any) -> Any:
        """Return the variable that all of them are members of."""
        from models.algebra import Var

        self.variable = Var(range(1, self.count + 1), **kind)
        return self.variable


@dataclass(frozen=True, eq=False)
class Amounts:
    """Amounts of members of one variable.

    Attributes
    ----------
    variable
        The indexed variable.
    places
        Position in its index set of each member.
    rows
        Row in which it stands.
    values
        Amount of it there; the same place and row may come again, and count with the sum.

    """

    variable: Any
    places: Positions
    rows: Positions
    values: Numbers


@dataclass(frozen=True, eq=False)
class RowArrays:
    """``lower <= sum of amounts <= upper`` in each row.

    Attributes
    ----------
    lower, upper
        Bounds, shape (rows,).
    parts
        Amounts by variable.

    """

    lower: Numbers
    upper: Numbers
    parts: tuple[Amounts, ...]

    def expression(self, row: int) -> Any:
        """Return one row as Pyomo writes it."""
        from pyomo.core.expr import LinearExpression

        from models.algebra.sets import table_of

        variables, values = [], list[float]()
        for part, (order, start) in zip(self.parts, self._by_row, strict=True):
            own = order[start[row] : start[row + 1]]
            members = part.variable.index_set()
            keys = table_of(members).members if part.variable.is_indexed() else [None]  # type: ignore[union-attr]
            variables += [part.variable[keys[place]] for place in part.places[own].tolist()]
            values += part.values[own].tolist()
        body = LinearExpression(constant=0, linear_coefs=values, linear_vars=variables)
        low, high = float(self.lower[row]), float(self.upper[row])
        if low == high:
            return body == low
        return (low if math.isfinite(low) else None, body, high if math.isfinite(high) else None)

    @cached_property
    def _by_row(self) -> list[tuple[Positions, Positions]]:
        """For each part, its entries row by row, and where each row begins among them."""
        return [
            (
                np.argsort(part.rows, kind="stable"),
                np.append(0, np.cumsum(np.bincount(part.rows, minlength=len(self.lower)))),
            )
            for part in self.parts
        ]


class RowWriter:
    """Rows as they are written."""

    def __init__(self) -> None:
        self._lower: list[float] = []
        self._upper: list[float] = []
        self._single: dict[int, tuple[Any, list[Any], list[int], list[float]]] = {}
        self._many: list[tuple[Any, Positions, Positions, Numbers]] = []

    def row(self, lower: float, upper: float) -> int:
        """Begin a row and return its number."""
        self._lower.append(lower)
        self._upper.append(upper)
        return len(self._lower) - 1

    def rows(self, lower: Numbers, upper: Numbers) -> int:
        """Begin several rows and return the number of the first."""
        first = len(self._lower)
        self._lower += lower.tolist()
        self._upper += upper.tolist()
        return first

    def put(self, row: int, variable: Any, key: Any, amount: float) -> None:
        """Add an amount of ``variable[key]`` to a row; the variable may be one that is still to be."""
        _, keys, rows, amounts = self._single.setdefault(id(variable), (variable, [], [], []))
        keys.append(key)
        rows.append(row)
        amounts.append(amount)

    def put_all(self, variable: Any, places: Positions, rows: Positions, amounts: Numbers) -> None:
        """Add amounts of many members, given by their positions in the index set, each to its row."""
        self._many.append((variable, places, rows, amounts))

    def put_sum(self, row: int, terms: Any, factor: float) -> None:
        """Add amounts of variables (see :class:`models.costs.Terms`) times a factor to a row, without the constant."""
        for variable, keys, amounts in terms.parts:
            places = places_of(variable, keys)
            self.put_all(variable, places, np.full(len(places), row, dtype=np.int32), factor * amounts)

    def finished(self) -> RowArrays:
        """Return the rows as arrays."""
        parts = []
        for variable, keys, numbers, values in self._single.values():
            own = _declared(variable)
            row, value = np.array(numbers, dtype=np.int32), np.array(values, dtype=np.float64)
            parts.append(Amounts(own, places_of(own, keys), row, value))
        by_variable: dict[int, tuple[Any, list[tuple[Positions, Positions, Numbers]]]] = {}
        for variable, places, rows, amounts in self._many:
            by_variable.setdefault(id(variable), (variable, []))[1].append((places, rows, amounts))
        for variable, several in by_variable.values():
            parts.append(Amounts(_declared(variable), *(np.concatenate(part) for part in zip(*several, strict=True))))
        return RowArrays(np.array(self._lower, dtype=np.float64), np.array(self._upper, dtype=np.float64), tuple(parts))


def _declared(variable: Any) -> Any:
    return variable.variable if isinstance(variable, VariablesToBe) else variable


def places_of(variable: Any, keys: Sequence[Any]) -> Positions:
    """Positions of members in their index set.

    Raises
    ------
    KeyError
        When a key is no index.

    """
    from models.algebra.sets import table_of

    if not variable.is_indexed():
        return np.zeros(len(keys), dtype=np.int32)
    table = table_of(variable.index_set())
    assert table is not None  # noqa: S101 - variables of rules have finite index sets
    places = table.positions(keys)
    if len(places) and places.min() < 0:
        raise KeyError(f"Index '{keys[int(places.argmin())]}' is not valid for indexed component '{variable.name}'")
    return places
