"""From Pyomo rules to sparse arrays: each rule evaluated once for all of its rows, what is left by Pyomo itself."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from models.algebra import AlgebraWarning
from models.algebra.templates import NotATemplateError
from optimizer.matrix.columns import CannotCompileError, Columns
from optimizer.matrix.fallback import compile_by_pyomo
from optimizer.matrix.assembly import assembled
from optimizer.matrix.objective import Costs, symbolic_costs
from optimizer.matrix.rows import RowBlock, symbolic_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.network import Core
    from optimizer.matrix.arrays import Matrix

EXPECTED = (NotATemplateError, CannotCompileError)
"""What rules that have to be written row by row raise; anything else is a surprise worth a warning."""


def compile_model(core: Core) -> Matrix:
    """Turn the model's rules into arrays.

    Warns
    -----
    AlgebraWarning
        When rules that could be compiled as a whole were not, because something unforeseen happened.

    """
    model, columns = core.model, Columns()
    blocks: list[RowBlock] = []
    done: list[Any] = []
    surprises: list[str] = []
    left = False
    for constraint in _active(model, "Constraint"):
        try:
            blocks.append(symbolic_rows(constraint, columns))
            done.append(constraint)
        except EXPECTED:
            left = True
        except Exception as error:  # noqa: BLE001 - every failure has the same remedy: Pyomo's own compiler
            left = True
            surprises.append(f"{constraint.name} ({type(error).__name__}: {error})")
    costs = None
    objectives = list(_active(model, "Objective"))
    try:
        costs = symbolic_costs(objectives, columns)
        done += objectives
    except EXPECTED:
        left = True
    except Exception as error:  # noqa: BLE001 - as above
        left = True
        surprises.append(f"the objective ({type(error).__name__}: {error})")
    if left or not objectives:
        rest = compile_by_pyomo(model, done, columns)
        blocks.append(rest.rows)
        costs = costs or Costs(*rest.costs, rest.offset)
    if surprises:
        found = f"{len(surprises)} rules were compiled row by row, first {surprises[0]}"
        warnings.warn(found, AlgebraWarning, stacklevel=2)
    return assembled(core, columns, blocks, costs or Costs.nothing())


def _active(model: Any, kind: str) -> Iterator[Any]:
    """Active constraint or objective components of active blocks, in order; those of indexed blocks are for Pyomo."""
    from pyomo.environ import Block, Constraint, Objective

    ctype = {"Constraint": Constraint, "Objective": Objective}[kind]
    for block in model.block_data_objects(active=True, descend_into=Block):
        if block.parent_component() is block:
            yield from block.component_objects(ctype, active=True, descend_into=False)
