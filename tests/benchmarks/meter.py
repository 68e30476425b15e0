"""CPU seconds and memory of this process and of those it has started."""

from __future__ import annotations

import builtins
import os
import resource
import time
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def cpu_seconds() -> float:
    """CPU seconds of this process, of those that it started and that have ended, and of those that still run."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime + sum(map(_living, _children(os.getpid())))


def peak_megabytes() -> float:
    """Most memory that this process has had, and those it has started that still run [MB]."""
    return sum(map(_most_memory, (os.getpid(), *_children(os.getpid()))))


def _most_memory(process: int) -> float:
    """Most memory that one process has had [MB].

    The system's count of resources would do for this one, but begins with what the process that started it had.
    """
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return own if process == os.getpid() else 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def _children(process: int) -> list[int]:
    """Processes that one has started, directly and through others; none where the system does not tell."""
    found: list[int] = []
    for thread in Path(f"/proc/{process}/task").glob("*/children"):
        for child in thread.read_text(encoding="ascii").split():
            found += [int(child), *_children(int(child))]
    return found


def _living(process: int) -> float:
    try:
        after_name = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:  # it has ended since
        return 0.0
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


class Phases:
    """CPU seconds by phase: all of them, those of the solver itself, and those of loading modules.

    Phases inside phases are taken off what surrounds them. The solver's seconds come from the file that
    ``HIGHS_SECONDS`` names (see ``hooked/sitecustomize.py``).
    """

    def __init__(self) -> None:
        self.cpu: dict[str, float] = defaultdict(float)
        self.highs: dict[str, float] = defaultdict(float)
        self.loading: dict[str, float] = defaultdict(float)
        self._open: list[str] = []
        self._log, self._seen = Path(os.environ["HIGHS_SECONDS"]), 0
        self._loading, self._depth = 0.0, 0
        self._last = (cpu_seconds(), 0.0)
        self._count_loading()

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Count the block for a phase."""
        self._charge()
        self._open.append(name)
        try:
            yield
        finally:
            self._charge()
            self._open.pop()

    def counting(self, name: str, work: Any) -> Any:
        """Return a function that does the work and counts it for a phase."""

        def counted(*arguments: Any, **options: Any) -> Any:
            with self.phase(name):
                return work(*arguments, **options)

        return counted

    def _charge(self) -> None:
        """Book what was spent since the last change of phase."""
        now, loading = cpu_seconds(), self._loading
        name = self._open[-1] if self._open else "the rest"
        self.cpu[name] += now - self._last[0]
        self.loading[name] += loading - self._last[1]
        lines = self._log.read_text(encoding="ascii").split()
        self.highs[name] += sum(map(float, lines[self._seen :]))
        self._seen, self._last = len(lines), (now, loading)

    def _count_loading(self) -> None:
        plain = builtins.__import__

        def counted(name: str, *arguments: Any, **options: Any) -> Any:
            if self._depth:
                return plain(name, *arguments, **options)
            self._depth, begin = 1, time.thread_time()
            try:
                return plain(name, *arguments, **options)
            finally:
                self._depth, self._loading = 0, self._loading + time.thread_time() - begin

        builtins.__import__ = counted
