"""Characters that deceive the eye: letters of other scripts that look Latin, invisible ones, unusual dashes.

What cannot be seen and changes nothing (spaces around a name, zero-width characters) is removed without a word. What
looks like another character is kept, since it may be meant, and named when it makes a name unknown.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

_UNSEEN = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
INVISIBLE = re.compile(f"[{_UNSEEN}]")
INK = re.compile(rf"[^\s{_UNSEEN}]")
"""A character that can be seen."""
_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")

_TWINS = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеорсухѕіјһԁԛԝҮՏ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲϳ",  # noqa: RUF001 - they are what is looked for
        "ABESIJKMHOPCTYXaeopcyxsijhdqwYS" + "ABEZHIKMNOPTYXocj",
        strict=True,
    )
)
"""Cyrillic, Armenian and Greek letters that cannot be told from a Latin one in print."""
_MARKS = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2018\u2019\u02bc\u00b4\u2032\uff07", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u2033\uff02", '"'),
}
"""Dashes and quotes that word processors put in place of the plain ones."""


def tidy(value: Any) -> Any:
    """Return a value without spaces around its text and without invisible characters; empty text is None."""
    if not isinstance(value, str):
        return value
    if not value.isascii():
        value = unicodedata.normalize("NFC", _SPACE.sub(" ", INVISIBLE.sub("", value)))
    return value.strip() or None


def is_blank(value: Any) -> bool:
    """Whether a cell says nothing: what :func:`tidy` makes None of, without making it."""
    return value is None or (isinstance(value, str) and not INK.search(value))


@cache
def skeleton(text: str) -> str:
    """Return a text with every deceptive character replaced by the one it looks like.

    >>> skeleton("R\u0435no \u2013 \uff11") == "Reno - 1"
    True
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", "".join(_TWINS.get(ch) or _MARKS.get(ch) or ch for ch in text))


def has_strangers(text: str) -> bool:
    """Whether a text mixes Latin letters with letters of another script that look the same."""
    if text.isascii() or not any(ch in _TWINS for ch in text):
        return False
    return any(ch.isalpha() and "LATIN" in unicodedata.name(ch, "") for ch in text)


def deceptions(text: str, other: str = "") -> str:
    """Name the first deceptive character of a text, and what it looks like; "" when there is none.

    Parameters
    ----------
    other
        A text that looks the same; the character is then looked for where the two differ.

    """
    for position, ch in enumerate(text):
        plain = skeleton(ch)
        if plain != ch and (not other or other[position : position + 1] != ch):
            return f"character {position + 1} is {_named(ch)}, which looks like '{plain}'"
    return ""


def _named(ch: str) -> str:
    name = unicodedata.name(ch, "a character without a name")
    script, _, rest = name.partition(" ")
    if ch in _TWINS:
        return f"the {script.capitalize()} letter '{ch}' (U+{ord(ch):04X})"
    return f"'{ch}' ({name.lower() if rest else name}, U+{ord(ch):04X})"
