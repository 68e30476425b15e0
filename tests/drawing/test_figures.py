"""Figures as people read them."""

from __future__ import annotations

import pytest

from optimizer.drawing.figures import change, percent, short, signed


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (None, "USD", "\N{EN DASH}"),
        (0.0, "USD", "0 USD"),
        (-1_234_567.0, "USD", "\N{MINUS SIGN}1.23 m USD"),
        (999_999_999.9999, "USD", "1.00 bn USD"),
        (123_456_789_000.0, "", "123 bn"),
        (1234.5, "USD/unit", "1,234 USD/unit"),
        (0.00012, "t", "0.00012 t"),
        (-0.0316, "fraction", "\N{MINUS SIGN}3.2%"),
        (-0.0001, "fraction", "0%"),
        (0.987654, "index", "0.988"),
        (0.589, "weeks", "0.6 weeks"),
    ],
)
def test_a_figure_has_the_digits_that_matter(value: float | None, unit: str, words: str) -> None:
    assert short(value, unit) == words


def test_differences_have_signs_and_shares_differ_by_points() -> None:
    assert (signed(-0.0123, "fraction"), signed(3.0, "t"), signed(None)) == (
        "\N{MINUS SIGN}1.2 pts",
        "+3 t",
        "\N{EN DASH}",
    )
    assert (change(0.05), change(-0.05), change(0.0001), percent(None)) == (
        "+5%",
        "\N{MINUS SIGN}5%",
        "0%",
        "\N{EN DASH}",
    )
