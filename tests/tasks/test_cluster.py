"""The same tasks on real workers of a Dask cluster, some of which are killed."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from optimizer.errors import BatchError
from optimizer.tasks.finished import Fate
from optimizer.tasks.task import Halt, Limits, Task
from optimizer.workbook.template import write_input
from tiny import two_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from optimizer.tasks.cluster import ClusterCrew
    from optimizer.tasks.crew import Underway
    from optimizer.tasks.finished import Finished

pytest.importorskip("distributed")
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("dask")]
LIMITS = Limits(seconds=30, memory=512 << 20, grace=1)


@pytest.fixture(scope="module")
def crew() -> object:
    from optimizer.tasks.cluster import ClusterCrew

    crew = ClusterCrew("local-cluster", LIMITS, jobs=2, work="faulty:perform")
    yield crew
    crew.close()


def _tasks(folder: Path, *names: str) -> list[Task]:
    found = []
    for name in names:
        path = folder / f"{name}.xlsx"
        write_input(path, two_sources())
        found.append(Task(path.name, "key", path, folder / "out" / f"{name}.plan.xlsx"))
    return found


def _killer(crew: ClusterCrew, name: str, times: int) -> Callable[[Sequence[Underway]], None]:
    """Kill the worker that does a task, so many times."""
    left = [times]

    def watch(tasks: Sequence[Underway]) -> None:
        for one in tasks:
            if (
                one.task.name == name
                and one.step.words.startswith("on ")
                and one.attempt == times - left[0] + 1
                and left[0]
            ):
                left[0] -= 1
                address = one.step.words.removeprefix("on ")
                (pid,) = crew._client.run(os.getpid, workers=[address]).values()  # noqa: SLF001 - whom to hit
                os.kill(pid, signal.SIGKILL)

    return watch


def _by_name(ended: list[Finished]) -> dict[str, Finished]:
    return {one.task.name: one for one in ended}


def test_plans_come_back_from_the_workers_and_failures_stay_alone(crew: ClusterCrew, tmp_path: Path) -> None:
    tasks = _tasks(tmp_path, "good-1", "crash", "bug", "greedy", "good-2")
    ended = _by_name(list(crew.finished(tasks, Halt())))
    assert {name: one.runs[0].fate for name, one in ended.items()} == {
        "good-1.xlsx": Fate.OPTIMAL,
        "good-2.xlsx": Fate.OPTIMAL,
        "crash.xlsx": Fate.CRASHED,
        "bug.xlsx": Fate.BUG,
        "greedy.xlsx": Fate.OUT_OF_MEMORY,
    }
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["good-1.plan.xlsx", "good-2.plan.xlsx"]
    assert "tcp://" in ended["good-1.xlsx"].machine


def test_a_task_whose_worker_is_killed_is_begun_once_more_and_says_so(crew: ClusterCrew, tmp_path: Path) -> None:
    ended = _by_name(list(crew.finished(_tasks(tmp_path, "slow", "good"), Halt(), _killer(crew, "slow.xlsx", 1))))
    assert {name: (one.runs[0].fate, one.attempts) for name, one in ended.items()} == {
        "slow.xlsx": (Fate.OPTIMAL, 2),
        "good.xlsx": (Fate.OPTIMAL, 1),
    }


def test_a_task_whose_worker_is_killed_every_time_is_given_up(crew: ClusterCrew, tmp_path: Path) -> None:
    ended = _by_name(list(crew.finished(_tasks(tmp_path, "slow", "good"), Halt(), _killer(crew, "slow.xlsx", 2))))
    assert (ended["slow.xlsx"].runs[0].fate, ended["slow.xlsx"].attempts) == (Fate.CRASHED, 2)
    assert ended["good.xlsx"].runs[0].fate is Fate.OPTIMAL


def test_our_own_flag_calls_off_what_runs_and_what_waits(crew: ClusterCrew, tmp_path: Path) -> None:
    halt = Halt()

    def watch(tasks: Sequence[Underway]) -> None:
        if any(one.step.words.startswith("on ") for one in tasks) and not halt.asked:
            halt.ask()

    ended = list(crew.finished(_tasks(tmp_path, *(f"hang-{k}" for k in range(9))), halt, watch))
    assert {one.runs[0].fate for one in ended} == {Fate.CANCELLED}
    assert len(ended) < 9


def test_a_scheduler_that_does_not_answer_is_said_in_words() -> None:
    from optimizer.tasks import cluster

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "PATIENCE", 0.5)
        with pytest.raises(BatchError, match="No Dask scheduler answers at tcp:"):
            cluster.ClusterCrew("tcp://127.0.0.1:9", LIMITS)
