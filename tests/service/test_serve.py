"""``sourcemix serve`` as a process: streams that are taken up again, plans that are kept, kills that lose nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from itertools import islice
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from served import Server, events, framed
from slowplan import slow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals")
COMMAND = [sys.executable, "-m", "optimizer.cli", "serve"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _refused(*words: str, key: str = "") -> str:
    done = subprocess.run(
        [*COMMAND, *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**ENVIRONMENT, "SOURCEMIX_KEY": key},
    )
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


@pytest.fixture
def slow_server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path, "--jobs", "1") as server:
        yield server


def _stream(server: Server, path: str, after: int = 0) -> Any:
    return server.client.stream("GET", path, headers={"Last-Event-ID": str(after)} if after else {})


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_it_listens_elsewhere_only_with_a_key(host: str, tmp_path: Path) -> None:
    words = _refused("--host", host, "--port", "0", "--folder", str(tmp_path / "x"))
    assert "Set a key first: SOURCEMIX_KEY or --key-file." in words
    assert not (tmp_path / "x").exists()


def test_a_key_that_can_be_guessed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("short\n")
    assert "at least 16" in _refused("--key-file", str(tmp_path / "key"))
    assert "at least 16" in _refused(key="secret")
    assert "cannot be read" in _refused("--key-file", str(tmp_path / "none"))


def test_an_address_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        words = _refused("--port", str(taken.getsockname()[1]), "--folder", str(tmp_path))
    assert "cannot be listened on" in words
    assert "Traceback" not in words


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "uvicorn.py").write_text("raise ImportError('No module named uvicorn', name='uvicorn')")
    path = os.pathsep.join([str(tmp_path), ENVIRONMENT["PYTHONPATH"]])
    done = subprocess.run(
        COMMAND, capture_output=True, text=True, check=False, timeout=60, env={**ENVIRONMENT, "PYTHONPATH": path}
    )
    assert (done.returncode, "pip install 'sourcemix[service]'" in done.stderr) == (2, True)


def test_a_key_of_its_own_is_shown_behind_the_hash_of_the_address(tmp_path: Path) -> None:
    server = Server(tmp_path, key="")
    address, _, key = server.address.partition("/#key=")
    assert len(key) >= 32
    assert httpx2.get(f"{address}/v1/jobs").status_code == 401
    assert httpx2.get(f"{address}/v1/jobs", headers={"Authorization": f"Bearer {key}"}).status_code == 200
    code, said = server.end(signal.SIGINT)
    assert (code, "Traceback" in said) == (0, False)


def test_a_stream_goes_on_where_it_was_lost_and_a_job_called_off_keeps_its_best_plan(slow_server: Server) -> None:
    asking = slow_server.client
    path = asking.post("/v1/jobs", json=framed(slow())).headers["location"]
    with _stream(slow_server, f"{path}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        first = list(islice(events(stream.iter_lines()), 4))
    rest = []
    with _stream(slow_server, f"{path}/events", after=first[-1][0]) as stream:
        for event in events(stream.iter_lines()):
            rest.append(event)
            if event[2].get("best") and not any(one[2].get("cancelled") for one in rest):
                asking.post(f"{path}/cancel")
                rest[-1][2]["cancelled"] = True
    assert [number for number, _, _ in [*first, *rest]] == list(range(1, len(first) + len(rest) + 1))
    assert rest[-1][2]["state"] == "finished"
    job = asking.get(path).json()
    assert (job["result"]["status"], job["result"]["gap"] > 0) == ("INTERRUPTED", True)
    assert asking.get(job["links"]["plan"]).content[:2] == b"PK"
    assert asking.get(f"{path}/events", headers={"Last-Event-ID": str(rest[-1][0])}).status_code == 204


@pytest.mark.slow
def test_asked_to_end_it_ends_streams_and_queues_again_what_it_was_at(tmp_path: Path) -> None:
    with Server(tmp_path, "--jobs", "1") as server:
        path = server.client.post("/v1/jobs", json=framed(slow())).headers["location"]
        with _stream(server, f"{path}/events") as stream:
            lines = stream.iter_lines()
            list(islice(events(lines), 2))
            server.process.send_signal(signal.SIGTERM)
            for _ in lines:
                pass
        assert server.process.wait(timeout=30) == 0
    with Server(tmp_path, "--jobs", "1") as server:
        assert server.client.get(path).json()["state"] in {"queued", "running"}
