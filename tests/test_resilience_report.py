"""Resilience in the reports: tests of a plan made by hand, and the verdicts on them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from models.reports.resilience import resilience
from models.reports.survival import in_words, units_in_words
from models.reports.verdicts import FAIL, NO_RULE, PASS, verdicts
from models.stress.cases import every_case
from network import rows
from optimizer.planning import solve
from strait import RULES, prepared, strait, trial
from tiny import accepted, solved, table

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import Problem
    from models.stress import tested as findings


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
