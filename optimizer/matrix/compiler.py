"""From Pyomo rules to sparse arrays: each rule evaluated once for all of its rows, what is left by Pyomo itself."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, TypeVar

from models.algebra import AlgebraWarning
from models.algebra.templates import NotATemplateError
from optimizer.matrix.assembly import assembled
from optimizer.matrix.columns import Columns
from optimizer.matrix.errors import CannotCompileError
from optimizer.matrix.fallback import compile_by_pyomo
from optimizer.matrix.objective import symbolic_costs
from optimizer.matrix.rows import listed_rows, symbolic_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.network import Core
    from optimizer.matrix.arrays import Matrix
    from optimizer.matrix.rows import RowBlock

T = TypeVar("T")
FEW = 200
"""Rows left over for which Pyomo's compiler is not worth loading (0.5 CPU s)."""
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
    surprises: list[str] = []
    constraints, objectives, hidden = _components(model)
    blocks, left = _compiled(constraints, lambda constraint: symbolic_rows(constraint, columns), surprises)
    if not hidden and sum(map(len, left)) <= FEW:
        more, left = _compiled(left, lambda constraint: listed_rows(constraint, columns), surprises)
        blocks += more
    costs = _tried(lambda: symbolic_costs(objectives, columns), "the objective", surprises)
    if hidden or costs is None or left:
        leaving = {id(constraint) for constraint in left}
        done = [constraint for constraint in constraints if id(constraint) not in leaving]
        rest = compile_by_pyomo(model, done if costs is None else [*done, *objectives], columns)
        blocks.append(rest.rows)
        costs = rest.costs if costs is None else costs
    if surprises:
        found = f"{len(surprises)} rules were compiled row by row, first {surprises[0]}"
        warnings.warn(found, AlgebraWarning, stacklevel=2)
    return assembled(core, columns, blocks, costs)


def _compiled(
    constraints: list[Any], compile_one: Callable[[Any], RowBlock], surprises: list[str]
) -> tuple[list[RowBlock], list[Any]]:
    """Compile constraints one way; return the rows of those for which it works, and the others."""
    blocks, left = [], []
    for constraint in constraints:
        block = _tried(lambda c=constraint: compile_one(c), constraint.name, surprises)  # type: ignore[misc]
        if block is None:
            left.append(constraint)
        else:
            blocks.append(block)
    return blocks, left


def _tried(work: Callable[[], T], name: str, surprises: list[str]) -> T | None:
    """Do symbolic work; nothing comes of what Pyomo has to do, and what was not foreseen is noted."""
    try:
        return work()
    except EXPECTED:
        return None
    except Exception as error:  # noqa: BLE001 - every failure has the same remedy: Pyomo's own compiler
        surprises.append(f"{name} ({type(error).__name__}: {error})")
        return None


def _components(model: Any) -> tuple[list[Any], list[Any], bool]:
    """Active constraints and objectives of active blocks, in order, and whether there are more in indexed blocks."""
    from pyomo.core import Block, Constraint, Objective

    constraints, objectives, hidden = [], [], False
    for block in model.block_data_objects(active=True, descend_into=Block):
        own = [c for c in block.component_objects(Constraint, active=True, descend_into=False) if _has_rows(c)]
        if block.parent_component() is block:
            constraints += own
            objectives += block.component_objects(Objective, active=True, descend_into=False)
        else:
            hidden = hidden or bool(own)
    return constraints, objectives, hidden


def _has_rows(constraint: Any) -> bool:
    """Whether there is anything to compile; lists of rows may be empty."""
    given = getattr(constraint, "given", None)
    if given is not None:
        return bool(len(given.lower))
    return getattr(constraint, "template", None) is not None or bool(len(constraint))
