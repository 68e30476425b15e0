"""Makers and suppliers that are not used in some periods: from the tables of policies by period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.importing.anura.names import FACILITIES, PRODUCTS, SUPPLIERS
from optimizer.importing.anura.places import lock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from optimizer.importing.anura.model import ItemSite, Model

TABLES = {
    "ProductionPoliciesMultiTimePeriod": ("FacilityName", FACILITIES),
    "SupplierCapabilitiesMultiTimePeriod": ("SupplierName", SUPPLIERS),
}
"""Column and kind of the sites, by table."""


def policy_locks(model: Model, sources: AbstractSet[ItemSite]) -> Iterator[dict[str, Any]]:
    """Rows of Locks for what is not made in some periods."""
    for table, (column, kind) in TABLES.items():
        for row in model.ledger.rows(table):
            sites, products = model.names.members(row, column, kind), model.names.members(row, "ProductName", PRODUCTS)
            if row.word("PolicyStatus", ("Include", "Exclude")) == "Include":
                row.leave_all("what changes from period to period, but for PolicyStatus Exclude, has no counterpart")
                continue
            stopped = [(product, site) for product in products for site in sites if (product, site) in sources]
            for product, site in stopped:
                for t in model.horizon.numbers(row, model.names):
                    yield lock(model, "make", t, item=product, site=site, value=0.0)
            if not stopped:
                row.leave_all("there is no such source")
