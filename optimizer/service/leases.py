"""Leases: who plans which job, for how long without a sign of life, and whose word counts in the end.

A lease is renewed while the work goes on. When its holder has died (same machine), or has given no sign of life until
it ran out (another machine), the job goes back into the queue. Every lease of a job has a higher number than the one
before, and only the latest may write: a holder that was only asleep finds out that it has lost the job.
"""

from __future__ import annotations

import json
import os
import platform
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.batches.lock import born
from optimizer.service.events import PROGRESS, STATE, note
from optimizer.service.job import Job, State
from optimizer.tasks.finished import Fate

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from optimizer.service.database import Database

LEASE = 90.0
"""Seconds a lease holds without a sign of life."""
MOST_DEATHS = 3
"""How often a job may see the service die before it is given up: it may be what kills it."""
MINE = "number = ? AND token = ? AND state = 'running'"


@dataclass(frozen=True, slots=True)
class Lease:
    """A job in the hands of one who plans it."""

    job: Job

    @property
    def number(self) -> tuple[int, int]:
        """Job and number of the lease, as the table knows them."""
        return self.job.number, self.job.token


class Leases:
    """Leases on the jobs of a database.

    Parameters
    ----------
    seconds
        How long one holds without a sign of life [s].

    """

    def __init__(self, database: Database, seconds: float = LEASE) -> None:
        self._database, self._seconds = database, seconds
        pid = os.getpid()
        self._owner = json.dumps({"host": platform.node(), "pid": pid, "born": born(pid)})

    def take(self) -> Lease | None:
        """Take the job that has waited longest; None when none waits."""
        now = time.time()
        with self._database.writing() as connection:
            row = connection.execute(
                "UPDATE jobs SET state = 'running', owner = ?, lease = ?, token = token + 1, started = ?"
                " WHERE number = (SELECT min(number) FROM jobs WHERE state = 'queued') RETURNING *",
                (self._owner, now + self._seconds, now),
            ).fetchone()
            if row is None:
                return None
            note(connection, row["number"], STATE, {"state": State.RUNNING, "attempt": row["token"]})
            return Lease(Job.of(row))

    def renew(self, lease: Lease) -> bool:
        """Give a sign of life; say whether the job is still ours."""
        with self._database.writing() as connection:
            until = time.time() + self._seconds
            return bool(
                connection.execute(f"UPDATE jobs SET lease = ? WHERE {MINE}", (until, *lease.number)).rowcount  # noqa: S608
            )

    def is_called_off(self, lease: Lease) -> bool:
        """Whether somebody wants the job to end."""
        return bool(self._database.rows(f"SELECT 1 FROM jobs WHERE {MINE} AND cancel", *lease.number))  # noqa: S608

    def tell(self, lease: Lease, progress: Mapping[str, Any]) -> None:
        """Write down how far the job is."""
        with self._database.writing() as connection:
            text = json.dumps(progress, allow_nan=False)
            told = connection.execute(f"UPDATE jobs SET progress = ? WHERE {MINE}", (text, *lease.number))  # noqa: S608
            if told.rowcount:
                note(connection, lease.job.number, PROGRESS, progress)

    def finish(self, lease: Lease, state: State, result: Mapping[str, Any]) -> bool:
        """Write down what came of the job; say whether our word counts."""
        with self._database.writing() as connection:
            text = json.dumps(result, allow_nan=False)
            ended = connection.execute(
                f"UPDATE jobs SET state = ?, ended = ?, result = ? WHERE {MINE}",  # noqa: S608
                (state, time.time(), text, *lease.number),
            )
            if ended.rowcount:
                note(connection, lease.job.number, STATE, {"state": state})
            return ended.rowcount > 0

    def give_back(self, lease: Lease) -> None:
        """Put the job back into the queue, because we end."""
        with self._database.writing() as connection:
            given = connection.execute(
                f"UPDATE jobs SET state = 'queued', progress = NULL WHERE {MINE}",  # noqa: S608
                lease.number,
            )
            if given.rowcount:
                note(connection, lease.job.number, STATE, {"state": State.QUEUED})

    def recover(self) -> int:
        """Put jobs back into the queue whose holder is gone; give up those that saw too many go. Return how many."""
        with self._database.writing() as connection:
            rows = connection.execute("SELECT * FROM jobs WHERE state = 'running'").fetchall()
            lost = [row for row in rows if row["lease"] < time.time() or _is_dead(json.loads(row["owner"]))]
            for row in lost:
                _release(connection, row)
            return len(lost)


def _is_dead(owner: Mapping[str, Any]) -> bool:
    """Whether the process that holds a lease is known to be gone; of other machines that is not known."""
    return bool(owner["host"] == platform.node() and born(owner["pid"]) != owner["born"])


def _release(connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    """Queue a job again, or end it."""
    deaths = row["deaths"] + 1
    state, result = State.QUEUED, None
    if row["cancel"]:
        words = "It was called off, and the service ended before its best plan was written."
        state, result = State.CANCELLED, {"fate": Fate.CANCELLED.name, "words": [words]}
    elif deaths >= MOST_DEATHS:
        words = f"The service ended {deaths} times while this was planned; it is not tried again."
        state, result = State.FAILED, {"fate": Fate.CRASHED.name, "words": [words]}
    connection.execute(
        "UPDATE jobs SET state = ?, deaths = ?, result = ?, ended = ?, progress = NULL WHERE number = ?",
        (state, deaths, result and json.dumps(result), time.time() if state.is_over else None, row["number"]),
    )
    note(connection, row["number"], STATE, {"state": state})
