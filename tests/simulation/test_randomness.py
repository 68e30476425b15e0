"""Random replications: seeds, common random numbers, intervals, and what is known in closed form."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.plan import OpeningStock, Plan, Stock
from optimizer.simulation.draws import Draws
from optimizer.simulation.outcome import simulate
from optimizer.simulation.run import Estimate, play, switched_off
from optimizer.simulation.scene import Scene
from tiny import accepted, book, periods, solved, table


def point(*, lead: float = 28, sd: float = 30, lead_sd: float = 0, backorder: str = "No", weeks: float = 104) -> Any:
    """Return one market that keeps stock for what varies, one source far away."""
    return book(
        Periods=periods(1, weeks),
        Demand=table(
            "site item period quantity sd backorder late_cost shortage_cost",
            ("us", "x", "ALL", 100, sd, backorder, 0 if backorder == "Yes" else None, 500),
        ),
        Inventory=table("site item", ("us", "x")),
        Lead_times=table(
            "origin destination mode lead_time freight_cost lead_time_sd", ("ALL", "ALL", "ocean", lead, 0, lead_sd)
        ),
    )


def scene_of(records: Any, more: float = 0.0) -> Scene:
    problem, plan = accepted(records), solved(records).plan
    if more:
        stock = plan[Stock]
        plan = plan.having(
            stock.replacing(safety=stock.safety + more),
            plan[OpeningStock].replacing(quantity=plan[OpeningStock].quantity + more),
        )
    return Scene.of(problem, plan)


def test_one_seed_gives_one_set_of_numbers_and_more_replications_keep_the_first() -> None:
    scene = scene_of(point())
    one, again = play(scene, Draws(3), 300), play(scene, Draws(3), 300)
    assert np.array_equal(one.served, again.served)
    assert np.array_equal(play(scene, Draws(3), 40).served, one.served[:, :40])
    assert not np.array_equal(play(scene, Draws(4), 300).served, one.served)


def test_more_buffer_never_serves_less_in_any_replication() -> None:
    less, more = play(scene_of(point()), Draws(1), 200), play(scene_of(point(), more=40), Draws(1), 200)
    assert np.array_equal(less.wanted, more.wanted)
    assert (more.served >= less.served - 1e-6).all()
    assert more.served.sum() > less.served.sum()


def test_intervals_shrink_with_the_root_of_the_replications() -> None:
    scene = scene_of(point())
    few, many = (Estimate.of(play(scene, Draws(5), n).overall) for n in (128, 128 * 16))
    assert few.half / many.half == pytest.approx(4.0, rel=0.3)
    assert abs(few.mean - many.mean) < few.half + many.half


@pytest.mark.parametrize("lead_sd", [0, 7])
def test_safety_stock_of_one_point_keeps_its_service_level(lead_sd: float) -> None:
    """Normal demand, lead time L: what is on hand at the end of a week is S less the demand of L weeks."""
    measured = play(scene_of(point(backorder="Yes", lead_sd=lead_sd)), Draws(2), 2000)
    weeks = Estimate.of(measured.full[0])
    assert weeks.mean == pytest.approx(0.95, abs=0.012 + weeks.half)


def test_demand_keeps_its_mean_though_none_is_negative() -> None:
    measured = play(scene_of(point(sd=90)), Draws(2), 1000)
    weekly = Estimate.of(measured.wanted[0] / measured.weeks)
    assert weekly.mean == pytest.approx(100, abs=3 * weekly.half)


def test_switching_one_kind_off_leaves_the_luck_of_the_others() -> None:
    scene = scene_of(point(lead_sd=7))
    full, steady = play(scene, Draws(2), 50), play(scene, switched_off(Draws(2), "lead_times"), 50)
    assert np.array_equal(full.wanted, steady.wanted)
    assert steady.served.sum() > full.served.sum()


@given(lead=st.integers(0, 60), sd=st.floats(0, 60), seed=st.integers(0, 99))
def test_nobody_gets_more_than_is_wanted_and_stock_is_never_negative(lead: int, sd: float, seed: int) -> None:
    scene = scene_of(point(lead=lead, sd=round(sd, 1), lead_sd=lead / 5, weeks=26))
    measured = play(scene, Draws(seed), 20)
    assert (measured.served <= measured.wanted * (1 + 1e-9) + 1e-9).all()
    assert ((measured.full >= 0) & (measured.full <= 1)).all()


def test_a_promise_that_lead_times_break_is_said_with_the_lane() -> None:
    records = point(lead_sd=0)
    plan: Plan = solved(records).plan
    late = accepted(
        {
            **records,
            "Lead_times": table(
                "origin destination mode lead_time freight_cost lead_time_sd", ("cn", "us", "ocean", 28, 0, 14)
            ),
        }
    )
    found = simulate(late, plan, replications=200)
    (sentence,) = [words for words in found.sentences if words.startswith("x at us")]
    assert "95.0% of weeks without shortage promised" in sentence
    assert "Lead times of x by ocean from cn to us (standard deviation 14 days) vary more" in sentence
    assert found.broken == 1


def test_random_events_happen_as_often_as_they_should_and_are_named() -> None:
    records = point(sd=0)
    records["Disruptions"] = table("scenario hits target duration probability", ("strike", "site", "cn", 8, 0.5))
    problem, plan = accepted(records), solved(point(sd=0)).plan
    found = simulate(problem, plan, replications=300)
    assert found.fill.fill_measured[0] == pytest.approx(1 - 0.5 * 8 / 52, abs=0.025)
    assert any("most of all strike" in words for words in found.sentences)
