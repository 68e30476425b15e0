"""Trouble with the file itself, and forms of it that planners' programs and strangers produce."""

from __future__ import annotations

import datetime as dt
import tracemalloc
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_bad_input import _errors

from badbook import GOOD, save
from handmade import MAIN, handmade, rows
from optimizer import check, read
from optimizer.workbook.read import read_workbook

if TYPE_CHECKING:
    from pathlib import Path

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
LOL = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]><sst xmlns="'
    + MAIN.encode()
    + b'"/>'
)


def _codes(path: Path) -> list[str]:
    return [issue.code for issue in check(path)]


def _rewritten(path: Path, name: str, old: bytes, new: bytes) -> Path:
    """Change one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return path


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/sharedStrings.xml", LOL),
        ("xl/worksheets/sheet1.xml", LOL),
        ("docProps/core.xml", LOL),
        ("xl/styles.xml", LOL.decode().encode("utf-16")),
        ("xl/styles.xml", b"<?xml version='1.0'?><!-- a --> <!-- b -->" + LOL[LOL.index(b"<!") :]),
        ("_rels/.rels", LOL),
    ],
)
def test_a_document_type_is_refused_before_anything_is_parsed(part: str, content: bytes, tmp_path: Path) -> None:
    (issue,) = check(handmade(tmp_path / "plan.xlsx", ONE, extra={part: content}))
    assert issue.code == "document-type"
    assert part in issue.found


def test_an_encoding_that_hides_a_document_type_is_refused(tmp_path: Path) -> None:
    hidden = b'<?xml version="1.0" encoding="cp037"?>' + "<!DOCTYPE x><sst/>".encode("cp037")
    assert _codes(handmade(tmp_path / "plan.xlsx", ONE, extra={"xl/sharedStrings.xml": hidden})) == ["unreadable"]


def test_a_head_that_never_ends_is_refused(tmp_path: Path) -> None:
    endless = b"<?xml version='1.0'?>" + b"<?a?>" * 10_000 + b"<sst/>"
    assert _codes(handmade(tmp_path / "plan.xlsx", ONE, extra={"xl/sharedStrings.xml": endless})) == ["unreadable"]


def test_a_zip_bomb_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    bomb = handmade(tmp_path / "bomb.xlsx", ONE + " " * (1 << 25))
    tracemalloc.start()
    assert _codes(bomb) == ["too-large"]
    assert tracemalloc.get_traced_memory()[1] < 1 << 24
    tracemalloc.stop()


def test_a_truncated_workbook_is_called_so(tmp_path: Path) -> None:
    path = save(tmp_path / "plan.xlsx", GOOD)
    path.write_bytes(path.read_bytes()[:-1000])
    (issue,) = check(path)
    assert (issue.code, "cut short" in issue.found) == ("not-a-workbook", True)


def test_a_flipped_byte_is_noticed(tmp_path: Path) -> None:
    path = save(tmp_path / "plan.xlsx", GOOD)
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/worksheets/sheet3.xml")
    content = bytearray(path.read_bytes())
    content[info.header_offset + 80] ^= 0xFF
    path.write_bytes(content)
    assert _codes(path) == ["unreadable"]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        ({"xl/workbook.xml": b"<workbook"}, "unreadable"),
        ({"xl/styles.xml": b"<styleSheet>"}, "unreadable"),
        ({"_rels/.rels": b"<Relationships/>"}, "not-a-workbook"),
        ({"xl/worksheets/sheet1.xml": b"<worksheet"}, "unreadable"),
        ({"xl/worksheets/sheet1.xml": b"plain text"}, "unreadable"),
    ],
)
def test_a_broken_part_is_explained(make: dict[str, bytes], code: str, tmp_path: Path) -> None:
    assert _codes(handmade(tmp_path / "plan.xlsx", ONE, extra=make)) == [code]


@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4))
def test_whatever_bytes_are_flipped_there_is_an_answer(
    tmp_path_factory: pytest.TempPathFactory, flips: list[tuple[float, int]]
) -> None:
    path = save(tmp_path_factory.mktemp("flip") / "plan.xlsx", GOOD)
    content = bytearray(path.read_bytes())  # its length depends on the second in which it was written
    for share, byte in flips:
        content[4 + int(share * (len(content) - 4))] = byte
    path.write_bytes(content)
    for issue in check(path):
        assert issue.remedy or issue.found


@given(st.binary(max_size=6), st.integers(0, 600))
def test_whatever_stands_in_a_sheet_there_is_an_answer(
    tmp_path_factory: pytest.TempPathFactory, wild: bytes, place: int
) -> None:
    path = handmade(tmp_path_factory.mktemp("wild") / "plan.xlsx", ONE)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    sheet = sheet[:place] + wild + sheet[place:]
    assert _codes(handmade(path, ONE, extra={"xl/worksheets/sheet1.xml": sheet}))


def test_a_part_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = handmade(tmp_path / "plan.xlsx", ONE)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    assert _codes(path) == ["unreadable"]


def test_the_strict_form_is_met_with_what_to_do(tmp_path: Path) -> None:
    (issue,) = check(handmade(tmp_path / "strict.xlsx", ONE, namespace=STRICT))
    assert issue.code == "strict-form"
    assert "Save As" in issue.remedy


@pytest.mark.parametrize("unusual", [False, True])
def test_a_value_in_the_last_cell_costs_nothing(unusual: bool, tmp_path: Path) -> None:  # noqa: FBT001
    path = save(tmp_path / "far.xlsx", GOOD)
    book = openpyxl.load_workbook(path)
    book["Items"]["XFD1048576"] = "x"
    book.save(path)
    if unusual:
        _rewritten(path, "xl/worksheets/sheet4.xml", b"<sheetData>", b"<sheetData><!-- unusual -->")
    assert _codes(path) == ["blank-header"]
    (items,) = (sheet for sheet in read_workbook(path).sheets if sheet.name == "Items")
    assert items.rows == (2, 3)


def test_a_wrong_dimension_loses_no_rows(tmp_path: Path) -> None:
    path = save(tmp_path / "good.xlsx", GOOD)
    wrong = _rewritten(path, "xl/worksheets/sheet4.xml", b'<dimension ref="A1:B3"', b'<dimension ref="A1"')
    assert set(read(wrong).value) == {"pack", "cell"}


def test_dates_counted_from_1904_are_the_same_days(tmp_path: Path) -> None:
    path = save(tmp_path / "old.xlsx", GOOD)
    book = openpyxl.load_workbook(path)
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.save(path)
    assert [str(day) for day in read(path)[_periods()].start] == ["2027-01-01", "2027-07-02"]


def _periods() -> Any:
    from models.sheets import Periods

    return Periods


def test_a_hidden_sheet_is_read_like_any_other(tmp_path: Path) -> None:
    path = save(tmp_path / "hidden.xlsx", GOOD)
    book = openpyxl.load_workbook(path)
    book["Items"].sheet_state = "hidden"
    book["BOM"].sheet_state = "veryHidden"
    book.save(path)
    assert _codes(path) == ["hidden-sheet", "hidden-sheet"]


@pytest.mark.parametrize("unusual", [False, True])
def test_formulas_without_values_and_error_cells_are_told_apart(unusual: bool, tmp_path: Path) -> None:  # noqa: FBT001
    path = save(tmp_path / "formulas.xlsx", {**GOOD, "Items": [["item", "value"], ["pack", "=1+1"], ["cell", "#N/A"]]})
    if unusual:
        _rewritten(path, "xl/worksheets/sheet4.xml", b"<sheetData>", b"<sheetData><!-- unusual -->")
    assert _errors(path) == ["Items!B2 formula-without-value", "Items!B3 error-cell"]


def test_a_formula_that_gives_an_empty_text_is_a_blank_cell(tmp_path: Path) -> None:
    data = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>item</t></is></c><c r="B1" t="inlineStr"><is><t>value</t></is></c>'
        '</row><row r="2"><c r="A2" t="inlineStr"><is><t>pack</t></is></c><c r="B2" t="str"><f>""</f><v></v></c></row>'
    )
    assert "Items!B2 blank-required" in _errors(handmade(tmp_path / "empty.xlsx", data))


def test_a_blank_sheet_and_a_sheet_without_rows_are_empty(tmp_path: Path) -> None:
    assert "Items empty-sheet" in _errors(handmade(tmp_path / "blank.xlsx", ""))
    assert "Items no-header" in _errors(handmade(tmp_path / "no_header.xlsx", rows('<c r="{r}"><v>5</v></c>')))


def test_merged_headers_are_those_of_their_first_cell(tmp_path: Path) -> None:
    path = save(tmp_path / "merged.xlsx", GOOD)
    book = openpyxl.load_workbook(path)
    book["Items"].insert_rows(1)
    book["Items"]["A1"] = "What is made"
    book["Items"].merge_cells("A1:B1")
    book.save(path)
    assert not check(path)


def test_times_in_a_date_column_and_dates_in_a_text_column(tmp_path: Path) -> None:
    sheets = {**GOOD, "Periods": [["period", "start", "weeks"], [dt.date(2027, 1, 1), dt.datetime(2027, 1, 1, 6), 26]]}  # noqa: DTZ001
    sheets["Demand"] = [GOOD["Demand"][0], ["Ohio", "pack", "2027-01-01", 300]]
    assert not check(save(tmp_path / "days.xlsx", sheets))
