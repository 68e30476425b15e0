"""The written plan: every figure where it belongs, text that stays text, and nothing lost on the way."""

from __future__ import annotations

import datetime as dt
import json
import math
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest

from models.capacity_use import Transition
from models.issue import Issue, Severity
from models.schema import Dates, Flags, Names, Numbers, Sheet, Texts, date, flag, names, number, text
from network import network
from optimizer.errors import NoValueError, OutputError
from optimizer.json_plan import plan_as_json, records, summary_as_json, write_json
from optimizer.outcome import Outcome, Status
from optimizer.planning import solve
from optimizer.report import report_tables
from optimizer.workbook.book import new_book
from optimizer.workbook.charts import ChartData, Drawing, mix_charts, transition_chart
from optimizer.workbook.style import Styles, clean, number_format
from optimizer.workbook.tables import Place, write_table
from optimizer.workbook.write import plan_path, write_plan
from tiny import accepted, book, solved, table, two_sources

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

MADE = dt.datetime(2027, 1, 2, 3, 4, tzinfo=dt.UTC)


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


def body(sheet: Worksheet) -> list[tuple[Any, ...]]:
    """Rows of the native table of a sheet, without a row of totals."""
    (native,) = sheet.tables.values()
    cells = [[cell.value for cell in row] for row in sheet[native.ref]]
    return [tuple(row) for row in cells[1 : len(cells) - (native.totalsRowCount or 0)]]


def shown(plan: openpyxl.Workbook, label: str) -> Any:
    """The value beside a label in the first column of the summary."""
    return next(row[2].value for row in plan["Summary"].iter_rows() if row[0].value == label)


def test_sheets_stand_in_the_order_a_planner_reads_them(plan: openpyxl.Workbook) -> None:
    names = plan.sheetnames
    assert names[:5] == ["Summary", "Kpi", "Sourcing_mix", "Buffers", "Capacity"]
    assert names[-2:] == ["Run_info", "Chart_data"]
    assert names.index("Production") == names.index("Problems") + 1  # decisions that a replay needs come last
    assert "Shortages" not in names  # nothing is short, so there is nothing to show
    assert plan.active.title == "Summary"


def test_the_summary_states_status_cost_and_proof(plan: openpyxl.Workbook, outcome: Outcome) -> None:
    sheet = plan["Summary"]
    assert sheet["A1"].value == "Network"
    assert sheet["A2"].value == "Optimal: no plan costs less."
    assert sheet["A3"].value.startswith(f"Independent check passed: {outcome.audit.checks:,} checks, largest violation")
    assert shown(plan, "Cost, present value") == pytest.approx(outcome.cost)
    assert shown(plan, "No plan can cost less than") == pytest.approx(outcome.bound)
    assert shown(plan, "Input") == "1 warning (sheet Problems)"
    assert shown(plan, "Made") == "2027-01-02 03:04 by Sourcemix 0.1.0 (sheet Run_info)"
    assert shown(plan, "Total cost") == pytest.approx(outcome.cost)
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_the_json_twin_holds_the_tables_of_the_workbook(plan: openpyxl.Workbook, outcome: Outcome) -> None:
    twin = plan_as_json(outcome)
    assert twin["schema"] == "sourcemix-plan/1"
    assert list(twin) == ["schema", "summary", "explanation", "diagnosis", "tables", "network"]
    for name, expected in twin["tables"].items():
        if not expected:
            assert name not in plan.sheetnames
            continue
        rows = body(plan[name])
        assert len(rows) == len(expected), name
        for row, record in zip(rows, expected, strict=True):
            for cell, (column, value) in zip(row, record.items(), strict=True):
                if isinstance(value, bool):
                    assert cell == ("Yes" if value else "No"), (name, column)
                elif isinstance(value, float):
                    assert cell == pytest.approx(value, rel=1e-12), (name, column)
                elif (column, value) == ("unit", "fraction"):
                    assert cell == "%"
                else:
                    assert cell == (clean(value or "") or None), (name, column)


def test_each_table_has_title_units_notes_and_a_frozen_header(plan: openpyxl.Workbook) -> None:
    sheet = plan["Sourcing_mix"]
    assert sheet["A1"].value.startswith("Sourcing_mix: Who supplies what")
    assert [cell.value for cell in sheet[5]][:7] == [
        "item", "destination", "period", "source", "country", "share", "quantity",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[4]][5:10] == ["%", "units/week", None, "USD/unit", "USD/unit"]
    assert sheet["F5"].comment.text.startswith("Share of all that is supplied")
    assert (sheet["F6"].number_format, sheet.freeze_panes) == ("0.0%", "B6")
    assert sheet.print_title_rows == "$5:$5"
    assert sheet["A5"].fill.fgColor.rgb == "FF1F3864"


def test_costs_have_a_total_that_is_a_formula_with_its_value(written: Path, outcome: Outcome) -> None:
    formulas, values = (
        openpyxl.load_workbook(written)["Costs"],
        openpyxl.load_workbook(written, data_only=True)["Costs"],
    )
    last = formulas.max_row
    assert formulas.cell(last, 1).value == "Total"
    assert formulas.cell(last, 5).value == "=SUBTOTAL(109,tbl_Costs[present_value])"
    assert values.cell(last, 5).value == pytest.approx(outcome.cost)


def test_totals_are_the_only_formulas(plan: openpyxl.Workbook) -> None:
    formulas = [cell for sheet in plan for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas
    assert all(str(cell.value).startswith("=SUBTOTAL(109,tbl_") for cell in formulas)


def test_figures_of_a_row_have_the_format_of_its_unit(plan: openpyxl.Workbook) -> None:
    rows = {(row[0].value, row[1].value): row for row in plan["Kpi"].iter_rows(min_row=6)}
    assert rows["Total cost", None][3].number_format == "#,##0"
    assert rows["Largest foreign country share", "cell"][3].number_format == "0.0%"
    assert rows["Concentration (HHI)", "cell"][3].number_format == "0.000"


def test_problems_and_run_info_are_complete(plan: openpyxl.Workbook, outcome: Outcome) -> None:
    assert body(plan["Problems"]) == [("warning", "odd-name", "Sites!C7", "=A note, half .", "Look at it.")]
    facts = {row[0]: row[1] for row in plan["Run_info"].iter_rows(values_only=True)}
    assert facts["fingerprint of the input (SHA-256)"] == outcome.problem.digest
    assert facts["nonzeros"] == outcome.size.nonzeros
    assert {"build", "solve", "check", "highspy", "seed"} <= facts.keys()
    driver = next(check for check in outcome.audit.costs if check.driver == "duty")
    assert facts["duty"] == pytest.approx(driver.booked)


def test_charts_draw_the_bridge_the_mix_and_the_way_of_new_capacity(plan: openpyxl.Workbook, written: Path) -> None:
    with zipfile.ZipFile(written) as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 3
    axes = [part.split("</c:catAx>")[0] for chart in charts for part in chart.split("<c:catAx>")[1:]]
    assert len(axes) == 3
    assert all('<c:delete val="1"/>' not in axis for axis in axes)
    assert all('<a:latin typeface="Calibri"/>' in chart for chart in charts)
    assert all('<c:smooth val="1"/>' not in chart for chart in charts)
    assert any("percentStacked" in chart for chart in charts)
    titles = [row[0].value for row in plan["Chart_data"].iter_rows() if row[0].value]
    assert "Landed cost of a finished unit, USD: from today to the plan" in titles
    assert "Who makes cell: share by country" in titles
    assert "From order to full output, weeks from the start of the plan" in titles


def test_the_bridge_leads_from_todays_unit_cost_to_the_plans(plan: openpyxl.Workbook, outcome: Outcome) -> None:
    rows = [[cell.value for cell in row] for row in plan["Chart_data"].iter_rows(max_col=6)]
    begin = next(k for k, row in enumerate(rows) if row[0] == "Today")
    end = next(k for k, row in enumerate(rows) if row[0] == "Plan")
    level = rows[begin][2]
    for step in rows[begin + 1 : end]:
        level += (step[3] or 0) - (step[4] or 0)
        assert step[5] == pytest.approx(step[1] + (step[3] or 0) + (step[4] or 0))
    assert level == pytest.approx(rows[end][2])
    unit = next(made for made in report_tables(outcome) if made.sheet == "Unit_costs")
    whole = next(record for record in records(unit) if record["item"] == "ALL" and record["driver"] == "total")
    assert (rows[begin][2], rows[end][2]) == pytest.approx((whole["baseline"], whole["plan"]))


def test_shares_in_the_mix_chart_begin_with_today_and_add_up(plan: openpyxl.Workbook) -> None:
    rows = [[cell.value for cell in row] for row in plan["Chart_data"].iter_rows(max_col=4)]
    head = next(k for k, row in enumerate(rows) if row[0] == "Who makes cell: share by country") + 1
    periods = rows[head + 1 : head + 5]
    assert [row[0] for row in periods] == ["Today", "P1", "P2", "P3"]
    assert [sum(row[1:3]) for row in periods] == pytest.approx([1, 1, 1, 1])
    assert dict(zip(rows[head][1:3], periods[0][1:3], strict=True)) == pytest.approx(
        {"China": 0.9, "Mexico": 0.1}, abs=1e-6
    )


def test_without_a_baseline_the_summary_shows_the_plan_alone(tmp_path: Path) -> None:
    found = solved(two_sources())
    sheet = openpyxl.load_workbook(write_plan(found, tmp_path / "p.xlsx", MADE))["Summary"]
    texts = {cell.value for row in sheet.iter_rows() for cell in row}
    assert "Plan" in texts
    assert "Today" not in texts
    assert "The workbook gives no baseline (sheet Baseline), so there is nothing to compare with." in texts


def test_the_summary_says_when_todays_network_cannot_serve_everything(tmp_path: Path) -> None:
    sites = table(
        "site region role status",
        ("cn", "CN", "supplier", None),
        ("mx", "MX", "supplier", "potential"),
        ("us", "US", "market", None),
    )
    sources = table("site item material_cost capacity", ("cn", "x", 10, 60), ("mx", "x", 13, None))
    baseline = table("item destination site share", ("x", "ALL", "cn", 1.0))
    found = solve(accepted(two_sources(Sites=sites, Sources=sources, Baseline=baseline)))
    sheet = openpyxl.load_workbook(write_plan(found, tmp_path / "p.xlsx", MADE))["Summary"]
    texts = {cell.value for row in sheet.iter_rows() for cell in row}
    assert "Today's network cannot serve 40.0% of the demand: compare the cost of a unit, not the total." in texts


def test_the_summary_says_when_the_plan_leaves_demand_unserved(tmp_path: Path) -> None:
    demand = table("site item period quantity shortage_cost", ("us", "x", "ALL", 100, 500))
    found = solved(book(Demand=demand, Sources=table("site item material_cost capacity", ("cn", "x", 10, 60))))
    made = openpyxl.load_workbook(write_plan(found, tmp_path / "p.xlsx", MADE))
    texts = {cell.value for row in made["Summary"].iter_rows() for cell in row}
    assert "The plan leaves 40.0% of the demand unserved (sheet Shortages)." in texts
    assert body(made["Shortages"]) == [("x", "us", "P1", pytest.approx(40))]


def test_a_long_list_of_new_capacity_is_drawn_in_part(tmp_path: Path) -> None:
    steps = [("cn", "x", f"line {k}", 1, 0, 1, 2, 3, 4, 10, 5, 0)[: len(Transition.columns)] for k in range(32)]
    with new_book(tmp_path / "t.xlsx") as workbook:
        place = Place(workbook, Styles(workbook), "EUR", "Plan", "1")
        figures = ChartData(place)
        assert transition_chart(Drawing(place, figures), []) is None
        place.book.add_worksheet().insert_chart(0, 0, transition_chart(Drawing(place, figures), [Transition.of(steps)]))
        figures.write()
    ((title, _, rows),) = figures.blocks
    assert title.endswith("(first 30 of 32)")
    assert [row[0] for row in rows][::29] == ["cn: line 29", "cn: line 0"]


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


def test_the_plan_goes_beside_its_input_unless_told_otherwise(tmp_path: Path) -> None:
    source = tmp_path / "ev.xlsx"
    assert plan_path(source) == tmp_path / "ev.plan.xlsx"
    assert plan_path(source, tmp_path) == tmp_path / "ev.plan.xlsx"
    assert plan_path(source, tmp_path / "new folder") == tmp_path / "new folder" / "ev.plan.xlsx"
    assert plan_path(source, tmp_path / "mine.XLSX") == tmp_path / "mine.XLSX"
    with pytest.raises(OutputError, match="no name for a workbook"):
        plan_path(source, tmp_path / "plan.xls")


@pytest.mark.parametrize("write", [write_plan, write_json])
def test_the_input_is_never_written_over(write: Any, outcome: Outcome, tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    source.write_bytes(b"the planner's work")
    alias = tmp_path / "alias.xlsx"
    alias.symlink_to(source)
    for target in (source, alias):
        with pytest.raises(OutputError, match="is the input itself"):
            write(outcome, target, input_path=source)
    assert source.read_bytes() == b"the planner's work"


def test_a_failure_halfway_leaves_the_old_plan_and_no_litter(
    outcome: Outcome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "p.plan.xlsx"
    target.write_bytes(b"old plan")

    def full_disk(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("optimizer.workbook.write.write_run_info", full_disk)
    with pytest.raises(OutputError, match="No space left"):
        write_plan(outcome, target, MADE)
    assert target.read_bytes() == b"old plan"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_in_the_way_is_reported_with_what_to_do(outcome: Outcome, tmp_path: Path) -> None:
    target = tmp_path / "p.plan.xlsx"
    target.mkdir()
    with pytest.raises(OutputError, match="choose another name"):
        write_plan(outcome, target, MADE)
    assert list(tmp_path.iterdir()) == [target]


def test_a_plan_is_replaced_as_a_whole_without_litter(outcome: Outcome, tmp_path: Path) -> None:
    target = tmp_path / "p.plan.xlsx"
    target.write_bytes(b"old plan")
    write_plan(outcome, target, MADE)
    write_json(outcome, target.with_suffix(".json"))
    assert {path.name for path in tmp_path.iterdir()} == {"p.plan.xlsx", "p.plan.json"}
    assert "Summary" in openpyxl.load_workbook(target).sheetnames


def test_the_same_outcome_gives_the_same_file(outcome: Outcome, tmp_path: Path) -> None:
    first, second = (write_plan(outcome, tmp_path / name, MADE) for name in ("a.xlsx", "b.xlsx"))
    assert first.read_bytes() == second.read_bytes()


def test_json_knows_no_infinity(outcome: Outcome, tmp_path: Path) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    content = write_json(outcome, tmp_path / "p.json").read_text(encoding="utf-8")
    twin = json.loads(content, parse_constant=refuse)
    unlimited = [row for row in twin["tables"]["Capacity"] if row["existing"] is None]
    assert unlimited
    assert twin["summary"] == summary_as_json(outcome)
    assert twin["summary"]["cost"] == pytest.approx(outcome.cost)


def test_json_takes_text_that_has_no_utf_8(outcome: Outcome, tmp_path: Path) -> None:
    twin = json.loads(write_json(outcome, tmp_path / "p.json").read_text(encoding="utf-8"))
    assert twin["tables"]["Problems"][0]["problem"] == "=A note, half \ud83d."


def test_an_impossible_plan_has_an_explanation_and_no_tables(tmp_path: Path) -> None:
    found = solved(book(Sources=table("site item material_cost capacity", ("cn", "x", 10, 40))))
    twin = plan_as_json(found)
    assert twin["summary"]["status"] == Status.INFEASIBLE.name
    assert twin["summary"]["cost"] is None
    assert (len(twin["explanation"]), twin["tables"]) == (2, {})
    (remedy,) = twin["diagnosis"]["remedies"]
    assert remedy["checked"]
    with pytest.raises(NoValueError):
        write_plan(found, tmp_path / "p.xlsx")
    assert not list(tmp_path.iterdir())
