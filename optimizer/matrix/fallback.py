"""Pyomo's own compiler, for rules that are not compiled as a whole."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.matrix.frames import Terms
from optimizer.matrix.objective import Costs
from optimizer.matrix.rows import RowBlock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optimizer.matrix.columns import Columns


@dataclass(eq=False)
class Compiled:
    """What Pyomo's compiler made."""

    rows: RowBlock
    costs: Costs


def compile_by_pyomo(model: Any, done: Iterable[Any], columns: Columns) -> Compiled:
    """Compile all constraints and objectives but those that are done."""
    from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

    with _resting(list(done)):
        form = LinearStandardFormCompiler().write(model, mixed_form=True)
    number = columns.numbered(form.columns)
    triplets = form.A.tocoo()
    kinds = np.array([row.bound_type for row in form.rows], dtype=np.int8)
    rhs = np.asarray(form.rhs, dtype=np.float64)
    rows = RowBlock(
        [row.constraint for row in form.rows],
        [Terms(triplets.row, number[triplets.col], triplets.data.astype(np.float64))],
        np.where(kinds <= 0, rhs, -np.inf),
        np.where(kinds >= 0, rhs, np.inf),
    )
    if not form.objectives:
        return Compiled(rows, Costs.nothing())
    cost = np.asarray(form.c.todense(), dtype=np.float64)[0]
    return Compiled(rows, Costs(number, cost, float(form.c_offset[0])))


@contextmanager
def _resting(components: list[Any]) -> Iterator[None]:
    """Hide components from Pyomo for a while; rows and objectives themselves are not touched, nor made."""
    from pyomo.core.base.component import ActiveComponent

    hidden = []
    try:
        for component in components:
            ActiveComponent.deactivate(component)
            hidden.append(component)
        yield
    finally:
        for component in hidden:
            ActiveComponent.activate(component)
