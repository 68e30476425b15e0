"""Measurements in processes of their own, in turns, and their medians."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
HOOKED = Path(__file__).resolve().parent / "hooked"
Figures = dict[str, float]
"""What a process found, by name."""


@dataclass(frozen=True)
class Way:
    """One way of doing a piece of work: a module with a ``--one``, and what it is told.

    Attributes
    ----------
    module
        Module whose last line of output is a JSON object of figures.
    arguments
        Arguments after ``--one``.
    counts_highs
        Whether the seconds of the solver are counted apart, in whatever process it runs.
    rounds
        Times it is run; None: as often as the others.
    optional
        Whether the others are measured without it where it cannot run.

    """

    module: str
    arguments: tuple[str, ...]
    counts_highs: bool = False
    rounds: int | None = None
    optional: bool = False


def alternate(ways: Mapping[str, Way], rounds: int) -> dict[str, Figures]:
    """Run each way in turn, several times; medians by way.

    Raises
    ------
    RuntimeError
        When a way that is not optional cannot run.

    """
    runs: dict[str, list[Figures]] = {name: [] for name in ways}
    for k in range(rounds):
        for name, way in ways.items():
            if k >= (rounds if way.rounds is None else way.rounds) or (k and not runs[name]):
                continue
            try:
                runs[name].append(cold(way))
            except RuntimeError as error:
                if not way.optional:
                    raise
                print(f"{name}: left out, {error}", file=sys.stderr)
    return {name: {"runs": float(len(found)), **medians(found)} for name, found in runs.items() if found}


def medians(runs: Sequence[Figures]) -> Figures:
    """Median of each figure."""
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def cold(way: Way) -> Figures:
    """Run one way in a process of its own.

    Besides what the process prints: ``all_cpu`` and ``all_wall``, of the whole process and the ones it has started [s].

    Raises
    ------
    RuntimeError
        When it does not end well.

    """
    with tempfile.TemporaryDirectory() as folder:
        output, errors = Path(folder) / "output", Path(folder) / "errors"
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        if way.counts_highs:
            log = Path(folder) / "highs"
            log.touch()
            environment |= {"HIGHS_SECONDS": str(log), "PYTHONPATH": os.pathsep.join((str(HOOKED), str(ROOT)))}
        command = [sys.executable, "-m", f"tests.benchmarks.{way.module}", "--one", *way.arguments]
        begin = time.perf_counter()
        with output.open("w") as out, errors.open("w") as err:
            process = subprocess.Popen(command, stdout=out, stderr=err, cwd=ROOT, env=environment)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - begin
        if process.returncode:
            said = errors.read_text(encoding="utf-8").strip().splitlines() or ["nothing said"]
            raise RuntimeError(said[-1])
        found: Figures = json.loads(output.read_text(encoding="utf-8").splitlines()[-1])
    return {**found, "all_cpu": used.ru_utime + used.ru_stime, "all_wall": wall}
