"""What is needed of many things: those that cannot be left out."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

T = TypeVar("T")


def needed(
    things: Sequence[T],
    kind: Callable[[T], Hashable],
    are_enough: Callable[[Sequence[T]], bool],
    in_time: Callable[[], bool],
) -> list[T]:
    """Leave out whatever is not needed, whole kinds first, then one half of a kind and the other.

    Parameters
    ----------
    things
        Things that are enough together, those of a kind one after another; those that should rather stay come last.
    kind
        What is left out at once.
    are_enough
        Whether some of them are enough.

    Returns
    -------
    needed
        Things that are enough, of which none can be left out, unless time ran out.

    """
    kept = list(things)

    def leave_out(some: list[T]) -> None:
        nonlocal kept
        if not in_time():
            return
        rest = [thing for thing in kept if all(thing is not other for other in some)]
        if are_enough(rest):
            kept = rest
        elif len(some) > 1:
            leave_out(some[: len(some) // 2])
            leave_out(some[len(some) // 2 :])

    for _, alike in groupby(things, key=kind):
        leave_out(list(alike))
    return kept
