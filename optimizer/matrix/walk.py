"""One expression over placeholders, evaluated for all of its indices at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pyomo.core.expr import numeric_expr, template_expr
from pyomo.core.expr.numvalue import native_numeric_types, native_types

from models.algebra.column import Column
from models.algebra.table import ProductTable, Table
from optimizer.matrix.errors import CannotCompileError
from optimizer.matrix.frames import Frame, Linear, Terms

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.algebra.column import Positions
    from models.algebra.groups import Groups
    from models.schema import Numbers
    from optimizer.matrix.columns import Columns
    from optimizer.matrix.frames import Amount


class Walk:
    """Evaluates expressions; variables become columns."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._numbers: dict[int, tuple[Numbers, bool]] = {}

    def number(self, node: Any, frame: Frame) -> Amount:
        """Value of an expression without variables in each turn."""
        found = self.linear(node, frame)
        if found.terms:
            raise CannotCompileError("A variable where a number is needed")
        return found.constant

    def linear(self, node: Any, frame: Frame) -> Linear:
        """Evaluate an expression in each turn.

        Raises
        ------
        CannotCompileError
            For what is not linear, or no part of the language known here.

        """
        kind = type(node)
        if kind in native_numeric_types:
            return Linear(float(node))
        if kind in native_types:
            raise CannotCompileError(f"{node!r} is no number")
        for base in kind.__mro__:
            step = _STEPS.get(base)
            if step is not None:
                return step(self, node, frame)
        return self._single(node, frame)

    def _single(self, node: Any, frame: Frame) -> Linear:
        """Evaluate a component of its own: a variable, a parameter, a named expression."""
        if node.is_variable_type() and not node.fixed:
            column = int(self._columns.numbered([node])[0])
            return Linear(0.0, [Terms(None, np.full(frame.size, column, dtype=np.int32), 1.0)])
        if node.is_variable_type() or node.is_parameter_type():
            return Linear(float(node.value))
        if node.is_named_expression_type():
            return self.linear(node.expr, frame)
        raise CannotCompileError(f"{type(node).__name__} is not known here")

    def sum(self, node: Any, frame: Frame) -> Linear:
        """Evaluate ``a + b + ...``."""
        total = Linear()
        for arg in node.args:
            total = total.plus(self.linear(arg, frame))
        return total

    def listed(self, node: Any, frame: Frame) -> Linear:
        """Evaluate a sum that is kept as lists of coefficients and variables."""
        variables, coefficients = node.linear_vars, node.linear_coefs
        plain = all(type(one) in native_numeric_types for one in (node.constant, *coefficients))
        if frame.size != 1 or not plain or any(variable.fixed for variable in variables):
            return self.sum(node, frame)
        columns = self._columns.numbered(variables)
        terms = Terms(np.zeros(len(columns), dtype=np.int32), columns, np.array(coefficients, dtype=np.float64))
        return Linear(float(node.constant), [terms])

    def product(self, node: Any, frame: Frame) -> Linear:
        """Evaluate ``a b``, of which one has no variables."""
        one, other = (self.linear(arg, frame) for arg in node.args)
        if one.terms and other.terms:
            raise CannotCompileError("A product of variables")
        return other.times(one.constant) if not one.terms else one.times(other.constant)

    def quotient(self, node: Any, frame: Frame) -> Linear:
        """Evaluate ``a / b``."""
        above, below = node.args
        divisor = self.number(below, frame)
        if not np.all(divisor):
            raise CannotCompileError("A division by zero")
        return self.linear(above, frame).times(1.0 / divisor)

    def negation(self, node: Any, frame: Frame) -> Linear:
        """Evaluate ``-a``."""
        return self.linear(node.args[0], frame).times(-1.0)

    def power(self, node: Any, frame: Frame) -> Linear:
        """Evaluate ``a ** b`` of numbers."""
        base, exponent = (self.number(arg, frame) for arg in node.args)
        return Linear(np.power(base, exponent) if isinstance(base, np.ndarray) else base**exponent)

    def placeholder(self, node: Any, frame: Frame) -> Linear:
        """Use an index as a number."""
        column = frame.column(node._group, node._index)  # noqa: SLF001
        if column.labels is None:
            return Linear(np.broadcast_to(column.codes.astype(np.float64), (frame.size,)))
        return Linear(np.broadcast_to(_floats(column.labels)[column.codes], (frame.size,)))

    def item(self, node: Any, frame: Frame) -> Linear:
        """Evaluate ``x[i, j]`` or ``p[i, j]``."""
        component, *indices = node.args
        if not hasattr(component, "ctype"):
            raise CannotCompileError("Something other than a component is indexed")
        if component.ctype.__name__ == "Var":
            return self._variables(component, indices, frame)
        if component.ctype.__name__ == "Param":
            return Linear(self._parameters(component, indices, frame))
        raise CannotCompileError(f"{component.name} is neither variable nor parameter")

    def _variables(self, component: Any, indices: Sequence[Any], frame: Frame) -> Linear:
        stretch = self._columns.of(component)
        places = self.locate(component, stretch.table, indices, frame)
        if places is None:
            places = np.arange(frame.size, dtype=np.int32)
        if stretch.fixed is None:
            return Linear(0.0, [Terms(None, places + stretch.first, 1.0)])
        value = stretch.fixed[places]
        free = np.flatnonzero(np.isnan(value))
        return Linear(np.nan_to_num(value), [Terms(free, places[free] + stretch.first, 1.0)])

    def _parameters(self, component: Any, indices: Sequence[Any], frame: Frame) -> Amount:
        table = self._columns.members(component.index_set())
        if id(component) not in self._numbers:
            values = _values_of(component, table)
            self._numbers[id(component)] = values, bool(np.isnan(values).any())
        values, has_gaps = self._numbers[id(component)]
        places = self.locate(component, table, indices, frame)
        found: Numbers = values if places is None else values[places]
        if has_gaps and np.isnan(found).any():
            raise CannotCompileError(f"{component.name} has no value at some index")
        return found

    def total(self, node: Any, frame: Frame) -> Linear:
        """Evaluate ``sum(... for i in I for j in J[i])``."""
        inner: Frame = frame
        within: Any = None
        for group in node.template_iters():
            inner = self._turned(group, inner)
            within = inner.within if within is None else within[inner.within]
        found = self.linear(node.template_args()[0], inner)
        weights = np.broadcast_to(np.asarray(found.constant, dtype=np.float64), (inner.size,))
        constant: Amount = 0.0
        if isinstance(found.constant, np.ndarray) or found.constant:
            constant = np.bincount(within, weights=weights, minlength=frame.size).astype(np.float64, copy=False)
        return Linear(constant, [
            Terms(within if terms.turns is None else within[terms.turns], terms.columns, terms.coefficient)
            for terms in found.terms
        ])  # fmt: skip

    def _turned(self, group: Sequence[Any], frame: Frame) -> Frame:
        """Return the turns of one loop inside all turns of a frame."""
        members, number = group[0]._set, group[0]._group  # noqa: SLF001
        if not members.is_expression_type():
            table = self._columns.members(members)
            within = np.repeat(np.arange(frame.size, dtype=np.int32), table.size)
            places = None if frame.size == 1 else np.tile(np.arange(table.size, dtype=np.int32), frame.size)
            return Frame(len(within), {number: (table, places)}, frame, within)
        component, *indices = members.args
        groups: Groups | None = getattr(component, "groups", None) or _groups_of(component)
        if groups is None:
            raise CannotCompileError(f"A loop over {members}")
        own = self.locate(component, groups.index, indices, frame)
        if own is None:
            return Frame(groups.inside.size, {number: (groups.inside, None)}, frame, groups.owner)
        first, count = groups.start[own], groups.start[own + 1] - groups.start[own]
        within = np.repeat(np.arange(frame.size, dtype=np.int32), count)
        before = np.cumsum(count) - count
        places = np.arange(len(within), dtype=np.int32) + np.repeat((first - before).astype(np.int32), count)
        return Frame(len(within), {number: (groups.inside, places)}, frame, within)

    def locate(self, component: Any, table: Table, indices: Sequence[Any], frame: Frame) -> Positions | None:
        """Position of an index of a component in its table in each turn; None: each turn has the next one.

        Raises
        ------
        CannotCompileError
            When it is no index of the component in some turn.

        """
        whole = _whole_group(table, indices, frame)
        if whole is not None:
            return whole[0]
        if isinstance(table, ProductTable) and len(indices) == table.dimen:
            place: Any = np.zeros(1, dtype=np.int32)
            for factor in table.factors:
                own, indices = indices[: factor.dimen], indices[factor.dimen :]
                found = self.locate(component, factor, own, frame)
                found = np.arange(frame.size, dtype=np.int32) if found is None else found
                place = place * (factor.size if table.size < 2**31 else np.int64(factor.size)) + found
            return np.broadcast_to(place, (frame.size,))
        places = table.locate([self._coordinate(index, frame) for index in indices], frame.size)
        if len(places) and places.min() < 0:
            raise CannotCompileError(f"An index that {component.name} does not have")
        return places

    def _coordinate(self, node: Any, frame: Frame) -> Column:
        """Return an index in each turn."""
        if type(node) is template_expr.IndexTemplate:
            return frame.column(node._group, node._index)  # noqa: SLF001
        if type(node) in native_types:
            return Column.of([node])
        values = np.asarray(self.number(node, frame), dtype=np.float64).reshape(-1)
        whole = np.rint(values)
        if not np.array_equal(whole, values):
            raise CannotCompileError("An index that is no whole number")
        return Column(whole.astype(np.int64))


def _whole_group(table: Table, indices: Sequence[Any], frame: Frame) -> tuple[Positions | None] | None:
    """Positions in a table when the indices are a member of it as it is; None when they have to be looked up."""
    if not indices or len(indices) != table.dimen:
        return None
    if any(type(index) is not template_expr.IndexTemplate for index in indices):
        return None
    group, first = indices[0]._group, indices[0]._index  # noqa: SLF001
    if any(index._group != group or index._index != first + k for k, index in enumerate(indices)):  # noqa: SLF001
        return None
    bound, places = frame.binding(group)
    if bound is table:
        return (places,)
    number = bound.factor_at(first) if isinstance(bound, ProductTable) else None
    if number is None or bound.factors[number] is not table:  # type: ignore[attr-defined]
        return None
    return (frame.factor_places(group, number),)


def _values_of(component: Any, table: Table) -> Numbers:
    """Values of a parameter in the order of its index set."""
    if hasattr(component, "aligned"):
        found: Numbers = component.aligned(table)
        return found
    data = component.extract_values()
    return np.array([_number(data.get(member)) for member in table.members], dtype=np.float64)


def _number(value: Any) -> float:
    return float(value) if type(value) in native_numeric_types else np.nan


def _floats(labels: Sequence[Any]) -> Numbers:
    if not all(type(label) in native_numeric_types for label in labels):
        raise CannotCompileError("An index that is no number is counted with")
    return np.array(labels, dtype=np.float64)


def _groups_of(component: Any) -> Groups | None:
    """Members of an indexed set of Pyomo's own."""
    from models.algebra.groups import Groups

    if getattr(component, "ctype", None) is None or component.ctype.__name__ != "Set":
        return None
    dimens = {member.dimen for member in component.values() if len(member)}
    if len(dimens) > 1 or not all(type(dimen) is int for dimen in dimens):
        return None
    return Groups.of({key: list(member) for key, member in component.items()}, dimens.pop() if dimens else 1)


_STEPS: dict[type, Callable[[Walk, Any, Frame], Linear]] = {
    numeric_expr.SumExpression: Walk.sum,
    numeric_expr.LinearExpression: Walk.listed,
    numeric_expr.ProductExpression: Walk.product,
    numeric_expr.DivisionExpression: Walk.quotient,
    numeric_expr.NegationExpression: Walk.negation,
    numeric_expr.PowExpression: Walk.power,
    template_expr.GetItemExpression: Walk.item,
    template_expr.TemplateSumExpression: Walk.total,
    template_expr.IndexTemplate: Walk.placeholder,
}
"""What each kind of expression becomes."""
