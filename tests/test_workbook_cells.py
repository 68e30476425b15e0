"""The written plan: text that stays text, figures as planners read them, charts that stay readable."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import openpyxl
import pytest

from models.issue import Issue, Severity
from models.schema import Dates, Flags, Names, Numbers, Sheet, Texts, date, flag, names, number, text
from network import network
from optimizer.plain import records
from optimizer.planning import solve
from optimizer.workbook.book import new_book
from optimizer.workbook.charts import ChartData, Drawing, mix_charts
from optimizer.workbook.style import Styles, clean, number_format
from optimizer.workbook.tables import Place, write_table
from optimizer.workbook.write import write_plan
from planbook import MADE, body
from tiny import accepted, book, solved, table, two_sources

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.outcome import Outcome


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    found = solve(accepted(network()))
    note = Issue("Sites", 7, "C", "odd-name", "=A note, half \ud83d.", "Look at it.", Severity.WARNING)
    return replace(found, issues=(note,))


@pytest.fixture(scope="module")
def written(outcome: Outcome, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_plan(outcome, tmp_path_factory.mktemp("plans") / "network.plan.xlsx", MADE)


@pytest.fixture(scope="module")
def plan(written: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(written)


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "-2", "@SUM(A1)", '=HYPERLINK("http://x")', "a & <b>", "_x0041_"])
def test_names_stay_the_text_they_are(name: str, tmp_path: Path) -> None:
    plan = book(
        Settings={"plan_name": name, "currency": name},
        Items=table("item value criticality", (name, 10, "Critical")),
        Sources=table("site item material_cost", ("cn", name, 10), ("mx", name, 11)),
        Demand=table("site item period quantity", ("us", name, "ALL", 1)),
        Baseline=table("item destination site share", (name, "ALL", "cn", 1.0)),
    )
    found = solve(accepted(plan))
    made = openpyxl.load_workbook(write_plan(found, tmp_path / "p.xlsx", MADE))
    cell = made["Flows"]["A6"]
    assert (cell.value, cell.data_type) == (name, "s")
    assert bool(cell.quotePrefix) is name.startswith(("=", "+", "-", "@"))
    assert made["Summary"]["A1"].data_type == "s"


def test_clean_text_fits_into_a_cell() -> None:
    assert clean("a\x00b\x1f\ud800\ufffec\td") == "abc\td"
    assert len(clean("x" * 40_000)) == 32_767


@pytest.mark.parametrize(
    ("figures", "unit", "expected"),
    [
        ([0.25], "fraction/year", "0.0%"),
        ([0.25], "index", "0.000"),
        ([1.0, 250_000.0], "", "#,##0"),
        ([1234.5], "USD", "#,##0"),
        ([250.5], "USD", "#,##0.0"),
        ([2.5, math.inf], "", "#,##0.00"),
        ([0.0125], "", "0.0000"),
        ([math.nan], "", "#,##0"),
    ],
)
def test_decimals_suit_the_size_of_the_figures(figures: list[float], unit: str, expected: str) -> None:
    assert number_format(np.array(figures), unit) == expected


class Every(Sheet, name="Every", purpose="A column of every kind.", key=()):
    """Table with a column of every kind."""

    word: Texts = text("Word.")
    several: Names = names("Several words.")
    day: Dates = date("Day.")
    sure: Flags = flag("Yes or no.", default=True)
    kept: Flags = flag("Whether it is kept.", default=True)
    room: Numbers = number("Room.", unit="units")
    size: Numbers = number("Size.", unit="money/unit")


def test_every_kind_of_value_is_written_as_planners_read_it(tmp_path: Path) -> None:
    day = np.datetime64("2027-03-01")
    long = "many words " * 30
    rows = Every.of(
        [
            (long, ("a", "b"), day, True, False, math.inf, 1.5),
            ("", (), np.datetime64("NaT"), False, True, 3.0, math.nan),
        ]
    )
    with new_book(tmp_path / "t.xlsx") as workbook:
        write_table(Place(workbook, Styles(workbook), "EUR", "Plan & Co", "1"), rows, "A remark.")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["Every"]
    assert body(sheet) == [
        (long, "a; b", dt.datetime(2027, 3, 1), "Yes", "No", None, 1.5),  # noqa: DTZ001 - a day
        (None, None, None, "No", "Yes", 3, "n/a"),
    ]
    assert sheet["A2"].value == "A remark."
    assert sheet["F5"].comment.text == "Room.\nUnit: units.\nBlank: not limited."
    assert sheet["G5"].comment.text == "Size.\nUnit: EUR/unit.\nn/a: cannot be measured."
    assert sheet["G4"].value == "EUR/unit"
    assert sheet.row_dimensions[6].height > 45
    assert "Plan && Co" in sheet.oddHeader.left.text
    assert records(rows)[1] == {
        "word": "", "several": [], "day": None, "sure": False, "kept": True, "room": 3.0, "size": None,
    }  # fmt: skip
    assert records(rows)[0]["day"] == "2027-03-01"


def test_many_groups_of_makers_are_drawn_as_the_largest_and_the_others(tmp_path: Path) -> None:
    places = [f"n{k}" for k in range(10)]
    rule = table("rule item max_share", ("spread", "ALL", 0.1))
    found = solved(
        book(
            Regions=table("region", *((place,) for place in [*places, "US"])),
            Sites=table("site region role", *((place, place, "supplier") for place in places), ("us", "US", "market")),
            Sources=table("site item material_cost", *((place, "x", 10) for place in places)),
            Sourcing_rules=rule,
        )
    )
    with new_book(tmp_path / "t.xlsx") as workbook:
        place = Place(workbook, Styles(workbook), "EUR", "Plan", "1")
        figures = ChartData(place)
        (_,) = mix_charts(Drawing(place, figures), found)
        (_, heads, rows) = figures.blocks[0]
    assert len(heads) == 1 + 7 + 1
    assert heads[-1] == "Others"
    assert rows[0][-1] == pytest.approx(0.3)


def test_makers_of_one_country_are_drawn_site_by_site(tmp_path: Path) -> None:
    sites = table("site region role", ("cn", "CN", "supplier"), ("mx", "CN", "supplier"), ("us", "US", "market"))
    with new_book(tmp_path / "t.xlsx") as workbook:
        place = Place(workbook, Styles(workbook), "EUR", "Plan", "1")
        figures = ChartData(place)
        assert len(mix_charts(Drawing(place, figures), solved(two_sources(Sites=sites)))) == 1
        figures.write()
    assert figures.blocks[0][:2] == ("Who makes x: share by site", ["period", "cn"])


def test_at_most_four_mixes_are_drawn(tmp_path: Path) -> None:
    items = [f"x{k}" for k in range(6)]
    found = solved(
        book(
            Items=table("item value criticality", *((item, 10, "Critical") for item in items)),
            Sources=table("site item material_cost", *((site, item, 10) for item in items for site in ("cn", "mx"))),
            Demand=table("site item period quantity", *(("us", item, "ALL", k) for k, item in enumerate(items))),
        )
    )
    with new_book(tmp_path / "t.xlsx") as workbook:
        place = Place(workbook, Styles(workbook), "EUR", "Plan", "1")
        figures = ChartData(place)
        assert len(mix_charts(Drawing(place, figures), found)) == 4
        figures.write()
    drawn = [title for title, _, _ in figures.blocks]
    assert drawn == [f"Who makes x{k}: share by country" for k in (1, 2, 3, 4)]  # nobody wants x0
