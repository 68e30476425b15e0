"""What a solver run is given, and what it says: plain arrays, so that they travel between processes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from optimizer.solver.solved import Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.schema import Numbers
    from optimizer.matrix import Matrix
    from optimizer.solver.options import SolverOptions
    from optimizer.solver.solved import Stop


@dataclass(frozen=True)
class Arrays:
    """Minimise ``cost @ x + offset`` over ``row_lower <= A x <= row_upper`` and ``lower <= x <= upper``.

    Attributes
    ----------
    start, index, value
        A by columns (compressed sparse columns).
    integer
        Which columns take whole numbers only.

    """

    cost: Numbers
    offset: float
    start: NDArray[np.int32]
    index: NDArray[np.int32]
    value: Numbers
    row_lower: Numbers
    row_upper: Numbers
    lower: Numbers
    upper: Numbers
    integer: NDArray[np.bool_]

    @classmethod
    def of(cls, problem: Matrix) -> Arrays:
        """Leave behind what only the model needs to know."""
        return cls(
            problem.cost, problem.offset, problem.start, problem.index, problem.value, problem.row_lower,
            problem.row_upper, problem.lower, problem.upper, problem.integer,
        )  # fmt: skip

    def without_cost(self) -> Arrays:
        """Return the same problem with nothing to minimise."""
        return replace(self, cost=np.zeros_like(self.cost), offset=0.0)

    def fixed_at(self, columns: NDArray[np.int64], values: Numbers) -> Arrays:
        """Return the linear problem that is left once some columns have their values."""
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[columns] = upper[columns] = values
        return replace(self, lower=lower, upper=upper, integer=np.zeros_like(self.integer))


class Question(Enum):
    """What a run is to find out."""

    LEAST = "the least cost"
    CONFLICT = "what contradicts what"


@dataclass(frozen=True)
class Job:
    """One run of the solver.

    Attributes
    ----------
    question
        What to find out.
    begin_at
        Columns and values of a solution that is worth a try; None without.
    go_on_from
        Values of all columns of a linear problem, close to its best solution: measured on 44,000 columns of which the
        whole ones were fixed, going on takes 0.5 s, beginning anew 9 s. None without.
    good_enough
        Cost below which a solution ends the search; None without.
    heeds_cancel
        Whether a request to stop ends it; a short last step that makes a plan of what was found does not heed it.

    """

    arrays: Arrays
    options: SolverOptions
    question: Question = Question.LEAST
    begin_at: tuple[NDArray[np.int32], Numbers] | None = None
    go_on_from: Numbers | None = None
    good_enough: float | None = None
    heeds_cancel: bool = True


@dataclass(frozen=True)
class Begun:
    """The solver has the job: its time runs from here."""


@dataclass(frozen=True)
class Improved:
    """A better solution on the way: kept in case the run does not come to an end."""

    values: Numbers


@dataclass(frozen=True)
class Ended:
    """How one run ended.

    Attributes
    ----------
    stop
        Why; None when the solver cannot tell a problem without solutions from one without a lower bound.
    bound
        Proven lower bound of the cost, -inf when there is none.
    values
        Columns of the best solution; None when none was found.
    conflict
        Rows and columns whose limits cannot all hold, when that was asked for and found.

    """

    stop: Stop | None
    bound: float
    nodes: int
    values: Numbers | None
    conflict: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None


@dataclass(frozen=True)
class Broken:
    """A run that raised what only a mistake of ours can raise; carries the words of the exception."""

    words: str


Message = Begun | Progress | Improved | Ended | Broken
"""What a run says on its way and at its end."""
