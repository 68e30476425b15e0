"""Progress on a terminal: one line that is rewritten, or a plain line every few seconds where that cannot be.

A thread of its own prints, so that a line comes even while a long step says nothing.
"""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.solver.options import Cancelled
    from optimizer.solver.solved import Progress

EVERY = 5.0
"""Seconds between two lines where lines cannot be rewritten."""
REFRESH, LOOK = 1.0, 0.2
"""Seconds between two rewritings of the line, and between two looks at whether the run is asked to stop."""
PHASES = {
    "read": "reading the input",
    "build": "building the model",
    "compile": "building the model",
    "solve": "looking for a first plan",
    "explain": "looking for the rules that stand in the way",
    "second objective": "looking for the best plan of almost the same cost",
    "extract": "reading the plan",
    "check": "checking the plan",
    "baseline": "working out today's plan to compare with",
    "locks": "working out what the locked decisions cost",
    "stress": "testing what disruptions do to the plan",
    "write": "writing the plan",
}
"""What each phase of a run does, in words."""
STOPPING = "Stopping: what was found so far is kept. Press Ctrl-C once more to quit at once."


class ProgressPrinter:
    """Prints what a run is doing and how far it has come, for as long as it is entered.

    Parameters
    ----------
    cancelled
        The switch that asks the run to stop; once it is set, that is said.

    """

    def __init__(self, stream: TextIO, *, quiet: bool = False, cancelled: Cancelled | None = None) -> None:
        self._stream, self._quiet, self._cancelled = stream, quiet, cancelled
        self._rewrites = stream.isatty()
        self._lock, self._ended = threading.Lock(), threading.Event()
        self._began = time.monotonic()
        self._printed, self._open, self._stopping = self._began, False, False
        self._phase = ""
        self._progress: Progress | None = None
        self._thread = threading.Thread(target=self._tick, name="progress", daemon=True)

    def __enter__(self) -> Self:
        if not self._quiet:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        with self._lock:
            self._close_line()

    def phase(self, name: str) -> None:
        """Take note of what the run begins to do."""
        with self._lock:
            self._phase, self._progress = name, None
        if self._rewrites:
            self._print()

    def __call__(self, progress: Progress) -> None:
        """Take note of how far the search has come."""
        with self._lock:
            first = self._progress is None and (progress.best is not None or progress.bound is not None)
            self._progress = progress if first or self._progress is not None else None
        if first or self._rewrites:
            self._print()

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Let something else be printed to the same stream, on lines of its own."""
        with self._lock:
            self._close_line()
            yield

    def _tick(self) -> None:
        while not self._ended.wait(LOOK):
            if self._cancelled is not None and self._cancelled.is_set() and not self._stopping:
                with self._lock:
                    self._stopping = True
                    self._close_line()
                    self._write(f"{STOPPING}\n")
            if time.monotonic() - self._printed >= (REFRESH if self._rewrites else EVERY):
                self._print()

    def _print(self) -> None:
        if self._quiet or not self._phase:
            return
        with self._lock:
            self._printed = time.monotonic()
            line = f"{self._printed - self._began:6.1f} s  {self._words()}"
            self._write(f"\r\033[K{line}" if self._rewrites else f"{line}\n")
            self._open = self._rewrites

    def _words(self) -> str:
        if self._progress is None:
            return PHASES.get(self._phase, self._phase)
        return progress_in_words(self._progress)

    def _close_line(self) -> None:
        """End the line that is rewritten."""
        if self._open:
            self._write("\n")
            self._open = False

    def _write(self, words: str) -> None:
        with contextlib.suppress(OSError, ValueError):  # nobody reads it any more; the plan is made all the same
            self._stream.write(words)
            self._stream.flush()


def progress_in_words(progress: Progress) -> str:
    """Say how far a search has come.

    >>> from optimizer.solver.solved import Progress
    >>> progress_in_words(Progress(2.0, 1000.0, 990.0))
    'best cost 1,000, bound 990, gap 1.00%'
    >>> progress_in_words(Progress(2.0, 1000.0, 990.0, uncounted=3))
    'best cost 1,000 with 3 disruptions still to be counted, bound 990, gap 1.00%'
    """
    best = "none yet" if progress.best is None else f"{progress.best:,.0f}{uncounted_in_words(progress)}"
    bound = "none yet" if progress.bound is None else f"{progress.bound:,.0f}"
    gap = "" if progress.gap is None else f", gap {progress.gap:.2%}"
    return f"best cost {best}, bound {bound}{gap}"


def uncounted_in_words(progress: Progress) -> str:
    """Say what the best cost does not have in it yet; nothing when it is whole."""
    if progress.best is None or not progress.uncounted:
        return ""
    return f" with {progress.uncounted} disruption{'s' * (progress.uncounted > 1)} still to be counted"
