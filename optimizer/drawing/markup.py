"""HTML and SVG from values: everything that is not markup already is escaped, wherever it comes from."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

EMPTY = frozenset({"link", "meta", "rect", "path", "line", "input"})
"""Elements without content, unless they are given some."""
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Part = str | float | None
"""What may stand between tags: markup as it is, other text and figures escaped, None as nothing."""


def tag(name: str, /, *parts: Part, **attributes: str | float | bool | None) -> Markup:
    """Return an element; attributes that are None or False are left out, and a trailing ``_`` in their names too.

    >>> tag("td", "<3", class_="n", data_label="a&b")
    '<td class="n" data-label="a&amp;b">&lt;3</td>'
    """
    words = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{_text(_figure(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in EMPTY and not parts:
        return Markup(f"<{name}{words}>" if name in {"link", "meta", "input"} else f"<{name}{words}/>")
    return Markup(f"<{name}{words}>{join(parts)}</{name}>")


def join(parts: Iterable[Part]) -> Markup:
    """Put parts one after the other."""
    return Markup("".join(part if isinstance(part, Markup) else _text(_figure(part)) for part in parts))


def _figure(value: Part) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)


def _text(words: str) -> str:
    """Text as it can stand in HTML: no control characters, no halves of surrogate pairs, nothing that is markup."""
    return escape(_UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", words))
