"""Workbooks in which text stays text and figures are figures, whoever writes into them.

Nothing here trusts its caller: a text that could be taken for a formula is marked as text, what a cell cannot hold is
left out or cut with a mark, and a figure that is none is refused.
"""

from __future__ import annotations

from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileSizeError
from xlsxwriter.worksheet import Worksheet

from optimizer.errors import OutputError
from optimizer.workbook.style import FORMULA_SIGNS, clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "default_date_format": "yyyy-mm-dd",
}


class SafeSheet(Worksheet):  # type: ignore[misc]
    """A worksheet in which text stays text."""

    book: SafeBook

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> Any:
        kept = clean(string)
        if not kept:
            return self.write_blank(row, col, None, cell_format)
        if kept.startswith(FORMULA_SIGNS):
            cell_format = self.book.quoted(cell_format)
        return super()._write_string(row, col, kept, cell_format)

    def write_comment(self, row: int, col: int, comment: str, options: dict[str, Any] | None = None) -> Any:
        """Write a note without what a note cannot hold."""
        return super().write_comment(row, col, clean(comment), options)


class SafeBook(Workbook):  # type: ignore[misc]
    """A workbook of such worksheets."""

    worksheet_class = SafeSheet

    def __init__(self, stream: BytesIO) -> None:
        self._quoted: dict[int, Any] = {}
        super().__init__(stream, OPTIONS)

    def add_worksheet(self, name: str | None = None) -> SafeSheet:
        """Add a worksheet."""
        sheet: SafeSheet = super().add_worksheet(name)
        sheet.book = self
        return sheet

    def quoted(self, cell_format: Any) -> Any:
        """Return a format with the mark of text that is not a formula."""
        if cell_format is not None and cell_format.quote_prefix:
            return cell_format
        key = id(cell_format)
        if key not in self._quoted:
            made = self.add_format()
            if cell_format is not None:
                its_own = {"xf_index": None, "dxf_index": None}
                made.__dict__.update({**cell_format.__dict__, **its_own})
            made.set_quote_prefix()
            self._quoted[key] = made
        return self._quoted[key]


@contextmanager
def new_book(path: Path) -> Iterator[SafeBook]:
    """Give a workbook that is written when all is well; after an error there is none.

    Raises
    ------
    OSError
        When it cannot be written.
    OutputError
        When it is too large for a workbook.

    """
    stream = BytesIO()
    book = SafeBook(stream)
    yield book  # not in a try: half a workbook must not be written after an error
    try:
        book.close()
    except FileSizeError as error:
        raise OutputError("The plan is too large for a workbook. Write it as JSON with --json.") from error
    path.write_bytes(stream.getbuffer())
