"""Desks: progress while a job is planned, the best plan of one that is called off, and an end for every job."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING, Any

import pytest

from optimizer.service import desk as module
from optimizer.service.examples import INPUT
from optimizer.service.house import House
from optimizer.service.leases import Leases
from served import client, ended, events, terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[Any]:
    with client(tmp_path, at_once=1, work="faulty_posts:perform") as found:
        yield found


def _begun(asking: Any, name: str) -> dict[str, Any]:
    """A job that says it is being planned."""
    job: dict[str, Any] = asking.post("/v1/jobs", json=INPUT, params={"name": name}).json()
    _until(lambda: (asking.get(job["links"]["self"]).json()["progress"] or {}).get("words") is not None)
    return job


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_job_tells_how_far_it_is_and_keeps_its_best_plan_when_it_is_called_off(asking: Any) -> None:
    job = _begun(asking, "wait.json")
    _until(lambda: (asking.get(job["links"]["self"]).json()["progress"]["best"] or 200) < 185)
    answer = asking.post(job["links"]["cancel"])
    assert (answer.status_code, answer.json()["cancel_requested"]) == (202, True)
    over = ended(asking, job["links"]["self"])
    told = [
        body
        for _, kind, body in events(iter(asking.get(job["links"]["events"]).text.splitlines()))
        if kind == "progress"
    ]
    best = [body["best"] for body in told if body["best"] is not None]
    assert best == sorted(best, reverse=True)
    assert len(set(best)) > 2
    assert all(0 <= body["gap"] <= 1 for body in told if body["best"] is not None)
    assert [body["seconds"] for body in told] == sorted(body["seconds"] for body in told)
    assert (over["state"], over["links"]["plan"] is not None) == ("finished", True)
    assert over["result"]["cost"] == pytest.approx(56_680)


def test_a_job_that_does_not_listen_is_killed_when_it_is_called_off(asking: Any) -> None:
    job = _begun(asking, "hang.json")
    asking.post(job["links"]["cancel"])
    over = ended(asking, job["links"]["self"])
    assert (over["state"], over["result"]["status"]) == ("cancelled", "CANCELLED")


def test_a_job_whose_time_is_up_says_so(tmp_path: Path) -> None:
    with client(tmp_path, at_once=1, work="faulty_posts:perform", seconds=0.5, grace=0.2) as asking:
        over = ended(asking, _begun(asking, "hang.json")["links"]["self"])
    assert (over["state"], over["result"]["status"]) == ("failed", "OUT_OF_TIME")


def test_when_the_service_ends_what_it_is_at_goes_back_into_the_queue_and_is_planned_by_the_next(
    tmp_path: Path,
) -> None:
    with client(tmp_path, at_once=1, work="faulty_posts:perform") as asking:
        job = _begun(asking, "wait.json")
    house = House(terms(tmp_path))
    found = house.jobs.find(job["id"])
    assert found is not None
    assert (found.state, found.deaths) == ("queued", 0)
    house.database.close()
    with client(tmp_path, at_once=1) as asking:
        assert ended(asking, job["links"]["self"])["state"] == "finished"


def test_a_desk_that_lost_its_job_to_another_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BEAT", 0.0)
    with client(tmp_path, at_once=1, work="faulty_posts:perform") as asking:
        job = _begun(asking, "wait.json")
        other = House(terms(tmp_path))
        with other.database.writing() as connection:
            connection.execute("UPDATE jobs SET token = token + 1")
        _until(lambda: all(seat.task is None for seat in _seats(asking)))
        time.sleep(0.3)
        assert asking.get(job["links"]["self"]).json()["state"] == "running", "it is the other's now"
        other.database.close()


def _seats(asking: Any) -> Any:
    return asking.app._app.state.house._desks[0]._crew._seats  # noqa: SLF001 - there is no other way to look


def test_a_failure_of_the_service_itself_ends_the_job_with_a_reason_and_not_the_desk(
    asking: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(module, "written_down", failing)
        over = ended(asking, asking.post("/v1/jobs", json=INPUT).headers["location"])
    assert (over["state"], over["result"]["status"]) == ("failed", "BUG")
    assert "The service itself failed (ZeroDivisionError)." in over["result"]["explanation"]
    assert "A job failed in the service itself" in caplog.text
    assert ended(asking, asking.post("/v1/jobs", json=INPUT).headers["location"])["state"] == "finished"


def test_a_book_of_jobs_that_is_away_for_a_moment_loses_nothing(
    asking: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "IDLE", 0.05)
    failures = {"take": 2, "finish": 2, "tell": 2, "is_called_off": 1}

    def flaky(name: str) -> Callable[..., Any]:
        works = getattr(Leases, name)

        def call(self: Leases, *arguments: Any) -> Any:
            if failures[name]:
                failures[name] -= 1
                raise sqlite3.OperationalError("disk I/O error")
            return works(self, *arguments)

        return call

    for name in failures:
        monkeypatch.setattr(Leases, name, flaky(name))
    assert ended(asking, asking.post("/v1/jobs", json=INPUT).headers["location"])["state"] == "finished"
    assert set(failures.values()) == {0}
    assert "trying again" in caplog.text


def test_health_tells_when_a_desk_has_died(asking: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asking.get("/health").json() == {"status": "ok"}
    monkeypatch.setattr(module.Desk, "is_alive", False)
    answer = asking.get("/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "failing"})
