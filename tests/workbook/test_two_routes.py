"""The fast reading of cells and openpyxl's give the same values at the same addresses, or the fast one declines."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from handmade import handmade, rows
from optimizer.intake.raw import UNCALCULATED, Block, Layout
from optimizer.workbook.fast import fast_cells
from optimizer.workbook.package import inspect
from optimizer.workbook.serials import DATE, DAY_ZERO, DAY_ZERO_1904, DURATION, duration, kind_of_format, moment
from optimizer.workbook.slow import slow_cells
from optimizer.workbook.xml_text import UnvouchedError

ROOT = Path(__file__).parents[2]
VALUES: list[Any] = [
    "NA", "None", "#N/A", "#DIV/0!", "007", "1e3", " edge ", "two\nlines", "R&D <50>", "Zürich", "东京", "😀", "x" * 600,
    0, 1, -7, 12345678901234567, 0.1, 1e-300, 2.5e17, 1 / 3, True, False, dt.date(2027, 1, 31),
    dt.datetime(2027, 1, 31, 13, 30), dt.datetime(1900, 1, 15), dt.time(6, 30), dt.timedelta(hours=30), None,  # noqa: DTZ001 - Excel knows no time zones
]  # fmt: skip
RICH = '<r><t>Re</t></r><r><rPr><b/></rPr><t xml:space="preserve">no </t></r><rPh sb="0" eb="1"><t>reno</t></rPh>'


def _plainly(sheets: dict[str, Any]) -> dict[str, dict[tuple[int, int], Any]]:
    """Value and its type by sheet, column and row; at (0, 0) the layout of the sheet."""
    return {
        title: {
            (column, row): (type(value), value)
            for column, (places, values) in cells.items()
            for row, value in zip(places.tolist(), values.tolist(), strict=True)
        }
        | {(0, 0): layout}
        for title, (cells, layout) in sheets.items()
    }


def _fast(path: Path) -> dict[str, dict[tuple[int, int], Any]]:
    with zipfile.ZipFile(path) as archive:
        package = inspect(archive)
        return _plainly(fast_cells(archive, package, list(package.sheets)))


def _slow(path: Path) -> dict[str, dict[tuple[int, int], Any]]:
    with zipfile.ZipFile(path) as archive:
        return _plainly(slow_cells(path, archive, inspect(archive)))


def _column(path: Path) -> list[Any]:
    """Values of column A, which both routes agree on."""
    fast = _fast(path)
    assert fast == _slow(path)
    return [value for (column, _), found in sorted(fast["Items"].items()) if column == 1 for value in found[1:]]


def _by_openpyxl(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for k, value in enumerate(VALUES):
        sheet.append([value, None, value if k % 3 else None, k])
    sheet["F3"], sheet["F4"] = "=1+1", "=NA()"
    sheet.merge_cells("H2:J9")
    sheet["H2"] = "merged"
    hidden = book.create_sheet("hidden")
    hidden.sheet_state, hidden["XFD1048576"] = "hidden", "far"
    book.create_sheet("empty")
    book.save(path)
    return path


def _by_xlsxwriter(path: Path, **options: Any) -> Path:
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy", "strings_to_numbers": False, **options})
    sheet = book.add_worksheet("all")
    span, bold = book.add_format({"num_format": "[h]:mm"}), book.add_format({"bold": True})
    for row, value in enumerate(VALUES):
        if isinstance(value, str):
            sheet.write_string(row, 0, value)
        elif isinstance(value, dt.timedelta):
            sheet.write_datetime(row, 0, value, span)
        elif value is None:
            sheet.write_blank(row, 0, None, bold)
        else:
            sheet.write(row, 0, value)
        sheet.write_number(row, 3, row, bold)
        sheet.write_formula(row, 5, "=1+1", None, ["2", "text", "", "#N/A", True, 0.5][row % 6])
    sheet.write_string(40, 0, "bell\x07 and _x0041_ and _x005F_")
    if not options:
        sheet.write_rich_string(41, 0, "plain", bold, "bold", " rest")
        sheet.merge_range(45, 1, 47, 2, "merged")
    sheet.set_column(0, 16_383, 12, bold)
    book.add_worksheet("hidden").hide()
    book.close()
    return path


@pytest.mark.parametrize(
    ("write", "options"),
    [
        (_by_openpyxl, {}),
        (_by_xlsxwriter, {}),
        (_by_xlsxwriter, {"constant_memory": True}),
        (_by_xlsxwriter, {"date_1904": True}),
    ],
)
def test_libraries_write_what_both_routes_read_alike(write: Any, options: dict[str, Any], tmp_path: Path) -> None:
    path = write(tmp_path / "zoo.xlsx", **options)
    fast, slow = _fast(path), _slow(path)
    escaped = {(1, 41)} if write is _by_xlsxwriter else set()
    for title, found in slow.items():
        assert {k: v for k, v in fast[title].items() if k not in escaped} == {
            k: v for k, v in found.items() if k not in escaped
        }
    assert fast.keys() == slow.keys()
    if escaped:
        assert fast["all"][1, 41][1] == "bell\x07 and _x0041_ and _x005F_"


@pytest.mark.parametrize("name", ["ev_components", "truck_powertrain"])
def test_the_examples_are_read_alike(name: str) -> None:
    path = ROOT / "inputs" / f"{name}.xlsx"
    assert _fast(path) == _slow(path)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", ["zoo", "ev_components"])
def test_libreoffice_writes_what_both_routes_read_alike(name: str, tmp_path: Path) -> None:
    source = _by_openpyxl(tmp_path / "zoo.xlsx") if name == "zoo" else ROOT / "inputs" / f"{name}.xlsx"
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/home", "--headless", "--convert-to", "xlsx",
               "--outdir", str(tmp_path / "out"), str(source)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    path = tmp_path / "out" / f"{name}.xlsx"
    fast = _fast(path)
    assert fast == _slow(path)
    assert any(fast.values())


@given(
    st.lists(
        st.lists(
            st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
            | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
            | st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(2099, 1, 1)),  # noqa: DTZ001 - Excel knows no time zones
            max_size=5,
        ),
        max_size=8,
    )
)  # fmt: skip
def test_any_cells_are_read_alike(tmp_path_factory: pytest.TempPathFactory, grid: list[list[Any]]) -> None:
    path = tmp_path_factory.mktemp("any") / "any.xlsx"
    book = openpyxl.Workbook()
    for row in grid:
        book.worksheets[0].append([value if not str(value).startswith("=") else None for value in row])
    book.save(path)
    assert _fast(path) == _slow(path)


def test_each_form_of_a_cell_is_read_as_it_was_meant(tmp_path: Path) -> None:
    data = rows(
        '<c r="{r}" t="s"><v>0</v></c>', '<c r="{r}" t="s"><v>1</v></c>', '<c r="{r}" t="s"><v>2</v></c>',
        '<c r="{r}" t="inlineStr"><is><t>NA</t></is></c>', f'<c r="{{r}}" t="inlineStr"><is>{RICH}</is></c>',
        '<c r="{r}" t="inlineStr"><is><t xml:space="preserve"> None </t></is></c>',
        '<c r="{r}" t="str"><f>A1</f><v>a &amp; b &#x41;</v></c>', '<c r="{r}" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        '<c r="{r}" t="e" vm="1"><v>#N/A</v></c>', '<c r="{r}" t="b"><v>1</v></c>', '<c r="{r}" s="4"><v>46023</v></c>',
        '<c r="{r}" s="2"><v>46023</v></c>', '<c r="{r}" s="1"><v>46023.5</v></c>', '<c r="{r}" s="3"><v>1.25</v></c>',
        '<c r="{r}" s="1"><v>-99999999</v></c>', '<c r="{r}"><v>1E3</v></c>', '<c r="{r}"><v>007</v></c>',
        '<c r="{r}"><f t="shared" si="0"/><v>.5</v></c>', '<c r="{r}"><f t="array" ref="A19">SUM(B:B)</f><v>3</v></c>',
        '<c r="{r}"><f>B1</f></c>', '<c r="{r}" s="2"><f>B1</f><v></v></c>', '<c r="{r}"><f ca="1">NOW()</f><v/></c>',
        '<c r="{r}" s="0"/>', '<c r="{r}"></c>', '<c r="{r}"><v></v></c>', '<c r="{r}" t="str"><f>B1</f><v></v></c>',
        '<c r="{r}" t="inlineStr"><is/></c>', '<c r="{r}" t="s"><v>3</v></c>',
    )  # fmt: skip
    strings = (
        f'<si><t>Reno_x000D_</t></si><si>{RICH}</si><si><t xml:space="preserve"> R&amp;D&#10;</t></si><si><t/></si>'
    )
    assert _column(handmade(tmp_path / "hand.xlsx", data, strings=strings)) == [
        "Reno\r", "Reno ", " R&D\n", "NA", "Reno ", " None ", "a & b A", "#DIV/0!", "#N/A", True, 46023,
        dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 1, 12), dt.timedelta(hours=30), "#VALUE!", 1000.0, 7, 0.5, 3,  # noqa: DTZ001 - Excel knows no time zones
        UNCALCULATED, UNCALCULATED, UNCALCULATED,
    ]  # fmt: skip


def test_only_the_corner_of_a_merged_cell_counts(tmp_path: Path) -> None:
    data = rows('<c r="{r}"><v>1</v></c><c r="B1"><v>2</v></c>', '<c r="{r}"><v>3</v></c>', '<c r="{r}"><v>4</v></c>')
    tail = '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'
    path = handmade(tmp_path / "merged.xlsx", data, tail=tail)
    corner = Layout(merged=(Block(1, 1, 2, 2),))
    assert _fast(path) == _slow(path) == {"Items": {(0, 0): corner, (1, 1): (int, 1), (1, 3): (int, 4)}}


@pytest.mark.parametrize(
    ("data", "more"),
    [
        ('<row r="1"><c s="0" r="A1"><v>1</v></c></row>', {}),
        ("<row><c><v>1</v></c></row>", {}),
        ("<row r='1'><c r='A1'><v>1</v></c></row>", {}),
        ('<row r="1"><!-- note --><c r="A1"><v>1</v></c></row>', {}),
        ('<row r="1"><c r="A1" t="str"><v><![CDATA[a<b]]></v></c></row>', {}),
        ('<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>', {}),
        ('<row r="1"><c r="A1" t="d"><v>2027-01-31</v></c></row>', {}),
        ('<row r="1"><c r="A1"><v>1</v></c><x:c xmlns:x="urn:x" r="B1"/></row>', {}),
        ('<row r="1"><c r="A1"><v>1</v></c></row>', {"tail": "<mergeCells><mergeCell ref='A1:B1'/></mergeCells>"}),
        ('<row r="1"><c r="A1"><v>1</v></c></row>', {"tail": "<!-- end -->"}),
        ('<row r="1"><c r="A1"><v>1</v></c></row>', {"head": "<!-- <sheetData> -->"}),
        ('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', {"strings": "<!-- one --><si><t>a</t></si>"}),
    ],
)
def test_unusual_forms_are_left_to_openpyxl(data: str, more: dict[str, str], tmp_path: Path) -> None:
    path = handmade(tmp_path / "odd.xlsx", data, **more)
    with pytest.raises(UnvouchedError):
        _fast(path)
    assert _slow(path)["Items"]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1"><v>1,2</v></c>', '<c r="A1"><v>null</v></c>', '<c r="A1"><v>NaN</v></c>', '<c r="A1"><v>[1]</v></c>',
        '<c r="A1" t="s"><v>9</v></c>', '<c r="A1" t="s"><v>-1</v></c>', '<c r="A1" t="x"><v>1</v></c>',
        '<c r="A1" s="99"><v>1</v></c>', '<c r="ZZZ1"><v>1</v></c>', '<c r="A9999999"><v>1</v></c>',
        '<c r="A1" t="str"><v>&nbsp;</v></c>', '<c r="A1" t="str"><v>&#0;</v></c>', '<c r="A1" t="str"><v>&#x110000;</v></c>',
        '<c r="A1" t="str"><v>\x07</v></c>', '<c r="A1"><v>1</v>', '<c r="A1"><f>1</v></c>', '<c r="A1"><v>1<b/></v></c>',
        '<c r="A1" t="inlineStr"><is><t>a</t><x:y/></is></c>', "</sheetData><row>",
    ],
)  # fmt: skip
def test_what_is_not_quite_right_is_not_vouched_for(cell: str, tmp_path: Path) -> None:
    path = handmade(tmp_path / "wrong.xlsx", f'<row r="1">{cell}</row>', strings="<si><t>a</t></si>")
    with pytest.raises(UnvouchedError):
        _fast(path)


@given(st.floats(-1e7, 1e7) | st.integers(-100, 100_000), st.booleans())
def test_serials_become_the_days_openpyxl_says(serial: float, from_1904: bool) -> None:  # noqa: FBT001
    from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

    def expected(**how: Any) -> Any:
        try:
            return from_excel(serial, **how)
        except (OverflowError, ValueError):
            return "#VALUE!"

    day_zero = DAY_ZERO_1904 if from_1904 else DAY_ZERO
    assert moment(serial, day_zero) == expected(epoch=MAC_EPOCH if from_1904 else WINDOWS_EPOCH)
    assert duration(serial) == expected(timedelta=True)


@given(
    st.text('dmyhs0#.[]"\\_;-/ RAe', max_size=12)
    | st.sampled_from(["[$-409]d-mmm", "[Red]0", "[hh]:mm", '"day" 0', "[ss].00"])
)
def test_formats_are_dates_when_openpyxl_says_so(code: str) -> None:
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

    for fmt in (code, *BUILTIN_FORMATS.values()):
        assert (kind_of_format(fmt) in {DATE, DURATION}) == is_date_format(fmt)
        assert (kind_of_format(fmt) == DURATION) == (is_date_format(fmt) and is_timedelta_format(fmt))
