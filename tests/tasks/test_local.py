"""Workbooks on this machine: one process each, which may crash, hang or eat memory without the others noticing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from optimizer.tasks.finished import Fate
from optimizer.tasks.local import LocalCrew, run_isolated
from optimizer.tasks.task import Halt, Limits, Task
from optimizer.workbook.template import write_input
from slowplan import slow
from tiny import two_sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optimizer.tasks.crew import Underway
    from optimizer.tasks.finished import Finished
    from tiny import Book

FAULTY = "faulty:perform"
LIMITS = Limits(seconds=30, memory=512 << 20, grace=0.5)


def _tasks(folder: Path, *names: str, records: Book | None = None) -> list[Task]:
    found = []
    for name in names:
        path = folder / f"{name}.xlsx"
        write_input(path, records or two_sources())
        found.append(Task(path.name, "key", path, folder / "out" / f"{name}.plan.xlsx"))
    return found


def _done(crew: LocalCrew, tasks: list[Task], halt: Halt | None = None) -> dict[str, Finished]:
    try:
        return {ended.task.name: ended for ended in crew.finished(tasks, halt or Halt())}
    finally:
        crew.close()


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Finished]:
    folder = tmp_path_factory.mktemp("tasks")
    names = ("good-1", "crash", "good-2", "leave", "bug", "once", "greedy", "good-3")
    return _done(LocalCrew(2, LIMITS, work=FAULTY), _tasks(folder, *names))


def test_what_goes_wrong_in_one_process_leaves_the_others_alone(ended: dict[str, Finished]) -> None:
    assert {name: one.runs[0].fate for name, one in ended.items()} == {
        "good-1.xlsx": Fate.OPTIMAL,
        "good-2.xlsx": Fate.OPTIMAL,
        "good-3.xlsx": Fate.OPTIMAL,
        "once.xlsx": Fate.OPTIMAL,
        "crash.xlsx": Fate.CRASHED,
        "leave.xlsx": Fate.CRASHED,
        "bug.xlsx": Fate.BUG,
        "greedy.xlsx": Fate.OUT_OF_MEMORY,
    }


def test_a_plan_comes_with_its_figures_and_its_file(ended: dict[str, Finished]) -> None:
    run = ended["good-1.xlsx"].runs[0]
    assert (run.cost, run.gap, run.currency) == (pytest.approx(52_000), pytest.approx(0), "USD")
    assert run.decisions["shares"] == {"x": {"cn": 1.0}}
    assert (ended["good-1.xlsx"].task.target.parent / run.files[0]).is_file()
    assert ended["good-1.xlsx"].memory > 20 << 20


def test_a_process_that_dies_is_begun_twice_and_no_other_is(ended: dict[str, Finished]) -> None:
    assert {name for name, one in ended.items() if one.attempts == 2} == {"crash.xlsx", "leave.xlsx", "once.xlsx"}


def test_the_way_a_process_ended_is_told_in_words(ended: dict[str, Finished]) -> None:
    assert "memory access error" in ended["crash.xlsx"].runs[0].words[0]
    assert "code 9" in ended["leave.xlsx"].runs[0].words[0]
    assert "512 MB" in ended["greedy.xlsx"].runs[0].words[0]
    assert ended["bug.xlsx"].runs[0].words[0] == "ZeroDivisionError: no idea"
    assert "faulty.py" in ended["bug.xlsx"].detail


def test_a_process_that_hangs_is_killed_when_its_time_is_up(tmp_path: Path) -> None:
    limits = Limits(seconds=0.2, grace=0.2)
    found = _done(LocalCrew(1, limits, work=FAULTY), _tasks(tmp_path, "hang"))
    assert found["hang.xlsx"].runs[0].fate is Fate.OUT_OF_TIME
    assert "--max-time" in found["hang.xlsx"].runs[0].words[0]


def test_asked_once_no_further_task_is_begun_and_what_does_not_end_is_killed(tmp_path: Path) -> None:
    halt, crew = Halt(), LocalCrew(1, Limits(grace=0.2), work=FAULTY)

    def watch(tasks: Sequence[Underway]) -> None:
        if any(one.task.name == "hang.xlsx" for one in tasks) and not halt.asked:
            halt.ask()

    try:
        found = list(crew.finished(_tasks(tmp_path, "good", "hang", "never"), halt, watch))
    finally:
        crew.close()
    assert [(one.task.name, one.runs[0].fate) for one in found] == [
        ("good.xlsx", Fate.OPTIMAL),
        ("hang.xlsx", Fate.CANCELLED),
    ]


@pytest.mark.parametrize("reason", [Fate.CANCELLED, Fate.OUT_OF_TIME])
def test_told_to_stop_before_it_has_a_plan_it_is_no_final_result(tmp_path: Path, reason: Fate) -> None:
    halt = Halt()
    crew = LocalCrew(1, Limits(seconds=3.0 if reason is Fate.OUT_OF_TIME else 60.0), work=FAULTY)
    (task,) = _tasks(tmp_path, "patient", records=slow())

    def watch(_: Sequence[Underway]) -> None:
        if reason is Fate.CANCELLED and task.source.with_suffix(".reading").exists() and not halt.asked:
            halt.ask()

    try:
        (one,) = crew.finished([task], halt, watch)
    finally:
        crew.close()
    assert one.runs[0].fate in {reason, Fate.INTERRUPTED}
    assert not one.runs[0].fate.is_final


@pytest.mark.slow
def test_without_forks_each_task_has_a_process_of_its_own_too(tmp_path: Path) -> None:
    crew = LocalCrew(2, LIMITS, work=FAULTY, forks=False)
    found = _done(crew, _tasks(tmp_path, "good-1", "crash", "good-2", "greedy"))
    assert [found[f"{name}.xlsx"].runs[0].fate for name in ("good-1", "crash", "good-2", "greedy")] == [
        *(Fate.OPTIMAL, Fate.CRASHED, Fate.OPTIMAL, Fate.OUT_OF_MEMORY)
    ]


def test_a_worker_that_is_killed_itself_is_replaced_and_its_task_begun_again(tmp_path: Path) -> None:
    halt, crew, killed = Halt(), LocalCrew(1, LIMITS, work=FAULTY), threading.Event()

    def watch(tasks: Sequence[Underway]) -> None:
        worker = crew._seats[0].worker  # noqa: SLF001 - there is no other way to hit it
        if tasks and not killed.is_set() and worker is not None:
            killed.set()
            os.kill(worker._process.pid, signal.SIGKILL)  # noqa: SLF001

    try:
        (one,) = crew.finished(_tasks(tmp_path, "good"), halt, watch)
    finally:
        crew.close()
    assert (one.runs[0].fate, one.attempts) == (Fate.OPTIMAL, 2)


def test_one_task_alone_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[str] = []
    (task,) = _tasks(tmp_path, "good")
    one = run_isolated(task, LIMITS, watch=lambda underway: told.append(underway.step.words))
    assert one.runs[0].fate is Fate.OPTIMAL
    assert "starting" in told


SCRIPT = """
import sys
from pathlib import Path
from optimizer.tasks.local import LocalCrew
from optimizer.tasks.task import Halt, Limits, Task
path = Path(sys.argv[1])
crew = LocalCrew(1, Limits(), work="faulty:perform")
def watch(tasks):
    worker = crew._seats[0].worker
    if worker._forked:
        print(worker._process.pid, worker._forked, flush=True)
list(crew.finished([Task(path.name, "key", path, path.with_name("o.plan.xlsx"))], Halt(), watch))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_nobody_is_left_behind_when_the_master_is_killed(tmp_path: Path) -> None:
    (task,) = _tasks(tmp_path, "hang")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    words = [sys.executable, "-c", SCRIPT, str(task.source)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as master:
        assert master.stdout is not None
        family = [int(word) for word in master.stdout.readline().split()]
        master.kill()
    deadline = time.monotonic() + 20
    while any(map(_lives, family)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in family if _lives(pid)] == []


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
