"""Limits on flows and production: those that a plan knows become capacities, least quantities and locks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from models import DAYS_PER_WEEK
from optimizer.importing.anura.bounds import FIXED, IF_USED, MOST, bounds
from optimizer.importing.anura.lanes import interval_of
from optimizer.importing.anura.ledger import key_of
from optimizer.importing.anura.names import CUSTOMERS, FACILITIES, MODES, PRODUCTS, SUPPLIERS
from optimizer.importing.anura.places import lock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optimizer.importing.anura.bounds import Bound
    from optimizer.importing.anura.lanes import Lane, Network
    from optimizer.importing.anura.model import ItemSite, Model
    from optimizer.importing.anura.sourcing import Link

FLOW = {
    "OriginName": (FACILITIES, SUPPLIERS),
    "DestinationName": (CUSTOMERS, FACILITIES),
    "ProductName": (PRODUCTS,),
}
MAKING = {"FacilityName": (FACILITIES,), "ProductName": (PRODUCTS,)}


@dataclass(frozen=True)
class Limits:
    """What constraints come to.

    Attributes
    ----------
    made
        Most of a product that leaves a site, or is made there [units/week].
    least
        Least that is made if anything is [units/week].
    shared
        Most that is made at a site of all products together [units/week].
    lanes
        Columns of Lead_times by lane.
    locks
        Rows of Locks.

    """

    made: dict[ItemSite, float] = field(default_factory=dict)
    least: dict[ItemSite, float] = field(default_factory=dict)
    shared: dict[str, float] = field(default_factory=dict)
    lanes: dict[Lane, dict[str, float]] = field(default_factory=dict)
    locks: list[dict[str, Any]] = field(default_factory=list)


def limits(model: Model, network: Network, sources: set[ItemSite]) -> Limits:
    """Read FlowConstraints and ProductionConstraints.

    Parameters
    ----------
    sources
        Products and the facilities that make them.

    """
    gathered = Limits()
    for bound in bounds(model, "FlowConstraints", FLOW):
        modes = _modes(model, bound)
        if bound.spans["OriginName"].is_sum or bound.spans["ProductName"].is_sum:
            bound.row.leave_all("it limits a sum over several origins or products")
        elif bound.spans["DestinationName"].is_sum:
            _on_outflow(model, bound, gathered, is_any_mode=modes is None)
        else:
            _on_lanes(model, bound, gathered, network, modes)
    for bound in bounds(model, "ProductionConstraints", MAKING):
        _on_making(model, bound, gathered, sources)
    return gathered


def _modes(model: Model, bound: Bound) -> tuple[str, ...] | None:
    """Modes that a limit is about one by one; None if it is about all of them together."""
    row = bound.row
    behaviour, given = row.word("ModeNameGroupBehavior", ("Aggregate", "Enumerate")), key_of(row.text("ModeName"))
    if given in {"", "all"} and behaviour == "Aggregate":
        return None
    return model.names.members(row, "ModeName", MODES, needed=False)


def _limited(
    bound: Bound, links: Mapping[Link, tuple[Lane, ...]], modes: tuple[str, ...] | None
) -> list[tuple[Lane, ...]]:
    """Lanes that a limit is about, those together that share it."""
    spans = bound.spans
    found = []
    for product in spans["ProductName"].members:
        for origin in spans["OriginName"].members:
            for destination in spans["DestinationName"].members:
                lanes = links.get((product, origin, destination), ())
                if modes is None:
                    found += [lanes] if lanes else []
                else:
                    found += [(lane,) for lane in lanes if lane[3] in modes]
    return found


def _everywhen(model: Model, bound: Bound) -> bool:
    """Whether a limit holds in every period, as capacities of a plan do."""
    if len(bound.periods) == len(model.horizon.names):
        return True
    bound.row.leave_all("it holds in some periods only, and capacities of a plan in all of them")
    return False


def _on_outflow(model: Model, bound: Bound, gathered: Limits, *, is_any_mode: bool) -> None:
    """Limit what leaves a site, wherever it goes."""
    if bound.kind != MOST or not bound.spans["DestinationName"].is_all or not is_any_mode:
        bound.row.leave_all("it limits a sum over several destinations")
    elif _everywhen(model, bound):
        _lower(model, bound, gathered.made, "OriginName")


def _lower(model: Model, bound: Bound, most: dict[ItemSite, float], column: str) -> None:
    for product in bound.spans["ProductName"].members:
        amount = bound.amount(model, product)
        for site in bound.spans[column].members if amount is not None else ():
            most[product, site] = min(most.get((product, site), float("inf")), model.rate(amount or 0.0))


def _on_lanes(model: Model, bound: Bound, gathered: Limits, network: Network, modes: tuple[str, ...] | None) -> None:
    limited = _limited(bound, network.links, modes)
    if not limited:
        bound.row.leave_all("there is no such lane")
    for lanes in limited:
        product, origin, destination, _ = lanes[0]
        amount = bound.amount(model, product)
        if amount is None:
            return
        if bound.kind == FIXED and len(lanes) == len(network.links[lanes[0][:3]]):
            terms = {"item": product, "site": origin, "destination": destination}
            for t in bound.periods:
                gathered.locks.append(lock(model, "ship", t, value=amount / model.horizon.weeks[t], **terms))
        elif len(lanes) > 1 or bound.kind == FIXED:
            bound.row.leave_all("it limits some of several modes together")
        elif _everywhen(model, bound):
            weekly, interval = model.rate(amount), interval_of(model, network.legs[lanes[0]])
            lot = weekly * interval / DAYS_PER_WEEK if interval else weekly
            limit = {"capacity": weekly} if bound.kind == MOST else {"min_shipment": lot}
            gathered.lanes.setdefault(lanes[0], {}).update(limit)


def _on_making(model: Model, bound: Bound, gathered: Limits, sources: set[ItemSite]) -> None:
    sites, products = bound.spans["FacilityName"], bound.spans["ProductName"]
    if sites.is_sum:
        bound.row.leave_all("it limits a sum over several facilities")
    elif products.is_sum:
        _on_all_making(model, bound, gathered)
    elif bound.kind == FIXED:
        gathered.locks.extend(_fixed(model, bound, sources))
    elif _everywhen(model, bound):
        if bound.kind == IF_USED:
            _lower(model, bound, gathered.least, "FacilityName")
        else:
            _lower(model, bound, gathered.made, "FacilityName")


def _fixed(model: Model, bound: Bound, sources: set[ItemSite]) -> Iterator[dict[str, Any]]:
    """Locks of what is made."""
    made = [(product, site) for product, site in sorted(sources) if product in bound.spans["ProductName"].members]
    for product, site in made:
        amount = bound.amount(model, product)
        for t in bound.periods if amount is not None and site in bound.spans["FacilityName"].members else ():
            yield lock(model, "make", t, item=product, site=site, value=(amount or 0.0) / model.horizon.weeks[t])


def _on_all_making(model: Model, bound: Bound, gathered: Limits) -> None:
    """Limit what is made of all products together."""
    if bound.kind != MOST or not bound.spans["ProductName"].is_all:
        bound.row.leave_all("it limits a sum over several products")
        return
    amount = model.same_for_all(bound.row, "ConstraintValue", partial(bound.amount, model))
    if amount is not None and _everywhen(model, bound):
        for site in bound.spans["FacilityName"].members:
            gathered.shared[site] = min(gathered.shared.get(site, float("inf")), model.rate(amount))
