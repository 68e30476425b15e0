"""Who may supply whom with what: from the policies of fulfilment, replenishment and procurement."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.importing.anura.model import money
from optimizer.importing.anura.names import CUSTOMERS, FACILITIES, PRODUCTS, SUPPLIERS
from optimizer.importing.anura.units import DISTANCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optimizer.importing.anura.distance import Distances
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
