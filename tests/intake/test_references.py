"""Names that refer to others, and what is said once and not twice."""

from __future__ import annotations

import pytest

from optimizer.intake.raw import from_records
from optimizer.intake.validate import validate
from tiny import Book, book, table

CYRILLIC = "character 2 is the Cyrillic letter 'е' (U+0435), which looks like 'e'"
DEMAND = "site item period quantity"


def told(records: Book) -> list[str]:
    """What validation says, but for notes."""
    said = validate(from_records(records)).issues
    return [f"{issue.severity.word} {issue.code}: {issue}" for issue in said if issue.severity.word != "note"]


def sites(*names: str) -> list[dict[str, object]]:
    rows = [(name, "CN", "supplier") for name in names]
    return table("site region role", *rows, ("cn", "CN", "supplier"), ("us", "US", "market"))


@pytest.mark.parametrize(("first", "second"), [("Rеno", "Reno"), ("Reno", "Rеno")])
def test_of_two_names_that_look_alike_the_strange_letter_is_shown_whichever_comes_first(
    first: str, second: str
) -> None:
    said = told(book(Sites=sites(first, second)))
    assert (
        f"warning similar-names: Sites[2].site: '{second}' and '{first}' in Sites[1].site look alike: {CYRILLIC}. "
        "If they are the same, write them alike; if not, make them easier to tell apart."
    ) in said


def test_a_strange_letter_in_a_key_is_shown_there_once() -> None:
    assert told(book(Sites=sites("Rеno"))) == [
        f"warning look-alike: Sites[1].site: site is 'Rеno': {CYRILLIC}. Type the name again."
    ]


def test_a_key_that_deceives_is_shown_where_it_is_typed_and_not_where_it_is_named() -> None:
    lanes = table(
        "origin destination mode lead_time freight_cost", ("Reno", "us", "road", 0, 0), ("ALL", "ALL", "sea", 1, 1)
    )
    assert told(book(Sites=sites("Rеno"), Lead_times=lanes)) == [
        (
            f"error look-alike: Sites[1].site: site is 'Rеno', but Lead_times[1].origin names 'Reno': in the first, {CYRILLIC}. "
            "Type Reno again."
        )
    ]


def test_a_name_that_nothing_is_near_may_be_that_of_a_row_whose_key_is_blank() -> None:
    items = table("item value", (None, 10), ("battery", 5))
    blank = "error blank-required: Items[1].item: item is blank. Allowed: a text of 1 to 500 characters. Enter a text."
    assert told(book(Items=items)) == [blank]
    wanted = table(DEMAND, ("us", "x", "ALL", 100), ("us", "batery", "ALL", 5))
    assert told(book(Items=items, Demand=wanted)) == [
        blank,
        (
            "error unknown-reference: Demand[2].item: item names 'batery', and there is no such row on Items. "
            "Allowed: a name on Items (battery). Did you mean battery?"
        ),
    ]


def test_a_scope_of_items_is_all_an_item_or_a_class() -> None:
    lane = "origin destination item mode lead_time freight_cost"
    rows = [("ALL", "ALL", item, "road", k, 1) for k, item in enumerate(("ALL", "x", "y", "class:High", "z"))]
    items = table("item value criticality", ("x", 10, "High"), ("y", -5, "High"))
    assert told(book(Items=items, Lead_times=table(lane, *rows))) == [
        (
            "error negative: Items[2].value: value is -5. Allowed: a number of at least 0 [money/unit]. "
            "Enter a value of at least 0."
        ),
        (
            "error unknown-reference: Lead_times[5].item: item names 'z', and there is no such item or class. "
            "Allowed: an item, or class: and a criticality (x, y). Correct the name, or add it to Items."
        ),
    ]


def test_a_number_that_is_too_large_takes_none_of_its_column_with_it() -> None:
    problem = validate(
        from_records(
            book(
                Sources=table(
                    "site item material_cost conversion_cost",
                    ("cn", "x", 1, 10**400),
                    ("mx", "x", 1, 7),
                    ("us", "x", 1, -3),
                )
            )
        )
    )
    wrong = [str(issue) for issue in problem.issues if "conversion_cost" in issue.cell]
    assert wrong == [
        (
            "Sources[1].conversion_cost: conversion_cost is too large to be a number. Allowed: a number of at least 0 "
            "[money/unit]. Enter a number [money/unit], or leave the cell blank."
        ),
        (
            "Sources[3].conversion_cost: conversion_cost is -3. Allowed: a number of at least 0 [money/unit]. "
            "Enter a value of at least 0."
        ),
    ]
