"""Pyomo sets that keep their members in columns, and make them one by one only when asked to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pyomo.core.base.set import IndexedSet, InsertionOrderSetData, OrderedScalarSet, SetProduct

from models.algebra.groups import Groups
from models.algebra.table import ProductTable, Table

if TYPE_CHECKING:
    from collections.abc import Iterator


class TableSet(OrderedScalarSet):  # type: ignore[misc]
    """An ordered set whose members are a table."""

    _constructed: Any

    def __init__(self, members: Any, dimen: int | None = None, **names: Any) -> None:
        self._made: dict[Any, Any] | None = None
        self._table: Table | None = members if isinstance(members, Table) else Table.of(members, dimen)
        super().__init__(dimen=self.table.dimen, **names)
        self._made = None

    @property
    def table(self) -> Table:
        """Members as columns."""
        if self._table is None:
            self._table = Table.of(list(self._values), self.dimen)
        return self._table

    @property
    def _values(self) -> dict[Any, Any]:
        """Pyomo's own members, made when it asks for them."""
        if self._made is None:
            self._made = dict.fromkeys(self.table.members)
        return self._made

    @_values.setter
    def _values(self, values: dict[Any, Any]) -> None:
        self._made = values

    def construct(self, data: Any = None) -> None:  # noqa: ARG002 - as Pyomo calls it
        """Nothing is left to do: the members are there."""
        if not self._constructed:
            self._constructed = True
            self._data[None] = self

    def __len__(self) -> int:
        return int(self.table.size)

    def _iter_impl(self) -> Iterator[Any]:
        return iter(self.table.members)

    def _update_impl(self, values: Any) -> None:
        """Take in more members: the columns are made anew when next needed."""
        super()._update_impl(values)
        self._table = None

    def remove(self, val: Any) -> None:
        """Take out a member."""
        super().remove(val)
        self._table = None

    def clear(self) -> None:
        """Take out all members."""
        self._made, self._table = {}, None
        super().clear()


class GroupedSet(IndexedSet):  # type: ignore[misc]
    """An indexed set whose members are stretches of one table."""

    _constructed: Any

    _ComponentDataClass = InsertionOrderSetData

    def __init__(self, *index: Any, members: Any, dimen: int | None = None, **names: Any) -> None:
        self._members, self._given_dimen = members, dimen
        self.groups: Groups | None = None
        super().__init__(*index, initialize=None, **names)

    def construct(self, data: Any = None) -> None:  # noqa: ARG002 - as Pyomo calls it
        """Put the members into columns; sets of single indices are made when asked for."""
        if self._constructed:
            return
        self._constructed = True
        for anonymous in self._anonymous_sets or ():
            anonymous.construct()
        self.groups = groups = self._members if isinstance(self._members, Groups) else self._grouped()
        self._members = None
        assert groups is not None  # noqa: S101 - either given or made

    def _grouped(self) -> Groups:
        groups = Groups.of(self._members, self._given_dimen)
        index = table_of(self.index_set())
        keys = list(self._members)
        if index is not None and index.source is not None and len(keys) == index.size and keys == list(index.source):
            groups.index = index
        elif index is not None and keys and (index.positions(keys) < 0).any():
            wrong = keys[int((index.positions(keys) < 0).argmax())]
            raise KeyError(f"Index '{wrong}' is not valid for indexed component '{self.name}'")
        return groups

    def _getitem_when_not_present(self, index: Any) -> Any:
        groups = self.groups
        if groups is None:
            return super()._getitem_when_not_present(index)
        position = int(groups.index.positions([index])[0])
        if position < 0:
            raise KeyError(index)
        one = self._data[index] = self._ComponentDataClass(component=self)
        one._index, one._dimen = index, groups.inside.dimen  # noqa: SLF001
        one._values = dict.fromkeys(groups.part(position))  # noqa: SLF001
        return one

    def __len__(self) -> int:
        return len(self._data) if self.groups is None else self.groups.index.size

    def __contains__(self, index: Any) -> bool:
        if index in self._data:
            return True
        return self.groups is not None and int(self.groups.index.positions([index])[0]) >= 0

    def keys(self, *_: Any, **__: Any) -> Iterator[Any]:
        """Indices that have members of their own, an empty stretch included."""
        return iter(self._data if self.groups is None else self.groups.index.members)


def table_of(members: Any) -> Table | None:
    """Members of any finite Pyomo set as columns; None for a set without fixed dimension or without end."""
    table = getattr(members, "table", None)
    if isinstance(table, Table):
        return table
    if not members.isfinite():
        return None
    if isinstance(members, SetProduct):
        factors = [table_of(factor) for factor in members.subsets(expand_all_set_operators=False)]
        return None if any(f is None for f in factors) else ProductTable.times([f for f in factors if f is not None])
    dimen = members.dimen
    if dimen == 0:
        return Table((), len(members))
    if type(dimen) is not int:
        return None if len(members) else Table.of([], 1)
    return Table.of(list(members), dimen)


def as_index(given: Any) -> Any:
    """Return an index set: Pyomo's own as it is, members given as they come as a set in columns."""
    return TableSet(given) if isinstance(given, (list, tuple, range, Table)) else given


def new_set(*index: Any, **kwargs: Any) -> Any:
    """Return a set in columns where members come as lists, ranges, tables or lists by index, else Pyomo's own."""
    from pyomo.core import Set

    rest = dict(kwargs)
    members, dimen = rest.pop("initialize", None), rest.pop("dimen", None)
    if rest.pop("ordered", True) is not True or rest or (dimen is not None and type(dimen) is not int):
        return Set(*index, **kwargs)
    try:
        if not index and isinstance(members, (list, tuple, range, Table)):
            return TableSet(members, dimen)
    except (TypeError, ValueError):
        return Set(**kwargs)
    index = tuple(as_index(one) for one in index)
    if index and isinstance(members, (Mapping, Groups)) and not callable(members):
        return GroupedSet(*index, members=members, dimen=dimen)
    return Set(*index, **kwargs)
