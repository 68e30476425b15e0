"""What comes out of a file in another format, and what may be chosen on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.issue import Issue

Row = dict[str, Any]
"""A record: a value by column; a column that is absent is blank."""
Records = dict[str, list[Row]]
"""Records by sheet, as :func:`optimizer.workbook.template.write_input` and the doors take them."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a file leaves open, each for the formats that say so.

    Attributes
    ----------
    capacity
        Capacity of every site [units], where the file leaves it open; infinite: sites without limit; None: not chosen.
    case
        Name of the one case that is meant, in a file that holds several; "" if not chosen.
    holding_rate
        Yearly cost of holding stock as a share of its value, where the file does not say; None: not chosen.
    single_source
        Whether each customer is served from one place.

    """

    capacity: float | None = None
    case: str = ""
    holding_rate: float | None = None
    single_source: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """An input made from a file of another format.

    Attributes
    ----------
    records
        By sheet.
    notes
        What could not be carried over, or was read in a way that had to be settled, with its place in the file.

    """

    records: Records
    notes: tuple[Issue, ...] = ()


Read = Callable[[Path, Choices], Imported]
"""How a format is read; raises InputError with everything that is wrong with the file."""
