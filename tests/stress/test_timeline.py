"""Steps of a case, and what one event can touch."""

from __future__ import annotations

from typing import Any

import pytest

from models.stress.answers import network_of, recourses
from models.stress.cases import cases_of
from models.stress.reach import Reach
from models.stress.timeline import late, soon
from tiny import accepted, book, periods, table


def chain(**sheets: Any) -> Any:
    """Return s1 -> plant -> hub -> m1 in 1, 2 and 3 weeks, s2 -> plant in 2, and m2 that has a source of its own."""
    plan = {
        "Settings": {"reaction_time": 1},
        "Sites": table(
            "site region role", ("s1", "CN", "supplier"), ("s2", "MX", "supplier"), ("own", "US", "supplier"),
            ("plant", "CN", "plant"), ("hub", "US", "warehouse"), ("m1", "US", "market"), ("m2", "US", "market"),
        ),
        "Items": table("item value", ("x", 10), ("c", 2)),
        "BOM": table("parent child quantity", ("x", "c", 1)),
        "Sources": table("site item material_cost capacity", ("s1", "c", 2, 90), ("s2", "c", 3, 90), ("plant", "x", 5, 90), ("own", "y", 5, 90)),
        "Lead_times": table(
            "origin destination mode lead_time freight_cost",
            ("s1", "plant", "sea", 7, 0), ("s2", "plant", "sea", 14, 0), ("plant", "hub", "sea", 14, 0), ("hub", "m1", "road", 21, 0),
            ("own", "m2", "road", 0, 0),
        ),
        "Demand": table("site item period quantity", ("m1", "x", "ALL", 50), ("m2", "y", "ALL", 50)),
        "Inventory": table("site item", ("hub", "x")),
        "Disruptions": table("scenario hits target duration", ("e", "site", "s1", 4)),
        "Resilience_rules": table("rule applies_to min_service hard penalty", ("r", "ALL", 1, "No", 1)),
    }  # fmt: skip
    plan["Items"] = [*plan["Items"], {"item": "y", "value": 10}]
    return accepted(book(**{**plan, **sheets}))


def reach(problem: Any) -> Reach:
    return Reach(network_of(problem), cases_of(problem)[0].event)


@pytest.mark.parametrize(
    ("weeks", "whole"), [(0, (0, 0)), (1, (1, 1)), (1.2, (2, 1)), (2 + 1e-9, (2, 2)), (2 - 1e-9, (2, 2))]
)
def test_help_counts_late_and_what_is_missed_soon(weeks: float, whole: tuple[int, int]) -> None:
    assert (late(weeks), soon(weeks)) == whole


def test_what_is_hit_starves_everything_further_down_and_nothing_else() -> None:
    touched = reach(chain())
    assert set(touched.starved) == {("c", "s1"), ("c", "plant"), ("x", "plant"), ("x", "hub"), ("x", "m1")}
    assert touched.lost == (("x", "m1"),)
    assert touched.gone == {("c", "s1")}


def test_help_comes_from_makers_lanes_and_stocks_that_are_not_hit() -> None:
    touched, lanes = reach(chain()), chain().lanes.keys
    assert set(touched.more_made) == {("c", "s2"), ("x", "plant")}
    assert {lanes[a][1:3] for a in touched.more_moved} == {("s2", "plant"), ("plant", "hub"), ("hub", "m1")}
    assert ("y", "own") not in touched.nodes


def test_a_lost_lane_leaves_its_origin_and_others_alone() -> None:
    touched = reach(chain(Disruptions=table("scenario hits target duration", ("e", "lane", "hub -> m1", 4))))
    assert set(touched.starved) == {("x", "m1")}
    assert touched.more_moved == ()


def test_the_tail_is_the_longest_way_from_what_is_hit_to_the_market() -> None:
    assert reach(chain()).tail == 1 + 2 + 3
    hub = chain(Disruptions=table("scenario hits target duration", ("e", "site", "hub", 4)))
    assert reach(hub).tail == 3
    duty = chain(
        Disruptions=table("scenario hits target duration tariff_change", ("e", "tariff", "plant -> hub", 4, 0.1))
    )
    assert reach(duty).tail == 2 + 3


@pytest.mark.parametrize("bucket", [None, 1, 0.5])
def test_steps_begin_at_hit_reaction_recovery_and_the_end_of_a_period(bucket: float | None) -> None:
    problem = chain(Periods=periods(2, 3), Settings={"reaction_time": 1, "disruption_bucket": bucket})
    first = recourses(problem)[0]
    assert {0.0, 1.0, 3.0, 4.0, 10.0} <= set(first.edges.tolist())
    if bucket:
        assert max(first.edges[1:] - first.edges[:-1]) <= bucket + 1e-9


def test_survival_is_looked_at_to_its_last_week() -> None:
    problem = chain(Resilience_rules=table("rule applies_to min_survive", ("r", "ALL", 5)))
    assert recourses(problem)[0].edges[-1] == 5


def test_nothing_is_more_made_before_others_react() -> None:
    problem = chain(Settings={"reaction_time": 3})
    answer = recourses(problem)[0]
    begin = {answer.edges[step] for change, step in answer.changes if change[0] in {"more_made", "more_moved"}}
    assert min(begin) == 3
