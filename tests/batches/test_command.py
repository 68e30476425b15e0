"""``sourcemix batch`` as a process: results, exit codes, signals, and what is left when it is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from optimizer.cli import main
from optimizer.workbook.template import write_input
from slowplan import slow
from tiny import book, table, two_sources

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = [sys.executable, "-m", "optimizer.cli", "batch"]


def _run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], cwd=cwd, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    write_input(folder / "good.xlsx", two_sources())
    write_input(folder / "bad.xlsx", book(Items=table("item value", ("x", "dear"))))
    return folder


def test_a_folder_is_planned_and_summed_up(folder: Path, tmp_path: Path) -> None:
    done = _run("in", "--out", "out", "--jobs", 1, cwd=tmp_path)
    assert done.returncode == 10, done.stderr
    assert "1 of 2 succeeded." in done.stdout
    assert "2 to plan, 0 done already." in done.stderr
    assert (
        "bad.xlsx: The workbook has problems: nothing was planned. Items!C6: value is the text 'dear'." in done.stderr
    )
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        *(".sourcemix", "batch.json", "batch.log.jsonl", "batch.xlsx", "good.plan.xlsx")
    ]
    again = _run("in", "--out", "out", "--ok-codes", "0,3", "--quiet", cwd=tmp_path)
    assert (again.returncode, again.stderr) == (0, "")
    assert sorted(path.name for path in folder.iterdir()) == ["bad.xlsx", "good.xlsx"]


def test_the_same_inside_this_process(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    heard: list[tuple[int, Any]] = []
    monkeypatch.setattr("optimizer.commands.batch.signal.signal", lambda *asked: heard.append(asked))
    arguments = ["batch", str(folder), "--out", str(tmp_path / "out"), "--jobs", "1", "--memory", "900"]
    assert main(arguments) == 10
    shown = capsys.readouterr()
    assert ("1 of 2 succeeded." in shown.out, "2 to plan" in shown.err) == (True, True)
    ask = next(handler for number, handler in heard if number == signal.SIGINT and "batch" in handler.__module__)
    for words in ("Stopping: workbooks under way end", "Stopping at once."):
        ask(signal.SIGINT, None)
        assert words in capsys.readouterr().err
    assert main([*arguments, "--ok-codes", "0,3"]) == 0
    assert "0 to plan, 2 done already." in capsys.readouterr().err


def test_a_place_that_cannot_be_written_gives_exit_8(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    done = _run(folder, "--out", "out", cwd=tmp_path)
    assert (done.returncode, "Choose another place with --out." in done.stderr) == (8, True), done.stderr


def test_what_cannot_begin_gives_exit_2(tmp_path: Path) -> None:
    done = _run("nowhere", "--out", "out", cwd=tmp_path)
    assert (done.returncode, "There is no folder nowhere" in done.stderr) == (2, True)
    for arguments in (["."], [".", "--out", "o", "--jobs", "0"], [".", "--out", "o", "--ok-codes", "x"]):
        assert _run(*arguments, cwd=tmp_path).returncode == 2


def _start(tmp_path: Path) -> Any:
    """Begin a batch of a quick workbook and a slow one, and wait until the slow one has a plan."""
    folder = tmp_path / "in"
    folder.mkdir()
    write_input(folder / "a-quick.xlsx", two_sources())
    write_input(folder / "b-slow.xlsx", slow())
    write_input(folder / "c-never.xlsx", two_sources())
    words = [*COMMAND, "in", "--out", "out", "--jobs", "1"]
    process = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not _says(tmp_path, "taken", "b-slow.xlsx"):
        time.sleep(0.05)
    time.sleep(1.5)
    return process


def _says(tmp_path: Path, event: str, name: str) -> bool:
    path = tmp_path / "out" / "batch.log.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    return any(line["event"] == event and line.get("workbook") == name for line in lines)


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a whole console")
@pytest.mark.parametrize("how", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_asked_to_stop_it_keeps_what_is_finished_and_the_best_plan_of_the_rest(tmp_path: Path, how: int) -> None:
    process = _start(tmp_path)
    process.send_signal(how)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 10, out + err
    assert "Stopping: workbooks under way end with their best plans so far." in err
    assert "It was called off: run it again to do the rest." in out
    runs = {run["workbook"]: run["status"] for run in json.loads((tmp_path / "out" / "batch.json").read_text())["runs"]}
    assert runs == {"a-quick.xlsx": "OPTIMAL", "b-slow.xlsx": "INTERRUPTED", "c-never.xlsx": "CANCELLED"}
    assert (tmp_path / "out" / "b-slow.plan.xlsx").exists()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="tells a dead process by /proc")
def test_killed_it_leaves_what_is_finished_and_the_next_run_takes_over(tmp_path: Path) -> None:
    process = _start(tmp_path)
    process.kill()
    process.communicate(timeout=60)
    assert (tmp_path / "out" / "a-quick.plan.xlsx").exists()
    done = _run("in", "--out", "out", "--pattern", "[ac]*.xlsx", cwd=tmp_path)
    assert (done.returncode, "ended without a word; this one takes over." in done.stderr) == (0, True)
    assert "1 to plan, 1 done already." in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_second_run_in_the_same_folder_gives_exit_9(tmp_path: Path) -> None:
    process = _start(tmp_path)
    try:
        done = _run("in", "--out", "out", cwd=tmp_path)
        assert (done.returncode, "Another run has been at work here since" in done.stderr) == (9, True)
    finally:
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a whole console")
def test_ctrl_c_at_the_terminal_reaches_workers_of_a_local_cluster_as_a_word_to_stop(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    folder = tmp_path / "in"
    folder.mkdir()
    write_input(folder / "a.xlsx", two_sources())
    write_input(folder / "b.xlsx", slow())
    words = [*COMMAND, "in", "--out", "out", "--scheduler", "local-cluster", "--jobs", "1"]
    process: Any = subprocess.Popen(
        words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not _says(tmp_path, "finished", "a.xlsx"):
        time.sleep(0.05)
    time.sleep(3)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to everybody
    out, err = process.communicate(timeout=60)
    runs = json.loads((tmp_path / "out" / "batch.json").read_text())["runs"]
    found = {run["workbook"]: (run["status"], run["attempts"]) for run in runs}
    assert found == {"a.xlsx": ("OPTIMAL", 1), "b.xlsx": ("INTERRUPTED", 1)}, out + err
