"""Models of Cosmic Frog as they leave it: a workbook with a sheet for each table, or text files in a folder or zip."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING, Any

from models.issue import Issue
from optimizer.errors import InputError
from optimizer.importing.anura.known import spelled
from optimizer.importing.anura.table import Table
from optimizer.importing.text import DAMAGED, problem, read_text
from optimizer.intake.raw import simplified
from optimizer.limits import OWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from optimizer.workbook.grid import Cells

TEXT = ".csv"
SHEETS = (".xl", ".ods")
"""How the ends of names of workbooks begin."""
WORKBOOK = "[Content_Types].xml"
"""Part by which a zip archive is known to be a workbook."""
REMEDY = "Name a workbook with a sheet for each table, or a folder or zip file of .csv files, one for each table."


def tables_of(path: Path) -> tuple[Table, ...]:
    """Read every table of a model.

    Raises
    ------
    InputError
        When the file cannot be read, holds no table of Anura, or two of the same name.

    """
    if path.is_dir():
        files = [place for place in sorted(path.iterdir()) if place.suffix.lower() == TEXT and place.stat().st_size]
        found = tuple(_from_text(place.name, read_text(place)) for place in files)
    elif path.suffix.lower().startswith(SHEETS) or _is_workbook(path):
        found = tuple(_from_workbook(path))
    elif zipfile.is_zipfile(path):
        found = tuple(_from_text(name, _decoded(content)) for name, content in _unpacked(path))
    else:
        found = (_from_text(path.name, read_text(path)),)
    if not any(spelled(table.title.removesuffix(TEXT)) for table in found):
        text = "There is no table of Anura in it, such as Facilities or CustomerDemand."
        raise InputError((problem(path, 0, "missing-sheet", text, REMEDY),))
    _refuse_twins(path, found)
    return found


def _is_workbook(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return WORKBOOK in archive.NameToInfo


def _refuse_twins(path: Path, found: tuple[Table, ...]) -> None:
    titles: dict[str, str] = {}
    for table in found:
        other = titles.get(simplified(table.name))
        titles[simplified(table.name)] = table.title
        if other is not None:
            text = f"'{other}' and '{table.title}' both stand for the table {table.name}."
            raise InputError((problem(path, 0, "duplicate-sheet", text, "Take out one of them."),))


def _from_workbook(path: Path) -> Iterator[Table]:
    from optimizer.workbook.read import all_cells, read_workbook

    refused = [issue for issue in read_workbook(path, {}).issues if issue.severity.word == "error"]
    if refused:
        raise InputError(refused)
    for title, cells in all_cells(path).items():
        yield _from_cells(title, cells)


def _from_cells(title: str, cells: Cells) -> Table:
    from optimizer.workbook.grid import column_letter

    headers, letters, rows = dict[str, str](), dict[str, str](), dict[int, dict[str, Any]]()
    for position, (numbers, values) in cells.items():
        filled = dict(zip(numbers.tolist(), values.tolist(), strict=True))
        letter = column_letter(position - 1)
        header = str(filled.pop(1, "")).strip()
        column = simplified(header) or f"column {letter}"
        if column in headers:
            column, header = f"{column} {letter}", f"{header} (column {letter})"
        headers[column], letters[column] = header or f"column {letter}", letter
        for number, value in filled.items():
            if not _is_blank(value):
                rows.setdefault(number, {})[column] = value
    return Table(spelled(title) or title, title, headers, letters, dict(sorted(rows.items())))


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _unpacked(path: Path) -> Iterator[tuple[str, bytes]]:
    """Texts of an archive, without those that systems put beside them."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [part for part in archive.infolist() if part.filename.lower().endswith(TEXT)]
            if sum(part.file_size for part in parts) > OWN.unpacked_bytes:
                found = f"The file grows beyond {OWN.unpacked_bytes / 1e9:.1f} GB when it is unpacked."
                raise InputError((problem(path, 0, "too-large", found, "Leave out tables with results."),))
            for part in parts:
                name = part.filename.rpartition("/")[2]
                if not name.startswith((".", "__")) and not part.filename.startswith("__MACOSX"):
                    yield name, archive.read(part)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise InputError(
            (problem(path, 0, "unreadable", f"The archive cannot be read ({error}).", DAMAGED),)
        ) from error


def _from_text(name: str, text: str) -> Table:
    """Read comma-separated values; semicolons and tabs are taken where the header has more of them."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    headers: dict[str, str] = {}
    rows: dict[int, Mapping[str, Any]] = {}
    try:
        for position, word in enumerate(next(lines, []), 1):
            column = simplified(word.strip()) or f"column {position}"
            headers[column if column not in headers else f"{column} {position}"] = word.strip() or f"column {position}"
        columns = list(headers)
        for values in lines:
            extra = [f"column {k}" for k in range(len(columns) + 1, len(values) + 1)]
            headers.update({column: column for column in extra})
            filled = {c: v for c, v in zip([*columns, *extra], values, strict=False) if v.strip()}
            if filled:
                rows[lines.line_num] = filled
    except csv.Error as error:
        place = Issue(
            f"{name}, line {lines.line_num}", 0, "", "unreadable", f"The line cannot be read ({error}).", DAMAGED
        )
        raise InputError((place,)) from error
    title = name.rpartition(".")[0] or name
    return Table(spelled(title) or title, name, headers, {}, rows)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)
