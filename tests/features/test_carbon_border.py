"""Carbon border charges."""

from __future__ import annotations

import datetime as dt

import pytest

from tiny import optimum, table, two_sources


def _charged(**row: object) -> dict:
    """cn makes x for 10 with 50 kg of CO2 a unit, mx for 13 with 10 kg; the charge is by the tonne."""
    sources = table("site item material_cost carbon electricity", ("cn", "x", 10, 30, 40), ("mx", "x", 13, 10, 0))
    regions = table("region electricity_carbon", ("CN", 0.5), ("MX", 0.0), ("US", 0.0))
    return two_sources(Sources=sources, Regions=regions, Carbon_border=[{"destination": "US", **row}])


def test_a_charge_counts_process_and_electricity_of_the_source() -> None:
    # (30 + 40 x 0.5) kg x 40 / t = 2 a unit: cn stays cheaper at 12 against 13.4
    assert optimum(_charged(price=40)) == pytest.approx(5_200 * 12)
    # at 100 / t: 15 against 14
    assert optimum(_charged(price=100)) == pytest.approx(5_200 * 14)


def test_a_charge_of_one_origin_and_date_leaves_the_rest_alone() -> None:
    assert optimum(_charged(price=100, origin="CN")) == pytest.approx(5_200 * 13)
    half = _charged(price=40, start=dt.date(2027, 7, 2))  # 182 of the plan's 364 days
    assert optimum(half) == pytest.approx(5_200 * 11)


def test_what_comes_through_a_warehouse_counts_with_the_assumed_carbon() -> None:
    records = _charged(price=100)
    records["Sites"].append({"site": "hub", "region": "MX", "role": "warehouse"})
    records["Sources"] = records["Sources"][:1]
    records["Items"][0]["border_carbon"] = 20
    records["Lead_times"] = table(
        "origin destination mode lead_time freight_cost", ("cn", "hub", "sea", 0, 0), ("hub", "us", "road", 0, 0)
    )
    assert optimum(records) == pytest.approx(5_200 * (10 + 2))
