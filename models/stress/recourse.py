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

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from models.schema import Numbers

    Places = NDArray[np.int32]

Quantity = tuple[Any, ...]
"""A quantity of the plan: its kind, then its index, e.g. ``("make", item, site, period)``."""
Change = tuple[Any, ...]
"""A change of the plan: its kind, then its index without the step, e.g. ``("more_made", item, site)``."""
Level = tuple[str, str, float]
"""A level of stock: item, site and week."""
NONE = -1
"""Column of a change that is not possible in a step."""


class Quantities(Protocol):
    """A plan, as its quantities."""

    def at(self, quantity: Quantity) -> float:
        """Value of one quantity."""


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


@dataclass(frozen=True, eq=False)
class Recourse:
    """Rows ``plan @ quantities + changed @ changes + constant >= 0`` (or ``== 0``) of one case.

    Attributes
    ----------
    columns
        Columns of every change, shape (steps,); :data:`NONE` where it is not possible.
    mentioned
        Quantities of the plan in the rows, in the order of their numbers.
    of_plan, of_changes
        Quantities of the plan, and changes, in the rows.
    constant, equal, kinds
        Constant of each row, whether it is an equation, and what kind of thing it says, for messages.
    levels
        Item, site and week of every row that is a level.
    cost
        Money lost for one unit a week of each change, over its step, shape (changes,).
    plan_cost
        Money lost for one unit of a quantity of the plan (added duty on what travels anyway).
    lost
        Weeks of each change of kind ``lost``, by item: what shortage is counted with.
    edges
        Edges of the steps [weeks].

    """

    columns: Mapping[Change, Places]
    mentioned: tuple[Quantity, ...]
    of_plan: Entries
    of_changes: Entries
    constant: Numbers
    equal: NDArray[np.bool_]
    kinds: Sequence[str]
    levels: Mapping[int, Level]
    cost: Numbers
    plan_cost: dict[Quantity, float]
    lost: dict[str, dict[int, float]]
    edges: Numbers

    @cached_property
    def changes(self) -> list[tuple[Change, int]]:
        """Change and step of each column."""
        return [(c, step) for c, columns in self.columns.items() for step in np.flatnonzero(columns != NONE).tolist()]

    @cached_property
    def step(self) -> Places:
        """Step of each column."""
        steps = [np.flatnonzero(columns != NONE) for columns in self.columns.values()]
        return np.concatenate([np.zeros(0, dtype=np.int32), *steps]).astype(np.int32)

    @property
    def quantities(self) -> list[Quantity]:
        """Quantities of the plan that the rows mention, those of the cost included."""
        return list(dict.fromkeys([*self.mentioned, *self.plan_cost]))

    def column(self, change: Change, step: int) -> int | None:
        """Column of a change in a step; None where it is not possible."""
        columns = self.columns.get(change)
        return None if columns is None or columns[step] == NONE else int(columns[step])

    def planned(self, plan: Quantities) -> tuple[Numbers, Numbers]:
        """``plan @ quantities + constant`` of every row, and the size of what is added up in it, shape (rows,) each.

        A limit that is not one is infinite.
        """
        total = self.constant.copy()
        size = np.abs(total)
        terms = self.of_plan.weighed(np.array([plan.at(name) for name in self.mentioned], dtype=np.float64))
        np.add.at(total, self.of_plan.rows, terms)
        np.add.at(size, self.of_plan.rows, np.abs(terms))
        return total, size

    def replayed(self, plan: Quantities, changes: Numbers) -> tuple[Numbers, Numbers]:
        """Value of every row for a plan and an answer, and the size of what is added up in it, shape (rows,) each."""
        total, size = self.planned(plan)
        terms = self.of_changes.weighed(changes)
        np.add.at(total, self.of_changes.rows, terms)
        np.add.at(size, self.of_changes.rows, np.abs(terms))
        return total, size
