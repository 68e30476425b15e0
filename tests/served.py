"""A service to test: its app in this process, or the command in a process of its own, and what clients do with it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

import httpx2

from optimizer.service.examples import INPUT
from optimizer.service.terms import Terms
from tiny import table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = "a key for the tests of it"
SHOWN = {"Authorization": f"Bearer {KEY}"}
TESTED = frozenset({"testserver"})
PATIENCE = 60.0
DEAR = table(
    "scenario sheet column where action value", ("dear", "Sources", "material_cost", ["site = cn"], "multiply", "1.5")
)


def terms(folder: Path, **changes: Any) -> Terms:
    """Terms under which nothing is planned unless `at_once` says so."""
    return Terms(**{"folder": folder, "key": KEY, "hosts": TESTED, "at_once": 0, "grace": 2.0, **changes})


@contextmanager
def client(folder: Path, **changes: Any) -> Iterator[Any]:
    """A client of an app in this process that shows the key."""
    from starlette.testclient import TestClient

    from optimizer.service.app import create_app

    with TestClient(create_app(terms(folder, **changes)), headers=SHOWN, raise_server_exceptions=False) as found:
        yield found


def framed(records: Any) -> dict[str, Any]:
    """Records as JSON that can be posted."""
    return {"schema": "sourcemix-input/1", "sheets": json.loads(json.dumps(records, default=str))}


def ended(asking: Any, where: str) -> dict[str, Any]:
    """Wait until a job is over, and return it."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        job: dict[str, Any] = asking.get(where).json()
        if job["state"] not in {"queued", "running"}:
            return job
        time.sleep(0.05)
    raise TimeoutError(where)


def planned(asking: Any, content: Any = INPUT, **options: Any) -> dict[str, Any]:
    """Post an input as JSON and wait for what comes of it."""
    answer = asking.post("/v1/jobs", json=content, params=options)
    assert answer.status_code == 202, answer.text
    return ended(asking, answer.headers["location"])


def events(lines: Iterator[str]) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Number, kind and body of each event of a stream."""
    fields: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        fields[name] = value
        if not line and "data" in fields:
            yield int(fields["id"]), fields["event"], json.loads(fields["data"])
            fields = {}


class Server:
    """``sourcemix serve`` as a process.

    Parameters
    ----------
    folder
        Where it keeps its jobs.
    words
        More options.

    """

    def __init__(self, folder: Path, *words: str, key: str = KEY) -> None:
        command = [sys.executable, "-m", "optimizer.cli", "serve", "--port", "0", "--folder", str(folder), *words]
        environment = {**os.environ, "SOURCEMIX_KEY": key, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environment)
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip().rstrip("/")
        shown = {"Authorization": f"Bearer {key}"}
        self.client = httpx2.Client(base_url=self.address, headers=shown, timeout=PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end(signal.SIGTERM)

    def end(self, how: int) -> tuple[int, str]:
        """End it, and return its exit code and what it said."""
        self.client.close()
        if self.process.poll() is None:
            self.process.send_signal(how)
        _, said = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said
