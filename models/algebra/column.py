"""Coordinates of set members as codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Codes = NDArray[np.integer[Any]]
    Positions = NDArray[np.integer[Any]]

MISSING = -1


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One coordinate of many members.

    Attributes
    ----------
    codes
        Whole numbers themselves, or places in `labels`; shape (members,), or (1,) when all members have the same.
    labels
        What codes stand for; None: codes are the numbers.

    """

    codes: Codes
    labels: tuple[Any, ...] | None = None

    @classmethod
    def of(cls, values: Sequence[Any] | NDArray[Any]) -> Column:
        """Return the column of a sequence of values: numbers, texts, dates, mixed."""
        if isinstance(values, np.ndarray):
            if values.dtype.kind in "iu":
                return cls(values)
            values = values.tolist()
        if set(map(type, values)) <= {int}:
            try:
                return cls(_narrow(np.array(values, dtype=np.int64)))
            except OverflowError:
                pass
        labels = tuple(dict.fromkeys(values))
        number = {value: code for code, value in enumerate(labels)}
        return cls(np.fromiter(map(number.__getitem__, values), np.int32, len(values)), labels)

    def take(self, rows: Positions | slice) -> Column:
        """Return the column of some members, in that order; the same one when all have the same."""
        return self if len(self.codes) == 1 else Column(self.codes[rows], self.labels)

    def values(self) -> list[Any]:
        """Values as Python objects."""
        codes = self.codes.tolist()
        return codes if self.labels is None else [self.labels[code] for code in codes]

    def coded_as(self, other: Column) -> Codes:
        """Codes that `other` has for these values; -1, or a number out of its range, for values it does not have."""
        if self.labels is other.labels:
            return self.codes
        if other.labels is None:
            assert self.labels is not None  # noqa: S101 - both would be None above
            numbers = [value if _is_whole(value) else other.lowest - 1 for value in self.labels]
            return np.array([*numbers, 0], dtype=np.int64)[self.codes]
        place = {value: code for code, value in enumerate(other.labels)}
        if self.labels is None:
            distinct, inverse = np.unique(self.codes, return_inverse=True)
            return np.array([place.get(value, MISSING) for value in distinct.tolist()], dtype=np.int32)[inverse]
        return np.array([*(place.get(value, MISSING) for value in self.labels), MISSING], dtype=np.int32)[self.codes]

    @property
    def lowest(self) -> int:
        """Smallest code."""
        return 0 if self.labels is not None or not len(self.codes) else int(self.codes.min())

    @property
    def span(self) -> int:
        """How many codes there may be from the smallest one on."""
        if self.labels is not None:
            return max(len(self.labels), 1)
        return int(self.codes.max()) - self.lowest + 1 if len(self.codes) else 1


def _is_whole(value: Any) -> bool:
    return isinstance(value, (int, float, np.integer)) and value == int(value)


def _narrow(numbers: NDArray[np.int64]) -> Codes:
    """Return the numbers in 32 bits where they fit: half the memory to read."""
    if not len(numbers) or (numbers.min() > -(1 << 31) and numbers.max() < (1 << 31) - 1):
        return numbers.astype(np.int32)
    return numbers
