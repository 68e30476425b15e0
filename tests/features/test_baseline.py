from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.plan import Flows, Production, Stock
from tiny import Book, Records, issues, money, periods, solved, table, two_sources

if TYPE_CHECKING:
    from optimizer.outcome import Outcome

BASELINE = "item destination site share buffer"


def today(baseline: Records, **sheets: object) -> Book:
    return two_sources(Baseline=baseline, **sheets)


def halves(buffer: float = 0, at: str = "ALL") -> Records:
    return table(BASELINE, ("x", at, "cn", 0.5, buffer), ("x", at, "mx", 0.5, 0))


def baseline(plan: Book) -> Outcome:
    outcome = solved(plan, with_baseline=True)
    assert outcome.baseline is not None
    return outcome.baseline


def real(outcome: Outcome) -> dict[str, float]:
    """Return money of today's plan without the price that holds it to its shares."""
    return {driver: amount for driver, amount in money(outcome).items() if driver != "rule_penalty"}


def test_today_keeps_its_shares_while_the_plan_is_free() -> None:
    outcome = solved(today(halves()), with_baseline=True)
    assert outcome.baseline is not None
    assert outcome.cost == pytest.approx(52_000)
    assert outcome.baseline.cost == pytest.approx(52 * (50 * 10 + 50 * 13))


def test_shares_at_a_destination_are_shares_of_what_arrives_there() -> None:
    outcome = baseline(today(halves(at="us")))
    flows = dict(zip(outcome.plan[Flows].origin, outcome.plan[Flows].quantity, strict=True))
    assert flows == pytest.approx({"cn": 50, "mx": 50})


def test_sources_that_are_not_listed_supply_nothing_today() -> None:
    assert baseline(today(table(BASELINE, ("x", "ALL", "mx", 1.0, 0)))).cost == pytest.approx(5200 * 13)


def test_capacity_comes_before_shares() -> None:
    sources = table("site item material_cost capacity", ("cn", "x", 10, None), ("mx", "x", 13, 30))
    outcome = baseline(today(halves(), Sources=sources))
    assert real(outcome) == pytest.approx({"material": 52 * (70 * 10 + 30 * 13)})


def test_the_cost_of_today_holds_no_fictitious_penalties() -> None:
    """Leaving a share is priced to keep it, but nobody pays that price."""
    sources = table("site item material_cost capacity", ("cn", "x", 10, None), ("mx", "x", 13, 30))
    assert baseline(today(halves(), Sources=sources)).cost == pytest.approx(52 * (70 * 10 + 30 * 13))


def test_shares_hold_in_every_period() -> None:
    outcome = baseline(today(halves(), Periods=periods(2, 26)))
    made = outcome.plan[Production]
    assert sorted(made.quantity.tolist()) == pytest.approx([50] * 4)


def test_a_buffer_of_today_is_kept() -> None:
    plan = today(
        halves(200, at="us"), Inventory=table("site item on_hand", ("us", "x", 200)), Settings={"holding_rate": 0.2}
    )
    outcome = baseline(plan)
    assert outcome.plan[Stock].strategic.tolist() == pytest.approx([200])
    assert money(outcome)["holding_strategic"] == pytest.approx(200 * 2)


def test_rules_of_tomorrow_do_not_bind_today() -> None:
    rules = table("rule item min_sources min_share", ("dual", "x", 2, 0.2))
    groups = table("rule item group_by max_group_share", ("region", "x", "region", 0.7))
    sources = table("site item material_cost min_order_if_used", ("cn", "x", 10, 0), ("mx", "x", 13, 40))
    plan = today(table(BASELINE, ("x", "ALL", "cn", 0.9, 0), ("x", "ALL", "mx", 0.1, 0)), Sources=sources)
    outcome = solved({**plan, "Sourcing_rules": [*rules, *groups]}, with_baseline=True)
    assert outcome.baseline is not None
    assert outcome.baseline.cost == pytest.approx(52 * (90 * 10 + 10 * 13))
    assert outcome.cost == pytest.approx(52 * (60 * 10 + 40 * 13))  # a minimum of 40 comes before a share of 30 %


def test_potential_sites_are_not_there_today() -> None:
    sites = table(
        "site region role status fixed_cost",
        ("cn", "CN", "supplier", "potential", 0), ("mx", "MX", "supplier", "existing", 52), ("us", "US", "market", "existing", 0),
    )  # fmt: skip
    outcome = solved(today(table(BASELINE, ("x", "ALL", "mx", 1, 0)), Sites=sites), with_baseline=True)
    assert outcome.baseline is not None
    assert outcome.cost == pytest.approx(52_000 + 52)
    assert outcome.baseline.cost == pytest.approx(5200 * 13 + 52)


def test_sites_that_could_be_closed_run_today() -> None:
    sites = table(
        "site region role closing_cost fixed_cost",
        ("cn", "CN", "supplier", None, 0), ("mx", "MX", "supplier", 0, 520), ("us", "US", "market", None, 0),
    )  # fmt: skip
    outcome = solved(today(table(BASELINE, ("x", "ALL", "cn", 1, 0)), Sites=sites), with_baseline=True)
    assert outcome.baseline is not None
    assert outcome.cost == pytest.approx(52_000)
    assert outcome.baseline.cost == pytest.approx(52_520)


def test_a_workbook_without_a_baseline_has_none() -> None:
    assert solved(two_sources(), with_baseline=True).baseline is None


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((("x", "ALL", "us", 1.0, 0),), "not-a-source"),
        ((("x", "ALL", "cn", 0.6, 0), ("x", "ALL", "mx", 0.6, 0)), "shares-above-one"),
        ((("x", "us", "cn", 1.0, 50),), "no-stocking-point"),
        ((("x", "EACH", "cn", 1.0, 0),), "unknown-reference"),
    ],
)
def test_a_baseline_that_cannot_be_is_refused(rows: tuple[tuple[object, ...], ...], code: str) -> None:
    assert code in issues(today(table(BASELINE, *rows)))
