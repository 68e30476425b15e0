"""Markup: what comes from a workbook is text and stays text."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from optimizer.drawing.markup import Markup, join, tag


class Reader(HTMLParser):
    """What a reader of HTML finds: elements with their attributes, and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


@given(st.text(), st.text())
def test_no_text_or_attribute_becomes_markup(words: str, attribute: str) -> None:
    page = Reader(tag("td", words, title=attribute))
    assert [name for name, _ in page.elements] == ["td"]
    assert set(page.elements[0][1]) == {"title"}
    tag("td", words, title=attribute).encode()  # half a surrogate pair would not pass


def test_markup_is_taken_as_it_is_and_figures_are_short() -> None:
    assert join([Markup("<b>"), "<b>", 0.5, 12, None]) == "<b>&lt;b&gt;0.512"


def test_attributes_that_say_nothing_are_left_out() -> None:
    assert tag("input", checked=True, disabled=False, title=None) == "<input checked>"
