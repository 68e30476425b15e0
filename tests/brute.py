"""Best plans found without the model: every choice of switches is tried, and what is left is a small linear program."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping


@dataclass
class Program:
    """A linear program by name: minimise the sum of costs where rows of names and coefficients keep their limits.

    Quantities named in `whole` are whole numbers: the best choice of them is sought by scipy, and what is left is solved
    again as a linear program, in which nothing leaks through a switch that is almost off.
    """

    cost: dict[Hashable, float] = field(default_factory=dict)
    upper: dict[Hashable, float] = field(default_factory=dict)
    at_most: list[tuple[Mapping[Hashable, float], float]] = field(default_factory=list)
    equal: list[tuple[Mapping[Hashable, float], float]] = field(default_factory=list)
    whole: set[Hashable] = field(default_factory=set)

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
        costs = [self.cost[name] for name in names]
        bounds = [(0.0, self.upper[name]) for name in names]
        if self.whole:
            rows = [LinearConstraint(most[0], ub=most[1])] * bool(self.at_most)
            rows += [LinearConstraint(equal[0], equal[1], equal[1])] * bool(self.equal)
            kinds = [name in self.whole for name in names]
            limits = Bounds([low for low, _ in bounds], [high for _, high in bounds])
            chosen = milp(costs, integrality=kinds, bounds=limits, constraints=rows, options={"mip_rel_gap": 0})
            if chosen.status != 0:
                return math.inf
            whole = zip(bounds, kinds, chosen.x, strict=True)
            bounds = [(round(x), round(x)) if kind else bound for bound, kind, x in whole]
        found = linprog(costs, A_ub=most[0], b_ub=most[1], A_eq=equal[0], b_eq=equal[1], bounds=bounds, method="highs")
        return float(found.fun) if found.status == 0 else math.inf


def switches(count: int) -> Iterator[tuple[int, ...]]:
    """Every combination of off and on."""
    return itertools.product((0, 1), repeat=count)
