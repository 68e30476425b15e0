"""What tables of Cosmic Frog mean in a plan."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from frog import Tables, plain, table, taken_in
from optimizer import check, run

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.importing import Imported

HALVES = {
    "ModelSettings": table("ModelEndDate", ("2027-12-30",)),
    "Periods": table("PeriodName StartDate", ("H1", "2027-01-01"), ("H2", "2027-07-02")),
}


def _with(**tables: list[dict[str, Any]]) -> Tables:
    return plain() | tables


def _told(found: Imported) -> str:
    return " ".join(f"{note.sheet}: {note.found}" for note in found.notes)


def _two_plants(**tables: list[dict[str, Any]]) -> Tables:
    """Two plants that make bikes for 30 and 40, each with a lane of 2 to the shop."""
    base = _with(
        Facilities=table("FacilityName", ("Plant",), ("Mill",)),
        ProductionPolicies=table("FacilityName ProductName UnitCost", ("Plant", "Bike", 30), ("Mill", "Bike", 40)),
        TransportationPolicies=table("OriginName DestinationName UnitCost", ("Plant", "Shop", 2), ("Mill", "Shop", 2)),
    )
    return base | tables


def test_groups_may_hold_groups_and_excluded_members_do_not_count(tmp_path: Path) -> None:
    found = taken_in(
        tmp_path,
        _with(
            Customers=table("CustomerName Status", ("Shop", "Include"), ("Stall", "Include"), ("Gone", "Exclude")),
            Groups=table(
                "GroupName GroupType MemberName Status",
                ("Town", "Customers", "Shop", None), ("All of them", "Customers", "Town", None),
                ("All of them", "Customers", "Stall", None), ("All of them", "Customers", "Gone", None),
            ),
            CustomerDemand=table("CustomerName ProductName Quantity", ("all of THEM", "bike", 52)),
            TransportationPolicies=table("OriginName DestinationName UnitCost", ("Plant", "ALL", 2)),
        ),
    )  # fmt: skip
    assert [row["site"] for row in found.records["Demand"]] == ["Shop", "Stall"]
    assert "Gone" not in [row["site"] for row in found.records["Sites"]]


def test_a_row_that_names_only_what_is_excluded_is_told_as_excluded(tmp_path: Path) -> None:
    tables = _with(
        Facilities=table("FacilityName FacilityStatus", ("Plant", None), ("Ruin", "Closed")),
        TransportationPolicies=table("OriginName DestinationName UnitCost", ("Plant", "Shop", 2), ("Ruin", "Shop", 1)),
    )
    found = taken_in(tmp_path, tables)
    assert len(found.records["Lead_times"]) == 1
    assert "row 3 left out, as the model itself excludes it" in _told(found)


def test_sites_of_different_kinds_with_one_name_are_told_apart(tmp_path: Path) -> None:
    tables = _with(
        Customers=table("CustomerName", ("Plant",)),
        CustomerDemand=table("CustomerName ProductName Quantity", ("Plant", "Bike", 52)),
        TransportationPolicies=table("OriginName DestinationName UnitCost", ("Plant", "Plant", 2)),
    )
    found = taken_in(tmp_path, tables)
    assert found.records["Lead_times"][0]["destination"] == "Plant (customer)"


@pytest.mark.parametrize(
    ("rule", "lanes"),
    [
        ("Transportation Policy Lanes Only", {"Plant"}), ("Sourcing Policy Lanes Only", {"Mill"}),
        ("Intersection", set()), ("Union", {"Plant", "Mill"}), (None, {"Plant"}),
    ],
)  # fmt: skip
def test_the_model_says_which_tables_make_lanes(tmp_path: Path, rule: str | None, lanes: set[str]) -> None:
    tables = _two_plants(
        ModelRunOptions=table("Option Value", ("LaneCreationRule", rule), ("MIPGap", "0.1")),
        TransportationPolicies=table("OriginName DestinationName UnitCost", ("Plant", "Shop", 2)),
        CustomerFulfillmentPolicies=table("CustomerName ProductName SourceName", ("Shop", "Bike", "Mill")),
    )
    tables["ModelRunOptions"] = [row for row in tables["ModelRunOptions"] if row["Value"]]
    if rule is None:
        del tables["ModelRunOptions"]
    found = taken_in(tmp_path, tables)
    assert {row["origin"] for row in found.records.get("Lead_times", [])} == lanes
    assert ("no LaneCreationRule" in _told(found)) == (rule is None)


def test_a_specific_policy_stands_before_one_of_a_group(tmp_path: Path) -> None:
    rows = table("OriginName DestinationName UnitCost", ("Plant", "ALL", 9), ("Plant", "Shop", 2))
    found = taken_in(
        tmp_path, _with(Customers=table("CustomerName", ("Shop",), ("Stall",)), TransportationPolicies=rows)
    )
    assert [row["freight_cost"] for row in found.records["Lead_times"]] == [2.0]


def test_ratios_become_shares_of_sources(tmp_path: Path) -> None:
    policies = table(
        "CustomerName ProductName SourceName OptimizationPolicy OptimizationPolicyValue",
        ("Shop", "Bike", "Plant", "By Ratio (Auto Scale)", 30), ("Shop", "Bike", "Mill", "By Ratio (Auto Scale)", 30),
    )  # fmt: skip
    found = taken_in(tmp_path, _two_plants(CustomerFulfillmentPolicies=policies))
    assert math.isclose(run(found.records).cost, 2600 * 32 + 2600 * 42, rel_tol=1e-6)


def test_ratios_without_scaling_leave_the_rest_open(tmp_path: Path) -> None:
    policies = table(
        "CustomerName ProductName SourceName OptimizationPolicy OptimizationPolicyValue",
        ("Shop", "Bike", "Mill", "By Ratio (No Scale)", 25),
    )
    found = taken_in(tmp_path, _two_plants(CustomerFulfillmentPolicies=policies))
    assert math.isclose(run(found.records).cost, 3900 * 32 + 1300 * 42, rel_tol=1e-6)


def test_a_single_source_through_a_warehouse_is_left_out_and_said(tmp_path: Path) -> None:
    tables = _two_plants(
        CustomerFulfillmentPolicies=table(
            "CustomerName ProductName SourceName OptimizationPolicy", ("Shop", "Bike", "Depot", "Single Source")
        ),
    )
    tables["Facilities"] += table("FacilityName", ("Depot",))
    tables["TransportationPolicies"] = table(
        "OriginName DestinationName UnitCost", ("Plant", "Depot", 1), ("Mill", "Depot", 1), ("Depot", "Shop", 1)
    )
    found = taken_in(tmp_path, tables)
    assert "Sourcing_rules" not in found.records
    assert "optimizationpolicy: every value is left out: shares are measured where goods" in _told(found)


def test_sources_that_are_too_far_are_left_but_for_the_nearest(tmp_path: Path) -> None:
    tables = _two_plants(
        CustomerFulfillmentPolicies=table(
            "CustomerName ProductName SourceName MaxSourcingRange MaxSourcingRangeUOM",
            ("Shop", "Bike", "Plant", 50, "KM"), ("Shop", "Bike", "Mill", 50, "KM"),
        ),
        TransitMatrix=table(
            "OriginName DestinationName TransportDistance TransportDistanceUOM", ("Plant", "Shop", 90, "KM"), ("Mill", "Shop", 80, "KM")
        ),
    )  # fmt: skip
    found = taken_in(tmp_path, tables)
    assert [row["origin"] for row in found.records["Lead_times"]] == ["Mill"]


def test_demand_that_may_be_lost_is_lost_where_it_is_not_worth_serving(tmp_path: Path) -> None:
    demand = table(
        "CustomerName ProductName Quantity DemandStatus UnitPrice PenaltyCost",
        ("Shop", "Bike", 5200, "Consider", 20, 5),
    )
    assert math.isclose(run(taken_in(tmp_path, _with(CustomerDemand=demand)).records).cost, 5200 * 25, rel_tol=1e-6)


def test_demand_that_must_be_served_leaves_its_price_out(tmp_path: Path) -> None:
    demand = table("CustomerName ProductName Quantity UnitPrice PenaltyCost", ("Shop", "Bike", 5200, 20, 5))
    found = taken_in(tmp_path, _with(CustomerDemand=demand))
    assert "price" not in found.records["Demand"][0]
    assert "unitprice, penaltycost: every value is left out: demand that must be served" in _told(found)


def test_demand_of_the_whole_horizon_is_spread_and_that_is_said(tmp_path: Path) -> None:
    found = taken_in(tmp_path, _with(**HALVES))
    assert [row["quantity"] for row in found.records["Demand"]] == [100.0, 100.0]
    assert "spread over it evenly" in _told(found)


def test_a_product_with_two_bills_of_materials_keeps_that_of_most_facilities(tmp_path: Path) -> None:
    tables = _two_plants(
        Products=table("ProductName", ("Bike",), ("Frame",), ("Kit",)),
        Suppliers=table("SupplierName", ("Steel",)),
        SupplierCapabilities=table("SupplierName ProductName UnitCost", ("Steel", "Frame", 7), ("Steel", "Kit", 7)),
        BillsOfMaterials=table("BOMName ProductName Quantity", ("a", "Frame", 1), ("b", "Kit", 1), ("c", "Kit", 5)),
    )
    tables["Facilities"] += table("FacilityName", ("Shed",))
    tables["ProductionPolicies"] = table(
        "FacilityName ProductName UnitCost BOMName",
        ("Plant", "Bike", 30, "a"),
        ("Mill", "Bike", 40, "a"),
        ("Shed", "Bike", 20, "b"),
    )
    tables["TransportationPolicies"] += table(
        "OriginName DestinationName UnitCost", ("Shed", "Shop", 1), ("Steel", "ALL", 1)
    )
    found = taken_in(tmp_path, tables)
    assert [row["site"] for row in found.records["Sources"] if row["item"] == "Bike"] == ["Plant", "Mill"]
    assert "Bike has another bill of materials elsewhere" in _told(found)
    assert "no production policy uses this bill of materials" in _told(found)


def test_a_facility_that_may_close_closes_where_that_is_cheaper(tmp_path: Path) -> None:
    tables = _two_plants(
        Facilities=table(
            "FacilityName FacilityStatus InitialState FixedOperatingCost FixedClosingCost",
            ("Plant", "Open", "Existing", 10, None), ("Mill", "Consider", "Existing", 500, 120),
        )
    )  # fmt: skip
    assert math.isclose(run(taken_in(tmp_path, tables).records).cost, 5200 * 32 + 10 + 120, rel_tol=1e-6)


def test_facilities_are_counted_where_they_are_all_those_of_a_role(tmp_path: Path) -> None:
    facilities = table(
        "FacilityName FacilityStatus FixedOperatingCost", ("Plant", "Consider", 100), ("Mill", "Consider", 100)
    )
    count = table(
        "FacilityName PeriodName ConstraintType ConstraintValue CountingRule", ("ALL", "ALL", "Min", 2, "Facilities")
    )
    found = taken_in(tmp_path, _two_plants(Facilities=facilities, FacilityCountConstraints=count))
    assert math.isclose(run(found.records).cost, 5200 * 32 + 200, rel_tol=1e-6)
    other = taken_in(
        tmp_path, _two_plants(Facilities=facilities, FacilityCountConstraints=[count[0] | {"FacilityName": "Mill"}])
    )
    assert "not all those of one role" in _told(other)


def test_a_limit_on_what_leaves_a_site_is_its_capacity(tmp_path: Path) -> None:
    limit = table(
        "OriginName DestinationName ProductName ConstraintType ConstraintValue", ("Plant", "ALL", "Bike", "Max", 2000)
    )
    tables = _two_plants(Customers=table("CustomerName", ("Shop",), ("Stall",)), FlowConstraints=limit)
    assert math.isclose(run(taken_in(tmp_path, tables).records).cost, 2000 * 32 + 3200 * 42, rel_tol=1e-6)


def test_a_flow_that_is_fixed_is_locked(tmp_path: Path) -> None:
    limit = table(
        "OriginName DestinationName ProductName ConstraintType ConstraintValue", ("Mill", "Shop", "Bike", "Fixed", 520)
    )
    assert math.isclose(
        run(taken_in(tmp_path, _two_plants(FlowConstraints=limit)).records).cost, 4680 * 32 + 520 * 42, rel_tol=1e-6
    )


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"ConstraintType": "Min"}, "a limit of the kind Min has no counterpart"),
        ({"ConstraintValueUOM": "CO2"}, "limits in CO2 have no counterpart"),
        ({"OriginName": "ALL"}, "it limits a sum over several origins or products"),
        ({"PeriodName": "H1"}, "it holds in some periods only"),
        ({"PeriodName": "ALL"}, "it limits the sum over several periods"),
        ({"ProductName": "Frame"}, "there is no such lane"),
    ],
)
def test_limits_without_a_counterpart_are_left_out_and_said(tmp_path: Path, row: dict[str, Any], reason: str) -> None:
    limit = {
        "OriginName": "Plant",
        "DestinationName": "Shop",
        "ProductName": "Bike",
        "ConstraintType": "Max",
        "ConstraintValue": 9,
    }
    limit |= {"PeriodName": "ALL", "PeriodNameGroupBehavior": "Enumerate"} | row
    if row == {"PeriodName": "ALL"}:
        limit["PeriodNameGroupBehavior"] = "Aggregate"
    tables = _two_plants(**HALVES, FlowConstraints=[limit], Products=table("ProductName", ("Bike",), ("Frame",)))
    assert reason in _told(taken_in(tmp_path, tables))


def test_duty_by_country_is_paid_at_the_border(tmp_path: Path) -> None:
    tables = _with(
        Facilities=table("FacilityName Country", ("Plant", "Mexico")),
        Customers=table("CustomerName Country", ("Shop", "USA")),
        Tariffs=table(
            "PathOriginValue PathDestinationValue ProductName DutyRate UnitCost", ("Mexico", "USA", "Bike", 10, 0.5)
        ),
    )
    assert math.isclose(run(taken_in(tmp_path, tables).records).cost, 5200 * (32 + 10 + 0.5), rel_tol=1e-6)


def test_duty_by_period_takes_the_place_of_the_one_that_holds_otherwise(tmp_path: Path) -> None:
    border = "PathOriginValue PathDestinationValue ProductName DutyRate"
    tables = _with(
        **HALVES,
        Facilities=table("FacilityName Country", ("Plant", "Mexico")),
        Customers=table("CustomerName Country", ("Shop", "USA")),
        Tariffs=table(f"{border} UnitCost", ("Mexico", "USA", "Bike", 10, 1)),
        TariffsMultiTimePeriod=table(f"PeriodName {border}", ("H2", "Mexico", "USA", "Bike", 25)),
    )
    assert math.isclose(run(taken_in(tmp_path, tables).records).cost, 2600 * (33 + 10) + 2600 * (33 + 25), rel_tol=1e-6)


@pytest.mark.parametrize("country", ["Mexico", "USA"])
def test_duty_of_a_lane_is_paid_wherever_it_leads(tmp_path: Path, country: str) -> None:
    tables = _with(
        Facilities=table("FacilityName Country", ("Plant", country)),
        Customers=table("CustomerName Country", ("Shop", "USA")),
        TransportationPolicies=table(
            "OriginName DestinationName UnitCost DutyRate ProductValueForDutyCost", ("Plant", "Shop", 2, 10, 50)
        ),
    )
    found = taken_in(tmp_path, tables).records
    assert math.isclose(run(found).cost, 5200 * (32 + 5), rel_tol=1e-6)
    assert ("Tariffs" in found) == (country == "Mexico")


def test_stock_is_built_before_demand_that_is_above_capacity(tmp_path: Path) -> None:
    tables = _with(
        **HALVES,
        Facilities=table("FacilityName ThroughputCapacity", ("Plant", None)),
        ProductionConstraints=table(
            "FacilityName ProductName PeriodName PeriodNameGroupBehavior ConstraintType ConstraintValue",
            ("Plant", "Bike", "ALL", "Enumerate", "Max", 2600),
        ),
        CustomerDemand=table(
            "CustomerName ProductName PeriodName Quantity", ("Shop", "Bike", "H1", 2080), ("Shop", "Bike", "H2", 3120)
        ),
        InventoryPolicies=table("FacilityName ProductName UnitStorageCost", ("ALL", "ALL", 2)),
    )
    # 520 are there at the end of the first half-year and at the start of the second: 260 on average in each.
    assert math.isclose(run(taken_in(tmp_path, tables).records).cost, 5200 * 32 + 2 * 260 * 2, rel_tol=1e-6)


def test_a_policy_of_a_product_that_never_comes_is_left_out_and_said(tmp_path: Path) -> None:
    tables = _with(
        Products=table("ProductName", ("Bike",), ("Frame",)),
        InventoryPolicies=table("FacilityName ProductName", ("Plant", "Frame")),
    )
    assert "the product never comes to the facility" in _told(taken_in(tmp_path, tables))


def test_suppliers_without_capabilities_supply_what_policies_take_from_them(tmp_path: Path) -> None:
    tables = _with(
        Suppliers=table("SupplierName", ("Maker",)),
        ProcurementPolicies=table("FacilityName ProductName SourceName UnitCost", ("Plant", "Bike", "Maker", 11)),
        TransportationPolicies=table(
            "OriginName DestinationName UnitCost", ("Maker", "Plant", 1), ("Plant", "Shop", 2)
        ),
    )
    del tables["ProductionPolicies"]
    found = taken_in(tmp_path, tables)
    assert math.isclose(run(found.records).cost, 5200 * 14, rel_tol=1e-6)
    assert "SupplierCapabilities is empty" in _told(found)


def test_products_that_share_a_throughput_in_units_of_different_size_leave_it_out(tmp_path: Path) -> None:
    tables = _with(
        Products=table("ProductName UnitWeight", ("Bike", 10), ("Trike", 15)),
        Facilities=table("FacilityName ThroughputCapacity ThroughputCapacityUOM", ("Plant", 9e6, "LB")),
        ProductionPolicies=table("FacilityName ProductName", ("Plant", "ALL")),
        CustomerDemand=table("CustomerName ProductName Quantity", ("Shop", "ALL", 52)),
    )
    found = taken_in(tmp_path, tables)
    assert "a unit that holds a different number of each product" in _told(found)
    assert not [issue for issue in check(found.records) if issue.severity.word == "error"]


def test_a_rule_that_comes_to_nothing_in_the_plan_is_left_out_and_said(tmp_path: Path) -> None:
    policies = table(
        "CustomerName ProductName SourceName OptimizationPolicy OptimizationPolicyValue",
        ("Shop", "Bike", "Plant", "By Ratio (No Scale)", 40),
    )
    found = taken_in(tmp_path, _with(CustomerFulfillmentPolicies=policies))
    assert "Sourcing_rules: A row is left out" in _told(found)
    assert not [issue for issue in check(found.records) if issue.severity.word == "error"]


def test_tables_of_results_and_of_nobody_are_told_as_such(tmp_path: Path) -> None:
    tables = _with(
        OptimizationFlowSummary=table("a", (1,)),
        **{"My notes": table("b c", (1, 2))},
        Scenarios=table("ScenarioName", ("Base",)),
    )
    told = _told(taken_in(tmp_path, tables))
    assert "The table holds results: 1 row left out (a)" in told
    assert "This is no table of Anura: 1 row left out (b, c)" in told
    assert "scenarios.csv: The table has no counterpart in a plan" in told


def test_duty_by_region_or_site_and_what_no_site_has(tmp_path: Path) -> None:
    rows = table(
        "PathOriginProperty PathOriginValue PathDestinationProperty PathDestinationValue ProductName DutyRate",
        ("Name", "plant", "Region", "Texas", "Bike", 10), ("Country", "Chad", "Country", "USA", "Bike", 9),
        ("City", "Puebla", "Country", "USA", "Bike", 8),
    )  # fmt: skip
    tables = _with(
        Facilities=table("FacilityName Country", ("Plant", "Mexico")),
        Customers=table("CustomerName Country Region", ("Shop", "USA", "Texas")),
        Tariffs=rows,
    )
    found = taken_in(tmp_path, tables)
    assert [(row["origin"], row["destination"]) for row in found.records["Tariffs"]] == [("Plant", "region:Texas")]
    assert "no site has the country Chad" in _told(found)
    assert "duty by City has no counterpart" in _told(found)


def test_goods_without_a_value_pay_their_duty_by_the_unit(tmp_path: Path) -> None:
    tables = _with(
        Products=table("ProductName", ("Bike",)),
        Facilities=table("FacilityName Country", ("Plant", "Mexico")),
        Customers=table("CustomerName Country", ("Shop", "USA")),
        TransportationPolicies=table(
            "OriginName DestinationName UnitCost DutyRate ProductValueForDutyCost", ("Plant", "Shop", 2, 10, 50)
        ),
    )
    assert math.isclose(run(taken_in(tmp_path, tables).records).cost, 5200 * (32 + 5), rel_tol=1e-6)


def test_periods_of_very_different_length_are_said(tmp_path: Path) -> None:
    tables = _with(
        Periods=table("PeriodName StartDate", ("A", "2027-01-01"), ("B", "2027-01-29")),
        ModelSettings=table("ModelEndDate", ("2027-12-30 23:59:00",)),
    )
    found = taken_in(tmp_path, tables)
    assert [row["weeks"] for row in found.records["Periods"]] == [4.0, 48.0]
    assert "differ much in length" in _told(found)


def test_a_horizon_without_an_end_is_told(tmp_path: Path) -> None:
    one = _with(Products=table("ProductName", ("Bike",)))
    del one["ModelSettings"]
    assert "the plan is for 52 weeks" in _told(taken_in(tmp_path, one))
    two = one | {"Periods": HALVES["Periods"]}
    found = taken_in(tmp_path, two)
    assert [row["weeks"] for row in found.records["Periods"]] == [26.0, 26.0]
    assert "as long as the one before" in _told(found)


def test_demand_a_plan_cannot_hold_is_left_out(tmp_path: Path) -> None:
    rows = table(
        "CustomerName ProductName ProductNameGroupBehavior Quantity DemandStatus",
        ("Shop", "Bike", "Enumerate", 52, "Include"), ("Shop", "ALL", "Aggregate", 5, "Include"), ("Shop", "Bike", None, 9, "Exclude"),
    )  # fmt: skip
    found = taken_in(tmp_path, _with(CustomerDemand=rows))
    assert [row["quantity"] for row in found.records["Demand"]] == [1.0]
    assert "demand that any product of a group satisfies" in _told(found)
    assert "row 4 left out, as the model itself excludes it" in _told(found)


def test_costs_in_steps_of_transport_are_left_out_and_said(tmp_path: Path) -> None:
    rows = table("OriginName DestinationName UnitCost FixedCost", ("Plant", "Shop", "rate card", 3))
    found = taken_in(tmp_path, _with(TransportationPolicies=rows))
    assert "unitcost: every value is left out: it is no figure but 'rate card'" in _told(found)
    assert found.records["Lead_times"][0]["freight_cost"] == 3.0


def test_stepwise_prices_are_left_out_and_said(tmp_path: Path) -> None:
    tables = _with(
        Suppliers=table("SupplierName", ("Maker",)),
        SupplierCapabilities=table("SupplierName ProductName UnitCost", ("Maker", "Bike", "steps")),
        StepCosts=table("StepCostName StepCostBehavior ThroughputLevel Cost", ("steps", "Stepwise", 0, 20)),
    )
    assert "the same for any quantity in a step" in _told(taken_in(tmp_path, tables))


def test_a_limit_on_one_of_several_modes_holds_for_it(tmp_path: Path) -> None:
    limit = table(
        "OriginName DestinationName ProductName ModeName ConstraintType ConstraintValue",
        ("Plant", "Shop", "Bike", "Rail", "Max", 520),
    )
    lanes = table(
        "OriginName DestinationName ModeName UnitCost", ("Plant", "Shop", "Rail", 1), ("Plant", "Shop", "Truck", 2)
    )
    modes = table("ModeName", ("Rail",), ("Truck",))
    tables = _with(TransportationPolicies=lanes, TransportationModes=modes, FlowConstraints=limit)
    assert math.isclose(run(taken_in(tmp_path, tables).records).cost, 520 * 31 + 4680 * 32, rel_tol=1e-6)
    together = _with(
        TransportationPolicies=lanes, TransportationModes=modes, FlowConstraints=[limit[0] | {"ModeName": None}]
    )
    assert "it limits some of several modes together" in _told(taken_in(tmp_path, together))


def test_a_limit_on_all_that_a_plant_makes_is_shared_by_its_products(tmp_path: Path) -> None:
    tables = _two_plants(
        Products=table("ProductName", ("Bike",), ("Trike",)),
        ProductionPolicies=table("FacilityName ProductName UnitCost", ("Plant", "ALL", 30), ("Mill", "ALL", 40)),
        CustomerDemand=table("CustomerName ProductName Quantity", ("Shop", "ALL", 5200)),
        ProductionConstraints=table(
            "FacilityName ProductName ConstraintType ConstraintValue", ("Plant", "ALL", "Max", 6000)
        ),
    )
    assert math.isclose(run(taken_in(tmp_path, tables).records).cost, 6000 * 32 + 4400 * 42, rel_tol=1e-6)


def test_rates_of_holding_that_differ_between_facilities_are_left_out(tmp_path: Path) -> None:
    rows = table("FacilityName ProductName CarryingCostPercentage", ("Plant", "Bike", 10), ("Mill", "Bike", 20))
    found = taken_in(tmp_path, _two_plants(InventoryPolicies=rows))
    assert "holding_rate" not in found.records["Items"][0]
    assert "facilities differ, and a plan has one rate for Bike" in _told(found)
