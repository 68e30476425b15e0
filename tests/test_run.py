"""What a run returns, is told and may be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import optimizer
from models.issue import Severity
from models.plan import CostLines
from optimizer.errors import InputError
from optimizer.intake.raw import from_records
from optimizer.intake.validate import validate
from optimizer.outcome import Outcome, Status
from optimizer.owed import as_owed
from optimizer.planning import solve, solver_options
from optimizer.solver.highs import Cancelled
from richplan import rich
from tiny import Book, accepted, book, solved, table, two_sources

if TYPE_CHECKING:
    from optimizer.solver.solved import Progress

DUAL = "rule item min_sources min_share hard penalty"
SMALL_MX = table("site item material_cost capacity", ("cn", "x", 10, None), ("mx", "x", 13, 15))


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


def stands_its_check(outcome: Outcome, gap: float) -> None:
    assert outcome.status in {Status.OPTIMAL, Status.WITHIN_GAP}
    assert outcome.audit.passed
    assert outcome.cost <= outcome.bound / (1 - gap) * (1 + 1e-6)


def test_a_plan_near_the_best_stands_its_check_too(rich_outcome: Outcome) -> None:
    """A search that stops early may leave switches that nobody needs: what they say must not get into the plan."""
    stands_its_check(rich_outcome, rich_outcome.problem.settings.mip_gap)


@pytest.mark.slow
@pytest.mark.parametrize("gap", [0.3, 0.05, 0.01, 0.001])
def test_a_plan_within_a_wide_gap_stands_its_check_too(gap: float) -> None:
    stands_its_check(solved(rich(), gap=gap), gap)


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


def test_losses_and_risk_are_those_the_answers_bring_and_no_more(rich_outcome: Outcome) -> None:
    outcome = rich_outcome
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
