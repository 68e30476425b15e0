"""What tables of Cosmic Frog mean in a plan: names, lanes, sources, and what is made and wanted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from frog import HALVES, table, taken_in, told, two_plants, with_tables
from optimizer import check, run

if TYPE_CHECKING:
    from pathlib import Path


def test_groups_may_hold_groups_and_excluded_members_do_not_count(tmp_path: Path) -> None:
    found = taken_in(
        tmp_path,
        with_tables(
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
    tables = with_tables(
        Facilities=table("FacilityName FacilityStatus", ("Plant", None), ("Ruin", "Closed")),
        TransportationPolicies=table("OriginName DestinationName UnitCost", ("Plant", "Shop", 2), ("Ruin", "Shop", 1)),
    )
    found = taken_in(tmp_path, tables)
    assert len(found.records["Lead_times"]) == 1
    assert "row 3 left out, as the model itself excludes it" in told(found)


def test_sites_of_different_kinds_with_one_name_are_told_apart(tmp_path: Path) -> None:
    tables = with_tables(
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
    tables = two_plants(
        ModelRunOptions=table("Option Value", ("LaneCreationRule", rule), ("MIPGap", "0.1")),
        TransportationPolicies=table("OriginName DestinationName UnitCost", ("Plant", "Shop", 2)),
        CustomerFulfillmentPolicies=table("CustomerName ProductName SourceName", ("Shop", "Bike", "Mill")),
    )
    tables["ModelRunOptions"] = [row for row in tables["ModelRunOptions"] if row["Value"]]
    if rule is None:
        del tables["ModelRunOptions"]
    found = taken_in(tmp_path, tables)
    assert {row["origin"] for row in found.records.get("Lead_times", [])} == lanes
    assert ("no LaneCreationRule" in told(found)) == (rule is None)


def test_a_specific_policy_stands_before_one_of_a_group(tmp_path: Path) -> None:
    rows = table("OriginName DestinationName UnitCost", ("Plant", "ALL", 9), ("Plant", "Shop", 2))
    found = taken_in(
        tmp_path, with_tables(Customers=table("CustomerName", ("Shop",), ("Stall",)), TransportationPolicies=rows)
    )
    assert [row["freight_cost"] for row in found.records["Lead_times"]] == [2.0]


def test_ratios_become_shares_of_sources(tmp_path: Path) -> None:
    policies = table(
        "CustomerName ProductName SourceName OptimizationPolicy OptimizationPolicyValue",
        ("Shop", "Bike", "Plant", "By Ratio (Auto Scale)", 30), ("Shop", "Bike", "Mill", "By Ratio (Auto Scale)", 30),
    )  # fmt: skip
    found = taken_in(tmp_path, two_plants(CustomerFulfillmentPolicies=policies))
    assert math.isclose(run(found.records).cost, 2600 * 32 + 2600 * 42, rel_tol=1e-6)


def test_ratios_without_scaling_leave_the_rest_open(tmp_path: Path) -> None:
    policies = table(
        "CustomerName ProductName SourceName OptimizationPolicy OptimizationPolicyValue",
        ("Shop", "Bike", "Mill", "By Ratio (No Scale)", 25),
    )
    found = taken_in(tmp_path, two_plants(CustomerFulfillmentPolicies=policies))
    assert math.isclose(run(found.records).cost, 3900 * 32 + 1300 * 42, rel_tol=1e-6)


def test_a_single_source_through_a_warehouse_is_left_out_and_said(tmp_path: Path) -> None:
    tables = two_plants(
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
    assert "optimizationpolicy: every value is left out: shares are measured where goods" in told(found)


def test_sources_that_are_too_far_are_left_but_for_the_nearest(tmp_path: Path) -> None:
    tables = two_plants(
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
    assert math.isclose(
        run(taken_in(tmp_path, with_tables(CustomerDemand=demand)).records).cost, 5200 * 25, rel_tol=1e-6
    )


def test_demand_that_must_be_served_leaves_its_price_out(tmp_path: Path) -> None:
    demand = table("CustomerName ProductName Quantity UnitPrice PenaltyCost", ("Shop", "Bike", 5200, 20, 5))
    found = taken_in(tmp_path, with_tables(CustomerDemand=demand))
    assert "price" not in found.records["Demand"][0]
    assert "unitprice, penaltycost: every value is left out: demand that must be served" in told(found)


def test_demand_of_the_whole_horizon_is_spread_and_that_is_said(tmp_path: Path) -> None:
    found = taken_in(tmp_path, with_tables(**HALVES))
    assert [row["quantity"] for row in found.records["Demand"]] == [100.0, 100.0]
    assert "spread over it evenly" in told(found)


def test_a_product_with_two_bills_of_materials_keeps_that_of_most_facilities(tmp_path: Path) -> None:
    tables = two_plants(
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
    assert "Bike has another bill of materials elsewhere" in told(found)
    assert "no production policy uses this bill of materials" in told(found)


def test_a_facility_that_may_close_closes_where_that_is_cheaper(tmp_path: Path) -> None:
    tables = two_plants(
        Facilities=table(
            "FacilityName FacilityStatus InitialState FixedOperatingCost FixedClosingCost",
            ("Plant", "Open", "Existing", 10, None), ("Mill", "Consider", "Existing", 500, 120),
        )
    )  # fmt: skip
    assert math.isclose(run(taken_in(tmp_path, tables).records).cost, 5200 * 32 + 10 + 120, rel_tol=1e-6)


def test_suppliers_without_capabilities_supply_what_policies_take_from_them(tmp_path: Path) -> None:
    tables = with_tables(
        Suppliers=table("SupplierName", ("Maker",)),
        ProcurementPolicies=table("FacilityName ProductName SourceName UnitCost", ("Plant", "Bike", "Maker", 11)),
        TransportationPolicies=table(
            "OriginName DestinationName UnitCost", ("Maker", "Plant", 1), ("Plant", "Shop", 2)
        ),
    )
    del tables["ProductionPolicies"]
    found = taken_in(tmp_path, tables)
    assert math.isclose(run(found.records).cost, 5200 * 14, rel_tol=1e-6)
    assert "SupplierCapabilities is empty" in told(found)


def test_a_rule_that_comes_to_nothing_in_the_plan_is_left_out_and_said(tmp_path: Path) -> None:
    policies = table(
        "CustomerName ProductName SourceName OptimizationPolicy OptimizationPolicyValue",
        ("Shop", "Bike", "Plant", "By Ratio (No Scale)", 40),
    )
    found = taken_in(tmp_path, with_tables(CustomerFulfillmentPolicies=policies))
    assert "Sourcing_rules: Left out, as it comes to nothing" in told(found)
    assert not [issue for issue in check(found.records) if issue.severity.word == "error"]


def test_tables_of_results_and_of_nobody_are_told_as_such(tmp_path: Path) -> None:
    tables = with_tables(
        OptimizationFlowSummary=table("a", (1,)),
        **{"My notes": table("b c", (1, 2))},
        Scenarios=table("ScenarioName", ("Base",)),
    )
    notes = told(taken_in(tmp_path, tables))
    assert "The table holds results: 1 row left out (a)" in notes
    assert "This is no table of Anura: 1 row left out (b, c)" in notes
    assert "scenarios.csv: The table has no counterpart in a plan" in notes


def test_periods_of_very_different_length_are_said(tmp_path: Path) -> None:
    tables = with_tables(
        Periods=table("PeriodName StartDate", ("A", "2027-01-01"), ("B", "2027-01-29")),
        ModelSettings=table("ModelEndDate", ("2027-12-30 23:59:00",)),
    )
    found = taken_in(tmp_path, tables)
    assert [row["weeks"] for row in found.records["Periods"]] == [4.0, 48.0]
    assert "differ much in length" in told(found)


def test_a_horizon_without_an_end_is_told(tmp_path: Path) -> None:
    one = with_tables(Products=table("ProductName", ("Bike",)))
    del one["ModelSettings"]
    assert "the plan is for 52 weeks" in told(taken_in(tmp_path, one))
    two = one | {"Periods": HALVES["Periods"]}
    found = taken_in(tmp_path, two)
    assert [row["weeks"] for row in found.records["Periods"]] == [26.0, 26.0]
    assert "as long as the one before" in told(found)


def test_demand_a_plan_cannot_hold_is_left_out(tmp_path: Path) -> None:
    rows = table(
        "CustomerName ProductName ProductNameGroupBehavior Quantity DemandStatus",
        ("Shop", "Bike", "Enumerate", 52, "Include"), ("Shop", "ALL", "Aggregate", 5, "Include"), ("Shop", "Bike", None, 9, "Exclude"),
    )  # fmt: skip
    found = taken_in(tmp_path, with_tables(CustomerDemand=rows))
    assert [row["quantity"] for row in found.records["Demand"]] == [1.0]
    assert "demand that any product of a group satisfies" in told(found)
    assert "row 4 left out, as the model itself excludes it" in told(found)


def test_costs_in_steps_of_transport_are_left_out_and_said(tmp_path: Path) -> None:
    rows = table("OriginName DestinationName UnitCost FixedCost", ("Plant", "Shop", "rate card", 3))
    found = taken_in(tmp_path, with_tables(TransportationPolicies=rows))
    assert "unitcost: every value is left out: it is no figure but 'rate card'" in told(found)
    assert found.records["Lead_times"][0]["freight_cost"] == 3.0


def test_stepwise_prices_are_left_out_and_said(tmp_path: Path) -> None:
    tables = with_tables(
        Suppliers=table("SupplierName", ("Maker",)),
        SupplierCapabilities=table("SupplierName ProductName UnitCost", ("Maker", "Bike", "steps")),
        StepCosts=table("StepCostName StepCostBehavior ThroughputLevel Cost", ("steps", "Stepwise", 0, 20)),
    )
    assert "the same for any quantity in a step" in told(taken_in(tmp_path, tables))


def test_a_plant_that_its_components_never_reach_makes_nothing(tmp_path: Path) -> None:
    tables = two_plants(
        Products=table("ProductName", ("Bike",), ("Frame",)),
        Suppliers=table("SupplierName", ("Steel",)),
        SupplierCapabilities=table("SupplierName ProductName UnitCost", ("Steel", "Frame", 7)),
        BillsOfMaterials=table("BOMName ProductName Quantity", ("bike", "Frame", 1)),
        ProductionPolicies=table(
            "FacilityName ProductName UnitCost BOMName", ("Plant", "Bike", 30, "bike"), ("Mill", "Bike", 40, "bike")
        ),
    )
    tables["TransportationPolicies"] += table("OriginName DestinationName UnitCost", ("Steel", "Mill", 1))
    found = taken_in(tmp_path, tables)
    assert math.isclose(run(found.records).cost, 5200 * (40 + 2 + 8), rel_tol=1e-6)
    assert "Plant makes Bike, which needs Frame, but no lane brings that there" in told(found)
