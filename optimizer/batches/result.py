"""What came of a batch: one row for each workbook and scenario, and how many of them succeeded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from optimizer.exits import Exit
from optimizer.tasks.finished import Fate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from optimizer.batches.record import Record
    from optimizer.tasks.finished import Run

FORM = "sourcemix-batch/1"
"""Version of the JSON form; it changes when a key changes its meaning or goes."""
UNCHANGED = "Nothing: same input, options and version."
CODES = {
    Fate.OPTIMAL: Exit.PLAN,
    Fate.WITHIN_GAP: Exit.PLAN,
    Fate.TIME_LIMIT: Exit.STOPPED_WITH_PLAN,
    Fate.INTERRUPTED: Exit.STOPPED_WITH_PLAN,
    Fate.BROKEN_OFF: Exit.STOPPED_WITH_PLAN,
    Fate.INFEASIBLE: Exit.IMPOSSIBLE,
    Fate.UNBOUNDED: Exit.INPUT,
    Fate.PROBLEMS: Exit.INPUT,
    Fate.NO_PLAN: Exit.STOPPED_WITHOUT_PLAN,
    Fate.LOST: Exit.STOPPED_WITHOUT_PLAN,
    Fate.CANCELLED: Exit.STOPPED_WITHOUT_PLAN,
    Fate.OUT_OF_TIME: Exit.STOPPED_WITHOUT_PLAN,
    Fate.NOT_WRITTEN: Exit.OUTPUT,
    Fate.OUT_OF_MEMORY: Exit.LOST,
    Fate.CRASHED: Exit.LOST,
    Fate.BUG: Exit.BUG,
}
"""The exit code ``sourcemix solve`` would give."""


@dataclass(frozen=True, slots=True)
class Row:
    """One workbook, or one of its scenarios.

    Attributes
    ----------
    record, run
        What is known about the workbook, and the run this row is about.
    is_new
        Whether this batch planned it, or an earlier one had.
    difference, changed
        Cost less that of the last plan [money], None where there is none; and what changed since the last run.

    """

    record: Record
    run: Run
    is_new: bool
    difference: float | None
    changed: str

    @property
    def code(self) -> int:
        """Exit code ``sourcemix solve`` would give."""
        return CODES[self.run.fate]

    @property
    def files(self) -> tuple[str, ...]:
        """Names of what was written, inside the folder of results."""
        return tuple(PurePosixPath(self.record.name).with_name(name).as_posix() for name in self.run.files)

    @property
    def last_cost(self) -> float | None:
        """Cost of the last plan [money]; None where there is none."""
        return None if self.run.cost is None or self.difference is None else self.run.cost - self.difference

    def to_json(self) -> dict[str, Any]:
        """All of it as plain values, without what only the next run needs."""
        run, record = self.run, self.record
        return {
            "workbook": record.name,
            "scenario": run.scenario,
            "status": run.fate.name,
            "words": run.fate.value,
            "explanation": list(run.words),
            "exit_code": int(self.code),
            "new": self.is_new,
            "cost": run.cost,
            "bound": run.bound,
            "gap": run.gap,
            "currency": run.currency,
            "errors": run.errors,
            "warnings": run.warnings,
            "problems": [dict(problem) for problem in run.problems],
            "last_cost": self.last_cost,
            "difference": self.difference,
            "changed": self.changed,
            "seconds": round(run.seconds, 3),
            "memory": record.memory,
            "attempts": record.attempts,
            "machine": record.machine,
            "at": record.at,
            "key": record.key,
            "files": list(self.files),
        }


@dataclass(frozen=True, slots=True)
class Batch:
    """All rows of a batch.

    Attributes
    ----------
    folder, out
        Where the workbooks are, and where the results.
    rows
        By workbook and scenario.
    ok_codes
        Exit codes that count as success.
    seconds
        How long it took [s].
    is_whole
        Whether it came to its end, and was not called off.
    options, versions, started
        How and with what it was done, and when it began.

    """

    folder: Path
    out: Path
    rows: tuple[Row, ...]
    ok_codes: frozenset[int]
    seconds: float
    is_whole: bool
    options: dict[str, Any]
    versions: dict[str, str]
    started: str

    @property
    def succeeded(self) -> int:
        """How many rows have a code that counts as success."""
        return sum(row.code in self.ok_codes for row in self.rows)

    @property
    def exit_code(self) -> int:
        """0 when all succeeded, 10 when some did, 11 when none did."""
        if self.succeeded == len(self.rows):
            return Exit.PLAN
        return Exit.SOME if self.succeeded else Exit.NONE

    def to_json(self) -> dict[str, Any]:
        """All of it as plain values."""
        return {
            "schema": FORM,
            "folder": str(self.folder),
            "started": self.started,
            "seconds": round(self.seconds, 3),
            "complete": self.is_whole,
            "rows": len(self.rows),
            "succeeded": self.succeeded,
            "failed": len(self.rows) - self.succeeded,
            "exit_code": int(self.exit_code),
            "options": self.options,
            "versions": self.versions,
            "runs": [row.to_json() for row in self.rows],
        }


def rows_of(record: Record, *, is_new: bool) -> Iterator[Row]:
    """Rows of one workbook; what an earlier batch did has not changed since."""
    for run in record.runs:
        if is_new:
            yield Row(record, run, True, *record.changes.get(run.scenario, (None, "")))
        else:
            yield Row(record, run, False, None if run.cost is None else 0.0, UNCHANGED)
