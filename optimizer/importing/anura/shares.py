"""Rules of sourcing: how the policies of a destination share out what it gets."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from optimizer.importing.anura.names import CUSTOMERS
from optimizer.importing.anura.sourcing import FREE, ONE, SCALED, UNSCALED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optimizer.importing.anura.lanes import Traffic
    from optimizer.importing.anura.model import Model
    from optimizer.importing.anura.sourcing import Link, Policy


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
