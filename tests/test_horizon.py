from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.horizon import Horizon
from models.sheets import Periods

DAY = np.timedelta64(1, "D")


def day(text: str) -> np.datetime64:
    return np.datetime64(text, "D")


def horizon(*periods: tuple[str, str, float], rate: float = 0.0) -> Horizon:
    return Horizon.from_sheet(Periods.of([(name, day(start), weeks) for name, start, weeks in periods]), rate)


HALVES = horizon(("H1", "2027-01-01", 26), ("H2", "2027-07-01", 26), rate=0.1)


def test_periods_lie_end_to_end() -> None:
    assert HALVES.begin.tolist() == [0, 26]
    assert (len(HALVES), HALVES.end, HALVES.number("H2")) == (2, 52, 1)


def test_money_is_discounted_from_the_middle_of_each_period() -> None:
    assert HALVES.middle_years.tolist() == [0.25, 0.75]
    assert HALVES.discount.tolist() == pytest.approx([1.1**-0.25, 1.1**-0.75])
    assert horizon(("P", "2027-01-01", 52)).discount.tolist() == [1]


def test_a_day_is_laid_onto_the_weeks_period_by_period() -> None:
    # the first half has 181 days for its 26 weeks
    assert HALVES.week_of(day("2027-01-01")) == 0
    assert HALVES.week_of(day("2027-07-01")) == 26
    assert HALVES.week_of(day("2027-01-01") + 90 * DAY) == pytest.approx(26 * 90 / 181)


def test_days_outside_the_plan_are_at_its_ends() -> None:
    assert HALVES.week_of(day("1999-01-01")) == 0
    assert HALVES.week_of(day("2099-01-01")) == 52


def test_the_last_period_ends_after_its_weeks() -> None:
    assert HALVES.starts[-1] == day("2027-07-01") + 182 * DAY
    assert HALVES.week_of(HALVES.starts[-1]) == 52


def test_cover_is_the_share_of_each_period_between_two_weeks() -> None:
    assert HALVES.cover(13, 39).tolist() == [0.5, 0.5]
    assert HALVES.cover(-10, 100).tolist() == [1, 1]
    assert HALVES.cover(40, 30).tolist() == [0, 0]
    assert HALVES.cover(52, 60).tolist() == [0, 0]


def test_both_days_of_a_span_are_in_force() -> None:
    quarters = horizon(("Q1", "2027-01-01", 13), ("Q2", "2027-04-02", 13))
    never = np.datetime64("NaT", "D")
    assert quarters.in_force(never, never).tolist() == [1, 1]
    assert quarters.in_force(day("2027-04-02"), never).tolist() == [0, 1]
    assert quarters.in_force(never, day("2027-04-01")).tolist() == [1, 0]
    assert quarters.in_force(day("2027-01-01"), day("2027-01-01")).tolist() == pytest.approx([1 / 91, 0])
    assert quarters.in_force(day("2020-01-01"), day("2020-12-31")).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("t", "weeks", "arrives"),
    [
        (0, 0, 0),
        (0, 25.9, 0),
        (0, 26, 1),
        (0, 51, 1),
        (0, 52, None),
        (1, 0, 1),
        (1, 25.9, 1),
        (1, 26, None),
        (1, 99, None),
    ],
)
def test_goods_arrive_in_the_period_their_lead_time_reaches(t: int, weeks: float, arrives: int | None) -> None:
    assert HALVES.arrival(t, weeks) == arrives


def test_a_lead_time_may_skip_a_short_period() -> None:
    uneven = horizon(("A", "2027-01-01", 10), ("B", "2027-03-12", 2), ("C", "2027-03-26", 10))
    assert [uneven.arrival(t, 3) for t in range(3)] == [0, 2, 2]


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=6),
    st.floats(-20, 200, allow_nan=False),
    st.floats(0, 200, allow_nan=False),
)
def test_cover_adds_up_to_the_weeks_inside_the_plan(weeks: list[int], first: float, length: float) -> None:
    starts = np.cumsum([0, *weeks[:-1]]) * 7
    plan = horizon(*((f"P{t}", str(day("2027-01-01") + int(starts[t]) * DAY), weeks[t]) for t in range(len(weeks))))
    inside = max(0.0, min(first + length, plan.end) - max(first, 0.0))
    assert float(plan.cover(first, first + length) @ plan.weeks) == pytest.approx(inside, abs=1e-9)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=6), st.floats(0, 100, allow_nan=False))
def test_nothing_arrives_before_it_leaves_and_later_departures_arrive_no_earlier(weeks: list[int], lead: float) -> None:
    starts = np.cumsum([0, *weeks[:-1]]) * 7
    plan = horizon(*((f"P{t}", str(day("2027-01-01") + int(starts[t]) * DAY), weeks[t]) for t in range(len(weeks))))
    arrivals = [plan.arrival(t, lead) for t in range(len(weeks))]
    known = [a for a in arrivals if a is not None]
    assert all(a is None or a >= t for t, a in enumerate(arrivals))
    assert known == sorted(known)
    assert all(a is None for a in arrivals[len(known) :])
    assert plan.arrivals(np.array([lead]))[0].tolist() == [-1 if a is None else a for a in arrivals]
