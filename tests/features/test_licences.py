"""Licences: what they cost, and how much may depend on foreign ones."""

from __future__ import annotations

from typing import Any

import pytest

from models.features import licences
from models.plan import Production
from optimizer.outcome import Status
from tiny import book, issues, money, optimum, solved, table

SITES = table(
    "site region role", ("a", "US", "plant"), ("b", "US", "plant"), ("c", "US", "plant"), ("us", "US", "market")
)


def _plants(*rules: dict, fee: float = 0.0, **sheets: Any) -> dict:
    """100 a week from domestic plants: a with a technology of CN at 10, b of MX at 11, c its own at 13."""
    sources = table(
        "site item material_cost licence_region licence_cost",
        ("a", "x", 10, "CN", fee),
        ("b", "x", 11, "MX", None),
        ("c", "x", 13, None, None),
    )
    return book(**{"Sites": SITES, "Sources": sources, "Sourcing_rules": list(rules), **sheets})


def _cap(share: float, group: str | None = None, **cells: Any) -> dict:
    return {"rule": "own", "item": "x", "group_by": "licence", "group": group, "max_group_share": share, **cells}


def test_a_fee_makes_the_next_technology_cheaper() -> None:
    assert optimum(_plants(fee=0.5)) == pytest.approx(52 * 100 * 10.5)
    assert optimum(_plants(fee=2)) == pytest.approx(52 * 100 * 11)


def test_a_fee_is_paid_for_units_started() -> None:
    records = _plants(fee=0.5)
    records["Sources"][0]["yield"] = 0.8
    records["Sources"] = records["Sources"][:1]
    assert money(solved(records)) == pytest.approx({"material": 52 * 1250, "licence": 52 * 62.5})


def test_a_cap_on_one_owner_leaves_the_other_owners() -> None:
    assert optimum(_plants(_cap(0.4, "CN"))) == pytest.approx(52 * (40 * 10 + 60 * 11))


def test_a_cap_on_every_owner_holds_for_each_by_itself_and_not_for_own_technology() -> None:
    assert optimum(_plants(_cap(0.4))) == pytest.approx(52 * (40 * 10 + 40 * 11 + 20 * 13))


def test_a_cap_on_foreign_owners_holds_for_all_of_them_together() -> None:
    assert optimum(_plants(_cap(0.4, "foreign"))) == pytest.approx(52 * (40 * 10 + 60 * 13))


def test_a_domestic_owner_is_not_foreign() -> None:
    records = _plants(_cap(0.4, "foreign"))
    records["Sources"][1]["licence_region"] = "US"
    assert optimum(records) == pytest.approx(52 * (40 * 10 + 60 * 11))


def test_a_least_share_of_one_owner_can_be_asked_for() -> None:
    rule = _cap(1.0, "MX") | {"min_group_share": 0.3, "max_group_share": None}
    assert optimum(_plants(rule)) == pytest.approx(52 * (70 * 10 + 30 * 11))


@pytest.mark.parametrize(("penalty", "cost"), [(2, 1000 + 60 * 2), (4, 400 + 60 * 13)])
def test_a_soft_cap_is_kept_when_that_is_cheaper(penalty: float, cost: float) -> None:
    assert optimum(_plants(_cap(0.4, "foreign", hard="No", penalty=penalty))) == pytest.approx(52 * cost)


def test_an_impossible_cap_is_named_with_its_amount() -> None:
    records = _plants(_cap(0.4, "foreign"))
    records["Sources"][2]["capacity"] = 45
    outcome = solved(records)
    assert outcome.status is Status.INFEASIBLE
    (missed,) = outcome.missed_rules
    assert (missed.measure, missed.scope) == ("share of licence", "foreign")
    assert (missed.achieved, missed.short) == (pytest.approx(0.55), pytest.approx(15))


def test_the_report_gives_the_share_that_depends_on_foreign_owners() -> None:
    outcome = solved(_plants(_cap(0.4, "CN"), _cap(0.9, "foreign"), fee=0.25))
    (report,) = licences.FEATURE.tables(outcome.problem, outcome.plan)
    found = {row[:4]: row[4:] for row in report}
    assert found == {
        ("x", "", "No", "P1"): pytest.approx((10, 0.1, 0.9, 0)),
        ("x", "CN", "Yes", "P1"): pytest.approx((40, 0.4, 0.9, 52 * 40 * 0.25)),
        ("x", "MX", "Yes", "P1"): pytest.approx((50, 0.5, 0.9, 0)),
    }


def test_the_audit_recomputes_the_fees() -> None:
    outcome = solved(_plants(fee=0.5))
    more = outcome.plan.having(Production.of([("x", "a", "P1", 110.0)]))
    assert licences.FEATURE.audit(outcome.problem, more).costs["licence"].tolist() == [pytest.approx(52 * 110 * 0.5)]


def test_what_cannot_be_meant_is_refused() -> None:
    assert "unknown-group" in issues(_plants(_cap(0.4, "abroad")))
    assert "unknown-reference" in issues(
        _plants(Sources=[{"site": "a", "item": "x", "material_cost": 1, "licence_region": "Mars"}])
    )
    all_foreign = _plants(_cap(0.4, "foreign"))
    all_foreign["Sources"] = all_foreign["Sources"][:2]
    assert "nobody-else" in issues(all_foreign)
    own_only = _plants(_cap(1.0, "CN") | {"min_group_share": 0.5})
    own_only["Sources"] = own_only["Sources"][1:]
    assert "nobody-there" in issues(own_only)


@pytest.mark.parametrize("cells", [{"licence_cost": 1}, {"licence_region": "CN"}])
def test_a_warehouse_has_no_licence(cells: dict) -> None:
    records = _plants()
    records["Sites"] = [*SITES, {"site": "dc", "region": "US", "role": "warehouse"}]
    records["Sources"].append({"site": "dc", "item": "x", "material_cost": 0, **cells})
    assert "not-a-maker" in issues(records)
