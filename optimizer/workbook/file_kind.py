"""What a file is before anything opens it as a workbook: missing, a folder, another kind under any name."""

from __future__ import annotations

import difflib
import mmap
import zipfile
from typing import TYPE_CHECKING

from optimizer.workbook.archive import NEW_WORKBOOK, RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.limits import Limits

KINDS = frozenset({".xlsx", ".xlsm"})
OURS = (".plan.xlsx", ".problems.xlsx", ".scenarios.xlsx", ".simulation.xlsx")
"""Ends of names of what is written beside an input, and so rarely meant as one."""
START = 4096
"""Bytes from which the kind of a file is told."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AS = "Open it in Excel, choose Save As, and there 'Excel Workbook (*.xlsx)'."
SAVE_OPEN = "Open it in LibreOffice, choose Save As, and there 'Excel 2007-365 (.xlsx)'."
ONE_TABLE = (
    "A plan needs several sheets: make a workbook with 'sourcemix template NEW.xlsx' and paste the tables into it."
)
BY_NAME = {
    ".xls": ("a workbook in the form of Excel 97 to 2003 (.xls)", SAVE_AS),
    ".xlsb": ("a binary workbook (.xlsb)", SAVE_AS),
    ".xltx": ("a template (.xltx)", SAVE_AS),
    ".xltm": ("a template (.xltm)", SAVE_AS),
    ".ods": ("an OpenDocument file (.ods)", SAVE_OPEN),
    ".csv": ("a text file (.csv)", ONE_TABLE),
    ".txt": ("a text file (.txt)", ONE_TABLE),
    ".tsv": ("a text file (.tsv)", ONE_TABLE),
    ".zip": ("a zip archive (.zip)", "Unpack it, and name the workbook."),
    ".numbers": ("a Numbers document", "Open it in Numbers, choose Export To, and there Excel."),
}
BY_START = (
    (b"%PDF", "a PDF document", "Take the workbook it was made from."),
    (b"\x1f\x8b", "a compressed file (.gz)", "Unpack it, and name the workbook."),
    (b"Rar!", "an archive (.rar)", "Unpack it, and name the workbook."),
    (b"7z\xbc\xaf", "an archive (.7z)", "Unpack it, and name the workbook."),
    (b"\x89PNG", "a picture", "Take the workbook it shows."),
    (b"\xff\xd8\xff", "a picture", "Take the workbook it shows."),
)
BY_TEXT = (
    (("<html", "<!doctype html", "<table", "<head", "<meta"), "a web page", SAVE_AS),
    (("<",), "an XML file", SAVE_AS),
    (("{", "["), "a JSON file", "Let its name end in .json."),
)
DAMAGED = "Copy or download it again, or save it again from Excel."


def check_file(path: Path, limits: Limits) -> None:
    """Look at a file's name, size and first bytes.

    Raises
    ------
    RefusedError
        When it cannot be a workbook.
    OSError
        When it cannot be opened.

    """
    _check_name(path)
    size = path.stat().st_size
    if not size:
        raise RefusedError("empty-file", "The file is empty (0 bytes).", "Save the workbook again.")
    if size > limits.file_bytes:
        found = f"The file has {size / 1e6:,.0f} MB; up to {limits.file_bytes / 1e6:,.0f} MB are read."
        raise RefusedError("too-large", found, NEW_WORKBOOK)
    with path.open("rb") as stream:
        start = stream.read(START)
    if start.startswith(OLE):
        raise _old_or_protected(path)
    if zipfile.is_zipfile(path):
        return
    if start.startswith(b"PK"):
        found = "The file is cut short: its end, where a workbook lists its contents, is missing."
        raise RefusedError("not-a-workbook", found, DAMAGED)
    kind, remedy = _kind(start)
    raise RefusedError("not-a-workbook", f"The file is {kind}, whatever its name says.", remedy)


def _check_name(path: Path) -> None:
    if path.is_dir():
        raise RefusedError("is-folder", "This is a folder, not a workbook.", "Name the workbook in it.")
    if not path.exists():
        raise RefusedError("missing-file", "There is no such file.", _nearest(path))
    if not path.is_file():
        raise RefusedError("not-a-workbook", "This is a device or a pipe, not a file.", "Name a workbook.")
    if path.name.startswith("~$"):
        found = "This is the mark Excel leaves beside a workbook that is open, not the workbook."
        raise RefusedError("not-a-workbook", found, f"Name {path.name[2:]}.")
    suffix = path.suffix.lower()
    if suffix not in KINDS:
        found = f"'{path.suffix}' files are not read." if suffix else "The name has no ending, such as .xlsx."
        kind, remedy = BY_NAME.get(suffix, ("", "Save the workbook as .xlsx."))
        raise RefusedError("not-xlsx", f"By its name the file is {kind}." if kind else found, remedy)


def _nearest(path: Path) -> str:
    """Say what may have been meant by a name that does not exist."""
    if not path.parent.is_dir():
        return f"There is no folder {path.parent} either. Check the name and the folder."
    names = [
        place.name
        for place in path.parent.iterdir()
        if place.suffix.lower() in {*KINDS, ".json"} and not place.name.startswith(("~$", ".")) and place.is_file()
    ]
    inputs = [name for name in names if not name.endswith(OURS)] or names
    by_small = {name.casefold(): name for name in inputs}
    small = path.name.casefold()
    match = difflib.get_close_matches(small, by_small, n=1, cutoff=0.5)
    return f"Did you mean {by_small[match[0]]}?" if match else "Check the name and the folder."


def _old_or_protected(path: Path) -> RefusedError:
    """Tell a password from the old form: both are OLE containers, whose entries have names in UTF-16."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find("EncryptedPackage".encode("utf-16-le")) >= 0:
            found = "The workbook is protected with a password."
            remedy = "Open it in Excel, remove the password (File, Info, Protect Workbook), and save it as .xlsx."
            return RefusedError("protected", found, remedy)
        is_workbook = any(content.find(name.encode("utf-16-le")) >= 0 for name in ("Workbook", "Book"))
    kind = BY_NAME[".xls"][0] if is_workbook else "an old Office document"
    return RefusedError("not-a-workbook", f"The file is {kind}, whatever its name says.", SAVE_AS)


def _kind(start: bytes) -> tuple[str, str]:
    """Kind of a file that is no archive, and what to do about it."""
    for sign, kind, remedy in BY_START:
        if start.startswith(sign):
            return kind, remedy
    is_wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in start and not is_wide:
        return "no workbook", "Save it from Excel as .xlsx."
    text = start.decode("utf-16" if is_wide else "utf-8", "ignore").removeprefix("\ufeff").lstrip().casefold()
    if text.startswith("<?xml") and ("excel.sheet" in text or "office:spreadsheet" in text):
        return "a workbook in the XML form of Excel 2003", SAVE_AS
    for signs, kind, remedy in BY_TEXT:
        if text.startswith(signs):
            return kind, remedy
    is_table = any(sign in text for sign in ",;\t")
    return ("a table in text form (CSV)", ONE_TABLE) if is_table else ("a text", "Name the workbook.")
