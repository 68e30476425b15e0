"""The files of jobs: each job has a folder under its own id, and nothing a client sends becomes part of a path."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

    from optimizer.service.job import Job

PLAN, PLAN_JSON, PLAN_HTML = "plan.xlsx", "plan.json", "plan.html"
PROBLEMS, PROBLEMS_JSON = "plan.problems.xlsx", "problems.json"
INPUT = "input"
ABANDONED = 3600.0
"""Seconds after which an upload that never became a job is removed."""


class Folder:
    """Where the files of all jobs are.

    Parameters
    ----------
    root
        Folder of the service.

    """

    def __init__(self, root: Path) -> None:
        self._root = root / "jobs"
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def begin(self) -> str:
        """Make the folder of a new job, and return its id."""
        name = secrets.token_hex(16)
        (self._root / name).mkdir(mode=0o700)
        return name

    def input(self, name: str, kind: str) -> Path:
        """Where the input of a job is."""
        return self._root / name / f"{INPUT}{kind}"

    def share_input(self, job: Job, name: str) -> None:
        """Give another job the input of this one.

        Raises
        ------
        FileNotFoundError
            When it is gone.

        """
        source, target = self.input(job.id, job.kind), self.input(name, job.kind)
        try:
            target.hardlink_to(source)
        except FileNotFoundError:
            raise
        except OSError:  # no hard links here
            shutil.copyfile(source, target)

    def settle(self, name: str, kind: str) -> None:
        """See to it that the input of a job is on disk, whatever happens next."""
        with self.input(name, kind).open("rb+") as stream:
            os.fsync(stream.fileno())
        for folder in (self._root / name, self._root) if os.name == "posix" else ():
            held = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(held)
            finally:
                os.close(held)

    def attempt(self, name: str, token: int) -> Path:
        """Folder of what one lease writes; that of another one is another."""
        path = self._root / name / str(token)
        path.mkdir(exist_ok=True)
        return path

    def result(self, job: Job, file: str) -> Path:
        """Where a file of the result of a job is."""
        return self._root / job.id / str(job.token) / file

    def has_problems(self, job: Job) -> bool:
        """Whether the problems of its input were written down."""
        return self.result(job, PROBLEMS_JSON).is_file()

    def remove(self, name: str) -> None:
        """Remove all files of a job."""
        shutil.rmtree(self._root / name, ignore_errors=True)

    def tidy(self, known: Container[str]) -> None:
        """Remove folders of uploads that never became jobs."""
        for path in self._root.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if path.name not in known and time.time() - path.stat().st_mtime > ABANDONED:
                    shutil.rmtree(path, ignore_errors=True)

    def free(self) -> int:
        """Room on the disk [bytes]."""
        return shutil.disk_usage(self._root).free
