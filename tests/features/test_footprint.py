from __future__ import annotations

import numpy as np
import pytest

from models.features import footprint
from models.plan import OpenSites
from optimizer.outcome import Status
from tiny import Book, Records, book, issues, money, optimum, periods, solved, table

SITES = "site region role status fixed_cost opening_cost closing_cost"
CN = ("cn", "CN", "supplier", "existing", 0, 0, None)
US = ("us", "US", "market", "existing", 0, 0, None)
RULE = "rule role place min_open max_open hard penalty"


def sited(*sites: tuple[object, ...], dear: float = 13, **sheets: object) -> Book:
    """Return a plan with sites cn (10 a unit), mx (`dear` a unit) and the market us, as given."""
    sources = table("site item material_cost", ("cn", "x", 10), ("mx", "x", dear))
    return book(**{"Sites": table(SITES, *sites, US), "Sources": sources, **sheets})


def mx(
    status: str = "potential", fixed: float = 0, opening: float = 0, closing: float | None = None
) -> tuple[object, ...]:
    return ("mx", "MX", "supplier", status, fixed, opening, closing)


def rules(*rows: tuple[object, ...]) -> Records:
    return table(RULE, *rows)


def test_an_existing_site_always_costs_its_running() -> None:
    assert money(solved(sited(CN, mx("existing", 900)))) == pytest.approx({"material": 52_000, "fixed": 900})


def test_running_costs_are_by_the_year() -> None:
    plan = sited(CN, mx("existing", 900), Periods=periods(1, 26))
    assert money(solved(plan))["fixed"] == pytest.approx(450)


def test_a_potential_site_costs_nothing_while_it_is_not_open() -> None:
    assert money(solved(sited(CN, mx("potential", 900, 500)))) == pytest.approx({"material": 52_000})


def test_a_site_opens_when_that_pays() -> None:
    # mx at 7 saves 3 x 5200 = 15,600
    assert money(solved(sited(CN, mx("potential", 10_000, 5599), dear=7))) == pytest.approx(
        {"material": 5200 * 7, "fixed": 10_000, "opening": 5599}
    )
    assert optimum(sited(CN, mx("potential", 10_000, 5601), dear=7)) == pytest.approx(52_000)


def test_a_site_opens_in_the_period_that_needs_it_and_stays_open() -> None:
    demand = table("site item period quantity", ("us", "x", "P2", 100), ("us", "x", "P3", 100))
    plan = sited(
        CN, mx("potential", 100, 50), dear=7, Periods=periods(3, 26), Demand=demand, Settings={"discount_rate": 0.1}
    )
    outcome = solved(plan)
    d = [1.1 ** -((13 + 26 * t) / 52) for t in range(3)]
    assert outcome.cost == pytest.approx(2600 * 7 * (d[1] + d[2]) + 50 * d[1] + 50 * (d[1] + d[2]))
    assert outcome.plan[OpenSites].open_.tolist() == pytest.approx([0, 1, 1])


def test_an_existing_site_closes_when_that_pays() -> None:
    # open both halves: 2 x 450; closing at once costs 300
    assert money(solved(sited(CN, mx("existing", 900, 0, 300)))) == pytest.approx({"material": 52_000, "closing": 300})
    assert money(solved(sited(CN, mx("existing", 900, 0, 901)))) == pytest.approx({"material": 52_000, "fixed": 900})


def test_closing_can_bring_money_in_once() -> None:
    plan = sited(CN, mx("existing", 900, 0, -300), Periods=periods(2, 26))
    assert money(solved(plan)) == pytest.approx({"material": 52_000, "closing": -300})


def test_a_site_that_is_needed_stays_open_although_closing_brings_money() -> None:
    plan = sited(CN, mx("existing", 900, 0, -300), dear=9)
    assert money(solved(plan)) == pytest.approx({"material": 5200 * 9, "fixed": 900})


def test_a_closed_existing_site_does_not_open_again() -> None:
    # mx is needed in P1 and P3: it stays open in P2 although closing would save
    demand = table("site item period quantity", ("us", "x", "P1", 100), ("us", "x", "P2", 0), ("us", "x", "P3", 100))
    plan = sited(CN, mx("existing", 900, 0, 0), dear=7, Periods=periods(3, 26), Demand=demand)
    assert money(solved(plan)) == pytest.approx({"material": 5200 * 7, "fixed": 1350})


def test_a_potential_site_with_a_closing_cost_may_come_and_go() -> None:
    demand = table("site item period quantity", ("us", "x", "P1", 100), ("us", "x", "P2", 0), ("us", "x", "P3", 100))
    plan = sited(CN, mx("potential", 900, 100, 50), dear=7, Periods=periods(3, 26), Demand=demand)
    # resting in P2 saves 450 and costs 50 + 100
    assert money(solved(plan)) == pytest.approx({"material": 5200 * 7, "fixed": 900, "opening": 200, "closing": 50})


def test_a_site_that_stays_shut_cannot_be_paid_for_closing() -> None:
    plan = sited(CN, mx("potential", 900, 100, -300), dear=12)
    assert money(solved(plan)) == pytest.approx({"material": 52_000})


def test_nothing_leaves_a_closed_warehouse() -> None:
    sites = table(SITES, CN, ("hub", "US", "warehouse", "potential", 1000, 500, None), US)
    lanes = table(
        "origin destination mode lead_time freight_cost", ("cn", "hub", "ocean", 0, 1), ("hub", "us", "road", 0, 1)
    )
    sources = table("site item material_cost", ("cn", "x", 10))
    plan = book(Sites=sites, Lead_times=lanes, Sources=sources)
    assert optimum(plan) == pytest.approx(5200 * 12 + 1500)
    direct = [*lanes, *table("origin destination mode lead_time freight_cost", ("cn", "us", "air", 0, 2.28))]
    assert optimum(book(Sites=sites, Lead_times=direct, Sources=sources)) == pytest.approx(5200 * 12.28)


def test_min_open_opens_sites_nobody_needs() -> None:
    plan = sited(CN, mx("potential", 900, 500), Site_rules=rules(("two", "supplier", "ALL", 2, None, "Yes", None)))
    assert money(solved(plan)) == pytest.approx({"material": 52_000, "fixed": 900, "opening": 500})


def test_max_open_keeps_sites_shut() -> None:
    plan = sited(CN, mx("potential"), dear=7, Site_rules=rules(("one", "supplier", "ALL", None, 1, "Yes", None)))
    assert optimum(plan) == pytest.approx(52_000)


def test_site_rules_count_a_role_in_a_place_only() -> None:
    # no supplier in region US, no warehouse anywhere: the rules bind nothing
    plan = sited(
        CN, mx("potential"), dear=7,
        Site_rules=rules(
            ("none here", "supplier", "US", None, 0, "Yes", None), ("none such", "warehouse", "ALL", None, 0, "Yes", None)
        ),
    )  # fmt: skip
    assert optimum(plan) == pytest.approx(5200 * 7)
    plan = sited(CN, mx("potential"), dear=7, Site_rules=rules(("none", "ALL", "MX", None, 0, "Yes", None)))
    assert optimum(plan) == pytest.approx(52_000)


def test_a_soft_site_rule_is_broken_at_its_penalty() -> None:
    # 52 weeks x 20 = 1040, against 900 + 500 to keep it
    plan = sited(CN, mx("potential", 900, 500), Site_rules=rules(("two", "supplier", "ALL", 2, None, "No", 20)))
    outcome = solved(plan)
    assert money(outcome) == pytest.approx({"material": 52_000, "rule_penalty": 1040})
    (missed,) = outcome.missed_rules
    assert (missed.rule, missed.cell, missed.short) == ("two", "Site_rules[1].min_open", 1)
    plan = sited(CN, mx("potential", 900, 500), Site_rules=rules(("two", "supplier", "ALL", 2, None, "No", 30)))
    assert optimum(plan) == pytest.approx(52_000 + 1400)


def test_a_soft_maximum_of_sites_is_broken_at_its_penalty() -> None:
    plan = sited(CN, mx("existing"), Site_rules=rules(("one", "supplier", "ALL", None, 1, "No", 20)))
    assert money(solved(plan)) == pytest.approx({"material": 52_000, "rule_penalty": 1040})


def test_more_existing_sites_than_may_be_open_is_impossible() -> None:
    outcome = solved(sited(CN, mx("existing"), Site_rules=rules(("one", "supplier", "ALL", None, 1, "Yes", None))))
    assert outcome.status is Status.INFEASIBLE
    (missed,) = outcome.missed_rules
    assert (missed.rule, missed.cell, missed.short) == ("one", "Site_rules[1].max_open", 1)


def test_sites_too_dear_to_open_lose_to_shortage() -> None:
    demand = table("site item period quantity shortage_cost", ("us", "x", "ALL", 100, 20))
    plan = book(
        Sites=table(SITES, mx("potential", 0, 100_000), US),
        Sources=table("site item material_cost", ("mx", "x", 10)),
        Demand=demand,
    )
    assert money(solved(plan)) == pytest.approx({"shortage": 104_000})


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (("r", "ALL", "ALL", None, None, "Yes", None), "rule-without-limit"),
        (("r", "ALL", "ALL", 3, 2, "Yes", None), "min-above-max"),
        (("r", "plant", "ALL", 1, None, "Yes", None), "too-few-sites"),
        (("r", "ALL", "ALL", 1, None, "No", None), "soft-without-penalty"),
    ],
)
def test_site_rules_that_cannot_work_are_refused(rule: tuple[object, ...], code: str) -> None:
    assert code in issues(sited(CN, mx(), Site_rules=rules(rule)))


def test_nothing_leaves_a_closed_site_from_stock() -> None:
    """Also where a rule needs to know which sources are in use."""
    plan = sited(
        CN,
        mx("existing", 900, 0, 0),
        dear=7,
        Periods=periods(2, 26),
        Inventory=table("site item", ("mx", "x")),
        Sourcing_rules=table("rule item max_sources", ("r", "x", 2)),
    )
    # mx could make all in P1, close, and send half of it from stock in P2: it has to run for as long as it sends
    assert money(solved(plan)) == pytest.approx({"material": 5200 * 7, "fixed": 900})


def test_a_closed_site_keeps_no_stock() -> None:
    # cn makes 100 a week for 10 and 20 from P2 on; stock at the hub bridges to P2 only while the hub, 26 a week, is open
    records = book(
        Periods=periods(2),
        Sites=table(
            "site region role status fixed_cost", ("cn", "CN", "supplier", None, None), ("mx", "MX", "supplier", None, None),
            ("hub", "US", "warehouse", "potential", 26 * 52), ("us", "US", "market", None, None),
        ),
        Sources=table("site item capacity material_cost", ("cn", "x", 200, 10), ("mx", "x", None, 20)),
        Lead_times=table("origin destination mode lead_time freight_cost", ("ALL", "ALL", "road", 0, 0)),
        Inventory=table("site item", ("hub", "x")),
        Locks=table("decision item site value from_period", ("make", "x", "cn", 0, "P2")),
    )  # fmt: skip
    outcome = solved(records)
    # 2,600 units bought ahead save 10 each; the hub must be open in both periods, to keep them and to send them on
    assert outcome.cost == pytest.approx(5_200 * 10 + 2 * 26 * 26)
    moved = outcome.plan[OpenSites].replacing(open=np.zeros(2), opening=np.zeros(2))
    audited = footprint.FEATURE.audit(outcome.problem, outcome.plan.having(moved))
    assert max(v.amount for v in audited.violations if v.check == "closed sites keep nothing") == pytest.approx(2_600)
