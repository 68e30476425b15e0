"""Many clients at once, and kills in mid-queue: nothing is lost and nothing is done twice."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from optimizer.service.examples import INPUT
from served import KEY, Server, ended, events, framed
from tiny import table, two_sources

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="signals")]


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
    )


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
    print(f"50 clients: {seconds:.1f} s, longest queue {max(longest)}, sent away {sum(away)} times")
