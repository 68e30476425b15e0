"""The simulation of a plan as an Excel workbook: in words, by place, by disruption, and how it was made."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from optimizer.files import put, refuse_input
from optimizer.output_name import workbook_path
from optimizer.versions import versions
from optimizer.workbook.style import AMBER, GREEN, INK, PALE_AMBER, PALE_GREEN, Styles, clean
from optimizer.workbook.tables import Place, for_print, write_table

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.simulation.outcome import Simulation

SUFFIX = ".simulation.xlsx"
WIDE = 130
LINE = 15.5
"""Height of a line of text [points]."""


def simulation_path(plan: Path, out: Path | None = None) -> Path:
    """Where the simulation of a plan goes: NAME.simulation.xlsx beside it unless `out` names a folder or a workbook.

    Raises
    ------
    OutputError
        When `out` names a file that is no .xlsx workbook.

    Examples
    --------
    >>> from pathlib import Path
    >>> simulation_path(Path("plans/ev.plan.xlsx")).as_posix()
    'plans/ev.simulation.xlsx'

    """
    return workbook_path(plan, f"{plan.stem.removesuffix('.plan')}{SUFFIX}", out)


def write_simulation(found: Simulation, path: Path, *, inputs: tuple[Path, ...] = ()) -> Path:
    """Write a simulation and return where it went: in place of an older one as a whole, or beside one that is open.

    Parameters
    ----------
    inputs
        The plan and its input, which are never written over.

    Raises
    ------
    OutputError
        When it cannot be written there.

    """
    from optimizer.workbook.book import new_book

    for source in inputs:
        refuse_input(path, source)
    settings = found.problem.settings
    made = dt.datetime.now().astimezone()

    def fill(temporary: Path) -> None:
        with new_book(temporary) as book:
            book.set_properties({"title": clean(settings.plan_name)[:255], "comments": "Simulation made by Sourcemix"})
            place = Place(book, Styles(book), clean(settings.currency), settings.plan_name, versions()["sourcemix"])
            _write_summary(place, found)
            for table in (found.fill, found.survival):
                if len(table):
                    write_table(place, table, f"{len(table):,} rows. Point at a header to read what it means.")
            _write_run_info(place, found, made, inputs)

    return put(path, fill)


def headline(found: Simulation) -> str:
    """Say in one line whether the promises are kept."""
    promises = int((found.fill.kept != "").sum() + (found.survival.kept != "").sum())
    if not promises:
        return "The plan promises nothing that a simulation could break."
    if not found.broken:
        return f"All {promises} promises are kept."
    return f"{found.broken} of {promises} promises are not kept."


def _write_summary(place: Place, found: Simulation) -> None:
    sheet, styles = place.book.add_worksheet("Summary"), place.styles
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, WIDE)
    styles.write_text(
        sheet, 0, 0, f"{found.problem.settings.plan_name}: simulation", bold=True, font_size=20, font_color=INK
    )
    color, ground = (AMBER, PALE_AMBER) if found.broken else (GREEN, PALE_GREEN)
    styles.write_text(sheet, 1, 0, headline(found), bold=True, font_size=13, font_color=color, bg_color=ground)
    words = (
        f"{found.replications:,} replications of {found.weeks} weeks with random demand, lead times and disruptions, "
        f"seed {found.seed}. +- is a 95 % confidence interval."
    )
    styles.write_text(sheet, 2, 0, words)
    for row, sentence in enumerate(found.sentences, start=4):
        styles.write_text(sheet, row, 0, sentence, text_wrap=True, valign="top")
        sheet.set_row(row, LINE * (1 + len(sentence) // WIDE))
    for_print(place, sheet)
    sheet.activate()


def _write_run_info(place: Place, found: Simulation, made: dt.datetime, inputs: tuple[Path, ...]) -> None:
    sheet, styles = place.book.add_worksheet("Run_info"), place.styles
    sheet.write_string(0, 0, "Run_info: how this simulation was made.", styles.title)
    names = dict(zip(("plan", "input"), (source.name for source in inputs), strict=False))
    facts: dict[str, Any] = {
        "made": f"{made:%Y-%m-%d %H:%M:%S}",
        **names,
        "fingerprint of the input (SHA-256)": found.problem.digest,
        "replications": found.replications,
        "weeks of each": found.weeks,
        "places (item and site)": found.nodes,
        "seed": found.seed,
        **{f"seconds, {phase}": seconds for phase, seconds in found.seconds.items()},
        **versions(),
    }
    for row, (name, value) in enumerate(facts.items(), start=2):
        styles.write_text(sheet, row, 0, name)
        if isinstance(value, str):
            styles.write_text(sheet, row, 1, value)
        else:
            sheet.write_number(row, 1, value, styles.of(num_format="#,##0.###", align="left"))
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 28)
    for_print(place, sheet)
