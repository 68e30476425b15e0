from __future__ import annotations

import pytest

from models.features.carbon import CarbonByPeriod, tables
from tiny import Book, accepted, book, money, optimum, solved, table

SOURCES = "site item material_cost carbon electricity"
LANE = "origin destination mode lead_time freight_cost"
VOLUME = 5200


def priced(price: float = 100, **sheets: object) -> Book:
    """Return the plan of `book` with carbon at `price` a tonne."""
    return book(**{"Settings": {"carbon_price": price}, **sheets})


def carbon(plan: Book) -> float:
    return money(solved(plan)).get("carbon", 0.0)


def test_carbon_of_the_process_is_priced_by_the_tonne() -> None:
    assert carbon(priced(Sources=table(SOURCES, ("cn", "x", 10, 5, 0)))) == pytest.approx(VOLUME * 5 / 1000 * 100)


def test_electricity_carries_the_carbon_of_its_grid() -> None:
    regions = table("region electricity_carbon", ("CN", 0.6), ("MX", 0.4), ("US", 0.3))
    plan = priced(Sources=table(SOURCES, ("cn", "x", 10, 5, 10)), Regions=regions)
    assert carbon(plan) == pytest.approx(VOLUME * (5 + 10 * 0.6) / 1000 * 100)


def test_carbon_is_for_units_started() -> None:
    plan = priced(Sources=table(f"{SOURCES} yield", ("cn", "x", 10, 5, 0, 0.8)))
    assert carbon(plan) == pytest.approx(VOLUME / 0.8 * 5 / 1000 * 100)


def test_transport_emits_by_distance_weight_and_mode() -> None:
    # 20 kg over 10,000 km at 0.1 kg a tonne-km: 20 kg
    plan = priced(
        Items=table("item value weight", ("x", 10, 20)),
        Lead_times=table(f"{LANE} distance", ("cn", "us", "ocean", 0, 0, 10_000)),
        Modes=table("mode carbon", ("ocean", 0.1), ("air", 1.0)),
    )
    assert carbon(plan) == pytest.approx(VOLUME * 20 / 1000 * 100)


@pytest.mark.parametrize("stated", [3.0, 0.0])
def test_carbon_stated_for_a_lane_beats_distance_and_mode(stated: float) -> None:
    plan = priced(
        Items=table("item value weight", ("x", 10, 20)),
        Lead_times=table(f"{LANE} distance carbon", ("cn", "us", "ocean", 0, 0, 10_000, stated)),
        Modes=table("mode carbon", ("ocean", 0.1)),
    )
    assert carbon(plan) == pytest.approx(VOLUME * stated / 1000 * 100)


def test_without_a_price_carbon_costs_nothing() -> None:
    assert carbon(priced(0, Sources=table(SOURCES, ("cn", "x", 10, 5, 0)))) == 0


def test_a_high_price_moves_supply_to_the_cleaner_source() -> None:
    sources = table(SOURCES, ("cn", "x", 10, 50, 0), ("mx", "x", 13, 10, 0))
    # cn costs 10 + 0.05 p, mx 13 + 0.01 p: they meet at p = 75
    assert optimum(priced(74, Sources=sources)) == pytest.approx(VOLUME * (10 + 0.05 * 74))
    assert optimum(priced(76, Sources=sources)) == pytest.approx(VOLUME * (13 + 0.01 * 76))


def test_a_high_price_moves_goods_to_the_cleaner_mode() -> None:
    lanes = table(f"{LANE} carbon", ("cn", "us", "air", 0, 1, 30), ("cn", "us", "ocean", 0, 2, 10))
    assert optimum(priced(40, Lead_times=lanes)) == pytest.approx(VOLUME * (10 + 1 + 1.2))
    assert optimum(priced(60, Lead_times=lanes)) == pytest.approx(VOLUME * (10 + 2 + 0.6))


def test_report_counts_making_where_it_is_made_and_transport_where_it_arrives() -> None:
    plan = priced(
        Items=table("item value weight", ("x", 10, 20)),
        Sources=table(SOURCES, ("cn", "x", 10, 5, 0)),
        Lead_times=table(f"{LANE} distance", ("cn", "us", "ocean", 0, 0, 10_000)),
        Modes=table("mode carbon", ("ocean", 0.1)),
    )
    outcome = solved(plan)
    (report,) = tables(accepted(plan), outcome.plan)
    assert isinstance(report, CarbonByPeriod)
    rows = {r: (a, b, c, d) for r, a, b, c, d in zip(
        report.region, report.making, report.moving, report.tonne_km, report.cost, strict=True
    )}  # fmt: skip
    assert rows["CN"] == pytest.approx((26, 0, 0, 2600))
    assert rows["US"] == pytest.approx((0, 104, VOLUME * 200, 10_400))
    assert report.cost.sum() == pytest.approx(money(outcome)["carbon"])
