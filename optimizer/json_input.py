"""An input as JSON: the same sheets as the workbook, as lists of records, for other tools.

::

    {"schema": "sourcemix-input/1", "sheets": {"Settings": [{...}], "Sites": [{"site": ...}, ...], ...}}
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from models.catalogue import catalogue
from optimizer.doors import INPUT_SCHEMA

if TYPE_CHECKING:
    from models.problem import Problem


def input_as_json(problem: Problem) -> dict[str, Any]:
    """Sheets of a problem that say something, as plain values ready for ``json.dumps``; blank cells are left out.

    Reading it gives the same problem again. Rows that ``include`` leaves out, and notes, are not in it.
    """
    sheets: dict[str, list[dict[str, Any]]] = {}
    for name, entry in catalogue().items():
        tables = [problem[record] for record in entry.records]
        if entry.sheet.scalar or len(tables[0]):
            columns = {
                column.name: [getattr(table, column.attribute)]
                if table.scalar
                else getattr(table, column.attribute).tolist()
                for table in tables
                for column in table.columns
            }
            rows = zip(*columns.values(), strict=True)
            sheets[name] = [
                {key: _plain(v) for key, v in zip(columns, row, strict=True) if not _blank(v)} for row in rows
            ]
    return {"schema": INPUT_SCHEMA, "sheets": sheets}


def _blank(value: Any) -> bool:
    return value is None or value in {"", ()} or (isinstance(value, float) and not math.isfinite(value))


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
