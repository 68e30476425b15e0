"""Budgets: limits on investment, qualification, carbon and change."""

from __future__ import annotations

import pytest

from optimizer.outcome import Status
from tiny import issues, optimum, periods, solved, table, two_sources


def _emitters(**budget: object) -> dict:
    """cn makes x for 10 with 5 kg of CO2, mx for 13 with 1 kg; 5,200 units a year: 26 t or 5.2 t."""
    sources = table("site item material_cost carbon", ("cn", "x", 10, 5), ("mx", "x", 13, 1))
    return two_sources(Sources=sources, Budgets=[{"kind": "carbon", **budget}])


def test_a_carbon_budget_moves_production_to_the_cleaner_source() -> None:
    # 15.6 t: half from each
    assert optimum(_emitters(limit=15.6)) == pytest.approx(5_200 * 11.5)


def test_a_carbon_budget_of_one_place_leaves_others_alone() -> None:
    # transport carbon is none; in CN 13 t are 2,600 units
    assert optimum(_emitters(limit=13, place="CN")) == pytest.approx(2_600 * 10 + 2_600 * 13)


def test_a_soft_budget_is_broken_when_that_is_cheaper() -> None:
    # 4 kg a unit saved for 3 money: 750 a tonne
    assert optimum(_emitters(limit=0, hard="No", penalty=700)) == pytest.approx(5_200 * 10 + 26 * 700)
    assert optimum(_emitters(limit=0, hard="No", penalty=800)) == pytest.approx(5_200 * 13 + 5.2 * 800)


def test_an_impossible_budget_is_named_with_its_amount() -> None:
    outcome = solved(_emitters(limit=5))
    assert outcome.status is Status.INFEASIBLE
    (missed,) = outcome.missed_rules
    assert (missed.rule, missed.cell, missed.achieved) == ("Budget of carbon", "Budgets[1].limit", pytest.approx(5.2))


def _growth(*budgets: tuple[object, ...]) -> dict:
    """Two half-years; a line at mx (capex 1,000, saves 3 a unit) may be ordered in either."""
    return two_sources(
        Periods=periods(2),
        Sources=table("site item capacity material_cost", ("cn", "x", None, 10), ("mx", "x", 0, 7)),
        Capex=table("site item option capacity capex", ("mx", "x", "line", 100, 1_000)),
        Budgets=table("kind period limit", *budgets),
    )


def test_a_capex_budget_by_period_postpones_an_order() -> None:
    assert optimum(_growth(("capex", "P1", 1_000))) == pytest.approx(5_200 * 7 + 1_000)
    assert optimum(_growth(("capex", "P1", 999))) == pytest.approx(2_600 * 10 + 2_600 * 7 + 1_000)


def test_a_capex_budget_of_the_whole_plan_forbids_it() -> None:
    assert optimum(_growth(("capex", "ALL", 999))) == pytest.approx(5_200 * 10)
    assert optimum(_growth(("capex", "EACH", 999))) == pytest.approx(5_200 * 10)


def test_a_qualification_budget_keeps_a_newcomer_out() -> None:
    records = two_sources(
        Sources=table(
            "site item material_cost qualified qualification_cost", ("cn", "x", 10, "Yes", 0), ("mx", "x", 7, "No", 500)
        ),
        Budgets=table("kind limit", ("qualification", 499)),
    )
    assert optimum(records) == pytest.approx(5_200 * 10)
    records["Budgets"][0]["limit"] = 500
    assert optimum(records) == pytest.approx(5_200 * 7 + 500)


def test_a_soft_budget_without_a_price_is_refused() -> None:
    assert "soft-without-penalty" in issues(_emitters(limit=1, hard="No"))
