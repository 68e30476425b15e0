"""How to solve, and the switch that stops a solve."""

from __future__ import annotations

import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SolverOptions:
    """How to solve.

    Attributes
    ----------
    time_limit
        Longest run [s].
    gap
        Relative gap at which to stop.
    threads, seed
        Threads of the solver (one is best: measured), and its random seed.

    """

    time_limit: float = 600.0
    gap: float = 1e-4
    threads: int = 1
    seed: int = 0


class Cancelled(threading.Event):
    """Set from anywhere to stop a solve and keep its best solution."""
