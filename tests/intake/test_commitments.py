"""Budgets that what is settled already exceeds: refused, with both cells, and no sooner than no plan exists."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models.issue import Severity
from models.sheets import Budgets
from optimizer.outcome import Status
from optimizer.planning import solve
from tiny import Book, accepted, issues, periods, table, two_sources

CODE = "budget-below-settled"
LOCKS = "decision item site option value from_period until"
LINE = table("site item option capacity capex max_count", ("mx", "x", "line", 100, 1000, 3))
TODAY = table("item site share", ("x", "cn", 1))


def plan(kind: str, limit: float, period: str = "ALL", **sheets: Any) -> Book:
    """Two half-years; mx has to be built first, and may be closed."""
    return two_sources(
        **{
            "Periods": periods(2),
            "Sources": table("site item capacity material_cost", ("cn", "x", None, 10), ("mx", "x", 0, 13)),
            "Capex": LINE,
            "Budgets": table("kind period limit", (kind, period, limit)),
            **sheets,
        }
    )


def order(value: float, first: str | None = None, until: str | None = None) -> tuple[Any, ...]:
    return ("order", None, "mx", "line", value, first, until)


def sites(mx: str = "potential", cn: float | None = None) -> list[dict[str, Any]]:
    header = "site region role status closing_cost"
    return table(
        header,
        ("cn", "CN", "supplier", None, cn),
        ("mx", "MX", "supplier", mx, None),
        ("us", "US", "market", None, None),
    )


UNAPPROVED = table(
    "site item material_cost qualified qualification_cost", ("cn", "x", 10, "Yes", 0), ("mx", "x", 13, "No", 700)
)
FREE = table("site item material_cost", ("cn", "x", 10), ("mx", "x", 13))
CASES = {
    "an order is locked": (
        plan("capex", 1999, Locks=table(LOCKS, order(2, "P2"))), 2000,
        "The budget of capex for the whole plan is 1,999 USD, but what is settled (Locks[1].value) takes 2,000 USD at least. Raise the limit to 2,000 or more, or change what is settled.",
    ),
    "orders are locked between two periods": (
        plan("capex", 999, "P2", Locks=table(LOCKS, order(1, None, "P1"), order(3, "P2"))), 2000,
        "The budget of capex for P2 is 999 USD, but what is settled (Locks[1].value, Locks[2].value) takes 2,000 USD at least. Raise the limit to 2,000 or more, or change what is settled.",
    ),
    "a source that is not qualified is locked": (
        plan("qualification", 699.5, Sources=UNAPPROVED, Capex=[], Locks=table(LOCKS, ("make", "x", "mx", None, 10, "P2", None))), 700,
        "The budget of qualification for the whole plan is 699.5 USD, but what is settled (Locks[1].value, Sources[2].qualified) takes 700 USD at least. Raise the limit to 700 or more, or change what is settled.",
    ),
    "sources are locked in and out of use": (
        plan("source_changes", 2, Sources=FREE, Capex=[], Baseline=TODAY, Locks=table(
            LOCKS, ("use", "x", "cn", None, 0, None, "P1"), ("use", "x", "cn", None, 1, "P2", None), ("make", "x", "mx", None, 100, None, "P1"))), 3,
        "The budget of source_changes for the whole plan is 2, but what is settled (Locks[1].value, Locks[2].value, Locks[3].value) takes 3 at least. Raise the limit to 3 or more, or change what is settled.",
    ),
    "a lane is locked": (
        plan("lane_changes", 0, Sources=FREE, Capex=[], Baseline=TODAY, Locks=[
            {"decision": "ship", "item": "x", "site": "mx", "destination": "us", "value": 30, "from_period": "P2"}]), 1,
        "The budget of lane_changes for the whole plan is 0, but what is settled (Locks[1].value) takes 1 at least. Raise the limit to 1 or more, or change what is settled.",
    ),
    "a site is locked": (
        plan("site_changes", 0, "P1", Sites=sites(), Sources=FREE, Capex=[], Locks=table(LOCKS, ("open", None, "mx", None, 1, None, None))), 1,
        "The budget of site_changes for P1 is 0, but what is settled (Locks[1].value) takes 1 at least. Raise the limit to 1 or more, or change what is settled.",
    ),
    "more sites must be open": (
        plan("site_changes", 0, Sites=sites(), Sources=FREE, Capex=[], Site_rules=table("rule role min_open", ("two", "supplier", 2))), 1,
        "The budget of site_changes for the whole plan is 0, but what is settled (Site_rules[1].min_open) takes 1 at least. Raise the limit to 1 or more, or change what is settled.",
    ),
    "fewer sites may be open": (
        plan("site_changes", 0, "EACH", Sites=sites("existing", 5), Sources=FREE, Capex=[], Site_rules=table("rule role max_open", ("one", "supplier", 1))), 1,
        "The budget of site_changes for P1 is 0, but what is settled (Site_rules[1].max_open) takes 1 at least. Raise the limit to 1 or more, or change what is settled.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("book", "enough", "message"), CASES.values(), ids=CASES)
def test_a_budget_below_what_is_settled_is_refused_and_rightly_so(book: Book, enough: float, message: str) -> None:
    found = issues(book)[CODE]
    assert (str(found), found.severity) == (f"Budgets[1].limit: {message}", Severity.ERROR)
    problem = accepted({**book, "Budgets": [{**book["Budgets"][0], "limit": enough}]})
    assert solve(problem, with_baseline=False).status is Status.OPTIMAL
    tight = problem.having(problem[Budgets].replacing(limit=np.array([book["Budgets"][0]["limit"]])))
    assert solve(tight, with_baseline=False).status is Status.INFEASIBLE


@pytest.mark.parametrize(
    "book",
    [
        pytest.param(plan("capex", 1999, "P2", Locks=table(LOCKS, order(2, "P2"))), id="it may be ordered before"),
        pytest.param(plan("capex", 999, Locks=[{"decision": "order", "site": "mx", "option": "line", "value": 2, "hard": "No", "penalty": 1}]), id="soft lock"),
        pytest.param(plan("capex", 999, Budgets=table("kind limit hard penalty", ("capex", 999, "No", 1)), Locks=table(LOCKS, order(2))), id="soft budget"),
        pytest.param(plan("capex", 999, Budgets=table("kind limit place", ("capex", 999, "CN")), Locks=table(LOCKS, order(2))), id="another place"),
        pytest.param(plan("site_changes", 0, "P2", Sites=sites(), Sources=FREE, Capex=[], Locks=table(LOCKS, ("open", None, "mx", None, 1, "P2", None))), id="it may open before"),
        pytest.param(plan("site_changes", 0, Sites=sites(), Sources=FREE, Capex=[], Site_rules=table("rule role min_open hard penalty", ("two", "supplier", 2, "No", 1))), id="soft rule"),
        pytest.param(plan("site_changes", 0, Budgets=table("kind limit place", ("site_changes", 0, "CN")), Sites=sites(), Sources=FREE, Capex=[], Site_rules=table("rule role min_open", ("two", "supplier", 2))), id="others may open"),
        pytest.param(plan("lane_changes", 0, Sources=FREE, Capex=[], Baseline=TODAY, Locks=[{"decision": "ship", "item": "x", "site": "mx", "destination": "us", "value": 0}]), id="nothing is locked to be shipped"),
    ],
)  # fmt: skip
def test_a_budget_that_leaves_room_for_what_is_settled_is_fine(book: Book) -> None:
    assert CODE not in issues(book)
    assert solve(accepted(book), with_baseline=False).status is Status.OPTIMAL
