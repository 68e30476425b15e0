"""Terms of rows that are written one by one: a constant, and so much of one variable."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """``constant + factor x variable[key]``.

    Attributes
    ----------
    variable
        Indexed variable, or variables to be (:class:`models.algebra.given.VariablesToBe`); None with a factor of 0.

    """

    constant: float
    factor: float = 0.0
    variable: Any = None
    key: Any = None

    @classmethod
    def of(cls, variable: Any, key: Any) -> Term:
        """Return one of a variable's members."""
        return cls(0.0, 1.0, variable, key)

    @property
    def is_known(self) -> bool:
        """Whether there is nothing to decide."""
        return self.factor == 0.0

    def times(self, amount: float) -> Term:
        """Return the term multiplied by a number."""
        return Term(self.constant * amount, self.factor * amount, self.variable, self.key)

    def rest(self) -> Term:
        """Return what is left of 1."""
        return Term(1.0 - self.constant, -self.factor, self.variable, self.key)


def at_least(writer: Any, floor: float, terms: Iterable[Term]) -> None:
    """Write the row ``sum of terms >= floor``; none where there is nothing to decide.

    Parameters
    ----------
    writer
        Takes the row (:class:`models.algebra.given.RowWriter`).

    """
    terms = tuple(terms)
    free = [term for term in terms if term.factor]
    if not free:
        return
    row = writer.row(floor - sum(term.constant for term in terms), inf)
    for term in free:
        writer.put(row, term.variable, term.key, term.factor)
