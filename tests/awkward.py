"""A model of awkward sets, numbers and variables for rules to be written over."""

from __future__ import annotations

from typing import Any

import pyomo.environ as plain


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
