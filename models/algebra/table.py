"""Members of sets as columns of codes, and where a member stands in its set, for many members at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Codes = NDArray[np.integer[Any]]
    Positions = NDArray[np.integer[Any]]

ROOMY = 16
"""Cells of a look-up array for each member up to which one is used, rather than a search."""
SMALL = 1 << 16
"""Cells of a look-up array that are never too many."""
MISSING = -1


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One coordinate of many members.

    Attributes
    ----------
    codes
        Whole numbers themselves, or places in `labels`; shape (members,), or (1,) when all members have the same.
    labels
        What codes stand for; None: codes are the numbers.

    """

    codes: Codes
    labels: tuple[Any, ...] | None = None

    @classmethod
    def of(cls, values: Sequence[Any] | NDArray[Any]) -> Column:
        """Return the column of a sequence of values: numbers, texts, dates, mixed."""
        if isinstance(values, np.ndarray):
            if values.dtype.kind in "iu":
                return cls(values)
            values = values.tolist()
        if all(type(value) is int for value in values):
            try:
                return cls(_narrow(np.array(values, dtype=np.int64)))
            except OverflowError:
                pass
        numbered: dict[Any, int] = {}
        codes = np.fromiter((numbered.setdefault(v, len(numbered)) for v in values), np.int32, len(values))
        return cls(codes, tuple(numbered))

    def take(self, rows: Positions | slice) -> Column:
        """Return the column of some members, in that order; the same one when all have the same."""
        return self if len(self.codes) == 1 else Column(self.codes[rows], self.labels)

    def values(self) -> list[Any]:
        """Values as Python objects."""
        codes = self.codes.tolist()
        return codes if self.labels is None else [self.labels[code] for code in codes]

    def coded_as(self, other: Column) -> Codes:
        """Codes that `other` has for these values; -1, or a number out of its range, for values it does not have."""
        if self.labels is other.labels:
            return self.codes
        if other.labels is None:
            assert self.labels is not None  # noqa: S101 - both would be None above
            numbers = [value if _is_whole(value) else other.lowest - 1 for value in self.labels]
            return np.array([*numbers, 0], dtype=np.int64)[self.codes]
        place = {value: code for code, value in enumerate(other.labels)}
        if self.labels is None:
            distinct, inverse = np.unique(self.codes, return_inverse=True)
            return np.array([place.get(value, MISSING) for value in distinct.tolist()], dtype=np.int32)[inverse]
        return np.array([*(place.get(value, MISSING) for value in self.labels), MISSING], dtype=np.int32)[self.codes]

    @property
    def lowest(self) -> int:
        """Smallest code."""
        return 0 if self.labels is not None or not len(self.codes) else int(self.codes.min())

    @property
    def span(self) -> int:
        """How many codes there may be from the smallest one on."""
        if self.labels is not None:
            return max(len(self.labels), 1)
        return int(self.codes.max()) - self.lowest + 1 if len(self.codes) else 1


def _is_whole(value: Any) -> bool:
    return isinstance(value, (int, float, np.integer)) and value == int(value)


def _narrow(numbers: NDArray[np.int64]) -> Codes:
    """Return the numbers in 32 bits where they fit: half the memory to read."""
    if not len(numbers) or (numbers.min() > -(1 << 31) and numbers.max() < (1 << 31) - 1):
        return numbers.astype(np.int32)
    return numbers


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
        """Return the table of members given by coordinate: sequences or arrays of equal length; members are distinct."""
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


@dataclass(eq=False)
class Groups:
    """Members of an indexed set: a stretch of one table for each index.

    Attributes
    ----------
    index
        Indices.
    start
        Where each stretch begins in `inside`, and where the last one ends, shape (indices + 1,).
    inside
        Members of all stretches, one after another; a member may stand in several stretches.

    """

    index: Table
    start: NDArray[np.int64]
    inside: Table

    @classmethod
    def of(cls, lists: Mapping[Any, Sequence[Any]], dimen: int | None) -> Groups:
        """Return the groups of lists by index."""
        indices = list(lists)
        parts = [part if len(part) < 2 or len(set(part)) == len(part) else list(dict.fromkeys(part)) for part in
                 map(list, lists.values())]  # fmt: skip
        start = np.zeros(len(indices) + 1, dtype=np.int64)
        np.cumsum([len(part) for part in parts], out=start[1:])
        flat = [member for part in parts for member in part]
        return cls(Table.of(indices), start, _with_repeats(flat, dimen))

    @classmethod
    def by(cls, index: Table, keys: Sequence[Column], inside: Table) -> Groups:
        """Return the members of a table grouped by an index that each of them names.

        Parameters
        ----------
        keys
            Coordinates of the index of each member.

        Raises
        ------
        KeyError
            When a member names what is no index.

        """
        place = index.locate(keys, inside.size)
        if len(place) and place.min() < 0:
            raise KeyError("A member names what is no index")
        if (place[1:] < place[:-1]).any():
            order = np.argsort(place, kind="stable")
            inside = Table(tuple(column.take(order) for column in inside.columns), inside.size)
        start = np.zeros(index.size + 1, dtype=np.int64)
        np.cumsum(np.bincount(place, minlength=index.size), out=start[1:])
        return cls(index, start, inside)

    def part(self, position: int) -> list[Any]:
        """Members of one stretch."""
        return self.inside.members[self.start[position] : self.start[position + 1]]

    @cached_property
    def owner(self) -> Positions:
        """Index of each member of `inside`."""
        return np.repeat(np.arange(self.index.size, dtype=np.int32), np.diff(self.start))


def _with_repeats(members: list[Any], dimen: int | None) -> Table:
    """Return a table whose members need not be distinct (it is never searched)."""
    if not members:
        return Table.of(members, dimen)
    if isinstance(members[0], tuple):
        return Table(tuple(Column.of(column) for column in zip(*members, strict=True)), len(members))
    return Table((Column.of(members),), len(members))
