"""Location as JSON: factories, depots and customers (Williams, "Distribution"), or facilities and customers.

::

    {"supply":  [["Liverpool", 150000], ...],            capacity of each factory
     "through": [["Newcastle", 70000], ...],             throughput of each depot
     "demand":  [["C1", 50000], ...],
     "cost":    [["Liverpool", "Newcastle", 0.5], ...],  of one unit on each lane that there is
     "opencost": [["Bristol", 12000], ...],              if depots may be opened or closed
     "existing": ["Newcastle", ...],                     depots of today: their cost is saved when they are closed
     "expand":  [["Birmingham", 20000, 3000], ...],      depot, throughput added and what that costs
     "max_open": 4}                                      most depots open

    {"customers": [[x, y], ...], "facilities": [[x, y], ...], "setup_cost": [3, ...], "cost_per_mile": 1,
     "shipping_cost": [[customer, facility, cost], ...]} serving a whole customer; without it, by the distance

The object may stand by itself or as ``data`` in another. One period; quantities are those of a week. The second of
Williams's problems is often passed on without the last three entries of the first kind: they are then the book's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.importing.book import GOODS, demand, lane, one_period, site, source
from optimizer.importing.facilities import facility_location
from optimizer.importing.imported import Choices, Imported, Records
from optimizer.importing.json_case import JsonCase, read_json
from optimizer.importing.text import note

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from models.issue import Issue

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class _Changes:
    """Which depots exist today, what growing adds and costs, and how many may be open; None: any number."""

    existing: frozenset[str]
    expand: tuple[tuple[str, float, float], ...]
    max_open: int | None


@dataclass(frozen=True, slots=True)
class _Network:
    """Capacities [units], demands [units], costs of a unit on each lane, costs of open depots, and what may change."""

    supply: Figures
    through: Figures
    demand: Figures
    lanes: dict[tuple[str, str], float]
    opening: Figures
    changes: _Changes | None


OF_THE_BOOK = _Changes(
    frozenset({"Newcastle", "Birmingham", "London", "Exeter"}), (("Birmingham", 20_000.0, 3_000.0),), 4
)
"""What H. P. Williams, Model Building in Mathematical Programming, "Distribution 2", states beside its table."""
ITS_DEPOTS = OF_THE_BOOK.existing | {"Bristol", "Northampton"}


def read(path: Path, _: Choices) -> Imported:
    """Read a file.

    Raises
    ------
    InputError
        With everything that is wrong with it, each by its place.

    """
    content = read_json(path)
    inner = content.get("data")
    fields: Mapping[str, Any] = inner if isinstance(inner, dict) else content
    case = JsonCase(path, fields, "data." if fields is inner else "")
    if "facilities" in case and "customers" in case:
        return facility_location(case)
    missing = [key for key in ("supply", "demand", "cost") if key not in case]
    if missing:
        found = f"There is no entry {', '.join(missing)}."
        case.refuse("", found, "Name a network with supply, through, demand and cost, or facilities and customers.")
    case.accept()
    network = _network(case)
    case.accept()
    changes, notes = _settled(path, network)
    return Imported(_records(network, changes), tuple(notes))


def _network(case: JsonCase) -> _Network:
    supply, through, wanted = case.figures("supply"), case.figures("through"), case.figures("demand")
    for name in [*(supply.keys() & through.keys()), *(wanted.keys() & (supply.keys() | through.keys()))]:
        case.refuse(name, f"{name} has two roles.", "Give each place one of supply, through and demand.")
    opening = case.figures("opencost")
    for name in opening.keys() - through.keys():
        case.refuse("opencost", f"{name} is no depot of through.", "Correct the name.", "unknown-reference")
    return _Network(
        supply, through, wanted, _lanes(case, {**supply, **through, **wanted}), opening, _changes(case, through)
    )


def _lanes(case: JsonCase, places: Figures) -> dict[tuple[str, str], float]:
    """Cost by lane; names are not looked for among places of which some could not be read."""
    found: dict[tuple[str, str], float] = {}
    places_are_sound = not case.issues
    for n, entry in enumerate(case.listed("cost")):
        where = f"cost[{n}]"
        if not isinstance(entry, list) or len(entry) != 3:  # noqa: PLR2004 - origin, destination, cost
            case.refuse(where, "This is no lane.", 'Enter ["origin", "destination", cost].')
            continue
        *ends, cost = entry
        if not all(isinstance(end, str) for end in ends):
            case.refuse(where, "A lane leads from one name to another.", 'Enter ["origin", "destination", cost].')
        elif places_are_sound and not all([case.member(end, where, places, "place") for end in ends]):  # noqa: C419 - each is told
            continue
        elif (key := (ends[0], ends[1])) in found:
            case.refuse(where, f"The lane {ends[0]} to {ends[1]} stands here twice.", "Remove one.", "duplicate-key")
        else:
            found[key] = case.number(cost, where)
    return found


def _changes(case: JsonCase, through: Figures) -> _Changes | None:
    if not any(key in case for key in ("existing", "expand", "max_open")):
        return None
    expand = []
    for n, entry in enumerate(case.listed("expand")):
        where = f"expand[{n}]"
        if not isinstance(entry, list) or len(entry) != 3:  # noqa: PLR2004 - depot, throughput, cost
            case.refuse(where, "This is no growth of a depot.", 'Enter ["depot", throughput added, cost].')
        elif case.member(entry[0], where, through, "depot"):
            expand.append((entry[0], case.number(entry[1], where), case.number(entry[2], where)))
    listed = case.listed("existing")
    existing = [name for n, name in enumerate(listed) if case.member(name, f"existing[{n}]", through, "depot")]
    most = case.optional("max_open", lowest=1)
    return _Changes(frozenset(existing), tuple(expand), None if most is None else int(most))


def _settled(path: Path, network: _Network) -> tuple[_Changes, list[Issue]]:
    """What may change: as the file says, as the book says, or no more than that depots with a cost may be opened."""
    if network.changes or not network.opening:
        return network.changes or _Changes(frozenset(network.through), (), None), []
    if network.through.keys() == ITS_DEPOTS:
        found = "Depots are those of Williams, 'Distribution 2', and what else the book states is not in the file."
        taken = (
            "Taken from the book: Newcastle, Birmingham, London and Exeter exist, Birmingham can grow by 20,000 for "
            "3,000, at most four depots are open. Entries existing, expand and max_open say otherwise."
        )
        return OF_THE_BOOK, [note(path, 0, "settled", found, taken)]
    free = frozenset(name for name in network.through if not network.opening.get(name))
    found = "Which depots exist today is not said: those with an opencost may be opened at it, all others exist."
    return _Changes(free, (), None), [note(path, 0, "settled", found, "Name them in the entry existing.")]


def _records(network: _Network, changes: _Changes) -> Records:
    book = one_period(1)
    for name, capacity in network.supply.items():
        book["Sites"].append(site(name, "supplier"))
        book["Sources"].append(source(name, GOODS, capacity))
    for name, throughput in network.through.items():
        book["Sites"].append(site(name, "warehouse", **_terms(name, network, changes)))
        book["Sources"].append(source(name, GOODS, throughput))
    for name, quantity in network.demand.items():
        book["Sites"].append(site(name, "market"))
        book["Demand"].append(demand(name, GOODS, quantity))
    book["Lead_times"] = [lane(origin, destination, cost) for (origin, destination), cost in network.lanes.items()]
    if changes.expand:
        book["Capex"] = [
            {"site": name, "item": GOODS, "option": "expand", "capacity": added, "capex": cost}
            for name, added, cost in changes.expand
        ]
    if changes.max_open is not None:
        rule = {"rule": f"at most {changes.max_open} depots", "role": "warehouse", "max_open": changes.max_open}
        book["Site_rules"] = [rule]
    return book


def _terms(name: str, network: _Network, changes: _Changes) -> dict[str, object]:
    """On which terms a depot may be opened or closed; one that exists and costs nothing stays."""
    cost = network.opening.get(name, 0.0)
    if name not in changes.existing:
        return {"status": "potential", "opening_cost": cost}
    return {"closing_cost": -cost} if cost else {}
