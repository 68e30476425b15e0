"""One case with a known answer: how it becomes a workbook, which figure of the plan is the answer, what was reached."""

from __future__ import annotations

import contextlib
import io
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

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


class Answer(NamedTuple):
    """A figure, and whether it is proven to be the least and stands its check."""

    figure: float
    is_proven: bool


@dataclass(frozen=True)
class Case:
    """A case of others.

    Attributes
    ----------
    name, family
        As the table shows them.
    published
        The known answer.
    answer
        Finds the answer, in a folder of its own.
    digits
        Relative difference that the published figure's own rounding allows.
    """

    name: str
    family: str
    published: float
    answer: Callable[[Path], Answer]
    digits: float = AGREES


@dataclass(frozen=True)
class Reached:
    """What came of a case: the figure, its relative difference, wall time [s], and whether it is proven and checked."""

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


def planned(
    write: Callable[[Path], Path], figure: Callable[[Outcome], float] = lambda outcome: outcome.cost
) -> Callable[[Path], Answer]:
    """Return how a workbook gives the answer: it is read, solved and checked; `figure` takes it from the plan."""

    def answer(folder: Path) -> Answer:
        outcome = run(write(folder))
        return Answer(figure(outcome), outcome.status is Status.OPTIMAL and outcome.audit.passed)

    return answer


def ordered(file: str, row: int) -> Callable[[Path], Answer]:
    """Return how a row of a file of two sources gives the answer: the least cost that any ordering rule can have."""

    def answer(folder: Path) -> Answer:
        header, *rows = (CASES / file).read_text(encoding="utf-8").splitlines()
        (folder / "case.csv").write_text(f"{header}\n{rows[row]}\n", encoding="utf-8")
        with contextlib.redirect_stdout(io.StringIO()) as told:
            main(["policy", "--case", str(folder / "case.csv"), "--json", "--quiet"])
        (found,) = json.loads(told.getvalue())["cases"]
        cost = found["optimal_average_cost"]
        return Answer(cost, found["error_bound"] <= AGREES * cost)

    return answer


def reach(case: Case, folder: Path) -> Reached:
    """Find the answer and compare it."""
    begin = time.monotonic()
    figure, is_proven = case.answer(folder)
    return Reached(figure, figure / case.published - 1, time.monotonic() - begin, is_proven)
