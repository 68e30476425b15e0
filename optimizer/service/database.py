"""The one SQLite file of a service: opened, laid out, spoken to by one thread at a time."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "jobs.sqlite"
PATIENCE = 30.0
"""Seconds to wait for another process that writes."""
LAYOUT = """
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    content TEXT NOT NULL,
    size INTEGER NOT NULL,
    "order" TEXT NOT NULL,
    parent TEXT NOT NULL,
    state TEXT NOT NULL,
    created REAL NOT NULL,
    started REAL,
    ended REAL,
    cancel INTEGER NOT NULL DEFAULT 0,
    owner TEXT NOT NULL DEFAULT '',
    lease REAL NOT NULL DEFAULT 0,
    token INTEGER NOT NULL DEFAULT 0,
    deaths INTEGER NOT NULL DEFAULT 0,
    result TEXT,
    progress TEXT,
    gone INTEGER NOT NULL DEFAULT 0,
    once_key TEXT UNIQUE,
    once_mark TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS by_state ON jobs (state, number);
CREATE TABLE IF NOT EXISTS events (
    job INTEGER NOT NULL REFERENCES jobs (number) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    at REAL NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (job, seq)
) STRICT, WITHOUT ROWID;
"""


class Database:
    """A connection that threads share, one at a time.

    Parameters
    ----------
    folder
        Where the file is, or will be.

    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._turn = threading.RLock()
        self._held = sqlite3.connect(folder / NAME, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        self._held.row_factory = sqlite3.Row
        # What is accepted is on disk before the answer leaves, even if the power fails: hence FULL.
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            self._held.execute(f"PRAGMA {pragma}")
        with self.writing():
            for statement in LAYOUT.split(";"):
                self._held.execute(statement)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection for changes that come about together or not at all."""
        with self._turn:
            self._held.execute("BEGIN IMMEDIATE")
            try:
                yield self._held
            except BaseException:
                self._held.execute("ROLLBACK")
                raise
            self._held.execute("COMMIT")

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Return what a query finds."""
        with self._turn:
            return self._held.execute(query, values).fetchall()

    def close(self) -> None:
        """Let go of the file."""
        with self._turn:
            self._held.close()
