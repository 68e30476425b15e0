"""Rules over the awkward model, each with something that is hard to compile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as plain

if TYPE_CHECKING:
    from collections.abc import Callable

RULES: dict[str, Callable[[Any, Any], None]] = {}


def rule(name: str) -> Callable[[Callable[[Any, Any], None]], Callable[[Any, Any], None]]:
    def keep(write: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
        RULES[name] = write
        return write

    return keep


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
