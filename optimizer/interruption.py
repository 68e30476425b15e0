"""Ctrl-C and the request of a system to end: the first one stops and keeps what there is, the second one quits.

A handler sets a switch instead of raising, so that nothing is lost in the middle of a step; what looks at the switch
ends in order. While there is nothing to keep yet, the first one quits too.
"""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING, Any, Self

from optimizer.exits import Exit
from optimizer.solver.options import Cancelled

if TYPE_CHECKING:
    from types import FrameType

SIGNALS = ("SIGINT", "SIGTERM", "SIGBREAK")
"""What asks a process to end; those that the system knows."""
LAST = 3
"""Requests after which nothing is tidied up any more."""
KEEPS_NOTHING = ("read", "build", "compile")
"""Phases of a run before which there is nothing that could be kept."""


class QuitError(KeyboardInterrupt):
    """Asked to stop for the second time: end at once."""


class Interruption:
    """What a process does when it is asked to end, for as long as it is entered.

    Attributes
    ----------
    cancelled
        Set by the first request once there is something to keep.

    """

    def __init__(self) -> None:
        self.cancelled = Cancelled()
        self._requests = 0
        self._keeps = False
        self._before: dict[int, Any] = {}

    def phase(self, name: str) -> None:
        """Take note of the phase of a run: from the search on, there is something to keep."""
        self._keeps = name not in KEEPS_NOTHING

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for name in SIGNALS:
                number = getattr(signal, name, None)
                if number is not None:
                    self._before[number] = signal.signal(number, self._requested)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _requested(self, _number: int, _frame: FrameType | None) -> None:
        self._requests += 1
        if self._requests >= LAST:
            os._exit(Exit.QUIT)
        if self._requests > 1:
            raise QuitError
        self.cancelled.set()
        if not self._keeps:
            raise KeyboardInterrupt
