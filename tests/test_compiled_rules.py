"""Rules compiled as a whole give the rows that Pyomo's own compiler gives."""

from __future__ import annotations

import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as plain
import pytest

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
    from collections.abc import Callable

INPUTS = Path(__file__).parents[1] / "inputs"
RULES: dict[str, Callable[[Any, Any], None]] = {}
BY_PYOMO = {
    "skips", "branches", "loops", "constraint list", "expression components", "given row by row", "membership", "scalars",
    "indices that are not whole", "switched off", "a rule changed by hand",
}  # fmt: skip
"""What is compiled row by row."""


def rule(name: str) -> Callable[[Callable[[Any, Any], None]], Callable[[Any, Any], None]]:
    def keep(write: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
        RULES[name] = write
        return write

    return keep


def model(pyo: Any) -> Any:
    """Return sets, numbers and variables for awkward rules: I = a, b, c; T = 0..3; arcs; goods of arcs."""
    m = plain.ConcreteModel()
    m.I, m.T = pyo.Set(initialize=["a", "b", "c"]), pyo.Set(initialize=range(4))
    m.ARCS = pyo.Set(initialize=[("a", "b"), ("a", "c"), ("b", "c"), ("c", "a")], dimen=2)
    m.OUT = pyo.Set(m.I, initialize={"a": ["b", "c"], "b": ["c"], "c": ["a"]}, dimen=1)
    m.GOODS = pyo.Set(
        m.ARCS, initialize={("a", "b"): ["x", "y"], ("a", "c"): ["y"], ("b", "c"): [], ("c", "a"): ["z"]}, dimen=1
    )
    m.CARRIED = pyo.Set(initialize=[("a", "b", "x"), ("a", "b", "y"), ("a", "c", "y"), ("c", "a", "z")], dimen=3)
    m.BEFORE = pyo.Set(m.T, initialize={t: [t - 1] if t else [] for t in range(4)}, dimen=1)
    m.LATE = pyo.Set(initialize=[1, 2, 3])
    m.NOTHING = pyo.Set(initialize=[], dimen=1)
    m.weight = pyo.Param(m.I, initialize={"a": 1.5, "b": -2.0, "c": 0.0})
    m.dear = pyo.Param(m.ARCS, initialize={("a", "b"): 4.0}, default=0.25)
    m.rate = plain.Param(m.T, initialize={0: 1, 1: 2, 2: 3, 3: 4}, mutable=True)
    m.one = plain.Param(initialize=7.0, mutable=True)
    m.next = pyo.Param(m.T, initialize={0: 1, 1: 2, 2: 3, 3: 0})
    m.x = pyo.Var(m.I, m.T, within=pyo.NonNegativeReals)
    m.y = pyo.Var(m.I, bounds=(-2, 9))
    m.f = pyo.Var(m.CARRIED, m.T, within=pyo.NonNegativeReals)
    m.on = pyo.Var(m.ARCS, within=pyo.Binary)
    m.n = pyo.Var(m.T, within=pyo.NonNegativeIntegers, bounds={0: (0, 4), 1: (1, 5), 2: (0, 9), 3: (2, None)})
    m.u = pyo.Var(m.I, bounds=lambda m, i: (-1, m.weight[i] + 5))
    m.s = plain.Var(bounds=(0, 1))
    return m


@rule("plain")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, m.T, rule=lambda m, i, t: m.x[i, t] <= 3 * m.y[i] + 1)


@rule("ragged sums")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, rule=lambda m, i: sum(m.on[i, j] for j in m.OUT[i]) >= 1)


@rule("ragged sums in ragged sums")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(
        m.I, m.T,
        rule=lambda m, i, t: sum(m.dear[i, j] * (m.on[i, j] + sum(m.f[i, j, g, t] for g in m.GOODS[i, j])) for j in m.OUT[i]) <= m.x[i, t],
    )  # fmt: skip


@rule("two loops in one sum")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(
        m.I, rule=lambda m, i: sum(m.f[i, j, g, t] for j in m.OUT[i] for g in m.GOODS[i, j] for t in m.T) <= m.y[i]
    )


@rule("repeated variables")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(
        m.I, m.T, rule=lambda m, i, t: m.x[i, t] + 2 * m.x[i, t] + m.y[i] <= m.x[i, 0] + sum(m.y[k] for k in m.I)
    )


@rule("variables that cancel")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, rule=lambda m, i: m.y[i] + m.s - m.y[i] <= 2)


@rule("the period before")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, m.LATE, rule=lambda m, i, t: m.x[i, t] - m.x[i, t - 1] <= t)


@rule("arithmetic on indices")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, m.LATE, rule=lambda m, i, t: m.x[i, 3 - t] * (2 * t + 1) / (t + 1) + m.n[t] ** 1 <= t**2)


@rule("shifted periods in a sum")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, m.T, rule=lambda m, i, t: m.x[i, t] == sum(m.x[i, s] for s in m.BEFORE[t]) + m.n[t])


@rule("an index that is a parameter")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, m.T, rule=lambda m, i, t: m.x[i, t] <= m.x[i, m.next[t]] + m.one)


@rule("skips")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, m.T, rule=lambda m, i, t: pyo_skip() if t == 0 else m.x[i, t] <= m.x[i, t - 1])


@rule("branches")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, m.T, rule=lambda m, i, t: m.x[i, t] <= (m.y[i] if t > 1 else 5))


@rule("membership")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, m.I, rule=lambda m, i, j: m.on[i, j] <= m.y[i] if (i, j) in m.ARCS else pyo_skip())


@rule("loops")
def _(m: Any, pyo: Any) -> None:
    def total(m: Any, i: str) -> Any:
        found = 0
        for t in m.T:
            found += m.x[i, t]
        return found <= 9

    m.c = pyo.Constraint(m.I, rule=total)


@rule("loops over what is not a set")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(
        m.I, rule=lambda m, i: sum(k * m.x[i, t] for k, t in enumerate((2, 0, 3))) + sum([m.y[i], m.s]) <= 9
    )


@rule("sums over nothing and sums with a start")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(
        m.I,
        rule=lambda m, i: (
            sum((m.y[k] for k in m.NOTHING), m.y[i]) + sum(m.n[t] for t in ()) + sum((m.n[t] for t in m.T), 3) <= 9
        ),
    )


@rule("ranges")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, m.T, rule=lambda m, i, t: (-t, m.x[i, t] + m.y[i] + 1, m.weight[i] + 10))


@rule("pairs")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, rule=lambda m, i: (m.y[i], m.weight[i] + m.s))


@rule("one bound of a triple")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, m.LATE, rule=lambda m, i, t: (None, m.x[i, t], t))


@rule("constants on both sides")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, rule=lambda m, i: 2 * (m.y[i] - 3) + m.weight[i] >= 4 - m.one * 2 + m.s / 2)


@rule("a number on the left")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, rule=lambda m, i: m.weight[i] * 2 <= m.y[i] + m.s)


@rule("parameters with a default")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.ARCS, rule=lambda m, i, j: m.dear[i, j] * m.on[i, j] - m.y[j] / m.dear[i, j] >= -1)


@rule("mutable parameters")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, m.T, rule=lambda m, i, t: m.rate[t] * m.x[i, t] <= m.one * m.rate[t])
    m.rate[2], m.one.value = 30, 8


@rule("coefficients that are zero")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, rule=lambda m, i: m.weight[i] * m.y[i] + 0 * m.s + m.u[i] <= 4)


@rule("rows without variables")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, rule=lambda m, i: m.weight[i] * m.y[i] <= 4)
    m.d = pyo.Constraint(
        m.ARCS, m.T, rule=lambda m, i, j, t: sum(m.f[i, j, g, t] for g in m.GOODS[i, j]) + m.s - m.s <= 2
    )


@rule("fixed variables")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, m.T, rule=lambda m, i, t: m.x[i, t] * 2 <= 3 * m.y[i] + m.s)
    m.y["b"].fix(2.5)
    m.x["a", 1].fix(1)
    m.s.fix(0.5)


@rule("bounds changed later")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, rule=lambda m, i: m.y[i] + m.u[i] <= m.s)
    m.y["a"].setlb(-7)
    m.u["b"].setub(None)
    m.y["c"].domain = plain.Integers


@rule("scalars")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(rule=lambda m: sum(m.weight[i] * m.x[i, t] for i in m.I for t in m.T) <= m.one)
    m.d = pyo.Constraint(expr=m.s + m.y["a"] <= 1)


@rule("a sum of sums over products")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(
        m.T, rule=lambda m, t: sum(m.f[i, j, g, t] for i, j, g in m.CARRIED) <= sum(m.on[a] for a in m.ARCS) - m.n[t]
    )


@rule("members as a whole")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.ARCS, rule=lambda m, *arc: m.on[arc] <= m.s + m.dear[arc])


@rule("expression components")
def _(m: Any, pyo: Any) -> None:
    m.e = plain.Expression(m.I, rule=lambda m, i: 2 * m.y[i] + 1)
    m.c = pyo.Constraint(m.I, rule=lambda m, i: m.e[i] <= m.s)


@rule("one expression")
def _(m: Any, pyo: Any) -> None:
    m.e = plain.Expression(expr=2 * m.s + 1)
    m.c = pyo.Constraint(m.I, rule=lambda m, i: m.e + m.y[i] <= 9)


@rule("constraint list")
def _(m: Any, _: Any) -> None:
    m.c = plain.ConstraintList()
    m.c.add(m.s + m.y["a"] <= 1)
    m.c.add(plain.inequality(0, m.s - m.y["b"], 3))


@rule("indexed blocks")
def _(m: Any, pyo: Any) -> None:
    def inside(b: Any, i: str) -> None:
        b.z = pyo.Var(m.T, bounds=(0, 3))
        b.c = pyo.Constraint(m.T, rule=lambda b, t: b.z[t] <= m.x[i, t])

    m.b = plain.Block(m.I, rule=inside)


@rule("blocks in blocks")
def _(m: Any, pyo: Any) -> None:
    m.b = plain.Block()
    m.b.inner = plain.Block()
    m.b.inner.z = pyo.Var(m.I, m.T, bounds=(0, 3))
    m.b.inner.c = pyo.Constraint(m.I, m.T, rule=lambda b, i, t: b.z[i, t] <= m.x[i, t] * m.weight[i])


@rule("switched off")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, rule=lambda m, i: m.y[i] <= m.s)
    m.d = pyo.Constraint(m.I, rule=lambda m, i: m.y[i] <= 2 * m.s)
    m.e = pyo.Constraint(m.I, rule=lambda m, i: m.y[i] <= 3 * m.s)
    m.c.deactivate()
    m.d["b"].deactivate()
    del m.e["c"]


@rule("given row by row")
def _(m: Any, _: Any) -> None:
    m.c = plain.Constraint(m.I)
    m.c["a"] = m.y["a"] <= m.s


@rule("a rule changed by hand")
def _(m: Any, pyo: Any) -> None:
    m.c = pyo.Constraint(m.I, rule=lambda m, i: m.y[i] <= m.s)
    m.c["b"].set_value(m.y["b"] <= 5 * m.s)


@rule("indices that are not whole")
def _(m: Any, pyo: Any) -> None:
    m.w = plain.Var([0.5, 1.0, 1.5], bounds=(0, 1))
    m.c = pyo.Constraint(m.LATE, rule=lambda m, t: m.w[t / 2] <= m.s)


@rule("texts and numbers in one set")
def _(m: Any, pyo: Any) -> None:
    m.MIXED = pyo.Set(initialize=[1, "a", 2.5])
    m.v = pyo.Var(m.MIXED, bounds=(0, 1))
    m.c = pyo.Constraint(m.MIXED, rule=lambda m, k: m.v[k] + m.v["a"] <= m.s)
    m.d = pyo.Constraint(m.MIXED, m.I, rule=lambda m, k, i: m.v[k] <= m.y[i])


def pyo_skip() -> Any:
    return plain.Constraint.Skip


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


def problems() -> dict[str, Any]:
    return {
        "rich": accepted(rich()),
        "ev": read(INPUTS / "ev_components.xlsx"),
        "truck": read(INPUTS / "truck_powertrain.xlsx"),
    }


def test_rows_left_to_pyomo_are_named_like_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    m = model(algebra)
    RULES["skips"](m, algebra)
    m.cost = algebra.Objective(rule=lambda m: sum(m.y[i] for i in m.I))
    for few in (0, 1000):
        monkeypatch.setattr(compiler_module, "FEW", few)
        matrix = compiled(m)
        assert {matrix.layout.row_name(k) for k in range(matrix.shape[0])} == {c.name for c in m.c.values()}


@pytest.mark.parametrize("name", ["rich", "ev", "truck"])
def test_every_feature_of_every_example_gives_the_rows_that_pyomo_gives(name: str) -> None:
    core = build_model(problems()[name])
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
