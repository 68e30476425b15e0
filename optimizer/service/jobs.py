"""The book of jobs: taken in, looked up, called off, forgotten."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.errors import SourcemixError
from optimizer.service.events import STATE, note
from optimizer.service.job import Job, Order, State
from optimizer.tasks.finished import Fate

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from optimizer.service.database import Database

RECENT = 20
"""Jobs from which it is reckoned how long one takes."""
CALLED_OFF = "It was called off before it was begun."


class FullError(SourcemixError):
    """The queue is as long as it may be."""


class OtherContentError(SourcemixError):
    """The idempotency key was used before, for something else."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is written down when a job comes in; see :class:`optimizer.service.job.Job`.

    Attributes
    ----------
    once_key, once_mark
        The client's idempotency key, and the fingerprint of what it asked for; None without a key.

    """

    id: str
    name: str
    kind: str
    content: str
    size: int
    order: Order
    parent: str = ""
    once_key: str | None = None
    once_mark: str | None = None


class Jobs:
    """All jobs of a database.

    Parameters
    ----------
    most_waiting
        Longest queue.

    """

    def __init__(self, database: Database, most_waiting: int) -> None:
        self._database, self._most_waiting = database, most_waiting

    def add(self, arrival: Arrival) -> Job:
        """Take a job in; the one that came with the same idempotency key before, if there is one.

        Raises
        ------
        FullError
            When the queue is as long as it may be.
        OtherContentError
            When the idempotency key came with something else before.

        """
        with self._database.writing() as connection:
            before = _with_key(connection, arrival.once_key)
            if before is not None:
                if before["once_mark"] != arrival.once_mark:
                    raise OtherContentError("This Idempotency-Key was used before with another request.")
                return Job.of(before)
            if self.waiting() >= self._most_waiting:
                raise FullError(f"{self._most_waiting} jobs are waiting already.")
            names = ("id", "name", "kind", "content", "size", "order", "parent", "once_key", "once_mark")
            values = [getattr(arrival, name) for name in names]
            values[names.index("order")] = json.dumps(arrival.order.to_json())
            (row,) = connection.execute(
                'INSERT INTO jobs (id, name, kind, content, size, "order", parent, once_key, once_mark, state, created)'
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?) RETURNING *",
                (*values, time.time()),
            ).fetchall()
            note(connection, row["number"], STATE, {"state": State.QUEUED})
            return Job.of(row)

    def has_key(self, key: str) -> bool:
        """Whether a job came with this idempotency key."""
        return bool(self._database.rows("SELECT 1 FROM jobs WHERE once_key = ?", key))

    def find(self, name: str) -> Job | None:
        """The job of an id; None when there is none."""
        rows = self._database.rows("SELECT * FROM jobs WHERE id = ?", name)
        return Job.of(rows[0]) if rows else None

    def latest(self, most: int, before: int | None = None) -> Sequence[Job]:
        """So many jobs that are not gone, the newest first; of those that came before a number if it is given."""
        query = "SELECT * FROM jobs WHERE NOT gone AND number < ? ORDER BY number DESC LIMIT ?"
        return [Job.of(row) for row in self._database.rows(query, before or 1 << 62, most)]

    def waiting(self, before: int = 1 << 62) -> int:
        """How many jobs wait in the queue, of those that came before a number."""
        query = "SELECT count(*) FROM jobs WHERE state = 'queued' AND number < ?"
        return int(self._database.rows(query, before)[0][0])

    def running(self) -> int:
        """How many jobs are being planned."""
        return int(self._database.rows("SELECT count(*) FROM jobs WHERE state = 'running'")[0][0])

    def usual_seconds(self) -> float:
        """How long a job takes, by the latest ones [s]."""
        query = f"SELECT ended - started FROM jobs WHERE ended > started ORDER BY ended DESC LIMIT {RECENT}"  # noqa: S608
        found = [float(row[0]) for row in self._database.rows(query)]
        return sum(found) / len(found) if found else 10.0

    def cancel(self, number: int) -> Job:
        """Call a job off: at once while it waits, with its best plan so far while it is being planned."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE jobs SET cancel = 1 WHERE number = ? AND state IN ('queued', 'running')", (number,)
            )
            words = {"fate": Fate.CANCELLED.name, "words": [CALLED_OFF]}
            ended = connection.execute(
                "UPDATE jobs SET state = 'cancelled', ended = ?, result = ? WHERE number = ? AND state = 'queued'",
                (time.time(), json.dumps(words), number),
            )
            if ended.rowcount:
                note(connection, number, STATE, {"state": State.CANCELLED})
            return Job.of(connection.execute("SELECT * FROM jobs WHERE number = ?", (number,)).fetchone())

    def forget(self, number: int) -> None:
        """Take down that the files of a job that is over are gone; what it was about is gone too."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE jobs SET gone = 1, name = '', result = NULL, progress = NULL, \"order\" = '{}' "
                "WHERE number = ? AND state NOT IN ('queued', 'running')",
                (number,),
            )
            connection.execute("DELETE FROM events WHERE job = ?", (number,))

    def outdated(self, ended_before: float) -> Sequence[Job]:
        """Jobs that ended before a time and still have files."""
        query = "SELECT * FROM jobs WHERE NOT gone AND ended < ?"
        return [Job.of(row) for row in self._database.rows(query, ended_before)]

    def erase(self, ended_before: float) -> None:
        """Remove every trace of jobs without files that ended before a time."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM jobs WHERE gone AND ended < ?", (ended_before,))


def _with_key(connection: sqlite3.Connection, key: str | None) -> sqlite3.Row | None:
    if key is None:
        return None
    found: sqlite3.Row | None = connection.execute("SELECT * FROM jobs WHERE once_key = ?", (key,)).fetchone()
    return found
