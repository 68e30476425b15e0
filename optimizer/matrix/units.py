"""Units of a problem's rows, columns and cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.schema import Numbers


@dataclass(frozen=True, slots=True)
class Scaling:
    """Units of a problem's rows, columns and cost, each a power of two.

    Attributes
    ----------
    row
        What each row is multiplied by, shape (rows,).
    column
        How much one unit of each column is in its own unit, shape (columns,); 1 for whole numbers.
    cost
        What the objective is multiplied by.

    """

    row: Numbers
    column: Numbers
    cost: float

    def natural(self, values: Numbers) -> Numbers:
        """Return a solution of the problem in its own units, shape (columns,)."""
        return values * self.column

    def money(self, amount: float) -> float:
        """Return an objective value in money."""
        return amount / self.cost
