"""Where questions wait for a free process, are followed while they are worked on, and are called off."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread

from optimizer.assistant.question import Reply
from optimizer.tasks.finished import Fate
from optimizer.tasks.local import LocalCrew
from optimizer.tasks.task import Halt

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from optimizer.assistant.question import Question
    from optimizer.tasks.crew import Underway
    from optimizer.tasks.finished import Finished
    from optimizer.tasks.task import Limits, Step

    Tell = Callable[[float, str], Awaitable[None]]
    """Told the seconds since the question was asked, and what is being done."""

WORK = "optimizer.assistant.work:perform"
EVERY = 0.5
"""Seconds between two reports of how far a question is."""
TOLD = 5.0
"""Seconds after which the same is told once more, so that the client sees that work goes on."""


class NoAnswerError(Exception):
    """A question could not be answered; the message says why, for whoever asked."""


class Desk:
    """Answers questions, each in a process of its own; so many at once, the others wait.

    Parameters
    ----------
    at_once
        How many.
    limits
        What each may take.
    work
        What is done with a question, and where.

    """

    def __init__(self, at_once: int, limits: Limits, *, work: str = WORK) -> None:
        self._limits, self._work = limits, work
        self._free = anyio.Semaphore(at_once)
        self._crews: deque[LocalCrew] = deque()

    async def ask(self, question: Question, tell: Tell) -> Any:
        """Return the answer; called off, the process that works on it is ended, and nothing more is written.

        Raises
        ------
        NoAnswerError
            When there is none.

        """
        began = anyio.current_time()
        if self._free.value == 0:
            await tell(0.0, "waiting for other calls to end")
        async with self._free:
            crew = self._crews.popleft() if self._crews else LocalCrew(1, self._limits, work=self._work)
            try:
                ended = await _followed(crew, question, tell, began)
            finally:
                self._crews.append(crew)
        run = ended.runs[0]
        if isinstance(run, Reply) and run.answer is not None:
            return run.answer
        raise NoAnswerError(self._why(run.fate, run.words))

    def close(self) -> None:
        """End every process."""
        while self._crews:
            self._crews.pop().close()

    def _why(self, fate: Fate, words: Sequence[str]) -> str:
        memory = (self._limits.memory or 0) / (1 << 20)
        said = {
            Fate.OUT_OF_TIME: f"It took longer than {self._limits.seconds:,.0f} s, all in all, and was ended.",
            Fate.OUT_OF_MEMORY: f"It needs more than {memory:,.0f} MB of memory, and was ended.",
            Fate.CRASHED: "The process that worked on it ended by itself, twice. The server goes on.",
        }
        return said.get(fate) or " ".join(words) or fate.value


async def _followed(crew: LocalCrew, question: Question, tell: Tell, began: float) -> Finished:
    """Let a crew work on a question, and tell how far it is; called off, its process is ended first."""
    halt, over = Halt(), anyio.Event()
    steps: deque[Step] = deque(maxlen=1)
    found: list[Finished] = []

    def watch(tasks: Sequence[Underway]) -> None:
        steps.extend(one.step for one in tasks)

    async def work() -> None:
        try:
            with anyio.CancelScope(shield=True):
                found.extend(await anyio.to_thread.run_sync(lambda: list(crew.finished([question], halt, watch))))
        finally:
            over.set()

    async with anyio.create_task_group() as group:
        group.start_soon(work)
        try:
            await _told(steps, over, tell, began)
        except BaseException:  # called off, or nobody listens any more
            halt.ask()
            halt.ask()
            raise
    return found[0]


async def _told(steps: deque[Step], over: anyio.Event, tell: Tell, began: float) -> None:
    """Tell what is new every now and then, until the work is over."""
    last, when = "", 0.0
    while not over.is_set():
        with anyio.move_on_after(EVERY):
            await over.wait()
        now = anyio.current_time() - began
        words = in_words(steps[-1]) if steps else "starting"
        if not over.is_set() and (words != last or now - when >= TOLD):
            last, when = words, now
            await tell(now, words)


def in_words(step: Step) -> str:
    """Say how far a question is.

    >>> from optimizer.tasks.task import Step
    >>> in_words(Step("planning", 1000.0, 990.0)), in_words(Step("reading"))
    ('planning: best cost 1,000, bound 990, gap 1.00%', 'reading')
    """
    from optimizer.progress import progress_in_words
    from optimizer.solver.solved import Progress

    if step.best is None and step.bound is None:
        return step.words
    return f"{step.words}: {progress_in_words(Progress(0.0, step.best, step.bound))}"
