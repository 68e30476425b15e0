"""What may stand in a column, in a few words: the second half of every message about a cell."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

from models.schema import Kind

if TYPE_CHECKING:
    from models.schema import Column

LONGEST_TEXT = 500
"""Characters that a name may have."""


@cache
def allowed_in(column: Column, known: tuple[str, ...] = ()) -> str:
    """What a cell of a column may hold, e.g. ``a number from 0 to 1 (100 %)``.

    Parameters
    ----------
    known
        The names there are, when they are few.

    """
    if column.choices:
        return listed(column.choices)
    if column.refers_to:
        named = {"place": "a site, region, country or bloc", "items": "an item, or class: and a criticality"}
        names = named.get(column.refers_to, f"a name on {column.refers_to}")
        return ", or ".join([f"{names} ({', '.join(known)})" if known else names, *column.words])
    if column.kind is Kind.NUMBER:
        return _figure(column)
    return {
        Kind.FLAG: "Yes or No",
        Kind.DATE: "a date, e.g. 2027-01-31",
        Kind.NAMES: f"names of at most {LONGEST_TEXT} characters, separated by semicolons",
    }.get(column.kind, f"a text of 1 to {LONGEST_TEXT} characters")


def listed(words: tuple[str, ...]) -> str:
    """Words as a list to choose from: ``a, b or c``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _figure(column: Column) -> str:
    kind = "a whole number" if column.whole else "a number"
    unit = "" if not column.unit else f" [{column.unit}]"
    low, high = math.isfinite(column.lower), math.isfinite(column.upper)
    percent = f" ({column.upper:.0%})".replace("%", " %") if column.is_fraction and high else ""
    if low and high:
        return f"{kind} from {column.lower:g} to {column.upper:.10g}{percent}{unit}"
    if low:
        return f"{kind} of at least {column.lower:g}{unit}"
    return f"{kind}{f' of at most {column.upper:g}' if high else ''}{unit}"


def blank_means(column: Column) -> str:
    """What a blank cell stands for, in words."""
    default = column.default
    if column.kind is Kind.NUMBER:
        if math.isnan(default):
            return "not given"
        return "not limited" if math.isinf(default) else f"{default:g}"
    if column.kind is Kind.FLAG:
        return "Yes" if default else "No"
    return "not given" if column.kind is Kind.DATE or default in {"", ()} else str(default)
