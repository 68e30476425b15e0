"""Rules for the splits of a plan as an Excel workbook: the tables, and how they were made."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from optimizer.files import put, refuse_input
from optimizer.output_name import workbook_path
from optimizer.versions import versions
from optimizer.workbook.style import Styles, clean
from optimizer.workbook.tables import Place, for_print, write_table

if TYPE_CHECKING:
    from pathlib import Path

    from models.problem import Problem
    from models.schema import Sheet

SUFFIX = ".policy.xlsx"


def policy_path(plan: Path, out: Path | None = None) -> Path:
    """Where the rules of a plan go: NAME.policy.xlsx beside it unless `out` names a folder or a workbook.

    Raises
    ------
    OutputError
        When `out` names a file that is no .xlsx workbook.

    Examples
    --------
    >>> from pathlib import Path
    >>> policy_path(Path("plans/ev.plan.xlsx")).as_posix()
    'plans/ev.policy.xlsx'

    """
    return workbook_path(plan, f"{plan.stem.removesuffix('.plan')}{SUFFIX}", out)


def write_policy(
    problem: Problem, tables: tuple[Sheet, ...], path: Path, seed: int, *, inputs: tuple[Path, ...] = ()
) -> Path:
    """Write tables of rules and return where they went: in place of older ones, or beside a file that is open.

    Parameters
    ----------
    seed
        Of the simulation, for the record.
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
    settings, made = problem.settings, dt.datetime.now().astimezone()

    def fill(temporary: Path) -> None:
        with new_book(temporary) as book:
            book.set_properties({"title": clean(settings.plan_name)[:255], "comments": "Rules made by Sourcemix"})
            place = Place(book, Styles(book), clean(settings.currency), settings.plan_name, versions()["sourcemix"])
            for table in tables:
                write_table(place, table, f"{len(table):,} rows. Point at a header to read what it means.")
            _write_run_info(place, problem, seed, made, inputs)

    return put(path, fill)


def _write_run_info(place: Place, problem: Problem, seed: int, made: dt.datetime, inputs: tuple[Path, ...]) -> None:
    sheet, styles = place.book.add_worksheet("Run_info"), place.styles
    sheet.write_string(0, 0, "Run_info: how these rules were made.", styles.title)
    facts: dict[str, Any] = {
        "made": f"{made:%Y-%m-%d %H:%M:%S}",
        **dict(zip(("plan", "input"), (source.name for source in inputs), strict=False)),
        "fingerprint of the input (SHA-256)": problem.digest,
        "seed": str(seed),
        **versions(),
    }
    for row, (name, value) in enumerate(facts.items(), start=2):
        styles.write_text(sheet, row, 0, name)
        styles.write_text(sheet, row, 1, value)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 28)
    for_print(place, sheet)
