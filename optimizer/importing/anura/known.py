"""Names of the input tables of Anura 2.8, to tell a table that is left out from one that is no Anura table at all."""

from __future__ import annotations

from optimizer.intake.raw import simplified

INPUT_TABLES = (
    "AdvancedQueueingDetails", "Analytics", "BillsOfMaterials", "BusinessCalendars", "BusinessHours",
    "CapacityExpansions", "CategoricalDistributions", "ChangeoverTimes", "CompartmentConfigurations",
    "CustomSimulationScripts", "CustomerDemand", "CustomerDemandOriginConstraints",
    "CustomerFulfillmentPolicies", "CustomerFulfillmentPoliciesMultiTimePeriod", "CustomerOrderProfiles",
    "CustomerOrders", "CustomerRiskConfigurations", "CustomerTransitConstraints", "Customers",
    "CustomersMultiTimePeriod", "DetailedRoadNetworks", "Facilities", "FacilitiesMultiTimePeriod",
    "FacilityCountConstraints", "FacilityDemand", "FacilityRiskConfigurations", "FixedRoutes",
    "FixedRoutesDefinitions", "FlowConstraints", "FlowCountConstraints", "GeographicRiskConfigurations",
    "GreenfieldServiceBands", "GreenfieldSettings", "Groups", "Histograms", "IncrementalChangeConstraints",
    "InputFactors", "InventoryConstraints", "InventoryCountConstraints", "InventoryPolicies",
    "InventoryPoliciesAdvanced", "InventoryPoliciesMultiTimePeriod", "InventorySettings", "InventoryTurns",
    "LoadBalancingDemand", "LoadBalancingSchedules", "Lookups", "Maps", "ModelInfo", "ModelRunOptions",
    "ModelSettings", "NetworkRiskConfigurations", "OrderFulfillmentPolicies", "OrderProfileProductAffinity",
    "OrderProfileProductSelection", "OrderedProductSubstitution", "Organizations", "OutputFactors", "Periods",
    "Processes", "ProcessesMultiTimePeriod", "ProcurementOrderProfiles", "ProcurementOrders",
    "ProcurementPolicies", "ProcurementPoliciesMultiTimePeriod", "ProductUnitsOfMeasure",
    "ProductionConstraints", "ProductionCountConstraints", "ProductionOrderProfiles", "ProductionOrders",
    "ProductionPolicies", "ProductionPoliciesMultiTimePeriod", "ProductionQueueDetails",
    "ProductionWheelDetails", "ProductionWheelGroupDetails", "Products", "ProductsMultiTimePeriod",
    "RelationshipConstraints", "ReplenishmentOrderProfiles", "ReplenishmentOrders", "ReplenishmentPolicies",
    "ReplenishmentPoliciesMultiTimePeriod", "ReturnPolicies", "ReturnPoliciesMultiTimePeriod", "ReturnRatios",
    "ReviewSchedules", "RiskBandDefinitions", "RiskRatingConfigurations", "RiskSummaryConfigurations",
    "SKULevelOutputMapping", "ScenarioItemAssignments", "ScenarioItems", "ScenarioRuleItemAssignments",
    "ScenarioRules", "Scenarios", "SelectiveTransactionReporting", "SequentialObjectives", "Shipments",
    "StepCosts", "SupplierCapabilities", "SupplierCapabilitiesMultiTimePeriod", "SupplierRiskConfigurations",
    "Suppliers", "SuppliersMultiTimePeriod", "TableFilters", "Tariffs", "TariffsMultiTimePeriod",
    "TemplateRoutes", "TemplateTerritories", "TerritoryPlanningSettings", "TransitMatrix",
    "TransportationAssetConstraints", "TransportationAssets", "TransportationAssetsMultiTimePeriod",
    "TransportationBandCosting", "TransportationDriverRates", "TransportationDrivers",
    "TransportationLaneModeQueueDetails", "TransportationLaneQueueDetails", "TransportationModes",
    "TransportationModesMultiTimePeriod", "TransportationPolicies", "TransportationPoliciesMultiTimePeriod",
    "TransportationRates", "TransportationRoutePlanners", "TransportationStopRates",
    "TransportationUserDefinedActivities", "TransportationUserDefinedDetours",
    "TransportationUserDefinedResets", "TransportationUserDefinedVariables", "UnitsOfMeasure",
    "UserDefinedConstraints", "UserDefinedCosts", "UserDefinedForecasts", "UserDefinedForecastsData",
    "UserDefinedVariables", "UtilityCurves", "UtilizationRiskConfigurations", "WarehousingPolicies",
    "WarehousingPoliciesMultiTimePeriod", "WorkCenterCountConstraints", "WorkCenterQueueDetails", "WorkCenters",
    "WorkCentersMultiTimePeriod", "WorkResources", "WorkResourcesMultiTimePeriod",
)  # fmt: skip
"""As Anura spells them."""
OUTPUTS = ("Optimization", "Simulation", "Transportation", "Inventory", "CostToServe", "Greenfield")
"""How the names of tables with results begin."""

SHORT = {
    "TransportationLaneModeQueueDetails": "TransportationLaneModeQDeets",
    "TransportationUserDefinedActivities": "TransportationUserDefActivities",
    "TransportationUserDefinedDetours": "TransportationUserDefDetours",
    "TransportationUserDefinedResets": "TransportationUserDefResets",
    "TransportationUserDefinedVariables": "TransportationUDV",
}
"""Names of worksheets, which are short of letters; those of tables by period end in MTP."""
LETTERS = 31
"""Most letters of the name of a worksheet."""

_SPELLING = {
    simplified(spelling): name
    for name in INPUT_TABLES
    for spelling in (name[:LETTERS], SHORT.get(name, name), name.replace("MultiTimePeriod", "MTP"), name)
}


def spelled(title: str) -> str:
    """Name of a table as Anura spells it; "" if it has no input table of that name.

    >>> spelled("customer_demand"), spelled("public.facilities"), spelled("SuppliersMTP"), spelled("My pivot")
    ('CustomerDemand', 'Facilities', 'SuppliersMultiTimePeriod', '')
    """
    return _SPELLING.get(simplified(title)) or _SPELLING.get(simplified(title.rpartition(".")[2]), "")


def is_output(title: str) -> bool:
    """Whether the name is that of a table with results.

    >>> is_output("optimizationflowsummary"), is_output("Facilities")
    (True, False)
    """
    return not spelled(title) and simplified(title).startswith(tuple(name.casefold() for name in OUTPUTS))
