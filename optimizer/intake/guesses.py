"""Guesses at what a word was meant to be."""

from __future__ import annotations

import difflib
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from optimizer.intake.raw import simplified

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MOST_COMPARISONS = 100_000
"""Comparisons of two words that one column may take to guess what was meant: a second or two."""


SLIPS = 2
"""Letters by which a mistyped word of a few may differ."""


def closest(word: str, known: Iterable[str]) -> str:
    """Return ' Did you mean X?' for the most similar known word, or nothing."""
    return suggestions(known)(word)


def suggestions(known: Iterable[str], comparisons: int = MOST_COMPARISONS) -> Callable[[str], str]:
    """Return :func:`closest` among `known`, which answers nothing more after so many `comparisons` of two words."""
    by_simple = {simplified(name): name for name in known}
    left = max(comparisons // max(len(by_simple), 1), 1)

    @cache
    def suggest(word: str) -> str:
        nonlocal left
        left -= 1
        match = difflib.get_close_matches(simplified(word), by_simple, n=1, cutoff=0.6) if left >= 0 else None
        return f" Did you mean {by_simple[match[0]]}?" if match else ""

    return suggest


def near(word: str, known: Iterable[str]) -> str:
    """Return ' Did you mean X?' for the first known word with nearly the same letters: cheap enough for every cell.

    >>> near("suplier", ("supplier", "plant")), near("factory", ("supplier", "plant"))
    (' Did you mean supplier?', '')
    """
    letters = Counter(simplified(word))
    for candidate in known:
        others = Counter(simplified(candidate))
        if abs(letters.total() - others.total()) <= SLIPS:
            slips = (letters - others).total() + (others - letters).total()
            if slips <= SLIPS < len(candidate):
                return f" Did you mean {candidate}?"
    return ""
