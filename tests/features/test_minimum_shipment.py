"""Minimum shipment: a lane that is used carries full lots."""

from __future__ import annotations

import pytest

from models.features import minimum_shipment
from models.plan import Flows
from optimizer.outcome import Status
from tiny import book, issues, optimum, solved, table


def _lots(lot: float | None, interval: float | None = None, demand: float = 30) -> dict:
    """cn is cheaper by 2 a unit but ships in lots; mx ships as it likes; 100 a week at us, `demand` at ca."""
    return book(
        Sites=table("site region role", ("cn", "CN", "supplier"), ("mx", "MX", "supplier"), ("us", "US", "market"), ("ca", "US", "market")),
        Sources=table("site item material_cost", ("cn", "x", 10), ("mx", "x", 12)),
        Lead_times=table(
            "origin destination mode lead_time freight_cost min_shipment shipment_interval",
            ("cn", "ALL", "sea", 0, 0, lot, interval), ("mx", "ALL", "road", 0, 0, None, None),
        ),
        Demand=table("site item period quantity", ("us", "x", "ALL", 100), ("ca", "x", "ALL", demand)),
    )  # fmt: skip


def test_a_lane_is_left_when_its_lot_is_too_large_for_the_place() -> None:
    assert optimum(_lots(None)) == pytest.approx(52 * 130 * 10)
    # a lot of 60 a week suits us, and not ca, where only 30 are wanted: all of ca comes from mx
    records = _lots(60)
    records["Demand"][1]["quantity"] = 61
    assert optimum(records) == pytest.approx(52 * 161 * 10)
    records["Lead_times"][0]["min_shipment"] = 65
    records["Demand"][1]["quantity"] = 64
    found = issues(records)["lot-too-large"].found
    assert found == "A lot of 65 is 65 units a week, more than x ever needs here."


@pytest.mark.parametrize(("capacity", "why"), [(64.5, "above the lane's capacity"), (65, None), (66, None)])
def test_a_lot_above_the_capacity_of_its_lane_is_refused(capacity: float, why: str | None) -> None:
    records = _lots(65)
    records["Demand"][1]["quantity"] = 100
    records["Lead_times"][0]["capacity"] = capacity
    told = issues(records).get("lot-too-large")
    assert (told and told.found) == (why and f"A lot of 65 is 65 units a week, {why}.")


def test_a_lot_that_fills_a_lane_and_is_never_needed_is_refused_for_the_need() -> None:
    records = _lots(65)
    records["Demand"][1]["quantity"] = 64
    records["Lead_times"][0]["capacity"] = 65
    assert "more than x ever needs here" in issues(records)["lot-too-large"].found


def test_a_longer_interval_makes_the_same_lot_a_smaller_flow() -> None:
    # 400 every four weeks are 100 a week at us; ca wants 100 too, and 70 in its second half
    records = _lots(400, 28, demand=100)
    assert optimum(records) == pytest.approx(52 * 200 * 10)


def test_what_cannot_be_a_full_lot_comes_from_elsewhere() -> None:
    # mx can make 50 a week; at ca cn would have to send 80, or nothing: 100 wanted, so cn sends at least 80 of them
    records = _lots(80, demand=100)
    records["Sources"] = table("site item capacity material_cost", ("cn", "x", None, 12), ("mx", "x", 50, 10))
    # without lots mx saves 2 on 50 units; with them all 50 must go where at most 20 can be spared, or in two parts of 20
    assert optimum(records) == pytest.approx(52 * (200 * 12 - 2 * 40))


def test_a_lot_that_nobody_can_replace_is_named() -> None:
    records = _lots(90, demand=100)
    records["Sources"] = records["Sources"][:1] + table("site item capacity material_cost", ("mx", "x", 0, 12))
    records["Demand"] = table("site item period quantity", ("us", "x", "ALL", 100), ("ca", "x", "ALL", 100))
    records["Sources"][0]["capacity"] = 150
    outcome = solved(records)
    assert outcome.status is Status.INFEASIBLE
    assert outcome.missed_rules


def test_a_short_lot_is_seen_in_a_tampered_plan() -> None:
    outcome = solved(_lots(60, demand=61))
    flows = Flows.of([("x", "cn", "us", "sea", "P1", 59.0)])
    (rule,) = minimum_shipment.FEATURE.outcomes(outcome.problem, outcome.plan.having(flows))
    assert (rule.is_missed(), rule.short) == (True, pytest.approx(1))
