"""What is known about each workbook from earlier runs: one small file for each, replaced as a whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from optimizer.files import replacing
from optimizer.tasks.finished import Fate, Run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORM = "sourcemix-record/1"


@dataclass(frozen=True, slots=True)
class LastPlan:
    """The latest plan of a workbook or of one of its scenarios.

    Attributes
    ----------
    at
        When it was made.
    cost
        Present value of its costs [money].
    decisions, sheets
        What it decides in a few figures, and the fingerprint of each input sheet.

    """

    at: str
    cost: float
    decisions: Mapping[str, Any]
    sheets: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """All that is known about one workbook.

    Attributes
    ----------
    name, key, at
        The workbook, the fingerprint of its latest run, and when that was.
    options, versions
        How and with what it was planned.
    runs
        What came of it.
    changes
        What the latest run changed against the one before, by scenario: difference of cost [money] or None, and words.
    plans
        The latest plan by scenario, be it of this run or of an earlier one.
    seconds, memory, attempts, machine
        As on :class:`optimizer.tasks.finished.Finished`.

    """

    name: str
    key: str
    at: str
    options: Mapping[str, Any]
    versions: Mapping[str, str]
    runs: tuple[Run, ...]
    changes: Mapping[str, tuple[float | None, str]] = field(default_factory=dict)
    plans: Mapping[str, LastPlan] = field(default_factory=dict)
    seconds: float = 0.0
    memory: int = 0
    attempts: int = 1
    machine: str = ""

    def is_done(self, key: str, target: Path) -> bool:
        """Whether a run of this key would only repeat what is here: its result is final, its files are there."""
        return (
            self.key == key
            and all(run.fate.is_final for run in self.runs)
            and all((target.parent / name).is_file() for run in self.runs for name in run.files)
        )


class Records:
    """Records of a folder of results.

    Parameters
    ----------
    folder
        Where they are kept.

    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, name: str) -> Record | None:
        """What is known about a workbook; None when nothing is, or when it cannot be read any more."""
        try:
            found = json.loads(self._path(name).read_text(encoding="utf-8"))
            if found.pop("form") != FORM or found["name"] != name:
                return None
            found["runs"] = tuple(Run.from_json(run) for run in found["runs"])
            found["plans"] = {scenario: LastPlan(**plan) for scenario, plan in found["plans"].items()}
            found["changes"] = {scenario: tuple(change) for scenario, change in found["changes"].items()}
            return Record(**found)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def keep(self, record: Record) -> None:
        """Write a record; the old one stays until the new one is safe on disk."""
        content = {
            "form": FORM,
            **{name: getattr(record, name) for name in record.__slots__},
            "runs": [run.to_json() for run in record.runs],
            "plans": {
                scenario: {name: getattr(plan, name) for name in plan.__slots__}
                for scenario, plan in record.plans.items()
            },
        }
        with replacing(self._path(record.name)) as temporary:
            temporary.write_text(json.dumps(content, ensure_ascii=True), encoding="utf-8")

    def _path(self, name: str) -> Path:
        return self._folder / f"{hashlib.sha256(name.encode(errors='backslashreplace')).hexdigest()[:32]}.json"


def has_plan(run: Run) -> bool:
    """Whether a run has a plan."""
    with_plan = {Fate.OPTIMAL, Fate.WITHIN_GAP, Fate.TIME_LIMIT, Fate.INTERRUPTED, Fate.BROKEN_OFF}
    return run.cost is not None and run.fate in with_plan
