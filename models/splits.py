"""How supply must be split: every scope of every rule that limits the number or the shares of sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.sheets import SourcingRules
from models.sourcing import Scope, scopes_of

if TYPE_CHECKING:
    from models.problem import Problem

COUNTS_FROM = 0.01
"""Share from which a source counts as one of min_sources when the rule gives no min_share."""
LIMITS = ("min_sources", "max_sources", "min_share", "max_share")


@dataclass(frozen=True)
class Split:
    """One scope of one rule, with its limits (nan: none).

    Attributes
    ----------
    floor
        Least share of a source in use; 0 when the rule needs none.

    """

    scope: Scope
    min_sources: float
    max_sources: float
    min_share: float
    max_share: float
    hard: bool
    penalty: float

    @property
    def floor(self) -> float:
        """Least share of a source in use."""
        if not np.isnan(self.min_share):
            return self.min_share
        return COUNTS_FROM if self.min_sources > 0 else 0.0

    @property
    def has_floor(self) -> bool:
        """Whether a source in use that carries less than the floor misses the rule; else it only does not count."""
        return self.floor > 0 and (self.hard or self.min_share > 0)

    @property
    def counts_apart(self) -> bool:
        """Whether a source may be in use and yet carry too little to count: only a soft rule lets it."""
        return not self.hard and self.min_sources > 0

    @property
    def counts(self) -> bool:
        """Whether it needs to know which sources are in use."""
        return self.min_sources > 0 or not np.isnan(self.max_sources) or self.min_share > 0


def splits(problem: Problem) -> tuple[Split, ...]:
    """Every scope of every rule that limits sources or their shares."""
    rules = problem[SourcingRules]
    found = []
    for row in range(len(rules)):
        limits = {column: float(getattr(rules, column)[row]) for column in LIMITS}
        if all(np.isnan(limit) for limit in limits.values()):
            continue
        first = problem.horizon.number(rules.from_period[row]) if rules.from_period[row] else 0
        hard, penalty = bool(rules.hard[row]), float(rules.penalty[row])
        scopes = scopes_of(problem, row, rules.item[row], rules.destination[row], first)
        found += [Split(s, **limits, hard=hard, penalty=penalty) for s in scopes if not s.through_warehouses]
    return tuple(found)
