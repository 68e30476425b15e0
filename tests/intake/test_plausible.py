from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models.schema import Column, Kind
from optimizer.intake.plausible import groups_of, slips
from tiny import book, issues, table


def odd(*figures: float, groups: list[str] | None = None, **terms: Any) -> dict[int, float]:
    column = Column(Kind.NUMBER, "", **{"unit": "units/week", "default": np.nan, **terms})
    return slips(column, np.array(figures, dtype=float), groups_of(np.array(groups)) if groups else None)


@pytest.mark.parametrize(
    ("figures", "places"),
    [
        ((10, 10, 10, 10, 10_000), {4: 10}),
        ((10, 10, 10, 10, 9_000), {4: 10}),
        ((10, 10, 10, 10, 4_000), {}),
        ((10, 10, 10, 10, 200, 6_000), {5: 10}),
        ((10, 10, 10, 10, 210, 6_000), {}),
        ((10, 10, 10, 10, 400, 10_000), {5: 10}),
        ((10, 10, 10, 10, 0.01), {4: 10}),
        ((10, 10, 10, 10, 0.019), {4: 10}),
        ((10, 10, 10, 10, 0.03), {}),
        ((10, 10, 10, 0.2, 0.01), {}),
        ((10, 10, 10, 0.5, 0.01), {4: 10}),
        ((10, 10, 10_000), {}),
        ((10, 10, 10, 10_000), {3: 10}),
        ((10, 10, 10, 10_000, 10_000), {}),
        ((10, 10, 10, -10_000, 0, np.inf, np.nan), {3: 10}),
    ],
)
def test_a_figure_far_from_the_median_and_all_others_stands_out(
    figures: tuple[float, ...], places: dict[int, float]
) -> None:
    assert odd(*figures) == places


def test_figures_that_were_left_at_their_default_are_no_measure() -> None:
    assert odd(1, 1, 1, 1, 1_000) == {4: 1}
    assert odd(1, 1, 1, 1, 1_000, default=1.0) == {}


def test_a_column_of_many_units_has_no_measure() -> None:
    assert odd(10, 10, 10, 10, 10_000, unit="USD or units") == {}
    assert odd(10, 10, 10, 10, 10_000, unit="") == {}


def test_figures_at_both_ends_of_what_there_is_are_compared_without_a_warning() -> None:
    figures, items = (1e-300, 1e-300, 1e-300, 1e-300, 1e300, 1, 1, 1), list("aaaaabbb")
    assert odd(*figures, groups=items) == {4: 1e-300}


def test_figures_of_one_item_are_compared_more_closely() -> None:
    figures, items = (10, 11, 12, 10, 3_500, 4_000, 4_000, 4_000, 4_000), list("aaaaabbbb")
    assert odd(*figures) == {}
    assert odd(*figures, groups=items) == {4: 11}


@pytest.mark.parametrize(("small", "said"), [(10_000, "1,000 times the median"), (0.01, "a 1,000th of the median")])
def test_the_size_of_a_slip_is_told_with_the_unit_that_is_meant(small: float, said: str) -> None:
    names = [("s1", 10), ("s2", 10), ("s3", 10), ("s4", small)]
    sites = table("site region role", *((name, "US", "market") for name, _ in names), ("cn", "CN", "supplier"))
    demand = table("site item period quantity", *((name, "x", "ALL", amount) for name, amount in names))
    found = issues(book(Demand=demand, Sites=sites))["unit-slip"]
    assert said in found.found
    assert found.remedy == "Check the unit: units/week is meant."
