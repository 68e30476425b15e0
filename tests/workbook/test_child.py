"""A workbook read in a child process is the same workbook; whatever becomes of the child, there is an answer."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from handmade import handmade, rows
from optimizer.doors import take_in
from optimizer.limits import Limits, Trust
from optimizer.workbook import child, read
from optimizer.workbook.read import all_cells, read_workbook

if TYPE_CHECKING:
    from optimizer.intake.raw import RawBook

ROOT = Path(__file__).parents[2]
NOBODY = Limits(Trust.NOBODY)
ODD = "<!-- odd -->"
"""What the fast route does not vouch for."""


def _plainly(book: RawBook) -> list[object]:
    return [asdict(sheet) for sheet in book.sheets]


def _every_kind(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Items"
    sheet.append(["item", "value", "unit", "weight"])
    sheet.append(["007", 1.5, True, dt.datetime(2027, 1, 31, 13, 30)])  # noqa: DTZ001 - Excel knows no time zones
    sheet.append(["東京", 10**17, "#N/A", dt.time(6, 30)])
    sheet.append([None, "=1+1", "=NA()", dt.timedelta(hours=30)])
    book.save(path)
    return path


def test_a_child_reads_every_kind_of_value_as_this_process_does(tmp_path: Path) -> None:
    path = _every_kind(tmp_path / "kinds.xlsx")
    here, there = read_workbook(path), read_workbook(path, limits=NOBODY)
    assert _plainly(here) == _plainly(there)
    assert (here.digest, len(here.digest)) == (there.digest, 64)


def test_a_child_is_asked_when_a_file_is_neither_small_nor_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(child, "_run", lambda *_: asked.append("child") or 1)
    plain = handmade(tmp_path / "plain.xlsx", rows('<c r="{r}"><v>1</v></c>'))
    odd = handmade(tmp_path / "odd.xlsx", rows('<c r="{r}"><v>1</v></c>'), tail=ODD)
    for path, limits, calls in (
        (plain, Limits(), 0),
        (odd, Limits(), 0),
        (plain, Limits(Trust.SMALL), 0),
        (odd, Limits(Trust.SMALL), 1),
        (plain, Limits(Trust.SMALL, small_bytes=2000), 1),  # more than the file has, less than its parts have
        (plain, Limits(Trust.SMALL, small_bytes=200), 1),
        (plain, Limits(Trust.NOBODY), 1),
    ):
        asked.clear()
        read_workbook(path, limits=limits)
        assert len(asked) == calls, (path, limits)


def test_the_cells_a_child_read_are_those_asked_for(tmp_path: Path) -> None:
    path = handmade(tmp_path / "plan.xlsx", rows('<c r="{r}"><v>1</v></c>'), title="My own")
    assert not read_workbook(path, limits=NOBODY).sheets[0].rows
    assert [list(found) for found in all_cells(path, NOBODY).values()] == [[1]]


def test_a_refusal_and_a_closed_file_come_back_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    strict = handmade(tmp_path / "strict.xlsx", "", namespace="http://purl.oclc.org/ooxml/spreadsheetml/main")
    assert take_in(strict, limits=NOBODY).issues == take_in(strict).issues
    monkeypatch.setattr(read, "check_file", lambda *_: None)
    (issue,) = read_workbook(tmp_path / "gone.xlsx", limits=NOBODY).issues
    message = (
        "gone.xlsx: The file cannot be opened (No such file or directory). Close it elsewhere, or check your rights."
    )
    assert str(issue) == message


LIMITS = [
    ({"seconds": 0.01}, "too-slow", "Reading the workbook took more than 0.01 seconds and was stopped."),
]
if sys.platform == "linux":
    LIMITS.append(
        (
            {"memory_bytes": 100_000_000},
            "too-large",
            "Reading the workbook takes more than the 0.1 GB of memory it may.",
        )
    )


@pytest.mark.parametrize(("limits", "code", "found"), LIMITS)
def test_a_child_that_asks_for_too_much_is_ended_and_the_planner_told(
    limits: dict[str, float], code: str, found: str, tmp_path: Path
) -> None:
    texts = "".join(f"<si><t>{k:0500}</t></si>" for k in range(30_000))
    path = handmade(tmp_path / "greedy.xlsx", "", strings=texts)
    (issue,) = read_workbook(path, limits=Limits(Trust.NOBODY, **limits)).issues  # type: ignore[arg-type]
    remedy = "Copy the tables that are planned with into a new workbook, as values, and save that."
    assert (issue.code, str(issue)) == (code, f"greedy.xlsx: {found} {remedy}")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals")
@pytest.mark.parametrize("signal_name", ["SIGSEGV", "SIGKILL", "SIGXCPU"])
def test_a_child_that_is_killed_or_crashes_is_told(
    signal_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = int(getattr(signal, signal_name))
    code = f"import os, resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); os.kill(os.getpid(), {number})"
    monkeypatch.setattr(child, "START", code)
    (issue,) = read_workbook(handmade(tmp_path / "plan.xlsx", ""), limits=NOBODY).issues
    assert issue.code == ("too-slow" if signal_name == "SIGXCPU" else "unreadable")
    if signal_name != "SIGXCPU":
        assert issue.found == (
            "Reading the workbook broke off: it is damaged, or was made to do harm, or there is too little memory."
        )


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("harm",)


@pytest.mark.parametrize("answer", [pickle.dumps(("found", _Evil())), b"", b"\x80\x05.", pickle.dumps(7), b"text"])
def test_an_answer_that_is_none_does_nothing(answer: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(child, "START", f"import sys; sys.stdout.buffer.write({answer!r})")
    (issue,) = read_workbook(handmade(tmp_path / "plan.xlsx", ""), limits=NOBODY).issues
    assert issue.code == "unreadable"
    assert not (tmp_path / "harm").exists()


def test_the_child_takes_no_program_from_the_folder_of_the_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [place for place in sys.path if place not in {"", str(tmp_path)}])
    (tmp_path / "numpy.py").write_text("raise SystemExit('planted')")
    assert not read_workbook(ROOT / "inputs" / "ev_components.xlsx", limits=NOBODY).issues
