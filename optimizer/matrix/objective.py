"""The objective as an array: bookings of a ledger, or a rule, evaluated at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.algebra.table import Table
from models.algebra.templates import NotATemplateError
from optimizer.matrix.errors import CannotCompileError
from optimizer.matrix.frames import Frame
from optimizer.matrix.walk import Walk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.algebra.templates import Template
    from models.schema import Numbers
    from optimizer.matrix.columns import Columns


@dataclass(frozen=True, eq=False)
class Costs:
    """Coefficients of the objective; the same column may come several times, and counts with the sum."""

    column: NDArray[np.integer[Any]]
    value: Numbers
    offset: float

    @classmethod
    def nothing(cls) -> Costs:
        """Return the objective that counts nothing."""
        return cls(np.zeros(0, dtype=np.int64), np.zeros(0), 0.0)

    def __neg__(self) -> Costs:
        return Costs(self.column, -self.value, -self.offset)


def symbolic_costs(objectives: list[Any], columns: Columns) -> Costs:
    """Compile the one objective there is.

    Raises
    ------
    CannotCompileError, NotATemplateError
        When Pyomo has to do it.

    """
    if len(objectives) != 1 or objectives[0].is_indexed():
        raise NotATemplateError("There is not one objective")
    objective = objectives[0]
    if getattr(objective, "terms", None) is not None:
        return booked_costs(objective.terms, columns)
    template: Template | None = getattr(objective, "template", None)
    if template is None:
        raise NotATemplateError("It is written already, and may be other than a rule says")
    found = Walk(columns).linear(template.expression, Frame.of(Table((), 1), ()))
    column = np.concatenate([np.zeros(0, dtype=np.int32), *(term.columns for term in found.terms)])
    amounts = (np.broadcast_to(np.asarray(term.coefficient), (len(term.columns),)) for term in found.terms)
    value = np.concatenate([np.zeros(0), *amounts])
    costs = Costs(column[value != 0], value[value != 0], float(np.asarray(found.constant).reshape(-1)[0]))
    return costs if objective.is_minimizing() else -costs


def booked_costs(terms: Any, columns: Columns) -> Costs:
    """Compile sums of amounts for each unit of variables (see :class:`models.costs.Terms`)."""
    found_columns, values, offset = [np.zeros(0, dtype=np.int64)], [np.zeros(0)], float(terms.constant)
    for variable, keys, amounts in terms.parts:
        stretch = columns.of(variable)
        places = stretch.table.positions(keys) if variable.is_indexed() else np.zeros(len(keys), dtype=np.int64)
        if len(places) and places.min() < 0:
            raise CannotCompileError(f"Something is booked for what {variable.name} does not have")
        amount = np.asarray(amounts, dtype=np.float64)
        if stretch.fixed is not None:
            value = stretch.fixed[places]
            free = np.isnan(value)
            offset += float((amount * np.nan_to_num(value)).sum())
            places, amount = places[free], amount[free]
        paid = amount != 0
        found_columns.append(places[paid] + stretch.first)
        values.append(amount[paid])
    return Costs(np.concatenate(found_columns), np.concatenate(values), offset)
