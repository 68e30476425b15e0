"""The written plan: every figure where it belongs, on each sheet and in the summary."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from models.capacity_use import Transition
from models.issue import Issue, Severity
from network import network
from optimizer.json_plan import plan_as_json
from optimizer.plain import records
from optimizer.planning import solve
from optimizer.report import report_tables
from optimizer.workbook.book import new_book
from optimizer.workbook.charts import ChartData, Drawing, transition_chart
from optimizer.workbook.style import Styles, clean
from optimizer.workbook.tables import Place
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
