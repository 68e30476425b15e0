"""Answers to disruptions in the model: the rows of recourse over the plan's variables and over what is changed.

What a source has left is a variable of its own, because many rows use it::

    left[i,n,t]       == capacity, options and surge in use included - make[i,n,t]
    surge_left[i,n,t] == surge of what runs - surge[i,n,t]

A source without a capacity limit can make :data:`AMPLE` times the need of the whole network wherever it is in use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.modelling import pyo
from models.sheets import Sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.network import Core
    from models.schema import Numbers
    from models.stress.recourse import Places, Quantity, Recourse

AMPLE = 4.0
"""Times the need of the whole network that a source without a capacity limit can make in a disruption."""
NUMBER, NO_LIMIT = -1, -2
"""Owners of quantities that are no variables: a number, and a limit that is not one."""


class PlanQuantities:
    """Quantities of the plan as multiples of variables of the model, or numbers.

    Parameters
    ----------
    wanted
        Quantities that rows speak of.

    """

    def __init__(self, block: Any, core: Core, wanted: Iterable[Quantity]) -> None:
        self._block, self._core = block, core
        self._number = {quantity: k for k, quantity in enumerate(dict.fromkeys(wanted))}
        self._name_what_is_left()
        self._variables: list[Any] = []
        self._owner = np.full(len(self._number), NUMBER, dtype=np.int32)
        self._factor, self._constant = np.ones(len(self._number)), np.zeros(len(self._number))
        self._place = np.zeros(len(self._number), dtype=np.int32)
        self._find_all()

    def numbers(self, quantities: Sequence[Quantity]) -> Places:
        """Return the number of each quantity."""
        return np.array([self._number[quantity] for quantity in quantities], dtype=np.int32)

    def put(self, writer: Any, rows: Places, numbers: Places, coefficients: Numbers) -> None:
        """Add quantities that are variables to rows."""
        owner = self._owner[numbers]
        for k, variable in enumerate(self._variables):
            own = np.flatnonzero(owner == k)
            which = numbers[own]
            if len(own):
                writer.put_all(variable, self._place[which], rows[own], coefficients[own] * self._factor[which])

    def constant(self, numbers: Places) -> Numbers:
        """Amount of those that are numbers; 0 for variables."""
        return np.asarray(self._constant[numbers])

    def is_variable(self, numbers: Places) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which of them are variables."""
        return np.asarray(self._owner[numbers] >= 0)

    def is_no_limit(self, numbers: Places) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which of them are limits that are none."""
        return np.asarray(self._owner[numbers] == NO_LIMIT)

    def _name_what_is_left(self) -> None:
        """Give what sources have left variables of their own."""
        block, left = self._block, self._core.capacity_left
        sources, row = self._core.problem[Sources], self._core.problem.source_row
        limited = [key for kind, *key in self._number if kind == "left" and left.is_limited(*key)]
        surging = [key for kind, *key in self._number if kind == "surge_left"]
        block.LEFT = pyo.Set(initialize=list(map(tuple, limited)), dimen=3)
        block.SURGE_LEFT = pyo.Set(initialize=list(map(tuple, surging)), dimen=3)
        share = {(i, n, t): float(sources.surge_capacity[row[i, n]]) for i, n, t in surging}
        block.surge_share = pyo.Param(block.SURGE_LEFT, initialize=share)
        block.left = pyo.Var(block.LEFT, within=pyo.NonNegativeReals)
        block.surge_left = pyo.Var(block.SURGE_LEFT, within=pyo.NonNegativeReals)
        block.is_left = pyo.Constraint(block.LEFT, rule=lambda b, i, n, t: b.left[i, n, t] == left.normal(i, n, t))
        block.is_surge_left = pyo.Constraint(
            block.SURGE_LEFT,
            rule=lambda b, i, n, t: b.surge_left[i, n, t] == left.surge(i, n, t, b.surge_share[i, n, t]),
        )

    def _find_all(self) -> None:
        """Find the variable, or the number, that each quantity is."""
        found: dict[int, tuple[Any, list[int], list[Any]]] = {}
        for k, (kind, *key) in enumerate(self._number):
            what = self._find(kind, tuple(key))
            if what is None:
                self._owner[k] = NO_LIMIT
            elif isinstance(what, float):
                self._constant[k] = what
            else:
                variable, index, self._factor[k] = what
                _, numbers, keys = found.setdefault(id(variable), (variable, [], []))
                numbers.append(k)
                keys.append(index)
        for variable, numbers, keys in found.values():
            self._owner[numbers] = len(self._variables)
            self._place[numbers] = pyo.places_of(variable, keys)
            self._variables.append(variable)

    def _find(self, kind: str, key: tuple[Any, ...]) -> tuple[Any, Any, float] | float | None:
        """Variable, its index and the factor; a number; None for a limit that is not one."""
        core, m, block = self._core, self._core.model, self._block
        if kind == "opening":
            opening = core.opening_at(*key)
            return opening if isinstance(opening, float) else (*opening, 1.0)
        if kind == "open":
            return m.open, key, 1.0
        if kind == "surge_left":
            return block.surge_left, key, 1.0
        if kind == "left":
            return (block.left, key, 1.0) if core.capacity_left.is_limited(*key) else self._ample(*key)
        variable = {
            "make": m.make, "ship": m.ship, "blend": m.blend, "unmet": m.unmet, "recovered": m.recovered,
            "stock": m.stock, "safety": core.safety,
        }[kind]  # fmt: skip
        return (variable, key, 1.0) if variable is not None and key in variable else 0.0

    def _ample(self, i: str, n: str, t: int) -> tuple[Any, Any, float] | None:
        """What can be made without a capacity limit: nothing where the source is not in use, or not open."""
        m, most = self._core.model, AMPLE * float(self._core.problem.bounds.total[i].max())
        if (i, n) in m.TRACKED:
            return m.use, (i, n, t), most
        return (m.open, (n, t), most) if n in m.CHOICE else None


def answer_rows(quantities: PlanQuantities, change: Any, answers: Sequence[Recourse]) -> Any:
    """Rows of every case over plan and changes, case after case; rows whose limit is not one are left out.

    Parameters
    ----------
    change
        Variable of the changes, in the order of the cases and of their columns.

    """
    rows = _counted(len(answer.constant) for answer in answers)
    columns = _counted(len(answer.cost) for answer in answers)
    constant = _joined([answer.constant for answer in answers])
    equal = _joined([answer.equal for answer in answers]).astype(np.bool_)
    row = _joined([a.of_plan.rows + first for a, first in zip(answers, rows, strict=True)]).astype(np.int32)
    names = [quantities.numbers(answer.mentioned) for answer in answers]
    number = _joined([own[a.of_plan.columns] for a, own in zip(answers, names, strict=True)]).astype(np.int32)
    coefficient = _joined([answer.of_plan.coefficients for answer in answers])
    changed = _joined([a.of_changes.rows + first for a, first in zip(answers, rows, strict=True)]).astype(np.int32)
    column = _joined([a.of_changes.columns + first for a, first in zip(answers, columns, strict=True)]).astype(np.int32)
    constant += np.bincount(row, weights=coefficient * quantities.constant(number), minlength=len(constant))
    kept = np.zeros(len(constant), dtype=np.bool_)
    kept[changed] = kept[row[quantities.is_variable(number)]] = True
    kept[row[quantities.is_no_limit(number)]] = False
    place = np.cumsum(kept, dtype=np.int32) - 1
    writer = pyo.RowWriter()
    writer.rows(-constant[kept], np.where(equal[kept], -constant[kept], np.inf))
    own, of_changes = np.flatnonzero(kept[row]), np.flatnonzero(kept[changed])
    quantities.put(writer, place[row[own]], number[own], coefficient[own])
    amounts = _joined([answer.of_changes.coefficients for answer in answers])
    writer.put_all(change, column[of_changes], place[changed[of_changes]], amounts[of_changes])
    return pyo.given_rows(writer.finished())


def _counted(sizes: Iterable[int]) -> Places:
    """Where each of several stretches begins."""
    return np.cumsum([0, *sizes])[:-1].astype(np.int32)


def _joined(parts: list[Any]) -> Any:
    return np.concatenate([np.zeros(0), *parts])
