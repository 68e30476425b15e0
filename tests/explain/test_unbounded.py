"""Costs without end, and figures that are too far apart: the cells to blame, and no word of the solver's."""

from __future__ import annotations

import numpy as np
import pytest

from models.build import build_model
from models.features.inventory import StockLimits
from models.sheets import LeadTimes, Sources
from optimizer.explain.unbounded import diagnose_unbounded
from optimizer.explain.unplanned import explained
from optimizer.matrix import compile_model
from optimizer.outcome import Outcome, Status
from optimizer.planning import solve
from optimizer.report import explanation
from optimizer.solver.highs import SolverOptions
from optimizer.solver.solved import Solved, Stop
from tiny import accepted, book, table, two_sources

HUBS = book(
    Sites=table("site region role", ("cn", "CN", "supplier"), ("a", "US", "warehouse"), ("b", "US", "warehouse"), ("us", "US", "market")),
    Lead_times=table(
        "origin destination mode lead_time freight_cost", ("cn", "a", "road", 0, 1), ("a", "b", "road", 0, 1), ("b", "a", "road", 0, 1), ("b", "us", "road", 0, 1)
    ),
)  # fmt: skip


def test_freight_that_is_paid_out_is_named_by_its_cells() -> None:
    problem = accepted(HUBS)
    freight = problem[LeadTimes].freight_cost.copy()
    freight[1:3] = -5.0
    outcome = solve(problem.having(problem[LeadTimes].replacing(freight_cost=freight)))
    assert outcome.status is Status.UNBOUNDED
    first, second = explanation(outcome)
    assert first == (
        "Doing more of something would make the plan cheaper without end: each unit of x from a to b by road earns freight "
        "(Lead_times[2].freight_cost); each unit of x from b to a by road earns freight (Lead_times[3].freight_cost)."
    )
    assert second.startswith("Correct the sign or the size of these figures, or limit what pays for itself")
    assert outcome.diagnosis is not None
    assert {issue.cell for issue in outcome.diagnosis.issues} == {
        "Lead_times[2].freight_cost",
        "Lead_times[3].freight_cost",
    }


def test_material_that_is_paid_out_where_goods_can_be_kept_is_named() -> None:
    problem = accepted(book(Inventory=table("site item", ("us", "x"))))
    outcome = solve(problem.having(problem[Sources].replacing(material_cost=np.array([-10.0]))))
    assert outcome.status is Status.UNBOUNDED
    assert "each unit of x made at cn earns material cost (Sources[1].material_cost)" in explanation(outcome)[0]


def test_storage_that_is_paid_out_is_named() -> None:
    problem = accepted(book(Inventory=table("site item storage_cost", ("us", "x", 1))))
    outcome = solve(problem.having(problem[StockLimits].replacing(storage_cost=np.array([-50.0]))))
    assert outcome.status is Status.UNBOUNDED
    assert "each unit of x kept at us earns storage (Inventory[1].storage_cost)" in explanation(outcome)[0]


def test_a_site_that_earns_by_closing_is_named_where_it_is_what_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    sites = table(
        "site region role status closing_cost", ("cn", "CN", "supplier", None, None), ("mx", "MX", "supplier", "existing", -300), ("us", "US", "market", None, None)
    )  # fmt: skip
    matrix = compile_model(build_model(accepted(two_sources(Sites=sites))))
    closing = matrix.columns(matrix.core.model.closing, [("mx", 0)])
    ray = np.zeros(matrix.shape[1])
    ray[closing] = 1.0
    monkeypatch.setattr("optimizer.explain.unbounded.find_ray", lambda *_: ray)
    found = diagnose_unbounded(matrix.core.problem, matrix, 5.0)
    assert found.sentences[0].endswith("without end: closing mx earns money (Sites[2].closing_cost).")


def test_without_a_direction_that_pays_the_advice_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = compile_model(build_model(accepted(book())))
    monkeypatch.setattr("optimizer.explain.unbounded.find_ray", lambda *_: None)
    first, advice = diagnose_unbounded(matrix.core.problem, matrix, 5.0).sentences
    assert first.endswith("Look for a cost below zero.")
    assert advice.startswith("Correct the sign or the size")


@pytest.mark.parametrize(
    ("capacity", "words"),
    [
        (1e12, "Sources[2].capacity: 1e+12 is more than a million times 70 in Sources[1].capacity"),
        (80, "look for wrong units"),
    ],
)
def test_figures_too_far_apart_are_named_when_the_search_fails(
    monkeypatch: pytest.MonkeyPatch, capacity: float, words: str
) -> None:
    sources = table("site item material_cost capacity", ("cn", "x", 10, 70), ("mx", "x", 13, capacity))
    core = build_model(accepted(book(Sources=sources)))
    monkeypatch.setattr("optimizer.explain.unplanned.nearest_miss", lambda *_: None)
    failed = Solved(Stop.FAILED, -np.inf, 0.0, 0)
    found = explained(core, compile_model(core), failed, SolverOptions(time_limit=5), None)
    assert (found.plan, found.is_impossible) == (None, False)
    assert found.diagnosis is not None
    assert found.diagnosis.sentences[0].startswith("The figures of the workbook are too far apart to plan with")
    assert words in " ".join(found.diagnosis.sentences)


def test_an_outcome_without_a_diagnosis_still_says_what_to_do() -> None:
    (sentence,) = explanation(Outcome(accepted(book()), Status.NO_PLAN))
    assert sentence.startswith("Raise time_limit")
