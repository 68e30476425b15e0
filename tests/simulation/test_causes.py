"""Why a promise is broken: what would keep it if it were gone is named, with where it bites."""

from __future__ import annotations

from typing import Any

from optimizer.simulation.outcome import simulate
from tiny import accepted, book, periods, solved, table


def market(*, sd: float = 0, capacity: float | None = None, **sheets: Any) -> Any:
    """Two years of one market supplied from next door, which waits for what is late."""
    return book(
        Periods=periods(1, 104),
        Sources=table("site item material_cost capacity", ("cn", "x", 10, capacity)),
        Demand=table(
            "site item period quantity sd backorder late_cost shortage_cost",
            ("us", "x", "ALL", 100, sd, "Yes", 1, 500),
        ),
        Inventory=table("site item may_hold", ("us", "x", "Yes")),
        Lead_times=table("origin destination mode lead_time freight_cost", ("ALL", "ALL", "road", 7, 0)),
        **sheets,
    )


def said(planned: Any, happens: Any) -> str:
    """What the replay of a plan says of its market when something else happens than was planned for."""
    found = simulate(accepted(happens), solved(planned).plan, replications=200)
    (sentence,) = [words for words in found.sentences if words.startswith("x at us")]
    return sentence


def test_demand_that_varies_more_than_was_planned_for_is_named() -> None:
    assert "Demand for x at us varies more than its stock covers. Without that: +" in said(market(sd=5), market(sd=60))


def test_capacity_that_leaves_no_room_to_catch_up_is_named_with_the_source_that_is_full() -> None:
    strikes = table("scenario hits target duration probability", ("strike", "site", "cn", 6, 0.8))
    happens = market(sd=40, capacity=104, Disruptions=strikes)
    words = said(market(capacity=104), happens)
    assert "Capacity leaves no room to catch up, most of all x at cn (96% used)." in words


def test_a_stock_on_the_way_that_does_not_keep_its_promise_is_named_too() -> None:
    def chain(sd: float) -> Any:
        records = market(sd=sd)
        records["Sites"] = table(
            "site region role", ("cn", "CN", "supplier"), ("dc", "US", "warehouse"), ("us", "US", "market")
        )
        records["Inventory"] = table("site item may_hold service_time", ("dc", "x", "Yes", 0), ("us", "x", "Yes", 0))
        records["Lead_times"] = table(
            "origin destination mode lead_time freight_cost", ("cn", "dc", "ocean", 28, 0), ("dc", "us", "road", 7, 0)
        )
        return records

    found = simulate(accepted(chain(60)), solved(chain(10)).plan, replications=200)
    (words,) = [words for words in found.sentences if words.startswith("Stock of x at dc")]
    assert "95.0% of weeks promised" in words
    assert "Demand for x at dc varies more than its stock covers." in words
