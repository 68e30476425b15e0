"""Members of indexed sets: stretches of one table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from models.algebra.column import Column
from models.algebra.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from models.algebra.column import Positions


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
        parts = [part if len(set(part)) == len(part) else list(dict.fromkeys(part)) for part in
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
