"""A service as a whole: the book of jobs, their files, the desks, and a porter who clears away what is out of date."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from typing import TYPE_CHECKING

from optimizer.service.database import Database
from optimizer.service.desk import Desk
from optimizer.service.folder import Folder
from optimizer.service.jobs import Jobs
from optimizer.service.leases import Leases

if TYPE_CHECKING:
    from optimizer.service.job import Job
    from optimizer.service.terms import Terms

LOG = logging.getLogger("sourcemix.service")
ROUND = 15.0
"""Seconds between two rounds of the porter."""


class House:
    """Everything behind the routes.

    Attributes
    ----------
    terms, jobs, folder
        On what terms, which jobs, and where their files are.
    closing
        Set when the service ends: streams end too.

    """

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._database = Database(terms.folder)
        self.database = self._database
        self.jobs = Jobs(self._database, terms.most_waiting)
        self.folder = Folder(terms.folder)
        self.closing = threading.Event()
        self._leases = Leases(self._database)
        self._bell = threading.Semaphore(0)
        self._desks = [Desk(self._leases, self.folder, terms, self._bell) for _ in range(terms.at_once)]
        self._porter = threading.Thread(target=self._clear, name="porter", daemon=True)

    def open(self) -> None:
        """Begin to work, with what an earlier service left undone."""
        self._leases.recover()
        for desk in self._desks:
            desk.start()
        self._porter.start()

    def close(self) -> None:
        """End; what is being planned goes back into the queue."""
        self.closing.set()
        for desk in self._desks:
            desk.close()
        for _ in self._desks:
            self._bell.release()
        for desk in self._desks:
            desk.join()
        self._porter.join()
        self._database.close()

    def ring(self) -> None:
        """Say that a job has come in."""
        self._bell.release()

    @property
    def is_well(self) -> bool:
        """Whether jobs are taken in and planned."""
        try:
            self.jobs.waiting()
        except sqlite3.Error:
            return False
        return all(desk.is_alive for desk in self._desks)

    def remove(self, job: Job) -> None:
        """Remove the files of a job that is over."""
        self.jobs.forget(job.number)
        self.folder.remove(job.id)

    def _clear(self) -> None:
        while True:
            try:
                self._round()
            except (sqlite3.Error, OSError):
                LOG.exception("What is out of date cannot be cleared away; trying again")
            if self.closing.wait(ROUND):
                return

    def _round(self) -> None:
        """Free jobs whose holder is gone, remove what is out of date."""
        for _ in range(self._leases.recover()):
            self.ring()
        now = time.time()
        for job in self.jobs.outdated(now - self.terms.keep):
            self.remove(job)
        self.jobs.erase(now - self.terms.keep - self.terms.remember)
        self.folder.tidy({row["id"] for row in self._database.rows("SELECT id FROM jobs WHERE NOT gone")})
