"""The comparison of scenarios as an Excel workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer import __version__
from optimizer.comparison import scenario_figures, scenario_runs
from optimizer.files import put, refuse_input
from optimizer.workbook.style import Styles, clean
from optimizer.workbook.tables import Place, write_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from optimizer.outcome import Outcome


def write_comparison(outcomes: Mapping[str, Outcome], path: Path, *, input_path: Path | None = None) -> Path:
    """Write scenarios side by side and return where they went.

    Parameters
    ----------
    outcomes
        By scenario, the workbook as it is first.
    path
        Where to; replaced as a whole or not at all, and left alone while another program has it open.
    input_path
        The planner's workbook, which is never written over.

    Raises
    ------
    OutputError
        When it cannot be written there, or `path` is the input.

    """
    from optimizer.workbook.book import new_book

    refuse_input(path, input_path)
    first = next(iter(outcomes.values()))
    settings = first.problem.settings

    def fill(temporary: Path) -> None:
        with new_book(temporary) as book:
            place = Place(book, Styles(book), clean(settings.currency), settings.plan_name, __version__)
            for table in (scenario_runs(outcomes), scenario_figures(outcomes)):
                write_table(place, table, f"Scenarios of {settings.plan_name}, each with its own plan workbook.")

    return put(path, fill)
