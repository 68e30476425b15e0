"""Tables as pandas DataFrames: an input to look at, change and plan again; a plan to work on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from models.catalogue import catalogue
from models.schema import Kind
from optimizer.report import report_tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.problem import Problem
    from models.schema import Column, Record
    from optimizer.outcome import Outcome


def input_frames(problem: Problem) -> dict[str, pd.DataFrame]:
    """Sheets of a problem that say something, one frame each; they can be read, changed, and planned again.

    Returns
    -------
    dict
        By sheet. Numbers that are not limited or not given are NaN, names are lists, Settings has one row. Rows that
        ``include`` leaves out, and notes, are not in it.

    """
    found: dict[str, pd.DataFrame] = {}
    for name, entry in catalogue().items():
        tables = [problem[record] for record in entry.records]
        if entry.sheet.scalar or len(tables[0]):
            columns = {c.name: _series(c, table) for table in tables for c in table.columns}
            found[name] = pd.DataFrame(columns)
    return found


def plan_frames(outcome: Outcome) -> dict[str, pd.DataFrame]:
    """Tables of a plan, as on the sheets of its workbook, one frame each, empty ones included.

    Raises
    ------
    NoValueError
        When the outcome has no plan.

    """
    return {t.sheet: pd.DataFrame({c.name: _series(c, t) for c in t.columns}) for t in report_tables(outcome)}


def _series(column: Column, table: Record) -> pd.Series[Any]:
    """One column: numbers as floats, blank ones NaN; texts, lists of names, True and False; days as timestamps."""
    values: Any = getattr(table, column.attribute)
    if table.scalar:
        values = [values]
    if column.kind is Kind.NUMBER:
        figures = pd.Series(values, dtype="float64")
        return figures.where(figures.abs() != float("inf"))
    if column.kind is Kind.DATE:
        return pd.Series(pd.to_datetime(list(values)))
    if column.kind is Kind.FLAG:
        return pd.Series(values, dtype="bool")
    return pd.Series(_texts(column, values), dtype="object")


def _texts(column: Column, values: Iterable[Any]) -> list[Any]:
    """Texts, None for blank ones; names as lists."""
    if column.kind is Kind.NAMES:
        return [list(names) for names in values]
    return [text or None for text in values]
