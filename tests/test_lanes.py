from __future__ import annotations

import pytest

from models.sheets import LeadTimes
from tiny import accepted, book, issues, optimum, table

LANE = "origin destination item mode lead_time freight_cost"
SITES = table(
    "site region role",
    ("cn", "CN", "supplier"), ("mx", "MX", "supplier"), ("hub", "US", "warehouse"), ("dead end", "US", "warehouse"),
    ("us", "US", "market"), ("ca", "MX", "market"),
)  # fmt: skip
REGIONS = table("region country bloc", ("CN", "China", "EAST"), ("MX", "Mexico", "WEST"), ("US", "USA", "WEST"))


def lanes(*rows: tuple[object, ...]) -> set[tuple[str, str, str, str]]:
    return set(accepted(network(*rows)).lanes.keys)


def network(*rows: tuple[object, ...]) -> dict[str, list[dict[str, object]]]:
    return book(
        Sites=SITES,
        Regions=REGIONS,
        Items=table("item value criticality", ("x", 10, "High")),
        Lead_times=table(LANE, *rows),
    )


def test_a_row_is_spelled_out_for_all_senders_and_takers() -> None:
    assert lanes(("ALL", "ALL", "ALL", "road", 0, 0)) == {
        ("x", "cn", "hub", "road"), ("x", "cn", "us", "road"), ("x", "hub", "us", "road"), ("x", "cn", "dead end", "road"),
        ("x", "dead end", "us", "road"), ("x", "hub", "dead end", "road"), ("x", "dead end", "hub", "road"),
    }  # fmt: skip


def test_nothing_travels_to_those_who_do_not_want_it_or_from_those_who_do_not_make_it() -> None:
    assert lanes(("ALL", "us", "x", "road", 0, 0), ("ALL", "ca", "x", "road", 0, 0)) == {
        ("x", "cn", "us", "road"), ("x", "hub", "us", "road"), ("x", "dead end", "us", "road")
    }  # fmt: skip


def test_lanes_into_warehouses_that_lead_nowhere_are_dropped() -> None:
    found = lanes(
        ("cn", "hub", "x", "sea", 0, 0), ("hub", "us", "x", "road", 0, 0), ("cn", "dead end", "x", "sea", 0, 0)
    )
    assert found == {("x", "cn", "hub", "sea"), ("x", "hub", "us", "road")}


def test_lanes_round_in_circles_lead_nowhere() -> None:
    found = lanes(
        ("cn", "us", "x", "sea", 0, 0), ("hub", "dead end", "x", "road", 0, 0), ("dead end", "hub", "x", "road", 0, 0)
    )
    assert found == {("x", "cn", "us", "sea")}


@pytest.mark.parametrize(
    "special",
    [
        ("bloc:EAST", "ALL", "ALL"), ("country:China", "ALL", "ALL"), ("CN", "ALL", "ALL"), ("cn", "ALL", "ALL"),
        ("ALL", "us", "ALL"), ("ALL", "ALL", "class:High"), ("ALL", "ALL", "x"),
    ],
)  # fmt: skip
def test_the_most_specific_row_describes_a_lane(special: tuple[str, str, str]) -> None:
    rows = [("ALL", "ALL", "ALL", "road", 5, 7), (*special, "road", 3, 2)]
    for order in (rows, rows[::-1]):
        problem = accepted(network(*order))
        position = problem.lanes.position["x", "cn", "us", "road"]
        assert problem.lanes.of("freight_cost")[position] == 2


def test_the_item_weighs_more_than_the_places() -> None:
    problem = accepted(network(("cn", "us", "ALL", "road", 5, 7), ("ALL", "ALL", "x", "road", 3, 2)))
    assert problem.lanes.of("lead_time")[problem.lanes.position["x", "cn", "us", "road"]] == 3


def test_modes_do_not_compete() -> None:
    assert lanes(("cn", "us", "ALL", "sea", 5, 7), ("CN", "us", "ALL", "air", 5, 7)) == {
        ("x", "cn", "us", "sea"), ("x", "cn", "us", "air")
    }  # fmt: skip


def test_two_rows_that_describe_a_lane_equally_well_are_refused() -> None:
    found = issues(network(("cn", "ALL", "ALL", "road", 5, 7), ("ALL", "us", "ALL", "road", 3, 2)))
    assert found["ambiguous-lane"].cell == "Lead_times[2].origin"


def test_a_third_row_that_is_more_specific_settles_it() -> None:
    plan = network(
        ("cn", "ALL", "ALL", "road", 5, 7), ("ALL", "us", "ALL", "road", 3, 2), ("cn", "us", "ALL", "road", 1, 1)
    )
    assert "ambiguous-lane" not in issues(plan)
    assert optimum(plan) == pytest.approx(5200 * 11)


def test_a_lane_nothing_uses_is_noted() -> None:
    found = issues(network(("cn", "us", "x", "road", 5, 7), ("mx", "us", "x", "road", 3, 2)))
    assert found["unused-lane"].cell == "Lead_times[2].origin"
    assert found["unused-lane"].severity.word == "note"


def test_lanes_in_and_out_of_a_site() -> None:
    problem = accepted(network(("cn", "hub", "x", "sea", 14, 1), ("hub", "us", "x", "road", 7, 2)))
    found = problem.lanes
    assert len(found) == 2
    assert [found.keys[a] for a in found.into["x", "us"]] == [("x", "hub", "us", "road")]
    assert [found.keys[a] for a in found.out_of["x", "cn"]] == [("x", "cn", "hub", "sea")]
    assert isinstance(found.table, LeadTimes)
    assert dict(zip(found.keys, found.lead_weeks, strict=True))["x", "cn", "hub", "sea"] == 2
