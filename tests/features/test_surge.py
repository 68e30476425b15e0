"""Surge: overflow capacity at a premium."""

from __future__ import annotations

import pytest

from models.features import surge
from models.plan import Surge
from tiny import accepted, book, issues, optimum, solved, table


def _mexico(surge_capacity: float, premium: float, demand: float = 130) -> dict:
    """Demand above the 100 a week that cn can make; mx is dearer but never short."""
    return book(
        Sources=table(
            "site item capacity material_cost surge_capacity surge_premium",
            ("cn", "x", 100, 10, surge_capacity, premium),
            ("mx", "x", None, 14, None, None),
        ),
        Demand=table("site item period quantity", ("us", "x", "ALL", demand)),
    )


def test_overflow_is_used_while_its_premium_is_below_the_next_source() -> None:
    # 100 + 20 of surge at 10 x 1.3 = 13, the last 10 from mx at 14
    assert optimum(_mexico(0.2, 0.3)) == pytest.approx(52 * (120 * 10 + 20 * 3 + 10 * 14))


def test_overflow_rests_when_another_source_is_cheaper() -> None:
    assert optimum(_mexico(0.2, 0.5)) == pytest.approx(52 * (100 * 10 + 30 * 14))


def test_the_audit_sees_surge_beyond_its_limit_and_a_wrong_premium() -> None:
    outcome = solved(_mexico(0.2, 0.3))
    tampered = outcome.plan.having(Surge.of([("x", "cn", "P1", 25.0)]))
    audited = surge.FEATURE.audit(outcome.problem, tampered)
    assert max(v.amount for v in audited.violations) == pytest.approx(5)
    assert audited.costs["surge"][0] == pytest.approx(25 * 3 * 52)


def test_surge_without_a_capacity_and_a_premium_without_surge_are_refused() -> None:
    unlimited = book(Sources=table("site item material_cost surge_capacity", ("cn", "x", 10, 0.2)))
    assert "surge-without-limit" in issues(unlimited)
    assert "premium-without-surge" in issues(_mexico(0.0, 0.3))


def test_a_closed_site_has_no_surge() -> None:
    records = _mexico(0.5, 0.0)
    records["Sites"][0] |= {"status": "potential", "fixed_cost": 1e6}
    assert accepted(records)
    assert optimum(records) == pytest.approx(52 * 130 * 14)
