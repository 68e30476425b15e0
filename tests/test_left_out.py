"""A run that is stopped, or whose solver dies, says what is missing and what can be done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from optimizer.left_out import MEMORY, left_out
from optimizer.outcome import Status
from optimizer.planning import solve
from optimizer.report import explanation, summary
from optimizer.screening import solve_screened
from optimizer.solver.options import Cancelled
from optimizer.solver.solved import Stop
from tiny import accepted, table, two_sources

if TYPE_CHECKING:
    from models.problem import Problem
    from optimizer.solver.solved import Solved


def problem(**sheets: Any) -> Problem:
    return accepted(
        two_sources(
            Baseline=table("item site share", ("x", "mx", 1.0)),
            Locks=table("decision item site period value", ("share", "x", "mx", "P1", 0.5)),
            Disruptions=table("scenario hits target duration loss probability", ("no cn", "site", "cn", 8, 1, 0.5)),
            **sheets,
        )
    )


def stop_at(name: str) -> tuple[Cancelled, Any]:
    cancelled = Cancelled()
    return cancelled, lambda phase: cancelled.set() if phase == name else None


@pytest.mark.parametrize(
    ("phase", "words"),
    [
        ("extract", "the comparison with today's plan, the cost of locked decisions and the test of what disruptions do to the plan"),
        ("locks", "the cost of locked decisions and the test of what disruptions do to the plan"),
        ("stress", "the test of what disruptions do to the plan"),
    ],
)  # fmt: skip
def test_what_comes_after_a_request_to_stop_is_left_out_and_named(phase: str, words: str) -> None:
    cancelled, told = stop_at(phase)
    outcome = solve(problem(), cancelled=cancelled, phase=told)
    assert outcome.status is Status.OPTIMAL
    assert left_out(outcome) == [f"Left out because the run was stopped: {words}."]
    assert outcome.stress == ()
    assert (outcome.without_locks is None) is (phase != "stress")
    assert list(summary(outcome).left_out) == left_out(outcome)
    assert (outcome.baseline is None) is (phase == "extract")


def test_a_second_objective_that_was_not_reached_is_named() -> None:
    cancelled, told = stop_at("second objective")
    outcome = solve(problem(Settings={"objective": "cost_then_carbon"}), cancelled=cancelled, phase=told)
    assert outcome.second is None
    assert left_out(outcome)[0].startswith("Left out because the run was stopped: the second objective, ")


def test_a_plan_without_events_or_comparisons_leaves_nothing_out() -> None:
    cancelled, told = stop_at("check")
    outcome = solve(accepted(two_sources()), cancelled=cancelled, phase=told)
    assert (outcome.skipped, left_out(outcome)) == ((), [])


def test_an_impossible_plan_says_that_its_reason_was_not_looked_for_to_the_end() -> None:
    cancelled, told = stop_at("explain")
    short = accepted(two_sources(Sources=table("site item capacity material_cost", ("cn", "x", 60, 10))))
    outcome = solve(short, cancelled=cancelled, phase=told)
    assert outcome.status is Status.INFEASIBLE
    assert not any("Raise time_limit" in sentence for sentence in explanation(outcome))
    words = "the search for the rules that stand in the way"
    assert left_out(outcome) == [f"Left out because the run was stopped: {words}."]


def test_a_request_to_stop_during_the_rounds_of_cases_keeps_a_plan_for_all_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The step that makes a plan of the last round must not be ended by the very request that calls for it."""
    from optimizer.solver import highs

    cancelled, real, rounds = Cancelled(), highs.solve_matrix, list[Any]()

    def stopped_after_first(matrix: Any, options: Any, watch: Any, stop: Any, *more: Any) -> Solved:
        found = real(matrix, options, watch, stop, *more)
        rounds.append(stop)
        if len(rounds) == 1:
            cancelled.set()
            return replace(found, stop=Stop.INTERRUPTED)
        return found

    monkeypatch.setattr(highs, "solve_matrix", stopped_after_first)
    surviving = problem(Resilience_rules=table("rule applies_to item min_service", ("survive", "no cn", "x", 0.9)))
    outcome = solve(surviving, cancelled=cancelled)
    assert rounds == [cancelled, None]
    assert outcome.status in {Status.INTERRUPTED, Status.OPTIMAL}
    assert outcome.audit.passed


@pytest.mark.parametrize("found", [True, False])
def test_a_dead_solver_is_told_in_words(found: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    def dies(*arguments: Any) -> Solved:
        solved = replace(solve_screened(*arguments), stop=Stop.DIED, bound=0.0)
        return solved if found else replace(solved, _objective=None, _values=None)

    monkeypatch.setattr("optimizer.screening.solve_screened", dies)
    outcome = solve(accepted(two_sources()))
    assert outcome.status is (Status.BROKEN_OFF if found else Status.LOST)
    assert [*explanation(outcome), *left_out(outcome)] == [MEMORY]
    assert outcome.status.has_plan is found


def test_a_search_that_was_stopped_with_nothing_found_is_not_told_to_take_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stopped(*arguments: Any) -> Solved:
        return replace(solve_screened(*arguments), stop=Stop.INTERRUPTED, _objective=None, _values=None)

    monkeypatch.setattr("optimizer.screening.solve_screened", stopped)
    outcome = solve(accepted(two_sources()))
    assert outcome.status is Status.NO_PLAN
    said = [*explanation(outcome), *left_out(outcome)]
    assert said == ["Left out because the run was stopped: the rest of the search."]
