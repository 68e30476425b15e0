"""B1: a planner's run, cold: CPU seconds of each phase, those of HiGHS itself apart."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .cold import ROOT, Way, alternate
from .effort import Effort
from .instances import SIZES, instance
from .table import Table, bar, seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .cold import Figures
    from .meter import Phases

MOST = 2.0
"""CPU seconds beside HiGHS that a planner's run may take."""
APART = {"baseline": "today's plan, found and checked", "stress": "stress test, plan and today's"}
"""Phases that are runs of their own beside the plan that was asked for."""
ORDER = ("start-up", "read", "validate", "build", "compile", "solve", "extract", "check", "report", "write", "the rest")
GAP, ALONE = 0.01, 120
"""Gap asked for, and most seconds that HiGHS alone may take for it."""


def tables(effort: Effort) -> Iterator[Table]:
    """Measure the EV example, or on QUICK the small instance, against HiGHS alone on the same matrix."""
    with tempfile.TemporaryDirectory() as folder:
        book = ROOT / "inputs" / "ev_components.xlsx"
        if effort is Effort.QUICK:
            from optimizer.workbook.template import write_input

            book = Path(folder) / "instance_S.xlsx"
            write_input(book, instance(SIZES["S"]))
        ways = {
            "run": Way("planner", (str(book),), counts_highs=True),
            "HiGHS": Way("gaps", ("extensive", str(book), str(GAP), str(ALONE)), rounds=1),
        }
        found = alternate(ways, 1 if effort is Effort.QUICK else 3)
        yield _table(book.stem, found["run"], found["HiGHS"])


def _table(name: str, run: Figures, alone: Figures) -> Table:
    """Lay out the phases in the order in which they come."""
    phases = [phase.removeprefix("cpu ") for phase in run if phase.startswith("cpu ")]
    own = sorted((p for p in phases if p not in APART), key=lambda p: ORDER.index(p) if p in ORDER else len(ORDER))
    ours = {p: run[f"cpu {p}"] - run[f"highs {p}"] for p in phases}
    beside, everything = sum(ours[p] for p in own), sum(ours.values())
    rows = [_row(APART.get(p, p), run, [p]) for p in own if run[f"cpu {p}"] >= 0.0005]
    rows.append(_row("the plan, all phases above", run, own))
    rows += [_row(APART[p], run, [p]) for p in phases if p in APART]
    rows.append(_row("whole process", run, phases))
    spent = seconds(alone["cpu"]) if alone["gap"] <= GAP else f"> {seconds(alone['cpu'])}"
    rows.append(("HiGHS alone, same matrix, all cases in", spent, spent, "", ""))
    return Table(
        f"B1. A planner's run in a cold process: {name}, gap {GAP:.0%} (CPU s, median of {run['runs']:.0f})",
        ("phase", "CPU s", "of it HiGHS", "loading modules", "ours: CPU less HiGHS"),
        tuple(rows),
        (
            bar(f"<= {MOST:g} s CPU beside HiGHS", f"{beside:.2f} s for the plan", met=beside <= MOST),
            f"With today's plan and the stress test, which are further solves: {everything:.2f} s.",
            f"Wall {run['all_wall']:.1f} s, CPU as the system counts it {run['all_cpu']:.1f} s, peak {run['peak']:.0f} MB.",
            f"Of HiGHS is what its own calls take, in whatever process they run; alone it {_proven(alone)}.",
        ),
    )


def _proven(alone: Figures) -> str:
    if alone["gap"] <= GAP:
        return f"proves {alone['gap']:.2%}"
    return f"has not proven {GAP:.0%} after {ALONE} s of wall time"


def _row(label: str, run: Figures, phases: list[str]) -> tuple[str, ...]:
    cpu, highs, loading = (sum(run[f"{kind} {p}"] for p in phases) for kind in ("cpu", "highs", "loading"))
    return label, seconds(cpu), seconds(highs), seconds(loading), seconds(cpu - highs)


def one(book: str) -> None:
    """Run ``sourcemix solve`` in this process and count its phases."""
    from .meter import Phases, peak_megabytes

    started = time.process_time()
    phases = Phases()
    with phases.phase("start-up"):
        import optimizer.cli

        _count_phases(phases)
    with tempfile.TemporaryDirectory() as folder:
        code = optimizer.cli.main(["solve", book, "--out", folder, "--gap", str(GAP), "--quiet"])
    if code:
        raise SystemExit(code)
    with phases.phase("the rest"):
        pass
    found = {f"cpu {name}": cpu for name, cpu in phases.cpu.items()}
    found |= {"peak": peak_megabytes()}
    found["cpu start-up"] += started
    found |= {f"highs {name}": cpu for name, cpu in phases.highs.items()}
    found |= {f"loading {name}": cpu for name, cpu in phases.loading.items()}
    print(json.dumps(found))


def _count_phases(phases: Phases) -> None:
    """Put a counter around every function that begins a phase."""
    import optimizer.doors
    import optimizer.planning
    import optimizer.workbook.read
    import optimizer.workbook.write

    changed: tuple[tuple[Any, str, str], ...] = (
        (optimizer.doors, "validate", "validate"),
        (optimizer.workbook.read, "read_workbook", "read"),
        (optimizer.workbook.write, "write_plan", "write"),
        (optimizer.workbook.write, "report_tables", "report"),
    )
    for module, name, phase in changed:
        setattr(module, name, phases.counting(phase, getattr(module, name)))
    plain, inside = optimizer.planning.Clock, list[str]()

    class Counting(plain):  # type: ignore[misc,valid-type]
        """Counts phases of planning; what happens inside one belongs to it."""

        @contextmanager
        def phase(self, name: str) -> Iterator[None]:
            with super().phase(name):
                if inside:
                    yield
                    return
                inside.append(name)
                try:
                    with phases.phase(name):
                        yield
                finally:
                    inside.pop()

    optimizer.planning.Clock = Counting  # type: ignore[misc]


if __name__ == "__main__" and sys.argv[1:2] == ["--one"]:
    one(*sys.argv[2:])
