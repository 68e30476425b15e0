"""Units of a problem: exact, within what solvers advise, and none that lets the solver overlook a column."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.build import build_model
from optimizer import read
from optimizer.matrix import compile_model
from optimizer.matrix.reach import most_of_each
from optimizer.matrix.scaling import scaling_of, with_units
from optimizer.matrix.units import Scaling
from optimizer.solver.highs import SolverOptions, solve_matrix
from optimizer.solver.linear import least
from richplan import rich
from test_solve import model
from tiny import accepted

if TYPE_CHECKING:
    from optimizer.matrix import Matrix

INPUTS = Path(__file__).resolve().parents[1] / "inputs"
ADVISED = 1e6
"""Largest over smallest number that the project allows itself."""


def spread(*numbers: Any) -> float:
    sizes = np.abs(np.concatenate(numbers))
    sizes = sizes[np.isfinite(sizes) & (sizes > 0)]
    return float(sizes.max() / sizes.min()) if len(sizes) else 1.0


def chain() -> Matrix:
    """Something made in millions from something bought in tonnes, by a decision of millions in money."""

    def rules(m: Any) -> None:
        m.build, m.made, m.bought = pyo.Var(domain=pyo.Binary), pyo.Var(bounds=(0, None)), pyo.Var(bounds=(0, None))
        m.room = pyo.Constraint(expr=m.made <= 4e6 * m.build)
        m.recipe = pyo.Constraint(expr=2.5e-6 * m.made <= m.bought)
        m.market = pyo.Constraint(expr=m.bought <= 9.0)
        m.cost = pyo.Objective(expr=3e7 * m.build - 12.5 * m.made + 1e4 * m.bought)

    return model(rules)


@pytest.mark.parametrize("example", ["ev_components", "truck_powertrain"])
def test_the_numbers_of_both_examples_stay_within_a_million(example: str) -> None:
    matrix = compile_model(build_model(read(INPUTS / f"{example}.xlsx"))).rigid()
    scaled = matrix.scaled(scaling_of(matrix))
    assert spread(matrix.value) > ADVISED
    assert spread(scaled.value) < ADVISED
    assert spread(scaled.cost) < ADVISED
    assert spread(scaled.lower, scaled.upper) < ADVISED
    assert spread(scaled.row_lower, scaled.row_upper) < ADVISED


def test_units_are_powers_of_two_and_whole_numbers_keep_theirs() -> None:
    matrix = compile_model(build_model(accepted(rich())))
    units = scaling_of(matrix)
    assert (np.frexp(units.row)[0] == 0.5).all()
    assert (np.frexp(units.column)[0] == 0.5).all()
    assert (units.column[matrix.integer] == 1).all()


def test_scaling_there_and_back_changes_no_digit() -> None:
    matrix = compile_model(build_model(accepted(rich())))
    units = scaling_of(matrix)
    back = matrix.scaled(units).scaled(Scaling(1 / units.row, 1 / units.column, 1 / units.cost))
    for part in ("cost", "value", "row_lower", "row_upper", "lower", "upper"):
        assert (getattr(back, part) == getattr(matrix, part)).all(), part


def test_no_column_is_measured_in_more_than_twice_what_it_can_be() -> None:
    matrix = compile_model(build_model(accepted(rich())))
    most, units = most_of_each(matrix), scaling_of(matrix)
    bounded = np.isfinite(most) & (most > 0) & ~matrix.integer
    assert bounded.sum() > 100
    assert (units.column[bounded] <= 2 * most[bounded]).all()


def test_what_a_column_can_be_is_followed_from_row_to_row() -> None:
    matrix = chain()
    most = most_of_each(matrix)
    of = {name: most[matrix.column(getattr(matrix.core.model, name))] for name in ("build", "made", "bought")}
    assert of == pytest.approx({"build": 1.0, "made": 3.6e6, "bought": 9.0})


def test_answer_bound_and_progress_are_in_the_planners_units() -> None:
    matrix = chain()
    told: list[float] = []
    solved = solve_matrix(matrix, SolverOptions(gap=0.0), lambda progress: told.append(progress.best or 0.0))
    assert solved.objective == pytest.approx(3e7 - 12.5 * 3.6e6 + 9e4)
    assert solved.bound == pytest.approx(solved.objective)
    assert solved.values[matrix.column(matrix.core.model.made)] == pytest.approx(3.6e6)
    assert all(best == 0 or abs(best) > 1e6 for best in told)


def test_variants_share_the_units_until_their_rows_or_costs_change() -> None:
    matrix = with_units(chain())
    assert matrix.with_bounds(np.array([0]), np.zeros(1), np.zeros(1)).units is matrix.units
    assert matrix.with_objective(np.ones(3)).units is None
    assert matrix.with_row(np.ones(3), 5.0).units is None


def test_a_coefficient_that_became_nothing_has_no_size() -> None:
    matrix = chain()
    silent = replace(matrix, value=np.where(matrix.value == 1.0, 0.0, matrix.value))
    assert np.isfinite(scaling_of(silent).column).all()


small = st.integers(-4, 4).map(float)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(st.lists(small, min_size=4, max_size=4), st.integers(0, 20), st.booleans()), max_size=5),
    upper=st.lists(st.one_of(st.just(np.inf), st.integers(1, 30).map(float)), min_size=4, max_size=4),
)
def test_the_most_of_a_column_is_never_below_what_it_can_really_be(
    rows: list[tuple[list[float], int, bool]], upper: list[float]
) -> None:
    from scipy.sparse import csc_array, csr_array

    dense = np.array([row for row, _, _ in rows]).reshape(-1, 4)
    high = np.array([float(limit) for _, limit, _ in rows])
    low = np.array([float(limit) if both else -np.inf for _, limit, both in rows])
    sparse = csc_array(dense)
    matrix = replace(
        chain(), cost=np.zeros(4), start=sparse.indptr.astype(np.int32), index=sparse.indices.astype(np.int32),
        value=sparse.data, row_lower=low, row_upper=high, lower=np.zeros(4), upper=np.array(upper),
        integer=np.zeros(4, dtype=bool),
    )  # fmt: skip
    most = most_of_each(matrix)
    for column in range(4):
        if np.isfinite(most[column]):
            price = np.zeros(4)
            price[column] = -1.0
            point = least(price, csr_array(dense), low, high, np.array(upper))
            assert point is None or point[column] <= most[column] + 1e-6
