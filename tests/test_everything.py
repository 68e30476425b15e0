"""What must hold for every plan, whichever features occur in it together."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from alike import assert_same, in_money, renamed, shuffled
from everything import DRAWINGS, restricted, scenarios, workbooks
from models.features import FEATURES
from models.features.baseline import todays_problem
from models.plan import CostLines
from optimizer import read
from optimizer.doors import take_in
from optimizer.outcome import Status
from optimizer.planning import solve
from optimizer.workbook.template import write_input
from sampling import sampled
from tiny import accepted, optimum, solved

if TYPE_CHECKING:
    from tiny import Book

EXACT = 1e-6
"""Share by which two costs of one plan may differ: both are proven to the solver's own tolerance."""
BY_NAME = {feature.name: feature for feature in FEATURES}


def test_there_is_a_drawing_of_every_feature() -> None:
    assert set(DRAWINGS) == set(BY_NAME)


@pytest.mark.parametrize("name", sorted(DRAWINGS))
def test_a_feature_that_is_drawn_alone_has_something_to_do(name: str) -> None:
    @settings(max_examples=2)
    @given(workbooks([name], least_periods=2))
    def applies(plan: Book) -> None:
        problem = accepted(plan)
        today = todays_problem(problem) if name == "baseline" else problem
        assert today is not None
        assert BY_NAME[name].applies(today)

    applies()


@pytest.mark.slow
def test_every_column_of_every_feature_is_drawn() -> None:
    missing = {
        (part.sheet, column.name) for f in FEATURES for part in (*f.sheets, *f.columns) for column in part.columns
    }

    @settings(max_examples=12)
    @given(st.data())
    def fill(data: st.DataObject) -> None:
        for name in DRAWINGS:
            for sheet, rows in data.draw(workbooks([name, "capacity"], least_periods=2)).items():
                missing.difference_update((sheet, column) for row in rows for column in row if row[column] is not None)

    fill()
    assert not missing


@sampled(6, 400, workbooks())
def test_every_plan_is_proven_and_stands_its_check(plan: Book) -> None:
    outcome = solved(plan, with_baseline=True)
    assert outcome.status is Status.OPTIMAL
    assert outcome.audit.passed
    assert outcome.baseline is None or outcome.baseline.audit.passed
    booked = float(outcome.plan[CostLines].present_value.sum())
    assert booked == pytest.approx(outcome.cost, rel=1e-9, abs=1e-6)
    assert booked == pytest.approx(outcome.bound, rel=EXACT, abs=1e-5)


def written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


@sampled(3, 120, workbooks())
def test_every_door_leads_to_the_same_problem_and_the_same_cost(plan: Book) -> None:
    problem = read(plan)
    sheets = {name: [{k: written(v) for k, v in row.items()} for row in rows] for name, rows in plan.items()}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "plan.json").write_text(json.dumps({"schema": "sourcemix-input/1", "sheets": sheets}))
        write_input(Path(folder) / "plan.xlsx", plan)
        found = [read(Path(folder) / "plan.json"), read(Path(folder) / "plan.xlsx")]
    found.append(read({name: rows if name == "Settings" else pd.DataFrame(rows) for name, rows in plan.items()}))
    for other in found:
        assert_same(problem, other)
    assert solve(found[1], with_baseline=False).cost == pytest.approx(optimum(plan), rel=1e-9, abs=1e-6)


@sampled(3, 200, workbooks(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(plan: Book, random: Any) -> None:
    assert optimum(shuffled(plan, random)) == pytest.approx(optimum(plan), rel=EXACT, abs=1e-5)


@sampled(3, 200, workbooks())
def test_names_do_not_matter(plan: Book) -> None:
    assert optimum(renamed(plan)) == pytest.approx(optimum(plan), rel=EXACT, abs=1e-5)


@sampled(3, 200, workbooks(), st.sampled_from([0.01, 7.5, 1000]))
def test_money_in_another_unit_gives_the_same_cost_in_that_unit(plan: Book, factor: float) -> None:
    assert optimum(in_money(plan, factor)) == pytest.approx(optimum(plan) * factor, rel=EXACT, abs=1e-5 * factor)


@sampled(4, 300, restricted())
def test_another_rule_never_lowers_the_cost(plans: tuple[Book, Book]) -> None:
    free, held = plans
    least = optimum(free)
    assert optimum(held) >= least - EXACT * abs(least) - 1e-5


@sampled(4, 300, scenarios())
def test_a_scenario_that_only_restricts_is_never_cheaper_and_one_that_only_relaxes_never_dearer(
    plan: Book,
) -> None:
    change = plan["Scenarios"][0]
    intake = take_in(plan, "other")
    assume(not any(issue.severity.word == "error" for issue in intake.issues))
    other = solve(intake.accept(), with_baseline=False)
    assert other.status is Status.OPTIMAL
    before, after = (optimum(plan), other.cost)[:: 1 if change["notes"] == "restricts" else -1]
    assert after >= before - EXACT * abs(before) - 1e-5
