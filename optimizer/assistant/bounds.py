"""Answers of a bounded size: lists cut after their first entries, long texts shortened, figures that JSON knows."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

Entry = TypeVar("Entry")

MOST_CHARACTERS = 500
"""Of one text; a cell may hold 32,767."""


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
    """Return an answer whose texts, wherever they stand in it, are not too long to read.

    >>> shortened(("a" * 600, 1.0))[0][-10:]
    'aaaa [...]'
    """
    return cast("Entry", _shortened(answer))


def _shortened(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= MOST_CHARACTERS else f"{value[:MOST_CHARACTERS]} [...]"
    if isinstance(value, tuple):
        return tuple(map(_shortened, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _shortened(getattr(value, field.name)) for field in fields(value)})
    return value
