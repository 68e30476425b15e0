"""What a run that did not come to its end has left out, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.outcome import Status

if TYPE_CHECKING:
    from optimizer.outcome import Outcome

MEMORY = (
    "Something outside ended it, or memory ran out: close other programs, or plan with fewer periods or disruptions, "
    "and solve again."
)
"""What to do when the solver's process has ended."""


def left_out(outcome: Outcome) -> list[str]:
    """Say what is missing beside a plan or an answer, and what can be done about it; empty when nothing is."""
    said = [MEMORY] if outcome.status is Status.BROKEN_OFF else []
    if outcome.skipped:
        *first, last = outcome.skipped
        words = f"{', '.join(first)} and {last}" if first else last
        said.append(f"Left out because the run was stopped: {words}.")
    return said
