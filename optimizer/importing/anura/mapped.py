"""Tables and columns of Anura that are carried over, and where each goes; all else is listed as left out.

A column that is not here cannot be asked for, and the table of the README is made from this.
"""

from __future__ import annotations

SELF = "which rows count"
PLACES = {"Region": "Sites.region", "Country": "Regions.country"}
POINT = {"Latitude": "Lead_times.distance", "Longitude": "Lead_times.distance"}
STATUS = {"Status": SELF}


def _measured(**columns: str) -> dict[str, str]:
    """Columns with the unit of measure that stands beside each."""
    return {
        name: target
        for column, target in columns.items()
        for name, target in ((column, target), (f"{column}UOM", target))
    }


def _grouped(*columns: str) -> dict[str, str]:
    return {name: "which rows are limited" for column in columns for name in (column, f"{column}GroupBehavior")}


_SOURCING = {
    **STATUS,
    "ProductName": "Lead_times.item",
    "SourceName": "Lead_times.origin",
    "OptimizationPolicy": "Sourcing_rules",
    "OptimizationPolicyValue": "Sourcing_rules.min_group_share, max_group_share",
    **_measured(UnitCost="Lead_times.freight_cost", MaxSourcingRange="which lanes there are"),
}
_DEMAND = {
    **STATUS,
    "ProductName": "Demand.item",
    "ProductNameGroupBehavior": SELF,
    "PeriodName": "Demand.period",
    "DemandStatus": "Demand: must be served, or may be at shortage_cost",
    **_measured(Quantity="Demand.quantity", UnitPrice="Demand.price", PenaltyCost="Demand.shortage_cost"),
}
_SHIPMENT = _measured(UnitCost="Lead_times.freight_cost", AverageShipmentSize="Lead_times.freight_cost") | {
    "FixedCost": "Lead_times.freight_cost"
}

_TARIFF = {
    **STATUS,
    **dict.fromkeys(("PathOriginProperty", "PathOriginValue"), "Tariffs.origin"),
    **dict.fromkeys(("PathDestinationProperty", "PathDestinationValue"), "Tariffs.destination"),
    "ProductName": "Tariffs.item",
    "DutyRate": "Tariffs.rate",
    **_measured(UnitCost="Tariffs.specific", ProductUnitValueOverride="Tariffs.rate"),
}

MAPPED: dict[str, dict[str, str]] = {
    "ModelSettings": {
        "ModelStartDate": "Periods.start",
        "ModelEndDate": "Periods.weeks",
        "InventoryCarryingCostPercentage": "Settings.holding_rate",
        "CircuityFactor": "Lead_times.distance",
        "AverageSpeed": "Lead_times.lead_time",
        "PrimarySpeedUOM": "Lead_times.lead_time",
        "PrimaryQuantityUOM": "Items.unit",
        **{f"Primary{kind}UOM": "units that are converted" for kind in ("Volume", "Weight", "Time", "Distance")},
    },
    "ModelRunOptions": {**STATUS, "Option": SELF, "Value": "which lanes there are (LaneCreationRule)"},
    "UnitsOfMeasure": {
        "Type": "units that are converted", "Symbol": "units that are converted", "Ratio": "units that are converted",
    },
    "ProductUnitsOfMeasure": {
        "ProductName": SELF, "UOMSymbol": "units that are converted", "Quantity": "units that are converted",
    },
    "Groups": {**STATUS, "GroupName": "every name", "GroupType": "every name", "MemberName": "every name"},
    "Periods": {"PeriodName": "Periods.period", "StartDate": "Periods.start, weeks"},
    "Customers": {
        **STATUS, "CustomerName": "Sites.site", **PLACES, **POINT, "SingleSource": "Sourcing_rules.max_sources",
    },
    "CustomersMultiTimePeriod": {**STATUS, **dict.fromkeys(("PeriodName", "CustomerName", "CustomerStatus"), "Demand")},
    "Facilities": {
        **STATUS,
        "FacilityName": "Sites.site",
        "FacilityStatus": "Sites.status, closing_cost",
        "InitialState": "Sites.status",
        "Organization": "Sites.parent_company",
        **PLACES,
        **POINT,
        "FixedStartupCost": "Sites.opening_cost",
        "FixedOperatingCost": "Sites.fixed_cost",
        "FixedClosingCost": "Sites.closing_cost",
        **_measured(StorageCapacity="Sites.storage_capacity", ThroughputCapacity="Sources.capacity or Capex.capacity"),
    },
    "FacilitiesMultiTimePeriod": {
        **STATUS, "PeriodName": "Locks", "FacilityName": "Locks.site", "FacilityStatus": "Locks.value",
    },
    "Suppliers": {
        **STATUS,
        "SupplierName": "Sites.site",
        **PLACES,
        **POINT,
        **_measured(SupplierCapacity="Sources.capacity or Capex.capacity"),
    },
    "Products": {
        **STATUS,
        "ProductName": "Items.item",
        **_measured(
            UnitValue="Items.value",
            UnitPrice="Demand.price",
            UnitWeight="Items.weight",
            UnitVolume="units that are converted",
            ShelfLife="Inventory.shelf_life",
        ),
    },
    "CustomerDemand": {
        "CustomerName": "Demand.site",
        **_DEMAND,
        "MaximumBackorderPeriods": "Demand.backorder",
        **_measured(PerUnitBackorderCost="Demand.late_cost"),
    },
    "FacilityDemand": {"FacilityName": "Demand.site", **_DEMAND},
    "CustomerFulfillmentPolicies": {"CustomerName": "Lead_times.destination", **_SOURCING},
    "ReplenishmentPolicies": {"FacilityName": "Lead_times.destination", **_SOURCING},
    "ProcurementPolicies": {"FacilityName": "Lead_times.destination", **_SOURCING},
    "ProductionPolicies": {
        **STATUS,
        "FacilityName": "Sources.site",
        "ProductName": "Sources.item",
        "BOMName": "BOM.parent",
        **_measured(UnitCost="Sources.conversion_cost"),
    },
    "ProductionPoliciesMultiTimePeriod": {
        **STATUS, "PeriodName": "Locks", "FacilityName": "Locks.site", "ProductName": "Locks.item",
        "PolicyStatus": "Locks.value",
    },
    "SupplierCapabilities": {
        **STATUS,
        "SupplierName": "Sources.site",
        "ProductName": "Sources.item",
        **_measured(UnitCost="Sources.material_cost", SupplyCapacity="Sources.capacity"),
    },
    "SupplierCapabilitiesMultiTimePeriod": {
        **STATUS, "PeriodName": "Locks", "SupplierName": "Locks.site", "ProductName": "Locks.item",
        "PolicyStatus": "Locks.value",
    },
    "BillsOfMaterials": {
        **STATUS,
        "BOMName": "BOM.parent",
        "ProductName": "BOM.child",
        "ProductType": "BOM",
        **_measured(Quantity="BOM.quantity"),
    },
    "StepCosts": {
        **STATUS,
        "StepCostName": "Price_breaks",
        "StepCostBehavior": "Price_breaks.behaviour",
        **_measured(ThroughputLevel="Price_breaks.from_quantity"),
        "Cost": "Price_breaks.unit_cost",
    },
    "TransportationPolicies": {
        **STATUS,
        "OriginName": "Lead_times.origin",
        "DestinationName": "Lead_times.destination",
        "ProductName": "Lead_times.item",
        "ModeName": "Lead_times.mode",
        **_SHIPMENT,
        "DutyRate": "Tariffs.rate",
        **_measured(
            ProductValueForDutyCost="Tariffs.rate",
            TimeBetweenDeliveries="Lead_times.shipment_interval",
            TransportDistance="Lead_times.distance",
            TransportTime="Lead_times.lead_time",
        ),
    },
    "TransportationModes": {**STATUS, "ModeName": "Lead_times.mode", **_SHIPMENT},
    "TransitMatrix": {
        **STATUS,
        "OriginName": "Lead_times.origin",
        "DestinationName": "Lead_times.destination",
        "IsSymmetric": "Lead_times.distance, lead_time",
        **_measured(TransportDistance="Lead_times.distance", TransportTime="Lead_times.lead_time"),
    },
    "Tariffs": _TARIFF,
    "TariffsMultiTimePeriod": {"PeriodName": "Tariffs.start, end", **_TARIFF},
    "WarehousingPolicies": {
        **STATUS,
        "FacilityName": "Lead_times",
        "ProductName": "Lead_times.item",
        **_measured(InboundHandlingCost="Lead_times.freight_cost", OutboundHandlingCost="Lead_times.freight_cost"),
    },
    "InventoryPolicies": {
        **STATUS,
        "FacilityName": "Inventory.site",
        "ProductName": "Inventory.item",
        "StockingSite": "Inventory.may_hold",
        "CarryingCostPercentage": "Items.holding_rate",
        **_measured(InitialInventory="Inventory.on_hand", UnitStorageCost="Inventory.storage_cost"),
    },
    "FlowConstraints": {
        **STATUS,
        **_grouped("OriginName", "DestinationName", "ProductName", "ModeName", "PeriodName"),
        "ConstraintType": "Lead_times.capacity, Sources.capacity (Max), Locks (Fixed), Lead_times.min_shipment",
        **_measured(ConstraintValue="as ConstraintType says"),
    },
    "ProductionConstraints": {
        **STATUS,
        **_grouped("FacilityName", "ProductName", "PeriodName"),
        "ConstraintType": "Sources.capacity (Max), Locks (Fixed), Sources.min_order_if_used (Conditional Min)",
        **_measured(ConstraintValue="as ConstraintType says"),
    },
    "InventoryConstraints": {
        **STATUS,
        **_grouped("FacilityName", "ProductName", "PeriodName"),
        "ConstraintType": "Sites.storage_capacity (Max), Locks (Fixed)",
        **_measured(ConstraintValue="as ConstraintType says"),
        "ConsideredInventory": SELF,
    },
    "FacilityCountConstraints": {
        **STATUS,
        **_grouped("FacilityName", "PeriodName"),
        "ConstraintType": "Site_rules.min_open, max_open",
        "ConstraintValue": "Site_rules.min_open, max_open",
        "CountingRule": SELF,
    },
}  # fmt: skip
"""Where each column goes, by table."""


MAY_BE_NAMED = {"UnitCost", "InboundHandlingCost", "OutboundHandlingCost", "UnitStorageCost", "PerUnitBackorderCost"}
"""Costs that may name a step cost instead of being a figure."""


def figures(table: str) -> tuple[str, ...]:
    """Columns of a table that hold figures and nothing else: those with a unit beside them.

    >>> figures("SupplierCapabilities")
    ('SupplyCapacity',)
    """
    columns = MAPPED.get(table, {})
    return tuple(column for column in columns if f"{column}UOM" in columns and column not in MAY_BE_NAMED)


def mapping_table() -> str:
    """Return the mapping as a table in Markdown, one line for each table of Anura."""
    lines = ["| Table of Anura | What its columns become |", "|---|---|"]
    for table, columns in MAPPED.items():
        sources: dict[str, list[str]] = {}
        for column, target in columns.items():
            if not (column.endswith("UOM") and column.removesuffix("UOM") in columns) and target != SELF:
                sources.setdefault(target, []).append(column)
        pairs = [f"{', '.join(names)}: {target}" for target, names in sources.items()]
        lines.append(f"| `{table}` | {'; '.join(pairs)} |")
    return "\n".join(lines)
