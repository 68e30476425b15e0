"""Resilience in the reports: tests of a plan made by hand, and what is said of them."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest

from models.plan import CostLines, Flows, Stock
from models.reports.buffers import buffers
from models.reports.causes import SERVICE_TIMES
from models.reports.costs import FULL, TOTAL, Absorbed
from models.reports.kpi import kpis
from models.reports.resilience import MOST_EXPOSURES, exposures, resilience
from models.reports.survival import in_words, key_of, units_in_words
from models.reports.verdicts import FAIL, NO_RULE, PASS, verdict_in_words, verdicts
from models.schema import Numbers, Sheet, Texts, number, text
from models.stress import tested as findings
from models.stress.cases import every_case
from models.stress.event import Event
from models.stress.loss import Loss
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
from tiny import accepted, book, periods, solved, table, two_sources

if TYPE_CHECKING:
    from pathlib import Path

    from models.plan import Plan
    from models.problem import Problem
    from optimizer.outcome import Outcome
    from tiny import Book

RULES = "rule applies_to from_period min_service duration min_survive survive_margin hard penalty"


def prepared(**sheets: Any) -> Book:
    """Two half-years, x from cn or mx, a stock at us, a strait that closes for 4 weeks every 20 years."""
    plan = {
        "Periods": periods(2),
        "Sites": table(
            "site region role time_to_recover",
            ("cn", "CN", "supplier", 6), ("mx", "MX", "supplier", 5), ("us", "US", "market", None),
        ),
        "Lead_times": table(
            "origin destination mode lead_time freight_cost corridors",
            ("cn", "us", "ocean", 0, 0, "Strait"), ("mx", "us", "road", 0, 0, None),
        ),
        "Inventory": table("site item on_hand", ("us", "x", 50)),
        "Disruptions": table(
            "scenario hits target duration start_period probability", ("Strait closed", "corridor", "Strait", 4, "EACH", 0.05)
        ),
    }  # fmt: skip
    return two_sources(**{**plan, **sheets})


def trial(event: Event | None = None, t: int = 0, **facts: Any) -> findings.Tested:
    """A test of a loss of 4 weeks, in which nothing is short."""
    found = {
        "demand": 400.0, "lost_units": 0.0, "lost_money": 0.0, "time_to_survive": 52.0, "cap": 52.0, "drawn": {}, "helpers": {},
        **facts,
    }  # fmt: skip
    return findings.Tested(event or strait(), t, **found)


def strait(name: str = "Strait closed", kind: str = "scenario", weeks: float = 4.0, chance: float = 0.05) -> Event:
    return Event(name, kind, lanes={0: Loss.of(1.0, weeks)}, probability=chance, starts=(0, 1))


@pytest.fixture(scope="module")
def problem() -> Problem:
    return accepted(prepared())


@pytest.fixture(scope="module")
def plan(problem: Problem) -> Plan:
    return solve(problem).plan


def lines(
    problem: Problem, plan: Plan, *stress: findings.Tested, today: tuple[findings.Tested, ...] = ()
) -> list[dict[str, Any]]:
    return rows(resilience(problem, plan, (), stress, today))


# Resilience


def test_a_test_is_a_row_with_its_figures_and_todays(problem: Problem, plan: Plan) -> None:
    ours = trial(lost_units=40.0, lost_money=900.0, time_to_survive=3.0)
    theirs = trial(lost_units=200.0, lost_money=5000.0, time_to_survive=1.5)
    (row,) = lines(problem, plan, ours, today=(theirs,))
    assert (row["event"], row["kind"], row["period"], row["verdict"]) == ("Strait closed", "scenario", "P1", NO_RULE)
    assert (row["demand"], row["served"], row["lost_units"], row["lost_money"]) == pytest.approx((400, 0.9, 40, 900))
    assert (row["time_to_survive"], row["time_to_recover"], row["margin"]) == pytest.approx((3, 4, -1))
    assert (row["served_today"], row["survived_today"], row["lost_money_today"]) == pytest.approx((0.5, 1.5, 5000))
    assert np.isnan([row["required_service"], row["required_survival"]]).all()
    assert row["remark"] == ""


def test_what_cannot_be_told_is_blank_and_said_in_words(problem: Problem, plan: Plan) -> None:
    short, long, idle = trial(time_to_survive=math.nan), trial(t=1), trial(strait("War"), demand=0.0)
    found = {(row["event"], row["period"]): row for row in lines(problem, plan, short, long, idle)}
    assert math.isnan(found["Strait closed", "P1"]["time_to_survive"])
    assert (
        found["Strait closed", "P1"]["remark"] == "Short even when nothing is lost, so no time to survive can be told"
    )
    assert found["Strait closed", "P2"]["remark"] == "Survives at least 52 weeks, the longest time looked at"
    assert found["War", "P1"]["remark"].endswith("; No demand in these weeks")
    assert np.isnan([found["War", "P1"]["served"], found["War", "P1"]["served_today"]]).all()


def test_a_loss_that_never_ends_has_no_time_to_recover(problem: Problem, plan: Plan) -> None:
    (row,) = lines(problem, plan, trial(strait(weeks=math.inf), time_to_survive=3.0))
    assert np.isnan([row["time_to_recover"], row["margin"]]).all()


def test_what_holds_a_plan_up_is_named_largest_value_first() -> None:
    problem = accepted(prepared(
        Items=table("item value", ("x", 10), ("y", 1000), ("z", 1)),
        Sources=table("site item material_cost", *((site, item, 10) for item in "xyz" for site in ("cn", "mx"))),
        Demand=table("site item period quantity", *(("us", item, "ALL", 1) for item in "xyz")),
        Inventory=table("site item on_hand", ("us", "x", 1200), ("us", "y", 90), ("us", "z", 50)),
    ))  # fmt: skip
    plan = solve(problem).plan
    drawn = {("x", "us"): 1200.0, ("y", "us"): 30.0, ("z", "us"): 80.0, ("x", "mx"): 60.0}
    helpers = {("x", "mx"): 250.0, ("y", "mx"): 1e-4, ("z", "mx"): 2.0}
    (row,) = lines(problem, plan, trial(drawn=drawn, helpers=helpers))
    assert row["buffers_drawn"] == "30 of 90 y at us; 1,200 of 1,200 x at us; 60 x at mx"
    assert row["second_sources"] == "250 x from mx"


def test_events_that_fail_come_first_then_those_with_the_least_margin(problem: Problem, plan: Plan) -> None:
    calm, tight = strait("Calm"), strait("Tight")
    found = lines(
        problem,
        plan,
        trial(calm),
        trial(calm, 1, time_to_survive=3.0),
        trial(tight, 1),
        trial(tight, time_to_survive=1.0),
    )
    assert [(row["event"], row["period"]) for row in found] == [
        ("Tight", "P1"), ("Tight", "P2"), ("Calm", "P1"), ("Calm", "P2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("Strait closed", "scenario", "Strait closed"),
        ("site cn", "site", "loss of site cn"),
        ("parent company Acme", "parent_company", "loss of parent company Acme"),
        ("grid", "group", "loss of group grid"),
    ],
)
def test_events_are_told_in_words(name: str, kind: str, words: str) -> None:
    assert in_words(strait(name, kind)) == words


def test_quantities_have_the_digits_that_matter() -> None:
    assert [units_in_words(units) for units in (123456.7, 99.96, 5.0343, 0.01234)] == [
        "123,457",
        "100",
        "5.03",
        "0.0123",
    ]


# Rules


def judged(rules: Any, *stress: findings.Tested) -> list[Any]:
    problem = accepted(prepared(Resilience_rules=rules))
    return list(verdicts(problem, (), stress).values())


def test_the_strictest_rule_counts_and_is_named() -> None:
    rules = table(
        RULES,
        ("loose", "Strait closed", None, 0.5, None, 2, None, "Yes", None),
        ("strict", "ALL", "P2", 0.95, None, None, 3, "Yes", None),
    )
    first, second = judged(
        rules, trial(lost_units=40.0, time_to_survive=6.0), trial(t=1, lost_units=40.0, time_to_survive=6.0)
    )
    assert (first.word, first.service, first.service_rule) == (PASS, 0.5, "loose")
    assert (first.survival, first.survival_rule) == (2, "loose")
    assert (second.word, second.service, second.service_rule) == (FAIL, 0.95, "strict")
    assert (second.survival, second.survival_rule) == (4 + 3, "strict")


def test_what_no_rule_speaks_of_has_no_verdict() -> None:
    rules = table(RULES, ("strait", "Strait closed", "P2", 0.5, None, None, None, "Yes", None))
    assert [verdict.word for verdict in judged(rules, trial(), trial(t=1), trial(strait("War")))] == [
        NO_RULE,
        PASS,
        NO_RULE,
    ]


def test_a_plan_short_with_nothing_lost_does_not_survive() -> None:
    rules = table(RULES, ("r", "Strait closed", None, None, None, 2, None, "Yes", None))
    assert [verdict.word for verdict in judged(rules, trial(time_to_survive=math.nan))] == [FAIL]


def test_rules_that_lose_the_same_for_other_times_are_kept_apart() -> None:
    rules = table(
        RULES,
        ("short", "N-1 site", None, 0.9, 2, None, None, "Yes", None),
        ("long", "N-1 site", None, 0.5, 9, None, 1, "Yes", None),
    )
    problem = accepted(prepared(Resilience_rules=rules))
    events = {
        case.event.time_to_recover: case.event for case in every_case(problem) if case.event.name.startswith("site cn")
    }
    assert set(events) == {2, 9}
    found = verdicts(problem, (), [trial(event, lost_units=100.0) for event in events.values()])
    by_weeks = {key[2]: verdict for key, verdict in found.items()}
    assert (by_weeks[2].service_rule, by_weeks[2].word, by_weeks[2].survival_rule) == ("short", FAIL, "")
    assert (by_weeks[9].service_rule, by_weeks[9].word, by_weeks[9].survival) == ("long", PASS, 10)


def test_the_sheet_rules_has_the_last_word() -> None:
    rules = table(RULES, ("r", "Strait closed", None, 0.9, None, None, None, "No", 1e-6))
    sources = table("site item material_cost capacity", ("cn", "x", 10, 110), ("mx", "x", 13, 10))
    found = solved(prepared(Resilience_rules=rules, Sources=sources))
    missed = {rule.period for rule in found.missed_rules}
    assert missed
    verdict = verdicts(found.problem, found.rules, [trial(), trial(t=1)])
    words = {found.problem.horizon.names[key[3]]: judged.word for key, judged in verdict.items()}
    assert words == {name: FAIL if name in missed else PASS for name in ("P1", "P2")}


# Exposures


def test_exposures_are_ranked_by_money_and_by_what_is_to_be_expected(problem: Problem) -> None:
    likely, rare, unknown = strait("Likely", chance=0.5), strait("Rare", chance=0.01), strait("Unknown", chance=0.0)
    stress = [
        trial(likely, lost_money=100.0), trial(likely, 1, lost_money=300.0), trial(rare, lost_money=2000.0),
        trial(unknown, lost_money=500.0), trial(strait("Harmless")),
    ]  # fmt: skip
    found = rows(
        exposures(problem, stress, [trial(likely, lost_money=800.0), trial(strait("Harmless"), lost_money=1.0)])
    )
    assert [(row["event"], row["rank"]) for row in found] == [
        ("Rare", 1), ("Unknown", 2), ("Likely", 3), ("Harmless", 4),
    ]  # fmt: skip
    by_event = {row["event"]: row for row in found}
    assert by_event["Likely"]["period"] == "P2"
    # half a year each: 0.5 x (100 + 300) / 2; of the others only one period was tested
    assert (by_event["Likely"]["expected_loss"], by_event["Rare"]["expected_loss"]) == pytest.approx((100, 20))
    assert [by_event[name]["rank_expected"] for name in ("Likely", "Rare", "Harmless")] == [1, 2, 3]
    assert (by_event["Likely"]["lost_money_today"], by_event["Likely"]["expected_loss_today"]) == pytest.approx(
        (800, 400)
    )
    assert np.isnan([by_event["Unknown"][c] for c in ("rank_expected", "probability", "expected_loss")]).all()
    assert math.isnan(by_event["Rare"]["lost_money_today"])


def test_a_long_list_of_exposures_keeps_the_top_of_both_ranks(problem: Problem) -> None:
    stress = [trial(strait(f"E{k}", chance=0.001 * (k + 1) ** 2), lost_money=100.0 - k) for k in range(30)]
    found = rows(exposures(problem, stress, ()))
    assert {row["event"] for row in found} == {f"E{k}" for k in range(30)}  # ten are on both lists
    same = [trial(strait(f"E{k}"), lost_money=100.0 - k) for k in range(30)]
    assert len(exposures(problem, same, ())) == MOST_EXPOSURES


# Key figures and summary


def figures(
    problem: Problem, plan: Plan, *stress: findings.Tested, today: tuple[findings.Tested, ...] = ()
) -> dict[str, dict[str, Any]]:
    absorbed = Absorbed(problem, plan)
    return {row["figure"]: row for row in rows(kpis(absorbed, absorbed, stress, today)) if not row["item"]}


def test_the_worst_of_a_stress_test_is_among_the_key_figures(problem: Problem, plan: Plan) -> None:
    site = strait("site cn", "site", chance=0.0)
    ours = (trial(lost_units=40.0, lost_money=900.0, time_to_survive=12.0), trial(site, 1, time_to_survive=20.0))
    theirs = (trial(lost_units=300.0, lost_money=9000.0, time_to_survive=9.0), trial(site, 1, time_to_survive=3.1))
    found = figures(problem, plan, *ours, today=theirs)
    survival = found["Shortest time to survive"]
    assert (survival["unit"], survival["plan"], survival["baseline"]) == ("weeks", 12, 3.1)
    assert survival["definition"].endswith("Worst: Strait closed, from P1.")
    service = found["Worst service in a disruption"]
    assert (service["plan"], service["baseline"]) == pytest.approx((0.9, 0.25))
    expected = found["Expected lost money a year"]
    assert (expected["unit"], expected["plan"], expected["baseline"]) == (
        "USD/year",
        pytest.approx(45),
        pytest.approx(450),
    )


def test_what_cannot_be_measured_is_no_key_figure(problem: Problem, plan: Plan) -> None:
    assert "Shortest time to survive" not in figures(problem, plan)
    found = figures(problem, plan, trial(strait(chance=0.0), time_to_survive=math.nan))
    assert "Shortest time to survive" not in found
    assert "Expected lost money a year" not in found
    assert found["Worst service in a disruption"]["plan"] == 1
    assert "At least" in figures(problem, plan, trial())["Shortest time to survive"]["definition"]


def test_what_disruptions_may_cost_stands_apart_from_the_total(problem: Problem, plan: Plan) -> None:
    risks = [("disruption_loss", "", "", "P1", 80.0, 75.0), ("risk_premium", "", "", "P1", 8.0, 7.0)]
    likely = plan.having(
        CostLines.of([row for row in plan[CostLines] if row[0] not in {"disruption_loss", "risk_premium"}] + risks)
    )
    found, without = figures(problem, likely), figures(problem, plan)
    assert found["Expected disruption losses"]["plan"] == pytest.approx(75)
    assert found["Premium on the worst disruptions (CVaR)"]["plan"] == pytest.approx(7)
    assert found["Total cost"]["plan"] == pytest.approx(without["Total cost"]["plan"])
    unit = [Absorbed(problem, each).per_unit("x", FULL)[TOTAL] for each in (likely, plan)]
    assert unit[0] == pytest.approx(unit[1])
    today = replace(problem, baseline=True)
    compared = rows(kpis(Absorbed(problem, likely), Absorbed(today, plan)), figure="Expected disruption losses")
    assert math.isnan(compared[0]["baseline"])


@pytest.mark.parametrize(
    ("stress", "today", "line"),
    [
        ((), (), ""),
        (
            ("site", 6.0),
            ("site", 2.1),
            "No rule says what must be survived; shortest time to survive 6.0 weeks (today 2.1): loss of site cn.",
        ),
        (("site", 52.0), (), "No rule says what must be survived; shortest time to survive at least 52.0 weeks."),
        (
            ("site", math.nan),
            (),
            "No rule says what must be survived; it is short even when nothing is lost, so no time to survive can be told.",
        ),
    ],
)
def test_survival_is_told_in_one_line(
    problem: Problem, stress: tuple[Any, ...], today: tuple[Any, ...], line: str
) -> None:
    made = [[trial(strait("site cn", each[0]), time_to_survive=each[1])] if each else [] for each in (stress, today)]
    assert verdict_in_words(problem, (), *made) == line


def test_the_line_counts_what_fails() -> None:
    rules = table(RULES, ("r", "Strait closed", None, 0.9, None, None, None, "Yes", None))
    problem = accepted(prepared(Resilience_rules=rules))
    fine, bad = trial(time_to_survive=6.0), trial(t=1, lost_units=100.0)
    assert verdict_in_words(problem, (), [fine], []).startswith("Survives every disruption a rule speaks of; shortest")
    assert verdict_in_words(problem, (), [fine, bad], []).startswith(
        "Fails in 1 of the 1 disruptions that rules speak of; "
    )


def test_concentration_is_told_by_region_and_country_where_that_differs() -> None:
    regions = table(
        "region country domestic",
        ("CN", "China", "No"),
        ("North", "Mexico", "No"),
        ("South", "Mexico", "No"),
        ("US", "USA", "Yes"),
    )
    sites = table(
        "site region role",
        ("a", "CN", "supplier"),
        ("b", "North", "supplier"),
        ("c", "South", "supplier"),
        ("d", "South", "supplier"),
        ("us", "US", "market"),
    )
    rule = table("rule item min_sources min_share", ("four", "ALL", 4, 0.25))
    sources = table("site item material_cost", *((site, "x", 10) for site in "abcd"))
    found = solved(book(Regions=regions, Sites=sites, Sources=sources, Sourcing_rules=rule))
    index = {row["figure"]: row["plan"] for row in rows(kpis(Absorbed(found.problem, found.plan), None), item="x")}
    assert index == pytest.approx(
        {
            "Concentration (HHI)": 4 / 16,
            "Concentration by region (HHI)": 6 / 16,
            "Concentration by country (HHI)": 10 / 16,
        }
    )
    plain = solved(two_sources())
    index = {row["figure"]: row for row in rows(kpis(Absorbed(plain.problem, plain.plan), None), item="x")}
    assert set(index) == {"Concentration (HHI)"}


# Buffers


class Times(
    Sheet, name=SERVICE_TIMES, purpose="Stands for the table of the safety stock.", key=("item", "site", "period")
):
    """What sizes safety stock."""

    item: Texts = text("Item.")
    site: Texts = text("Site.")
    period: Texts = text("Period.")
    required_: Numbers = number("Units.")
    cause: Texts = text("Why.")


def test_kinds_of_stock_stand_apart_with_what_sets_them(problem: Problem, plan: Plan) -> None:
    kept = Stock.of([("x", "us", "P1", 30.0, 20.0, 10.0), ("x", "us", "P2", 5.0, 20.0, 0.0)])
    flows = plan[Flows]
    first, second = rows(buffers(problem, plan.having(kept)))
    assert (first["seasonal"], first["safety"], first["strategic"]) == (30, 20, 10)
    assert first["cover"] == pytest.approx(60 / 100)
    assert first["tied_up"] == pytest.approx(600)
    assert first["cause"].startswith("safety: variability of demand and lead times; strategic: ")
    assert first["cause"].endswith("; seasonal: carried towards P2")
    assert second["cause"].endswith("; seasonal: carried beyond the plan")
    assert len(flows) > 0
    told = plan.having(kept, Times.of([("x", "us", "P1", 20.0, "95 % of cycles, 14 days of lead time")]))
    assert rows(buffers(problem, told))[0]["cause"].startswith("safety: 95 % of cycles, 14 days of lead time; ")


def test_strategic_stock_names_the_disruption_that_draws_most() -> None:
    rules = table(RULES, ("r", "ALL", None, 1.0, None, None, None, "Yes", None))
    found = solved(prepared(Resilience_rules=rules, Inventory=table("site item", ("us", "x")), **dear_second_source()))
    causes = {row["period"]: row["cause"] for row in rows(buffers(found.problem, found.plan)) if row["strategic"] > 0}
    assert set(causes) == {"P1", "P2"}
    assert all("Strait closed" in cause and " draws " in cause for cause in causes.values())


def dear_second_source() -> Book:
    """No second source at all: the strait can only be answered from stock."""
    return {"Sources": table("site item material_cost", ("cn", "x", 10))}


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
