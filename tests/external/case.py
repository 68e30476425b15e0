"""One case with a known answer: how it becomes a workbook, which figure of the plan is the answer, what was reached."""

from __future__ import annotations

import contextlib
import io
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer import run
from optimizer.cli import main
from optimizer.outcome import Outcome, Status
from optimizer.workbook.template import write_input

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

CASES = Path(__file__).parent / "cases"
AGREES = 1e-6
"""Relative difference up to which a figure is the published one."""


@dataclass(frozen=True)
class Case:
    """A case of others.

    Attributes
    ----------
    name, family
        As the table shows them.
    published
        The known answer.
    write
        Writes the workbook into a folder, and says where it is.
    figure
        The answer, taken from the plan; its cost unless said otherwise.
    digits
        Relative difference that the published figure's own rounding allows.
    """

    name: str
    family: str
    published: float
    write: Callable[[Path], Path]
    figure: Callable[[Outcome], float] = lambda outcome: outcome.cost
    digits: float = AGREES


@dataclass(frozen=True)
class Reached:
    """What came of a case: the figure, its relative difference, wall time [s], and whether the plan is proven and checked."""

    figure: float
    difference: float
    seconds: float
    is_proven: bool

    def agrees(self, case: Case) -> bool:
        """Whether it is the published answer."""
        return self.is_proven and abs(self.difference) <= case.digits


def imported(file: str, format_name: str, *options: str) -> Callable[[Path], Path]:
    """Return how a file becomes a workbook: by the command that planners use."""

    def write(folder: Path) -> Path:
        target = folder / "case.xlsx"
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as told:
            code = main(["import", "--format", format_name, *options, str(CASES / file), str(target)])
        if code:
            raise AssertionError(f"{file} was not imported: {told.getvalue()}")
        return target

    return write


def typed(records: Mapping[str, Sequence[Mapping[str, Any]]]) -> Callable[[Path], Path]:
    """Return how a plan of the textbook becomes a workbook."""
    return lambda folder: write_input(folder / "case.xlsx", records)


def reach(case: Case, folder: Path) -> Reached:
    """Import, read, solve and check."""
    begin = time.monotonic()
    outcome = run(case.write(folder))
    seconds = time.monotonic() - begin
    figure = case.figure(outcome)
    is_proven = outcome.status is Status.OPTIMAL and outcome.audit.passed
    return Reached(figure, figure / case.published - 1, seconds, is_proven)
