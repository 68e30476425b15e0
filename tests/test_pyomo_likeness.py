"""Sets, numbers and variables kept in columns answer as Pyomo's own do, whatever is asked of them one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.environ as plain
import pytest

from models import algebra
from models.algebra.sets import table_of

KINDS = pytest.mark.parametrize("pyo", [algebra, plain], ids=["algebra", "pyomo"])


def built(pyo: Any) -> Any:
    m = pyo.ConcreteModel()
    m.I = pyo.Set(initialize=["a", "b", "c"])
    m.near = pyo.Set(m.I, initialize={"a": ["b"], "b": ["a", "c"], "c": []}, dimen=1)
    m.weight = pyo.Param(m.I, initialize={"a": 2.0, "c": 3.0}, default=1.0)
    m.x = pyo.Var(m.I, within=pyo.NonNegativeReals)
    return m


@KINDS
def test_members_by_index_are_asked_for_one_by_one(pyo: Any) -> None:
    m = built(pyo)
    assert len(m.near) == 3
    assert list(m.near.keys()) == ["a", "b", "c"]
    assert [list(m.near[i]) for i in m.I] == [["b"], ["a", "c"], []]
    assert "b" in m.near
    assert "z" not in m.near
    with pytest.raises(KeyError):
        m.near["z"]


@KINDS
def test_members_for_what_is_no_index_are_refused(pyo: Any) -> None:
    m = built(pyo)
    with pytest.raises(KeyError, match="Index 'z' is not valid for indexed component 'far'"):
        m.far = pyo.Set(m.I, initialize={"z": ["a"]}, dimen=1)


@KINDS
def test_numbers_are_asked_for_one_by_one(pyo: Any) -> None:
    m = built(pyo)
    assert [pyo.value(m.weight[i]) for i in m.I] == [2.0, 1.0, 3.0]
    with pytest.raises(KeyError):
        m.weight["z"]


def test_numbers_for_what_is_no_index_are_refused_when_they_are_used() -> None:
    m = built(algebra)
    m.price = algebra.Param(m.I, initialize={"z": 1.0})
    with pytest.raises(KeyError, match="Index 'z' is not valid for indexed component 'price'"):
        m.price.aligned(m.I.table)


@KINDS
def test_variables_are_counted_and_found_before_any_is_made(pyo: Any) -> None:
    m = built(pyo)
    assert len(m.x) == 3
    assert "a" in m.x
    assert "z" not in m.x
    m.x["a"].fix(2.0)
    assert m.x["a"].value == 2.0


@KINDS
def test_members_that_are_taken_out_are_gone(pyo: Any) -> None:
    m = built(pyo)
    m.I.remove("b")
    assert list(m.I) == ["a", "c"]
    m.I.clear()
    assert not len(m.I)


def test_numbers_in_an_array_are_by_place_and_need_an_index_set() -> None:
    m = built(algebra)
    m.dear = algebra.Param(m.I, initialize=np.array([1.0, 2.0, 4.0]))
    assert [algebra.value(m.dear[i]) for i in m.I] == [1.0, 2.0, 4.0]
    with pytest.raises(TypeError, match="an index set"):
        m.lone = algebra.Param(initialize=np.array([1.0]))
    with pytest.raises(TypeError, match="an index set"):
        m.text = algebra.Param(m.I, initialize=np.array([1.0, 2.0, 4.0]), within=plain.Any)


def test_sets_that_have_no_end_or_no_length_are_no_columns() -> None:
    m = built(plain)
    m.mixed = plain.Set(initialize=["a", ("b", 1)], dimen=None)
    m.pairs = m.I * plain.Reals
    m.nothing = plain.Set(initialize=[])
    assert table_of(plain.Reals) is None
    assert table_of(m.mixed) is None
    assert table_of(m.pairs) is None
    found = table_of(m.I * m.I)
    assert found is not None
    assert found.size == 9
    assert table_of(m.nothing).size == 0  # type: ignore[union-attr]


def test_what_is_said_beyond_members_is_left_to_pyomo() -> None:
    m = built(algebra)
    m.few = algebra.Set(initialize=["a", "b"], filter=lambda _, i: i != "b")
    assert list(m.few) == ["a"]
    m.sorted = algebra.Set(initialize=["b", "a"], ordered=plain.Set.SortedOrder)
    assert list(m.sorted) == ["a", "b"]
    m.uneven = algebra.Set(initialize=["a", ("b", 1)], dimen=None)
    assert len(m.uneven) == 2
    m.start = algebra.Var(m.I, initialize=3.0)
    assert m.start["a"].value == 3.0
    m.kinds = algebra.Var(m.I, within=lambda _, i: plain.Binary if i == "a" else plain.Reals)
    assert [m.kinds[i].is_binary() for i in m.I] == [True, False, False]
    m.cap = algebra.Constraint(expr=m.x["a"] <= 3)
    assert m.cap.upper == 3
    m.goal = algebra.Objective(expr=m.x["a"])
    assert m.goal.expr is m.x["a"]


def test_building_twice_changes_nothing() -> None:
    m = built(algebra)
    for component in (m.I, m.near, m.weight, m.x):
        component.construct()
    assert [list(m.near[i]) for i in m.I] == [["b"], ["a", "c"], []]
