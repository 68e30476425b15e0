"""Every way in: a workbook, a JSON file, records or data frames, all onto the one path."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.issue import Issue
from optimizer.intake.raw import RawBook, from_records
from optimizer.intake.validate import Intake, validate
from optimizer.limits import OWN, Limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    Source = str | Path | Mapping[str, Sequence[Mapping[str, Any]] | pd.DataFrame]

INPUT_SCHEMA = "sourcemix-input/1"
"""Version of the JSON form: ``{"schema": ..., "sheets": {sheet: [record, ...]}}``."""


def take_in(
    source: Source, scenario: str | None = None, limits: Limits = OWN, settings: Mapping[str, Any] | None = None
) -> Intake:
    """Read and validate an input from whatever door it comes through, as it is or in one of its scenarios.

    Parameters
    ----------
    source
        Path of an Excel workbook or of a JSON file; or tables by sheet name, each a list of records or a pandas
        DataFrame. Settings is a single record of names and values.
    scenario
        Name on the sheet Scenarios.
    limits
        How far a file is trusted, and what reading it may ask of the machine.
    settings
        Values that take the place of those on the sheet Settings, before any scenario changes them.

    """
    book = _raw(source, limits)
    if settings:
        from optimizer.intake.override import with_settings

        book = with_settings(book, settings)
    if scenario is None:
        return validate(book)
    from optimizer.scenarios import in_scenario

    return validate(in_scenario(book, scenario))


def scenarios_of(source: Source, limits: Limits = OWN) -> tuple[str, ...]:
    """Names of the scenarios an input offers."""
    from optimizer.scenarios import scenario_names

    return scenario_names(_raw(source, limits))


def _raw(source: Source, limits: Limits) -> RawBook:
    if isinstance(source, Mapping):
        return from_records({name: _records(table) for name, table in source.items()})
    path = Path(source)
    if path.suffix.lower() == ".json" and path.is_file():
        return _raw_json(path, limits)
    from optimizer.workbook.read import read_workbook

    return read_workbook(path, limits=limits)


def _raw_json(path: Path, limits: Limits) -> RawBook:
    """Take in a JSON file; what is read of it grows no faster than the file, so it needs no child process."""
    size = path.stat().st_size
    if size > limits.json_bytes:
        found = f"The file has {size / 1e6:,.0f} MB; up to {limits.json_bytes / 1e6:,.0f} MB of JSON are read."
        return _refused(path, "too-large", found, "Use a workbook, or leave out what is not planned with.")
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        return _refused(path, "unreadable", f"The file is no readable JSON ({error}).", "Correct it.")
    sheets = content.get("sheets", content) if isinstance(content, dict) else None
    well_formed = isinstance(sheets, dict) and all(
        isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
        for name, rows in sheets.items()
        if name != "schema"
    )
    if not isinstance(sheets, dict) or not well_formed:
        found = "The file does not hold a list of records for each sheet."
        remedy = f'Use {{"schema": "{INPUT_SCHEMA}", "sheets": {{"Sites": [{{"site": ...}}], ...}}}}.'
        return _refused(path, "wrong-form", found, remedy)
    return from_records({name: rows for name, rows in sheets.items() if name != "schema"})


def _refused(path: Path, code: str, found: str, remedy: str) -> RawBook:
    return RawBook((), "", (Issue(path.name, 0, "", code, found, remedy),))


def _records(table: Any) -> Sequence[Mapping[str, Any]]:
    """Records of a data frame, missing values as None; lists of records as they are."""
    if not hasattr(table, "to_dict"):
        return list(table)
    clean = table.astype(object).where(table.notna(), None)
    return [{str(key): value for key, value in record.items()} for record in clean.to_dict("records")]
