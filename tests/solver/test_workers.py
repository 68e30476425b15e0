"""The solver in a process of its own: one result by both routes, and a plan kept whatever happens to the process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from optimizer.outcome import Status, status_of
from optimizer.solver import highs, workers
from optimizer.solver.follow import Following, RunBrokenError
from optimizer.solver.here import run_here
from optimizer.solver.highs import Cancelled, SolverOptions, solve_matrix
from optimizer.solver.job import Arrays, Job
from optimizer.solver.solved import Progress, Solved, Stop
from optimizer.solver.workers import run_apart
from solver_process import is_gone, my_solver, solvers_of, waited
from test_solve import covering, linear, model

if TYPE_CHECKING:
    from optimizer.matrix import Matrix

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
HERE = Path(__file__).parents[2]
LONG = SolverOptions(time_limit=60.0, gap=0.0)
SOLVES = """
import sys
sys.path.insert(0, 'tests')
from test_solve import covering
from optimizer.solver.highs import SolverOptions, solve_matrix
solve_matrix(covering(600), SolverOptions(time_limit=60.0, gap=0.0), lambda p: p.best and print(p.best, flush=True))
"""
pytestmark = pytest.mark.xdist_group("solver")


@pytest.fixture(scope="module")
def hard() -> Matrix:
    """Return a problem that has a plan at once and is not proven for a long time."""
    return covering(600)


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give even the smallest problem to a process of its own."""
    monkeypatch.setattr(highs, "SMALL", -1)
    monkeypatch.setattr(highs, "SMALL_LINEAR", -1)


def once_found(act: Any) -> Any:
    """Return a watch that acts, on another thread, once the run has told of a plan."""
    acted = threading.Event()

    def watch(progress: Progress) -> None:
        if progress.best is not None and not acted.is_set():
            acted.set()
            threading.Timer(0.3, act).start()

    return watch


def is_a_cover(matrix: Matrix, solved: Solved) -> bool:
    return bool((matrix.rows @ solved.values >= matrix.row_lower - 1e-9).all())


def test_both_routes_find_the_same(apart: None) -> None:
    assert apart is None
    one = solve_matrix(covering(25), SolverOptions(gap=0.0, seed=3))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(highs, "SMALL", 1 << 30)
        other = solve_matrix(covering(25), SolverOptions(gap=0.0, seed=3))
    assert (one.stop, one.objective, one.bound) == (other.stop, other.objective, other.bound)
    assert one.values.tolist() == other.values.tolist()
    assert solve_matrix(model(linear), LONG).objective == pytest.approx(109)


@LINUX
def test_one_process_does_all_jobs(apart: None) -> None:
    assert apart is None
    first = solve_matrix(covering(25), LONG)
    process = my_solver()
    assert solve_matrix(covering(25), LONG, start=first.values).objective == first.objective
    assert solvers_of(os.getpid()) == [process]


@LINUX
def test_a_process_started_ahead_is_the_one_that_is_used(apart: None) -> None:
    assert apart is None
    workers.start_ahead()
    process = my_solver()
    solve_matrix(covering(25), LONG)
    assert solvers_of(os.getpid()) == [process]


def test_a_solve_that_is_cancelled_keeps_its_best_solution(hard: Matrix) -> None:
    cancelled = Cancelled()
    solved = solve_matrix(hard, LONG, once_found(cancelled.set), cancelled)
    assert (solved.stop, solved.found) == (Stop.INTERRUPTED, True)
    assert is_a_cover(hard, solved)
    assert status_of(solved, 0.0) is Status.INTERRUPTED


@LINUX
def test_a_solver_that_does_not_listen_is_killed_and_its_best_solution_kept(hard: Matrix) -> None:
    """A stopped process is as silent as the solver in its root node."""
    cancelled, silent = Cancelled(), list[int]()

    def silence() -> None:
        silent.append(my_solver())
        os.kill(silent[0], signal.SIGSTOP)
        cancelled.set()

    solved = solve_matrix(hard, LONG, once_found(silence), cancelled)
    assert (solved.stop, solved.found) == (Stop.INTERRUPTED, True)
    assert is_a_cover(hard, solved)
    assert is_gone(silent[0])
    assert solve_matrix(hard, SolverOptions(time_limit=1.0)).found  # by a new process


@LINUX
def test_a_solver_that_overruns_its_time_is_killed_and_its_best_solution_kept(hard: Matrix) -> None:
    solved = solve_matrix(
        hard, SolverOptions(time_limit=2.0, gap=0.0), once_found(lambda: os.kill(my_solver(), signal.SIGSTOP))
    )
    assert (solved.stop, solved.found) == (Stop.TIME_LIMIT, True)
    assert is_a_cover(hard, solved)


@LINUX
def test_a_solver_that_is_killed_leaves_its_best_solution(hard: Matrix) -> None:
    solved = solve_matrix(hard, LONG, once_found(lambda: os.kill(my_solver(), signal.SIGKILL)))
    assert (solved.stop, solved.found) == (Stop.DIED, True)
    assert is_a_cover(hard, solved)
    assert status_of(solved, 0.0) is Status.BROKEN_OFF


@LINUX
def test_a_solver_that_dies_with_nothing_found_says_so(hard: Matrix) -> None:
    workers.start_ahead()
    os.kill(my_solver(), signal.SIGSTOP)
    threading.Timer(0.5, lambda: os.kill(my_solver(), signal.SIGKILL)).start()
    solved = solve_matrix(hard, LONG)
    assert (solved.stop, solved.found) == (Stop.DIED, False)
    assert status_of(solved, 0.0) is Status.LOST
    assert Status.LOST.value == "Broken off when the solver's process ended, before any plan was found"


@LINUX
def test_a_solver_that_died_while_nobody_needed_it_is_replaced(apart: None) -> None:
    assert apart is None
    solve_matrix(covering(25), LONG)
    process = my_solver()
    os.kill(process, signal.SIGKILL)
    waited(lambda: is_gone(process))
    time.sleep(0.1)  # until its silence is noticed
    assert solve_matrix(covering(25), LONG).found


@LINUX
@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_the_solver_is_deaf_to_what_the_terminal_sends(number: int, hard: Matrix) -> None:
    options = SolverOptions(time_limit=1.5, gap=0.0)
    solved = solve_matrix(hard, options, once_found(lambda: os.kill(my_solver(), number)))
    assert (solved.stop, solved.found) == (Stop.TIME_LIMIT, True)


@LINUX
def test_a_process_that_was_just_started_is_deaf_already() -> None:
    worker = workers.Worker()
    os.kill(worker.pid, signal.SIGINT)
    job = Job(Arrays.of(model(linear)), LONG)
    worker.begin(job)
    ended = Following(job, worker, lambda _: None, Cancelled()).to_the_end()
    worker.close()
    assert ended.stop is Stop.FINISHED


@LINUX
def test_no_solver_outlives_its_parent_however_that_dies() -> None:
    parent = subprocess.Popen([sys.executable, "-c", SOLVES], cwd=HERE, stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    with parent.stdout:
        assert parent.stdout.readline()
        (solver,) = solvers_of(parent.pid)
        parent.kill()
        parent.wait()
    waited(lambda: is_gone(solver))


def test_without_a_way_to_start_a_process_the_problem_is_solved_here(
    apart: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert apart is None
    workers._IDLE.close()  # noqa: SLF001 - as at the end of a program
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    workers.start_ahead()
    assert solve_matrix(covering(25), LONG).stop is Stop.FINISHED


@pytest.mark.parametrize("run", [run_here, run_apart])
def test_a_mistake_of_ours_is_not_taken_for_an_answer(run: Any) -> None:
    nonsense = replace(Arrays.of(model(linear)), index=None)
    with pytest.raises(RunBrokenError, match="TypeError"):
        run(Job(nonsense, LONG), lambda _: None, Cancelled())
