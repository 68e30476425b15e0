"""``sourcemix serve`` as a process: streams that are taken up again, plans that are kept, kills that lose nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from optimizer.service.examples import INPUT
from served import KEY, Server, ended, events, framed
from slowplan import slow
from tiny import table, two_sources

if TYPE_CHECKING:
    from collections.abc import Iterator

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


@pytest.mark.slow
def test_killed_in_mid_queue_every_accepted_job_is_finished_or_failed_with_a_reason(tmp_path: Path) -> None:
    broken = framed(two_sources(Items=table("item value", ("x", "dear"))))
    with Server(tmp_path, "--jobs", "2") as server:
        posted = [server.client.post("/v1/jobs", json=broken if k % 5 == 4 else INPUT) for k in range(30)]
        assert {answer.status_code for answer in posted} == {202}
        paths = [answer.headers["location"] for answer in posted]
        for _ in range(3):
            _wait_for_finished(server, paths)
            server.end(signal.SIGKILL)
            server = Server(tmp_path, "--jobs", "2")  # noqa: PLW2901 - the next one, on the same folder
        jobs = [ended(server.client, path) for path in paths]
        states = [job["state"] for job in jobs]
        numbers = [[number for number, _, _ in _events(server, job)] for job in jobs]
        ends = [sum(body.get("state") in {"finished", "failed"} for _, _, body in _events(server, job)) for job in jobs]
        server.end(signal.SIGTERM)
    expected = ["failed" if k % 5 == 4 else "finished" for k in range(30)]
    lost = [job["result"] for job, state, right in zip(jobs, states, expected, strict=True) if state != right]
    assert all("The service ended" in result["explanation"][0] for result in lost), "nothing else may come in between"
    assert all(found == list(range(1, len(found) + 1)) for found in numbers)
    assert set(ends) == {1}, "every job ends once"
    print(
        f"30 jobs, 3 kills: {states.count('finished')} finished, {states.count('failed')} failed, {len(lost)} given up"
    )  # noqa: T201


def _events(server: Server, job: dict[str, Any]) -> list[tuple[int, str, dict[str, Any]]]:
    return list(events(iter(server.client.get(job["links"]["events"]).text.splitlines())))


def _wait_for_finished(server: Server, paths: list[str]) -> None:
    """Wait until one more job is over than at first."""
    before = _over(server, paths)
    deadline = time.monotonic() + 60
    while _over(server, paths) < before + 2 and time.monotonic() < deadline:
        time.sleep(0.02)


def _over(server: Server, paths: list[str]) -> int:
    found = server.client.get("/v1/jobs", params={"limit": 100}).json()["jobs"]
    assert len(found) == len(paths)
    return sum(job["state"] not in {"queued", "running"} for job in found)


@pytest.mark.slow
def test_fifty_clients_at_once_overfill_no_queue_and_lose_and_double_no_job(tmp_path: Path) -> None:
    with Server(tmp_path, "--jobs", "2", "--queue", "20") as server:

        def post(k: int) -> tuple[str, int]:
            """Post until there is room; a lost answer would be asked for again with the same key."""
            headers = {"Authorization": f"Bearer {KEY}", "Idempotency-Key": f"client-{k}"}
            away = 0
            with httpx2.Client(base_url=server.address, headers=headers, timeout=60) as client:
                while True:
                    answer = client.post("/v1/jobs", json=INPUT, params={"name": f"{k}.json"})
                    if answer.status_code == 202:
                        return answer.headers["location"], away
                    assert answer.status_code == 429, answer.text
                    assert int(answer.headers["retry-after"]) >= 1
                    away += 1
                    time.sleep(0.2)

        longest = []
        begun = time.monotonic()
        with ThreadPoolExecutor(50) as clients:
            posting = [clients.submit(post, k) for k in range(50)]
            while not all(one.done() for one in posting):
                longest.append(server.client.get("/v1/service").json()["waiting"])
                time.sleep(0.05)
        paths, away = zip(*(one.result() for one in posting), strict=True)
        jobs = [ended(server.client, path) for path in paths]
        seconds = time.monotonic() - begun
        listed = server.client.get("/v1/jobs", params={"limit": 100}).json()["jobs"]
    assert len(set(paths)) == len(listed) == 50
    assert {job["name"] for job in jobs} == {f"{k}.json" for k in range(50)}
    assert {job["state"] for job in jobs} == {"finished"}
    assert max(longest) <= 20
    assert sum(away) > 0
    attempts = [path.name for path in (tmp_path / "jobs").glob("*/*") if path.is_dir()]
    assert attempts == ["1"] * 50, "each was planned once"
    print(f"50 clients: {seconds:.1f} s, longest queue {max(longest)}, sent away {sum(away)} times")  # noqa: T201
