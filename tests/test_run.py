"""From problem to outcome: statuses, explanations of impossible plans, options, baseline, second objective."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import optimizer
from models.issue import Severity
from models.plan import CostLines
from optimizer.errors import InputError, NoValueError
from optimizer.intake.raw import from_records
from optimizer.intake.validate import validate
from optimizer.outcome import Outcome, Status
from optimizer.owed import as_owed
from optimizer.planning import solve, solver_options
from optimizer.solver.highs import Cancelled
from richplan import rich
from tiny import Book, accepted, book, money, solved, table, two_sources

if TYPE_CHECKING:
    from optimizer.solver.solved import Progress

DUAL = "rule item min_sources min_share hard penalty"


def test_the_public_functions_stay_functions_after_a_solve() -> None:
    """A package of the same name as a function would take its place as soon as it is imported."""
    for _ in range(2):
        problem = optimizer.read(book())
        assert optimizer.solve(problem).cost == pytest.approx(52_000)
        assert optimizer.run(book()).cost == pytest.approx(52_000)
        assert optimizer.check(book()) is not None


def test_an_outcome_tells_its_size_and_its_time() -> None:
    outcome = solved(two_sources(Sourcing_rules=table(DUAL, ("r", "x", 2, 0.2, "Yes", None))))
    assert outcome.size.rows > 0
    assert outcome.size.columns > 0
    assert outcome.size.binaries == 2
    assert outcome.size.nonzeros > 0
    assert {"build", "compile", "solve", "extract", "check"} <= set(outcome.seconds)
    assert all(seconds >= 0 for seconds in outcome.seconds.values())


def test_bound_and_gap_prove_the_plan() -> None:
    outcome = solved(two_sources(Sourcing_rules=table(DUAL, ("r", "x", 2, 0.2, "Yes", None))))
    assert (outcome.status, outcome.gap) == (Status.OPTIMAL, 0)
    assert outcome.bound == pytest.approx(outcome.cost)


def test_issues_of_the_input_stay_with_the_outcome() -> None:
    intake = validate(from_records(book()))
    outcome = solve(intake.accept(), issues=intake.issues)
    assert outcome.issues == intake.issues
    assert all(issue.severity is Severity.NOTE for issue in outcome.issues)


def test_strict_acceptance_refuses_warnings() -> None:
    plan = book(Sources=table("site item material_cost", ("cn", "x", "10")))  # a number as text
    assert validate(from_records(plan)).accept() is not None
    with pytest.raises(InputError):
        validate(from_records(plan)).accept(strict=True)


@pytest.mark.parametrize(
    ("setting", "value", "option"),
    [("time_limit", 7.5, "time_limit"), ("mip_gap", 0.03, "gap"), ("threads", 2, "threads"), ("seed", 11, "seed")],
)
def test_settings_reach_the_solver(setting: str, value: float, option: str) -> None:
    problem = accepted(book(Settings={setting: value}))
    assert getattr(solver_options(problem), option) == value


def test_options_given_in_the_call_beat_the_settings() -> None:
    problem = accepted(book(Settings={"time_limit": 7.5, "mip_gap": 0.03}))
    options = solver_options(problem, time_limit=3.0, gap=0.0)
    assert (options.time_limit, options.gap) == (3.0, 0.0)


def test_progress_is_watched() -> None:
    seen: list[Progress] = []
    solve(accepted(two_sources(Sourcing_rules=table(DUAL, ("r", "x", 2, 0.2, "Yes", None)))), watch=seen.append)
    assert all(progress.seconds >= 0 for progress in seen)


def test_a_cancelled_run_has_a_plan_or_says_that_it_has_none() -> None:
    cancelled = Cancelled()
    cancelled.set()
    outcome = solve(accepted(book()), cancelled=cancelled)
    assert outcome.status in {Status.OPTIMAL, Status.INTERRUPTED, Status.NO_PLAN}


# Impossible plans


def test_an_impossible_plan_is_an_outcome_without_values() -> None:
    outcome = solved(book(Sources=table("site item material_cost capacity", ("cn", "x", 10, 70))))
    assert outcome.status is Status.INFEASIBLE
    assert not outcome.status.has_plan
    for name in ("plan", "audit", "cost"):
        with pytest.raises(NoValueError):
            getattr(outcome, name)
    assert outcome.missed_rules


def impossible(**sheets: object) -> list[tuple[str, str, str]]:
    outcome = solved(two_sources(**sheets))
    assert outcome.status is Status.INFEASIBLE
    assert all(missed.hard for missed in outcome.missed_rules)
    return [(missed.rule, missed.cell, missed.period) for missed in outcome.missed_rules]


SMALL_MX = table("site item material_cost capacity", ("cn", "x", 10, None), ("mx", "x", 13, 15))


@pytest.mark.parametrize(
    ("sheets", "rule", "cells"),
    [
        ({"Sources": table("site item material_cost capacity", ("cn", "x", 10, 50), ("mx", "x", 13, 30))},
         "Demand must be served", {"Demand[1].quantity"}),
        ({"Sources": SMALL_MX, "Sourcing_rules": table("rule item max_share", ("r", "x", 0.6))}, "r", {"Sourcing_rules[1].max_share"}),
        ({"Sources": SMALL_MX, "Sourcing_rules": table("rule item min_sources min_share", ("r", "x", 2, 0.3))}, "r",
         {"Sourcing_rules[1].min_share", "Sourcing_rules[1].min_sources"}),
        ({"Sources": SMALL_MX, "Sourcing_rules": table("rule item group_by group min_group_share", ("r", "x", "region", "MX", 0.3))}, "r",
         {"Sourcing_rules[1].min_group_share"}),
        ({"Sources": SMALL_MX, "Sourcing_rules": table("rule item group_by max_group_share", ("r", "x", "region", 0.6))}, "r",
         {"Sourcing_rules[1].max_group_share"}),
        ({"Sources": table("site item material_cost capacity", ("cn", "x", 10, 60), ("mx", "x", 13, 60)),
          "Sourcing_rules": table("rule item max_sources", ("r", "x", 1))}, "r", {"Sourcing_rules[1].max_sources"}),
        ({"Sources": table("site item material_cost min_order_if_used", ("cn", "x", 10, 80), ("mx", "x", 10, 80)),
          "Sourcing_rules": table("rule item min_sources min_share", ("r", "x", 2, 0.1))}, None,
         {"Sources[1].min_order_if_used", "Sources[2].min_order_if_used", "Sourcing_rules[1].min_sources", "Sourcing_rules[1].min_share"}),
        ({"Site_rules": table("rule role max_open", ("r", "supplier", 1))}, "r", {"Site_rules[1].max_open"}),
        ({"Inventory": table("site item on_hand max_cover", ("us", "x", 9000, 1))}, "max_cover of stock", {"Inventory[1].max_cover"}),
        ({"Sources": table("site item material_cost capacity", ("cn", "x", 10, 60), ("mx", "x", 13, 40)),
          "Inventory": table("site item min_cover", ("us", "x", 2))}, "min_cover of stock", {"Inventory[1].min_cover"}),
    ],
    ids=["demand", "max_share", "min_sources", "min_group", "max_group", "max_sources", "min_order", "max_open", "max_cover", "min_cover"],
)  # fmt: skip
def test_the_rule_that_is_in_the_way_is_named_and_no_other(
    sheets: dict[str, object], rule: str | None, cells: set[str]
) -> None:
    found = impossible(**sheets)
    assert {cell for _, cell, _ in found} <= cells
    if rule is not None:
        assert {name for name, *_ in found} == {rule}


def test_of_two_rules_only_the_impossible_one_is_named() -> None:
    rules = table(
        "rule item group_by group min_group_share max_group_share",
        ("possible", "x", "region", "CN", None, 0.9), ("impossible", "x", "region", "MX", 0.3, None),
    )  # fmt: skip
    outcome = solved(two_sources(Sources=SMALL_MX, Sourcing_rules=rules))
    assert outcome.status is Status.INFEASIBLE
    assert {missed.rule for missed in outcome.missed_rules} == {"impossible"}


def test_a_soft_rule_makes_no_plan_impossible() -> None:
    rules = table("rule item max_share hard penalty", ("r", "x", 0.6, "No", 1))
    outcome = solved(two_sources(Sources=SMALL_MX, Sourcing_rules=rules))
    assert outcome.status is Status.OPTIMAL
    assert money(outcome)["rule_penalty"] == pytest.approx(52 * 40)


@pytest.mark.parametrize("capex", [1e6, 1e9, 1e12])
def test_a_real_way_that_is_very_dear_is_still_a_plan(capex: float) -> None:
    """Missing a hard rule has a price; where keeping it costs more, a second solve confirms that it can be kept."""
    plan = book(
        Sources=table("site item material_cost capacity", ("cn", "x", 10, 70)),
        Capex=table("site item option capacity capex", ("cn", "x", "line", 30, capex)),
    )
    outcome = solved(plan)
    assert outcome.status is Status.OPTIMAL
    assert outcome.cost == pytest.approx(52_000 + capex)
    assert not outcome.missed_rules


def test_a_rule_that_is_very_dear_to_keep_is_kept() -> None:
    sites = table(
        "site region role status opening_cost",
        ("cn", "CN", "supplier", "existing", 0), ("mx", "MX", "supplier", "potential", 5e8), ("us", "US", "market", "existing", 0),
    )  # fmt: skip
    outcome = solved(two_sources(Sites=sites, Sourcing_rules=table(DUAL, ("r", "x", 2, 0.2, "Yes", None))))
    assert outcome.cost == pytest.approx(55_120 + 5e8)


def test_things_that_cost_nothing_at_all_can_be_planned() -> None:
    plan = two_sources(
        0, 0, Items=table("item value", ("x", 0)), Sourcing_rules=table(DUAL, ("r", "x", 2, 0.2, "Yes", None))
    )
    outcome = solved(plan)
    assert (outcome.status, outcome.cost) == (Status.OPTIMAL, 0)


def test_what_costs_nothing_can_be_impossible_too() -> None:
    sources = table("site item material_cost capacity", ("cn", "x", 0, None), ("mx", "x", 0, 15))
    plan = two_sources(
        Sources=sources,
        Items=table("item value", ("x", 0)),
        Sourcing_rules=table(DUAL, ("r", "x", 2, 0.2, "Yes", None)),
    )
    assert solved(plan).status is Status.INFEASIBLE


# Second objective


def two_modes(**settings: object) -> Book:
    return book(
        Settings=settings,
        Lead_times=table(
            "origin destination mode lead_time freight_cost carbon", ("cn", "us", "sea", 35, 1.0, 2), ("cn", "us", "rail", 14, 1.1, 1),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(("objective", "less"), [("cost_then_carbon", "carbon"), ("cost_then_lead_time", "lead_time")])
def test_a_second_objective_spends_no_more_than_its_tolerance(objective: str, less: str) -> None:
    cheapest = solved(two_modes())
    # all by rail costs 0.1 x 5200 = 520 more, and 0.5 % of 57,200 are 286: a share of 286 / 520 goes by rail
    outcome = solved(two_modes(objective=objective, objective_tolerance=0.005))
    assert outcome.cost == pytest.approx(cheapest.cost * 1.005)
    assert outcome.second is not None
    assert outcome.second.meter == less
    by_sea, by_rail = {"carbon": (2, 1), "lead_time": (5, 2)}[less]
    share = cheapest.cost * 0.005 / 520
    assert outcome.second.at_least_cost == pytest.approx(5200 * by_sea)
    assert outcome.second.achieved == pytest.approx(5200 * (by_sea + (by_rail - by_sea) * share))


def test_a_second_objective_without_a_tolerance_only_breaks_ties() -> None:
    outcome = solved(two_modes(objective="cost_then_carbon", objective_tolerance=0))
    assert outcome.cost == pytest.approx(solved(two_modes()).cost)


def test_without_a_second_objective_there_is_none() -> None:
    assert solved(two_modes()).second is None


# Order and repetition


def test_the_same_input_gives_the_same_plan() -> None:
    plan = two_sources(10, 10, Sourcing_rules=table(DUAL, ("r", "x", 2, 0.2, "Yes", None)))
    one, other = solved(plan), solved(plan)
    for kind, record in one.plan.tables.items():
        for column in record.columns:
            assert getattr(record, column.attribute).tolist() == getattr(other.plan[kind], column.attribute).tolist()


def test_missed_rules_come_with_hard_ones_first() -> None:
    rules = table(DUAL, ("soft", "x", 2, 0.5, "No", 1), ("hard", "x", 2, 0.2, "Yes", None))
    outcome = solved(two_sources(Sources=SMALL_MX, Sourcing_rules=rules))
    assert isinstance(outcome, Outcome)
    assert [missed.hard for missed in outcome.missed_rules] == sorted(
        (missed.hard for missed in outcome.missed_rules), reverse=True
    )


# Plans that are not proven best


@pytest.mark.parametrize(
    "gap", [0.3, 0.05, pytest.param(0.01, marks=pytest.mark.slow), pytest.param(0.001, marks=pytest.mark.slow)]
)
def test_a_plan_within_a_wide_gap_stands_its_check_too(gap: float) -> None:
    """A search that stops early may leave switches that nobody needs: what they say must not get into the plan."""
    outcome = solved(rich(), gap=gap)
    assert outcome.status in {Status.OPTIMAL, Status.WITHIN_GAP}
    assert outcome.audit.passed
    assert outcome.cost <= outcome.bound / (1 - gap) * (1 + 1e-6)


def test_penalties_are_those_the_plan_owes_and_no_more() -> None:
    rules = table("rule item max_share hard penalty", ("cap", "x", 0.6, "No", 2))
    outcome = solved(two_sources(Sourcing_rules=rules))
    lines = outcome.plan[CostLines]
    penalty = lines.driver == "rule_penalty"
    too_much = lines.replacing(
        amount=np.where(penalty, lines.amount * 3, lines.amount),
        present_value=np.where(penalty, lines.present_value * 3, lines.present_value),
    )
    too_little = lines.keep(~penalty)
    paid = as_owed(outcome.problem, outcome.plan.having(too_much), outcome.rules)
    assert float(paid[CostLines].present_value.sum()) == pytest.approx(outcome.cost)
    as_booked = as_owed(outcome.problem, outcome.plan.having(too_little), outcome.rules)
    assert as_booked[CostLines] is too_little


def test_losses_and_risk_are_those_the_answers_bring_and_no_more() -> None:
    outcome = solved(rich(), gap=0.05)
    lines = outcome.plan[CostLines]
    risky = np.isin(lines.driver, ("disruption_loss", "risk_premium"))
    assert lines.amount[risky].sum() > 0
    too_much = lines.replacing(
        amount=np.where(risky, lines.amount * 3, lines.amount),
        present_value=np.where(risky, lines.present_value * 3, lines.present_value),
    )
    paid = as_owed(outcome.problem, outcome.plan.having(too_much), outcome.rules)[CostLines]
    assert float(paid.present_value.sum()) == pytest.approx(outcome.cost)
    too_little = lines.keep(~risky)
    assert as_owed(outcome.problem, outcome.plan.having(too_little), outcome.rules)[CostLines] is too_little
