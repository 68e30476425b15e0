"""B2: from rules to HiGHS, against arrays made by hand, linopy and Pyomo with appsi.

Run ``python -m tests.benchmarks.rules [flows ...]`` in the repository: each way runs in a process of its own, in turns,
and the medians are printed with their ratios to what is made by hand. Nothing asserts a time.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve()
SIZES = (10_000, 100_000, 1_000_000)
WAYS = ("by hand", "sourcemix", "linopy", "pyomo + appsi")
ROUNDS = {10_000: 5, 100_000: 5, 1_000_000: 3}
SLOW = {"pyomo + appsi": 100_000}
"""Largest size at which a way is run more than once, or without being asked for."""


def main() -> None:
    """Print a table for each size asked for."""
    sizes = [int(arg) for arg in sys.argv[1:]] or list(SIZES)
    for flows in sizes:
        _print(flows, {way: found for way in WAYS if (found := _runs(way, flows, 1)) is not None})


def _print(flows: int, first: dict[str, list[dict[str, float]]]) -> None:
    runs = {way: list(found) for way, found in first.items()}
    for _ in range(ROUNDS.get(flows, 3) - 1):
        for way in runs:
            if flows < SLOW.get(way, sys.maxsize):
                runs[way] += _runs(way, flows, 1) or []
    best = {way: {k: statistics.median(run[k] for run in found) for k in found[0]} for way, found in runs.items()}
    limit = best["by hand"]
    print(f"\n{flows:,} flow columns: {limit['rows']:,.0f} rows, {limit['entries']:,.0f} entries")
    print(
        f"{'':16}{'CPU s':>9}{'ratio':>8}{'wall s':>9}{'ratio':>8}{'peak MB':>9}{'ratio':>8}{'growth MB':>11}{'ratio':>8}{'runs':>6}"
    )
    for way, found in best.items():
        cells = "".join(f"{found[k]:9.3f}{found[k] / limit[k]:8.2f}" for k in ("cpu", "wall"))
        cells += f"{found['peak']:9.0f}{found['peak'] / limit['peak']:8.2f}"
        cells += f"{found['growth']:11.0f}{found['growth'] / max(limit['growth'], 1.0):8.2f}"
        print(f"{way:16}{cells}{len(runs[way]):6}")


def _runs(way: str, flows: int, count: int) -> list[dict[str, float]] | None:
    """Measure one way in processes of its own; None when it is not installed."""
    found = []
    for _ in range(count):
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.rules", "--one", way, str(flows)],
            capture_output=True, text=True, check=False, cwd=HERE.parents[2],
        )  # fmt: skip
        if done.returncode:
            print(f"{way}: {done.stderr.strip().splitlines()[-1]}")
            return None
        found.append(json.loads(done.stdout.splitlines()[-1]))
    return found


def one(way: str, flows: int) -> None:
    """Measure one way in this process: the network is given as arrays, and libraries are loaded before."""
    from tests.benchmarks.networks import network

    prepare: dict[str, Callable[[], Callable[[Any], Any]]] = {
        "by hand": _hand, "sourcemix": _ours, "pyomo + appsi": _appsi, "linopy": _linopy,
    }  # fmt: skip
    work = prepare[way]()
    work(network(800))
    net = network(flows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    wall, cpu = time.perf_counter(), time.process_time()
    highs = work(net)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = {"rows": highs.getNumRow(), "columns": highs.getNumCol(), "entries": highs.getNumNz()}
    print(json.dumps({"cpu": cpu, "wall": wall, "peak": peak, "growth": peak - before, **size}))


def _passed(arrays: Any) -> Any:
    import highspy

    from optimizer.solver.highs import pass_arrays

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    pass_arrays(highs, arrays)
    return highs


def _hand() -> Callable[[Any], Any]:
    from types import SimpleNamespace

    import scipy.sparse  # noqa: F401

    from tests.benchmarks.networks import by_hand

    return lambda net: _passed(SimpleNamespace(**by_hand(net)))


def _ours() -> Callable[[Any], Any]:
    from types import SimpleNamespace

    import scipy.sparse  # noqa: F401

    from models import algebra
    from optimizer.matrix import compile_model
    from tests.benchmarks.networks import in_columns, pyomo_model

    return lambda net: _passed(compile_model(SimpleNamespace(model=pyomo_model(algebra, net, *in_columns(net)))))


def _appsi() -> Callable[[Any], Any]:
    import pyomo.environ as pyo
    from pyomo.contrib.appsi.solvers import Highs

    from tests.benchmarks.networks import in_lists, pyomo_model

    def work(net: Any) -> Any:
        solver = Highs()
        solver.set_instance(pyomo_model(pyo, net, *in_lists(net)))
        return solver._solver_model  # noqa: SLF001

    return work


def _linopy() -> Callable[[Any], Any]:
    import linopy  # noqa: F401 - optional: this way is left out without it
    from linopy.io import to_highspy

    from tests.benchmarks.with_linopy import linopy_model

    return lambda net: to_highspy(linopy_model(net), set_names=False)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], int(sys.argv[3]))
    else:
        main()
