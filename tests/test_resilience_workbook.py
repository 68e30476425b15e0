"""What the workbook and its chart tell of resilience, of plans made by hand and of plans found."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from models.reports.resilience import resilience
from models.reports.survival import key_of
from models.reports.verdicts import FAIL, NO_RULE, PASS
from network import rows
from optimizer.json_plan import plan_as_json
from optimizer.planning import solve
from optimizer.report import report_tables, summary
from optimizer.workbook.book import new_book
from optimizer.workbook.charts import ChartData, Drawing
from optimizer.workbook.resilience import MOST_EVENTS, survival_chart
from optimizer.workbook.style import Styles
from optimizer.workbook.tables import Place
from optimizer.workbook.write import write_plan
from strait import RULES, prepared, strait, trial
from tiny import accepted, solved, table, two_sources

if TYPE_CHECKING:
    from pathlib import Path

    from models.plan import Plan
    from models.problem import Problem
    from optimizer.outcome import Outcome


@pytest.fixture(scope="module")
def problem() -> Problem:
    return accepted(prepared())


@pytest.fixture(scope="module")
def plan(problem: Problem) -> Plan:
    return solve(problem).plan


# The workbook


def outcome_with_trials(**sheets: Any) -> Outcome:
    """A plan with a baseline and tests by hand."""
    baseline = table("item destination site share", ("x", "ALL", "cn", 1.0))
    found = solve(accepted(prepared(Baseline=baseline, **sheets)))
    assert found.baseline is not None
    site = strait("site cn", "site", weeks=6.0)
    ours = (trial(time_to_survive=9.0), trial(site, 1, time_to_survive=12.0, lost_money=50.0))
    theirs = (trial(time_to_survive=1.5, lost_money=700.0), trial(site, 1, time_to_survive=2.0))
    return replace(found, stress=ours, baseline=replace(found.baseline, stress=theirs))


def test_the_workbook_and_its_twin_tell_of_resilience(tmp_path: Path) -> None:
    rules = table(RULES, ("r", "Strait closed", "P2", 0.5, None, None, None, "Yes", None))
    outcome = outcome_with_trials(Resilience_rules=rules)
    outcome = replace(outcome, stress=(*outcome.stress, trial(t=1, lost_units=300.0)), rules=())
    made = openpyxl.load_workbook(write_plan(outcome, tmp_path / "p.xlsx"))
    assert made.sheetnames[2:6] == ["Sourcing_mix", "Buffers", "Resilience", "Exposures"]
    sheet = made["Resilience"]
    heads = [cell.value for cell in sheet[5]]
    verdict = sheet.cell(6, heads.index("verdict") + 1)
    assert (verdict.value, verdict.font.bold) == (NO_RULE, False)
    failed = sheet.cell(7, heads.index("verdict") + 1)
    assert (failed.value, failed.font.color.rgb) == (FAIL, "FFC00000")
    line = made["Summary"]["A4"]
    assert line.value == (
        "Fails in 1 of the 1 disruptions that rules speak of; shortest time to survive 9.0 weeks (today 1.5): "
        "Strait closed (sheet Resilience)."
    )
    twin = plan_as_json(outcome)
    assert twin["summary"]["resilience"] == summary(outcome).resilience
    assert len(twin["tables"]["Resilience"]) == 3
    assert [row["event"] for row in twin["tables"]["Exposures"]] == ["Loss of site cn", "Strait closed"]


def drawn(outcome: Outcome, path: Path) -> Any:
    with new_book(path) as workbook:
        place = Place(workbook, Styles(workbook), "EUR", "Plan", "1")
        figures = ChartData(place)
        chart = survival_chart(Drawing(place, figures), outcome)
        if chart is not None:
            workbook.add_worksheet().insert_chart(0, 0, chart)
        figures.write()
    return figures.blocks


def test_survival_is_drawn_beside_recovery_worst_on_top(tmp_path: Path) -> None:
    ((title, heads, drawn_rows),) = drawn(outcome_with_trials(), tmp_path / "t.xlsx")
    assert title.startswith("Weeks until goods run out")
    assert heads == ["event", "Today: time to survive", "Plan: time to survive", "Time to recover"]
    assert drawn_rows == [["Loss of site cn, P2", 2.0, 12.0, 6.0], ["Strait closed, P1", 1.5, 9.0, 4.0]]


def test_without_today_or_without_anything_known_the_chart_leaves_it_out(tmp_path: Path) -> None:
    outcome = replace(outcome_with_trials(), baseline=None)
    ((_, heads, drawn_rows),) = drawn(outcome, tmp_path / "t.xlsx")
    assert heads == ["event", "Plan: time to survive", "Time to recover"]
    assert drawn_rows[0] == ["Loss of site cn, P2", 12.0, 6.0]
    assert drawn(replace(outcome, stress=(trial(time_to_survive=math.nan),)), tmp_path / "t.xlsx") == []
    many = tuple(
        trial(strait(f"A very long name of an event, number {k}"), time_to_survive=float(k)) for k in range(20)
    )
    ((_, _, drawn_rows),) = drawn(replace(outcome, stress=many), tmp_path / "t.xlsx")
    assert len(drawn_rows) == MOST_EVENTS
    assert drawn_rows[-1][0] == "A very long name of an event, num…, P1"


def test_a_plan_without_disruptions_says_nothing_of_them(tmp_path: Path) -> None:
    found = solved(two_sources())
    made = openpyxl.load_workbook(write_plan(found, tmp_path / "p.xlsx"))
    assert "Resilience" not in made.sheetnames
    assert made["Summary"]["A4"].value is None
    assert summary(found).resilience == ""


# With the stress test


def test_a_solved_plan_is_tested_and_reported_as_the_hand_computes() -> None:
    pytest.importorskip("optimizer.stress")
    # 50 on hand last half a week of 100; the second source takes over after one week of reaction
    rules = table(RULES, ("r", "Strait closed", None, 0.8, None, None, None, "Yes", None))
    outcome = solve(
        accepted(
            prepared(
                Settings={"holding_rate": 0.2},
                Resilience_rules=rules,
                Inventory=table("site item on_hand min_cover", ("us", "x", 50, 0.5)),
            )
        )
    )
    made = {sheet.sheet: sheet for sheet in report_tables(outcome)}
    found = {(row["event"], row["period"]): row for row in rows(made["Resilience"])}
    row = found["Strait closed", "P1"]
    assert (row["verdict"], row["required_service"], row["service_rule"]) == (PASS, 0.8, "r")
    assert row["demand"] == pytest.approx(400)
    assert row["served"] == pytest.approx(350 / 400)
    assert row["time_to_survive"] == pytest.approx(0.5, abs=0.02)
    assert row["margin"] == pytest.approx(0.5 - 4, abs=0.02)
    assert row["buffers_drawn"] == "50 of 50 x at us"
    assert row["second_sources"] == "300 x from mx"
    assert {key_of(each)[1] for each in outcome.stress} == {"Strait closed"}


def test_a_second_source_that_comes_late_does_not_shorten_survival() -> None:
    pytest.importorskip("optimizer.stress")
    # 300 on hand last three weeks; the second source is there after five and then serves everything for ever
    outcome = solve(accepted(prepared(
        Settings={"reaction_time": 5, "holding_rate": 0.2}, Inventory=table("site item on_hand min_cover", ("us", "x", 300, 3))
    )))  # fmt: skip
    (first, _) = (
        row
        for row in rows(resilience(outcome.problem, outcome.plan, outcome.rules, outcome.stress, ()))
        if row["event"] == "Strait closed"
    )
    assert first["time_to_survive"] == pytest.approx(3, abs=0.02)
