"""Models of Cosmic Frog in Anura, the open schema of tables that it keeps them in (version 2.8).

A model is a workbook with a sheet for each table, or a folder or zip file of comma-separated values, one file for each.
What each column becomes is declared in :mod:`optimizer.importing.anura.mapped`; every filled cell of any other column,
and every value whose meaning a plan cannot hold, is listed among the notes with its rows and the reason.

::

    files -> Table -> Ledger of Rows -> Model (names, units, horizon)
      -> places, goods, demand, sourcing, lanes, limits, capacity, stock, duties -> records

Quantities and capacities are stated for each period and become weekly rates; money for each period of an open facility
becomes yearly. The order in which tables are read is that of what needs what: lanes need demand and makers, capacities
need lanes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.importing.anura.capacity import Supply, source_records
from optimizer.importing.anura.counts import site_rules, stock_limits
from optimizer.importing.anura.distance import Distances
from optimizer.importing.anura.duties import duty_of_lanes, tariff_records
from optimizer.importing.anura.files import tables_of
from optimizer.importing.anura.fitting import fitting
from optimizer.importing.anura.freight import Freight
from optimizer.importing.anura.goods import bom_records, item_records, makings, recipes
from optimizer.importing.anura.lanes import Network, Traffic, lane_records, legs
from optimizer.importing.anura.limits import limits
from optimizer.importing.anura.locked import policy_locks
from optimizer.importing.anura.model import Model
from optimizer.importing.anura.names import FACILITIES
from optimizer.importing.anura.places import locks_of_facilities, places, site_records
from optimizer.importing.anura.shares import sourcing_rules
from optimizer.importing.anura.sourcing import policies, too_far
from optimizer.importing.anura.stock import holding_rate, holding_rates, inventory_records
from optimizer.importing.anura.supply import offers, price_records
from optimizer.importing.anura.wanted import demand_records
from optimizer.importing.imported import Choices, Imported, Records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from optimizer.importing.anura.goods import Making
    from optimizer.importing.anura.places import Place
    from optimizer.importing.anura.supply import Offer


def read(path: Path, choices: Choices) -> Imported:  # noqa: ARG001 - the format leaves nothing open
    """Read a model; its notes say what is left out.

    Raises
    ------
    InputError
        With everything that is wrong with it, each with its table, column and row.

    """
    model = Model.from_tables(tables_of(path))
    model.ledger.accept()
    records = _records(model)
    model.ledger.inspect()
    model.ledger.accept()
    return Imported(fitting(model, records), model.ledger.notes())


def _records(model: Model) -> Records:
    found = places(model)
    chosen, made = recipes(model, makings(model))
    demand, linked = demand_records(model), policies(model)
    offered = offers(model, linked)
    makers = {(making.product, making.site) for making in made}
    parts = {(part, making.site) for making in made for part, _ in chosen[making.product]}
    wanted = {(row["item"], row["site"]) for row in demand}
    making_sites = frozenset(site for _, site in makers)
    warehouses = {site for site, place in found.items() if place.kind == FACILITIES} - making_sites
    traffic = Traffic(makers | offered.keys(), parts | wanted, warehouses)
    sites = site_records(found, making_sites)
    supply = {"BOM": bom_records(chosen)["BOM"], "Price_breaks": price_records(offered), "Demand": demand}
    moved = _moved(model, found, traffic, linked, (made, offered, wanted))
    own = holding_rates(model)
    records = {"Settings": [_settings(model)], **model.horizon.records(), **sites, "Items": item_records(model, own)}
    records |= supply | moved
    countries = {row["region"]: row["country"] for row in sites["Regions"]}
    records["Site_rules"] = list(site_rules(model, sites["Sites"], countries))
    records["Locks"] += locks_of_facilities(model, found)
    records["Locks"] += policy_locks(model, makers | offered.keys())
    return _with_stock(model, records)


def _moved(
    model: Model,
    found: Mapping[str, Place],
    traffic: Traffic,
    linked: Mapping[Any, Any],
    supply: tuple[tuple[Making, ...], Mapping[Any, Offer], set[tuple[str, str]]],
) -> Records:
    """Lanes and all that needs them: Lead_times, Sourcing_rules, Sources, Capex, Tariffs and Locks."""
    made, offered, wanted = supply
    distances, freight = Distances.from_tables(model, found), Freight.from_tables(model)
    far = too_far(model, linked, distances)
    near = {link: policy for link, policy in linked.items() if link not in far}
    lanes = {lane: leg for lane, leg in legs(model, traffic, near, distances, freight).items() if lane[:3] not in far}
    values = {row["item"]: row["value"] for row in item_records(model, {})}
    duties, charges = duty_of_lanes(model, lanes, found, values)
    bound = limits(model, Network(lanes), {(making.product, making.site) for making in made})
    extra = {
        lane: bound.lanes.get(lane, {}) | ({"freight_cost": charges[lane]} if lane in charges else {}) for lane in lanes
    }
    passing: dict[str, set[str]] = {}
    for product, site in {(lane[0], lane[1]) for lane in lanes} | wanted:
        if found[site].kind == FACILITIES and site in traffic.warehouses:
            passing.setdefault(site, set()).add(product)
    return {
        "Lead_times": lane_records(lanes, near, freight, extra, model),
        "Sourcing_rules": list(sourcing_rules(model, near, {lane[:3] for lane in lanes}, traffic)),
        **source_records(model, Supply(made, offered, passing), bound),
        "Tariffs": [*duties, *tariff_records(model, found, values)],
        "Locks": bound.locks,
    }


def _with_stock(model: Model, records: Records) -> Records:
    """Add what may be stocked, and limits on it."""
    ends = {(row["item"], row[end]) for row in records["Lead_times"] for end in ("origin", "destination")}
    stocks = inventory_records(model, ends | {(row["item"], row["site"]) for row in records["Sources"]})
    room, locks = stock_limits(model, {(row["item"], row["site"]) for row in stocks})
    sites = [
        row
        | (
            {"storage_capacity": min(room[row["site"]], row.get("storage_capacity", float("inf")))}
            if row["site"] in room
            else {}
        )
        for row in records["Sites"]
    ]
    return records | {"Sites": sites, "Inventory": stocks, "Locks": [*records["Locks"], *locks]}


def _settings(model: Model) -> dict[str, Any]:
    return {"plan_name": "Imported from Cosmic Frog", "holding_rate": holding_rate(model)}
