"""Rows of one rule: coefficients as triplets, and bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from pyomo.core.expr.relational_expr import (
    EqualityExpression,
    InequalityExpression,
    RangedExpression,
    tuple_to_relational_expr,
)

from models.algebra.table import Table
from models.algebra.templates import NotATemplateError
from optimizer.matrix.errors import CannotCompileError
from optimizer.matrix.frames import Frame, Linear, Terms
from optimizer.matrix.walk import Walk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.algebra.given import RowArrays
    from models.algebra.templates import Template
    from models.schema import Numbers
    from optimizer.matrix.columns import Columns

TOUCHING = 1e-9
"""How far a row without variables may be off its bounds."""


@dataclass(eq=False)
class RowBlock:
    """Rows of one constraint component, in the order of its index set.

    Attributes
    ----------
    constraint
        The component, or its single rows as objects (when Pyomo compiled them).
    terms
        Coefficients by row and column; the same two may come several times, and count with the sum.
    lower, upper
        Bounds, shape (rows,).
    members
        Position in the index set of each row; None: all, in order.

    """

    constraint: Any
    terms: list[Terms]
    lower: Numbers
    upper: Numbers
    members: NDArray[np.integer[Any]] | None = None

    @property
    def count(self) -> int:
        """How many rows."""
        return len(self.lower)


def symbolic_rows(constraint: Any, columns: Columns) -> RowBlock:
    """Compile all rows of a constraint from its rule, evaluated once.

    Raises
    ------
    CannotCompileError, NotATemplateError
        When its rows have to be written one by one.

    """
    given: RowArrays | None = getattr(constraint, "given", None)
    if given is not None:
        return _given_rows(constraint, given, columns)
    template: Template | None = getattr(constraint, "template", None)
    if template is None:
        raise NotATemplateError("Its rows exist one by one, and may be other than a rule says")
    table = columns.members(constraint.index_set()) if constraint.is_indexed() else Table((), 1)
    walk, frame = Walk(columns), Frame.of(table, template.indices)
    relation = template.expression
    if type(relation) is tuple:
        relation = tuple_to_relational_expr(relation)
    lower, body, upper = _bounded(relation, walk, frame)
    constant = np.broadcast_to(np.asarray(body.constant, dtype=np.float64), (frame.size,))
    terms = [_effective(term) for term in body.terms]
    low, high = _less(lower, constant, -np.inf), _less(upper, constant, np.inf)
    return _kept(RowBlock(constraint, terms, low, high), constraint.name)


def _given_rows(constraint: Any, given: RowArrays, columns: Columns) -> RowBlock:
    """Rows that are arrays already; fixed variables go to the other side."""
    terms, fixed = [], np.zeros(len(given.lower))
    for part in given.parts:
        stretch = columns.of(part.variable)
        own = Terms(part.rows, part.places + np.int32(stretch.first), part.values)
        if stretch.fixed is not None:
            value = stretch.fixed[part.places]
            fixed += np.bincount(part.rows, weights=np.nan_to_num(value) * part.values, minlength=len(fixed))
            free = np.isnan(value)
            own = Terms(part.rows[free], own.columns[free], part.values[free])
        terms.append(_effective(own))
    return _kept(RowBlock(constraint, terms, given.lower - fixed, given.upper - fixed), constraint.name)


def listed_rows(constraint: Any, columns: Columns) -> RowBlock:
    """Compile rows that exist one by one, one by one; quicker than loading Pyomo's compiler when they are few.

    Raises
    ------
    CannotCompileError
        When one of them is not known here.

    """
    walk, frame = Walk(columns), Frame(1, {})
    rows = [row for row in constraint.values() if row.active]
    terms: list[Terms] = []
    lower, upper = np.full(len(rows), -np.inf), np.full(len(rows), np.inf)
    for k, row in enumerate(rows):
        low, body, high = _bounded(row.expr, walk, frame)
        constant = np.broadcast_to(np.asarray(body.constant, dtype=np.float64), (1,))
        lower[k], upper[k] = _less(low, constant, -np.inf)[0], _less(high, constant, np.inf)[0]
        terms += [
            Terms(np.full(len(term.columns), k, dtype=np.int32), term.columns, term.coefficient)
            for term in map(_effective, body.terms)
        ]
    block = _kept(RowBlock(constraint, terms, lower, upper), constraint.name)
    kept = rows if block.members is None else [rows[k] for k in block.members.tolist()]
    return RowBlock(kept, block.terms, block.lower, block.upper)


def _bounded(relation: Any, walk: Walk, frame: Frame) -> tuple[Any, Linear, Any]:
    """Return lower bound, body and upper bound in each row; None for no bound."""
    kind = type(relation)
    if kind is RangedExpression:
        low, body, high = relation.args
        return walk.number(low, frame), walk.linear(body, frame), walk.number(high, frame)
    if kind not in {EqualityExpression, InequalityExpression}:
        raise CannotCompileError("The rule is no equation or inequality")
    left, right = (walk.linear(side, frame) for side in relation.args)
    if left.terms or not right.terms:
        body = left.plus(right.times(-1.0))
        return (0.0 if kind is EqualityExpression else None), body, 0.0
    body = right.plus(left.times(-1.0))
    return 0.0, body, (0.0 if kind is EqualityExpression else None)


def _less(bound: Any, constant: Numbers, missing: float) -> Numbers:
    return np.full(len(constant), missing) if bound is None else np.asarray(bound - constant, dtype=np.float64)


def _effective(term: Terms) -> Terms:
    """Leave out coefficients that are zero."""
    if np.all(term.coefficient):
        return term
    keep = np.flatnonzero(np.broadcast_to(np.asarray(term.coefficient), (len(term.columns),)))
    turns = keep.astype(np.int32) if term.turns is None else term.turns[keep]
    value = term.coefficient[keep] if isinstance(term.coefficient, np.ndarray) else term.coefficient
    return Terms(turns, term.columns[keep], value)


def _kept(block: RowBlock, name: str) -> RowBlock:
    """Leave out rows without variables, which hold by themselves.

    Raises
    ------
    CannotCompileError
        When one of them does not hold: Pyomo then says which.

    """
    if any(term.turns is None for term in block.terms) or not block.count:
        return block
    present = np.zeros(block.count, dtype=np.bool_)
    for term in block.terms:
        present[term.turns] = True
    if present.all():
        return block
    if (block.lower[~present] > TOUCHING).any() or (block.upper[~present] < -TOUCHING).any():
        raise CannotCompileError(f"A row of {name} cannot hold")
    members = np.flatnonzero(present)
    number = np.cumsum(present, dtype=np.int32) - 1
    terms = [Terms(number[term.turns], term.columns, term.coefficient) for term in block.terms]
    return RowBlock(block.constraint, terms, block.lower[members], block.upper[members], members)
