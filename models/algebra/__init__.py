"""Pyomo's modelling language, with components that are made as a whole.

``from models import algebra as pyo`` stands in for ``import pyomo.environ as pyo``: sets, parameters, variables and
constraints are written as ever, but keep their members in arrays, and rules as the one expression they are. A member,
a variable or a row is made when somebody asks for it, so everything Pyomo can do it still does; the compiler
(:mod:`optimizer.matrix`) never asks. What cannot be kept so is one of Pyomo's own components.

The language comes from ``pyomo.core``: solvers and writers, which the whole environment loads, are not used here.
When a release of Pyomo no longer works this way, its own components are used throughout, with a warning.
"""

from __future__ import annotations

import warnings
from typing import Any

from pyomo.core import (
    Binary,
    Block,
    ConcreteModel,
    ConstraintList,
    Expression,
    Integers,
    NonNegativeIntegers,
    NonNegativeReals,
    RangeSet,
    Reals,
    VarList,
    maximize,
    minimize,
    value,
)
from pyomo.core import (
    Constraint as _PlainConstraint,
)
from pyomo.core import (
    Objective as _PlainObjective,
)
from pyomo.core import (
    Param as _PlainParam,
)
from pyomo.core import (
    Set as _PlainSet,
)
from pyomo.core import (
    Var as _PlainVar,
)

from models.algebra.given import RowArrays, RowWriter, VariablesToBe, places_of
from models.algebra.groups import Groups
from models.algebra.imports import leave_statistics_out
from models.algebra.table import Table

__all__ = [
    "AlgebraWarning",
    "Binary",
    "Block",
    "ConcreteModel",
    "Constraint",
    "ConstraintList",
    "Expression",
    "Groups",
    "Integers",
    "NonNegativeIntegers",
    "NonNegativeReals",
    "Objective",
    "Param",
    "RangeSet",
    "Reals",
    "RowArrays",
    "RowWriter",
    "Set",
    "Table",
    "Var",
    "VarList",
    "VariablesToBe",
    "given_rows",
    "maximize",
    "minimize",
    "places_of",
    "total_of",
    "value",
]

leave_statistics_out()


class AlgebraWarning(UserWarning):
    """The release of Pyomo is not one that models can be compiled from as a whole: everything works, but slower."""


def _works() -> bool:
    """Whether this release of Pyomo takes our components, tried on a model of two rows."""
    from models.algebra.amounts import new_param, new_var
    from models.algebra.rules import new_constraint
    from models.algebra.sets import new_set

    m: Any = ConcreteModel()
    m.K = new_set(initialize=[(1, "a"), (2, "b")], dimen=2)
    m.OF = new_set(m.K, initialize={(1, "a"): ["x"], (2, "b"): []}, dimen=1)
    m.p = new_param(m.K, initialize={(1, "a"): 2.0}, default=0.5)
    m.x = new_var(m.K, within=NonNegativeReals, bounds=(0, 1))
    m.c = new_constraint(m.K, rule=lambda m, i, a: m.p[i, a] * m.x[i, a] + sum(m.x[i, a] for _ in m.OF[i, a]) <= 1)
    written = str(m.c[1, "a"].expr), len(m.c), len(m.x.made), [value(v) for v in m.p.values()]
    return written[1:] == (2, 2, [2.0, 0.5]) and written[0] == "2.0*x[1,a] + x[1,a]  <=  1"


def given_rows(rows: RowArrays) -> Any:
    """Return the constraint whose rows are given as arrays."""
    if _usable:
        from models.algebra.rules import GivenConstraint

        return GivenConstraint(rows)
    return _PlainConstraint(RangeSet(len(rows.lower)), rule=lambda _, number: rows.expression(number - 1))


def total_of(terms: Any) -> Any:
    """Return the objective to make a sum of amounts by variable least (see :class:`models.costs.Terms`)."""
    if not _usable:
        return _PlainObjective(expr=terms.expression(), sense=minimize)
    from models.algebra.rules import LazyObjective

    return LazyObjective(terms)


try:
    _usable = _works()
except Exception:  # noqa: BLE001 - whatever a new release does, models are still built
    _usable = False
if _usable:
    from models.algebra.amounts import new_param, new_var
    from models.algebra.rules import new_constraint, new_objective
    from models.algebra.sets import new_set

    Constraint, Objective, Param, Set, Var = new_constraint, new_objective, new_param, new_set, new_var
else:
    warnings.warn("This release of Pyomo is new to Sourcemix: models are compiled rule by rule", AlgebraWarning, 2)
    Constraint, Objective, Param, Set, Var = _PlainConstraint, _PlainObjective, _PlainParam, _PlainSet, _PlainVar
