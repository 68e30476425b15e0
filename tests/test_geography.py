from __future__ import annotations

import pytest

from models.geography import resolve_items
from models.sheets import Items
from tiny import accepted, book, issues, table

REGIONS = table(
    "region country bloc domestic",
    ("South China", "China", "East", "No"), ("North China", "China", "East", "No"), ("MX", None, "USMCA", "No"),
    ("US", "United States", "USMCA", "Yes"),
)  # fmt: skip
SITES = table(
    "site region role parent_company",
    ("Shenzhen", "South China", "supplier", "Acme"), ("Tianjin", "North China", "supplier", "Acme"),
    ("mx", "MX", "supplier", None), ("us", "US", "market", None), ("China", "US", "plant", None),
)  # fmt: skip
SOURCES = table("site item material_cost", ("Shenzhen", "x", 10), ("Tianjin", "x", 11), ("mx", "x", 12))
PLAN = book(Regions=REGIONS, Sites=SITES, Sources=SOURCES)
PLACES = accepted(PLAN).geography


@pytest.mark.parametrize(
    ("address", "rank", "sites"),
    [
        ("Shenzhen", 0, ("Shenzhen",)),
        ("South China", 1, ("Shenzhen",)),
        ("country:China", 2, ("Shenzhen", "Tianjin")),
        ("China", 0, ("China",)),  # a site of that name comes first
        ("East", 3, ("Shenzhen", "Tianjin")),
        ("bloc:USMCA", 3, ("mx", "us", "China")),
        ("ALL", 4, ("Shenzhen", "Tianjin", "mx", "us", "China")),
        ("Region:MX", 1, ("mx",)),
        ("country: China", 2, ("Shenzhen", "Tianjin")),
        ("MX", 1, ("mx",)),
    ],
)
def test_an_address_stands_for_its_sites(address: str, rank: int, sites: tuple[str, ...]) -> None:
    assert PLACES.resolve(address) == (rank, sites)
    assert (PLACES.rank(address), PLACES.sites(address)) == (rank, sites)


@pytest.mark.parametrize("address", ["Atlantis", "region:Atlantis", "site:South China", "company:Acme", ""])
def test_an_address_nothing_answers_to(address: str) -> None:
    assert PLACES.resolve(address) is None
    assert PLACES.sites(address) == ()


def test_a_blank_country_or_parent_company_takes_the_name_it_stands_beside() -> None:
    assert PLACES.of_site["country"]["mx"] == "MX"
    assert PLACES.of_site["parent_company"]["mx"] == "mx"


def test_groups_and_their_members() -> None:
    assert PLACES.groups("country") == ("China", "MX", "United States")
    assert PLACES.sites_in("parent_company", "Acme") == ("Shenzhen", "Tianjin")
    assert PLACES.domestic == {"us", "China"}
    assert PLACES.of_site["domestic"]["us"] == "Yes"
    assert PLACES.of_site["domestic"]["mx"] == "No"


def test_a_blank_bloc_is_no_bloc() -> None:
    places = accepted(book()).geography
    assert places.groups("bloc") == ()


@pytest.mark.parametrize(
    ("scope", "rank", "found"),
    [("ALL", 2, ("a", "b", "c")), ("class:High", 1, ("a", "c")), ("CLASS: high", 1, ("a", "c")), ("b", 0, ("b",))],
)
def test_a_scope_of_items(scope: str, rank: int, found: tuple[str, ...]) -> None:
    items = accepted(
        book(Items=table("item value criticality", ("a", 1, "High"), ("b", 1, None), ("c", 1, "high"), ("x", 1, "Low")))
    )[Items]
    expected = (*found, "x") if scope == "ALL" else found
    assert resolve_items(items, scope) == (rank, expected)


@pytest.mark.parametrize("scope", ["class:Critical", "class:Odd", "d", ""])
def test_a_scope_no_item_answers_to(scope: str) -> None:
    items = accepted(book())[Items]
    assert resolve_items(items, scope) is None


@pytest.mark.parametrize(
    ("sheet", "rows"),
    [
        ("Lead_times", table("origin destination mode lead_time freight_cost", ("EACH", "us", "road", 0, 0))),
        ("Tariffs", table("origin destination rate", ("CN", "EACH", 0.1))),
        ("Sites", table("site region role", ("cn", "ALL", "supplier"))),
        ("Lead_times", table("origin destination mode lead_time freight_cost", ("Atlantis", "us", "road", 0, 0))),
    ],
)
def test_a_word_that_means_nothing_on_a_sheet_is_refused(sheet: str, rows: list[dict[str, object]]) -> None:
    assert "unknown-reference" in issues(book(**{sheet: rows}))
