"""The stress test: time to survive by hand, where help comes late and where it never does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import tiny
from tiny import solved, table

if TYPE_CHECKING:
    from tiny import Book


def lost_for_good(mexican: float, days: float, stock: float = 200) -> Book:
    """Return a plan with `stock` at the plant, whose only source in use is lost; Mexico can make some, days away."""
    return tiny.book(
        Settings={"reaction_time": 1},
        Sites=table("site region role", ("cn", "CN", "supplier"), ("mx", "MX", "supplier"), ("us", "US", "market")),
        Sources=table("site item material_cost capacity", ("cn", "x", 10, 1000), ("mx", "x", 13, mexican)),
        Lead_times=table("origin destination mode lead_time freight_cost", ("CN", "US", "road", 0, 0), ("MX", "US", "road", days, 0)),
        Inventory=table("site item may_hold on_hand min_cover", ("us", "x", "Yes", stock, stock / 100)),
        Disruptions=table("scenario hits target duration start_period", ("Fire", "site", "cn", 10, "P1")),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("mexican", "days", "weeks"),
    [
        (1000, 28, 2.0),  # help comes after five weeks: short from the third to the fifth, never again
        (1000, 7, 52.0),  # help comes after two weeks, when the stock is empty
        (0, 7, 2.0),
        (40, 0, 1.0 + 100 / 60),  # one week from stock, then 60 a week
        (90, 0, 11.0),
    ],
)
def test_time_to_survive_is_the_last_week_without_a_shortage(mexican: float, days: float, weeks: float) -> None:
    (tested,) = solved(lost_for_good(mexican, days)).stress
    assert tested.time_to_survive == pytest.approx(weeks, abs=0.02)
