"""The vocabulary in which sheets are described: one declaration feeds every door.

A sheet is a class; a column is one attribute. From these declarations come validation, the blank template,
drop-downs and header notes, the JSON form, the sheet reference in the README and the headers of the output.
An instance *is* the validated table, held by column: ``sources.capacity`` is an array with one value a row.

A feature that needs more columns on a sheet it does not own declares a :class:`Columns` group ``of`` that sheet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from models.issue import Issue, Severity, address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Texts = NDArray[np.object_]
"""Column of text, blank = ``""``."""
Names = NDArray[np.object_]
"""Column of tuples of names, blank = ``()``."""
Numbers = NDArray[np.float64]
"""Column of numbers, blank = the column's stated default."""
Flags = NDArray[np.bool_]
"""Column of Yes/No answers."""
Dates = NDArray[np.datetime64]
"""Column of calendar days, blank = ``NaT``."""


class Kind(Enum):
    """What a cell of a column holds."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "Yes/No"
    DATE = "date"
    NAMES = "names separated by ;"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet, and everything the project knows about it.

    Attributes
    ----------
    kind, help, unit
        What a cell holds, what it means to a planner, and its unit ("" for none).
    required
        A blank cell is an error.
    default
        The value a blank cell stands for; ``inf`` reads "not limited", ``nan`` "not given".
    lower, upper, whole
        Range of a number, and whether it must be a whole one.
    choices
        The only words allowed (matched without regard to case).
    refers_to
        What a text must name: a sheet whose key it is, ``place`` (site, region, country or bloc) or ``items``
        (an item, ``class:`` and a criticality, or ALL).
    words
        Words allowed beside the members of ``refers_to``, e.g. ``ALL``.
    name, attribute
        Header in the workbook, and name of the array on the record (with an underscore where Python needs one).

    """

    kind: Kind
    help: str
    unit: str = ""
    required: bool = False
    default: Any = None
    lower: float = -math.inf
    upper: float = math.inf
    whole: bool = False
    choices: tuple[str, ...] = ()
    refers_to: str = ""
    words: tuple[str, ...] = ()
    name: str = ""
    attribute: str = ""

    @property
    def is_fraction(self) -> bool:
        """Whether the number is a share, shown with a % format."""
        return self.unit.startswith("fraction")


def text(help: str, *, required: bool = False, choices: Sequence[str] = (), default: str = "") -> Any:  # noqa: A002
    """Declare a column of free text, or of one of `choices`."""
    return Column(Kind.TEXT, help, required=required, choices=tuple(choices), default=default)


def reference(to: str, help: str, *, required: bool = True, words: Sequence[str] = (), default: str = "") -> Any:  # noqa: A002
    """Declare a column that names a member of sheet `to`, of ``place`` or of ``items``."""
    return Column(Kind.TEXT, help, required=required, refers_to=to, words=tuple(words), default=default)


def number(
    help: str,  # noqa: A002
    *,
    unit: str = "",
    required: bool = False,
    default: float = math.nan,
    lower: float = 0.0,
    upper: float = math.inf,
    whole: bool = False,
) -> Any:
    """Declare a column of numbers in [`lower`, `upper`]; a blank cell means `default`."""
    kind = Kind.NUMBER
    return Column(kind, help, unit, required=required, default=default, lower=lower, upper=upper, whole=whole)


def flag(help: str, *, default: bool) -> Any:  # noqa: A002
    """Declare a Yes/No column."""
    return Column(Kind.FLAG, help, default=default)


def date(help: str, *, required: bool = False) -> Any:  # noqa: A002
    """Declare a column of calendar days."""
    return Column(Kind.DATE, help, unit="date", required=required, default=np.datetime64("NaT", "D"))


def names(help: str) -> Any:  # noqa: A002
    """Declare a column of several names separated by semicolons."""
    return Column(Kind.NAMES, help, default=())


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a table's cells stand in the planner's file, so that messages can point at them.

    Attributes
    ----------
    sheet
        Sheet name as the planner wrote it.
    rows
        Row number of each record.
    letters
        Column letter of each column that was present.

    """

    sheet: str
    rows: tuple[int, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)

    def cell(self, column: str, k: int) -> str:
        """Address of record `k` in `column`, e.g. ``Sites!C7``; the row when the column is absent."""
        row = self.rows[k] if k < len(self.rows) else 0
        return address(self.sheet, self.letters.get(column, ""), row)


class Record:
    """Validated records held by column; immutable, and equal to nothing but itself.

    Parameters
    ----------
    values
        One array a declared column, all of one length.
    addresses
        Where the values stand in the planner's file.

    """

    columns: ClassVar[tuple[Column, ...]] = ()
    sheet: ClassVar[str] = ""
    scalar: ClassVar[bool] = False
    addresses: Addresses

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = [(name, value) for name, value in vars(cls).items() if isinstance(value, Column)]
        cls.columns = tuple(replace(column, name=name.rstrip("_"), attribute=name) for name, column in own)

    def __init__(self, values: Mapping[str, NDArray[Any]], addresses: Addresses | None = None) -> None:
        for column in self.columns:
            array = values[column.name]
            array.setflags(write=False)
            object.__setattr__(self, column.attribute, array.tolist()[0] if self.scalar else array)
        object.__setattr__(self, "addresses", addresses or Addresses(self.sheet))
        object.__setattr__(self, "_length", len(values[self.columns[0].name]) if self.columns else 0)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is read-only: make a new one instead of setting {name}")

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Records one by one, as tuples in column order, of plain Python values."""
        return zip(*(getattr(self, column.attribute).tolist() for column in self.columns), strict=True)

    def __len__(self) -> int:
        return int(getattr(self, "_length"))  # noqa: B009 - set through object.__setattr__

    def cell(self, column: str, k: int) -> str:
        """Address of record `k` in `column`, for messages."""
        return self.addresses.cell(column, k)

    def keep(self, chosen: NDArray[np.bool_]) -> Self:
        """Return the records where `chosen` is true, addresses included."""
        rows = tuple(row for row, kept in zip(self.addresses.rows, chosen, strict=False) if kept)
        values = {column.name: getattr(self, column.attribute)[chosen] for column in self.columns}
        return type(self)(values, Addresses(self.addresses.sheet, rows, self.addresses.letters))

    def replacing(self, **columns: NDArray[Any]) -> Self:
        """Return a copy with other values in some columns, by their names in the workbook; others raise KeyError."""
        values = {column.name: getattr(self, column.attribute) for column in self.columns}
        if strangers := columns.keys() - values.keys():
            raise KeyError(*strangers)
        return type(self)({**values, **columns}, self.addresses)

    def issue(
        self, column: str, k: int, code: str, found: str, remedy: str, severity: Severity = Severity.ERROR,
        allowed: str = "",
    ) -> Issue:  # fmt: skip
        """Make an issue that points at record `k` in `column`."""
        row = self.addresses.rows[k] if k < len(self.addresses.rows) else 0
        letter = self.addresses.letters.get(column, "")
        return Issue(self.addresses.sheet, row, letter, code, found, remedy, severity, allowed)

    @classmethod
    def of(cls, rows: Sequence[Sequence[Any]]) -> Self:
        """Make a table from tuples in column order; values are taken as they are."""
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(cls.columns)
        values = {column.name: as_array(column, data) for column, data in zip(cls.columns, columns, strict=True)}
        return cls(values)

    @classmethod
    def empty(cls) -> Self:
        """Make the table of an absent sheet: no records, or every setting at its default."""
        length = 1 if cls.scalar else 0
        return cls({column.name: as_array(column, [column.default] * length) for column in cls.columns})


def as_array(column: Column, values: Sequence[Any]) -> NDArray[Any]:
    """Store typed values as the array `column` is held in."""
    if column.kind is Kind.NUMBER:
        return np.array(values, dtype=np.float64)
    if column.kind is Kind.FLAG:
        return np.array(values, dtype=np.bool_)
    if column.kind is Kind.DATE:
        return np.array(values, dtype="datetime64[D]")
    array = np.empty(len(values), dtype=np.object_)
    array[:] = values
    return array


class Sheet(Record):
    """A sheet of the workbook.

    Class arguments
    ---------------
    name
        Sheet name in the workbook.
    purpose
        One sentence for the planner.
    key
        Columns whose combination must not repeat.
    required
        Whether the sheet must exist and hold at least one record.
    scalar
        A sheet of names and values (Settings): one value a column.
    """

    purpose: ClassVar[str] = ""
    key: ClassVar[tuple[str, ...]] = ()
    required: ClassVar[bool] = False

    def __init_subclass__(
        cls,
        name: str = "",
        purpose: str = "",
        key: Sequence[str] = (),
        *,
        required: bool = False,
        scalar: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init_subclass__(**kwargs)
        cls.sheet, cls.purpose, cls.key, cls.required, cls.scalar = name, purpose, tuple(key), required, scalar


class Columns(Record):
    """Further columns a feature puts on a sheet it does not own; its arrays line up with that sheet's records."""

    base: ClassVar[type[Sheet]]

    def __init_subclass__(cls, of: type[Sheet], **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.base, cls.sheet, cls.scalar = of, of.sheet, of.scalar
