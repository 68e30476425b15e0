"""How many facilities may be open, and how much may be stocked: from the constraints of either."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from optimizer.importing.anura.bounds import FIXED, LEAST, MOST, NEARLY, bounds
from optimizer.importing.anura.names import FACILITIES, PRODUCTS
from optimizer.importing.anura.places import lock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from optimizer.importing.anura.model import ItemSite, Model


def site_rules(
    model: Model, sites: Sequence[Mapping[str, Any]], countries: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Rows of Site_rules: limits on facilities that are all those of one role, everywhere or in one area.

    Parameters
    ----------
    sites
        Rows of Sites.
    countries
        Country of each region.

    """
    groups = _groups(sites, countries)
    for row in model.ledger.rows("FacilityCountConstraints"):
        members = frozenset(model.names.members(row, "FacilityName", FACILITIES, needed=False))
        together = row.word("FacilityNameGroupBehavior", ("Aggregate", "Enumerate")) == "Aggregate"
        kind, count = (
            row.word("ConstraintType", (LEAST, MOST, FIXED, NEARLY, "Conditional Min")),
            row.number("ConstraintValue"),
        )
        periods = model.horizon.numbers(row, model.names)
        by_period = row.word("PeriodNameGroupBehavior", ("Aggregate", "Enumerate")) == "Enumerate" or len(periods) == 1
        if row.word("CountingRule", ("Facilities", "Periods")) == "Periods" or not together:
            row.leave_all("it counts the periods of facilities, or one facility at a time")
        elif not by_period or len(periods) < len(model.horizon.names):
            row.leave_all("it counts over several periods, or in some of them only")
        elif members not in groups:
            row.leave_all("its facilities are not all those of one role, everywhere or in one country or region")
        elif kind not in {LEAST, MOST, FIXED} or count is None:
            row.leave_all(f"a limit of the kind {kind} has no counterpart")
        else:
            role, place = groups[members]
            limit = {"min_open": count} if kind != MOST else {}
            limit |= {"max_open": count} if kind != LEAST else {}
            yield {"rule": f"open facilities, row {row.number_}", "role": role, "place": place, **limit}


def _groups(sites: Sequence[Mapping[str, Any]], countries: Mapping[str, str]) -> dict[frozenset[str], tuple[str, str]]:
    """Role and place by the sites that they describe; the widest place last, so that it counts."""
    found: dict[frozenset[str], tuple[str, str]] = {}
    areas = [(f"region:{region}", {region}) for region in countries]
    areas += [
        (f"country:{name}", {region for region, country in countries.items() if country == name})
        for name in dict.fromkeys(countries.values())
    ]
    for place, regions in [*areas, ("ALL", set(countries))]:
        for role in ("plant", "warehouse"):
            inside = frozenset(site["site"] for site in sites if site["role"] == role and site["region"] in regions)
            if inside:
                found[inside] = role, place
    return found


def stock_limits(model: Model, stocked: set[ItemSite]) -> tuple[dict[str, float], list[dict[str, Any]]]:
    """Most that a facility may stock of all products together [units], and rows of Locks for stocks that are fixed.

    Parameters
    ----------
    stocked
        Products and the facilities that may stock them.

    """
    room, locks = dict[str, float](), list[dict[str, Any]]()
    for bound in bounds(model, "InventoryConstraints", {"FacilityName": (FACILITIES,), "ProductName": (PRODUCTS,)}):
        sites, products, row = bound.spans["FacilityName"], bound.spans["ProductName"], bound.row
        counted = row.word("ConsideredInventory", ("Prebuild Only", "Cycle Only", "Prebuild and Cycle"))
        everything = products.is_all and (products.is_sum or len(model.products) == 1)
        if counted != "Prebuild Only" or sites.is_sum:
            row.leave_all("it limits more than the stock between periods of one facility")
        elif bound.kind == FIXED and not products.is_sum:
            for product, site in sorted(stocked & {(i, n) for i in products.members for n in sites.members}):
                amount = bound.amount(model, product)
                locks += [
                    lock(model, "stock", t, item=product, site=site, value=amount)
                    for t in bound.periods
                    if amount is not None
                ]
        elif bound.kind == MOST and everything and len(bound.periods) == len(model.horizon.names):
            amount = model.same_for_all(row, "ConstraintValue", partial(bound.amount, model))
            for site in sites.members if amount is not None else ():
                room[site] = min(room.get(site, float("inf")), amount or 0.0)
        else:
            row.leave_all("it limits the stock of some products, or in some periods only")
    return room, locks
