"""Answers of a bounded size: lists cut after their first entries, long texts and long figures shortened."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

Entry = TypeVar("Entry")

MOST_CHARACTERS = 1000
"""Of one text; a cell may hold 32,767."""
DIGITS = 9
"""Of one figure; more say nothing about a plan."""


class Cut:
    """Cuts lists, and counts what that leaves out.

    Attributes
    ----------
    left_out
        How many entries are missing, by the name of the list; whole lists are not named.

    """

    def __init__(self) -> None:
        self.left_out: dict[str, int] = {}

    def first(self, name: str, entries: Iterable[Entry], most: int) -> tuple[Entry, ...]:
        """Return the first entries of a list."""
        whole = tuple(entries)
        if len(whole) > most:
            self.left_out[name] = len(whole) - most
        return whole[:most]


def shortened(answer: Entry) -> Entry:
    """Return an answer whose texts and figures, wherever they stand in it, are not too long to read.

    >>> text, figure = shortened(("a" * 1200, 1 / 3))
    >>> text[-10:], figure
    ('aaaa [...]', 0.333333333)
    """
    return cast("Entry", _shortened(answer))


def _shortened(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= MOST_CHARACTERS else f"{value[:MOST_CHARACTERS]} [...]"
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, tuple):
        return tuple(map(_shortened, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _shortened(getattr(value, field.name)) for field in fields(value)})
    return value
