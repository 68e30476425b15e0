"""Members of sets as columns of codes, and where a member stands in its set, for many members at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import numpy as np

from models.algebra.column import MISSING, Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from models.algebra.column import Codes, Positions

ROOMY = 16
"""Cells of a look-up array for each member up to which one is used, rather than a search."""
SMALL = 1 << 16
"""Cells of a look-up array that are never too many."""


@dataclass(eq=False)
class Table:
    """Distinct members of a set, in order, one column for each coordinate; no column for the set of nothing.

    Attributes
    ----------
    columns
        Coordinates.
    size
        How many members.
    source
        The sequence the members were given in, to know it again; None when they came as arrays.

    """

    columns: tuple[Column, ...]
    size: int
    source: Any = None

    @classmethod
    def of(cls, members: Sequence[Any], dimen: int | None = None) -> Table:
        """Return the table of members given one by one: tuples, or values for a set of one dimension.

        Raises
        ------
        ValueError
            When members differ in their number of coordinates.

        """
        unique = members if len(set(members)) == len(members) else list(dict.fromkeys(members))
        if not unique:
            return cls(tuple(Column.of(()) for _ in range(1 if dimen is None else dimen)), 0, members)
        if isinstance(unique[0], tuple):
            columns = tuple(Column.of(column) for column in zip(*unique, strict=True))
        else:
            columns = (Column.of(unique),)
        return cls(columns, len(unique), members if unique is members else None)

    @property
    def dimen(self) -> int:
        """How many coordinates."""
        return len(self.columns)

    @classmethod
    def of_columns(cls, *columns: Any) -> Table:
        """Return the table of distinct members given by coordinate: sequences or arrays of equal length."""
        made = tuple(Column.of(column) for column in columns)
        return cls(made, len(made[0].codes) if made else 1)

    @cached_property
    def members(self) -> list[Any]:
        """Members as tuples, or as values in one dimension, as Pyomo has them."""
        if not self.columns:
            return [None] * self.size
        values = [column.values() for column in self.columns]
        return values[0] if len(values) == 1 else list(zip(*values, strict=True))

    def locate(self, query: Sequence[Column], size: int) -> Positions:
        """Position of each of `size` members given by columns; -1 for what is not a member."""
        if len(query) != len(self.columns):
            return np.full(size, MISSING, dtype=np.int32)
        key, valid = self._keys(query)
        found = self._search(key)
        if valid is not None:
            found = np.where(valid, found, MISSING)
        return found if len(found) == size else np.broadcast_to(found, (size,))

    def positions(self, members: Sequence[Any]) -> Positions:
        """Position of each member given one by one; -1 for what is not a member."""
        if members is self.source or members is self.__dict__.get("members"):
            return np.arange(self.size, dtype=np.int64)
        if not len(members):
            return np.zeros(0, dtype=np.int64)
        keys = members if isinstance(members[0], tuple) else [(member,) for member in members]
        return self.locate([Column.of(column) for column in zip(*keys, strict=True)], len(keys))

    @cached_property
    def _shape(self) -> tuple[list[int], list[int]]:
        """Smallest code and number of codes of each column."""
        return [column.lowest for column in self.columns], [column.span for column in self.columns]

    def _keys(self, query: Sequence[Column]) -> tuple[Codes, NDArray[np.bool_] | None]:
        """One number for each member asked for, and which can be members at all; None: all can."""
        lows, spans = self._shape
        kind = np.int32 if np.prod(spans, dtype=float) < 2**31 else np.int64
        key: Any = np.zeros(1, dtype=kind)
        valid: Any = None
        for column, own, low, span in zip(query, self.columns, lows, spans, strict=True):
            codes = column.coded_as(own)
            if len(codes) and (codes.min() < low or codes.max() >= low + span):
                inside = (codes >= low) & (codes < low + span)
                valid = inside if valid is None else valid & inside
                codes = np.where(inside, codes, low)
            codes = codes.astype(kind, copy=False)
            key = codes - low if key.size == 1 and not key[0] else key * kind(span) + (codes - low)
        return key, valid

    def _search(self, key: Codes) -> Positions:
        """Positions of keys."""
        look_up = self._look_up
        if look_up is None:
            return key
        if isinstance(look_up, tuple):
            keys, order = look_up
            if not len(keys):
                return np.full(len(key), MISSING, dtype=np.int64)
            if len(key) * ROOMY >= np.prod(self._shape[1], dtype=float):
                where = np.full(int(np.prod(self._shape[1], dtype=float)), MISSING, dtype=np.int32)
                where[keys] = order
                return where[key]
            place = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
            return np.where(keys[place] == key, order[place], MISSING)
        return look_up[key]

    @cached_property
    def _look_up(self) -> Positions | tuple[Codes, Positions] | None:
        """None: keys are positions already; an array of positions by key; or sorted keys with their positions."""
        spans = self._shape[1]
        total = np.prod(spans, dtype=float)
        if total >= 2**62:
            raise OverflowError("Set members spread too far to be numbered")
        key, _ = self._keys(self.columns)
        key = np.broadcast_to(key, (self.size,)) if self.columns else np.zeros(self.size, dtype=np.int64)
        if total == self.size and bool((key == np.arange(self.size)).all()):
            return None
        if total <= max(ROOMY * self.size, SMALL):
            where = np.full(int(total), MISSING, dtype=np.int32)
            where[key] = np.arange(self.size, dtype=np.int32)
            return where
        order = np.argsort(key, kind="stable")
        return key[order], order


class ProductTable(Table):
    """Table of a product of sets: positions are counted, not looked up, and columns are made when needed.

    Attributes
    ----------
    factors
        The sets, the last one running fastest.

    """

    def __init__(self, factors: Sequence[Table]) -> None:
        self.factors = tuple(factors)
        self.size = int(np.prod([factor.size for factor in factors], dtype=np.int64))
        self.source = None

    @classmethod
    def times(cls, factors: Sequence[Table]) -> ProductTable:
        """Return every combination of members; the same table for the same factors."""
        key = tuple(map(id, factors))
        found = _PRODUCTS.get(key)
        if found is None:
            found = _PRODUCTS[key] = cls(factors)
        return found

    @property
    def dimen(self) -> int:
        """How many coordinates."""
        return sum(factor.dimen for factor in self.factors)

    @cached_property
    def columns(self) -> tuple[Column, ...]:  # type: ignore[override]
        """Coordinates."""
        return tuple(
            Column(np.broadcast_to(column.codes, (factor.size,))[self.places_of(k)], column.labels)
            for k, factor in enumerate(self.factors)
            for column in factor.columns
        )

    def places_of(self, number: int) -> Positions:
        """Position in one factor of each member."""
        size, inner = self.factors[number].size, int(np.prod([f.size for f in self.factors[number + 1 :]], dtype=int))
        one = np.repeat(np.arange(size, dtype=np.int32), inner)
        return np.tile(one, self.size // len(one)) if len(one) else one

    def factor_at(self, coordinate: int) -> int | None:
        """Number of the factor that begins at a coordinate."""
        first = 0
        for number, factor in enumerate(self.factors):
            if first == coordinate:
                return number
            first += factor.dimen
        return None

    def locate(self, query: Sequence[Column], size: int) -> Positions:
        """Position of each of `size` members given by columns; -1 for what is not a member."""
        if len(query) != self.dimen:
            return np.full(size, MISSING, dtype=np.int32)
        place: Any = np.zeros(1, dtype=np.int64)
        valid: Any = None
        rest = list(query)
        for factor in self.factors:
            own, rest = rest[: factor.dimen], rest[factor.dimen :]
            count = max((len(column.codes) for column in own), default=1)
            found = factor.locate(own, count)
            if len(found) and found.min() < 0:
                valid = found >= 0 if valid is None else valid & (found >= 0)
            place = place * factor.size + found
        place = np.where(valid, place, MISSING) if valid is not None else place
        return place if len(place) == size else np.broadcast_to(place, (size,))


_PRODUCTS: WeakValueDictionary[tuple[int, ...], ProductTable] = WeakValueDictionary()
"""Products in use: two variables over the same sets share one, so that one position serves both."""
