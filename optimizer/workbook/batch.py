"""The summary of a batch as an Excel workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer import __version__
from optimizer.files import replacing
from optimizer.workbook.style import Styles, clean
from optimizer.workbook.tables import Place, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from models.schema import Sheet


def write_batch(name: str, tables: Iterable[tuple[Sheet, str]], path: Path) -> None:
    """Write the summary of a batch; what was there is replaced as a whole or not at all.

    Parameters
    ----------
    name
        What was planned.
    tables
        Its tables, each with a sentence to stand above it.

    Raises
    ------
    OutputError
        When it cannot be written there.

    """
    from optimizer.workbook.book import new_book

    title = f"Batch of {clean(name)}"
    with replacing(path) as temporary, new_book(temporary) as book:
        book.set_properties({"title": title[:255], "comments": "Batch planned by Sourcemix"})
        place = Place(book, Styles(book), "", title, __version__)
        for table, remark in tables:
            write_table(place, table, remark)
