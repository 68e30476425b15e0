"""Cases in the formats of others, turned into Sourcemix's own input.

>>> from optimizer.importing import import_case
>>> imported = import_case("cap41.txt", "orlib-cap")                   # doctest: +SKIP
>>> outcome = optimizer.run(imported.records)                          # doctest: +SKIP

A format is one file of this package, with ``read(path, choices)``, and one entry of ``FORMATS`` in ``formats.py``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from optimizer.importing.imported import Choices, Imported

if TYPE_CHECKING:
    from optimizer.importing.imported import Read

__all__ = ["Choices", "Imported", "import_case"]


def import_case(path: str | Path, format_name: str, choices: Choices | None = None) -> Imported:
    """Read a file of another format as records by sheet, ready for `run`, `check` or a workbook.

    Parameters
    ----------
    path
        The file.
    format_name
        A key of :data:`optimizer.importing.formats.FORMATS`, e.g. ``orlib-cap``.
    choices
        What the file leaves open.

    Raises
    ------
    InputError
        With everything that is wrong with the file, each with its line or place.
    ValueError
        When there is no such format.

    """
    from importlib import import_module

    from optimizer.importing.formats import FORMATS

    if format_name not in FORMATS:
        raise ValueError(f"There is no format '{format_name}': choose from {', '.join(FORMATS)}.")
    read = cast("Read", import_module(FORMATS[format_name].module).read)
    return read(Path(path), choices or Choices())
