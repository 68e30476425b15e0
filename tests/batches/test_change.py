"""What changed since the last run, in words: causes, the status before, and the largest moves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from optimizer.batches.change import change_of
from optimizer.batches.record import LastPlan, Record
from optimizer.tasks.finished import Fate, Run

DECIDED = {"costs": {"material": 1000.0}, "shares": {"x": {"cn": 1.0}}, "orders": {}}
RUN = Run("as it is", Fate.OPTIMAL, cost=1000.0, decisions=DECIDED, sheets={"Sites": "a", "Items": "b"})
OPTIONS, VERSIONS = {"gap": None, "strict": False}, {"sourcemix": "1"}


def _last(run: Run = RUN, **changes: Any) -> Record:
    plans = (
        {} if run.cost is None else {run.scenario: LastPlan("2027-01-02T03:04", run.cost, run.decisions, run.sheets)}
    )
    known = Record("a.xlsx", "key", "2027-01-02T03:04", OPTIONS, VERSIONS, (run,), plans=plans)
    return replace(known, **changes)


def _change(run: Run, last: Record | None) -> tuple[float | None, str]:
    return change_of(run, last, OPTIONS, VERSIONS)


def test_the_first_run_has_nothing_to_compare_with() -> None:
    assert _change(RUN, None) == (None, "First run.")
    assert _change(replace(RUN, scenario="new"), _last()) == (None, "First run.")


def test_the_same_again_is_no_change() -> None:
    assert _change(RUN, _last()) == (0.0, "")


def test_sheets_that_came_changed_or_went_are_named() -> None:
    now = replace(RUN, sheets={"Sites": "c", "Demand": "d"})
    assert _change(now, _last())[1] == "Input: Sites, Demand, Items."


def test_options_and_versions_are_named_with_both_values() -> None:
    last = _last(options={"gap": 0.5, "strict": True}, versions={"sourcemix": "0"})
    assert _change(RUN, last)[1] == "Options: gap 0.5 -> not given, strict Yes -> No. Version: sourcemix 0 -> 1."


def test_shares_orders_and_costs_are_named_the_largest_first() -> None:
    decided = {
        "costs": {"material": 900.0, "duty": 300.0, "freight": 0.5},
        "shares": {"x": {"cn": 0.25, "mx": 0.75}},
        "orders": {"line at mx": 2.0},
    }
    assert _change(replace(RUN, cost=1200.5, decisions=decided), _last()) == (
        pytest.approx(200.5),
        "Sources: cn 100% -> 25% of x, mx 0% -> 75% of x. Orders: line at mx 0 -> 2. Costs: duty +300, material -100.",
    )


def test_of_many_moves_the_first_are_named_and_the_rest_counted() -> None:
    decided = {"costs": {f"c{k}": 10.0 + k for k in range(9)}, "shares": {"x": {"cn": 1.0}}, "orders": {}}
    words = _change(replace(RUN, decisions=decided), _last())[1]
    assert words == "Costs: material -1,000, c8 +18, c7 +17, c6 +16, c5 +15 and 5 more."


def test_without_a_plan_now_or_before_only_the_status_is_told() -> None:
    impossible = Run("as it is", Fate.INFEASIBLE)
    assert _change(impossible, _last()) == (None, "Was: optimal.")
    assert _change(RUN, _last(impossible)) == (None, "Was: impossible. The first plan.")
    earlier = _last(impossible, plans=_last().plans)
    assert _change(RUN, earlier) == (0.0, "Was: impossible. Compared with the plan of 2027-01-02.")
