"""The description of the routes against the routes, by a fuzzer that reads it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from served import KEY, Server

pytest.importorskip("schemathesis")
HERE = Path(__file__).parent
CONFIG = HERE / "schemathesis.toml"


@pytest.mark.slow
def test_routes_do_what_their_description_says_whatever_is_sent(tmp_path: Path) -> None:
    server = Server(tmp_path / "service", "--jobs", "1", "--queue", "10")
    words = [
        "--config-file",
        str(CONFIG),
        "run",
        f"{server.address}/openapi.json",
        "--max-examples",
        "20",
        "--no-color",
    ]
    more = ["--continue-on-failure", "--request-timeout", "20", "--generation-deterministic"]
    hooks = {"SCHEMATHESIS_HOOKS": "fresh_keys", "PYTHONPATH": str(HERE)}
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", *words, *more, "-H", f"Authorization: Bearer {KEY}"],
        env={**os.environ, **hooks},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    fates = {str((job["result"] or {}).get("status")) for job in server.client.get("/v1/jobs?limit=100").json()["jobs"]}
    code, said = server.end(signal.SIGTERM)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    assert (code, "Traceback" in said) == (0, False), said
    assert not fates & {"BUG", "CRASHED", "OUT_OF_MEMORY", "OUT_OF_TIME"}, "whatever is posted is read or refused"
