"""A job: what is to be planned and how, how far it is, and what came of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping


class State(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self not in {State.QUEUED, State.RUNNING}


@dataclass(frozen=True, slots=True)
class Order:
    """How a workbook is to be planned.

    Attributes
    ----------
    time_limit, gap
        Override Settings [s, fraction].
    strict
        Treat warnings as errors.
    scenario
        Name on the sheet Scenarios; None: the workbook as it is.
    settings
        Values that take the place of those on the sheet Settings.

    """

    time_limit: float | None = None
    gap: float | None = None
    strict: bool = False
    scenario: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """All fields as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Job:
    """One job as it is written down.

    Attributes
    ----------
    number, id
        Place in the order of arrival, and the name that nobody can guess.
    name
        What the planner calls the workbook; a label, never a path.
    kind, content, size
        Ending of the input's name, fingerprint and size of it [bytes].
    parent
        The job whose input this one plans again; "" for an upload of its own.
    created, started, ended
        Seconds since 1970; None: not yet.
    cancel
        Whether it was asked to end.
    token
        Number of its latest lease; also the name of the folder with what that one wrote.
    deaths
        How often the service died under it.
    result
        What came of it, as :meth:`optimizer.tasks.finished.Run.to_json` says, and the settings and key figures.
    progress
        How far it is.
    gone
        Whether its files have been removed.

    """

    number: int
    id: str
    name: str
    kind: str
    content: str
    size: int
    order: Order
    parent: str
    state: State
    created: float
    started: float | None
    ended: float | None
    cancel: bool
    token: int
    deaths: int
    result: Mapping[str, Any] | None
    progress: Mapping[str, Any] | None
    gone: bool

    @property
    def has_plan(self) -> bool:
        """Whether it ended with a plan."""
        return self.state is State.FINISHED

    @classmethod
    def of(cls, row: sqlite3.Row) -> Self:
        """Read a row of the table of jobs."""
        held = {name: row[name] for name in cls.__slots__}
        return cls(
            **{
                **held,
                "order": Order(**json.loads(held["order"])),
                "state": State(held["state"]),
                "cancel": bool(held["cancel"]),
                "gone": bool(held["gone"]),
                "result": json.loads(held["result"] or "null"),
                "progress": json.loads(held["progress"] or "null"),
            }
        )
