"""Rules compiled as a whole give the rows that Pyomo's own compiler gives."""

from __future__ import annotations

import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as plain
import pytest

from awkward import model
from awkward_rules import RULES
from models import algebra
from models.algebra import AlgebraWarning, Groups, Table
from models.algebra.column import Column
from models.build import build_model
from optimizer import read
from optimizer.matrix import ColumnValues, Matrix, compile_model
from optimizer.matrix import compiler as compiler_module
from richplan import rich
from rowwise import as_rows, by_pyomo
from tiny import accepted

if TYPE_CHECKING:
    from models.problem import Problem

INPUTS = Path(__file__).parents[1] / "inputs"
BY_PYOMO = {
    "skips", "branches", "loops", "constraint list", "expression components", "given row by row", "membership", "scalars",
    "indices that are not whole", "switched off", "a rule changed by hand",
}  # fmt: skip
"""What is compiled row by row."""


def compiled(m: Any) -> Matrix:
    return compile_model(SimpleNamespace(model=m, rulebook=None))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("pyo", [algebra, plain], ids=["algebra", "pyomo"])
@pytest.mark.parametrize("few", [0, 1000])
def test_a_rule_gives_the_rows_that_pyomo_gives(name: str, pyo: Any, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler_module, "FEW", few)
    m, expected = model(pyo), model(plain)
    for one, kind in ((m, pyo), (expected, plain)):
        one.cost = kind.Objective(rule=lambda m: sum(m.weight[i] * m.x[i, t] for i in m.I for t in m.T) - m.s + 3)
        RULES[name](one, kind)
    by_hand: list[str] = []
    whole = compiler_module.symbolic_rows
    monkeypatch.setattr(compiler_module, "symbolic_rows", lambda c, cols: _noting(whole, c, cols, by_hand))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = as_rows(compiled(m))
    assert found == by_pyomo(expected)
    assert pyo is plain or bool(by_hand) == (name in BY_PYOMO), by_hand
    assert by_pyomo(m)["rows"] == found["rows"]


def _noting(whole: Any, constraint: Any, columns: Any, by_hand: list[str]) -> Any:
    try:
        return whole(constraint, columns)
    except Exception:
        by_hand.append(constraint.name)
        raise


def example(name: str) -> Problem:
    return accepted(rich()) if name == "rich" else read(INPUTS / f"{name}.xlsx")


def test_rows_left_to_pyomo_are_named_like_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    m = model(algebra)
    RULES["skips"](m, algebra)
    m.cost = algebra.Objective(rule=lambda m: sum(m.y[i] for i in m.I))
    for few in (0, 1000):
        monkeypatch.setattr(compiler_module, "FEW", few)
        matrix = compiled(m)
        assert {matrix.layout.row_name(k) for k in range(matrix.shape[0])} == {c.name for c in m.c.values()}


@pytest.mark.parametrize(
    "name",
    [
        "rich",
        pytest.param("ev_components", marks=pytest.mark.slow),
        pytest.param("truck_powertrain", marks=pytest.mark.slow),
    ],
)
def test_every_feature_of_every_example_gives_the_rows_that_pyomo_gives(name: str) -> None:
    core = build_model(example(name))
    assert as_rows(compile_model(core)) == by_pyomo(core.model)


def test_all_features_rows_are_named_by_their_rules() -> None:
    core = build_model(accepted(rich()))
    matrix = compile_model(core)
    names = {matrix.layout.row_name(k).split("[")[0] for k in range(matrix.shape[0])}
    every = {c.name for c in core.model.component_objects(plain.Constraint, active=True) if len(c)}
    assert names == every


def test_nothing_is_made_one_by_one() -> None:
    m = model(algebra)
    RULES["plain"](m, algebra)
    m.cost = algebra.Objective(rule=lambda m: sum(m.x[i, t] for i in m.I for t in m.T))
    compiled(m)
    assert not m.x.made
    assert not m.c.written()
    assert m.cost.template is not None


def test_rows_and_variables_are_made_when_asked_for() -> None:
    m = model(algebra)
    RULES["plain"](m, algebra)
    assert str(m.c["b", 2].expr) == "x[b,2]  <=  3*y[b] + 1"
    assert m.c.written()
    assert [m.x["a", 1].lb, m.y["a"].bounds, m.n[3].bounds, m.u["b"].ub] == [0, (-2, 9), (2, None), 3]
    assert (len(m.x), ("a", 3) in m.x, ("a", 4) in m.x) == (12, True, False)
    assert [len(m.OUT), list(m.OUT["a"]), "b" in m.OUT, "z" in m.OUT] == [3, ["b", "c"], True, False]
    with pytest.raises(KeyError):
        m.OUT["z"]
    assert (m.dear["a", "c"], m.dear["a", "b"], len(m.weight)) == (0.25, 4.0, 3)


def test_members_added_later_count() -> None:
    m = model(algebra)
    m.LATE.add(0)
    m.I.remove("c")
    assert (list(m.LATE), len(m.I), list(m.LATE.table.members)) == ([1, 2, 3, 0], 2, [1, 2, 3, 0])
    m.LATE.clear()
    assert not len(m.LATE)


def test_sets_and_numbers_in_arrays_are_those_in_lists() -> None:
    def written(arcs: Any, out: Any, cost: Any) -> Any:
        m = plain.ConcreteModel()
        m.I, m.ARCS = algebra.Set(initialize=range(3)), algebra.Set(initialize=arcs, dimen=2)
        m.OUT = algebra.Set(m.I, initialize=out, dimen=1)
        m.cost = algebra.Param(m.ARCS, initialize=cost)
        m.x = algebra.Var(m.ARCS, bounds=(0, 4))
        m.c = algebra.Constraint(m.I, rule=lambda m, i: sum(m.cost[i, j] * m.x[i, j] for j in m.OUT[i]) <= 5)
        return as_rows(compiled(m))

    origin, destination, cost = np.array([2, 0, 0]), np.array([1, 2, 1]), np.array([5.0, 6.0, 7.0])
    arcs = list(zip(origin.tolist(), destination.tolist(), strict=True))
    grouped = Groups.by(Table.of(range(3)), [Column(origin)], Table.of_columns(destination))
    of_lists = written(arcs, {0: [2, 1], 1: [], 2: [1]}, dict(zip(arcs, cost.tolist(), strict=True)))
    assert written(Table.of_columns(origin, destination), grouped, cost) == of_lists
    with pytest.raises(KeyError, match="no index"):
        Groups.by(Table.of(range(2)), [Column(origin)], Table.of_columns(destination))


def test_a_surprise_in_the_symbolic_route_is_a_warning_and_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    m = model(algebra)
    RULES["ragged sums in ragged sums"](m, algebra)
    m.cost = algebra.Objective(rule=lambda m: sum(m.y[i] for i in m.I))
    expected = by_pyomo(m)

    def broken(*_: Any) -> Any:
        raise AttributeError("a new release")

    for name in ("symbolic_rows", "symbolic_costs"):
        monkeypatch.setattr(compiler_module, name, broken)
    with pytest.warns(AlgebraWarning, match=r"compiled row by row, first c \(AttributeError"):
        found = as_rows(compiled(m))
    assert found == expected


def test_a_template_that_cannot_be_made_is_no_surprise(monkeypatch: pytest.MonkeyPatch) -> None:
    from models.algebra import rules
    from models.algebra.templates import NotATemplateError

    def broken(*_: Any) -> Any:
        raise NotATemplateError("a new release")

    monkeypatch.setattr(rules, "templatize", broken)
    m = model(algebra)
    RULES["plain"](m, algebra)
    assert m.c.written()
    assert as_rows(compiled(m)) == by_pyomo(m)


def test_solutions_are_read_by_index() -> None:
    m = model(algebra)
    RULES["shifted periods in a sum"](m, algebra)
    matrix = compiled(m)
    solution = ColumnValues(matrix, np.arange(float(matrix.shape[1])))
    keys = [("b", 3), ("a", 0), ("nobody", 1)]
    columns = matrix.columns(m.x, keys)
    assert solution.at(m.x, keys).tolist() == [float(columns[0]), float(columns[1]), 0.0]
    assert matrix.columns(m.x, list(m.x.keys())).tolist() == [matrix.column(m.x[key]) for key in m.x]
    assert [matrix.layout.column_name(int(c)) for c in columns[:2]] == ["x[b,3]", "x[a,0]"]
    assert (matrix.columns(m.on, [("a", "b")]) == -1).all()


def test_other_threads_do_not_notice_that_a_rule_is_written_down() -> None:
    import threading

    found: list[Any] = []

    def rule_with_a_guest(m: Any, i: str) -> Any:
        guest = threading.Thread(
            target=lambda: found.append((sum(k for k in ()), sum((k for k in (1, 2)), 3), list(m.T)))
        )
        guest.start()
        guest.join()
        return sum(m.x[i, t] for t in m.T) <= 4

    m = model(algebra)
    m.c = algebra.Constraint(m.I, rule=rule_with_a_guest)
    assert found == [(0, 6, [0, 1, 2, 3])]
    assert not m.c.written()
