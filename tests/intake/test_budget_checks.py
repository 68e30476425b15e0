"""Budgets that are too small for what must be made: what is said, and that it is never said of a plan that exists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everything import workbooks
from models.issue import Severity
from models.plan import MeterLines
from optimizer.outcome import Status
from tiny import accepted, book, issues, periods, solved, table, two_sources

if TYPE_CHECKING:
    from tiny import Book

CODE = "budget-below-need"
ONE = table("site item capacity material_cost", ("cn", "x", 70, 10))
OPTIONS = "site item option capacity capex max_count"
LINES = table(OPTIONS, ("cn", "x", "line", 20, 300_000, 5), ("cn", "x", "hall", 500, 900_000, 1))


def capex(limit: float, options: Any = LINES, period: str = "ALL", **sheets: Any) -> Book:
    return book(Sources=ONE, Capex=options, Budgets=table("kind period limit", ("capex", period, limit)), **sheets)


def unapproved(limit: float) -> Book:
    """Both sources are needed, and neither is qualified."""
    header = "site item capacity material_cost qualified qualification_cost"
    sources = table(header, ("cn", "x", 60, 10, "No", 100), ("mx", "x", 70, 7, "No", 500))
    return two_sources(Sources=sources, Budgets=table("kind limit", ("qualification", limit)))


def emitting(limit: float, lane: float | None = None, **sheets: Any) -> Book:
    """Of 100 a week 40 are made with 1 kg by mx, and the rest with 5 kg by cn: 17.68 t a year."""
    sources = table("site item material_cost capacity carbon", ("cn", "x", 10, None, 5), ("mx", "x", 13, 40, 1))
    lanes = table("origin destination mode lead_time freight_cost carbon", ("ALL", "ALL", "road", 0, 0, lane))
    budgets = table("kind limit", ("carbon", limit))
    return two_sources(**{"Sources": sources, "Lead_times": lanes, "Budgets": budgets, **sheets})


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        pytest.param(
            capex(599_999),
            "Budgets[1].limit: The budget of capex for the whole plan is 599,999 USD, but to serve the demand "
            "(Demand[1].quantity) takes 600,000 USD at least: what can be made today of x is not enough "
            "(Sources[1].capacity, Capex[1].capex, Capex[2].capex). Raise the limit to 600,000 or more, lower the demand, or give it a shortage_cost.",
            id="two lines are cheaper than a hall",
        ),
        pytest.param(
            capex(0.004, LINES[1:], "P1", Periods=periods(2)),
            "Budgets[1].limit: The budget of capex for P1 is 0.004 USD, but to serve the demand (Demand[1].quantity) "
            "takes 900,000 USD at least: what can be made today of x is not enough (Sources[1].capacity, Capex[1].capex). "
            "Raise the limit to 900,000 or more, lower the demand, or give it a shortage_cost.",
            id="capacity is needed in the first period",
        ),
        pytest.param(
            unapproved(599),
            "Budgets[1].limit: The budget of qualification for the whole plan is 599 USD, but to serve the demand "
            "(Demand[1].quantity) takes 600 USD at least: the qualified sources of x do not make enough "
            "(Sources[1].qualified, Sources[2].qualified). Raise the limit to 600 or more, lower the demand, or give "
            "it a shortage_cost.",
            id="both sources must be qualified",
        ),
        pytest.param(
            emitting(17.67),
            "Budgets[1].limit: The budget of carbon for the whole plan is 17.67 t, but to serve the demand "
            "(Demand[1].quantity) takes 17.68 t at least: that is what making and moving x emits (Sources[2].carbon, "
            "Sources[1].carbon). Raise the limit to 17.68 or more, lower the demand, or give it a shortage_cost.",
            id="the clean source cannot make it all",
        ),
        pytest.param(
            emitting(20, lane=0.5),
            "Budgets[1].limit: The budget of carbon for the whole plan is 20 t, but to serve the demand "
            "(Demand[1].quantity) takes 20.28 t at least: that is what making and moving x emits (Sources[2].carbon, "
            "Sources[1].carbon, Lead_times[1].carbon). Raise the limit to 20.28 or more, lower the demand, or give it a shortage_cost.",
            id="transport emits, too",
        ),
    ],
)
def test_a_budget_below_the_cheapest_plan_is_told_with_both_amounts(plan: Book, message: str) -> None:
    found = issues(plan)[CODE]
    assert (str(found), found.severity) == (message, Severity.WARNING)
    assert solved(plan).status is Status.INFEASIBLE


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(capex(600_000), id="enough for two lines"),
        pytest.param(capex(1, Demand=table("site item period quantity shortage_cost", ("us", "x", "ALL", 100, 1))), id="demand may be lost"),
        pytest.param(capex(1, LINES[1:], "P2", Periods=periods(2)), id="another period pays"),
        pytest.param(capex(1, Inventory=table("site item on_hand", ("us", "x", 2000))), id="stock on hand makes up for it"),
        pytest.param(unapproved(600), id="enough to qualify both"),
        pytest.param(emitting(17.68), id="as much as is emitted"),
        pytest.param(emitting(0, Budgets=table("kind limit hard penalty", ("carbon", 0, "No", 1))), id="soft budget"),
        pytest.param(emitting(2.08, Budgets=table("kind limit place", ("carbon", 2.08, "MX"))), id="others are free to emit"),
    ],
)  # fmt: skip
def test_a_budget_that_may_be_enough_is_not_spoken_of(plan: Book) -> None:
    assert CODE not in issues(plan)
    assert solved(plan).status is Status.OPTIMAL


@given(workbooks({"capacity", "qualification", "carbon"}), st.data())
def test_what_a_plan_spends_is_never_called_too_little(plan: Book, data: st.DataObject) -> None:
    plan = {**plan, "Demand": [{**row, "shortage_cost": None} for row in plan["Demand"]]}
    outcome = solved(plan)
    places, spans = ["ALL", "MX", "US", "CN"], ["ALL", *(row["period"] for row in plan["Periods"])]
    for kind in ("capex", "qualification", "carbon") if outcome.status.has_plan else ():
        place, period = data.draw(st.sampled_from(places)), data.draw(st.sampled_from(spans))
        inside = set(accepted(plan).geography.sites(place))
        spent = sum(
            amount / (1000 if kind == "carbon" else 1)
            for meter, _, site, when, amount in outcome.plan[MeterLines]
            if meter == kind and site in inside and period in {"ALL", when}
        )
        budget = {"kind": kind, "place": place, "period": period}
        assert CODE not in issues({**plan, "Budgets": [{**budget, "limit": spent}]})
        nothing = {**plan, "Budgets": [{**budget, "limit": 0}]}
        if CODE in issues(nothing):
            assert solved(nothing).status is Status.INFEASIBLE
