"""A run of the solver in a thread of this process: for small problems, which are never silent for long."""

from __future__ import annotations

import queue
import threading
import traceback
from typing import TYPE_CHECKING

from optimizer.solver.follow import Following
from optimizer.solver.job import Broken
from optimizer.solver.options import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.solver.job import Ended, Job, Message
    from optimizer.solver.solved import Progress


class _Thread:
    """The thread of one run."""

    def __init__(self, job: Job) -> None:
        self.messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._job, self._stopped = job, Cancelled()
        self._thread = threading.Thread(target=self._work, name="highs", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        from optimizer.solver.run import run

        try:
            self.messages.put(run(self._job, self.messages.put, self._stopped))
        except Exception:  # noqa: BLE001 - told to the thread that waits
            self.messages.put(Broken(traceback.format_exc()))

    def is_alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """End the run at the solver's next step."""
        self._stopped.set()

    def give_up(self) -> bool:
        """Return False: a thread cannot be ended by force."""
        return False


def run_here(job: Job, watch: Callable[[Progress], None], cancelled: Cancelled) -> Ended:
    """Run a job in this process."""
    return Following(job, _Thread(job), watch, cancelled).to_the_end()
