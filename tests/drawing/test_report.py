"""The report: one file that fetches and runs nothing, whatever a workbook holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from drawing.test_markup import Reader
from optimizer.drawing.report import report_of, report_path, write_report
from optimizer.errors import OutputError
from optimizer.json_plan import plan_as_json
from optimizer.story import story_of
from tiny import book, periods, solved, table, two_sources

if TYPE_CHECKING:
    from optimizer.outcome import Outcome

EVIL = "</style></title><script>alert(1)</script><img src=x onerror=alert(2)>\" onload='alert(3)"


def evil_report() -> str:
    """A plan in which every name is an attack."""
    sites = table("site region role", (f"{EVIL} cn", f"{EVIL} CN", "supplier"), (f"{EVIL} mx", f"{EVIL} MX", "supplier"),
        (f"{EVIL} us", f"{EVIL} US", "market"))  # fmt: skip
    sheets = two_sources(
        Settings={"plan_name": EVIL, "currency": EVIL[:20]},
        Periods=[{**row, "period": f"{EVIL} {row['period']}"} for row in periods(2)],
        Regions=table("region country domestic", *((f"{EVIL} {r}", f"{EVIL} {r}", "No") for r in ("CN", "MX", "US"))),
        Sites=sites,
        Items=table("item value", (EVIL, 10)),
        Sources=table("site item material_cost", (f"{EVIL} cn", EVIL, 10), (f"{EVIL} mx", EVIL, 13)),
        Demand=table("site item period quantity", (f"{EVIL} us", EVIL, "ALL", 100)),
        Sourcing_rules=table("rule item max_share hard penalty", (EVIL, EVIL, 0.3, "No", 1)),
        Disruptions=table("scenario hits target duration loss", (EVIL, "site", f"{EVIL} cn", 8, 1)),
        Baseline=table("item destination site share", (EVIL, "ALL", f"{EVIL} cn", 1)),
    )
    return report_of(story_of(plan_as_json(solved(sheets, with_baseline=True))))


@pytest.fixture(scope="module")
def evil() -> Reader:
    return Reader(evil_report())


def test_names_that_look_like_markup_stay_names(evil: Reader) -> None:
    assert {name for name, _ in evil.elements}.isdisjoint({"script", "img", "iframe", "object", "base"})
    assert not [key for _, held in evil.elements for key in held if key.startswith("on") or key == "style"]
    assert EVIL in evil.words


def test_the_report_fetches_nothing_and_forbids_whatever_would(evil: Reader) -> None:
    fetched = [value for _, held in evil.elements for key, value in held.items() if key in {"src", "href", "srcset"}]
    assert all(str(value).startswith("#") for value in fetched)
    assert "url(" not in evil.words
    policies = [held["content"] for name, held in evil.elements if held.get("http-equiv") == "Content-Security-Policy"]
    assert str(policies[0]).startswith("default-src 'none'")


def test_every_chapter_with_something_to_tell_is_in_the_menu(rich_outcome: Outcome) -> None:
    page = Reader(report_of(story_of(plan_as_json(rich_outcome))))
    heads = [held["id"] for name, held in page.elements if name == "h2"]
    links = [str(held["href"]).removeprefix("#") for name, held in page.elements if name == "a"]
    assert links == heads
    assert heads == ["figures", "cost", "mix", "flows", "capacity", "buffers", "resilience", "rules"]


def test_every_chart_can_be_read_without_seeing_it(rich_outcome: Outcome) -> None:
    page = Reader(report_of(story_of(plan_as_json(rich_outcome))))
    drawings = [held for name, held in page.elements if name == "svg"]
    assert all(held.get("aria-hidden") == "true" or held.get("role") == "img" for held in drawings)
    tables = sum(name == "table" for name, _ in page.elements)
    assert tables == sum(name == "caption" for name, _ in page.elements) > 5


def test_without_a_plan_the_report_says_why() -> None:
    outcome = solved(book(Sources=table("site item material_cost capacity", ("cn", "x", 10, 30))))
    page = Reader(report_of(story_of(plan_as_json(outcome))))
    assert "Impossible: no plan keeps every hard rule." in page.words
    assert "Demand for 100 units/week of x at us must be served" in page.words


def test_the_report_goes_beside_the_plan_or_where_it_is_told_to(tmp_path: Path) -> None:
    plan = Path("plans/ev.plan.xlsx")
    assert report_path(plan, tmp_path) == tmp_path / "ev.plan.html"
    assert report_path(plan, tmp_path / "new") == tmp_path / "new" / "ev.plan.html"
    assert report_path(plan, tmp_path / "a.HTM") == tmp_path / "a.HTM"
    with pytest.raises(OutputError, match=r"a\.xlsx is no HTML file\. Name one that ends in \.html, or a folder\."):
        report_path(plan, tmp_path / "a.xlsx")


def test_the_report_never_takes_the_place_of_what_it_was_made_from(tmp_path: Path) -> None:
    plan = tmp_path / "plan.html"
    plan.write_text("kept")
    story = story_of(plan_as_json(solved(two_sources())))
    with pytest.raises(OutputError, match="is the input itself"):
        write_report(story, plan, inputs=(plan,))
    assert plan.read_text() == "kept"
