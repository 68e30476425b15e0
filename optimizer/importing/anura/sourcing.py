"""Who may supply whom with what: from the policies of fulfilment, replenishment and procurement."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.importing.anura.model import money
from optimizer.importing.anura.names import CUSTOMERS, FACILITIES, PRODUCTS, SUPPLIERS
from optimizer.importing.anura.units import DISTANCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optimizer.importing.anura.distance import Distances
    from optimizer.importing.anura.lanes import Traffic
    from optimizer.importing.anura.model import Model
    from optimizer.importing.anura.row import Row

Link = tuple[str, str, str]
"""Product, origin and destination."""
TABLES = {
    "CustomerFulfillmentPolicies": ("CustomerName", CUSTOMERS, (FACILITIES, SUPPLIERS)),
    "ReplenishmentPolicies": ("FacilityName", FACILITIES, (FACILITIES, SUPPLIERS)),
    "ProcurementPolicies": ("FacilityName", FACILITIES, (SUPPLIERS, FACILITIES)),
}
"""Column of the destination, its kind, and the kinds of sources, by table."""
FREE, SCALED, UNSCALED, ONE = "To Optimize", "By Ratio (Auto Scale)", "By Ratio (No Scale)", "Single Source"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a row says about a link.

    Attributes
    ----------
    cost
        For one unit, beside freight.
    rule, value
        How supply is shared out, and the percentage where it takes one.
    farthest
        Longest way [km], None if it does not matter.
    row
        The row.

    """

    cost: float
    rule: str
    value: float
    farthest: float | None
    row: Row


def policies(model: Model) -> dict[Link, Policy]:
    """Every link that a policy names; the first row of several for one link counts."""
    found: dict[Link, Policy] = {}
    for table, (column, kind, kinds) in TABLES.items():
        for row in model.ledger.rows(table):
            rule = row.word("OptimizationPolicy", (FREE, SCALED, UNSCALED, ONE))
            each, value = money(row, "UnitCost"), row.number("OptimizationPolicyValue") or 0.0
            farthest = model.units.measured(row, "MaxSourcingRange", DISTANCE)
            if rule not in {SCALED, UNSCALED}:
                row.leave("OptimizationPolicyValue", "the policy takes no value")
            destinations, sources = (
                model.names.members(row, column, kind),
                model.names.members(row, "SourceName", *kinds),
            )
            for product in model.names.members(row, "ProductName", PRODUCTS):
                cost = 0.0 if each is None else model.units.money(row, "UnitCost", product, figure=each) or 0.0
                policy = Policy(cost, rule, value, farthest, row)
                for destination in destinations:
                    for source in (source for source in sources if source != destination):
                        link = product, source, destination
                        if found.setdefault(link, policy).row is not row:
                            row.leave_all(f"a row above says already how {destination} gets {product} from {source}")
    return found


def too_far(model: Model, found: Mapping[Link, Policy], distances: Distances) -> set[Link]:
    """Links longer than their policy allows; where all are, the shortest stays."""
    ways: dict[tuple[str, str], list[tuple[float, Link]]] = defaultdict(list)
    for link, policy in found.items():
        km = distances.way(model, None, link[1], link[2])[0] if policy.farthest is not None else None
        if policy.farthest is not None and km is None:
            policy.row.leave("MaxSourcingRange", "the distance is not known")
        ways[link[0], link[2]].append((0.0 if km is None else max(km - (policy.farthest or 0.0), 0.0), link))
    out: set[Link] = set()
    for options in ways.values():
        beyond = [link for excess, link in options if excess > 0]
        if len(beyond) == len(options):
            shortest = min(beyond, key=lambda link: distances.way(model, None, link[1], link[2])[0] or 0.0)
            beyond.remove(shortest)
        out |= set(beyond)
    return out


def sourcing_rules(
    model: Model, found: Mapping[Link, Policy], links: set[Link], traffic: Traffic
) -> Iterator[dict[str, Any]]:
    """Rows of Sourcing_rules: shares, and single sources, where all supply comes directly from where it is made.

    Parameters
    ----------
    links
        Links that lanes exist for.
    traffic
        Who makes what, and who uses it up or sells it: shares are measured where it arrives from its makers.

    """
    into: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in sorted(links):
        into[link[0], link[2]].append(link)
    for (product, destination), supply in into.items():
        ruled = {link: found[link] for link in supply if link in found and found[link].rule != FREE}
        if not ruled:
            continue
        if (product, destination) not in traffic.takers or any(link[:2] not in traffic.makers for link in supply):
            _leave(
                ruled, "shares are measured where goods are used or sold, and come directly from where they are made"
            )
        elif all(policy.rule == ONE for policy in ruled.values()) and len(ruled) == len(supply):
            yield _rule(product, destination, max_sources=1)
        elif all(policy.rule in {SCALED, UNSCALED} for policy in ruled.values()):
            yield from _shares(product, destination, supply, ruled)
        else:
            _leave(ruled, "one destination has policies of several kinds for one product")
    yield from _single_customers(model, into, traffic)


def _shares(
    product: str, destination: str, supply: list[Link], ruled: Mapping[Link, Policy]
) -> Iterator[dict[str, Any]]:
    total = sum(policy.value for policy in ruled.values())
    scaled = total > 100.0 or any(policy.rule == SCALED for policy in ruled.values())  # noqa: PLR2004 - per cent
    if total <= 0 or (scaled and len(ruled) < len(supply)):
        _leave(
            ruled, "shares of some of the sources only have no counterpart" if total > 0 else "the ratios add up to 0"
        )
        return
    for link, policy in ruled.items():
        share = policy.value / (total if scaled else 100.0)
        limits = {"group_by": "site", "group": link[1], "min_group_share": share, "max_group_share": share}
        yield _rule(product, destination, **limits)


def _single_customers(
    model: Model, into: Mapping[tuple[str, str], list[Link]], traffic: Traffic
) -> Iterator[dict[str, Any]]:
    """Customers that must have one source for all they want: known only where they want one product."""
    for row in model.ledger.rows(CUSTOMERS):
        if not row.flag("SingleSource", default=False):
            continue
        customer = model.names.one(CUSTOMERS, row.text("CustomerName"))
        wanted = [(product, supply) for (product, place), supply in into.items() if place == customer]
        if len(wanted) == 1 and all(link[:2] in traffic.makers for link in wanted[0][1]):
            yield _rule(wanted[0][0], customer, max_sources=1)
        else:
            row.leave(
                "SingleSource", "one source is asked for by product, and where goods come directly from their maker"
            )


def _rule(product: str, destination: str, **limits: Any) -> dict[str, Any]:
    return {"rule": f"{product} to {destination}", "item": product, "destination": destination, **limits}


def _leave(ruled: Mapping[Link, Policy], reason: str) -> None:
    for policy in ruled.values():
        policy.row.leave("OptimizationPolicy", reason)
        policy.row.leave("OptimizationPolicyValue", reason)
