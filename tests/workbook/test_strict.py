"""Every workbook that is written stands a strict look, whatever the planner's texts are; LibreOffice opens it too."""

from __future__ import annotations

import datetime as dt
import math
import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest

from models.issue import Issue, Severity
from models.schema import Numbers, Sheet, Texts, number, text
from optimizer.doors import take_in
from optimizer.errors import OutputError
from optimizer.examples import EXAMPLES
from optimizer.planning import solve
from optimizer.simulation.outcome import simulate
from optimizer.workbook.book import new_book
from optimizer.workbook.compare import write_comparison
from optimizer.workbook.problems import write_problems
from optimizer.workbook.read import all_cells
from optimizer.workbook.simulation import write_simulation
from optimizer.workbook.style import CUT, Styles, clean
from optimizer.workbook.tables import Place, write_table
from optimizer.workbook.template import write_input
from optimizer.workbook.write import write_plan
from strictbook import SIGNS, StrictBook, check_strictly
from tiny import accepted, table, two_sources

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.outcome import Outcome

AWKWARD = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x","y")', "a & <b> ]]>", "_x0041_", "'quoted'", "\u00e9\U0001f69a"]  # fmt: skip


def awkward(name: str) -> dict[str, Any]:
    """Return the plan of two sources in which everything is called `name`."""
    return two_sources(
        Settings={"plan_name": name, "currency": name},
        Regions=table("region domestic", (name, "No"), ("US", "Yes")),
        Sites=table("site region role", (name, name, "supplier"), ("mx", name, "supplier"), ("us", "US", "market")),
        Items=table("item value criticality", (name, 10, "Critical")),
        Sources=table("site item material_cost", (name, name, 10), ("mx", name, 11)),
        Demand=table("site item period quantity sd", ("us", name, "ALL", 1, 0.1)),
        Baseline=table("item destination site share", (name, "ALL", "mx", 1.0)),
        Disruptions=table("scenario hits target duration loss probability", (name, "site", name, 4, 1, 0.5)),
        Sourcing_rules=table("rule item max_share hard penalty", (name, name, 0.9, "No", 5)),
    )


@pytest.fixture(scope="module", params=AWKWARD)
def outcome(request: pytest.FixtureRequest) -> Outcome:
    found = solve(accepted(awkward(request.param)))
    note = Issue(request.param, 7, "C", "odd", request.param, f"\x00{request.param}\ud83d", Severity.WARNING)
    return replace(found, issues=(note,), skipped=(request.param,))


def test_a_plan_stands_a_strict_look(outcome: Outcome, tmp_path: Path) -> None:
    check_strictly(write_plan(outcome, tmp_path / "p.xlsx"))


def test_a_comparison_stands_a_strict_look(outcome: Outcome, tmp_path: Path) -> None:
    name = outcome.problem.settings.plan_name
    check_strictly(write_comparison({"as it is": outcome, name: outcome, "=2": outcome}, tmp_path / "c.xlsx"))


def test_a_simulation_stands_a_strict_look(outcome: Outcome, tmp_path: Path) -> None:
    found = simulate(outcome.problem, outcome.plan, replications=3, weeks=8)
    check_strictly(write_simulation(found, tmp_path / "s.xlsx", inputs=(tmp_path / "=plan.xlsx",)))


@pytest.mark.parametrize("name", [None, *AWKWARD])
def test_an_input_stands_a_strict_look(name: str | None, tmp_path: Path) -> None:
    path = write_input(tmp_path / "i.xlsx", None if name is None else awkward(name), remark=name or "")
    check_strictly(path)


@pytest.mark.parametrize("name", AWKWARD)
def test_problems_of_an_input_stand_a_strict_look(name: str, tmp_path: Path) -> None:
    path = write_input(tmp_path / "i.xlsx", {**awkward(name), "Items": table("item value", (name, f"{name} dear"))})
    found = take_in(path).issues
    check_strictly(write_problems(found, tmp_path / "i.problems.xlsx", path, all_cells(path)))


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_example_stands_a_strict_look(name: str, tmp_path: Path) -> None:
    check_strictly(write_input(tmp_path / "e.xlsx", EXAMPLES[name]()))


@pytest.mark.slow
def test_a_plan_with_every_sheet_stands_a_strict_look(rich_outcome: Outcome, tmp_path: Path) -> None:
    check_strictly(write_plan(rich_outcome, tmp_path / "p.xlsx", dt.datetime(2027, 1, 2, tzinfo=dt.UTC)))


def _break(path: Path, part: str, old: str, new: str) -> Path:
    """Write a workbook again with something wrong in one of its parts."""
    import zipfile

    broken = path.with_name("broken.xlsx")
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(broken, "w") as archive:
        for name in whole.namelist():
            xml = whole.read(name)
            if name == part:
                assert old.encode() in xml
                xml = xml.replace(old.encode(), new.encode(), 1)
            archive.writestr(name, xml)
    return broken


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/tables/table2.xml", 'displayName="tbl_Periods', 'displayName="tbl_Settings'),
        ("xl/tables/table2.xml", 'id="2"', 'id="1"'),
        ("xl/tables/table1.xml", 'ref="A5', 'ref="A4'),
        ("xl/tables/table2.xml", 'name="start"', 'name="weeks"'),
        ("xl/worksheets/_rels/sheet2.xml.rels", "rId1", "rId99"),
        ("xl/worksheets/_rels/sheet2.xml.rels", "../tables/", "../tisch/"),
        ("xl/workbook.xml", 'name="Settings"', 'name="Set:tings"'),
        ("xl/sharedStrings.xml", "</sst>", ""),
        ("xl/worksheets/sheet2.xml", 'r="A6"', 'r="A4"'),
        ("[Content_Types].xml", "/xl/styles.xml", "/xl/stile.xml"),
    ],
)
def test_the_strict_look_sees_what_is_broken(part: str, old: str, new: str, tmp_path: Path) -> None:
    path = write_input(tmp_path / "i.xlsx", two_sources())
    path = _break(path, part, old, new)
    with pytest.raises((AssertionError, SyntaxError, KeyError)):
        check_strictly(path)


class Figures(Sheet, name="Figures", purpose="Awkward figures.", key=()):
    """Table with texts and figures."""

    word: Texts = text("Word.")
    always: Numbers = number("Always a figure.")
    sometimes: Numbers = number("Blank: not asked for.")


@pytest.mark.parametrize("sign", [*(sign for sign in SIGNS if sign != "\r"), "\r\n="])
def test_text_that_looks_like_a_formula_is_marked_as_text_in_every_table(sign: str, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with new_book(path) as book:
        place = Place(book, Styles(book), f"{sign}EUR", f"{sign}Plan", "1")
        write_table(place, Figures.of([(f"{sign}1+1", 1.0, 2.0)]), f"{sign}remark")
    check_strictly(path)
    cell = openpyxl.load_workbook(path)["Figures"]["A6"]
    assert (cell.value, cell.data_type, bool(cell.quotePrefix)) == (clean(f"{sign}1+1"), "s", True)


def test_a_figure_that_is_none_is_never_silently_blank(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with new_book(path) as book:
        rows = Figures.of([("a", math.nan, math.nan), ("b", math.inf, 1.0)])
        write_table(Place(book, Styles(book), "EUR", "Plan", "1"), rows, "")
    sheet = openpyxl.load_workbook(path)["Figures"]
    assert [[sheet[f"{c}{r}"].value for c in "ABC"] for r in (6, 7)] == [["a", "n/a", None], ["b", None, 1]]
    assert sheet["B5"].comment.text == "Always a figure.\nBlank: not limited.\nn/a: cannot be measured."


def test_a_figure_that_is_none_is_refused_where_a_blank_cell_would_mean_something_else(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"inf cannot be written \(Demand, row 6, column quantity\)"):
        write_input(
            tmp_path / "i.xlsx", two_sources(Demand=table("site item period quantity", ("us", "x", "ALL", math.inf)))
        )
    assert not list(tmp_path.iterdir())
    with pytest.raises(TypeError, match="NAN/INF"), new_book(tmp_path / "t.xlsx") as book:
        book.add_worksheet("T").write_number(0, 0, np.nan)


def test_a_text_beyond_what_a_cell_holds_is_cut_with_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with new_book(path) as book:
        sheet = book.add_worksheet("T")
        for row, long in enumerate(("x" * 40_000, "\U0001f69a" * 20_000, "\U0001f69a" * 16_383)):
            sheet.write_string(row, 0, long)
    check_strictly(path)
    cells = [cell.value for (cell,) in openpyxl.load_workbook(path)["T"].iter_rows()]
    assert (len(cells[0]), cells[0].endswith(CUT)) == (32_767, True)
    assert cells[1].endswith(f"\U0001f69a{CUT}")
    assert cells[2] == "\U0001f69a" * 16_383


def test_control_characters_and_half_characters_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with new_book(path) as book:
        book.add_worksheet("T").write_string(0, 0, "a\x00\x0b\ud800b\ufffe\tc\n\u0085d")
    check_strictly(path)
    assert openpyxl.load_workbook(path)["T"]["A1"].value == "ab\tc\nd"


def test_strict_look_finds_tables(tmp_path: Path) -> None:
    book = StrictBook(write_input(tmp_path / "i.xlsx", two_sources()))
    assert {title for title, _ in book.tables()} >= {"Sites", "Items", "Demand"}


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_every_workbook(rich_outcome: Outcome, tmp_path: Path) -> None:
    plan = write_plan(rich_outcome, tmp_path / "p.plan.xlsx")
    comparison = write_comparison({"as it is": rich_outcome}, tmp_path / "p.scenarios.xlsx")
    template = write_input(tmp_path / "input.xlsx", awkward("=1+1"))
    made = simulate(rich_outcome.problem, rich_outcome.plan, replications=3, weeks=8)
    simulation = write_simulation(made, tmp_path / "p.simulation.xlsx")
    files = [plan, comparison, template, simulation]
    converted = tmp_path / "converted"
    words = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*words, "--outdir", str(converted), *map(str, files)], check=True, capture_output=True, timeout=240)
    for path in files:
        before, after = (openpyxl.load_workbook(p, data_only=True) for p in (path, converted / path.name))
        assert after.sheetnames == before.sheetnames
        for one, other in zip(before.worksheets, after.worksheets, strict=True):
            seen = [cell.value for row in one.iter_rows() for cell in row if cell.value is not None]
            kept = [cell.value for row in other.iter_rows() for cell in row if cell.value is not None]
            assert len(seen) == len(kept), one.title
            assert not [value for value in kept if isinstance(value, str) and value.startswith("#")]
