"""The one SQLite file of a service: opened, laid out, spoken to by one thread at a time."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from optimizer.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "jobs.sqlite"
PATIENCE = 30.0
"""Seconds to wait for another process that writes."""
VERSION = 1
"""Of the layout."""
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


def _opened(path: Path) -> sqlite3.Connection:
    """Open the file in the mode in which readers never wait, and see that it is a database."""
    found = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        found.row_factory = sqlite3.Row
        # What is accepted is on disk before the answer leaves, even if the power fails: hence FULL.
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            found.execute(f"PRAGMA {pragma}")
    except BaseException:
        found.close()
        raise
    return found


class Database:
    """A connection that threads share, one at a time.

    Parameters
    ----------
    folder
        Where the file is, or will be.

    Raises
    ------
    ServiceError
        When nothing can be kept there.

    """

    def __init__(self, folder: Path) -> None:
        self._turn = threading.RLock()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._held = _opened(folder / NAME)
        except (sqlite3.Error, OSError) as error:
            raise ServiceError(f"Jobs cannot be kept in {folder} ({error}). Choose another --folder.") from error
        try:
            self._lay_out(folder)
        except BaseException:
            self._held.close()
            raise

    def _lay_out(self, folder: Path) -> None:
        """Make the tables, unless they are there; those of another version are left alone."""
        with self.writing():
            (found,) = self._held.execute("PRAGMA user_version").fetchone()
            if found not in {0, VERSION}:
                raise ServiceError(f"{folder} was written by another version of Sourcemix. Choose another --folder.")
            for statement in LAYOUT.split(";"):
                self._held.execute(statement)
            self._held.execute(f"PRAGMA user_version = {VERSION}")

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
