"""One mutant against its tests, in a process forked from one that has the heavy libraries in memory."""

from __future__ import annotations

import compileall
import importlib
import os
import py_compile
import shutil
import signal
import sys
import traceback
from enum import StrEnum
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from .mutants import Mutant

COPIED = ("models", "optimizer", "tests", "inputs", "outputs", "README.md", "pyproject.toml", "LICENSE", "CHANGELOG.md")
HEAVY = ("pyomo.environ", "openpyxl", "xlsxwriter", "pandas", "scipy.stats", "highspy")
PATIENCE, SLACK = 8.0, 20.0  # a test that takes 8 times its time and 20 s more is taken to hang


class Verdict(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    TIMED_OUT = "timed out"
    SURVIVED = "survived"
    UNREACHED = "reached by no test"

    @property
    def dead(self) -> bool:
        """Whether a test noticed."""
        return self in {Verdict.KILLED, Verdict.TIMED_OUT}


class _Watch:
    """Leaves the tests of a mutant only, in their order, ends a hanging one, and notes the one that runs."""

    def __init__(self, tests: Sequence[str], seconds: Mapping[str, float], note: Path) -> None:
        self.order = {test: turn for turn, test in enumerate(tests)}
        self.seconds, self.note = seconds, note

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((i for i in items if i.nodeid in self.order), key=lambda item: self.order[item.nodeid])

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.note.write_text(nodeid, encoding="utf-8")
        signal.setitimer(signal.ITIMER_REAL, PATIENCE * self.seconds.get(nodeid, 0.0) + SLACK)


class Bench:
    """A copy of the project in which one file at a time is changed."""

    def __init__(self, root: Path, folder: Path, seconds: Mapping[str, float]) -> None:
        self.root, self.copy, self.seconds = root, folder / "copy", seconds
        self.note, self.output = folder / "last_test", folder / "last_output"
        self._sound: dict[str, bool] = {}
        shutil.rmtree(self.copy, ignore_errors=True)
        self.copy.mkdir(parents=True)
        for name in COPIED:
            source = root / name
            if source.is_dir():
                shutil.copytree(source, self.copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.plan.*"))
            else:
                shutil.copy2(source, self.copy / name)
        # stored by content: a change of the same length in the same second is seen
        mode = py_compile.PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(self.copy, quiet=2, invalidation_mode=mode)
        for library in HEAVY:
            importlib.import_module(library)

    def verdict(self, mutant: Mutant, tests: Sequence[str]) -> tuple[Verdict, str]:
        """What the tests make of a mutant, and which of them noticed first.

        A few tests kill most mutants, so they go first. A failure counts only if the same test passes without the change.
        """
        if not tests:
            return Verdict.UNREACHED, ""
        file = self.copy / mutant.path
        for some in (tests[:15], tests[15:]):
            original = file.read_bytes()
            file.write_text(mutant.text, encoding="utf-8")
            try:
                code = self._run(some) if some else 0
            finally:
                file.write_bytes(original)
            if not code:
                continue
            last = self.note.read_text(encoding="utf-8") if self.note.exists() else some[0]
            if self._passes_unchanged(last):
                return (Verdict.KILLED if code > 0 else Verdict.TIMED_OUT), last
            return self.verdict(mutant, [test for test in tests if test != last])
        return Verdict.SURVIVED, ""

    def _passes_unchanged(self, test: str) -> bool:
        if test not in self._sound:
            self._sound[test] = self._run([test]) == 0
        return self._sound[test]

    def _run(self, tests: Sequence[str]) -> int:
        """Exit code of pytest, negative if a test had to be ended."""
        self.note.unlink(missing_ok=True)
        child = os.fork()
        if child == 0:
            self._tested(tests)
        try:
            _, status = os.waitpid(child, 0)
        finally:
            _end_group(child)
        return os.waitstatus_to_exitcode(status)

    def _tested(self, tests: Sequence[str]) -> None:
        os.setsid()
        output = os.open(self.output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.chdir(self.copy)
        os.environ["PYTHONPATH"] = str(self.copy)
        sys.path[:] = [str(self.copy), *(entry for entry in sys.path if entry not in {"", str(self.root)})]
        for name in [name for name in sys.modules if name.partition(".")[0] in {"tests", "models", "optimizer"}]:
            del sys.modules[name]
        files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
        watch = _Watch(tests, self.seconds, self.note)
        options = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "-p", "no:cov", "--tb", "line", "-m", ""]
        code = 3
        try:
            code = int(pytest.main([*options, *files], plugins=[watch]))
        except BaseException:  # noqa: BLE001 - whatever it is, this process ends here
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)


def _end_group(leader: int) -> None:
    """End what the tests of a mutant left running, solvers above all."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return
