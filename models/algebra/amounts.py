"""Parameters and variables that exist as a whole, and one by one only when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from pyomo.core.base.param import IndexedParam
from pyomo.core.base.var import IndexedVar
from pyomo.core.expr.template_expr import GetItemExpression

from models.algebra.sets import as_index, table_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.algebra.table import Table


class LazyParam(IndexedParam):  # type: ignore[misc]
    """Immutable numbers by index, kept as an array in the order of the index set, or by key."""

    _constructed: Any

    def __init__(self, *index: Any, values: Any, **kwargs: Any) -> None:
        self._given = values
        self._made: Any = None
        super().__init__(*index, **kwargs)
        self._made = None

    @property
    def _data(self) -> Any:
        """Pyomo's own numbers by index, made when it asks for them."""
        if self._made is None:
            given = self._given
            if not isinstance(given, Mapping):
                table = table_of(self.index_set())
                assert table is not None  # noqa: S101 - arrays are only taken for such sets
                given = dict(zip(table.members, np.asarray(given).ravel().tolist(), strict=True))
            self._made = dict(given)
        return self._made

    @_data.setter
    def _data(self, values: dict[Any, Any]) -> None:
        self._made = values

    def construct(self, data: Any = None) -> None:  # noqa: ARG002 - as Pyomo calls it
        """Nothing is left to do: the numbers are there."""
        if not self._constructed:
            for anonymous in self._anonymous_sets or ():
                anonymous.construct()
            self._constructed = True

    def __getitem__(self, index: Any) -> Any:
        if self._made is None:
            try:
                hash(index)
            except TypeError:
                found = self._processUnhashableIndex(index)
                if isinstance(found, GetItemExpression):
                    return found
        return super().__getitem__(index)

    def aligned(self, table: Table) -> NDArray[np.float64]:
        """Numbers in the order of the index set, whose members are `table`; nan where there is none.

        Raises
        ------
        KeyError
            When a key is no index.

        """
        if not isinstance(self._given, Mapping):
            return np.asarray(self._given, dtype=np.float64).ravel()
        found = np.full(table.size, np.nan if self._default_val is IndexedParam.NoValue else self._default_val)
        keys = list(self._given)
        where = table.positions(table.source if keys == table.source else keys)
        if len(where) and where.min() < 0:
            raise KeyError(f"Index '{keys[int(where.argmin())]}' is not valid for indexed component '{self.name}'")
        found[where] = np.fromiter(self._given.values(), np.float64, len(keys))
        return found


class LazyVar(IndexedVar):  # type: ignore[misc]
    """Variables of which none is made before somebody asks for it.

    Attributes
    ----------
    declared_domain, declared_bounds
        What all of them have in common: a domain, and bounds as a pair, a mapping or a rule.

    """

    _constructed: Any

    def __init__(self, *index: Any, **kwargs: Any) -> None:
        self.declared_domain, self.declared_bounds = kwargs.get("within"), kwargs.get("bounds")
        super().__init__(*index, dense=False, **kwargs)

    def construct(self, data: Any = None) -> None:  # noqa: ARG002 - as Pyomo calls it
        """Make nothing yet."""
        if not self._constructed:
            for anonymous in self._anonymous_sets or ():
                anonymous.construct()
            self._constructed = True

    def __len__(self) -> int:
        return len(self.index_set())

    def __contains__(self, index: Any) -> bool:
        return index in self.index_set()

    @property
    def made(self) -> dict[Any, Any]:
        """Variables that have been asked for, by index."""
        found: dict[Any, Any] = self._data
        return found


def new_param(*index: Any, **kwargs: Any) -> Any:
    """Return numbers kept as they come where they are all there is to say, else one of Pyomo's own parameters."""
    from pyomo.core import Param

    rest = dict(kwargs)
    values, default = rest.pop("initialize", None), rest.pop("default", IndexedParam.NoValue)
    numeric = default is IndexedParam.NoValue or isinstance(default, (int, float))
    index = tuple(as_index(one) for one in index)
    if index and not rest and numeric and isinstance(values, (Mapping, np.ndarray)):
        return LazyParam(*index, values=values, default=default)
    if isinstance(values, np.ndarray):
        raise TypeError("Values in an array need an index set, and nothing else to be said of them")
    return Param(*index, **kwargs)


def new_var(*index: Any, **kwargs: Any) -> Any:
    """Return variables that are made when asked for, or Pyomo's own where more is said than domain and bounds."""
    from pyomo.core import Var

    index = tuple(as_index(one) for one in index)
    if index and set(kwargs) <= {"within", "bounds"} and _same_for_all(kwargs.get("within")):
        return LazyVar(*index, **kwargs)
    return Var(*index, **kwargs)


def _same_for_all(domain: Any) -> bool:
    """Whether a domain is one set and not a rule."""
    return domain is None or hasattr(domain, "get_interval")
