"""Exposures, key figures and buffers of a plan that is tested, against figures computed by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from models.plan import CostLines, Flows, Stock
from models.reports.buffers import buffers
from models.reports.causes import SERVICE_TIMES
from models.reports.costs import FULL, TOTAL, Absorbed
from models.reports.kpi import kpis
from models.reports.resilience import MOST_EXPOSURES, exposures
from models.reports.verdicts import verdict_in_words
from models.schema import Numbers, Sheet, Texts, number, text
from network import rows
from optimizer.planning import solve
from strait import RULES, prepared, strait, trial
from tiny import accepted, book, solved, table, two_sources

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import Problem
    from models.stress import tested as findings
    from tiny import Book


@pytest.fixture(scope="module")
def problem() -> Problem:
    return accepted(prepared())


@pytest.fixture(scope="module")
def plan(problem: Problem) -> Plan:
    return solve(problem).plan


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


def test_what_stands_low_in_both_ranks_is_left_out_and_what_comes_after_it_is_not(problem: Problem) -> None:
    stress = [trial(strait(f"E{k}", chance=0.5 if k >= 25 else 1e-6), lost_money=100.0 - k) for k in range(45)]
    found = rows(exposures(problem, stress, ()))
    assert [row["event"] for row in found] == [f"E{k}" for k in (*range(20), *range(25, 45))]


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
    assert causes == dict.fromkeys(("P1", "P2"), "strategic: Strait closed draws 400 of 400")


def dear_second_source() -> Book:
    """No second source at all: the strait can only be answered from stock."""
    return {"Sources": table("site item material_cost", ("cn", "x", 10))}
