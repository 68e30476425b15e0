"""Random numbers: a stream of its own for the demand of each place, each lane's lateness and each event.

A stream depends on the seed, what it is for and the block of replications, on nothing else: whatever two runs have in
common meets the same luck in both (common random numbers), and more replications leave the first ones as they were.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

BLOCK = 256
"""Replications drawn and replayed together: few enough for the processor's cache, enough to make arrays pay."""
DEMAND, LATENESS, EVENT = 1, 2, 3


@dataclass(frozen=True)
class Draws:
    """Where random numbers come from, and which kinds vary at all.

    Attributes
    ----------
    seed
        One number for the whole run.
    demand, lead_times, disruptions
        What varies.
    copies
        How many cases are replayed side by side, each with the same luck.

    """

    seed: int = 0
    demand: bool = True
    lead_times: bool = True
    disruptions: bool = True
    copies: int = 1

    @property
    def still(self) -> Draws:
        """The same without any variability."""
        return replace(self, demand=False, lead_times=False, disruptions=False)

    @property
    def is_still(self) -> bool:
        """Whether nothing varies."""
        return not (self.demand or self.lead_times or self.disruptions)

    def normal(self, kind: int, name: str, block: int, weeks: int, replications: int) -> Any:
        """Standard normal numbers of one thing, shape (weeks, replications)."""
        return self._copied(self._stream(kind, name, block).standard_normal((weeks, BLOCK), np.float32), replications)

    def uniform(self, kind: int, name: str, block: int, weeks: int, replications: int) -> Any:
        """Numbers between 0 and 1 of one thing, shape (weeks, replications)."""
        return self._copied(self._stream(kind, name, block).random((weeks, BLOCK), np.float32), replications)

    def _copied(self, drawn: Any, replications: int) -> Any:
        """Return the first replications, once for each case."""
        own = drawn[:, : replications // self.copies]
        return np.tile(own, (1, self.copies)) if self.copies > 1 else own

    def _stream(self, kind: int, name: str, block: int) -> np.random.Generator:
        key = (kind, zlib.crc32(name.encode()), block)
        return np.random.Generator(np.random.SFC64(np.random.SeedSequence(self.seed, spawn_key=key)))


def blocks(replications: int) -> list[tuple[int, int]]:
    """Number and size of each block of replications.

    >>> blocks(600)
    [(0, 256), (1, 256), (2, 88)]
    """
    return [(b, min(BLOCK, replications - b * BLOCK)) for b in range((replications + BLOCK - 1) // BLOCK)]
