"""Locks: decisions taken already are kept, priced, and named when they cannot be."""

from __future__ import annotations

import pytest

from optimizer.outcome import Status
from tiny import issues, optimum, periods, solved, table, two_sources


def _locked(*rows: tuple[object, ...], header: str = "decision item site value", **sheets: object) -> dict:
    return two_sources(Locks=table(header, *rows), **sheets)


@pytest.mark.parametrize(
    ("lock", "cost"),
    [
        (("make", "x", "mx", 40), 60 * 10 + 40 * 13),
        (("share", "x", "mx", 0.25), 75 * 10 + 25 * 13),
        (("use", "x", "cn", 0), 100 * 13),
        (("use", "x", "cn", 1), 100 * 10),
    ],
)
def test_a_locked_decision_has_its_value(lock: tuple[object, ...], cost: float) -> None:
    assert optimum(_locked(lock)) == pytest.approx(52 * cost)


def test_a_locked_shipment_order_stock_and_site_have_their_values() -> None:
    ship = _locked(("ship", "x", "mx", "us", 10), header="decision item site destination value")
    assert optimum(ship) == pytest.approx(52 * (90 * 10 + 10 * 13))
    capex = table("site item option capacity capex", ("cn", "x", "line", 50, 700))
    capacity = table("site item capacity material_cost", ("cn", "x", 200, 10))
    order = _locked(("order", "cn", "line", 1), header="decision site option value", Capex=capex, Sources=capacity)
    assert optimum(order) == pytest.approx(5_200 * 10 + 700)
    stock = _locked(("stock", "x", "us", 30), Inventory=table("site item", ("us", "x")))
    assert optimum(stock) == pytest.approx((5_200 + 30) * 10)
    sites = table(
        "site region role status fixed_cost", ("cn", "CN", "supplier", None, 0), ("mx", "MX", "supplier", "potential", 90),
        ("us", "US", "market", None, 0),
    )  # fmt: skip
    open_ = _locked(("open", "mx", 1), header="decision site value", Sites=sites)
    assert optimum(open_) == pytest.approx(5_200 * 10 + 90)


def test_a_lock_holds_from_its_first_to_its_last_period() -> None:
    records = _locked(
        ("make", "x", "mx", 100, "P2", "P2"), header="decision item site value from_period until", Periods=periods(3)
    )
    assert optimum(records) == pytest.approx(26 * 100 * (10 + 13 + 10))


def test_what_locks_cost_is_known() -> None:
    outcome = solved(_locked(("share", "x", "mx", 0.3)))
    assert outcome.lock_cost == pytest.approx(5_200 * 0.3 * 3)


def test_a_lock_that_cannot_be_kept_is_named() -> None:
    outcome = solved(_locked(("make", "x", "mx", 140)))
    assert outcome.status is Status.INFEASIBLE
    (missed,) = outcome.missed_rules
    assert (missed.rule, missed.required, missed.achieved) == ("Lock of make", 140, pytest.approx(100))


def test_a_soft_lock_gives_way_at_its_penalty() -> None:
    header = "decision item site value hard penalty"
    assert optimum(_locked(("make", "x", "mx", 50, "No", 2), header=header)) == pytest.approx(52 * (100 * 10 + 50 * 2))
    assert optimum(_locked(("make", "x", "mx", 50, "No", 4), header=header)) == pytest.approx(52 * (50 * 10 + 50 * 13))


@pytest.mark.parametrize(
    ("lock", "code"),
    [
        (("make", None, "mx", 1), "lock-incomplete"),
        (("open", "x", "mx", 1), "lock-incomplete"),
        (("use", "x", "mx", 0.5), "not-a-switch"),
        (("share", "x", "mx", 30), "above-range"),
        (("make", "x", "us", 1), "nothing-to-lock"),
        (("open", None, "mx", 1), "nothing-to-lock"),
    ],
)
def test_a_lock_of_nothing_is_refused(lock: tuple[object, ...], code: str) -> None:
    assert code in issues(_locked(lock))


def test_a_soft_lock_of_use_that_cannot_be_kept_is_owed() -> None:
    """mx is not approved before the second period: the lock is missed, and the plan owes its penalty."""
    plan = two_sources(
        Demand=table("site item period quantity", ("us", "x", "ALL", 10), ("us", "y", "ALL", 5)),
        Items=table("item value", ("x", 10), ("y", 10)),
        Sources=table(
            "site item material_cost min_order_if_used qualified qualification_time",
            ("cn", "x", 10, None, "Yes", None), ("mx", "x", 13, None, "No", 51), ("cn", "y", 10, None, "Yes", None),
        ),
        Locks=table("decision item site value until hard penalty", ("use", "x", "mx", 1, "P1", "No", 3)),
        Periods=periods(2, 26),
    )  # fmt: skip
    outcome = solved(plan)
    assert outcome.cost == pytest.approx(outcome.bound)
