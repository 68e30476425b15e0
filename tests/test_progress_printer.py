"""Progress on a terminal and elsewhere: one line that is rewritten, a plain line every few seconds, never silence."""

from __future__ import annotations

import io
import time

import pytest

from optimizer import progress
from optimizer.progress import PHASES, STOPPING, ProgressPrinter, progress_in_words
from optimizer.solver.options import Cancelled
from optimizer.solver.solved import Progress
from tiny import solved, table, two_sources


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LOOK", 0.005)
    monkeypatch.setattr(progress, "EVERY", 0.02)
    monkeypatch.setattr(progress, "REFRESH", 0.02)


def until(stream: io.StringIO, words: str, times: int = 1) -> str:
    end = time.monotonic() + 30
    while stream.getvalue().count(words) < times:
        assert time.monotonic() < end, stream.getvalue()
        time.sleep(0.005)
    return stream.getvalue()


@pytest.mark.usefixtures("quick")
def test_a_long_phase_without_news_is_told_again_and_again() -> None:
    stream = io.StringIO()
    with ProgressPrinter(stream) as printer:
        printer.phase("read")
        until(stream, "s  reading the input\n", 2)
        printer.phase("solve")
        said = until(stream, "s  looking for a first plan\n", 2)
    assert "\r" not in said


def test_off_a_terminal_a_short_run_says_its_first_plan_only() -> None:
    stream = io.StringIO()
    with ProgressPrinter(stream) as printer:
        printer.phase("read")
        printer.phase("solve")
        printer(Progress(0.0, None, None))
        printer(Progress(0.1, 1000.0, 900.0))
        printer(Progress(0.2, 1000.0, 950.0))
    (line,) = stream.getvalue().splitlines()
    assert line.endswith("s  best cost 1,000, bound 900, gap 10.00%")


def test_on_a_terminal_one_line_is_rewritten_and_closed() -> None:
    stream = Terminal()
    with ProgressPrinter(stream) as printer:
        printer.phase("solve")
        printer(Progress(0.1, None, 900.0))
        printer(Progress(0.2, 1000.0, 950.0))
        with printer.aside():
            stream.write("aside\n")
    said = stream.getvalue()
    assert said.startswith("\r\033[K")
    assert said.endswith("bound 950, gap 5.00%\naside\n")
    assert said.count("\n") == 2


@pytest.mark.usefixtures("quick")
def test_a_request_to_stop_is_answered_at_once() -> None:
    stream, cancelled = Terminal(), Cancelled()
    with ProgressPrinter(stream, cancelled=cancelled) as printer:
        printer.phase("solve")
        cancelled.set()
        said = until(stream, f"\n{STOPPING}\n")
    assert said.count(STOPPING) == 1


@pytest.mark.usefixtures("quick")
def test_quiet_is_quiet() -> None:
    stream, cancelled = io.StringIO(), Cancelled()
    cancelled.set()
    with ProgressPrinter(stream, quiet=True, cancelled=cancelled) as printer:
        printer.phase("solve")
        printer(Progress(0.1, 1.0, 1.0))
        time.sleep(0.05)
    assert stream.getvalue() == ""


def test_a_terminal_that_is_gone_does_not_end_the_run() -> None:
    stream = io.StringIO()
    with ProgressPrinter(stream) as printer:
        printer.phase("solve")
        stream.close()
        printer(Progress(0.1, 1.0, 1.0))


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(1, None, 5.0), "best cost none yet, bound 5"),
        (Progress(1, 5.0, None), "best cost 5, bound none yet"),
        (Progress(1, 2_000.0, 1_000.0), "best cost 2,000, bound 1,000, gap 50.00%"),
    ],
)
def test_words(progress: Progress, words: str) -> None:
    assert progress_in_words(progress) == words


def test_every_phase_of_a_run_has_words() -> None:
    told: list[str] = []
    sheets = two_sources(
        Settings={"objective": "cost_then_carbon"},
        Baseline=table("item site share", ("x", "mx", 1.0)),
        Locks=table("decision item site period value", ("share", "x", "mx", "P1", 0.5)),
        Disruptions=table("scenario hits target duration loss probability", ("no cn", "site", "cn", 8, 1, 0.5)),
    )
    solved(sheets, with_baseline=True, phase=told.append)
    short = two_sources(Sources=table("site item capacity material_cost", ("cn", "x", 60, 10)))
    solved(short, phase=told.append)
    assert set(told) == set(PHASES) - {"read", "write"}
