"""What has become of every filled cell: taken, left out with a reason, or excluded by the model itself."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from models.issue import Issue, Severity
from optimizer.errors import InputError
from optimizer.importing.anura.known import is_output, spelled
from optimizer.importing.anura.mapped import MAPPED, figures
from optimizer.importing.anura.row import Row
from optimizer.intake.raw import simplified

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from optimizer.importing.anura.table import Table

Cell = tuple[str, int]
"""Simplified column, and number of the row."""
NO_COUNTERPART = "it has no counterpart in a plan"
REMARKS = {"notes"}
"""Columns that say something to people only."""
FEW = 12
"""Rows that are listed one by one."""


class Ledger:
    """Gathers problems and notes while the tables are read."""

    def __init__(self, tables: tuple[Table, ...]) -> None:
        self._tables = {table.name: table for table in tables}
        self._issues: list[Issue] = []
        self._settled: list[Issue] = []
        self._taken: dict[str, set[Cell]] = defaultdict(set)
        self._left: dict[str, dict[Cell, str]] = defaultdict(dict)
        self._excluded: dict[str, set[int]] = defaultdict(set)

    def rows(self, name: str) -> Iterator[Row]:
        """Rows of a table that the model includes; none if it has no such table."""
        table = self._tables.get(name)
        for number in table.rows if table else ():
            row = Row(table, number, self)  # type: ignore[arg-type]
            if "Status" in MAPPED[name] and row.word("Status", ("Include", "Exclude")) == "Exclude":
                row.exclude()
            else:
                yield row

    def inspect(self) -> None:
        """Refuse what should be figures and is not, in every row at once."""
        for name in self._tables:
            for column in figures(name):
                for row in self.rows(name):
                    row.inspect(column)

    def excluded_rows(self, name: str) -> Iterator[Row]:
        """Rows of a table that the model excludes."""
        for number in sorted(self._excluded[name]):
            yield Row(self._tables[name], number, self)

    def has(self, name: str) -> bool:
        """Whether a table has rows."""
        return bool(name in self._tables and self._tables[name].rows)

    def add(self, issue: Issue) -> None:
        """Remember a problem."""
        if issue not in self._issues:
            self._issues.append(issue)

    def settle(self, place: str, found: str, remedy: str = "") -> None:
        """Remember how something was read that the file leaves open."""
        note = Issue(place, 0, "", "settled", found, remedy, Severity.NOTE)
        if note not in self._settled:
            self._settled.append(note)

    def drop(self, sheet: str, reason: str) -> None:
        """Remember what a plan would refuse, and what is therefore left out of it."""
        self._settled.append(
            Issue(sheet, 0, "", "not-carried-over", f"Left out, as it comes to nothing: {reason}", "", Severity.NOTE)
        )

    def take(self, table: Table, column: str, row: int) -> None:
        """Remember that a cell is carried over."""
        self._taken[table.name].add((column, row))

    def leave(self, table: Table, column: str, row: int, reason: str) -> None:
        """Remember that a cell is left out."""
        self._left[table.name].setdefault((column, row), reason)

    def exclude(self, table: Table, row: int) -> None:
        """Remember that the model excludes a row."""
        self._excluded[table.name].add(row)

    def taken(self) -> dict[str, set[str]]:
        """Columns of which something is carried over, by table."""
        return {
            name: {column for column, row in cells if (column, row) not in self._left[name]}
            for name, cells in self._taken.items()
        }

    def accept(self) -> None:
        """Go on only if nothing is wrong.

        Raises
        ------
        InputError
            With everything that is.

        """
        if self._issues:
            raise InputError(sorted(self._issues))

    def notes(self) -> tuple[Issue, ...]:
        """Say what was settled, then table by table what is left out of it."""
        found = list(self._settled)
        for table in self._tables.values():
            found += self._about(table)
        return tuple(found)

    def _about(self, table: Table) -> Iterator[Issue]:
        excluded = self._excluded[table.name]
        if excluded:
            found = (
                f"{_rows(excluded)} left out, as the model itself excludes {'it' if len(excluded) == 1 else 'them'}."
            )
            yield table.issue(0, "", "not-carried-over", found, "", Severity.NOTE)
        left = self._left_in(table)
        if not left:
            return
        if len({column for column, _ in left}) == len(_filled(table)) and table.name not in MAPPED:
            kind = "The table holds results" if is_output(table.name) else "The table has no counterpart in a plan"
            kind = kind if spelled(table.name) or is_output(table.name) else "This is no table of Anura"
            size = f"{len(table.rows):,} row{'s' if len(table.rows) > 1 else ''}"
            found = f"{kind}: {size} left out ({', '.join(_filled(table).values())})."
            yield table.issue(0, "", "not-carried-over", found, "", Severity.NOTE)
            return
        alike: dict[tuple[str, frozenset[int], int], list[str]] = defaultdict(list)
        for (column, reason), rows in left.items():
            values = sum(column in cells for cells in table.rows.values())
            alike[reason, frozenset(rows), values].append(table.headers[column])
        for (reason, places, values), columns in alike.items():
            share = "every value" if len(places) == values else f"{len(places):,} of {values:,} values"
            where = f" ({_rows(places)})" if len(places) < values else ""
            found = f"{', '.join(columns)}: {share} is left out{where}: {reason}."
            yield table.issue(0, "", "not-carried-over", found, "", Severity.NOTE)

    def _left_in(self, table: Table) -> dict[tuple[str, str], set[int]]:
        """Rows by column and reason."""
        found: dict[tuple[str, str], set[int]] = defaultdict(set)
        taken, left, excluded = self._taken[table.name], self._left[table.name], self._excluded[table.name]
        for row, cells in table.rows.items():
            for column in cells if row not in excluded else ():
                if (column, row) in left:
                    found[column, left[column, row]].add(row)
                elif (column, row) not in taken:
                    found[column, _reason(table, column)].add(row)
        order = {column: k for k, column in enumerate(table.headers)}
        return dict(sorted(found.items(), key=lambda entry: (order[entry[0][0]], min(entry[1]))))


def _reason(table: Table, column: str) -> str:
    """Why a cell is left out that nothing asked for."""
    if column in REMARKS:
        return "a remark"
    mapped = {simplified(name) for name in MAPPED.get(table.name, ())}
    return "nothing that is carried over needs it" if column in mapped else NO_COUNTERPART


def _filled(table: Table) -> dict[str, str]:
    """Columns with a value somewhere."""
    used = {column for cells in table.rows.values() for column in cells}
    return {column: header for column, header in table.headers.items() if column in used}


def _rows(rows: Collection[int]) -> str:
    """Name some rows.

    >>> _rows({2}), _rows({3, 2})
    ('row 2', 'rows 2, 3')
    """
    listed = ", ".join(map(str, sorted(rows)[:FEW]))
    more = f" and {len(rows) - FEW:,} more" if len(rows) > FEW else ""
    return f"row{'s' if len(rows) > 1 else ''} {listed}{more}"


def key_of(name: str) -> str:
    """Name in the form in which names are compared.

    >>> key_of(" Plant  A ")
    'plant a'
    """
    return " ".join(name.casefold().split())
