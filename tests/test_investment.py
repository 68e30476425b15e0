from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.integrate import quad

from models.investment import Option, capital_charge, in_steps, options, order_week
from tiny import accepted, book, periods, table

if TYPE_CHECKING:
    from models.problem import Problem

COLUMNS = "site item option capacity capex permit_time build_time life earliest max_count"


def problem(*, rate: float = 0.0, count: int = 4, weeks: float = 13, **cells: object) -> Problem:
    """Return a plan of four quarters with one option at cn."""
    row = {"site": "cn", "item": "x", "option": "line", "capacity": 10, "capex": 1000, **cells}
    sources = table("site item material_cost capacity", ("cn", "x", 10, 0), ("mx", "x", 13, None))
    return accepted(book(Periods=periods(count, weeks), Settings={"discount_rate": rate}, Sources=sources, Capex=[row]))


def option(plan: Problem) -> Option:
    (found,) = options(plan)
    return found


def test_an_option_is_in_service_after_permit_and_building() -> None:
    found = option(problem(permit_time=6.5, build_time=13))
    assert {s: share.tolist() for s, share in found.in_service.items()} == {
        0: [0, 0.5, 1, 1], 1: [0, 0, 0.5, 1], 2: [0, 0, 0, 0.5],
    }  # fmt: skip


def test_orders_that_come_too_late_are_no_decision() -> None:
    assert set(option(problem(build_time=13)).in_service) == {0, 1, 2}
    assert options(problem(build_time=52)) == ()


def test_a_life_ends_service() -> None:
    found = option(problem(life=0.25))
    assert found.in_service[1].tolist() == [0, 1, 0, 0]


def test_an_earliest_day_inside_a_period_counts_from_that_day() -> None:
    # day 45.5 of 91 of the second quarter is not a day; day 136 is 1.5 quarters less half a day
    plan = problem(earliest=dt.date(2027, 1, 1) + dt.timedelta(days=91 + 45))
    found = option(plan)
    assert set(found.in_service) == {1, 2, 3}
    assert found.in_service[1].tolist() == pytest.approx([0, 46 / 91, 1, 1])
    assert order_week(plan, 0, 1) == pytest.approx((91 + 45) / 7)
    assert order_week(plan, 0, 2) == 26


def test_an_earliest_day_after_the_plan_leaves_no_option() -> None:
    assert options(problem(earliest=dt.date(2030, 1, 1))) == ()


def test_without_a_life_all_capital_counts_when_ordered() -> None:
    plan = problem(rate=0.1, build_time=13)
    assert capital_charge(plan, option(plan), 1).tolist() == [0, 1000, 0, 0]


def test_without_interest_capital_is_spread_evenly_over_the_life() -> None:
    plan = problem(life=5, build_time=13)
    assert capital_charge(plan, option(plan), 0).tolist() == pytest.approx([0, 50, 50, 50])
    assert capital_charge(plan, option(plan), 2).tolist() == pytest.approx([0, 0, 0, 50])


@pytest.mark.parametrize(("rate", "life", "wait"), [(0.05, 3.0, 0.0), (0.1, 8.0, 26.0), (0.5, 1.5, 39.0)])
def test_an_annuity_pays_back_the_capital_at_the_moment_of_the_order(rate: float, life: float, wait: float) -> None:
    """What is paid continuously from service to the end of the life, discounted to the order, is the capex."""
    plan = problem(rate=rate, life=life, build_time=wait)
    yearly = float(capital_charge(plan, option(plan), 0)[-1]) / (13 / 52)
    begin = wait / 52
    worth, _ = quad(lambda years: yearly * (1 + rate) ** -years, begin, begin + life)
    assert worth == pytest.approx(1000, rel=1e-9)


def test_salvage_is_what_the_annuities_after_the_plan_are_worth() -> None:
    """Charged inside plus left outside is all of the capital."""
    rate, life = 0.08, 4.0
    plan = problem(rate=rate, life=life, count=52, weeks=2)
    charged = capital_charge(plan, option(plan), 0)
    yearly = 1000 * math.log(1 + rate) / (1 - (1 + rate) ** -life)
    left, _ = quad(lambda years: yearly * (1 + rate) ** -years, 2.0, life)
    inside = float(charged @ plan.horizon.discount)
    assert inside + left == pytest.approx(1000, rel=1e-5)


def test_steps_add_up_to_what_each_order_gives() -> None:
    """Ordered counts are cumulative: ordering in s means ordered[s] = ordered[s+1] = ... = 1."""
    found = option(problem(permit_time=6.5, build_time=13, life=0.4))
    steps = in_steps(found.in_service)
    for s, share in found.in_service.items():
        together = np.sum([step for later, step in steps.items() if later >= s], axis=0)
        assert together.tolist() == pytest.approx(share.tolist())


def test_todays_plan_has_no_options() -> None:
    plan = problem()
    assert options(plan.having(baseline=True)) == ()


def test_an_option_serves_what_is_made_at_its_site() -> None:
    plan = book(
        Items=table("item value", ("x", 10), ("y", 10)),
        Sources=table("site item material_cost capacity", ("cn", "x", 10, 0), ("mx", "y", 13, 0)),
        Demand=table("site item period quantity shortage_cost", ("us", "x", "ALL", 1, 1), ("us", "y", "ALL", 1, 1)),
        Capex=table("site item option capacity capex", ("cn", "ALL", "line", 10, 10)),
    )
    assert option(accepted(plan)).items == ("x",)
