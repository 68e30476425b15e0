"""Recourse: the best answer to a case, as rows over the plan's quantities and over what is changed.

For a case that begins in period t, at every node (item i, site n) that it touches and every week tau in which the stock
path can bend::

    level(tau) = stock of the plan at tau - (1 - safety_stock_usable) x safety
               - lost making - lost arrivals + arrivals no longer sent on + components no longer used
               + more made - less made + more arriving - less arriving - more sent + less sent + lost sales - surge
               >= 0

Losses are the plan's own flows times the weeks' worth lost so far; *more* and *less* are the variables, in units a week
and one for each step of the timeline. What survives keeps running. Limits in every step::

    less made <= surviving making         more made <= capacity left (at a premium: surge capacity left)
    less sent <= surviving flow           more sent <= lane capacity left
    lost sales <= demand the plan serves

An alternative component may take the place of another. Money lost: unserved demand at its shortage cost and price (the
item's value where neither is given), the premium of surge, the freight of expedite-only lanes, added duties.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.schema import Numbers
    from models.stress.numbers import PlanNumbers

    Places = NDArray[np.int32]

Quantity = tuple[Any, ...]
"""A quantity of the plan: its kind, then its index, e.g. ``("make", item, site, period)``."""
Change = tuple[Any, ...]
"""A change of the plan: its kind, then its index without the step, e.g. ``("more_made", item, site)``."""


@dataclass(frozen=True, eq=False)
class Entries:
    """Coefficients in rows: the same row and column may come again, and count with the sum; shape (entries,) each."""

    rows: Places
    columns: Places
    coefficients: Numbers

    @classmethod
    def joined(cls, single: list[tuple[int, int, float]], many: list[Entries]) -> Entries:
        """Entries that came one at a time, and those that came together."""
        rows, columns, coefficients = zip(*single, strict=True) if single else ((), (), ())
        return cls(
            np.concatenate([np.array(rows, dtype=np.int32), *(part.rows for part in many)]),
            np.concatenate([np.array(columns, dtype=np.int32), *(part.columns for part in many)]),
            np.concatenate([np.array(coefficients, dtype=np.float64), *(part.coefficients for part in many)]),
        )

    def weighed(self, values: Numbers) -> Numbers:
        """Coefficient x value of the column of each entry."""
        return np.asarray(self.coefficients * values[self.columns])


@dataclass
class Rows:
    """Rows ``plan @ quantities + changed @ changes + constant >= 0`` (or ``== 0``) under construction.

    Attributes
    ----------
    changes
        Column of every change and step.
    quantities
        Number of every quantity of the plan that is mentioned.
    plan, changed
        Entries (row, quantity or column, coefficient).
    stretches
        Entries of changes that come many at once.
    constant, equal
        Constant of each row, and whether it is an equation.
    about
        What each row says, for messages.

    """

    changes: dict[tuple[Change, int], int] = field(default_factory=dict)
    quantities: dict[Quantity, int] = field(default_factory=dict)
    plan: list[tuple[int, int, float]] = field(default_factory=list)
    changed: list[tuple[int, int, float]] = field(default_factory=list)
    stretches: list[Entries] = field(default_factory=list)
    constant: list[float] = field(default_factory=list)
    equal: list[bool] = field(default_factory=list)
    about: list[tuple[Any, ...]] = field(default_factory=list)

    def add(self, *about: Any, constant: float = 0.0, equal: bool = False) -> int:
        """Begin a row and return its number."""
        self.constant.append(constant)
        self.equal.append(equal)
        self.about.append(about)
        return len(self.constant) - 1

    def put(self, row: int, quantity: Quantity, coefficient: float) -> None:
        """Add a quantity of the plan to a row."""
        if coefficient:
            number = self.quantities.setdefault(quantity, len(self.quantities))
            self.plan.append((row, number, coefficient))

    def change(self, row: int, change: Change, step: int, coefficient: float) -> None:
        """Add a change to a row; one that is not possible counts as nothing."""
        column = self.changes.get((change, step))
        if column is not None and coefficient:
            self.changed.append((row, column, coefficient))


@dataclass(frozen=True)
class Recourse:
    """Rows of one case, finished.

    Attributes
    ----------
    rows
        The rows.
    cost
        Money lost for one unit a week of each change, over its step, shape (changes,).
    plan_cost
        Money lost for one unit of a quantity of the plan (added duty on what travels anyway).
    lost
        Weeks of each change of kind ``lost``, by item: what shortage is counted with.
    edges
        Edges of the steps [weeks].

    """

    rows: Rows
    cost: Numbers
    plan_cost: dict[Quantity, float]
    lost: dict[str, dict[int, float]]
    edges: Numbers

    @cached_property
    def of_plan(self) -> Entries:
        """Quantities of the plan in the rows."""
        return Entries.joined(self.rows.plan, [])

    @cached_property
    def of_changes(self) -> Entries:
        """Changes in the rows."""
        return Entries.joined(self.rows.changed, self.rows.stretches)

    @property
    def changes(self) -> list[tuple[Change, int]]:
        """Change and step of each column."""
        return list(self.rows.changes)

    @property
    def quantities(self) -> list[Quantity]:
        """Quantities of the plan that the rows mention, those of the cost included."""
        return list(dict.fromkeys([*self.rows.quantities, *self.plan_cost]))

    def weeks_of(self, columns: list[int]) -> Numbers:
        """Length of the step of each column [weeks]."""
        steps = [self.changes[c][1] for c in columns]
        return np.asarray(np.diff(self.edges)[steps])

    def replayed(self, numbers: PlanNumbers, changes: Numbers) -> tuple[Numbers, Numbers]:
        """Value of every row for a plan and an answer, and the size of what is added up in it, shape (rows,) each."""
        total, size = numbers.of(self)
        terms = self.of_changes.weighed(changes)
        np.add.at(total, self.of_changes.rows, terms)
        np.add.at(size, self.of_changes.rows, np.abs(terms))
        return total, size
