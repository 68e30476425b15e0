"""The lock of a folder of results: one run at a time, and a crash never leaves it locked."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from optimizer.batches.lock import SILENCE, FolderLock, born, is_stale
from optimizer.errors import BusyError

if TYPE_CHECKING:
    from pathlib import Path


def _holder(**changes: Any) -> dict[str, Any]:
    own = {"host": os.uname().nodename if hasattr(os, "uname") else "", "pid": os.getpid(), "born": born(os.getpid())}
    return {**own, "since": "today", "alive": time.time(), "token": "t", **changes}


def _dead() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    return process.pid


def test_a_second_run_is_told_who_is_at_work(tmp_path: Path) -> None:
    with FolderLock(tmp_path), pytest.raises(BusyError, match=f"process {os.getpid()} on"), FolderLock(tmp_path):
        pass


def test_the_lock_is_free_again_after_the_run_and_after_an_error(tmp_path: Path) -> None:
    with FolderLock(tmp_path):
        pass
    with pytest.raises(ZeroDivisionError), FolderLock(tmp_path):
        raise ZeroDivisionError
    with FolderLock(tmp_path) as lock:
        assert lock.recovered == ""


@pytest.mark.parametrize(
    ("changes", "stale"),
    [
        ({}, False),
        ({"born": "another process"}, True),
        ({"host": "elsewhere"}, False),
        ({"host": "elsewhere", "alive": time.time() - SILENCE - 60}, True),
        ({"alive": time.time() - SILENCE - 60}, False),  # asleep, but the very process
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="tells processes apart by /proc")
def test_a_lock_is_stale_when_nobody_stands_behind_it(changes: dict[str, Any], *, stale: bool) -> None:
    assert is_stale(_holder(**changes)) is stale


def test_the_lock_of_a_process_that_is_gone_is_taken_over_and_said(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text(json.dumps(_holder(pid=_dead())))
    with FolderLock(tmp_path) as lock:
        assert "begun today" in lock.recovered


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}'])
def test_a_lock_torn_by_a_crash_is_no_lock(tmp_path: Path, content: str) -> None:
    (tmp_path / "lock").write_text(content)
    with FolderLock(tmp_path):
        pass


def test_signs_of_life_are_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.batches.lock.BEAT", 0.01)
    with FolderLock(tmp_path):
        first = json.loads((tmp_path / "lock").read_text())["alive"]
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            text = (tmp_path / "lock").read_text()
            if text and json.loads(text)["alive"] > first:
                return
    pytest.fail("no sign of life")


def _grab(folder: Path, go: Any, got: Any) -> None:
    go.wait()
    try:
        with FolderLock(folder):
            got.put("got it")
            time.sleep(0.5)
    except BusyError:
        got.put("busy")


@pytest.mark.slow
def test_of_many_that_find_a_stale_lock_one_gets_it(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text(json.dumps(_holder(pid=_dead())))
    context = multiprocessing.get_context("spawn")
    go, got = context.Event(), context.Queue()
    crowd = [context.Process(target=_grab, args=(tmp_path, go, got)) for _ in range(6)]
    for process in crowd:
        process.start()
    go.set()
    found = [got.get(timeout=60) for _ in crowd]
    for process in crowd:
        process.join()
    assert sorted(found) == ["busy"] * 5 + ["got it"]
