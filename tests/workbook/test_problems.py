"""Problems go back to the planner as a workbook: every address leads to its cell, which is marked and noted."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from models.issue import Issue, Severity
from optimizer import check
from optimizer.commands.problem_file import remove_outdated, write_problem_file
from optimizer.errors import OutputError
from optimizer.workbook.marked import AROUND, GROUNDS, MOST_ROWS
from optimizer.workbook.problems import COLUMNS, HEADER_ROW, is_ours, problems_path, write_problems
from optimizer.workbook.read import all_cells
from optimizer.workbook.template import write_input
from tiny import book, two_sources

if TYPE_CHECKING:
    from pathlib import Path

FIRST = HEADER_ROW + 2
"""First row of the list, counted from 1."""


def _bad(path: Path, **sheets: Any) -> Path:
    """A workbook with a problem of each kind of cell."""
    write_input(path, two_sources(**sheets))
    broken = openpyxl.load_workbook(path)
    broken["Items"]["C6"] = "#N/A"
    broken["Sites"]["C6"] = "=1+1"
    broken["Sites"]["B7"] = "=cmd|' /C calc'!A0"
    broken["Sites"]["B7"].data_type = "s"
    broken["Periods"]["C6"] = -3
    broken["Demand"]["D6"] = None
    own = broken.create_sheet("Ann's notes")
    own["B2"], own["B3"] = dt.datetime(2027, 1, 31), True  # noqa: DTZ001 - Excel knows no time zones
    broken.save(path)
    return path


def _written(path: Path) -> tuple[list[Issue], Any]:
    issues = list(check(path))
    target = write_problems(issues, problems_path(path), path, all_cells(path))
    return issues, openpyxl.load_workbook(target)


def test_the_list_says_what_is_wrong_in_the_order_of_the_issues(tmp_path: Path) -> None:
    issues, written = _written(_bad(tmp_path / "plan.xlsx"))
    sheet = written.worksheets[0]
    assert sheet.title == "Problems"
    assert sheet["A1"].value == "Problems of plan.xlsx"
    assert re.fullmatch(r"No plan was made\. \d errors, \d notes?\.", sheet["A2"].value)
    assert [cell.value for cell in sheet[HEADER_ROW + 1]] == [head for head, _ in COLUMNS]
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=FIRST)]
    assert [(row[0], row[1], row[3], row[5], row[6]) for row in rows] == [
        (issue.severity.word, issue.sheet, issue.found, issue.remedy, issue.code) for issue in issues
    ]
    assert sheet.freeze_panes == f"A{FIRST}"
    assert sheet.auto_filter.ref == f"A{HEADER_ROW + 1}:G{HEADER_ROW + 1 + len(issues)}"


def test_every_address_leads_to_its_cell_which_is_marked_and_noted(tmp_path: Path) -> None:
    issues, written = _written(_bad(tmp_path / "plan.xlsx"))
    for row, issue in enumerate(issues, start=FIRST):
        link = written["Problems"].cell(row, 3).hyperlink
        place = f"{issue.column or 'A'}{max(issue.row, 1)}"
        if issue.column or not issue.row:
            assert link.location == f"'{issue.sheet.replace(chr(39), chr(39) * 2)}'!{place}"
        cell = written[issue.sheet][place]
        assert issue.found in cell.comment.text
        assert cell.fill.fgColor.rgb == GROUNDS[issue.severity].replace("#", "FF")
    assert {"Items!C6", "Sites!C6", "Periods!C6", "Demand!D6"} <= {issue.cell for issue in issues}


def test_the_copy_shows_every_value_as_it_was_found(tmp_path: Path) -> None:
    path = _bad(tmp_path / "plan.xlsx")
    before = path.read_bytes()
    _, written = _written(path)
    assert path.read_bytes() == before
    found = openpyxl.load_workbook(path, data_only=True)
    assert written.sheetnames == ["Problems", *found.sheetnames]
    for sheet in found:
        for row in sheet.iter_rows():
            for cell in row:
                copy = written[sheet.title][cell.coordinate]
                if (sheet.title, cell.coordinate) == ("Sites", "C6"):
                    assert copy.value == "formula without a value"
                else:
                    assert copy.value == cell.value, (sheet.title, cell.coordinate)
                assert copy.data_type != "f"
    assert written["Items"]["C6"].data_type == "s"
    assert written["Sites"]["B7"].quotePrefix
    assert written["Sites"].freeze_panes == "B6"


def test_titles_that_are_taken_or_cannot_be_are_changed_and_still_found(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    cells = all_cells(_bad(path))
    names = ["Problems", "a" * 40, "a" * 41, "x/y", "'quoted'", ""]
    issues = [Issue(name, 1, "A", "code", "found", "remedy") for name in names]
    target = write_problems(issues, tmp_path / "out.xlsx", path, dict.fromkeys(names, cells["Items"]))
    written = openpyxl.load_workbook(target)
    titles = ["Problems (2)", "a" * 31, "a" * 27 + " (2)", "x_y", "quoted", "Sheet"]
    assert written.sheetnames == ["Problems", *titles]
    links = [written["Problems"].cell(row, 3).hyperlink.location for row in range(FIRST, FIRST + len(names))]
    assert links == [f"'{title}'!A1" for title in titles]


def test_of_a_large_sheet_the_rows_with_problems_are_copied(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    large = openpyxl.Workbook(write_only=True)
    sheet = large.create_sheet("Items")
    for row in [["item", "value"], *([f"x{k}", "dear" if k == 4000 else 1] for k in range(2, MOST_ROWS + 3))]:
        sheet.append(row)
    large.save(path)
    issues, written = _written(path)
    assert "Items!B4000" in {issue.cell for issue in issues}
    copied = {cell.row for row in written["Items"].iter_rows() for cell in row if cell.value is not None}
    assert copied == {*range(1, 2 + AROUND), *range(4000 - AROUND, 4000 + AROUND + 1)}
    assert written["Items"].sheet_format.zeroHeight
    assert "Items" in written["Problems"]["A4"].value


def test_an_input_without_cells_has_a_list_without_links(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text('{"Sites": [{"site": "a", "region": "US", "role": "maker"}]}')
    issues = list(check(path))
    out = io.StringIO()
    write_problem_file(issues, path, problems_path(path), out)
    assert out.getvalue() == f"Written: {tmp_path / 'plan.problems.xlsx'}\n"
    sheet = openpyxl.load_workbook(tmp_path / "plan.problems.xlsx").worksheets
    assert [one.title for one in sheet] == ["Problems"]
    assert [cell.value for cell in sheet[0]["C"]][HEADER_ROW + 1 :].count("[1].role") == 1
    assert not any(cell.hyperlink for cell in sheet[0]["C"])


def test_a_file_that_cannot_be_read_has_no_copy(tmp_path: Path) -> None:
    path, out = tmp_path / "plan.xlsx", io.StringIO()
    path.write_bytes(b"")
    write_problem_file(check(path), path, problems_path(path), out)
    assert (out.getvalue(), list(tmp_path.iterdir())) == ("", [path])


def test_an_outdated_list_is_removed_and_a_file_of_the_planner_is_not(tmp_path: Path) -> None:
    path, out = _bad(tmp_path / "plan.xlsx"), io.StringIO()
    target = problems_path(path)
    write_problem_file(check(path), path, target, out)
    assert is_ours(target)
    out.truncate(0)
    remove_outdated(target, out)
    assert not target.exists()
    assert "(of an earlier check)" in out.getvalue()
    write_input(target, book())
    before = target.read_bytes()
    assert not is_ours(target)
    remove_outdated(target, out)
    with pytest.raises(OutputError, match=r"was not written by Sourcemix\. Choose another name with --out"):
        write_problems(check(path), target, path, {})
    assert target.read_bytes() == before


def test_the_input_is_never_written_over(tmp_path: Path) -> None:
    path = _bad(tmp_path / "plan.xlsx")
    with pytest.raises(OutputError, match="is the input itself"):
        write_problems(check(path), path, path, {})


def test_a_name_that_is_no_workbooks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"Let it end in \.xlsx"):
        problems_path(tmp_path / "plan.xlsx", tmp_path / "out.csv")
    assert problems_path(tmp_path / "plan.xlsm", tmp_path) == tmp_path / "plan.problems.xlsx"


def test_what_no_workbook_can_hold_is_left_out_of_texts(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write_input(path, book())
    issue = Issue("Items", 6, "A", "code", "found \x07 \ud800 " + "x" * 40_000, "=1+1", Severity.WARNING)
    sheet = openpyxl.load_workbook(write_problems([issue], tmp_path / "out.xlsx", path, all_cells(path)))["Problems"]
    assert sheet.cell(FIRST, 4).value.startswith("found   xxx")
    assert (sheet.cell(FIRST, 6).value, sheet.cell(FIRST, 6).data_type) == ("=1+1", "s")


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    path = _bad(tmp_path / "plan.xlsx")
    write_problems(check(path), problems_path(path), path, all_cells(path))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/home", "--headless", "--convert-to", "ods",
               "--outdir", str(tmp_path / "out"), str(problems_path(path))]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert (tmp_path / "out" / "plan.problems.ods").stat().st_size > 5000
