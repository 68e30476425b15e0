"""How far a batch is, for people at a terminal and for a log: one line, rewritten or now and then."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.tasks.crew import Underway

EVERY = 10.0
"""Seconds between two lines where lines cannot be rewritten."""
MINUTE, HOUR = 60.0, 3600.0
MOST_NAMED = 2
"""Workbooks under way that are named."""


class BatchProgress:
    """Prints the progress of a batch.

    Parameters
    ----------
    stream
        Where to.
    total
        How many workbooks there are to plan.

    """

    def __init__(self, stream: TextIO, total: int, *, quiet: bool = False) -> None:
        self._stream, self._total, self._quiet = stream, total, quiet
        self._rewrites = stream.isatty()
        self._begin = self._last = time.monotonic()
        self._done = self._failed = 0

    def finished(self, name: str, words: str, *, ok: bool) -> None:
        """Count one; what failed gets a line of its own."""
        self._done += 1
        if not ok:
            self._failed += 1
            self._say(f"{name}: {words}", stays=True)

    def underway(self, tasks: Sequence[Underway]) -> None:
        """Print how far all are, unless the last line is too fresh."""
        now = time.monotonic()
        if now - self._last >= (0.2 if self._rewrites else EVERY):
            self._last = now
            self._say(self._line(tasks, now), stays=not self._rewrites)

    def say(self, words: str) -> None:
        """Print a line that stays."""
        self._say(words, stays=True)

    def close(self) -> None:
        """Clear the line that is rewritten."""
        if self._rewrites and not self._quiet:
            print("\r\033[K", end="", file=self._stream, flush=True)

    def _line(self, tasks: Sequence[Underway], now: float) -> str:
        named = [f"{one.task.name} {one.step.words} {one.seconds:.0f} s" for one in tasks[:MOST_NAMED]]
        more = [f"{len(tasks) - MOST_NAMED} more"] if len(tasks) > MOST_NAMED else []
        failed = f", {self._failed} failed" if self._failed else ""
        left = ""
        if self._done and now > self._begin:
            left = f", about {duration((now - self._begin) / self._done * (self._total - self._done))} left"
        return f"{self._done}/{self._total} done{failed}{left}: {'; '.join([*named, *more])}"

    def _say(self, line: str, *, stays: bool) -> None:
        if self._quiet:
            return
        if self._rewrites:
            width = shutil.get_terminal_size().columns
            print(f"\r\033[K{line if stays else line[: width - 1]}", end="\n" if stays else "", file=self._stream)
        else:
            print(line, file=self._stream)
        self._stream.flush()


def duration(seconds: float) -> str:
    """A length of time as people say it.

    >>> duration(42), duration(200), duration(9000)
    ('42 s', '3 min', '2.5 h')
    """
    if seconds < MINUTE:
        return f"{seconds:.0f} s"
    return f"{seconds / MINUTE:.0f} min" if seconds < HOUR else f"{seconds / HOUR:.1f} h"
