"""Records written as a table: the header once, then a line for each record."""

from __future__ import annotations

Row = dict[str, object]
"""One record: column name to value; a column that is absent is blank."""


def rows(header: str, *lines: tuple[object, ...]) -> list[Row]:
    """Turn lines of values into records.

    Parameters
    ----------
    header
        Column names, separated by spaces.
    lines
        One value for each column; None leaves the cell blank, whole numbers become floats.

    Examples
    --------
    >>> rows("item value weight", ("Bolt", 2, None))
    [{'item': 'Bolt', 'value': 2.0}]

    """
    names = header.split()
    return [
        {name: _cell(value) for name, value in zip(names, line, strict=True) if value is not None} for line in lines
    ]


def _cell(value: object) -> object:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
