"""What limits, duty and stock of Cosmic Frog mean in a plan."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from frog import HALVES, table, taken_in, told, two_plants, with_tables
from optimizer import check, run

if TYPE_CHECKING:
    from pathlib import Path


def test_facilities_are_counted_where_they_are_all_those_of_a_role(tmp_path: Path) -> None:
    facilities = table(
        "FacilityName FacilityStatus FixedOperatingCost", ("Plant", "Consider", 100), ("Mill", "Consider", 100)
    )
    count = table(
        "FacilityName PeriodName ConstraintType ConstraintValue CountingRule", ("ALL", "ALL", "Min", 2, "Facilities")
    )
    found = taken_in(tmp_path, two_plants(Facilities=facilities, FacilityCountConstraints=count))
    assert math.isclose(run(found.records).cost, 5200 * 32 + 200, rel_tol=1e-6)
    other = taken_in(
        tmp_path, two_plants(Facilities=facilities, FacilityCountConstraints=[count[0] | {"FacilityName": "Mill"}])
    )
    assert "not all those of one role" in told(other)


def test_a_limit_on_what_leaves_a_site_is_its_capacity(tmp_path: Path) -> None:
    limit = table(
        "OriginName DestinationName ProductName ConstraintType ConstraintValue", ("Plant", "ALL", "Bike", "Max", 2000)
    )
    tables = two_plants(Customers=table("CustomerName", ("Shop",), ("Stall",)), FlowConstraints=limit)
    assert math.isclose(run(taken_in(tmp_path, tables).records).cost, 2000 * 32 + 3200 * 42, rel_tol=1e-6)


def test_a_flow_that_is_fixed_is_locked(tmp_path: Path) -> None:
    limit = table(
        "OriginName DestinationName ProductName ConstraintType ConstraintValue", ("Mill", "Shop", "Bike", "Fixed", 520)
    )
    assert math.isclose(
        run(taken_in(tmp_path, two_plants(FlowConstraints=limit)).records).cost, 4680 * 32 + 520 * 42, rel_tol=1e-6
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
    tables = two_plants(**HALVES, FlowConstraints=[limit], Products=table("ProductName", ("Bike",), ("Frame",)))
    assert reason in told(taken_in(tmp_path, tables))


def test_duty_by_country_is_paid_at_the_border(tmp_path: Path) -> None:
    tables = with_tables(
        Facilities=table("FacilityName Country", ("Plant", "Mexico")),
        Customers=table("CustomerName Country", ("Shop", "USA")),
        Tariffs=table(
            "PathOriginValue PathDestinationValue ProductName DutyRate UnitCost", ("Mexico", "USA", "Bike", 10, 0.5)
        ),
    )
    assert math.isclose(run(taken_in(tmp_path, tables).records).cost, 5200 * (32 + 10 + 0.5), rel_tol=1e-6)


def test_duty_by_period_takes_the_place_of_the_one_that_holds_otherwise(tmp_path: Path) -> None:
    border = "PathOriginValue PathDestinationValue ProductName DutyRate"
    tables = with_tables(
        **HALVES,
        Facilities=table("FacilityName Country", ("Plant", "Mexico")),
        Customers=table("CustomerName Country", ("Shop", "USA")),
        Tariffs=table(f"{border} UnitCost", ("Mexico", "USA", "Bike", 10, 1)),
        TariffsMultiTimePeriod=table(f"PeriodName {border}", ("H2", "Mexico", "USA", "Bike", 25)),
    )
    assert math.isclose(run(taken_in(tmp_path, tables).records).cost, 2600 * (33 + 10) + 2600 * (33 + 25), rel_tol=1e-6)


@pytest.mark.parametrize("country", ["Mexico", "USA"])
def test_duty_of_a_lane_is_paid_wherever_it_leads(tmp_path: Path, country: str) -> None:
    tables = with_tables(
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
    tables = with_tables(
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
    tables = with_tables(
        Products=table("ProductName", ("Bike",), ("Frame",)),
        InventoryPolicies=table("FacilityName ProductName", ("Plant", "Frame")),
    )
    assert "the product never comes to the facility" in told(taken_in(tmp_path, tables))


def test_products_that_share_a_throughput_in_units_of_different_size_leave_it_out(tmp_path: Path) -> None:
    tables = with_tables(
        Products=table("ProductName UnitWeight", ("Bike", 10), ("Trike", 15)),
        Facilities=table("FacilityName ThroughputCapacity ThroughputCapacityUOM", ("Plant", 9e6, "LB")),
        ProductionPolicies=table("FacilityName ProductName", ("Plant", "ALL")),
        CustomerDemand=table("CustomerName ProductName Quantity", ("Shop", "ALL", 52)),
    )
    found = taken_in(tmp_path, tables)
    assert "a unit that holds a different number of each product" in told(found)
    assert not [issue for issue in check(found.records) if issue.severity.word == "error"]


def test_duty_by_region_or_site_and_what_no_site_has(tmp_path: Path) -> None:
    rows = table(
        "PathOriginProperty PathOriginValue PathDestinationProperty PathDestinationValue ProductName DutyRate",
        ("Name", "plant", "Region", "Texas", "Bike", 10), ("Country", "Chad", "Country", "USA", "Bike", 9),
        ("City", "Puebla", "Country", "USA", "Bike", 8),
    )  # fmt: skip
    tables = with_tables(
        Facilities=table("FacilityName Country", ("Plant", "Mexico")),
        Customers=table("CustomerName Country Region", ("Shop", "USA", "Texas")),
        Tariffs=rows,
    )
    found = taken_in(tmp_path, tables)
    assert [(row["origin"], row["destination"]) for row in found.records["Tariffs"]] == [("Plant", "region:Texas")]
    assert "no site has the country Chad" in told(found)
    assert "duty by City has no counterpart" in told(found)


def test_goods_without_a_value_pay_their_duty_by_the_unit(tmp_path: Path) -> None:
    tables = with_tables(
        Products=table("ProductName", ("Bike",)),
        Facilities=table("FacilityName Country", ("Plant", "Mexico")),
        Customers=table("CustomerName Country", ("Shop", "USA")),
        TransportationPolicies=table(
            "OriginName DestinationName UnitCost DutyRate ProductValueForDutyCost", ("Plant", "Shop", 2, 10, 50)
        ),
    )
    assert math.isclose(run(taken_in(tmp_path, tables).records).cost, 5200 * (32 + 5), rel_tol=1e-6)


def test_a_limit_on_one_of_several_modes_holds_for_it(tmp_path: Path) -> None:
    limit = table(
        "OriginName DestinationName ProductName ModeName ConstraintType ConstraintValue",
        ("Plant", "Shop", "Bike", "Rail", "Max", 520),
    )
    lanes = table(
        "OriginName DestinationName ModeName UnitCost", ("Plant", "Shop", "Rail", 1), ("Plant", "Shop", "Truck", 2)
    )
    modes = table("ModeName", ("Rail",), ("Truck",))
    tables = with_tables(TransportationPolicies=lanes, TransportationModes=modes, FlowConstraints=limit)
    assert math.isclose(run(taken_in(tmp_path, tables).records).cost, 520 * 31 + 4680 * 32, rel_tol=1e-6)
    together = with_tables(
        TransportationPolicies=lanes, TransportationModes=modes, FlowConstraints=[limit[0] | {"ModeName": None}]
    )
    assert "it limits some of several modes together" in told(taken_in(tmp_path, together))


def test_a_limit_on_all_that_a_plant_makes_is_shared_by_its_products(tmp_path: Path) -> None:
    tables = two_plants(
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
    found = taken_in(tmp_path, two_plants(InventoryPolicies=rows))
    assert "holding_rate" not in found.records["Items"][0]
    assert "facilities differ, and a plan has one rate for Bike" in told(found)


def test_a_plant_whose_least_quantity_is_never_needed_makes_nothing(tmp_path: Path) -> None:
    limit = table(
        "FacilityName ProductName ConstraintType ConstraintValue", ("Plant", "Bike", "Conditional Min", 99999)
    )
    found = taken_in(tmp_path, two_plants(ProductionConstraints=limit))
    assert math.isclose(run(found.records).cost, 5200 * 42, rel_tol=1e-6)
    assert "above all that is needed of Bike" in told(found)


def test_stock_where_none_may_be_kept_is_left_out(tmp_path: Path) -> None:
    rows = table("FacilityName ProductName StockingSite InitialInventory", ("Plant", "Bike", False, 60))
    found = taken_in(tmp_path, with_tables(InventoryPolicies=rows))
    assert "the facility may not stock the product" in told(found)
    assert not [issue for issue in check(found.records) if issue.severity.word == "error"]
