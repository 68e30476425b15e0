"""Seconds spent in each phase of a run, and word of which one it is in."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Clock:
    """Counts the time of phases.

    Attributes
    ----------
    seconds
        By phase, in the order in which they began first.

    """

    def __init__(self, told: Callable[[str], None] | None = None) -> None:
        self._told = told
        self.seconds: dict[str, float] = {}

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Count the time of the block for a phase, and tell that it begins."""
        if self._told is not None:
            self._told(name)
        begin = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begin
