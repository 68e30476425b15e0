"""Problems of an input as a workbook: a list with links, and behind it a copy of the input with the cells marked."""

from __future__ import annotations

import re
import zipfile
from math import ceil
from typing import TYPE_CHECKING, Any

from models.issue import Severity
from optimizer.errors import OutputError
from optimizer.files import put, refuse_input
from optimizer.output_name import workbook_path
from optimizer.workbook.marked import GROUNDS, INKS, Copies, write_copy
from optimizer.workbook.style import GREY, INK, Styles, clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from models.issue import Issue
    from optimizer.workbook.grid import Cells

SUFFIX = ".problems.xlsx"
MARK = "Problems found by Sourcemix"
"""Comment in the properties of the file, by which an outdated one is told from a planner's own."""
CORE, HEAD = "docProps/core.xml", 4096
TITLE = "Problems"
HEADER_ROW = 4
COLUMNS = (
    ("Severity", 11),
    ("Sheet", 18),
    ("Cell", 10),
    ("What was found", 52),
    ("What is allowed", 34),
    ("What to do", 46),
    ("Code", 22),
)
"""Headers and widths of the list."""
HEAD_LOOKS = {"bold": True, "font_color": "white", "bg_color": INK, "indent": 1, "valign": "vcenter"}
POINTS_A_LINE = 15
A4 = 9


def problems_path(input_path: Path, out: Path | None = None) -> Path:
    """Where the problems of an input go: beside it, or where `out`, a folder or a workbook, says.

    Raises
    ------
    OutputError
        When `out` names a file that is no .xlsx workbook.

    Examples
    --------
    >>> from pathlib import Path
    >>> problems_path(Path("plans/ev.xlsx")).as_posix(), problems_path(Path("ev.json"), Path("new.xlsx")).as_posix()
    ('plans/ev.problems.xlsx', 'new.xlsx')

    """
    return workbook_path(input_path, f"{input_path.stem}{SUFFIX}", out)


def write_problems(issues: Sequence[Issue], path: Path, input_path: Path, cells: Mapping[str, Cells]) -> Path:
    """Write the problems of an input and return where they went.

    Parameters
    ----------
    path
        Where to; replaced as a whole or not at all, and left alone while another program has it open.
    input_path
        The planner's file, which is never written over.
    cells
        Cells of the input by sheet; none for an input that is no workbook.

    Raises
    ------
    OutputError
        When it cannot be written there, or `path` is the input or another file of the planner's.

    """
    from optimizer.workbook.book import new_book

    refuse_input(path, input_path)
    if path.exists() and not is_ours(path):
        raise OutputError(f"{path} exists already and was not written by Sourcemix. Choose another name with --out.")

    def fill(temporary: Path) -> None:
        with new_book(temporary) as book:
            book.set_properties({"title": clean(f"Problems of {input_path.name}")[:255], "comments": MARK})
            styles, copies = Styles(book), Copies.of(cells, issues, reserved=TITLE)
            sheet = book.add_worksheet(TITLE)
            sheet.set_tab_color(INK)
            _write_head(sheet, styles, issues, input_path, copies)
            _write_list(sheet, styles, issues, copies)
            _arrange(sheet, len(issues), knows_allowed=any(getattr(issue, "allowed", "") for issue in issues))
            for copy in copies.sheets:
                write_copy(book, styles, copy)

    return put(path, fill)


def is_ours(path: Path) -> bool:
    """Whether a file is a list of problems written earlier, and not something a planner made."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(CORE) as stream:
            return MARK.encode() in stream.read(HEAD)
    except (OSError, KeyError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile):
        return False


def _write_head(sheet: Any, styles: Styles, issues: Sequence[Issue], source: Path, copies: Copies) -> None:
    worst = max(issue.severity for issue in issues)
    counts = [(sum(issue.severity is severity for issue in issues), severity.word) for severity in reversed(Severity)]
    counted = ", ".join(f"{n:,} {word}{'s' if n > 1 else ''}" for n, word in counts if n)
    styles.write_text(sheet, 0, 0, f"Problems of {source.name}", bold=True, font_size=20, font_color=INK)
    sheet.set_row(0, 30)
    for c in range(len(COLUMNS)):
        sheet.write_blank(1, c, None, styles.of(bg_color=GROUNDS[worst]))
    verdict = "No plan was made. " if worst is Severity.ERROR else ""
    ink = {"font_color": INKS[worst], "bg_color": GROUNDS[worst]}
    styles.write_text(sheet, 1, 0, f"{verdict}{counted}.", bold=True, font_size=13, valign="vcenter", **ink)
    sheet.set_row(1, 22)
    words = f"Correct them in {source.name} itself, save it, and run: sourcemix check {source.name}"
    if copies.sheets:
        words = (
            f"A click on a cell goes to it: behind this sheet is a copy of the input with these cells marked. {words}"
        )
    styles.write_text(sheet, 2, 0, words, italic=True, font_color=GREY)
    short = [copy.title for copy in copies.sheets if copy.is_shortened]
    if short:
        text = f"Of large sheets only the rows with problems and those around them are copied: {', '.join(short)}."
        styles.write_text(sheet, 3, 0, text, italic=True, font_color=GREY)


def _write_list(sheet: Any, styles: Styles, issues: Sequence[Issue], copies: Copies) -> None:
    for c, (head, _) in enumerate(COLUMNS):
        sheet.write_string(HEADER_ROW, c, head, styles.of(**HEAD_LOOKS))
    sheet.set_row(HEADER_ROW, 22)
    cell = {"valign": "vcenter", "indent": 1, "text_wrap": True, "bottom": 1, "bottom_color": "#D9D9D9"}
    for row, issue in enumerate(issues, start=HEADER_ROW + 1):
        word = {"bold": True, "font_color": INKS[issue.severity], "bg_color": GROUNDS[issue.severity]}
        texts = (
            issue.severity.word,
            issue.sheet,
            "",
            issue.found,
            getattr(issue, "allowed", ""),
            issue.remedy,
            issue.code,
        )
        for c, text in enumerate(texts):
            sheet.write_blank(row, c, None, styles.of(**cell))
            small = {"font_color": GREY, "font_size": 9} if c == len(COLUMNS) - 1 else {}
            styles.write_text(sheet, row, c, text, **cell, **(small if c else word))
        link, shown = copies.link(issue), _place(issue)
        if link:
            looks = styles.of(**cell, font_color="#0563C1", underline=1)
            sheet.write_url(row, 2, link, looks, string=clean(shown) or "sheet", tip="Go to the marked cell")
        elif shown:
            styles.write_text(sheet, row, 2, shown, **cell)
        lines = max(ceil(len(text) / (width * 1.1)) for text, (_, width) in zip(texts, COLUMNS, strict=True))
        sheet.set_row(row, POINTS_A_LINE * min(max(lines, 1), 20) + 5)


def _place(issue: Issue) -> str:
    """Address without the sheet, which has a column of its own."""
    return re.sub(r"^.*?!", "", issue.cell.removeprefix(issue.sheet)) if issue.row else ""


def _arrange(sheet: Any, count: int, *, knows_allowed: bool) -> None:
    for c, (head, width) in enumerate(COLUMNS):
        sheet.set_column(c, c, width, None, {"hidden": head == "What is allowed" and not knows_allowed})
    sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + count, len(COLUMNS) - 1)
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_footer("&C&9Page &P of &N")
