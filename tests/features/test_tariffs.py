from __future__ import annotations

import datetime as dt

import pytest

from models.features.tariffs import DutyPaid, tables
from models.issue import Severity
from tiny import Book, Records, accepted, book, issues, money, optimum, periods, solved, table, two_sources

TARIFF = "origin destination programme rate"
VOLUME = 5200


def taxed(tariffs: Records, **sheets: object) -> Book:
    """Return the plan of `book` with duties on x (value 10); all of it still comes from cn."""
    return book(**{"Tariffs": tariffs, **sheets})


def duty(tariffs: Records, **sheets: object) -> float:
    return money(solved(taxed(tariffs, **sheets))).get("duty", 0.0)


def test_duty_is_a_share_of_the_items_value() -> None:
    assert duty(table(TARIFF, ("CN", "US", "MFN", 0.25))) == pytest.approx(VOLUME * 2.5)


def test_duty_can_be_an_amount_for_each_unit_on_top() -> None:
    assert duty(table(f"{TARIFF} specific", ("CN", "US", "MFN", 0.1, 1.5))) == pytest.approx(VOLUME * 2.5)


def test_duty_is_on_value_not_on_price() -> None:
    items = table("item value", ("x", 40))
    assert duty(table(TARIFF, ("CN", "US", "MFN", 0.1)), Items=items) == pytest.approx(VOLUME * 4)


def test_what_is_refundable_is_not_paid() -> None:
    tariffs = table(f"{TARIFF} specific refundable", ("CN", "US", "MFN", 0.1, 1, 0.4))
    assert duty(tariffs) == pytest.approx(VOLUME * 2 * 0.6)


def test_nothing_is_paid_within_a_country() -> None:
    regions = table("region country", ("CN", "US"), ("MX", "MX"), ("US", "US"))
    assert duty(table(TARIFF, ("ALL", "ALL", "MFN", 0.25)), Regions=regions) == 0


def test_nothing_is_paid_on_other_paths() -> None:
    assert duty(table(TARIFF, ("US", "CN", "MFN", 0.25), ("MX", "US", "MFN", 0.25))) == 0


def test_nothing_is_paid_on_other_items() -> None:
    items = table("item value", ("x", 10), ("y", 10))
    assert duty([*table(f"{TARIFF} item", ("CN", "US", "MFN", 0.25, "y"))], Items=items) == 0


def test_duty_moves_supply_to_a_free_country() -> None:
    plan = two_sources(Tariffs=table(TARIFF, ("CN", "US", "301", 0.31)))
    assert optimum(plan) == pytest.approx(VOLUME * 13)
    plan = two_sources(Tariffs=table(TARIFF, ("CN", "US", "301", 0.29)))
    assert optimum(plan) == pytest.approx(VOLUME * 12.9)


def test_programmes_that_stack_are_added_up() -> None:
    assert duty(table(TARIFF, ("CN", "US", "MFN", 0.05), ("CN", "US", "301", 0.25))) == pytest.approx(VOLUME * 3)


def test_of_programmes_that_do_not_stack_the_dearest_counts() -> None:
    tariffs = table(
        f"{TARIFF} stacks",
        ("CN", "US", "MFN", 0.05, "Yes"),
        ("CN", "US", "232", 0.25, "No"),
        ("CN", "US", "IEEPA", 0.10, "No"),
    )
    assert duty(tariffs) == pytest.approx(VOLUME * (0.5 + 2.5))


def test_the_dearest_is_found_after_refunds_and_with_specific_duty() -> None:
    tariffs = table(
        f"{TARIFF} specific refundable stacks",
        ("CN", "US", "a", 0.30, 0, 0.5, "No"),  # 1.5
        ("CN", "US", "b", 0.10, 0.9, 0, "No"),  # 1.9
    )
    assert duty(tariffs) == pytest.approx(VOLUME * 1.9)


@pytest.mark.parametrize(
    ("general", "special"),
    [
        (("ALL", "US", "ALL"), ("bloc:EAST", "US", "ALL")),
        (("bloc:EAST", "US", "ALL"), ("country:China", "US", "ALL")),
        (("country:China", "US", "ALL"), ("region:CN", "US", "ALL")),
        (("region:CN", "US", "ALL"), ("site:cn", "US", "ALL")),
        (("CN", "ALL", "ALL"), ("CN", "US", "ALL")),
        (("CN", "US", "ALL"), ("CN", "US", "class:High")),
        (("CN", "US", "class:High"), ("CN", "US", "x")),
        (("cn", "us", "ALL"), ("ALL", "ALL", "x")),  # the item weighs more than the places
    ],
)
def test_within_a_programme_the_most_specific_row_counts(
    general: tuple[str, str, str], special: tuple[str, str, str]
) -> None:
    regions = table("region country bloc", ("CN", "China", "EAST"), ("MX", "MX", ""), ("US", "USA", "WEST"))
    items = table("item value criticality", ("x", 10, "High"))
    rows = [(*general, "MFN", 0.5), (*special, "MFN", 0.1)]
    for order in (rows, rows[::-1]):
        tariffs = table("origin destination item programme rate", *order)
        assert duty(tariffs, Regions=regions, Items=items) == pytest.approx(VOLUME * 1)


def test_blank_programmes_are_one_programme() -> None:
    tariffs = table("origin destination item rate", ("CN", "US", "ALL", 0.5), ("CN", "US", "x", 0.1))
    assert duty(tariffs) == pytest.approx(VOLUME * 1)


def test_a_tariff_counts_from_its_first_day() -> None:
    # 364 days from 1 January 2027; in force from day 182 (2 July)
    assert duty(table(f"{TARIFF} start", ("CN", "US", "301", 0.25, dt.date(2027, 7, 2)))) == pytest.approx(
        VOLUME * 1.25
    )


def test_a_tariff_counts_to_the_end_of_its_last_day() -> None:
    # 91 days: 1 January to 1 April, both included
    assert duty(table(f"{TARIFF} end", ("CN", "US", "301", 0.2, dt.date(2027, 4, 1)))) == pytest.approx(VOLUME * 2 / 4)


def test_dates_outside_the_plan_leave_a_side_open() -> None:
    tariffs = table(f"{TARIFF} start end", ("CN", "US", "301", 0.25, dt.date(2020, 1, 1), dt.date(2040, 1, 1)))
    assert duty(tariffs) == pytest.approx(VOLUME * 2.5)
    tariffs = table(f"{TARIFF} start", ("CN", "US", "301", 0.25, dt.date(2028, 1, 1)))
    assert duty(tariffs) == 0
    tariffs = table(f"{TARIFF} end", ("CN", "US", "301", 0.25, dt.date(2026, 12, 31)))
    assert duty(tariffs) == 0


def test_a_specific_row_that_ends_gives_way_to_the_general_one() -> None:
    tariffs = table(
        "origin destination item programme rate end",
        ("CN", "US", "ALL", "MFN", 0.4, None),
        ("CN", "US", "x", "MFN", 0.1, dt.date(2027, 7, 1)),
    )
    assert duty(tariffs) == pytest.approx(VOLUME / 2 * (1 + 4))


def test_rates_of_one_row_after_another_follow_their_dates() -> None:
    tariffs = table(
        f"{TARIFF} start end",
        ("CN", "US", "301", 0.1, None, dt.date(2027, 4, 1)),
        ("CN", "US", "301", 0.3, dt.date(2027, 4, 2), None),
    )
    assert duty(tariffs) == pytest.approx(VOLUME * (1 / 4 * 1 + 3 / 4 * 3))


def test_the_dearest_that_does_not_stack_changes_with_its_dates() -> None:
    tariffs = table(
        f"{TARIFF} start stacks",
        ("CN", "US", "a", 0.1, None, "No"),
        ("CN", "US", "b", 0.3, dt.date(2027, 7, 2), "No"),
    )
    assert duty(tariffs) == pytest.approx(VOLUME / 2 * (1 + 3))


def test_a_tariff_that_comes_in_the_second_period_moves_supply_then() -> None:
    tariffs = table(f"{TARIFF} start", ("CN", "US", "301", 0.5, dt.date(2027, 7, 2)))
    assert optimum(two_sources(Periods=periods(2, 26), Tariffs=tariffs)) == pytest.approx(2600 * (10 + 13))


def test_stock_is_built_before_a_tariff_comes() -> None:
    # kept from the first half-year to the second: half a year each unit at 20 % of 10, against a duty of 2.5
    plan = taxed(
        table(f"{TARIFF} start", ("CN", "US", "301", 0.25, dt.date(2027, 7, 2))),
        Periods=periods(2, 26),
        Inventory=table("site item", ("us", "x")),
        Settings={"holding_rate": 0.2},
    )
    assert money(solved(plan)) == pytest.approx({"material": 52_000, "holding_seasonal": 2600 * 0.5 * 2})


def test_both_legs_across_borders_are_dutiable() -> None:
    sites = table("site region role", ("cn", "CN", "supplier"), ("hub", "MX", "warehouse"), ("us", "US", "market"))
    lanes = table(
        "origin destination mode lead_time freight_cost", ("cn", "hub", "ocean", 0, 0), ("hub", "us", "road", 0, 0)
    )
    tariffs = table(TARIFF, ("CN", "MX", "MFN", 0.1), ("MX", "US", "MFN", 0.05))
    assert duty(tariffs, Sites=sites, Lead_times=lanes) == pytest.approx(VOLUME * 1.5)


def test_report_of_duty_by_programme() -> None:
    plan = taxed(table(TARIFF, ("CN", "US", "MFN", 0.05), ("CN", "US", "301", 0.25)))
    (report,) = tables(accepted(plan), solved(plan).plan)
    assert isinstance(report, DutyPaid)
    assert dict(zip(report.programme, report.duty, strict=True)) == pytest.approx(
        {"MFN": VOLUME * 0.5, "301": VOLUME * 2.5}
    )
    assert (set(report.origin_country), set(report.destination_country)) == ({"CN"}, {"US"})


def test_a_tariff_that_ends_before_it_starts_is_refused() -> None:
    tariffs = table(f"{TARIFF} start end", ("CN", "US", "a", 0.1, dt.date(2027, 5, 1), dt.date(2027, 4, 1)))
    assert issues(taxed(tariffs))["ends-before-start"].cell == "Tariffs[1].end"


def test_two_rates_of_one_programme_for_the_same_days_are_refused() -> None:
    tariffs = table(
        f"{TARIFF} start", ("CN", "US", "a", 0.1, dt.date(2027, 1, 1)), ("CN", "US", "a", 0.2, dt.date(2027, 4, 1))
    )
    assert issues(taxed(tariffs))["overlapping-dates"].cell == "Tariffs[2].start"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("CN", "US", "ALL"), ("region:CN", "US", "ALL")),
        (("cn", "ALL", "x"), ("ALL", "us", "x")),
        (("country:CN", "us", "ALL"), ("cn", "country:US", "ALL")),
    ],
)
def test_two_rows_of_a_programme_that_are_equally_specific_are_refused(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    """Otherwise the order of the rows would decide what is paid."""
    tariffs = table("origin destination item programme rate", (*one, "a", 0.1), (*other, "a", 0.2))
    assert issues(taxed(tariffs))["ambiguous-tariff"].severity is Severity.ERROR


def test_equally_specific_rows_of_a_programme_may_follow_each_other() -> None:
    tariffs = table(
        f"{TARIFF} start end",
        ("cn", "ALL", "a", 0.1, None, dt.date(2027, 4, 1)),
        ("ALL", "us", "a", 0.3, dt.date(2027, 4, 2), None),
    )
    assert duty(tariffs) == pytest.approx(VOLUME * (1 / 4 * 1 + 3 / 4 * 3))
