"""B8: how the time to 1 %, and the time to write the matrix, grow from S to M to L."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from .effort import Effort
from .gaps import OURS, proven, to_gap
from .table import Table, bar, seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .cold import Figures

GAP, MOST = 0.01, 1.3
"""Gap to prove, and the largest power of the number of columns with which the time may grow."""
LIMITS = {
    Effort.QUICK: {"S": 60.0, "M": 120.0},
    Effort.USUAL: {"S": 600.0, "M": 600.0},
    Effort.FULL: {"S": 600.0, "M": 600.0, "L": 330.0},
}
"""Most seconds of wall time by size."""
MEASURED = ("build", "compile", "cpu")


def tables(effort: Effort) -> Iterator[Table]:
    """Measure each size, and fit the power of the growth between neighbours and from end to end."""
    runs = {size: to_gap(OURS, size, GAP, limit) for size, limit in LIMITS[effort].items()}
    rows = [_row(size, run) for size, run in runs.items()]
    steps = [*pairwise(runs), *([(next(iter(runs)), list(runs)[-1])] if len(runs) > 2 else [])]
    rows += [_growth(f"power, {small} to {large}", runs[small], runs[large]) for small, large in steps]
    small, large = steps[-1]
    power = exponent(runs[small], runs[large], "cpu")
    reached, met = f"{power:.2f} from {small} to {large}", power <= MOST
    if not proven(runs[large], GAP):
        reached, met = f"{large} not proven in {LIMITS[effort][large]:g} s, so at least {reached}", False
    yield Table(
        "B8. Growth with size (CPU s)",
        ("instance", "columns", "build", "compile", "solve to 1 %", "gap proven"),
        tuple(rows),
        (bar(f"time to 1 % grows no faster than columns ^ {MOST}", reached, met=met),),
    )


def exponent(small: Figures, large: Figures, measured: str) -> float:
    """Power of the number of columns with which a figure grows."""
    return math.log(large[measured] / small[measured]) / math.log(large["columns"] / small["columns"])


def _row(size: str, run: Figures) -> tuple[str, ...]:
    gap = f"{run['gap']:.2%}" if run["gap"] < 1 else "no plan"
    return (size, f"{run['columns']:,.0f}", *(seconds(run[name]) for name in MEASURED), gap)


def _growth(label: str, small: Figures, large: Figures) -> tuple[str, ...]:
    open_end = "" if proven(large, GAP) else ">= "
    powers = [f"{open_end if name == 'cpu' else ''}{exponent(small, large, name):.2f}" for name in MEASURED]
    return (label, f"{large['columns'] / small['columns']:.1f} x", *powers, "")
