"""The plan as an Excel workbook: summary, one sheet for each table, charts, and how it was made."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from optimizer.files import put, refuse_input
from optimizer.output_name import WORKBOOK, workbook_path
from optimizer.report import Problems, report_tables, summary
from optimizer.workbook.charts import ChartData, Drawing, transition_chart
from optimizer.workbook.front import write_run_info, write_summary
from optimizer.workbook.style import INK, Styles, clean
from optimizer.workbook.tables import Place, write_table
from optimizer.workbook.template import HEADER_ROW

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from models.schema import Sheet
    from optimizer.outcome import Outcome
    from optimizer.report import Summary

SUFFIX = ".plan.xlsx"


def plan_path(input_path: Path, out: Path | None = None) -> Path:
    """Where the plan of an input goes.

    Parameters
    ----------
    out
        A folder, or the workbook itself; None: NAME.plan.xlsx beside the input.

    Raises
    ------
    OutputError
        When `out` names a file that is no .xlsx workbook.

    Examples
    --------
    >>> from pathlib import Path
    >>> plan_path(Path("plans/ev.xlsx")).as_posix(), plan_path(Path("ev.xlsx"), Path("new.xlsx")).as_posix()
    ('plans/ev.plan.xlsx', 'new.xlsx')

    """
    return workbook_path(input_path, f"{input_path.stem}{SUFFIX}", out)


def scenario_path(target: Path, scenario: str | None) -> Path:
    """Where the plan of a scenario goes: its name goes into the file's.

    >>> from pathlib import Path
    >>> scenario_path(Path("out/ev.plan.xlsx"), "no ferry").as_posix()
    'out/ev.no_ferry.plan.xlsx'
    """
    if scenario is None:
        return target
    name = "".join(ch if ch.isalnum() or ch in "-_" else "_" for ch in scenario)
    return target.with_name(f"{target.name.removesuffix(WORKBOOK).removesuffix('.plan')}.{name}{SUFFIX}")


def write_plan(
    outcome: Outcome, path: Path, timestamp: dt.datetime | None = None, *, input_path: Path | None = None
) -> Path:
    """Write the plan of an outcome as a workbook and return where it went.

    Parameters
    ----------
    path
        Where to; replaced as a whole or not at all, and left alone while another program has it open.
    timestamp
        When the plan was made; now if not given.
    input_path
        The planner's workbook, which is never written over.

    Raises
    ------
    OutputError
        When it cannot be written there, or `path` is the input.
    NoValueError
        When the outcome has no plan.

    """
    from optimizer.workbook.book import new_book

    refuse_input(path, input_path)
    tables, facts = report_tables(outcome), summary(outcome)
    made = timestamp or dt.datetime.now().astimezone()

    def fill(temporary: Path) -> None:
        with new_book(temporary) as book:
            title, created = clean(facts.plan_name)[:255], made.replace(tzinfo=None)
            book.set_properties({"title": title, "comments": "Plan made by Sourcemix", "created": created})
            _write_sheets(book, outcome, facts, tables, made, input_path)

    return put(path, fill)


def _write_sheets(
    book: Any, outcome: Outcome, facts: Summary, tables: list[Sheet], made: dt.datetime, source: Path | None
) -> None:
    place = Place(book, Styles(book), clean(facts.currency), facts.plan_name, facts.versions["sourcemix"])
    figures = ChartData(place)
    drawing = Drawing(place, figures)
    book.add_worksheet("Summary").set_tab_color(INK)
    # The summary's charts come first on Chart_data, so it is filled in before the sheets behind it are added.
    write_summary(place, outcome, facts, tables, drawing, made)
    for table in tables:
        if not len(table) and not isinstance(table, Problems):
            continue
        sheet = write_table(place, table, _remark(table))
        chart = transition_chart(drawing, [table])
        if chart is not None:
            sheet.insert_chart(HEADER_ROW + len(table) + 4, 0, chart)
            sheet.fit_to_pages(1, 1)
    write_run_info(place, outcome, facts, made, "" if source is None else source.name)
    figures.write()


def _remark(table: Sheet) -> str:
    """Second line of a sheet."""
    if isinstance(table, Problems) and not len(table):
        return "The input has no warnings and no notes."
    return f"{len(table):,} row{'' if len(table) == 1 else 's'}. Point at a header to read what it means."
