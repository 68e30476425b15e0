from __future__ import annotations

import math
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo
import pytest

from models.build import build_model
from models.rulebook import Rulebook
from optimizer.errors import NoValueError
from optimizer.matrix import Matrix, compile_model
from optimizer.outcome import Status, status_of
from optimizer.solver.highs import Cancelled, SolverOptions, solve_matrix, solver_version
from optimizer.solver.solved import Progress, Solved, Stop, relative_gap
from tiny import accepted, table, two_sources

if TYPE_CHECKING:
    from collections.abc import Callable

EXACT = SolverOptions(gap=0.0)


def matrix_of(model: Any) -> Matrix:
    return compile_model(SimpleNamespace(model=model, rulebook=Rulebook(ledger=None)))  # type: ignore[arg-type]


def model(build: Callable[[Any], None]) -> Matrix:
    m = pyo.ConcreteModel()
    build(m)
    return matrix_of(m)


def covering(count: int, seed: int = 0) -> Matrix:
    """Return a set covering problem: small, but not solved at the root when `count` is large."""
    rng = np.random.default_rng(seed)

    def build(m: Any) -> None:
        m.K = pyo.RangeSet(0, count - 1)
        m.x = pyo.Var(m.K, within=pyo.Binary)
        cost = rng.integers(10, 20, count)
        m.cost = pyo.Objective(expr=sum(int(cost[k]) * m.x[k] for k in m.K))
        rows = [rng.choice(count, 4, replace=False) for _ in range(2 * count)]
        m.cover = pyo.Constraint(
            pyo.RangeSet(0, len(rows) - 1), rule=lambda m, r: sum(m.x[int(k)] for k in rows[r]) >= 1
        )

    return model(build)


def linear(m: Any) -> None:
    """3 x + 2 y least where x + y >= 4, x >= 1."""
    m.x, m.y = pyo.Var(bounds=(0, None)), pyo.Var(bounds=(0, None))
    m.cost = pyo.Objective(expr=3 * m.x + 2 * m.y + 100)
    m.need = pyo.Constraint(expr=m.x + m.y >= 4)
    m.own = pyo.Constraint(expr=m.x >= 1)


def test_a_linear_problem_is_solved_and_its_bound_is_its_cost() -> None:
    solved = solve_matrix(model(linear), EXACT)
    assert (solved.stop, solved.found) == (Stop.FINISHED, True)
    assert solved.objective == solved.bound == pytest.approx(109)
    assert solved.gap == 0


def test_a_constant_of_the_objective_counts_in_cost_and_bound_alike() -> None:
    def build(m: Any) -> None:
        linear(m)
        m.z = pyo.Var(within=pyo.Binary)
        m.switch = pyo.Constraint(expr=m.y <= 10 * m.z)

    solved = solve_matrix(model(build), EXACT)
    assert solved.objective == pytest.approx(109)
    assert solved.bound == pytest.approx(109)


def test_an_impossible_problem_has_no_values() -> None:
    def build(m: Any) -> None:
        linear(m)
        m.none = pyo.Constraint(expr=m.x + m.y <= 3)

    solved = solve_matrix(model(build), EXACT)
    assert (solved.stop, solved.found) == (Stop.INFEASIBLE, False)
    with pytest.raises(NoValueError):
        _ = solved.objective
    with pytest.raises(NoValueError):
        _ = solved.values
    assert status_of(solved, 0) is Status.INFEASIBLE


@pytest.mark.parametrize("kind", [pyo.Reals, pyo.Binary])
def test_a_problem_without_a_lower_bound_is_called_so(kind: Any) -> None:
    def build(m: Any) -> None:
        m.x, m.z = pyo.Var(bounds=(0, None)), pyo.Var(within=kind, bounds=(0, 1))
        m.cost = pyo.Objective(expr=-m.x)
        m.rule = pyo.Constraint(expr=m.x >= m.z)

    solved = solve_matrix(model(build), EXACT)
    assert not solved.found or solved.stop is not Stop.FINISHED
    assert solved.stop is Stop.UNBOUNDED


def test_whole_numbers_are_exactly_whole() -> None:
    def build(m: Any) -> None:
        m.n, m.x = pyo.Var(within=pyo.NonNegativeIntegers, bounds=(0, 9)), pyo.Var(bounds=(0, None))
        m.cost = pyo.Objective(expr=10 * m.n + m.x)
        m.need = pyo.Constraint(expr=3 * m.n + m.x / 7 >= 10)

    matrix = model(build)
    solved = solve_matrix(matrix, EXACT)
    whole = solved.values[matrix.integer]
    assert (whole == np.rint(whole)).all()
    # n = 3 leaves 1 / 7 x >= 1: 30 + 7; n = 4 costs 40
    assert solved.objective == pytest.approx(37)


def test_a_switch_that_is_off_leaves_no_flow_through_a_large_bound() -> None:
    """Tolerances of the solver allow 1e-7 x 1e6 through a switch; after polishing nothing is left."""

    def build(m: Any) -> None:
        m.z, m.x, m.y = pyo.Var(within=pyo.Binary), pyo.Var(bounds=(0, None)), pyo.Var(bounds=(0, None))
        m.cost = pyo.Objective(expr=1e6 * m.z + m.x + 3 * m.y)
        m.switch = pyo.Constraint(expr=m.x <= 1e6 * m.z)
        m.need = pyo.Constraint(expr=m.x + m.y >= 10)

    matrix = model(build)
    solved = solve_matrix(matrix, EXACT)
    assert solved.objective == pytest.approx(30, abs=1e-9)


def test_nothing_to_decide_is_solved() -> None:
    from tiny import book

    problem = accepted(book(Demand=table("site item period quantity", ("us", "x", "ALL", 0))))
    solved = solve_matrix(compile_model(build_model(problem)), EXACT)
    assert (solved.stop, solved.objective) == (Stop.FINISHED, 0)


def test_the_time_limit_keeps_the_best_solution_with_its_proof() -> None:
    solved = solve_matrix(covering(300), SolverOptions(time_limit=1.0, gap=0.0))
    assert solved.stop is Stop.TIME_LIMIT
    assert solved.found
    assert solved.gap > 0
    assert status_of(solved, 0.0) is Status.TIME_LIMIT


def test_a_solve_that_is_cancelled_before_it_starts_stops_at_once() -> None:
    cancelled = Cancelled()
    cancelled.set()
    solved = solve_matrix(covering(600), SolverOptions(time_limit=30.0, gap=0.0), cancelled=cancelled)
    assert solved.stop is Stop.INTERRUPTED
    assert status_of(solved, 0.0) in {Status.INTERRUPTED, Status.NO_PLAN}


def test_a_solve_that_is_cancelled_keeps_its_best_solution() -> None:
    cancelled = Cancelled()

    def watch(progress: Progress) -> None:
        if progress.best is not None:
            cancelled.set()

    solved = solve_matrix(covering(600), SolverOptions(time_limit=60.0, gap=0.0), watch, cancelled)
    assert (solved.stop, solved.found) == (Stop.INTERRUPTED, True)
    assert status_of(solved, 0.0) is Status.INTERRUPTED


def test_progress_is_told_with_falling_cost_and_rising_bound() -> None:
    told: list[Progress] = []
    solved = solve_matrix(covering(60), SolverOptions(time_limit=1.0, gap=0.0), told.append)
    best = [p.best for p in told if p.best is not None]
    bound = [p.bound for p in told if p.bound is not None]
    assert best == sorted(best, reverse=True)
    assert bound == sorted(bound)
    assert all(b >= solved.objective - 1e-6 for b in best)


def test_a_wider_gap_may_stop_sooner_and_says_so() -> None:
    solved = solve_matrix(covering(60), SolverOptions(gap=0.5))
    assert solved.gap <= 0.5
    assert status_of(solved, 0.5) in {Status.OPTIMAL, Status.WITHIN_GAP}


def test_the_same_seed_gives_the_same_solution() -> None:
    one, other = (solve_matrix(covering(25), SolverOptions(gap=0.0, seed=3)) for _ in range(2))
    assert one.values.tolist() == other.values.tolist()


def test_threads_may_change_from_one_solve_to_the_next() -> None:
    costs = [solve_matrix(covering(25), SolverOptions(gap=0.0, threads=threads)).objective for threads in (1, 2, 1)]
    assert costs == pytest.approx([costs[0]] * 3)


def test_the_solver_has_a_version() -> None:
    assert solver_version().count(".") == 2


# Gaps and statuses are arithmetic


@pytest.mark.parametrize(
    ("best", "bound", "gap"),
    [
        (200, 198, 0.01), (200, 200, 0), (200, 201, 0), (-200, -202, 0.01), (0, 0, 0), (5e-10, 0, 0),
        (1, -math.inf, math.inf), (0, -1, 1e9), (100, 0, 1),
    ],
)  # fmt: skip
def test_relative_gap(best: float, bound: float, gap: float) -> None:
    assert relative_gap(best, bound) == pytest.approx(gap)


@pytest.mark.parametrize(("best", "bound", "gap"), [(None, 1.0, None), (2.0, None, None), (2.0, 1.0, 0.5)])
def test_gap_of_progress(best: float | None, bound: float | None, gap: float | None) -> None:
    assert Progress(1.0, best, bound).gap == gap


def found(stop: Stop, bound: float, objective: float = 100.0) -> Solved:
    return Solved(stop, bound, 0.0, 0, objective, np.zeros(1))


@pytest.mark.parametrize(
    ("solved", "requested", "status"),
    [
        (found(Stop.FINISHED, 100), 0.0, Status.OPTIMAL),
        (found(Stop.FINISHED, 99.995), 1e-4, Status.OPTIMAL),
        (found(Stop.FINISHED, 99.5), 0.01, Status.WITHIN_GAP),
        (found(Stop.FINISHED, 99.5), 0.005, Status.WITHIN_GAP),
        (found(Stop.TIME_LIMIT, 90), 0.01, Status.TIME_LIMIT),
        (found(Stop.TIME_LIMIT, 99.995), 1e-4, Status.OPTIMAL),
        (found(Stop.INTERRUPTED, 90), 0.01, Status.INTERRUPTED),
        (found(Stop.INTERRUPTED, -math.inf), 0.01, Status.INTERRUPTED),
        (
            found(Stop.FINISHED, 99.999, 100.0),
            1e-6,
            Status.WITHIN_GAP,
        ),  # the solver's absolute gap ended it, not the clock
        (Solved(Stop.INFEASIBLE, math.inf, 0.0, 0), 0.0, Status.INFEASIBLE),
        (Solved(Stop.UNBOUNDED, -math.inf, 0.0, 0), 0.0, Status.UNBOUNDED),
        (Solved(Stop.TIME_LIMIT, 5.0, 0.0, 0), 0.0, Status.NO_PLAN),
        (Solved(Stop.INTERRUPTED, 5.0, 0.0, 0), 0.0, Status.NO_PLAN),
        (Solved(Stop.FAILED, -math.inf, 0.0, 0), 0.0, Status.NO_PLAN),
    ],
)
def test_the_status_names_what_was_found(solved: Solved, requested: float, status: Status) -> None:
    assert status_of(solved, requested) is status
    assert status.has_plan == solved.found


def test_the_rigid_problem_of_a_rule_that_cannot_be_kept_is_impossible() -> None:
    sources = table("site item material_cost capacity", ("cn", "x", 10, None), ("mx", "x", 13, 5))
    rules = table("rule item min_sources min_share", ("dual", "x", 2, 0.2))
    matrix = compile_model(build_model(accepted(two_sources(Sources=sources, Sourcing_rules=rules))))
    assert solve_matrix(matrix, EXACT).found
    assert solve_matrix(matrix.rigid(), EXACT).stop is Stop.INFEASIBLE
