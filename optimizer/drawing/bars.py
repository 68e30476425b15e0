"""Bars that fit any width: drawings in table cells, measured in percent of the cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.drawing.markup import Markup, join, tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HEIGHT = 22
ROOM_FOR_WORDS = 0.11
"""Share of a bar from which a part has room for its figure."""
COLOURS = 7
"""Colours of series in the style sheet: s0 is home, s7 the rest."""
FIGURE = '<td class="n'
"""How a cell with a figure begins: its column is aligned to the right."""
HOME, REST = "s0", f"s{COLOURS}"


def plot(*parts: Markup, height: int = HEIGHT, kind: str = "bar") -> Markup:
    """Return a drawing as wide as its cell; what it shows stands in the cells beside it too."""
    return tag("svg", *parts, class_=kind, width="100%", height=height, aria_hidden="true")


def bar(start: float, end: float, kind: str, said: str, top: float = 3, height: float = HEIGHT - 6) -> Markup:
    """A bar from one share of the width to another."""
    left, right = sorted((min(max(start, 0.0), 1.0), min(max(end, 0.0), 1.0)))
    width = max(right - left, 0.004) * 100
    place = {"x": f"{min(left, 0.996) * 100:.2f}%", "width": f"{width:.2f}%"}
    return tag("rect", tag("title", said), **place, y=top, height=height, rx=2, class_=kind)


def rule(at: float, height: int = HEIGHT, kind: str = "axis") -> Markup:
    """A thin line across, at a share of the width."""
    place = f"{at * 100:.2f}%"
    return tag("line", x1=place, x2=place, y1=0, y2=height, class_=kind)


def stack(parts: Iterable[tuple[float, str, str, str]]) -> Markup:
    """Bars beside each other: share of the width, colour, what is said of it, and words in it if there is room."""
    drawn, at = [], 0.0
    for share, colour, said, words in parts:
        if share <= 0:
            continue
        box = {"x": f"{at * 100:.2f}%", "width": f"{share * 100:.2f}%"}
        drawn.append(tag("rect", tag("title", said), **box, y=1, height=HEIGHT - 2, class_=f"part {colour}"))
        if share >= ROOM_FOR_WORDS and words:
            middle = f"{(at + share / 2) * 100:.2f}%"
            drawn.append(tag("text", words, x=middle, y=HEIGHT / 2 + 4, text_anchor="middle", class_=f"in {colour}"))
        at += share
    return plot(*drawn)


def legend(entries: Sequence[tuple[str, str]]) -> Markup:
    """Names of colours."""
    return tag(
        "ul",
        *(
            tag("li", tag("svg", tag("rect", width=11, height=11, rx=2, class_=colour), class_="key", width=11,
                          height=11, aria_hidden="true"), " ", name)
            for name, colour in entries
        ),
        class_="legend",
    )  # fmt: skip


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[Markup]], kind: str = "") -> Markup:
    """Return a table; the first cell of each row is its head, and wide ones scroll on their own."""
    listed = list(rows)
    sides = ["n" if one.startswith(FIGURE) else None for one in listed[0]] if listed else [None] * len(heads)
    names = (tag("th", words, scope="col", class_=side) for words, side in zip(heads, sides, strict=True))
    head, body = tag("thead", tag("tr", *names)), tag("tbody", *(tag("tr", *row) for row in listed))
    inside = tag("table", tag("caption", caption), head, body, class_=kind or None)
    return tag("div", inside, class_="scroll", tabindex=0, role="region", aria_label=caption)


def head(*words: str | Markup, **attributes: str) -> Markup:
    """First cell of a row."""
    return tag("th", join(words), scope="row", **attributes)


def cell(*words: str | Markup | None, kind: str = "", label: str = "") -> Markup:
    """Another cell; its label stands before it where the table is shown as a list."""
    return tag("td", join(words), class_=kind or None, data_label=label or None)


def number(words: str, label: str = "", kind: str = "") -> Markup:
    """Cell with a figure."""
    return cell(words, kind=f"n {kind}".strip(), label=label)
