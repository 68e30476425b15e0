"""Files are replaced as a whole or not at all: when they are open, when the disk is full, when the writer is killed."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from optimizer.errors import OutputError
from optimizer.files import lock_files, put, replacing, where_it_went
from optimizer.leftovers import HOST, TOO_OLD, remove_leftovers
from optimizer.workbook.template import write_input
from tiny import two_sources

POSIX = pytest.mark.skipif(os.name == "nt", reason="of POSIX systems")


def say(words: str) -> Any:
    return lambda temporary: temporary.write_text(words)


def test_a_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "p.plan.xlsx"
    assert put(target, say("old")) == target
    assert put(target, say("new")) == target
    assert target.read_text() == "new"
    assert where_it_went(target, target) == ""
    assert list(target.parent.iterdir()) == [target]


@POSIX
@pytest.mark.parametrize("which", [0, 1])
def test_a_file_that_is_open_elsewhere_is_left_alone(which: int, tmp_path: Path) -> None:
    target = tmp_path / "p.plan.xlsx"
    put(target, say("old"))
    lock = lock_files(target)[which]
    lock.touch()
    assert lock.name == ["~$p.plan.xlsx", ".~lock.p.plan.xlsx#"][which]
    second, third = put(target, say("new")), put(target, say("newer"))
    assert [second.name, third.name] == ["p.plan (2).xlsx", "p.plan (3).xlsx"]
    assert [path.read_text() for path in (target, second, third)] == ["old", "new", "newer"]
    assert where_it_went(target, second) == (
        f"{target} is open in another program or write-protected (if it is not, delete {lock.name}), "
        "so this went to p.plan (2).xlsx beside it."
    )
    lock.unlink()
    assert put(target, say("last")) == target


def test_a_lock_beside_a_file_that_does_not_exist_is_nobodys(tmp_path: Path) -> None:
    target = tmp_path / "p.xlsx"
    lock_files(target)[0].touch()
    assert put(target, say("new")) == target


@POSIX
def test_a_write_protected_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "p.xlsx"
    put(target, say("old"))
    monkeypatch.setattr("os.access", lambda path, _: Path(path) != target)  # root may write everything
    assert put(target, say("new")).name == "p (2).xlsx"
    assert target.read_text() == "old"


def test_a_file_that_cannot_be_replaced_because_it_was_opened_just_now_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Windows says when Excel has a file open."""
    target, real = tmp_path / "p.xlsx", Path.replace
    put(target, say("old"))

    def replace(self: Path, other: Path) -> Path:
        if other == target:
            raise PermissionError(errno.EACCES, "Access is denied")
        return real(self, other)

    monkeypatch.setattr(Path, "replace", replace)
    written = put(target, say("new"))
    assert (written.name, written.read_text(), target.read_text()) == ("p (2).xlsx", "new", "old")
    words = "is open in another program or write-protected, so this went to p (2).xlsx beside it."
    assert where_it_went(target, written) == f"{target} {words}"


def test_on_windows_a_file_counts_as_open_when_it_cannot_be_opened_for_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from optimizer import files

    target, real = tmp_path / "p.xlsx", Path.open
    put(target, say("old"))

    def refuse(self: Path, *arguments: Any, **options: Any) -> Any:
        if self == target:
            raise PermissionError(errno.EACCES, "The process cannot access the file")
        return real(self, *arguments, **options)

    monkeypatch.setattr(files, "SHARES_FILES", False)
    lock_files(target)[0].touch()  # left behind by a crash: here it can be told that nobody has the file open
    assert not files.is_taken(target)
    monkeypatch.setattr(Path, "open", refuse)
    assert files.is_taken(target)


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "The disk is full: free some space, or choose another place with --out."),
        (errno.EROFS, "Nothing can be changed there. Choose another place with --out."),
        (errno.EIO, "Close it in Excel, or choose another name with --out."),
    ],
)
def test_what_the_system_refuses_comes_with_what_to_do(number: int, remedy: str, tmp_path: Path) -> None:
    target = tmp_path / "p.xlsx"
    put(target, say("old"))

    def fail(temporary: Path) -> None:
        temporary.write_text("half")
        raise OSError(number, os.strerror(number))

    with pytest.raises(OutputError) as caught:
        put(target, fail)
    assert str(caught.value) == f"{target} cannot be written ({os.strerror(number)}). {remedy}"
    assert (target.read_text(), list(tmp_path.iterdir())) == ("old", [target])


def test_a_state_file_keeps_its_name_whoever_has_it_open(tmp_path: Path) -> None:
    target = tmp_path / "state.json"
    for words in ("old", "new"):
        with replacing(target) as temporary:
            temporary.write_text(words)
        lock_files(target)[0].touch()
    assert target.read_text() == "new"


def _run(*arguments: object, cwd: Path, before: str = "") -> subprocess.CompletedProcess[str]:
    script = f"import sys; {before}\nfrom optimizer.cli import main\nsys.exit(main(sys.argv[1:]))"
    words = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


@POSIX
def test_the_command_line_says_where_the_plan_went(tmp_path: Path) -> None:
    path = write_input(tmp_path / "tiny.xlsx", two_sources())
    assert _run("solve", path, "--json", "--quiet", cwd=tmp_path).returncode == 0
    before = path.with_name("tiny.plan.xlsx").read_bytes()
    path.with_name("~$tiny.plan.xlsx").touch()
    done = _run("solve", path, "--json", "--quiet", cwd=tmp_path)
    assert done.returncode == 0
    assert "tiny.plan.xlsx is open in another program" in done.stderr
    assert "tiny.plan (2).xlsx" in done.stdout
    assert path.with_name("tiny.plan.xlsx").read_bytes() == before
    assert {"tiny.plan (2).xlsx", "tiny.plan (2).json"} <= {p.name for p in tmp_path.iterdir()}


@POSIX
def test_a_full_disk_gives_exit_8_and_leaves_nothing(tmp_path: Path) -> None:
    """A limit on the size of files stops the writer in the middle, as a full disk does."""
    path = write_input(tmp_path / "tiny.xlsx", two_sources())
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))"
    done = _run("solve", path, cwd=tmp_path, before=limit)
    assert done.returncode == 8, done.stderr
    assert "Files of that size are not allowed there. Choose another place with --out." in done.stderr
    assert "Traceback" not in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["tiny.xlsx"]


PUTS = """
import sys
from pathlib import Path
from optimizer.files import put
print("begun", flush=True)
for k in range(100_000):
    put(Path(sys.argv[1]), lambda temporary: temporary.write_bytes(b"%d" % (k % 10) * 1_000_000))
"""
WRITES = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from optimizer.workbook.template import write_input
from tiny import two_sources
print("begun", flush=True)
for k in range(100_000):
    write_input(Path(sys.argv[1]), two_sources(), remark=f"number {k}")
"""


def kill_while_it_writes(script: str, target: Path, seconds: float) -> int:
    """Kill a writer after some time and return how many temporary files it has left."""
    words = [sys.executable, "-c", script, str(target), str(Path(__file__).parent)]
    writer = subprocess.Popen(words, stdout=subprocess.PIPE)
    assert writer.stdout
    with writer.stdout:
        assert writer.stdout.readline() == b"begun\n"
        time.sleep(seconds)
        writer.kill()
        writer.wait()
    assert {p.name for p in target.parent.iterdir() if not p.name.startswith(".sourcemix-")} <= {target.name}
    return len(list(target.parent.glob(".sourcemix-*")))


@POSIX
def test_a_writer_killed_at_any_moment_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    target, litter = put(tmp_path / "p.xlsx", say("0" * 1_000_000)), 0
    for k in range(8):
        litter += kill_while_it_writes(PUTS, target, 0.02 + 0.013 * k)
        found = target.read_text()
        assert found == found[0] * 1_000_000
    put(target, say("new"))
    assert list(tmp_path.iterdir()) == [target]
    assert litter  # some were killed while they were writing


@POSIX
@pytest.mark.slow
def test_a_workbook_whose_writer_is_killed_is_a_whole_one(tmp_path: Path) -> None:
    from strictbook import check_strictly

    target = write_input(tmp_path / "p.xlsx", two_sources())
    for k in range(8):
        kill_while_it_writes(WRITES, target, 0.02 + 0.037 * k)
        check_strictly(target)
    write_input(target, two_sources())
    assert list(tmp_path.iterdir()) == [target]


@POSIX
def test_only_what_nobody_writes_any_more_is_removed(tmp_path: Path) -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    dead = int(gone.stdout)
    names = {
        "dead": f".sourcemix-{HOST}-{dead}-a1.part",
        "mine": f".sourcemix-{HOST}-{os.getpid()}-a1.part",
        "parent": f".sourcemix-{HOST}-{os.getppid()}-a1.part",
        "elsewhere": f".sourcemix-00000000-{dead}-a1.part",
        "old": f".sourcemix-00000000-{dead}-b2.part",
        "stranger": ".sourcemix-notes.part",
    }
    for name in names.values():
        (tmp_path / name).touch()
    os.utime(tmp_path / names["old"], (time.time() - TOO_OLD - 9,) * 2)
    remove_leftovers(tmp_path)
    left = {p.name for p in tmp_path.iterdir()}
    assert {key for key, name in names.items() if name in left} == {"mine", "parent", "elsewhere", "stranger"}
