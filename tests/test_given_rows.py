from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from models import algebra as pyo
from models.costs import Terms
from optimizer.matrix import compile_model
from rowwise import as_rows, by_pyomo


def written() -> Any:
    """Three rows over two variables of the model and one that is declared last."""
    m = pyo.ConcreteModel()
    m.K = pyo.Set(initialize=[("a", 1), ("a", 2), ("b", 1)], dimen=2)
    m.x, m.y = pyo.Var(m.K, within=pyo.NonNegativeReals), pyo.Var(bounds=(0, 4))
    m.cost = pyo.Objective(rule=lambda m: sum(m.x[i, k] for i, k in m.K) + m.y)
    marks, writer = pyo.VariablesToBe(), pyo.RowWriter()
    first = writer.row(2.0, np.inf)
    writer.put(first, m.x, ("b", 1), 3.0)
    writer.put(first, marks, marks.add(), -1.0)
    last = writer.rows(np.array([-np.inf, 5.0]), np.array([7.0, 5.0]))
    writer.put_all(m.x, np.array([0, 1, 0]), np.array([last, last, last + 1]), np.array([1.0, 2.0, 4.0]))
    writer.put(last + 1, m.x, ("a", 1), 0.5)
    writer.put(last + 1, m.y, None, 1.0)
    m.mark = marks.declared(within=pyo.Binary)
    m.rows = pyo.given_rows(writer.finished())
    return m


def compiled(m: Any) -> dict[str, Any]:
    return as_rows(compile_model(SimpleNamespace(model=m)))  # type: ignore[arg-type]


def test_rows_say_what_pyomo_writes_of_them() -> None:
    m = written()
    found = compiled(m)
    assert m.rows.given is not None
    assert found == by_pyomo(m)


def test_amounts_of_one_variable_in_one_row_add_up() -> None:
    m = written()
    assert ("=", (("x[a,1]", 4.5), ("y", 1.0)), 5.0) in compiled(m)["rows"]


def test_a_fixed_variable_goes_to_the_other_side() -> None:
    m = written()
    m.x["a", 1].fix(0.5)
    found = compiled(m)
    assert ("=", (("y", 1.0),), 2.75) in found["rows"]
    assert found == by_pyomo(m)


def test_rows_that_were_asked_for_and_changed_count_as_they_are() -> None:
    m = written()
    m.rows[2].deactivate()
    m.rows[3].set_value(m.y <= 3)
    assert m.rows.given is None
    assert compiled(m) == by_pyomo(m)


def test_rows_that_nobody_asks_for_are_not_written() -> None:
    m = written()
    compiled(m)
    assert not m.rows.written()
    assert len(m.rows) == 3
    assert m.rows.written()


def test_an_amount_of_what_is_no_index_is_refused() -> None:
    m = written()
    writer = pyo.RowWriter()
    writer.put(writer.row(0.0, 1.0), m.x, ("c", 9), 1.0)
    with pytest.raises(KeyError, match="'c', 9"):
        writer.finished()


def test_a_sum_is_added_without_its_constant() -> None:
    m = written()
    writer = pyo.RowWriter()
    spent = Terms(100.0, ((m.x, [("a", 2), ("b", 1)], np.array([2.0, 6.0])),))
    writer.put_sum(writer.row(-np.inf, 1.0), spent, 0.5)
    m.budget = pyo.given_rows(writer.finished())
    assert ("<", (("x[a,2]", 1.0), ("x[b,1]", 3.0)), 1.0) in compiled(m)["rows"]


def test_a_row_without_variables_that_holds_is_left_out() -> None:
    m = written()
    writer = pyo.RowWriter()
    writer.row(-1.0, 1.0)
    writer.put(writer.row(0.0, 1.0), m.y, None, 1.0)
    m.more = pyo.given_rows(writer.finished())
    assert len(compiled(m)["rows"]) == len(compiled(written())["rows"]) + 2


def test_rows_have_the_names_pyomo_gives_them() -> None:
    m = written()
    matrix = compile_model(SimpleNamespace(model=m))  # type: ignore[arg-type]
    assert [matrix.layout.row_name(k) for k in range(3)] == ["rows[1]", "rows[2]", "rows[3]"]
