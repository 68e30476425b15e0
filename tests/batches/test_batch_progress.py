"""The progress of a batch: one line that is rewritten on a terminal, plain lines elsewhere, silence when asked for."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from optimizer.batches.progress import BatchProgress
from optimizer.tasks.crew import Underway
from optimizer.tasks.task import Step, Task

TASKS = [Underway(Task(f"{k}.xlsx", "", Path(), Path()), 3.0, Step("planning")) for k in range(4)]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every moment is late enough for a new line."""
    clock = iter(range(0, 100_000, 60))
    monkeypatch.setattr("optimizer.batches.progress.time.monotonic", lambda: float(next(clock)))
    monkeypatch.setenv("COLUMNS", "60")


def _shown(stream: io.StringIO, *, quiet: bool = False) -> str:
    progress = BatchProgress(stream, 10, quiet=quiet)
    progress.underway(TASKS[:1])
    progress.finished("a.xlsx", "All is well.", ok=True)
    progress.finished("b.xlsx", "It crashed.", ok=False)
    progress.underway(TASKS)
    progress.close()
    return stream.getvalue()


def test_elsewhere_it_is_plain_lines() -> None:
    assert _shown(io.StringIO()).splitlines() == [
        "0/10 done: 0.xlsx planning 3 s",
        "b.xlsx: It crashed.",
        "2/10 done, 1 failed, about 8 min left: 0.xlsx planning 3 s; 1.xlsx planning 3 s; 2 more",
    ]


def test_on_a_terminal_the_line_is_rewritten_and_cut_to_its_width() -> None:
    parts = _shown(Terminal()).split("\r\033[K")
    assert parts[1] == "0/10 done: 0.xlsx planning 3 s"
    assert parts[2] == "b.xlsx: It crashed.\n"
    assert parts[3] == "2/10 done, 1 failed, about 8 min left: 0.xlsx planning 3 s;"
    assert parts[4] == ""


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_quiet_is_silent(stream: io.StringIO) -> None:
    assert _shown(stream, quiet=True) == ""
