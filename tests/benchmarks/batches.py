"""B5: small workbooks, planned by one process, by two, and by two workers of a Dask cluster.

Run with ``python -m tests.benchmarks.batches [COUNT] [ROUNDS]``. Prints medians of alternating rounds: wall time, and
processor time of all processes together, which tells what each way costs on a machine that is busy otherwise.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from optimizer.tasks.cluster import ClusterCrew
from optimizer.tasks.local import LocalCrew
from optimizer.tasks.task import Halt, Limits, Task
from optimizer.workbook.template import write_input
from tiny import two_sources

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.tasks.crew import Crew

LIMITS = Limits(memory=1 << 30)
WAYS: dict[str, Callable[[], Crew]] = {
    "1 process": lambda: LocalCrew(1, LIMITS),
    "2 processes": lambda: LocalCrew(2, LIMITS),
    "2 Dask workers": lambda: ClusterCrew("local-cluster", LIMITS, jobs=2),
}


def main(count: int = 200, rounds: int = 3) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "a.xlsx"
        write_input(source, two_sources())
        tasks = [Task(str(k), "", source, Path(place) / "out" / f"{k}.plan.xlsx") for k in range(count)]
        crews = {way: make() for way, make in WAYS.items()}
        walls: dict[str, list[float]] = {way: [] for way in WAYS}
        works: dict[str, list[float]] = {way: [] for way in WAYS}
        for crew in crews.values():
            list(crew.finished(tasks[:4], Halt(), lambda _: None))  # every worker is warm
        for _ in range(rounds):
            for way, crew in crews.items():
                begin, before = time.perf_counter(), _processor()
                ended = list(crew.finished(tasks, Halt(), lambda _: None))
                walls[way].append(time.perf_counter() - begin)
                works[way].append(_processor() - before)
                assert all(one.runs[0].cost for one in ended)
        for crew in crews.values():
            crew.close()
    alone = statistics.median(walls["1 process"])
    print(
        f"{count} small workbooks, medians of {rounds} alternating rounds, {psutil.cpu_count()} processors, load {load()}"
    )
    print(f"{'':16}{'wall s':>9}{'CPU s':>9}{'a workbook ms':>15}{'faster by':>11}")
    for way in WAYS:
        wall, work = statistics.median(walls[way]), statistics.median(works[way])
        print(f"{way:16}{wall:9.1f}{work:9.1f}{work / count * 1000:15.0f}{alone / wall:11.2f}")


def _processor() -> float:
    """Processor time of this process and of all below it, ended ones included [s]."""
    family = [psutil.Process(), *psutil.Process().children(recursive=True)]
    total = 0.0
    for process in family:
        try:
            spent = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += spent.user + spent.system + spent.children_user + spent.children_system
    return total


def load() -> str:
    """How busy the machine has been in the last minute."""
    return f"{psutil.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
