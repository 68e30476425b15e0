from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.limits import most_made
from models.plan import Flows, Plan, Production
from models.sourcing import plan_volumes, scopes_of, volume_limit
from tiny import accepted, book, periods, table

if TYPE_CHECKING:
    from models.problem import Problem
    from models.sourcing import Scope

SITES = table(
    "site region role",
    ("a", "CN", "supplier"), ("b", "MX", "supplier"), ("hub", "US", "warehouse"), ("us", "US", "market"), ("ca", "US", "market"),
    ("mx", "MX", "market"),
)  # fmt: skip
LANES = table(
    "origin destination mode lead_time freight_cost",
    ("a", "us", "sea", 0, 0), ("a", "us", "air", 0, 5), ("b", "us", "road", 0, 0), ("a", "ca", "sea", 0, 0),
    ("b", "hub", "road", 0, 0), ("hub", "mx", "road", 0, 0), ("hub", "us", "road", 0, 0),
)  # fmt: skip


@pytest.fixture(scope="module")
def problem() -> Problem:
    plan = book(
        Periods=periods(2, 10),
        Sites=SITES,
        Lead_times=LANES,
        Items=table("item value criticality", ("x", 10, "High"), ("y", 10, "High"), ("z", 5, "Low")),
        Sources=table("site item material_cost", ("a", "x", 10), ("b", "x", 11), ("a", "y", 3), ("a", "z", 3)),
        Demand=table(
            "site item period quantity", ("us", "x", "ALL", 100), ("ca", "x", "P2", 40), ("mx", "x", "ALL", 20), ("us", "y", "ALL", 7)
        ),
    )  # fmt: skip
    return accepted(plan)


def scopes(problem: Problem, items: str, destination: str) -> list[Scope]:
    return list(scopes_of(problem, 0, items, destination))


def test_all_is_measured_where_the_item_is_made(problem: Problem) -> None:
    (scope,) = scopes(problem, "x", "ALL")
    assert (scope.at_makers, scope.sources, scope.destinations, scope.lanes) == (True, ("a", "b"), (), ())
    assert not scope.through_warehouses


def test_a_place_is_measured_on_direct_lanes_from_makers(problem: Problem) -> None:
    (scope,) = scopes(problem, "x", "us")
    assert (scope.label, scope.destinations, scope.sources) == ("us", ("us",), ("a", "b"))
    assert set(scope.lanes) == {("x", "a", "us", "sea"), ("x", "a", "us", "air"), ("x", "b", "us", "road")}
    assert set(scope.lanes_of["a"]) == {("x", "a", "us", "sea"), ("x", "a", "us", "air")}


def test_an_area_is_one_scope_and_each_is_one_for_every_destination(problem: Problem) -> None:
    (area,) = scopes(problem, "x", "region:US")
    assert (area.label, set(area.destinations)) == ("region:US", {"us", "ca"})
    each = scopes(problem, "x", "EACH")
    assert {scope.label for scope in each} == {"us", "ca", "mx"}


def test_a_source_without_a_direct_lane_is_no_source_there(problem: Problem) -> None:
    by_label = {scope.label: scope for scope in scopes(problem, "x", "EACH")}
    assert by_label["ca"].sources == ("a",)
    assert by_label["mx"].through_warehouses


def test_items_by_class_or_all_leave_out_what_nobody_needs(problem: Problem) -> None:
    assert [scope.item for scope in scopes(problem, "class:High", "ALL")] == ["x", "y"]
    assert [scope.item for scope in scopes(problem, "ALL", "ALL")] == ["x", "y"]
    assert [scope.item for scope in scopes_of(problem, 0, "ALL", "ALL", needed=False)] == ["x", "y", "z"]
    assert scopes(problem, "nothing", "ALL") == []


def test_the_most_a_scope_can_need(problem: Problem) -> None:
    (everything,) = scopes(problem, "x", "ALL")
    (area,) = scopes(problem, "x", "region:US")
    most = most_made(problem)
    assert [volume_limit(problem, everything, t, most) for t in range(2)] == [120, 160]
    assert [volume_limit(problem, area, t, most) for t in range(2)] == [100, 140]


def test_volumes_of_a_plan_are_sums_of_its_tables(problem: Problem) -> None:
    plan = Plan(
        {
            Production: Production.of([("x", "a", "P1", 70.0), ("x", "b", "P1", 50.0), ("x", "b", "P2", 9.0), ("y", "a", "P1", 7.0)]),
            Flows: Flows.of([
                ("x", "a", "us", "sea", "P1", 40.0), ("x", "a", "us", "air", "P1", 5.0), ("x", "a", "ca", "sea", "P2", 8.0),
                ("x", "b", "hub", "road", "P1", 30.0), ("x", "hub", "us", "road", "P1", 10.0),
            ]),
        }
    )  # fmt: skip
    everything, us, area = (scopes(problem, "x", place)[0] for place in ("ALL", "us", "region:US"))
    assert plan_volumes(problem, plan, [everything, us, area]) == [
        {("a", 0): 70, ("b", 0): 50, ("b", 1): 9},
        {("a", 0): 45},
        {("a", 0): 45, ("a", 1): 8},
    ]
