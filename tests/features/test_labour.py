from __future__ import annotations

import pytest

from models.features.labour import LabourUse, tables
from tiny import Book, accepted, book, issues, money, optimum, periods, solved, table

SOURCES = "site item material_cost labour_hours"


def worked(hours: float = 0.5, *labour: tuple[object, ...], header: str = "region wage", **sheets: object) -> Book:
    """Return a plan in which cn works `hours` for each x, and mx makes it for 40 without hours."""
    rows = labour or (("CN", 20),)
    sources = table(SOURCES, ("cn", "x", 10, hours), ("mx", "x", 40, 0))
    return book(**{"Sources": sources, "Labour": table(header, *rows), **sheets})


def test_hours_are_paid_at_the_wage() -> None:
    assert money(solved(worked())) == pytest.approx({"material": 52_000, "labour": 5200 * 0.5 * 20})


def test_hours_are_for_units_started() -> None:
    sources = table(f"{SOURCES} yield", ("cn", "x", 10, 0.5, 0.8))
    assert money(solved(worked(Sources=sources)))["labour"] == pytest.approx(5200 / 0.8 * 0.5 * 20)


def test_the_dearer_material_wins_when_wages_are_high() -> None:
    assert optimum(worked(0.5, ("CN", 61))) == pytest.approx(5200 * 40)


def test_wages_rise_from_the_start_of_the_plan_to_the_middle_of_each_period() -> None:
    plan = worked(0.5, ("CN", 20, 0.1), header="region wage escalation", Periods=periods(2, 52))
    assert money(solved(plan))["labour"] == pytest.approx(5200 * 0.5 * 20 * (1.1**0.5 + 1.1**1.5))


def test_wages_may_fall() -> None:
    plan = worked(0.5, ("CN", 20, -0.2), header="region wage escalation")
    assert money(solved(plan))["labour"] == pytest.approx(5200 * 0.5 * 20 * 0.8**0.5)


def test_a_row_for_a_period_beats_all() -> None:
    rows = (("CN", "ALL", 20), ("CN", "P2", 30))
    plan = worked(0.5, *rows, header="region period wage", Periods=periods(2, 26))
    assert money(solved(plan))["labour"] == pytest.approx(2600 * 0.5 * (20 + 30))


def test_wages_of_the_region_apply_to_all_its_sites() -> None:
    sites = table("site region role", ("cn", "CN", "supplier"), ("cn2", "CN", "supplier"), ("us", "US", "market"))
    sources = table(f"{SOURCES} capacity", ("cn", "x", 10, 0.5, None), ("cn2", "x", 12, 0.25, 60))
    assert optimum(worked(Sites=sites, Sources=sources)) == pytest.approx(52 * (40 * 20 + 60 * 17))


def test_no_more_hours_are_worked_than_there_are() -> None:
    # 40 h a week make 80; the rest comes from mx
    plan = worked(0.5, ("CN", 20, 40), header="region wage hours_available")
    assert optimum(plan) == pytest.approx(52 * (80 * 20 + 20 * 40))


def test_hours_for_scrap_count_in_the_limit() -> None:
    sources = table(f"{SOURCES} yield", ("cn", "x", 10, 0.5, 0.8), ("mx", "x", 40, 0, 1))
    plan = worked(0.5, ("CN", 20, 40), header="region wage hours_available", Sources=sources)
    # 40 h start 80 and give 64 good ones; 20 a unit started
    assert optimum(plan) == pytest.approx(52 * (80 * 20 + 36 * 40))


def test_items_of_a_region_share_its_hours() -> None:
    plan = worked(
        0.5,
        ("CN", 20, 60),
        header="region wage hours_available",
        Items=table("item value", ("x", 10), ("y", 10)),
        Sources=table(SOURCES, ("cn", "x", 10, 0.5), ("cn", "y", 10, 0.5), ("mx", "x", 30, 0), ("mx", "y", 25, 0)),
        Demand=table("site item period quantity", ("us", "x", "ALL", 100), ("us", "y", "ALL", 100)),
    )
    # 120 units of both: x saves 10 each, y only 5
    assert optimum(plan) == pytest.approx(52 * (100 * 20 + 20 * 20 + 80 * 25))


def test_hours_of_a_period_hold_in_that_period_only() -> None:
    rows = (("CN", "P1", 20, 40), ("CN", "P2", 20, None))
    plan = worked(0.5, *rows, header="region period wage hours_available", Periods=periods(2, 26))
    assert optimum(plan) == pytest.approx(26 * (80 * 20 + 20 * 40) + 26 * 100 * 20)


def test_no_hours_at_all_stop_the_source() -> None:
    plan = worked(0.5, ("CN", 20, 0), header="region wage hours_available")
    assert optimum(plan) == pytest.approx(5200 * 40)


def test_handling_hours_of_a_warehouse_are_paid() -> None:
    sites = table("site region role", ("cn", "CN", "supplier"), ("hub", "US", "warehouse"), ("us", "US", "market"))
    lanes = table(
        "origin destination mode lead_time freight_cost", ("cn", "hub", "ocean", 0, 0), ("hub", "us", "road", 0, 0)
    )
    sources = table(SOURCES, ("cn", "x", 10, 0), ("hub", "x", 0, 0.1))
    plan = worked(0, ("US", 30), Sites=sites, Lead_times=lanes, Sources=sources)
    assert money(solved(plan))["labour"] == pytest.approx(5200 * 0.1 * 30)


def test_report_of_hours() -> None:
    plan = worked(0.5, ("CN", 20, 40), ("MX", 5, None), header="region wage hours_available")
    (report,) = tables(accepted(plan), solved(plan).plan)
    assert isinstance(report, LabourUse)
    assert report.region.tolist() == ["CN"]
    assert (report.hours[0], report.utilisation[0], report.wage[0]) == pytest.approx((40, 1, 20))
    assert report.cost[0] == pytest.approx(52 * 40 * 20)


def test_hours_without_a_wage_are_refused() -> None:
    plan = worked(0.5, ("CN", "P1", 20), header="region period wage", Periods=periods(2, 26))
    found = issues(plan)["no-wage"]
    assert str(found) == (
        "Sources[1].labour_hours: x at cn needs 0.5 hours a unit, but Labour has no wage for region CN in P2. "
        "Add a row to Labour for CN (period ALL serves every period)."
    )


def test_of_many_periods_without_a_wage_the_first_is_named() -> None:
    plan = worked(0.5, ("CN", "P2", 20), header="region period wage", Periods=periods(4, 13))
    assert "no wage for region CN in P1 and others." in issues(plan)["no-wage"].found
