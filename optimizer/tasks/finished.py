"""What came of a task: one run for the workbook as it is, and one for each scenario."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from optimizer.outcome import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.tasks.task import Task


class Fate(Enum):
    """What came of a run, in the words of the summary: the status of its plan, or why there is none."""

    OPTIMAL = Status.OPTIMAL.value
    WITHIN_GAP = Status.WITHIN_GAP.value
    TIME_LIMIT = Status.TIME_LIMIT.value
    INTERRUPTED = Status.INTERRUPTED.value
    INFEASIBLE = Status.INFEASIBLE.value
    BROKEN_OFF = Status.BROKEN_OFF.value
    NO_PLAN = Status.NO_PLAN.value
    LOST = Status.LOST.value
    UNBOUNDED = Status.UNBOUNDED.value
    PROBLEMS = "The workbook has problems: nothing was planned"
    NOT_WRITTEN = "The plan could not be written"
    BUG = "Sourcemix failed on this workbook: a bug of ours"
    OUT_OF_TIME = "Taken off: it went on beyond the time allowed"
    OUT_OF_MEMORY = "Taken off: it needs more memory than allowed"
    CRASHED = "Its process died"
    CANCELLED = "Stopped on request, without a plan"

    @property
    def is_final(self) -> bool:
        """Whether the same input, options and version would come out the same; otherwise a rerun tries again."""
        return self not in {
            *(Fate.INTERRUPTED, Fate.CANCELLED, Fate.CRASHED, Fate.BROKEN_OFF, Fate.LOST),
            *(Fate.OUT_OF_TIME, Fate.OUT_OF_MEMORY, Fate.NOT_WRITTEN),
        }


@dataclass(frozen=True, slots=True)
class Run:
    """One plan, or why there is none.

    Attributes
    ----------
    scenario
        Name on the sheet Scenarios, or the name of the workbook as it is.
    fate, words
        What came of it, and the same for people, with what to do where something can be done.
    cost, bound, gap, currency
        Of the plan; None where there is none.
    seconds
        How long it took [s].
    errors, warnings, problems
        How many there are, and the first of them as in ``sourcemix check --json``.
    files
        Names of what was written, beside one another.
    decisions
        What the plan decides in a few figures, to tell later what changed; see :mod:`optimizer.tasks.decisions`.
    sheets
        Fingerprint of each input sheet.

    """

    scenario: str
    fate: Fate
    words: tuple[str, ...] = ()
    cost: float | None = None
    bound: float | None = None
    gap: float | None = None
    currency: str = ""
    seconds: float = 0.0
    errors: int = 0
    warnings: int = 0
    problems: tuple[Mapping[str, Any], ...] = ()
    files: tuple[str, ...] = ()
    decisions: Mapping[str, Any] = field(default_factory=dict)
    sheets: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """All fields as plain values."""
        return {**asdict(self), "fate": self.fate.name}

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Run:
        """Read :meth:`to_json` back."""
        lists = {name: tuple(fields[name]) for name in ("words", "problems", "files")}
        return cls(**{**fields, **lists, "fate": Fate[fields["fate"]]})


@dataclass(frozen=True, slots=True)
class Finished:
    """A task that is over.

    Attributes
    ----------
    task
        What was to be done.
    runs
        What came of it; never empty.
    seconds, memory
        How long its process took, and the most memory it had [s, bytes]; 0 where it did not live to tell.
    attempts
        How often it was begun: twice when its process died under it.
    machine
        Where it was done.
    detail
        For us: where in the program a bug showed.

    """

    task: Task
    runs: tuple[Run, ...]
    seconds: float = 0.0
    memory: int = 0
    attempts: int = 1
    machine: str = ""
    detail: str = ""

    @property
    def is_lost(self) -> bool:
        """Whether its process died without a word, so that it is worth another attempt."""
        return any(run.fate is Fate.CRASHED for run in self.runs)

    def after(self, attempts: int) -> Finished:
        """Return the same after so many attempts."""
        return replace(self, attempts=attempts)
