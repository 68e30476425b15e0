"""What is no workbook is called by its name, with what to do; what is remarkable about one that is read is told."""

from __future__ import annotations

import os
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from handmade import handmade
from optimizer import check
from optimizer.doors import take_in
from optimizer.limits import Limits
from optimizer.workbook.package import TEMPLATE
from optimizer.workbook.template import TEMPLATE_VERSION, write_input
from tiny import two_sources
from wild import parts_of

if TYPE_CHECKING:
    from pathlib import Path

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
EXCEL_2003 = b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'
SAVE_AS = "Open it in Excel, choose Save As, and there 'Excel Workbook (*.xlsx)'."
ONE_TABLE = (
    "A plan needs several sheets: make a workbook with 'sourcemix template NEW.xlsx' and paste the tables into it."
)
UNPACK = "Unpack it, and name the workbook."
OLDER = (
    "note older-template plan.xlsx: The workbook was made from an older template (version {0}, now {1}). "
    "Columns added since count as blank. A new one is made by: sourcemix template NEW.xlsx"
)
NEWER = (
    "warning newer-template plan.xlsx: The workbook was made for a newer Sourcemix (template {0}, here {1}). "
    "Columns not known here are not used: update Sourcemix."
)
PROGRAM = "Open it in the program it comes from, and save it as 'Excel Workbook (*.xlsx)'."


def _only(path: Path, limits: Limits | None = None) -> str:
    """Message of the one issue."""
    (issue,) = take_in(path, limits=limits or Limits()).issues
    return f"{issue.severity.word} {issue.code} {issue}"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("plan.xlsx", b"", "empty-file plan.xlsx: The file is empty (0 bytes). Save the workbook again."),
        ("plan.xlsx", b"site;region\nOhio;US\n", f"not-a-workbook plan.xlsx: The file is a table in text form (CSV), whatever its name says. {ONE_TABLE}"),
        ("plan.xlsx", "site\tregion\nÖhio\tUS\n".encode("utf-16"), f"not-a-workbook plan.xlsx: The file is a table in text form (CSV), whatever its name says. {ONE_TABLE}"),
        ("plan.xlsx", b"\xef\xbb\xbf  <!DOCTYPE HTML><table>", f"not-a-workbook plan.xlsx: The file is a web page, whatever its name says. {SAVE_AS}"),
        ("plan.xlsx", EXCEL_2003, f"not-a-workbook plan.xlsx: The file is a workbook in the XML form of Excel 2003, whatever its name says. {SAVE_AS}"),
        ("plan.xlsx", b"<a/>", f"not-a-workbook plan.xlsx: The file is an XML file, whatever its name says. {SAVE_AS}"),
        ("plan.xlsx", b'{"Sites": []}', "not-a-workbook plan.xlsx: The file is a JSON file, whatever its name says. Let its name end in .json."),
        ("plan.xlsx", b"%PDF-1.7", "not-a-workbook plan.xlsx: The file is a PDF document, whatever its name says. Take the workbook it was made from."),
        ("plan.xlsx", b"\x1f\x8b\x08", f"not-a-workbook plan.xlsx: The file is a compressed file (.gz), whatever its name says. {UNPACK}"),
        ("plan.xlsx", b"\x00\x01\x02", "not-a-workbook plan.xlsx: The file is no workbook, whatever its name says. Save it from Excel as .xlsx."),
        ("plan.xlsx", b"hello", "not-a-workbook plan.xlsx: The file is a text, whatever its name says. Name the workbook."),
        ("plan.xlsx", OLE + "Workbook".encode("utf-16-le"), f"not-a-workbook plan.xlsx: The file is a workbook in the form of Excel 97 to 2003 (.xls), whatever its name says. {SAVE_AS}"),
        ("plan.xlsx", OLE, f"not-a-workbook plan.xlsx: The file is an old Office document, whatever its name says. {SAVE_AS}"),
        ("plan.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "protected plan.xlsx: The workbook is protected with a password. Open it in Excel, remove the password (File, Info, Protect Workbook), and save it as .xlsx."),
        ("plan.xlsx", b"PK\x03\x04 torn", "not-a-workbook plan.xlsx: The file is cut short: its end, where a workbook lists its contents, is missing. Copy or download it again, or save it again from Excel."),
        ("plan.xls", b"x", f"not-xlsx plan.xls: By its name the file is a workbook in the form of Excel 97 to 2003 (.xls). {SAVE_AS}"),
        ("plan.XLSB", b"x", f"not-xlsx plan.XLSB: By its name the file is a binary workbook (.xlsb). {SAVE_AS}"),
        ("plan.ods", b"x", "not-xlsx plan.ods: By its name the file is an OpenDocument file (.ods). Open it in LibreOffice, choose Save As, and there 'Excel 2007-365 (.xlsx)'."),
        ("plan.csv", b"x", f"not-xlsx plan.csv: By its name the file is a text file (.csv). {ONE_TABLE}"),
        ("plan.docx", b"x", "not-xlsx plan.docx: '.docx' files are not read. Save the workbook as .xlsx."),
        ("plan", b"x", "not-xlsx plan: The name has no ending, such as .xlsx. Save the workbook as .xlsx."),
        ("~$plan.xlsx", b"\x05Ann", "not-a-workbook ~$plan.xlsx: This is the mark Excel leaves beside a workbook that is open, not the workbook. Name plan.xlsx."),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_called_by_its_name(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert _only(path) == f"error {message}"


@pytest.mark.parametrize(
    ("parts", "found", "remedy"),
    [
        (["xl/workbook.bin"], "The file is a binary workbook (.xlsb), whatever its name says.", PROGRAM),
        (["mimetype", "content.xml"], "The file is an OpenDocument file (.ods), whatever its name says.", PROGRAM),
        (["word/document.bin", "word/document.xml"], "The file is a Word document, whatever its name says.", PROGRAM),
        (["folder/plan_v2.xlsx"], "The file is a zip archive with workbooks in it (folder/plan_v2.xlsx).", UNPACK),
        (["readme.txt"], "The file is an archive without a workbook in it.", "Save it from Excel as .xlsx."),
    ],
)
def test_an_archive_of_another_kind_is_called_by_its_name(
    parts: list[str], found: str, remedy: str, tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name in parts:
            archive.writestr(name, "<x/>")
    assert _only(path) == f"error not-a-workbook plan.xlsx: {found} {remedy}"


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("plan_v3.xlsx", "Did you mean plan_v2.xlsx?"),
        ("Plan_V2.xlsx", "Did you mean plan_v2.xlsx?"),
        ("plan_v2", "Did you mean plan_v2.xlsx?"),
        ("forecast.xlsx", "Check the name and the folder."),
    ],
)
def test_a_missing_file_is_looked_for_among_its_neighbours(asked: str, hint: str, tmp_path: Path) -> None:
    for name in ("plan_v2.xlsx", "plan_v2.plan.xlsx", "~$plan_v3.xlsx", "notes.txt"):
        (tmp_path / name).write_bytes(b"x")
    if (tmp_path / asked).exists():
        pytest.skip("a file system that ignores case")
    assert _only(tmp_path / asked) == f"error missing-file {asked}: There is no such file. {hint}"


def test_a_folder_and_a_missing_folder_are_told_apart(tmp_path: Path) -> None:
    folder = tmp_path / "plans.xlsx"
    folder.mkdir()
    assert _only(folder) == "error is-folder plans.xlsx: This is a folder, not a workbook. Name the workbook in it."
    away = tmp_path / "away"
    hint = f"There is no folder {away} either. Check the name and the folder."
    assert _only(away / "plan.xlsx") == f"error missing-file plan.xlsx: There is no such file. {hint}"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "plan.xlsx")
    assert _only(tmp_path / "plan.xlsx") == (
        "error not-a-workbook plan.xlsx: This is a device or a pipe, not a file. Name a workbook."
    )


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        ({"file_bytes": 100}, "The file has 0 MB; up to 0 MB are read."),
        ({"unpacked_bytes": 1000}, "The workbook would grow to 0 MB when it is unpacked."),
        ({"parts": 3}, "The file consists of 7 parts; up to 3 are read."),
        ({"sheets": 0}, "The workbook has 1 sheets; up to 0 are read."),
    ],
)
def test_a_workbook_beyond_measure_is_refused(limits: dict[str, Any], found: str, tmp_path: Path) -> None:
    path = handmade(tmp_path / "large.xlsx", "")
    remedy = "Copy the tables that are planned with into a new workbook, as values, and save that."
    assert _only(path, Limits(**limits)) == f"error too-large large.xlsx: {found} {remedy}"


def test_parts_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    path = handmade(tmp_path / "plan.xlsx", "", extra={"a.bin": b"x" * 4000, "b.bin": b"x" * 4000})
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        one, two = (archive.getinfo(name).header_offset for name in ("a.bin", "b.bin"))
    at = content.rindex(b"b.bin") - 4
    assert content[at : at + 4] == two.to_bytes(4, "little")
    path.write_bytes(content[:at] + (one + 1).to_bytes(4, "little") + content[at + 4 :])
    message = "The file cannot be read as a workbook (two parts of it share their bytes). Open it in Excel and save it again as .xlsx."
    assert _only(path) == f"error unreadable plan.xlsx: {message}"


def test_a_part_packed_in_an_unusual_way_is_refused(tmp_path: Path) -> None:
    path = handmade(tmp_path / "plan.xlsx", "")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("docProps/core.xml", "<a/>")
    assert "compressed in a way that workbooks are not" in _only(path)


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A workbook without problems."""
    write_input(tmp_path / "plan.xlsx", two_sources())
    assert not check(tmp_path / "plan.xlsx")
    return tmp_path / "plan.xlsx"


def _with(path: Path, name: str, old: bytes, new: bytes, **extra: bytes) -> Path:
    parts = {**parts_of(path), **{key.replace("__", "/").replace("_xml", ".xml"): part for key, part in extra.items()}}
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return path


@pytest.mark.parametrize("mark", ["~$plan.xlsx", ".~lock.plan.xlsx#"])
def test_a_workbook_that_is_open_elsewhere_is_read_with_a_note(mark: str, sound: Path) -> None:
    sound.with_name(mark).write_bytes(b"Ann")
    assert _only(sound) == (
        "note open-elsewhere plan.xlsx: The workbook is open in another program: changes that are not saved yet are not "
        "seen. Save it there first."
    )


def test_macros_are_not_run_and_that_is_told(sound: Path) -> None:
    relation = b'<Relationship Id="rId901" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>'
    path = _with(sound, "xl/_rels/workbook.xml.rels", b"</Relationships>", relation, **{"xl__vbaProject.bin": b"x"})
    path = path.rename(path.with_suffix(".xlsm"))
    message = "The workbook has macros; they are not run. The values saved last are used."
    assert _only(path) == f"note macros plan.xlsm: {message}"
    assert take_in(path).problem is not None


def test_other_workbooks_are_not_opened_and_that_is_told(sound: Path) -> None:
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    relation = b'<Relationship Id="rId901" Type="%s" Target="externalLinks/externalLink1.xml"/></Relationships>' % kind
    extra = {"xl__externalLinks__externalLink1_xml": b"<externalLink/>"}
    path = _with(sound, "xl/_rels/workbook.xml.rels", b"</Relationships>", relation, **extra)
    assert _only(path) == (
        "note external-links plan.xlsx: The workbook refers to other workbooks; they are not opened. The values saved "
        "last are used: update the links in Excel if they are old."
    )


def test_days_counted_from_1904_are_read_as_shown_and_that_is_told(sound: Path) -> None:
    before = take_in(sound).accept().horizon.starts[0]
    path = _with(sound, "xl/workbook.xml", b"<workbookPr ", b'<workbookPr date1904="1" ')
    assert _only(path) == (
        "note dates-from-1904 plan.xlsx: The workbook counts days from 1904, as old Macs did; they are read as Excel shows "
        "them. A date pasted from or into another workbook may be four years off: check it."
    )
    assert take_in(path).accept().horizon.starts[0] - before == np.timedelta64(1462, "D")


@pytest.mark.parametrize(
    ("version", "message"),
    [
        (TEMPLATE_VERSION - 1, OLDER),
        (TEMPLATE_VERSION + 1, NEWER),
    ],
)
def test_a_template_of_another_version_is_told(version: int, message: str, sound: Path) -> None:
    number = f"<vt:i4>{TEMPLATE_VERSION}</vt:i4>".encode(), f"<vt:i4>{version}</vt:i4>".encode()
    assert TEMPLATE.encode() in parts_of(sound)["docProps/custom.xml"]
    assert _only(_with(sound, "docProps/custom.xml", *number)) == message.format(version, TEMPLATE_VERSION)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[" * 100_000, "no readable JSON"),
        (b'{"Items": [{"item": %s}]}' % (b"9" * 5000), "no readable JSON"),
        (b'{"Items": [{"item": "\xff"}]}', "no readable JSON"),
    ],
)
def test_json_made_to_do_harm_is_refused(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    assert words in _only(path)


def test_json_beyond_measure_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text('{"Items": []}')
    assert _only(path, Limits(json_bytes=5)) == (
        "error too-large plan.json: The file has 0 MB; up to 0 MB of JSON are read. Use a workbook, or leave out what is "
        "not planned with."
    )
