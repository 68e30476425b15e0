"""Inside a worker: a bug is a result, progress is told now and then, and everything is imported early."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from optimizer.tasks.finished import Fate
from optimizer.tasks.perform import perform
from optimizer.tasks.task import Step, Task
from optimizer.tasks.wire import STEP
from optimizer.tasks.worker import PARTS, _performed, _prepared, _Teller

TASK = Task("bug.xlsx", "", Path("bug.xlsx"), Path("bug.plan.xlsx"))


class Heard:
    """A sender that keeps what is sent."""

    def __init__(self) -> None:
        self.messages: list[object] = []

    def send(self, kind: bytes, value: object = None) -> None:
        assert kind == STEP
        self.messages.append(value)


def test_a_bug_is_a_result_that_says_where_it_showed() -> None:
    def bug(*_: object) -> tuple[()]:
        raise ZeroDivisionError("no idea")

    (run,), detail = _performed(bug, TASK, _Teller(Heard()), threading.Event())  # type: ignore[arg-type]
    assert (run.fate, run.words[0]) == (Fate.BUG, "ZeroDivisionError: no idea")
    assert "test_worker.py" in detail


@pytest.mark.parametrize("error", [MemoryError, BrokenPipeError])
def test_too_little_memory_and_a_master_that_is_gone_are_no_bugs(error: type[Exception]) -> None:
    def fail(*_: object) -> tuple[()]:
        raise error

    with pytest.raises(error):
        _performed(fail, TASK, _Teller(Heard()), threading.Event())  # type: ignore[arg-type]


def test_of_the_steps_of_one_kind_only_some_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([10.0, 10.01, 10.02, 11.0])
    monkeypatch.setattr("optimizer.tasks.worker.time.monotonic", lambda: next(moments))
    heard = Heard()
    tell = _Teller(heard)  # type: ignore[arg-type]
    steps = [Step("reading"), Step("reading"), Step("planning"), Step("planning", 1.0)]
    for step in steps:
        tell(step)
    assert heard.messages == [steps[0], steps[2], steps[3]]


def test_a_worker_finds_its_work_and_has_imported_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.tasks.worker.gc.freeze", lambda: None)
    monkeypatch.setattr("optimizer.tasks.worker.os.environ", {})
    assert _prepared("optimizer.tasks.perform:perform") is perform
    assert set(PARTS) <= sys.modules.keys()
