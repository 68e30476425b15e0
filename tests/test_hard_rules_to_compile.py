"""Rules that cannot be compiled as a whole: the same rows, or the same refusal, as from Pyomo's own compiler."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pyomo.environ as plain
import pytest

from models import algebra
from optimizer.matrix import compile_model
from rowwise import as_rows, by_pyomo

if TYPE_CHECKING:
    from collections.abc import Callable

    Write = Callable[[Any, Any], Any]
    Rule = Callable[..., Any]

PLACES, PERIODS = ["a", "b", "c"], range(3)


def model(pyo: Any, write: Write) -> Any:
    """A small model with one rule of three places and three periods, and what the rule needs."""
    m = pyo.ConcreteModel()
    m.I, m.T = pyo.Set(initialize=PLACES), pyo.Set(initialize=list(PERIODS))
    m.x = pyo.Var(m.I, m.T, within=pyo.NonNegativeReals)
    m.s = pyo.Var(within=pyo.NonNegativeReals)
    m.gaps = pyo.Param(m.I, initialize={"a": 2.0, "c": 3.0})
    m.zero = pyo.Param(m.I, initialize={"a": 1.0, "b": 0.0, "c": 2.0})
    m.near = plain.Set(m.I, initialize={"a": ["b"], "b": ["a", "c"], "c": []})
    m.mixed = plain.Set(m.I, initialize={"a": [("b", 1)], "b": ["c"], "c": []}, dimen=None)
    m.share = pyo.Expression(m.I, rule=lambda m, i: m.x[i, 0] + m.s)
    m.fixed = pyo.Var(initialize=4.0)
    m.fixed.fix()
    m.total = pyo.Objective(expr=m.s)
    write(m, pyo)
    return m


def places(rule: Rule) -> Write:
    def write(m: Any, pyo: Any) -> None:
        m.c = pyo.Constraint(m.I, rule=rule)

    return write


def single(rule: Rule) -> Write:
    def write(m: Any, pyo: Any) -> None:
        m.c = pyo.Constraint(rule=rule)

    return write


SAME_ROWS = {
    "a set of Pyomo's own": places(lambda m, i: sum(m.x[j, 0] for j in m.near[i]) <= m.s),
    "a fixed variable": places(lambda m, i: m.fixed * m.x[i, 1] <= m.s),
    "a fixed variable alone": places(lambda m, i: m.x[i, 1] + m.fixed <= m.s),
    "a named expression": places(lambda m, i: m.share[i] >= 2),
    "a set in which members differ in length": places(lambda m, i: m.x[i, 0] <= len(m.mixed[i])),
    "a parameter with gaps that nobody asks for": places(
        lambda m, i: m.x[i, 0] <= m.gaps[i] if i != "b" else plain.Constraint.Skip
    ),
    "a power": places(lambda m, i: m.x[i, 0] <= m.zero[i] ** 2),
    "a row of no index": single(lambda m: sum(m.x[i, t] for i in m.I for t in m.T) == m.s),
    "a quotient": places(lambda m, i: m.x[i, 0] / 4 <= m.s / m.fixed),
}
REFUSED = {
    "a product of variables": places(lambda m, i: m.x[i, 0] * m.x[i, 1] <= 3),
    "a division by zero": places(lambda m, i: m.x[i, 0] / m.zero[i] <= 3),
    "a parameter with a gap": places(lambda m, i: m.gaps[i] * m.x[i, 0] <= 3),
    "an index that is none": places(lambda m, i: m.x[i, 3] <= 3),
    "a name that is counted with": places(lambda m, i: m.x[i, 0] <= 2 * i),
    "something that is no relation": places(lambda m, i: m.x[i, 0] + 1),
    "a variable divided by": places(lambda m, i: m.x[i, 0] / m.x[i, 1] <= 3),
}


@pytest.mark.parametrize("name", SAME_ROWS)
def test_a_rule_that_is_hard_to_compile_gives_the_rows_that_pyomo_gives(name: str) -> None:
    found = compile_model(SimpleNamespace(model=model(algebra, SAME_ROWS[name]), rulebook=None))  # type: ignore[arg-type]
    assert as_rows(found) == by_pyomo(model(plain, SAME_ROWS[name]))


@pytest.mark.parametrize("name", REFUSED)
def test_a_rule_that_says_nothing_linear_is_refused_as_pyomo_refuses_it(name: str) -> None:
    with pytest.raises(Exception) as theirs:  # noqa: PT011 - whatever it is, ours is the same
        by_pyomo(model(plain, REFUSED[name]))
    with pytest.raises(theirs.type):
        compile_model(SimpleNamespace(model=model(algebra, REFUSED[name]), rulebook=None))  # type: ignore[arg-type]
