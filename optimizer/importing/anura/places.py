"""Sites and their regions: from Customers, Facilities and Suppliers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.importing.anura.model import money
from optimizer.importing.anura.names import CUSTOMERS, FACILITIES, MASTERS, SITES, SUPPLIERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optimizer.importing.anura.model import Model
    from optimizer.importing.anura.row import Row
    from optimizer.importing.imported import Records

NOWHERE = "Anywhere"
"""Region of sites that state none."""
Spot = tuple[float, float]
"""Latitude and longitude [degrees]."""


@dataclass(frozen=True, slots=True)
class Place:
    """A site.

    Attributes
    ----------
    kind
        Table it stands in.
    state, country
        Region and country, "" if they are not stated.
    spot
        Where it is, None if that is not stated.
    terms
        Its status and what it costs, as columns of the sheet Sites.

    """

    kind: str
    state: str
    country: str
    spot: Spot | None
    terms: dict[str, Any]


def places(model: Model) -> dict[str, Place]:
    """Every site that the model includes."""
    found: dict[str, Place] = {}
    for kind in SITES:
        for row in model.ledger.rows(kind):
            site = model.names.one(kind, row.text(MASTERS[kind][1]))
            if not site:
                row.exclude()
                continue
            terms = _facility(model, row) if kind == FACILITIES else {}
            found[site] = Place(kind, row.text("Region"), row.text("Country"), _spot(row), terms)
    return found


def site_records(found: Mapping[str, Place], makers: frozenset[str]) -> Records:
    """Sheets Regions and Sites.

    Parameters
    ----------
    makers
        Facilities that make something: the others pass on what they get.

    """
    regions = region_names(found)
    roles = {CUSTOMERS: "market", SUPPLIERS: "supplier"}
    sites = [
        {
            "site": site,
            "region": regions[place.state, place.country],
            "role": roles.get(place.kind, "plant" if site in makers else "warehouse"),
            **place.terms,
        }
        for site, place in found.items()
    ]
    countries = {name: country or NOWHERE for (_, country), name in regions.items()}
    return {
        "Regions": [{"region": name, "country": country} for name, country in countries.items()],
        "Sites": sites,
    }


def region_names(found: Mapping[str, Place]) -> dict[tuple[str, str], str]:
    """Names of regions by state and country; states of several countries are told apart."""
    pairs = dict.fromkeys((place.state, place.country) for place in found.values())
    names: dict[tuple[str, str], str] = {}
    for state, country in pairs:
        twice = sum(other == state for other, _ in pairs) > 1
        names[state, country] = (f"{state}, {country}" if twice and country else state) or country or NOWHERE
    return names


def _spot(row: Row) -> Spot | None:
    latitude, longitude = row.number("Latitude", lowest=-90.0), row.number("Longitude", lowest=-180.0)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None
    return latitude, longitude


def _facility(model: Model, row: Row) -> dict[str, Any]:
    """Status and costs of a facility."""
    may_choose = row.word("FacilityStatus", ("Open", "Closed", "Consider")) == "Consider"
    is_new = row.word("InitialState", ("Existing", "Potential")) == "Potential" and may_choose
    running, opening, closing = (money(row, f"Fixed{what}Cost") for what in ("Operating", "Startup", "Closing"))
    terms: dict[str, Any] = {
        "status": "potential" if is_new else "existing",
        "fixed_cost": model.yearly(running or 0.0),
    }
    if is_new:
        terms["opening_cost"] = opening or 0.0
    else:
        row.leave("FixedStartupCost", "the facility is open from the start")
    if may_choose and not is_new:
        terms["closing_cost"] = closing or 0.0
    else:
        row.leave("FixedClosingCost", "the facility is not there to be closed" if is_new else "it must stay open")
    if row.has("Organization"):
        terms["parent_company"] = row.text("Organization")
    room = model.same_for_all(row, "StorageCapacity", lambda item: model.units.amount(row, "StorageCapacity", item))
    if room is not None:
        terms["storage_capacity"] = room
    return terms


def locks_of_facilities(model: Model, found: Mapping[str, Place]) -> Iterator[dict[str, Any]]:
    """Rows of Locks: facilities that must be open, or closed, in some periods."""
    for row in model.ledger.rows("FacilitiesMultiTimePeriod"):
        status = row.word("FacilityStatus", ("", "Open", "Closed", "Consider"))
        sites = model.names.members(row, "FacilityName", FACILITIES)
        for site in sites if status in {"Open", "Closed"} else ():
            terms = found[site].terms
            if terms["status"] == "existing" and "closing_cost" not in terms:
                row.leave("FacilityStatus", "only a facility under consideration may be open in some periods only")
                continue
            for t in model.horizon.numbers(row, model.names):
                yield lock(model, "open", t, site=site, value=1.0 if status == "Open" else 0.0)
        if status in {"", "Consider"}:
            row.leave_all("it changes nothing that is carried over")


def lock(model: Model, decision: str, t: int, **terms: Any) -> dict[str, Any]:
    """Return a row of Locks for one period."""
    period = model.horizon.names[t]
    return {"decision": decision, "from_period": period, "until": period, "reason": "stated in the model", **terms}
