"""From Pyomo rules to sparse arrays: each rule evaluated once for all of its rows, what is left by Pyomo itself."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from models.algebra import AlgebraWarning
from models.algebra.templates import NotATemplateError
from optimizer.matrix.arrays import Matrix
from optimizer.matrix.columns import CannotCompileError, Columns
from optimizer.matrix.fallback import compile_by_pyomo
from optimizer.matrix.names import Layout
from optimizer.matrix.objective import Costs, symbolic_costs
from optimizer.matrix.rows import RowBlock, symbolic_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.network import Core

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
    return _assembled(core, columns, blocks, costs or Costs.nothing())


def _active(model: Any, kind: str) -> Iterator[Any]:
    """Active constraint or objective components of active blocks, in order; those of indexed blocks are for Pyomo."""
    from pyomo.environ import Block, Constraint, Objective

    ctype = {"Constraint": Constraint, "Objective": Objective}[kind]
    for block in model.block_data_objects(active=True, descend_into=Block):
        if block.parent_component() is block:
            yield from block.component_objects(ctype, active=True, descend_into=False)


def _assembled(core: Core, columns: Columns, blocks: list[RowBlock], costs: Costs) -> Matrix:
    """Put blocks of rows under one another, and leave out columns that nothing mentions."""
    from scipy.sparse import coo_array

    starts = np.cumsum([0, *(block.count for block in blocks)])
    height = int(starts[-1])
    row = np.concatenate(
        [np.zeros(0, dtype=np.int32), *(b.row + np.int32(s) for b, s in zip(blocks, starts[:-1], strict=True))]
    ).astype(np.int32, copy=False)
    column = np.concatenate([np.zeros(0, dtype=np.int32), *(b.column for b in blocks)]).astype(np.int32, copy=False)
    value = np.concatenate([np.zeros(0), *(b.value for b in blocks)])
    used = np.zeros(columns.count, dtype=np.bool_)
    used[column] = True
    used[costs.column] = True
    cost = np.bincount(costs.column, weights=costs.value, minlength=columns.count)
    limits = [stretch.limits() for stretch in columns.stretches]
    lower, upper = (np.concatenate([np.zeros(0), *(limit[k] for limit in limits)]) for k in (0, 1))
    whole = np.concatenate([np.zeros(0, dtype=np.bool_), *(limit[2] for limit in limits)])
    number = None
    if not used.all():
        number = np.where(used, np.cumsum(used, dtype=np.int32) - 1, np.int32(-1))
        column, cost, lower, upper, whole = number[column], cost[used], lower[used], upper[used], whole[used]
    sparse = coo_array((value, (row, column)), shape=(height, len(cost))).tocsc()
    sparse.eliminate_zeros()
    return Matrix(
        cost=cost,
        offset=costs.offset,
        start=sparse.indptr.astype(np.int32, copy=False),
        index=sparse.indices.astype(np.int32, copy=False),
        value=sparse.data,
        row_lower=np.concatenate([np.zeros(0), *(block.lower for block in blocks)]),
        row_upper=np.concatenate([np.zeros(0), *(block.upper for block in blocks)]),
        lower=lower,
        upper=upper,
        integer=whole,
        layout=Layout(columns, number, tuple(blocks_named(blocks))),
        core=core,
    )


def blocks_named(blocks: list[RowBlock]) -> Iterator[tuple[int, Any, Any]]:
    """Rows, component and members of each block, which is all that names need."""
    for block in blocks:
        yield block.count, block.constraint, block.members
