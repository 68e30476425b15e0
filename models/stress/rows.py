"""Rows of a case under construction: one at a time where something is special, else all steps and keys at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.stress.recourse import NONE, Entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from models.schema import Numbers
    from models.stress.recourse import Change, Level, Places, Quantity
    from models.stress.timeline import Timeline

    Positions = NDArray[np.integer[Any]]


class Rows:
    """Rows ``plan @ quantities + changed @ changes + constant >= 0`` (or ``== 0``).

    Attributes
    ----------
    columns
        Columns of every change, shape (steps,); :data:`NONE` where it is not possible.
    size
        Number of columns.
    quantities
        Number of every quantity of the plan that is mentioned.
    constant, equal, kinds
        Constant of each row, whether it is an equation, and what kind of thing it says.
    levels
        Item, site and week of every row that is a level.

    """

    def __init__(self, time: Timeline) -> None:
        self.columns: dict[Change, Places] = {}
        self.size = 0
        self.quantities: dict[Quantity, int] = {}
        self.constant: list[float] = []
        self.equal: list[bool] = []
        self.kinds: list[str] = []
        self.levels: dict[int, Level] = {}
        self._steps = len(time.length)
        spans = [t for t, _, _ in time.spans]
        self._periods = spans
        self._span = np.array([spans.index(t) for t in time.period])
        self._plan: list[Entries] = []
        self._changed: list[Entries] = []
        self._single_plan: list[tuple[int, int, float]] = []
        self._single_changed: list[tuple[int, int, float]] = []

    def name(self, change: Change, steps: range | list[int]) -> None:
        """Give a change a column in some steps."""
        if len(steps):
            columns = np.full(self._steps, NONE, dtype=np.int32)
            columns[list(steps)] = np.arange(self.size, self.size + len(steps))
            self.columns[change] = columns
            self.size += len(steps)

    def add(self, kind: str, count: int = 1, *, constant: float = 0.0, equal: bool = False) -> int:
        """Begin rows of one kind and return the number of the first."""
        first = len(self.constant)
        self.constant += [constant] * count
        self.equal += [equal] * count
        self.kinds += [kind] * count
        return first

    def put(self, row: int, quantity: Quantity, coefficient: float) -> None:
        """Add a quantity of the plan to a row."""
        if coefficient:
            self._single_plan.append((row, self.number(quantity), coefficient))

    def change(self, first: int, change: Change, coefficient: float) -> None:
        """Add a change to the rows of its steps, of which `first` is the first; not where it is not possible."""
        columns = self.columns.get(change)
        if columns is not None:
            possible = zip(range(first, first + self._steps), columns.tolist(), strict=True)
            self._single_changed += [(row, column, coefficient) for row, column in possible if column != NONE]

    def number(self, quantity: Quantity) -> int:
        """Return the number of a quantity."""
        return self.quantities.setdefault(quantity, len(self.quantities))

    def put_plan(self, entries: Entries) -> None:
        """Add quantities, by their numbers."""
        self._plan.append(entries)

    def put_changes(self, entries: Entries) -> None:
        """Add changes, by their columns."""
        self._changed.append(entries)

    def cap(
        self,
        kind: str,
        changes: Sequence[Change],
        quantities: Sequence[Quantity | None],
        coefficients: Numbers,
        constants: Numbers | None = None,
    ) -> None:
        """``change <= coefficient x quantity + constant`` in every step in which the change is possible.

        Parameters
        ----------
        changes, quantities
            Changes and, without the period, the quantity that limits each; None for none. What cannot be changed is
            passed over.
        coefficients
            Shape (changes,) or (changes, steps).
        constants
            Shape (changes,); 0 by default.

        """
        known = [k for k, change in enumerate(changes) if change in self.columns]
        if not known:
            return
        columns = np.stack([self.columns[changes[k]] for k in known])
        which, step = np.nonzero(columns != NONE)
        rows = np.arange(len(which), dtype=np.int32) + np.int32(self.add(kind, len(which)))
        if constants is not None:
            self.constant[-len(which) :] = constants[known][which].tolist()
        self.put_changes(Entries(rows, columns[which, step], np.full(len(which), -1.0)))
        limited = np.array([quantities[k] is not None for k in known])[which]
        if coefficients.ndim == 1:
            coefficients = np.broadcast_to(coefficients[:, None], (len(coefficients), self._steps))
        amount = np.where(limited, coefficients[known][which, step], 0.0)
        self.put_by_period(rows, [quantities[k] or () for k in known], which, self._span[step], amount)

    def put_by_period(
        self, rows: Places, quantities: Sequence[Quantity], which: Positions, span: Positions, amounts: Numbers
    ) -> None:
        """Add to each row one of several quantities in the period of a stretch of the timeline; 0 is nothing.

        Parameters
        ----------
        rows, which, span, amounts
            Row, position among the quantities, stretch and coefficient of each entry, shape (entries,).
        quantities
            Quantities without their period.

        """
        kept = np.flatnonzero(amounts)
        pairs, place = np.unique(which[kept] * len(self._periods) + span[kept], return_inverse=True)
        named = (divmod(pair, len(self._periods)) for pair in pairs.tolist())
        numbers = np.array([self.number((*quantities[k], self._periods[s])) for k, s in named], dtype=np.int32)
        self.put_plan(Entries(rows[kept], numbers[place], amounts[kept]))

    def of_plan(self) -> Entries:
        """Quantities of the plan in the rows."""
        return Entries.joined(self._single_plan, self._plan)

    def of_changes(self) -> Entries:
        """Changes in the rows."""
        return Entries.joined(self._single_changed, self._changed)
