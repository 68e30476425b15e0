"""Both examples once more: the exported problem, and the answer of a solver that shares nothing with HiGHS (SCIP)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from models.build import build_model
from optimizer import read
from optimizer.exits import Exit
from optimizer.matrix import compile_model
from optimizer.matrix.scaling import with_units
from optimizer.planning import solver_options
from optimizer.screening import solve_screened
from optimizer.solver.model_file import column_names, write_model

if TYPE_CHECKING:
    from models.problem import Problem
    from optimizer.matrix import Matrix
    from optimizer.solver.solved import Solved

scip = pytest.importorskip("pyscipopt")
INPUTS = Path(__file__).parents[2] / "inputs"
EXAMPLES = ("ev_components", "truck_powertrain")
GAP, SECONDS = 0.01, 600.0


def solved_by_highs(problem: Problem) -> tuple[Matrix, Solved]:
    matrix = compile_model(build_model(problem)).rigid()
    return matrix, solve_screened(with_units(matrix), solver_options(problem, SECONDS, GAP))


def exported(path: Path) -> Any:
    model = scip.Model()
    model.hideOutput()
    model.readProblem(str(path))
    model.setParam("limits/time", SECONDS)
    model.setParam("limits/gap", GAP)
    return model


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
def test_another_solver_reaches_the_cost_of_the_plan_with_its_decisions(name: str, tmp_path: Path) -> None:
    """All the rest, every flow, stock and answer to a disruption, is left to it."""
    from optimizer.cli import main

    path = tmp_path / f"{name}.mps"
    assert main(["export", str(INPUTS / f"{name}.xlsx"), str(path)]) == Exit.PLAN
    matrix, solved = solved_by_highs(read(INPUTS / f"{name}.xlsx"))
    assert solved.found
    model = exported(path)
    columns = {variable.name: variable for variable in model.getVars()}
    names = column_names(matrix)
    for column in np.flatnonzero(matrix.integer).tolist():
        whole = round(float(solved.values[column]))
        model.chgVarLb(columns[names[column]], whole)
        model.chgVarUb(columns[names[column]], whole)
    model.setParam("limits/gap", 0.0)
    model.optimize()
    assert model.getStatus() == "optimal"
    assert model.getObjVal() == pytest.approx(solved.objective, rel=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
def test_two_solvers_agree_on_what_is_least_without_disruptions(name: str, tmp_path: Path) -> None:
    """Each proves what the other may not go below; SCIP finds no plan of the whole example in this time."""
    calm = {**records(name), "Resilience_rules": [], "Disruptions": [], "Failure_groups": []}
    matrix, solved = solved_by_highs(read(calm))
    path = write_model(matrix, tmp_path / f"{name}.mps")
    model = exported(path)
    model.optimize()
    slight = 1e-6 * solved.objective
    assert solved.bound <= model.getObjVal() + slight
    assert model.getDualbound() <= solved.objective + slight
    assert model.getObjVal() == pytest.approx(solved.objective, rel=2 * GAP)


def records(name: str) -> dict[str, Any]:
    """Input sheets of an example, as rows."""
    from optimizer.examples import EXAMPLES as STORIES

    return dict(STORIES[name.split("_", maxsplit=1)[0]]())
