"""A model of Cosmic Frog that fills every column that is carried over, and for each a change that must tell."""

from __future__ import annotations

from typing import Any

from frog import Tables, table

Change = tuple[int, Any]
"""Position of a row, and what its cell becomes."""


def rich() -> Tables:
    """Two half-years; suppliers of frames and wheels, two plants, two depots, two customers in two countries."""
    return {**_masters(), **_sites(), **_demand(), **_supply(), **_making(), **_transport(), **_constraints()}


def _masters() -> Tables:
    settings = (
        "ModelStartDate ModelEndDate InventoryCarryingCostPercentage CircuityFactor AverageSpeed PrimarySpeedUOM "
        "PrimaryQuantityUOM PrimaryVolumeUOM PrimaryWeightUOM PrimaryTimeUOM PrimaryDistanceUOM"
    )
    return {
        "ModelSettings": table(
            settings, ("2027-01-01", "2027-12-30", 12, 20, 50, "MPH", "EA", "CFT", "LB", "DAY", "MI")
        ),
        "ModelRunOptions": table("Option Status Value", ("LaneCreationRule", "Include", "Union")),
        "UnitsOfMeasure": table(
            "Type Symbol Ratio",
            ("Quantity", "EA", 1), ("Quantity", "DZ", 12), ("Weight", "LB", 1), ("Weight", "STONE", 14),
        ),
        "ProductUnitsOfMeasure": table("ProductName UOMSymbol Quantity", ("Wheel", "PALLET", 40), ("Bike", "PALLET", 10)),
        "Groups": table(
            "GroupName GroupType MemberName Status",
            ("Makers", "Facilities", "Plant", "Include"),
            ("Makers", "Facilities", "Mill", "Include"),
            ("Shops", "Customers", "North", "Include"),
            ("Shops", "Customers", "South", "Include"),
        ),
        "Periods": table("PeriodName StartDate", ("H1", "2027-01-01"), ("H2", "2027-07-02")),
    }  # fmt: skip


def _sites() -> Tables:
    facility = (
        "FacilityName Status FacilityStatus InitialState Organization Region Country Latitude Longitude "
        "FixedStartupCost FixedOperatingCost FixedClosingCost StorageCapacity StorageCapacityUOM "
        "ThroughputCapacity ThroughputCapacityUOM"
    )
    product = (
        "ProductName Status UnitValue UnitValueUOM UnitPrice UnitPriceUOM UnitWeight UnitWeightUOM "
        "UnitVolume UnitVolumeUOM ShelfLife ShelfLifeUOM"
    )
    return {
        "Customers": table(
            "CustomerName Status Region Country Latitude Longitude SingleSource",
            ("North", "Include", "Ontario", "Canada", 43.7, -79.4, False),
            ("South", "Include", "Texas", "USA", 29.8, -95.4, False),
            ("Corner", "Include", "Ohio", "USA", 40.0, -83.0, True),
        ),
        "CustomersMultiTimePeriod": table(
            "PeriodName CustomerName Status CustomerStatus", ("H2", "Corner", "Include", "Exclude")
        ),
        "Facilities": table(
            facility,
            ("Plant", "Include", "Open", "Existing", "We", "Ohio", "USA", 41, -82, None, 1000, None, 300, "EA", 7000, "EA"),
            ("Mill", "Include", "Consider", "Existing", "We", "Puebla", "Mexico", 19, -98, None, 900, 70, None, None, None, None),
            ("Depot", "Include", "Consider", "Potential", "They", "Ohio", "USA", 40, -83, 400, 300, None, None, None, 7000, "EA"),
            ("Yard", "Include", "Open", "Existing", "They", "Texas", "USA", 30, -95, None, 200, None, None, None, None, None),
        ),
        "FacilitiesMultiTimePeriod": table(
            "PeriodName FacilityName Status FacilityStatus", ("H1", "Mill", "Include", "Open")
        ),
        "Suppliers": table(
            "SupplierName Status Region Country Latitude Longitude SupplierCapacity SupplierCapacityUOM",
            ("Steel", "Include", "Ohio", "USA", 41.5, -81.7, 90000, "EA"),
            ("Rubber", "Include", "Selangor", "Malaysia", 3, 101, None, None),
        ),
        "Products": table(
            product,
            ("Bike", "Include", 400, "EA", 600, "EA", 20, "KG", 9, "CFT", 90, "DAY"),
            ("Frame", "Include", 80, "EA", None, None, 5, "KG", 4, None, None, None),
            ("Wheel", "Include", 10, "EA", None, None, 0.3, "STONE", 2, "CFT", None, None),
        ),
    }  # fmt: skip


def _demand() -> Tables:
    customer = (
        "CustomerName ProductName ProductNameGroupBehavior PeriodName Quantity QuantityUOM Status DemandStatus UnitPrice "
        "UnitPriceUOM PenaltyCost PenaltyCostUOM MaximumBackorderPeriods PerUnitBackorderCost PerUnitBackorderCostUOM"
    )
    facility = (
        "FacilityName ProductName ProductNameGroupBehavior PeriodName Quantity QuantityUOM Status DemandStatus UnitPrice "
        "UnitPriceUOM PenaltyCost PenaltyCostUOM"
    )
    return {
        "CustomerDemand": table(
            customer,
            ("North", "Bike", "Enumerate", "H1", 520, "EA", "Include", "Consider", 700, "EA", 50, "EA", 1, 13, "EA"),
            ("Shops", "Bike", "Enumerate", "H2", 780, "EA", "Include", "Consider", None, None, 60, "EA", None, None, None),
            ("Corner", "Bike", "Enumerate", "ALL", 52, "EA", "Include", "Include", None, None, None, None, None, None, None),
        ),
        "FacilityDemand": table(
            facility, ("Yard", "Bike", "Enumerate", "H1", 26, "EA", "Include", "Consider", 650, "EA", 40, "EA")
        ),
    }  # fmt: skip


def _supply() -> Tables:
    sourcing = (
        "ProductName SourceName OptimizationPolicy OptimizationPolicyValue Status UnitCost UnitCostUOM "
        "MaxSourcingRange MaxSourcingRangeUOM"
    )
    return {
        "CustomerFulfillmentPolicies": table(
            f"CustomerName {sourcing}",
            ("North", "Bike", "Depot", "To Optimize", None, "Include", 0.5, "EA", 1000, "MI"),
            ("North", "Bike", "Yard", "To Optimize", None, "Include", 0.6, "EA", 1000, "MI"),
            ("Corner", "Bike", "Plant", "By Ratio (Auto Scale)", 100, "Include", 0.7, "EA", 1000, "MI"),
            ("Corner", "Bike", "Mill", "By Ratio (Auto Scale)", 0, "Include", 0.8, "EA", 3000, "MI"),
        ),
        "ReplenishmentPolicies": table(
            f"FacilityName {sourcing}",
            ("Plant", "Wheel", "Mill", "By Ratio (No Scale)", 40, "Include", 0.1, "EA", 2500, "MI"),
            ("Depot", "Bike", "Plant", "To Optimize", None, "Include", 0.1, "EA", 2000, "MI"),
            ("Depot", "Bike", "Mill", "To Optimize", None, "Include", 0.1, "EA", 5000, "MI"),
        ),
        "ProcurementPolicies": table(
            f"FacilityName {sourcing}",
            ("Makers", "Wheel", "Rubber", "To Optimize", None, "Include", 0.2, "EA", 20000, "MI"),
            ("Makers", "Frame", "Steel", "By Ratio (Auto Scale)", 50, "Include", 0.3, "EA", 3000, "MI"),
            ("Makers", "Frame", "Rubber", "By Ratio (Auto Scale)", 50, "Include", 0.3, "EA", 20000, "MI"),
        ),
    }  # fmt: skip


def _making() -> Tables:
    return {
        "ProductionPolicies": table(
            "FacilityName ProductName Status BOMName UnitCost UnitCostUOM",
            ("Plant", "Bike", "Include", "bicycle", 60, "EA"), ("Mill", "Bike", "Include", "bicycle", 45, "EA"),
            ("Mill", "Wheel", "Include", None, 4, "EA"),
        ),
        "ProductionPoliciesMultiTimePeriod": table(
            "PeriodName FacilityName ProductName Status PolicyStatus", ("H2", "Mill", "Bike", "Include", "Exclude")
        ),
        "SupplierCapabilities": table(
            "SupplierName ProductName Status UnitCost UnitCostUOM SupplyCapacity SupplyCapacityUOM",
            ("Rubber", "Wheel", "Include", 5, "EA", 1500, "PALLET"),
            ("Steel", "Frame", "Include", "steel price", None, None, None),
            ("Rubber", "Frame", "Include", 44, "EA", None, None),
            ("Steel", "Wheel", "Include", 9, "EA", None, None),
        ),
        "SupplierCapabilitiesMultiTimePeriod": table(
            "PeriodName SupplierName ProductName Status PolicyStatus", ("H1", "Steel", "Wheel", "Include", "Exclude")
        ),
        "StepCosts": table(
            "StepCostName StepCostBehavior ThroughputLevel ThroughputLevelUOM Cost Status",
            ("steel price", "All Item", 0, "EA", 40, "Include"), ("steel price", "All Item", 1300, "EA", 38, "Include"),
        ),
        "BillsOfMaterials": table(
            "BOMName ProductName ProductType Quantity QuantityUOM Status",
            ("bicycle", "Bike", "End Product", 1, "EA", "Include"),
            ("bicycle", "Frame", "Component", 1, "EA", "Include"),
            ("bicycle", "Wheel", "Component", 2, "EA", "Include"),
        ),
        "InventoryPolicies": table(
            "FacilityName ProductName Status StockingSite CarryingCostPercentage InitialInventory InitialInventoryUOM "
            "UnitStorageCost UnitStorageCostUOM",
            ("Plant", "Bike", "Include", True, 15, 60, "EA", 2.6, "EA"), ("Yard", "Bike", "Include", True, 15, None, None, 3, "EA"),
        ),
    }  # fmt: skip


def _transport() -> Tables:
    policy = (
        "OriginName DestinationName ProductName ModeName Status UnitCost UnitCostUOM FixedCost AverageShipmentSize "
        "AverageShipmentSizeUOM DutyRate ProductValueForDutyCost ProductValueForDutyCostUOM TimeBetweenDeliveries "
        "TimeBetweenDeliveriesUOM TransportDistance TransportDistanceUOM TransportTime TransportTimeUOM"
    )
    blank = (None,) * 12
    return {
        "TransportationPolicies": table(
            policy,
            ("Plant", "Depot", "Bike", "Truck", "Include", 3, "EA", 100, 50, "EA", 2, 300, "EA", 7, "DAY", 100, "MI", 1, "DAY"),
            ("Mill", "Depot", "Bike", "Rail", "Include", 5, "EA", 100, 50, "EA", 2, 300, "EA", 7, "DAY", 2000, "MI", 9, "DAY"),
            ("Makers", "Yard", "Bike", "Truck", "Include", None, None, *blank),
            ("Depot", "Shops", "Bike", "Truck", "Include", 0.01, "EA-MI", *blank),
            ("Yard", "Shops", "Bike", "Truck", "Include", None, None, *blank),
            ("Mill", "Yard", "Bike", "Rail", "Include", 4, "EA", *blank),
            ("Steel", "Makers", "Frame", None, "Include", 2, "CFT", *blank[:-4], 300, None, 2, None),
        ),
        "TransportationModes": table(
            "ModeName Status UnitCost UnitCostUOM FixedCost AverageShipmentSize AverageShipmentSizeUOM",
            ("Truck", "Include", 6, "EA", 20, 40, "EA"), ("Rail", "Include", 2, "EA", 90, 400, "EA"),
        ),
        "TransitMatrix": table(
            "OriginName DestinationName TransportDistance TransportDistanceUOM TransportTime TransportTimeUOM "
            "IsSymmetric Status",
            ("Yard", "South", 50, "MI", 1, "DAY", True, "Include"), ("South", "Depot", 1200, "MI", 3, "DAY", True, "Include"),
        ),
        "Tariffs": table(
            "PathOriginProperty PathOriginValue PathDestinationProperty PathDestinationValue ProductName DutyRate "
            "UnitCost UnitCostUOM ProductUnitValueOverride ProductUnitValueOverrideUOM Status",
            ("Country", "Malaysia", "Country", "USA", "Wheel", 4, 0.1, "EA", 12, "EA", "Include"),
        ),
        "TariffsMultiTimePeriod": table(
            "PeriodName PathOriginProperty PathOriginValue PathDestinationProperty PathDestinationValue ProductName "
            "DutyRate UnitCost UnitCostUOM ProductUnitValueOverride ProductUnitValueOverrideUOM Status",
            ("H2", "Country", "Malaysia", "Country", "USA", "Wheel", 6, 0.2, "EA", 12, "EA", "Include"),
        ),
        "WarehousingPolicies": table(
            "FacilityName ProductName Status InboundHandlingCost InboundHandlingCostUOM OutboundHandlingCost "
            "OutboundHandlingCostUOM",
            ("Depot", "Bike", "Include", 1, "EA", 1.5, "EA"),
        ),
    }  # fmt: skip


def _constraints() -> Tables:
    flow = (
        "OriginName OriginNameGroupBehavior DestinationName DestinationNameGroupBehavior ProductName "
        "ProductNameGroupBehavior ModeName ModeNameGroupBehavior PeriodName PeriodNameGroupBehavior ConstraintType "
        "ConstraintValue ConstraintValueUOM Status"
    )
    making = (
        "FacilityName FacilityNameGroupBehavior ProductName ProductNameGroupBehavior PeriodName "
        "PeriodNameGroupBehavior ConstraintType ConstraintValue ConstraintValueUOM Status"
    )
    each = "Enumerate"
    return {
        "FlowConstraints": table(
            flow,
            ("Makers", each, "Yard", each, "Bike", each, "ALL", each, "ALL", each, "Max", 2600, "EA", "Include"),
            ("Depot", each, "Shops", each, "ALL", each, "ALL", each, "ALL", each, "Conditional Min", 26, "EA", "Include"),
        ),
        "ProductionConstraints": table(
            making,
            ("Makers", each, "ALL", each, "ALL", each, "Max", 7800, "EA", "Include"),
            ("Plant", each, "Bike", each, "ALL", each, "Conditional Min", 130, "EA", "Include"),
        ),
        "InventoryConstraints": table(
            f"{making} ConsideredInventory",
            ("Makers", each, "ALL", "Aggregate", "ALL", each, "Max", 400, "EA", "Include", "Prebuild Only"),
            ("Plant", each, "Bike", each, "H1", each, "Fixed", 30, "EA", "Include", "Prebuild Only"),
        ),
        "FacilityCountConstraints": table(
            "FacilityName FacilityNameGroupBehavior PeriodName PeriodNameGroupBehavior ConstraintType ConstraintValue "
            "CountingRule Status",
            ("Makers", "Aggregate", "ALL", each, "Min", 1, "Facilities", "Include"),
        ),
    }  # fmt: skip
