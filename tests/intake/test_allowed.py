from __future__ import annotations

import math
from typing import Any

import pytest

from models.schema import Column, Kind
from optimizer.intake.allowed import allowed_in, blank_means, listed


def column(kind: Kind = Kind.NUMBER, **terms: Any) -> Column:
    return Column(kind, "", **terms)


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({}, "a number"),
        ({"whole": True, "unit": "days"}, "a whole number [days]"),
        ({"lower": 0}, "a number of at least 0"),
        ({"upper": 5, "unit": "USD"}, "a number of at most 5 [USD]"),
        ({"lower": 0, "upper": 12345678}, "a number from 0 to 12345678"),
        ({"lower": 0, "upper": 2, "unit": "fraction/year"}, "a number from 0 to 2 (200 %) [fraction/year]"),
        ({"lower": 0, "unit": "fraction"}, "a number of at least 0 [fraction]"),
    ],
)
def test_a_figure_is_described_by_its_range_and_unit(terms: dict[str, Any], words: str) -> None:
    assert allowed_in(column(**terms)) == words


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (column(Kind.TEXT, choices=("make", "ship", "stock")), "make, ship or stock"),
        (column(Kind.TEXT, refers_to="place", words=("ALL",)), "a site, region, country or bloc, or ALL"),
        (column(Kind.TEXT, refers_to="items"), "an item, or class: and a criticality"),
        (column(Kind.TEXT, refers_to="Modes"), "a name on Modes"),
        (column(Kind.FLAG), "Yes or No"),
        (column(Kind.DATE), "a date, e.g. 2027-01-31"),
        (column(Kind.TEXT), "a text of 1 to 500 characters"),
        (column(Kind.NAMES), "names of at most 500 characters, separated by semicolons"),
    ],
)
def test_a_word_is_described_by_what_it_may_name(asked: Column, words: str) -> None:
    assert allowed_in(asked) == words


def test_the_few_names_there_are_are_listed() -> None:
    assert allowed_in(column(Kind.TEXT, refers_to="Modes", words=("ALL",)), ("air", "sea")) == (
        "a name on Modes (air, sea), or ALL"
    )


def test_a_list_reads_as_a_sentence() -> None:
    assert [listed(words) for words in (("a",), ("a", "b"), ("a", "b", "c"))] == ["a", "a or b", "a, b or c"]


@pytest.mark.parametrize(
    ("kind", "default", "words"),
    [
        (Kind.NUMBER, math.nan, "not given"),
        (Kind.NUMBER, math.inf, "not limited"),
        (Kind.NUMBER, 0.25, "0.25"),
        (Kind.FLAG, True, "Yes"),
        (Kind.FLAG, False, "No"),
        (Kind.DATE, None, "not given"),
        (Kind.TEXT, "", "not given"),
        (Kind.NAMES, (), "not given"),
        (Kind.TEXT, "ALL", "ALL"),
    ],
)
def test_what_a_blank_cell_stands_for_is_said_in_words(kind: Kind, default: object, words: str) -> None:
    assert blank_means(column(kind, default=default)) == words
