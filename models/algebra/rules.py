"""Constraints and objectives that exist as what their rule says, and row by row only when somebody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyomo.core.base.constraint import IndexedConstraint, ScalarConstraint
from pyomo.core.base.initializer import IndexedCallInitializer
from pyomo.core.base.objective import ScalarObjective

from models.algebra.sets import TableSet, as_index, table_of
from models.algebra.templates import NotATemplateError, templatize

if TYPE_CHECKING:
    from models.algebra.given import RowArrays
    from models.algebra.templates import Template


class LazyConstraint(IndexedConstraint):  # type: ignore[misc]
    """Rows of a rule that reads the same for all indices; the rows are written when somebody asks for them.

    Attributes
    ----------
    template
        What the rule says; None for one that branches, whose rows are written at once.

    """

    _constructed: Any

    def __init__(self, *index: Any, **kwargs: Any) -> None:
        self.template: Template | None = None
        self._made: dict[Any, Any] | None = None
        super().__init__(*index, **kwargs)

    @property
    def _data(self) -> dict[Any, Any]:
        """Pyomo's own rows by index, written when it asks for them; they may then be changed, and count."""
        if self._made is None:
            self._made, self.template = {}, None
            self._constructed = False
            super().construct()
        return self._made

    @_data.setter
    def _data(self, rows: dict[Any, Any]) -> None:
        self._made = rows

    def construct(self, data: Any = None) -> None:
        """Write the rule down once; row by row only if it cannot be said in one expression."""
        if self._constructed:
            return
        for anonymous in self._anonymous_sets or ():
            anonymous.construct()
        if type(self.rule) is IndexedCallInitializer and table_of(self.index_set()) is not None:
            try:
                self.template = templatize(self.parent_block(), self.rule, self.index_set())
            except NotATemplateError:
                super().construct(data)
            else:
                self._constructed, self._made = True, None
        else:
            super().construct(data)

    def written(self) -> bool:
        """Whether the rows exist one by one."""
        return self._made is not None


class GivenConstraint(LazyConstraint):
    """Rows given as arrays, numbered from 1; written one by one when somebody asks for them.

    Attributes
    ----------
    given
        The arrays; None once the rows are written: they may then be changed, and count.

    """

    def __init__(self, given: RowArrays) -> None:
        self.given: RowArrays | None = given
        super().__init__(TableSet(range(1, len(given.lower) + 1)), rule=lambda _, number: given.expression(number - 1))

    @property
    def _data(self) -> dict[Any, Any]:
        if self._made is None:
            self.given = None
        return super()._data

    @_data.setter
    def _data(self, rows: dict[Any, Any]) -> None:
        self._made = rows

    def construct(self, data: Any = None) -> None:  # noqa: ARG002 - as Pyomo calls it
        """Nothing is left to do: the numbers are there."""
        if not self._constructed:
            for anonymous in self._anonymous_sets or ():
                anonymous.construct()
            self._constructed, self._made = True, None


class LazyScalarConstraint(ScalarConstraint):  # type: ignore[misc]
    """The one row of a rule, written when somebody asks for it.

    Attributes
    ----------
    template
        What the rule says; None once the row is written.

    """

    _constructed: Any

    def __init__(self, **kwargs: Any) -> None:
        self.template: Template | None = None
        self._made: Any = None
        super().__init__(**kwargs)

    @property
    def _expr(self) -> Any:
        """Pyomo's own row, written when it asks for it."""
        if self._made is None and self.template is not None:
            self.set_value(self.rule(self.parent_block(), None))
        return self._made

    @_expr.setter
    def _expr(self, expression: Any) -> None:
        self._made, self.template = expression, None

    def construct(self, data: Any = None) -> None:
        """Write the rule down once, as a sum over sets where it is one."""
        if self._constructed:
            return
        try:
            template = templatize(self.parent_block(), self.rule, self.index_set())
        except NotATemplateError:
            super().construct(data)
        else:
            self._constructed = True
            self._data[None] = self
            self.template = template


class LazyObjective(ScalarObjective):  # type: ignore[misc]
    """An objective kept as amounts by variable, or as what its rule says; an expression when somebody asks for one.

    Attributes
    ----------
    terms, template
        Its amounts (see :class:`models.costs.Terms`), or what its rule says; neither once an expression is set.

    """

    _constructed: Any

    def __init__(self, terms: Any = None, **kwargs: Any) -> None:
        self.terms: Any = None
        self.template: Template | None = None
        self._made: Any = None
        super().__init__(**kwargs)
        self.terms, self._made = terms, None

    @property
    def _args_(self) -> Any:
        if self._made is None and self.terms is not None:
            self._made = (self.terms.expression(),)
        elif self._made is None and self.template is not None:
            self._made = (self.rule(self.parent_block(), None),)
        return self._made

    @_args_.setter
    def _args_(self, args: Any) -> None:
        self._made, self.terms, self.template = args, None, None

    def construct(self, data: Any = None) -> None:
        """Write the rule down once; its expression only when somebody asks for it."""
        if self._constructed:
            return
        if self.terms is None:
            try:
                self.template = templatize(self.parent_block(), self.rule, self.index_set())
            except NotATemplateError:
                super().construct(data)
                return
        self._constructed = True
        self._data[None] = self
        self.set_sense(self._init_sense(self.parent_block(), None))


def new_constraint(*index: Any, **kwargs: Any) -> Any:
    """Return rows that are written when asked for, or one of Pyomo's own constraints."""
    from pyomo.core import Constraint

    index = tuple(as_index(one) for one in index)
    if set(kwargs) != {"rule"} or not callable(kwargs["rule"]):
        return Constraint(*index, **kwargs)
    return LazyConstraint(*index, **kwargs) if index else LazyScalarConstraint(**kwargs)


def new_objective(*index: Any, **kwargs: Any) -> Any:
    """Return an objective that is written when asked for, or one of Pyomo's own."""
    from pyomo.core import Objective

    rule = kwargs.get("rule")
    if index or not callable(rule) or set(kwargs) > {"rule", "sense"}:
        return Objective(*index, **kwargs)
    return LazyObjective(**kwargs)
