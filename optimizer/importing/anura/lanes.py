"""Lanes: from transportation policies and, by the rule of the model, from the policies of sourcing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from optimizer.importing.anura.names import CUSTOMERS, FACILITIES, MODES, PRODUCTS, SUPPLIERS
from optimizer.importing.anura.units import TIME
from optimizer.intake.raw import simplified

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from optimizer.importing.anura.distance import Distances
    from optimizer.importing.anura.freight import Freight
    from optimizer.importing.anura.model import ItemSite, Model
    from optimizer.importing.anura.row import Row
    from optimizer.importing.anura.sourcing import Link, Policy

ANY = "standard"
"""Mode of lanes that name none."""
TRANSPORT, SOURCING, BOTH, EITHER = "transportationpolicylanesonly", "sourcingpolicylanesonly", "intersection", "union"
Lane = tuple[str, str, str, str]
"""Product, origin, destination and mode."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A lane.

    Attributes
    ----------
    km, days
        Its length (None: not known) and how long it takes.
    cost
        Of one unit, duty left out.
    row
        Row of TransportationPolicies, None if only sourcing knows the lane.

    """

    km: float | None
    days: float
    cost: float
    row: Row | None


@dataclass(frozen=True)
class Traffic:
    """Who could send and take what.

    Attributes
    ----------
    makers, takers
        Products and sites that make them, and that use them up or sell them.
    warehouses
        Facilities that pass on what they get.

    """

    makers: AbstractSet[ItemSite]
    takers: AbstractSet[ItemSite]
    warehouses: AbstractSet[str]

    def can_go(self, product: str, origin: str, destination: str) -> bool:
        """Whether a lane has something to carry at both ends."""
        sends = origin in self.warehouses or (product, origin) in self.makers
        return sends and (destination in self.warehouses or (product, destination) in self.takers)

    def useful(self, links: AbstractSet[Link]) -> set[Link]:
        """Links on a way from where a product is made to where somebody wants it."""
        forward: dict[ItemSite, list[str]] = defaultdict(list)
        back: dict[ItemSite, list[str]] = defaultdict(list)
        for product, origin, destination in links:
            forward[product, origin].append(destination)
            back[product, destination].append(origin)
        supplied, wanted = _reached(set(self.makers), forward), _reached(set(self.takers), back)
        return {link for link in links if link[:2] in supplied and (link[0], link[2]) in wanted}


def _reached(found: set[ItemSite], steps: Mapping[ItemSite, list[str]]) -> set[ItemSite]:
    waiting = list(found)
    while waiting:
        product, site = waiting.pop()
        for following in steps.get((product, site), ()):
            if (product, following) not in found:
                found.add((product, following))
                waiting.append((product, following))
    return found


def legs(
    model: Model, traffic: Traffic, sourced: Mapping[Link, Policy], distances: Distances, freight: Freight
) -> dict[Lane, Leg]:
    """Every lane that can carry something.

    Parameters
    ----------
    sourced
        Policies of sourcing by link, without those that are too far.

    """
    stated, described = _stated(model, traffic)
    rule = _rule(model, {lane[:3] for lane in stated}, set(sourced))
    transport = rule in {TRANSPORT, EITHER, BOTH}
    links = {lane[:3] for lane in stated} if transport else set(sourced)
    links = links | set(sourced) if rule == EITHER else links & set(sourced) if rule == BOTH else links
    useful = traffic.useful({link for link in links if traffic.can_go(*link)})
    found: dict[Lane, Leg] = {}
    for lane, row in stated.items():
        if lane[:3] in useful:
            km, days = distances.way(model, row, lane[1], lane[2])
            found[lane] = Leg(km, days, freight.of_lane(model, row, lane[0], km, days), row)
    for link in useful - {lane[:3] for lane in found}:
        km, days = distances.way(model, None, link[1], link[2])
        found[*link, ANY] = Leg(km, days, 0.0, None)
    rows = {id(leg.row) for leg in found.values()}
    for row in described:
        if id(row) not in rows:
            row.leave_all(
                "nothing travels on it: nothing is made or passed on at its origin that its destination takes"
            )
    for link, policy in sourced.items():
        if link not in useful and traffic.can_go(*link) and link not in links:
            policy.row.leave_all("the model has no lane for it")
    return found


def lane_records(
    found: Mapping[Lane, Leg],
    sourced: Mapping[Link, Policy],
    freight: Freight,
    extra: Mapping[Lane, Mapping[str, float]],
    model: Model,
) -> list[dict[str, Any]]:
    """Rows of Lead_times.

    Parameters
    ----------
    extra
        What limits and duty add to a lane: ``capacity``, ``min_shipment``, ``freight_cost``.

    """
    rows = []
    for lane in sorted(found):
        leg, (product, origin, destination, mode) = found[lane], lane
        more = dict(extra.get(lane, {}))
        policy = sourced.get((product, origin, destination))
        cost = leg.cost + freight.handling(product, origin, destination) + (policy.cost if policy else 0.0)
        record = {"origin": origin, "destination": destination, "item": product, "mode": mode, "lead_time": leg.days}
        record["freight_cost"] = cost + more.pop("freight_cost", 0.0)
        if leg.km is not None:
            record["distance"] = leg.km
        interval = interval_of(model, leg)
        rows.append(record | ({"shipment_interval": interval} if interval else {}) | more)
    return rows


def interval_of(model: Model, leg: Leg) -> float | None:
    """Days between two deliveries on a lane; None if it does not say."""
    return model.units.measured(leg.row, "TimeBetweenDeliveries", TIME) if leg.row else None


def _stated(model: Model, traffic: Traffic) -> tuple[dict[Lane, Row], list[Row]]:
    """Lanes of TransportationPolicies, each with the row that is most specific about it, and all those rows."""
    found: dict[Lane, tuple[int, Row]] = {}
    described = []
    for row in model.ledger.rows("TransportationPolicies"):
        origins = model.names.members(row, "OriginName", FACILITIES, SUPPLIERS)
        destinations = model.names.members(row, "DestinationName", CUSTOMERS, FACILITIES)
        products = model.names.members(row, "ProductName", PRODUCTS, needed=False)
        modes = _modes(model, row)
        if not (origins and destinations and products and modes):
            continue
        described.append(row)
        rank = sum(len(members) > 1 for members in (origins, destinations, products, modes))
        for origin in origins:
            for destination in destinations:
                for product in products:
                    if origin == destination or not traffic.can_go(product, origin, destination):
                        continue
                    for mode in modes:
                        lane = (product, origin, destination, mode)
                        standing = found.get(lane)
                        if standing is None or rank < standing[0]:
                            found[lane] = rank, row
    return {lane: row for lane, (_, row) in found.items()}, described


def _modes(model: Model, row: Row) -> tuple[str, ...]:
    """Modes of a policy; names of modes need no table of their own."""
    given = row.text("ModeName")
    if not given:
        return (ANY,)
    if not model.names.known[MODES] and not model.names.excluded[MODES]:
        return (given,)
    return model.names.members(row, "ModeName", MODES)


def _rule(model: Model, stated: set[Link], sourced: set[Link]) -> str:
    """Which tables say what lanes there are."""
    for row in model.ledger.rows("ModelRunOptions"):
        if simplified(row.text("Option")) != "lanecreationrule":
            row.leave_all("it is an option of other software")
            continue
        words = {TRANSPORT: "Transportation Policy Lanes Only", SOURCING: "Sourcing Policy Lanes Only"}
        words |= {BOTH: "Intersection", EITHER: "Union"}
        return simplified(row.word("Value", tuple(words.values())))
    if stated and sourced and stated != sourced:
        text = "Lanes are those of TransportationPolicies, as no LaneCreationRule is given in ModelRunOptions."
        model.ledger.settle("TransportationPolicies", text)
    return TRANSPORT if stated or not sourced else SOURCING


@dataclass(frozen=True)
class Network:
    """Every lane that can carry something."""

    legs: Mapping[Lane, Leg]

    @cached_property
    def links(self) -> dict[Link, tuple[Lane, ...]]:
        """Lanes by product, origin and destination."""
        found: dict[Link, list[Lane]] = defaultdict(list)
        for lane in self.legs:
            found[lane[:3]].append(lane)
        return {link: tuple(lanes) for link, lanes in found.items()}
