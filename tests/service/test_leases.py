"""Who plans which job: one at a time, until there is no sign of life, and the last holder's word counts."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from optimizer.service import leases as module
from optimizer.service.database import Database
from optimizer.service.events import events_after
from optimizer.service.job import Order, State
from optimizer.service.jobs import Arrival, Jobs
from optimizer.service.leases import LEASE, MOST_DEATHS, Leases

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DONE = {"fate": "OPTIMAL", "words": []}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(tmp_path)
    yield found
    found.close()


@pytest.fixture
def jobs(database: Database) -> Jobs:
    found = Jobs(database, 100)
    for k in range(3):
        found.add(Arrival(f"{k:032x}", f"{k}.xlsx", ".xlsx", "", 0, Order()))
    return found


@pytest.fixture
def leases(database: Database, jobs: Jobs) -> Leases:
    assert jobs.waiting() == 3
    return Leases(database)


def _state(jobs: Jobs, k: int = 0) -> Any:
    found = jobs.find(f"{k:032x}")
    assert found is not None
    return found


def _states(database: Database, number: int) -> list[str]:
    return [json.loads(event.body)["state"] for event in events_after(database, number, 0) if event.kind == "state"]


def _take(leases: Leases) -> Any:
    lease = leases.take()
    assert lease is not None
    return lease


def _other_process(database: Database) -> None:
    """Let every lease belong to a process of this machine that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    with database.writing() as connection:
        connection.execute(
            "UPDATE jobs SET owner = json_set(owner, '$.pid', ?) WHERE state = 'running'", (process.pid,)
        )


def test_a_lease_is_longer_than_the_longest_pause_of_sqlite_and_its_sign_of_life_much_shorter() -> None:
    from optimizer.service.database import PATIENCE
    from optimizer.service.desk import BEAT

    assert LEASE >= 60
    assert PATIENCE + BEAT < LEASE / 2


def test_jobs_are_taken_in_the_order_they_came_each_once(leases: Leases) -> None:
    assert [_take(leases).job.name for _ in range(3)] == ["0.xlsx", "1.xlsx", "2.xlsx"]
    assert leases.take() is None


def test_two_services_never_take_the_same_job(tmp_path: Path, leases: Leases) -> None:
    other = Database(tmp_path)
    names = [_take(who).job.name for who in (leases, Leases(other), leases)]
    other.close()
    assert names == ["0.xlsx", "1.xlsx", "2.xlsx"]


def test_a_lease_that_is_renewed_is_left_alone(leases: Leases, jobs: Jobs) -> None:
    assert leases.renew(_take(leases))
    assert leases.recover() == 0
    assert _state(jobs).state is State.RUNNING


def test_the_job_of_a_process_that_is_gone_is_queued_again_at_once(
    leases: Leases, jobs: Jobs, database: Database
) -> None:
    _take(leases)
    _other_process(database)
    assert leases.recover() == 1
    assert (_state(jobs).state, _state(jobs).deaths) == (State.QUEUED, 1)
    assert _take(leases).job.name == "0.xlsx", "it goes first"
    assert _states(database, 1) == ["queued", "running", "queued", "running"]


def test_the_job_of_another_machine_is_queued_again_when_its_lease_has_run_out(
    leases: Leases, jobs: Jobs, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    _take(leases)
    with database.writing() as connection:
        connection.execute("UPDATE jobs SET owner = json_set(owner, '$.host', 'elsewhere') WHERE owner != ''")
    assert leases.recover() == 0
    now = module.time.time()
    monkeypatch.setattr(module.time, "time", lambda: now + LEASE + 1)
    assert leases.recover() == 1
    assert _state(jobs).state is State.QUEUED


def test_a_holder_that_was_only_asleep_has_lost_the_job(leases: Leases, jobs: Jobs, database: Database) -> None:
    asleep = _take(leases)
    _other_process(database)
    leases.recover()
    awake = _take(leases)
    assert (asleep.job.id, awake.job.token) == (awake.job.id, asleep.job.token + 1)
    assert not leases.renew(asleep)
    leases.tell(asleep, {"words": "planning"})
    assert not leases.finish(asleep, State.FAILED, {"fate": "CRASHED"})
    leases.give_back(asleep)
    assert (_state(jobs).state, _state(jobs).progress) == (State.RUNNING, None)
    assert leases.finish(awake, State.FINISHED, DONE)
    assert not leases.finish(awake, State.FAILED, {"fate": "CRASHED"}), "what is over is over"
    assert (_state(jobs).state, _state(jobs).result) == (State.FINISHED, DONE)


def test_a_job_that_sees_too_many_services_die_is_given_up_with_a_reason(
    leases: Leases, jobs: Jobs, database: Database
) -> None:
    for _ in range(MOST_DEATHS):
        assert _take(leases).job.number == 1
        _other_process(database)
        leases.recover()
    job = _state(jobs)
    assert (job.state, job.result["fate"]) == (State.FAILED, "CRASHED")
    assert f"{MOST_DEATHS} times" in job.result["words"][0]
    assert job.ended is not None


def test_a_job_that_was_called_off_when_its_service_died_is_not_begun_again(
    leases: Leases, jobs: Jobs, database: Database
) -> None:
    lease = _take(leases)
    assert not leases.is_called_off(lease)
    assert jobs.cancel(1).state is State.RUNNING
    assert leases.is_called_off(lease)
    _other_process(database)
    leases.recover()
    assert _state(jobs).state is State.CANCELLED


def test_a_job_given_back_in_order_goes_first_again_and_counts_no_death(leases: Leases, jobs: Jobs) -> None:
    leases.give_back(_take(leases))
    assert (_state(jobs).state, _state(jobs).deaths) == (State.QUEUED, 0)
    assert _take(leases).job.number == 1
