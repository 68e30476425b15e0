"""What every crew does: take tasks one after the other, give back what came of each, lose none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from optimizer.tasks.finished import Finished
    from optimizer.tasks.task import Halt, Step, Task

ATTEMPTS = 2
"""How often a task is begun whose process dies under it."""


@dataclass(frozen=True, slots=True)
class Underway:
    """A task that is being done.

    Attributes
    ----------
    seconds
        Since it began [s].
    step
        How far it is.
    attempt
        1, or 2 after its process died.

    """

    task: Task
    seconds: float
    step: Step
    attempt: int = 1


class Crew(Protocol):
    """Whoever does tasks, here or elsewhere."""

    def finished(
        self, tasks: Iterable[Task], halt: Halt, watch: Callable[[Sequence[Underway]], None]
    ) -> Iterator[Finished]:
        """What came of each task, in the order they end.

        Parameters
        ----------
        tasks
            Taken one by one, when somebody is free.
        halt
            Asked once, no further task is begun and those under way end with the best plans so far; asked twice,
            they end at once.
        watch
            Called about every quarter of a second with what is under way.

        """
        ...

    def close(self) -> None:
        """End every process that was started."""
        ...
