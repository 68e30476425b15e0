"""What a replay measures, replication by replication."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from models.schema import Numbers

SHORT = 1e-6
"""Share of a week's demand below which a shortage is rounding."""


class Tally:
    """Counts of one block of replications.

    Attributes
    ----------
    wanted, asked, served
        Demand, the part of it the plan means to serve, and what was served, shape (markets, replications) [units].
    full
        Weeks in which a market was served as planned, and a node gave all it was asked for.
    first
        Weeks from the first counted one until the first shortage of each market; infinite without one.
    weeks
        Weeks counted.
    history
        Demand and what was served of it in each week, shape (markets, replications), when that is kept.

    """

    def __init__(self, nodes: int, markets: int, size: int, tolerance: float = SHORT, *, keeps: bool = False) -> None:
        self.wanted, self.asked, self.served = (np.zeros((markets, size)) for _ in range(3))
        self.full, self.node_full = np.zeros((markets, size)), np.zeros((nodes, size))
        self.first = np.full((markets, size), np.inf)
        self.weeks, self.tolerance = 0, tolerance
        self.history: list[tuple[Numbers, Numbers]] | None = [] if keeps else None
        self._before: tuple[Numbers, Numbers, Numbers] | None = None

    def count(self, week: int, wanted: Numbers, asked: Numbers, served: Numbers, share: Numbers) -> None:
        """Take one week into account; `week` is counted from the first that counts."""
        self.wanted += wanted
        self.asked += asked
        self.served += served
        self.weeks += 1
        if self.history is not None:
            self.history.append((wanted, served))
        short = asked - served > self.tolerance * asked
        self.full += ~short
        self.node_full += share >= 1.0
        self._place(asked, served)
        fresh = short & np.isinf(self.first)
        if fresh.any():
            self.first[fresh] = float(week)
            self._before = (fresh, asked, served)

    def _place(self, asked: Numbers, served: Numbers) -> None:
        """Place the first shortage within its week: full service until then, that of the week after from then on."""
        if self._before is None:
            return
        fresh, wanted, given = self._before
        lasting = np.minimum(served * wanted / np.maximum(asked, 1e-12), given)
        span = np.maximum(wanted - lasting, 1e-12)
        self.first[fresh] += np.clip((given - lasting) / span, 0.0, 1.0)[fresh]
        self._before = None
