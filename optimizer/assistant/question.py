"""What a tool asks of the process that does its work, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from optimizer.tasks.finished import Fate, Run
from optimizer.tasks.task import Task

if TYPE_CHECKING:
    from pathlib import Path


class Tool(Enum):
    """The tools, by name."""

    CHECK = "check"
    SOLVE = "solve"
    EXPLAIN = "explain"
    COMPARE = "compare"


@dataclass(frozen=True, slots=True)
class Question(Task):
    """One call of a tool, its paths already found to be inside the fence.

    Attributes
    ----------
    tool
        What is asked for.
    longest
        Most seconds that the search may take, whatever the workbook says [s].
    second
        The plan that the first one is compared with.
    item
        Tell of this item only; None: of all.

    """

    tool: Tool = Tool.CHECK
    longest: float = float("inf")
    second: Path | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Reply(Run):
    """What came of a question.

    Attributes
    ----------
    answer
        One of :mod:`optimizer.assistant.answers`; None where the question could not be answered, which `words` explain.

    """

    answer: Any = None


def refused(tool: Tool, *words: str) -> Reply:
    """Return the reply to a question that cannot be answered."""
    return Reply(tool.value, Fate.PROBLEMS, words)
