"""B2: from rules to HiGHS, against arrays made by hand, linopy and Pyomo with appsi."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

from .cold import Way, alternate
from .effort import Effort
from .meter import peak_megabytes
from .table import Table, bar, seconds, times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .cold import Figures

HAND, OURS, LINOPY, APPSI = "by hand", "sourcemix", "linopy", "Pyomo + appsi"
SIZES = {Effort.QUICK: (10_000,), Effort.USUAL: (10_000, 100_000, 1_000_000), Effort.FULL: (10_000, 100_000, 1_000_000)}
LARGEST = 1_000_000
"""Size at which Pyomo + appsi takes minutes: it is run on FULL only."""
MOST_TIME, MOST_MEMORY, LEAST_LINOPY, LEAST_APPSI = 2.0, 1.3, 4.0, 100.0
"""Bars: times the limit in CPU and in memory, and times faster than the others."""
COUNTED_FROM = 100_000
"""Size from which the bars hold."""


def tables(effort: Effort) -> Iterator[Table]:
    """Measure each size."""
    for flows in SIZES[effort]:
        slow = flows == LARGEST
        ways = {way: Way("rules", (way, str(flows)), optional=way == LINOPY) for way in (HAND, OURS, LINOPY)}
        if not slow or effort is Effort.FULL:
            ways[APPSI] = Way("rules", (APPSI, str(flows)), rounds=1 if flows >= COUNTED_FROM else None)
        found = alternate(ways, 1 if effort is Effort.QUICK else 3 if slow else 5)
        limit = found[HAND]
        yield Table(
            f"B2. From rules to HiGHS: {flows:,} flow columns, {limit['rows']:,.0f} rows, {limit['entries']:,.0f} entries",
            ("way", "CPU s", "ratio", "wall s", "ratio", "peak MB", "ratio", "growth MB", "ratio", "runs"),
            tuple(_row(name, run, limit) for name, run in found.items()),
            (
                *(_judged(found) if flows >= COUNTED_FROM else ()),
                "Libraries are loaded before, the network is given as arrays.",
            ),
        )


def _row(name: str, run: Figures, limit: Figures) -> tuple[str, ...]:
    cells = []
    for figure in ("cpu", "wall"):
        cells += [seconds(run[figure]), times(run[figure] / limit[figure])]
    for figure in ("peak", "growth"):
        cells += [f"{run[figure]:.0f}", times(run[figure] / max(limit[figure], 1.0))]
    return (name, *cells, f"{run['runs']:.0f}")


def _judged(found: dict[str, Figures]) -> Iterator[str]:
    ours, limit = found[OURS], found[HAND]
    time_, memory = ours["cpu"] / limit["cpu"], ours["peak"] / limit["peak"]
    yield bar(f"<= {MOST_TIME:g} x the CPU of arrays by hand", f"{time_:.2f} x", met=time_ <= MOST_TIME)
    grown = f"{memory:.2f} x, libraries included; {ours['growth'] / limit['growth']:.2f} x of what the work adds"
    yield bar(f"<= {MOST_MEMORY:g} x their peak of memory", grown, met=memory <= MOST_MEMORY)
    for way, least in ((LINOPY, LEAST_LINOPY), (APPSI, LEAST_APPSI)):
        if way in found:
            faster = found[way]["cpu"] / ours["cpu"]
            yield bar(f">= {least:g} x faster than {way}", f"{faster:.1f} x", met=faster >= least)


def one(way: str, size: str) -> None:
    """Measure one way in this process: the network is given as arrays, and libraries are loaded before."""
    from .networks import network

    prepare: dict[str, Callable[[], Callable[[Any], Any]]] = {
        HAND: _hand, OURS: _ours, APPSI: _appsi, LINOPY: _linopy,
    }  # fmt: skip
    work = prepare[way]()
    work(network(800))
    net = network(int(size))
    before = peak_megabytes()
    wall, cpu = time.perf_counter(), time.process_time()
    highs = work(net)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = peak_megabytes()
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

    from .networks import by_hand

    return lambda net: _passed(SimpleNamespace(**by_hand(net)))


def _ours() -> Callable[[Any], Any]:
    from types import SimpleNamespace

    import scipy.sparse  # noqa: F401

    from models import algebra
    from optimizer.matrix import compile_model

    from .networks import in_columns, pyomo_model

    return lambda net: _passed(compile_model(SimpleNamespace(model=pyomo_model(algebra, net, *in_columns(net)))))


def _appsi() -> Callable[[Any], Any]:
    import pyomo.environ as pyo
    from pyomo.contrib.appsi.solvers import Highs

    from .networks import in_lists, pyomo_model

    def work(net: Any) -> Any:
        solver = Highs()
        solver.set_instance(pyomo_model(pyo, net, *in_lists(net)))
        return solver._solver_model  # noqa: SLF001

    return work


def _linopy() -> Callable[[Any], Any]:
    import linopy  # noqa: F401 - optional: this way is left out without it
    from linopy.io import to_highspy

    from .with_linopy import linopy_model

    return lambda net: to_highspy(linopy_model(net), set_names=False)


if __name__ == "__main__" and sys.argv[1:2] == ["--one"]:
    one(*sys.argv[2:])
