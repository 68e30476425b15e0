from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from scipy.sparse import csc_array

from models.build import build_model
from models.rulebook import Rulebook
from optimizer.matrix import ColumnValues, Matrix, compile_model
from tiny import accepted, table, two_sources


def core_of(model: Any) -> Any:
    """Return what the compiler needs of a core: a model and a rulebook."""
    return SimpleNamespace(model=model, rulebook=Rulebook(ledger=None))  # type: ignore[arg-type]


def compiled(model: Any) -> Matrix:
    return compile_model(core_of(model))


def dense(matrix: Matrix) -> np.ndarray:
    return csc_array((matrix.value, matrix.index, matrix.start), shape=matrix.shape).toarray()


def rows(matrix: Matrix, *variables: Any) -> set[tuple[float, ...]]:
    """Return each row as lower bound, coefficients of the variables in the order given, upper bound."""
    order = [matrix.column(v) for v in variables]
    table = dense(matrix)[:, order]
    return {
        (float(lo), *map(float, row), float(up))
        for lo, row, up in zip(matrix.row_lower, table, matrix.row_upper, strict=True)
    }


INF = np.inf


def small() -> Any:
    m = pyo.ConcreteModel()
    m.x, m.y, m.z = pyo.Var(within=pyo.NonNegativeReals), pyo.Var(bounds=(-2, 7)), pyo.Var(within=pyo.Binary)
    m.cost = pyo.Objective(expr=3 * m.x - m.y + 10 * m.z + 4)
    return m


def test_each_sense_of_a_row() -> None:
    m = small()
    m.most = pyo.Constraint(expr=m.x + 2 * m.y <= 5)
    m.least = pyo.Constraint(expr=m.x - m.z >= 1)
    m.exact = pyo.Constraint(expr=m.y + m.z == 3)
    assert rows(compiled(m), m.x, m.y, m.z) == {(-INF, 1, 2, 0, 5), (1, 1, 0, -1, INF), (3, 0, 1, 1, 3)}


def test_a_range_limits_both_sides() -> None:
    m = small()
    m.between = pyo.Constraint(expr=(1, m.x + m.y + m.z, 4))
    matrix = compiled(m)
    table, order = dense(matrix), [matrix.column(v) for v in (m.x, m.y, m.z)]
    assert (table[:, order] == 1).all()
    assert (matrix.row_lower.max(), matrix.row_upper.min()) == (1, 4)


def test_variables_on_both_sides_and_constants_are_gathered() -> None:
    m = small()
    m.rule = pyo.Constraint(expr=2 * m.x + 3 >= m.x + 4 * (m.y - 1) + m.z * 0.5)
    # x - 4 y - z / 2 >= -7
    found = rows(compiled(m), m.x, m.y, m.z)
    assert found in ({(-7, 1, -4, -0.5, INF)}, {(-INF, -1, 4, 0.5, 7)})


def test_a_variable_named_twice_counts_with_the_sum() -> None:
    m = small()
    m.rule = pyo.Constraint(expr=m.x + m.y + m.x + 2 * m.x <= 8)
    assert rows(compiled(m), m.x, m.y) == {(-INF, 4, 1, 8)}


def test_a_variable_that_cancels_out_leaves_nothing() -> None:
    m = small()
    m.rule = pyo.Constraint(expr=m.x + m.y - m.y <= 8)
    matrix = compiled(m)
    assert rows(matrix, m.x) == {(-INF, 1, 8)}
    assert matrix.column(m.y) < 0 or not dense(matrix)[:, matrix.column(m.y)].any()


def test_bounds_kinds_and_costs_of_columns() -> None:
    m = small()
    m.n = pyo.Var(within=pyo.NonNegativeIntegers, bounds=(0, 9))
    m.free = pyo.Var()
    m.rule = pyo.Constraint(expr=m.x + m.y + m.z + m.n + m.free >= 0)
    matrix = compiled(m)
    at = {v.name: matrix.column(v) for v in (m.x, m.y, m.z, m.n, m.free)}
    limits = {name: (float(matrix.lower[k]), float(matrix.upper[k])) for name, k in at.items()}
    assert limits == {"x": (0, INF), "y": (-2, 7), "z": (0, 1), "n": (0, 9), "free": (-INF, INF)}
    assert {name: bool(matrix.integer[k]) for name, k in at.items()} == {
        "x": False,
        "y": False,
        "z": True,
        "n": True,
        "free": False,
    }
    assert {name: float(matrix.cost[k]) for name, k in at.items()} == {"x": 3, "y": -1, "z": 10, "n": 0, "free": 0}
    assert matrix.offset == 4


def test_an_objective_that_names_a_variable_twice_adds_up() -> None:
    from pyomo.core.expr import LinearExpression

    m = pyo.ConcreteModel()
    m.x = pyo.Var(bounds=(0, 1))
    m.cost = pyo.Objective(expr=LinearExpression(constant=2, linear_coefs=[1.5, 2.5], linear_vars=[m.x, m.x]))
    m.rule = pyo.Constraint(expr=m.x >= 0.5)
    matrix = compiled(m)
    assert (matrix.cost.tolist(), matrix.offset) == ([4], 2)


def test_a_parameter_counts_with_its_value_and_a_fixed_variable_as_a_constant() -> None:
    m = small()
    m.p = pyo.Param(initialize=2.5)
    m.y.fix(2)
    m.rule = pyo.Constraint(expr=m.p * m.x + m.y <= 5)
    assert rows(compiled(m), m.x) == {(-INF, 2.5, 3)}


def test_rows_of_skipped_indices_are_left_out() -> None:
    m = small()
    m.K = pyo.RangeSet(4)
    m.v = pyo.Var(m.K, bounds=(0, 1))
    m.rule = pyo.Constraint(m.K, rule=lambda m, k: pyo.Constraint.Skip if k % 2 else m.v[k] <= k)
    assert rows(compiled(m), m.v[2], m.v[4]) == {(-INF, 1, 0, 2), (-INF, 0, 1, 4)}


def test_deactivated_rules_are_left_out() -> None:
    m = small()
    m.rule = pyo.Constraint(expr=m.x <= 5)
    m.off = pyo.Constraint(expr=m.y <= 1)
    m.off.deactivate()
    assert len(compiled(m).row_lower) == 1


def test_rules_of_blocks_belong_to_the_model() -> None:
    m = small()
    m.b = pyo.Block()
    m.b.c = pyo.Block()
    m.b.c.rule = pyo.Constraint(expr=m.x + m.y <= 5)
    assert rows(compiled(m), m.x, m.y) == {(-INF, 1, 1, 5)}


def test_a_variable_that_no_rule_names_has_no_column_and_reads_as_nothing() -> None:
    m = small()
    m.idle = pyo.Var([1, 2], bounds=(0, 1))
    m.rule = pyo.Constraint(expr=m.x <= 5)
    matrix = compiled(m)
    assert matrix.columns(m.idle, [1, 2]).tolist() == [-1, -1]
    assert ColumnValues(matrix, np.ones(matrix.shape[1])).at(m.idle, [1, 2]).tolist() == [0, 0]
    assert ColumnValues(matrix, np.ones(matrix.shape[1])).at(m.idle, []).tolist() == []


def test_other_bounds_leave_the_matrix_itself_as_it_was() -> None:
    m = small()
    m.rule = pyo.Constraint(expr=m.x + m.z <= 5)
    matrix = compiled(m)
    column = np.array([matrix.column(m.x)])
    other = matrix.with_bounds(column, np.array([1.0]), np.array([2.0]))
    assert (other.lower[column], other.upper[column]) == (1, 2)
    assert (matrix.lower[column], matrix.upper[column]) == (0, INF)


def test_one_more_row_and_another_objective() -> None:
    m = small()
    m.rule = pyo.Constraint(expr=m.x + m.y + m.z <= 5)
    matrix = compiled(m)
    longer = matrix.with_row(matrix.cost, 12.0)
    assert rows(longer, m.x, m.y, m.z) == {(-INF, 1, 1, 1, 5), (-INF, 3, -1, 10, 12)}
    amounts = np.arange(3.0)
    other = matrix.with_objective(amounts)
    assert (other.cost.tolist(), other.offset) == (amounts.tolist(), 0)


def test_the_rigid_problem_has_no_way_around_hard_rules() -> None:
    rules = table(
        "rule item min_sources min_share hard penalty", ("a", "x", 2, 0.2, "Yes", None), ("b", "x", 2, 0.1, "No", 5)
    )
    matrix = compile_model(build_model(accepted(two_sources(Sourcing_rules=rules))))
    hard = matrix.hard_slacks()
    assert len(hard) > 0
    assert np.isinf(matrix.upper[hard]).all()
    rigid = matrix.rigid()
    assert (rigid.upper[hard] == 0).all()
    soft = np.setdiff1d(np.flatnonzero(matrix.upper != rigid.upper), hard)
    assert not len(soft)


@pytest.mark.parametrize("item", ["x", "an item with spaces", "a,b[c]", "42", "ünï", "x;y"])
def test_names_of_any_kind_survive(item: str) -> None:
    from tiny import book, optimum

    plan = book(
        Items=table("item value", (item, 10)),
        Sources=table("site item material_cost", ("cn", item, 10)),
        Demand=table("site item period quantity", ("us", item, "ALL", 100)),
    )
    assert optimum(plan) == pytest.approx(52_000)
