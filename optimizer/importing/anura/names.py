"""Names of a model: its customers, facilities, suppliers, products, modes and periods, and groups of them."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.importing.anura.ledger import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optimizer.importing.anura.ledger import Ledger
    from optimizer.importing.anura.row import Row

CUSTOMERS, FACILITIES, SUPPLIERS = "Customers", "Facilities", "Suppliers"
PRODUCTS, MODES, PERIODS = "Products", "Modes", "Periods"
MASTERS = {
    CUSTOMERS: (CUSTOMERS, "CustomerName"),
    FACILITIES: (FACILITIES, "FacilityName"),
    SUPPLIERS: (SUPPLIERS, "SupplierName"),
    PRODUCTS: (PRODUCTS, "ProductName"),
    MODES: ("TransportationModes", "ModeName"),
    PERIODS: (PERIODS, "PeriodName"),
}
"""Table and column where the members of each kind are."""
SITES = (CUSTOMERS, FACILITIES, SUPPLIERS)
ENDS = ("Sources", "Destinations")
"""Types of groups whose members may be of any kind of site."""
EVERYTHING = {"all", "(all)", ""}
HORIZON = "Model Horizon"
"""Name of the one period of a model without periods."""
Group = tuple[str, str]
"""Type, and name in the form for comparing."""


@dataclass(frozen=True)
class Names:
    """Every name, in the form for comparing.

    Attributes
    ----------
    known
        Members by kind: the name in the plan of each.
    excluded
        Members by kind that the model excludes.
    groups
        Members of each group, as they are written.

    """

    known: Mapping[str, Mapping[str, str]]
    excluded: Mapping[str, frozenset[str]]
    groups: Mapping[Group, tuple[str, ...]]

    @classmethod
    def from_tables(cls, ledger: Ledger) -> Names:
        """Read the tables of members and of groups."""
        known, excluded = dict[str, dict[str, str]](), dict[str, frozenset[str]]()
        for kind, (table, column) in MASTERS.items():
            known[kind] = _members(ledger, table, column)
            out = {key_of(row.text(column)) for row in ledger.excluded_rows(table)}
            out |= {key_of(row.text(column)) for row in ledger.rows(table) if _is_closed(row, kind)}
            excluded[kind] = frozenset(out - known[kind].keys()) if kind != FACILITIES else frozenset(out)
        known[FACILITIES] = {key: name for key, name in known[FACILITIES].items() if key not in excluded[FACILITIES]}
        if not known[PERIODS]:
            known[PERIODS] = {key_of(HORIZON): HORIZON}
        names = cls(_told_apart(ledger, known), excluded, _groups(ledger))
        names._check_groups(ledger)
        return names

    def all(self, *kinds: str) -> tuple[str, ...]:
        """Every member of some kinds."""
        return tuple(name for kind in kinds for name in self.known[kind].values())

    def members(self, row: Row, column: str, *kinds: str, needed: bool = True) -> tuple[str, ...]:
        """Members that a cell names: one, those of a group, or all; none if they are excluded or unknown.

        Parameters
        ----------
        needed
            Whether the cell must be filled; a blank one means all members otherwise.

        """
        given = row.required(column) if needed else row.text(column)
        if key_of(given) in EVERYTHING:
            return self.all(*kinds) if given or not needed else ()
        found = self._named(given, kinds)
        if found is None:
            every = [*self.all(*kinds), *(name for _, name in self.groups)]
            near = difflib.get_close_matches(given, every, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Add it to {', '.join(MASTERS[kind][0] for kind in kinds)}."
            text = f"{column} names '{given}', and there is no such member of {' or '.join(kinds)}, and no such group."
            row.refuse(column, "unknown-reference", text, f"{hint} Members of a named filter must be listed in Groups.")
            return ()
        if not found:
            row.exclude()
        return found

    def is_group(self, given: str, *kinds: str) -> bool:
        """Whether a text stands for several members."""
        return key_of(given) in EVERYTHING or not any(key_of(given) in self.known[kind] for kind in kinds)

    def one(self, kind: str, given: str) -> str:
        """Name in the plan of a member; "" if there is none."""
        return self.known[kind].get(key_of(given), "")

    def _named(self, given: str, kinds: tuple[str, ...]) -> tuple[str, ...] | None:
        """Members that a text names; None if nothing has that name."""
        key = key_of(given)
        for kind in kinds:
            if key in self.known[kind]:
                return (self.known[kind][key],)
        if any(key in self.excluded[kind] for kind in kinds):
            return ()
        types = [*kinds, *(ENDS if set(kinds) & set(SITES) else ())]
        groups = [self.groups[group_type, key] for group_type in types if (group_type, key) in self.groups]
        if not groups:
            return None
        found = (self._named(member, kinds) or () for members in groups for member in members)
        return tuple(dict.fromkeys(name for names in found for name in names))

    def _check_groups(self, ledger: Ledger) -> None:
        """Refuse members that do not exist, and groups that contain themselves."""
        looping = {group for group in self.groups if group in self._below(group)}
        for row in _rows_of_groups(ledger):
            group = row.text("GroupType"), key_of(row.text("GroupName"))
            kinds = SITES if group[0] in ENDS else (group[0],)
            member = row.required("MemberName")
            if group in looping and self._within(group[0], member):
                found = f"The group {row.text('GroupName')} contains itself, by way of {member}."
                row.refuse("MemberName", "group-loop", found, "Take the row out, or name a member instead.")
            elif member and group not in looping and self._named(member, kinds) is None:
                found = f"MemberName is '{member}', and there is no such member of {' or '.join(kinds)}."
                row.refuse("MemberName", "unknown-reference", found, "Correct the name, or take the row out.")

    def _within(self, group_type: str, member: str) -> list[Group]:
        """Groups that a member of a group is."""
        kinds = SITES if group_type in ENDS else (group_type,)
        if any(key_of(member) in self.known[kind] for kind in kinds):
            return []
        return [
            group for group in self.groups if group[1] == key_of(member) and group[0] in {group_type, *kinds, *ENDS}
        ]

    def _below(self, group: Group) -> set[Group]:
        """Groups that are in a group, however deep."""
        found, waiting = set[Group](), [group]
        while waiting:
            outer = waiting.pop()
            inner = {within for member in self.groups[outer] for within in self._within(outer[0], member)} - found
            found |= inner
            waiting += inner
        return found


def _members(ledger: Ledger, table: str, column: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in ledger.rows(table):
        name = row.required(column)
        if key_of(name) in found:
            row.refuse(column, "duplicate-key", f"{column} {name} stands on two rows.", "Take out one of them.")
        elif name:
            found[key_of(name)] = name
    return found


def _is_closed(row: Row, kind: str) -> bool:
    """Whether the model treats a facility as if it were excluded."""
    return kind == FACILITIES and row.word("FacilityStatus", ("Open", "Closed", "Consider")) == "Closed"


def _told_apart(ledger: Ledger, known: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Sites of different kinds that share a name get names of their own."""
    taken: set[str] = set()
    for kind in (FACILITIES, SUPPLIERS, CUSTOMERS):
        for key, name in known[kind].items():
            if key in taken:
                own = f"{name} ({kind.lower().removesuffix('s')})"
                ledger.settle(kind, f"{name} is the name of several sites: this one is called {own}.")
                known[kind][key] = own
        taken |= known[kind].keys()
    return known


def _rows_of_groups(ledger: Ledger) -> Iterator[Row]:
    for row in ledger.rows("Groups"):
        if row.text("GroupType") not in {*MASTERS, *ENDS}:
            row.leave_all(f"groups of {row.text('GroupType') or 'nothing'} are not used")
        elif row.required("GroupName"):
            yield row


def _groups(ledger: Ledger) -> dict[Group, tuple[str, ...]]:
    found: dict[Group, list[str]] = {}
    for row in _rows_of_groups(ledger):
        found.setdefault((row.text("GroupType"), key_of(row.text("GroupName"))), []).append(row.text("MemberName"))
    return {group: tuple(members) for group, members in found.items()}
