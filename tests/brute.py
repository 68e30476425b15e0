"""Best plans found without the model: every choice of switches is tried, and what is left is a small linear program."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scipy.optimize import linprog
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping


@dataclass
class Program:
    """A linear program by name: minimise the sum of costs where rows of names and coefficients keep their limits."""

    cost: dict[Hashable, float] = field(default_factory=dict)
    upper: dict[Hashable, float] = field(default_factory=dict)
    at_most: list[tuple[Mapping[Hashable, float], float]] = field(default_factory=list)
    equal: list[tuple[Mapping[Hashable, float], float]] = field(default_factory=list)

    def add(self, name: Hashable, cost: float, upper: float = math.inf) -> None:
        """Add a quantity between 0 and `upper` that costs `cost` each."""
        self.cost[name], self.upper[name] = cost, upper

    def least(self) -> float:
        """Least cost, inf when nothing keeps all limits."""
        names = list(self.cost)
        place = {name: k for k, name in enumerate(names)}

        def matrix(rows: list[tuple[Mapping[Hashable, float], float]]) -> tuple[csr_array | None, list[float] | None]:
            if not rows:
                return None, None
            entries = [(v, r, place[name]) for r, (row, _) in enumerate(rows) for name, v in row.items()]
            values, across, down = zip(*entries, strict=True) if entries else ((), (), ())
            table = csr_array((values, (across, down)), shape=(len(rows), len(names)))
            return table, [limit for _, limit in rows]

        most, equal = matrix(self.at_most), matrix(self.equal)
        found = linprog(
            [self.cost[name] for name in names],
            A_ub=most[0], b_ub=most[1], A_eq=equal[0], b_eq=equal[1],
            bounds=[(0, self.upper[name] if math.isfinite(self.upper[name]) else None) for name in names],
            method="highs",
        )  # fmt: skip
        return float(found.fun) if found.status == 0 else math.inf


def switches(count: int) -> Iterator[tuple[int, ...]]:
    """Every combination of off and on."""
    return itertools.product((0, 1), repeat=count)
