from __future__ import annotations

import pytest

from optimizer.intake.guesses import closest, near, suggestions

KNOWN = ("Reno", "Shenzhen")


def test_the_most_similar_name_is_suggested_whatever_its_spelling() -> None:
    assert closest("shenzen", KNOWN) == " Did you mean Shenzhen?"
    assert closest("Rotterdam", KNOWN) == ""


@pytest.mark.parametrize(("comparisons", "answers"), [(0, 1), (2, 1), (5, 2), (7, 3)])
def test_guessing_ends_when_its_comparisons_are_spent(comparisons: int, answers: int) -> None:
    suggest = suggestions(KNOWN, comparisons)
    said = [suggest(word) for word in ("Rino", "Remo", "Renno", "Rena")]
    assert said == [" Did you mean Reno?"] * answers + [""] * (4 - answers)


def test_a_word_asked_twice_is_compared_once() -> None:
    suggest = suggestions(KNOWN, 4)
    assert [bool(suggest(word)) for word in ("Rino", "Rino", "Remo", "Renno")] == [True, True, True, False]


def test_a_name_without_any_to_compare_with_gets_no_suggestion() -> None:
    assert suggestions(())("Reno") == ""


@pytest.mark.parametrize(
    ("word", "meant"),
    [("plnt", "plant"), ("palnt", "plant"), ("plantss", "plant"), ("pl", ""), ("plantsss", ""), ("PLANT ", "plant")],
)
def test_two_slips_are_near_and_three_are_not(word: str, meant: str) -> None:
    assert near(word, ("us", "plant")) == (f" Did you mean {meant}?" if meant else "")


def test_a_name_of_two_letters_is_near_to_nothing() -> None:
    assert near("ab", ("us", "xy")) == ""
    assert near("ux", ("us", "xy")) == "", "two of two letters may be slips"
