"""The summary of a batch as an Excel workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer import __version__
from optimizer.batches.tables import problems_table, runs_table
from optimizer.files import replacing
from optimizer.workbook.style import Styles, clean
from optimizer.workbook.tables import Place, write_table

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.batches.result import Batch


def write_batch(batch: Batch, path: Path) -> Path:
    """Write the summary and return where it went; it is replaced as a whole or not at all.

    Raises
    ------
    OutputError
        When it cannot be written there.

    """
    from optimizer.workbook.book import new_book

    runs, problems = runs_table(batch), problems_table(batch)
    name = f"Batch of {clean(batch.folder.name or str(batch.folder))}"
    count = len(batch.rows)
    ended = "" if batch.is_whole else " It was called off before its end."
    remark = f"{batch.succeeded:,} of {count:,} succeeded, begun {batch.started[:16].replace('T', ' ')}.{ended}"
    with replacing(path) as temporary, new_book(temporary) as book:
        book.set_properties({"title": name[:255], "comments": "Batch planned by Sourcemix"})
        place = Place(book, Styles(book), "", name, __version__)
        write_table(place, runs, remark)
        write_table(place, problems, f"{len(problems):,} problems." if len(problems) else "No workbook has any.")
    return path
