"""What happened to each job, numbered from 1, so that whoever lost the line can ask for the rest."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from optimizer.service.database import Database

STATE, PROGRESS = "state", "progress"
"""Kinds: the job stands somewhere else now; it has come further."""


@dataclass(frozen=True, slots=True)
class Event:
    """One of them.

    Attributes
    ----------
    seq
        Its number within the job.
    kind, body
        What it is about, and what there is to say.

    """

    seq: int
    kind: str
    body: str

    def as_stream(self) -> str:
        """The event as a server-sent one."""
        return f"id: {self.seq}\nevent: {self.kind}\ndata: {self.body}\n\n"


def note(connection: sqlite3.Connection, number: int, kind: str, body: Mapping[str, Any]) -> None:
    """Write an event down, together with whatever else the caller is writing."""
    at = time.time()
    text = json.dumps({**body, "at": round(at, 3)}, allow_nan=False)
    connection.execute(
        "INSERT INTO events SELECT ?, coalesce(max(seq), 0) + 1, ?, ?, ? FROM events WHERE job = ?",
        (number, at, kind, text, number),
    )


def events_after(database: Database, number: int, seq: int) -> list[Event]:
    """Events of a job beyond a number."""
    rows = database.rows("SELECT seq, kind, body FROM events WHERE job = ? AND seq > ? ORDER BY seq", number, seq)
    return [Event(*row) for row in rows]
