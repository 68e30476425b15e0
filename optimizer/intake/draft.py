"""Tables in the making: what has been read, which of it cannot be believed, and the part that can be worked with.

A planner who is told of one bad cell, corrects it, and is then told of the next, loses patience. So a workbook with bad
cells is checked to the end: rows that cannot be placed are set aside with everything that refers to them, figures that
cannot be read get a stand-in, and what is found in the rest is reported unless it may come from that.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from models.catalogue import catalogue
from models.geography import Geography, resolve_items
from models.problem import Problem
from models.schema import Kind
from models.sheets import ALL, EACH, Items, Periods, Regions, Sites
from optimizer.intake.beliefs import Beliefs
from optimizer.intake.repairs import in_order, stand_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.catalogue import SheetEntry
    from models.issue import Issue
    from models.schema import Column, Record
    from optimizer.intake.tables import Parsed

INDISPENSABLE = (Periods, Regions, Sites, Items)
"""Sheets without which there is nothing to look at."""


@dataclass
class Draft:
    """What was read of every sheet, and doubts about it.

    Attributes
    ----------
    tables
        Everything that was read, stand-ins included.
    bad
        Positions whose value cannot be used, by sheet and column.
    lost
        Positions of rows that are set aside, by sheet.
    broken
        Sheets that are missing, or whose columns are.
    doubtful_names
        Keys that were read, but cannot be used, by sheet.

    """

    digest: str
    tables: dict[type[Record], Record] = field(default_factory=dict)
    bad: dict[str, dict[str, set[int]]] = field(default_factory=dict)
    lost: dict[str, set[int]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    doubtful_names: dict[str, frozenset[str]] = field(default_factory=dict)
    _written: dict[str, str] = field(default_factory=dict)
    _repeated: dict[str, set[int]] = field(default_factory=dict)
    _guesses: set[str] = field(default_factory=set)
    _misread: set[str] = field(default_factory=set)

    def add(self, entry: SheetEntry, parsed: Parsed) -> None:
        """Take in a sheet."""
        self.tables.update({type(record): record for record in parsed.records})
        self.bad[entry.name] = {name: set(cells) for name, cells in parsed.bad.items() if cells}
        self.lost[entry.name] = set(parsed.lost)
        self._written[parsed.records[0].addresses.sheet] = entry.name
        self.doubtful_names[entry.name] = parsed.doubtful_names
        if not parsed.is_whole:
            self.broken.add(entry.name)

    def add_absent(self, entry: SheetEntry) -> None:
        """Take note of a sheet that is not there."""
        self.tables.update({record: record.empty() for record in entry.records})
        if entry.sheet.required:
            self.broken.add(entry.name)

    def distrust(self, sheet: str, column: str, k: int) -> None:
        """Take a value for unusable."""
        self.bad.setdefault(sheet, {}).setdefault(column, set()).add(k)

    def spoil(self, issue: Issue) -> None:
        """Set aside the row of an issue that says the row cannot be worked with."""
        sheet = self._written[issue.sheet]
        rows = self.tables[catalogue()[sheet].sheet].addresses.rows
        k = bisect_left(rows, issue.row)
        if k < len(rows) and rows[k] == issue.row:
            self.lost.setdefault(sheet, set()).add(k)
            if issue.code == "duplicate-key":
                self._repeated.setdefault(sheet, set()).add(k)

    @property
    def is_sound(self) -> bool:
        """Whether everything can be worked with as it is."""
        return not self.broken and not any(self.lost.values()) and not any(self.bad.values())

    def sound_part(self) -> Problem | None:
        """Return a problem of what can be worked with; None when too little is left."""
        if self.is_sound:
            return Problem(self.tables, digest=self.digest)
        tables, self._guesses, self._misread = dict(self.tables), set(), set()
        for entry in catalogue().values():
            self._fill(entry, tables)
        self._follow_losses(tables)
        for name, lost in self.lost.items():
            kept = np.ones(len(tables[catalogue()[name].sheet]), dtype=np.bool_)
            kept[list(lost)] = False
            for record in catalogue()[name].records if lost else ():
                tables[record] = tables[record].keep(kept)
        periods = tables[Periods]
        if self.bad.get("Periods") or self.lost.get("Periods"):
            tables[Periods] = in_order(periods)
        return Problem(tables, digest=self.digest) if all(len(tables[kind]) for kind in INDISPENSABLE) else None

    def beliefs(self) -> Beliefs:
        """What cannot be believed of the whole, after the sound part has been made."""
        doubtful: dict[str, frozenset[int]] = {}
        for name, entry in catalogue().items():
            addresses = self.tables[entry.sheet].addresses
            cells = self.lost.get(name, set()).union(*self.bad.get(name, {}).values())
            doubtful[addresses.sheet] = frozenset(addresses.rows[k] for k in cells if k < len(addresses.rows))
        gaps = {name for name, lost in self.lost.items() if lost - self._repeated.get(name, set())}
        gaps |= self.broken | self._guesses
        return Beliefs(doubtful, frozenset(gaps), frozenset(self._misread))

    def _fill(self, entry: SheetEntry, tables: dict[type[Record], Record]) -> None:
        """Put stand-ins where values are bad; rows that cannot be placed without theirs are lost."""
        for column in entry.columns:
            cells = self.bad.get(entry.name, {}).get(column.name)
            if not cells:
                continue
            is_place = column.required and column.kind is Kind.TEXT and not column.choices
            if is_place or column.name in entry.sheet.key:
                self.lost.setdefault(entry.name, set()).update(cells)
                continue
            (self._misread if column.kind in {Kind.NUMBER, Kind.DATE} else self._guesses).add(entry.name)
            record = next(kind for kind in entry.records if column in kind.columns)
            values = getattr(tables[record], column.attribute)
            if not entry.sheet.scalar:
                tables[record] = tables[record].replacing(**{column.name: stand_in(column, values, cells)})

    def _follow_losses(self, tables: dict[type[Record], Record]) -> None:
        """Set aside rows that refer to lost ones, until no more are found."""
        before = -1
        while before != (before := sum(len(lost) for lost in self.lost.values())):
            exists = self._existing(tables)
            for entry in catalogue().values():
                for record in entry.records:
                    for column in record.columns:
                        if column.refers_to:
                            self._drop_orphans(entry, tables, record, column, exists[column.refers_to])

    def _drop_orphans(
        self,
        entry: SheetEntry,
        tables: dict[type[Record], Record],
        record: type[Record],
        column: Column,
        exists: Callable[[str], bool],
    ) -> None:
        values = getattr(tables[record], column.attribute)
        fine = {w for w in set(values.tolist()) if not w or w in column.words or w == column.default or exists(w)}
        orphans = {k for k, word in enumerate(values.tolist()) if word not in fine}
        if not orphans:
            return
        if column.required or column.name in entry.sheet.key:
            self.lost.setdefault(entry.name, set()).update(orphans)
        else:
            self._guesses.add(entry.name)
            tables[record] = tables[record].replacing(**{column.name: stand_in(column, values, orphans)})

    def _existing(self, tables: dict[type[Record], Record]) -> dict[str, Callable[[str], bool]]:
        """Tests whether a name is that of a row that is not lost, by what a column may refer to."""
        known: dict[str, set[str]] = {}
        for name, entry in catalogue().items():
            if entry.sheet.key:
                record = tables[entry.sheet]
                first = next(c for c in entry.sheet.columns if c.name == entry.sheet.key[0])
                lost = self.lost.get(name, set())
                values: list[Any] = getattr(record, first.attribute).tolist()
                known[name] = {value for k, value in enumerate(values) if k not in lost}
        sites, regions, items = (self._kept(tables, kind) for kind in (Sites, Regions, Items))
        inside = np.isin(sites.region, list(regions.region))
        geography = Geography.from_sheets(sites.keep(inside), regions)
        return {
            **{name: members.__contains__ for name, members in known.items()},
            "place": lambda word: word not in {ALL, EACH} and geography.resolve(word) is not None,
            "items": lambda word: word == ALL or resolve_items(items, word) is not None,
        }

    def _kept(self, tables: dict[type[Record], Record], kind: type[Any]) -> Any:
        table = tables[kind]
        kept = np.ones(len(table), dtype=np.bool_)
        kept[list(self.lost.get(kind.sheet, ()))] = False
        return table.keep(kept)
