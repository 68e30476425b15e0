"""Imported models of Cosmic Frog reach the optimum that other ways of solving them reach."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from frog import Tables, plain, table, taken_in, write_workbook, write_zip
from optimizer import run
from optimizer.importing import import_case
from richfrog import rich

if TYPE_CHECKING:
    from optimizer.importing.imported import Records


CASES = Path(__file__).parents[1] / "external" / "cases"


def _cost(records: Records) -> float:
    exact = {**records, "Settings": [records["Settings"][0] | {"mip_gap": 0.0}]}
    return run(exact).cost


def _random_case(sites: int, customers: int) -> str:
    """Return a case of warehouse location as a text of the OR-Library."""
    draw = np.random.default_rng(41)
    wanted = draw.integers(10, 60, customers)
    most = round(3.0 * float(wanted.sum()) / sites)
    lines = [f"{sites} {customers}", *(f"{most} {fixed}" for fixed in draw.integers(300, 900, sites))]
    for want in wanted:
        lines += [str(want), " ".join(str(cost * want) for cost in draw.integers(2, 40, sites))]
    return "\n".join(lines)


def _as_model(text: str) -> Tables:
    """The same case as a model of Cosmic Frog, read from the figures of the text one by one."""
    figures = iter(map(float, text.split()))
    sites, customers = int(next(figures)), int(next(figures))
    terms = [(f"W{m}", "Consider", "Potential", next(figures), next(figures)) for m in range(sites)]
    demand, lanes = [], []
    for n in range(customers):
        demand.append((f"C{n}", "Goods", next(figures)))
        lanes += [(f"W{m}", f"C{n}", next(figures) / demand[n][2]) for m in range(sites)]
    return {
        "Products": table("ProductName UnitValue", ("Goods", 1)),
        "Customers": table("CustomerName", *((f"C{n}",) for n in range(customers))),
        "Facilities": table("FacilityName FacilityStatus InitialState ThroughputCapacity FixedOperatingCost", *terms),
        "ProductionPolicies": table("FacilityName ProductName", *((f"W{m}", "ALL") for m in range(sites))),
        "CustomerDemand": table("CustomerName ProductName Quantity", *demand),
        "TransportationPolicies": table("OriginName DestinationName UnitCost", *lanes),
    }


def test_warehouse_location_costs_the_same_from_either_format(tmp_path: Path) -> None:
    text = _random_case(sites=6, customers=14)
    (tmp_path / "case.txt").write_text(text, encoding="utf-8")
    other = import_case(tmp_path / "case.txt", "orlib-cap")
    assert math.isclose(_cost(taken_in(tmp_path, _as_model(text)).records), _cost(other.records), rel_tol=1e-7)


def test_cap41_as_a_model_of_cosmic_frog_reaches_the_published_optimum(tmp_path: Path) -> None:
    tables = _as_model((CASES / "cap41.txt").read_text(encoding="utf-8"))
    assert math.isclose(_cost(taken_in(tmp_path, tables).records), 1040444.375, rel_tol=1e-7)


WANTED = {
    ("Ann", 0): 900.0,
    ("Ann", 1): 1300.0,
    ("Bob", 0): 700.0,
    ("Bob", 1): 800.0,
    ("Cy", 0): 400.0,
    ("Cy", 1): 600.0,
}
TO_DEPOT = {("P", "D1"): 3.0, ("P", "D2"): 2.0, ("Q", "D1"): 1.0, ("Q", "D2"): 5.0}
TO_SHOP = {
    ("D1", "Ann"): 2.0, ("D1", "Bob"): 6.0, ("D1", "Cy"): 7.0, ("D2", "Ann"): 4.0, ("D2", "Bob"): 1.5, ("D2", "Cy"): 2.0,
}  # fmt: skip
MAKING = {"P": 20.0, "Q": 24.0}
CAPACITY = {"P": 1400.0, "Q": 2000.0}
RUNNING = {"D1": 500.0, "D2": 700.0}
STARTUP, WHEEL, WHEEL_FREIGHT, AT_MOST = 1500.0, 4.0, {"P": 0.5, "Q": 0.25}, 650.0


def _two_echelons() -> Tables:
    """A supplier of wheels, two plants, an existing depot and a potential one, three customers, two half-years."""
    return {
        "ModelSettings": table("ModelEndDate", ("2027-12-30",)),
        "Periods": table("PeriodName StartDate", ("H1", "2027-01-01"), ("H2", "2027-07-02")),
        "Customers": table("CustomerName", ("Ann",), ("Bob",), ("Cy",)),
        "Suppliers": table("SupplierName", ("Rubber",)),
        "Facilities": table(
            "FacilityName FacilityStatus InitialState FixedOperatingCost FixedStartupCost",
            ("P", "Open", "Existing", None, None), ("Q", "Open", "Existing", None, None),
            ("D1", "Open", "Existing", RUNNING["D1"], None), ("D2", "Consider", "Potential", RUNNING["D2"], STARTUP),
        ),
        "Products": table("ProductName", ("Bike",), ("Wheel",)),
        "Groups": table("GroupName GroupType MemberName", ("Plants", "Facilities", "P"), ("Plants", "Facilities", "Q")),
        "BillsOfMaterials": table("BOMName ProductName ProductType Quantity", ("bike", "Wheel", "Component", 2)),
        "ProductionPolicies": table("FacilityName ProductName BOMName UnitCost", *((p, "Bike", "bike", c) for p, c in MAKING.items())),
        "ProductionConstraints": table(
            "FacilityName ProductName PeriodName PeriodNameGroupBehavior ConstraintType ConstraintValue",
            *((p, "Bike", "ALL", "Enumerate", "Max", most) for p, most in CAPACITY.items()),
        ),
        "SupplierCapabilities": table("SupplierName ProductName UnitCost", ("Rubber", "Wheel", WHEEL)),
        "ProcurementPolicies": table("FacilityName ProductName SourceName", ("Plants", "Wheel", "Rubber")),
        "TransportationPolicies": table(
            "OriginName DestinationName ProductName UnitCost",
            *(("Rubber", p, "Wheel", c) for p, c in WHEEL_FREIGHT.items()),
            *((o, d, "Bike", c) for (o, d), c in (TO_DEPOT | TO_SHOP).items()),
        ),
        "CustomerDemand": table(
            "CustomerName ProductName PeriodName Quantity",
            *((n, "Bike", ("H1", "H2")[t], wanted) for (n, t), wanted in WANTED.items()),
        ),
        "FlowConstraints": table(
            "OriginName DestinationName ProductName PeriodName PeriodNameGroupBehavior ConstraintType ConstraintValue",
            ("D2", "Bob", "Bike", "ALL", "Enumerate", "Max", AT_MOST),
        ),
    }  # fmt: skip


def _by_hand(at_most: float = AT_MOST, startup: float = STARTUP) -> float:
    """Least cost by a small model of its own: flows by lane and period, and whether D2 runs."""
    lanes = [(lane, t) for t in range(2) for lane in [*TO_DEPOT, *TO_SHOP]]
    index = {key: k for k, key in enumerate(lanes)}
    runs, opens = [len(lanes), len(lanes) + 1], len(lanes) + 2
    cost = np.zeros(opens + 1)
    for (lane, _), k in index.items():
        made = MAKING[lane[0]] + 2 * (WHEEL + WHEEL_FREIGHT[lane[0]]) if lane in TO_DEPOT else 0.0
        cost[k] = made + (TO_DEPOT | TO_SHOP)[lane]
    cost[runs], cost[opens] = RUNNING["D2"], startup
    rows, low, high = [], [], []

    def limit(terms: dict[int, float], least: float, most: float) -> None:
        row = np.zeros(opens + 1)
        row[list(terms)] = list(terms.values())
        rows.append(row)
        low.append(least)
        high.append(most)

    for t in range(2):
        for plant, most in CAPACITY.items():
            limit({index[lane, t]: 1.0 for lane in TO_DEPOT if lane[0] == plant}, 0.0, most)
        for depot in RUNNING:
            flows = {index[lane, t]: 1.0 for lane in TO_DEPOT if lane[1] == depot}
            limit(flows | {index[lane, t]: -1.0 for lane in TO_SHOP if lane[0] == depot}, 0.0, 0.0)
        for shop in ("Ann", "Bob", "Cy"):
            limit({index[lane, t]: 1.0 for lane in TO_SHOP if lane[1] == shop}, WANTED[shop, t], WANTED[shop, t])
        for lane in TO_SHOP:
            if lane[0] == "D2":
                limit({index[lane, t]: 1.0, runs[t]: -1e4}, -np.inf, 0.0)
        limit({index[("D2", "Bob"), t]: 1.0}, 0.0, at_most)
        limit({runs[t]: 1.0, opens: -1.0}, -np.inf, 0.0)
    whole = np.zeros(opens + 1)
    whole[[*runs, opens]] = 1
    most = np.where(whole > 0, 1.0, np.inf)
    found = milp(
        cost, constraints=LinearConstraint(np.array(rows), low, high), integrality=whole, bounds=Bounds(0.0, most)
    )
    return float(found.fun) + 2 * RUNNING["D1"]


def test_two_echelons_with_parts_periods_and_a_site_to_open_cost_what_a_model_of_its_own_finds(tmp_path: Path) -> None:
    assert math.isclose(_cost(taken_in(tmp_path, _two_echelons()).records), _by_hand(), rel_tol=1e-7)
    assert _by_hand(at_most=1e6) < _by_hand() < _by_hand(startup=1e6)  # so both the limit and the site matter


def test_a_workbook_a_folder_and_a_zip_file_say_the_same(tmp_path: Path) -> None:
    for tables in (rich(), _two_echelons()):
        found = [
            import_case(write_workbook(tmp_path / "model.xlsx", tables), "anura"),
            import_case(write_zip(tmp_path / "model.zip", tables), "anura"),
            taken_in(tmp_path, tables),
        ]
        assert found[0].records == found[1].records == found[2].records
        told = [[(note.code, note.found.casefold()) for note in each.notes] for each in found]
        assert told[0] == told[1] == told[2]


def test_what_a_truck_costs_is_shared_out_among_what_it_carries(tmp_path: Path) -> None:
    tables = plain()
    tables["TransportationPolicies"] = table(
        "OriginName DestinationName UnitCost UnitCostUOM FixedCost AverageShipmentSize TransportDistance",
        ("Plant", "Shop", 1.5, "MI", 50, 20, 10),
    )
    lane = taken_in(tmp_path, tables).records["Lead_times"][0]
    assert math.isclose(lane["freight_cost"], 1.5 * 10 / 20 + 50 / 20)
    assert math.isclose(lane["distance"], 16.09344)


@pytest.mark.parametrize(
    ("unit", "cost"),
    [
        ("EA", 6.0),
        ("DZ", 0.5),
        ("LB", 60.0),
        ("KG", 27.2155422),
        ("EA-MI", 600.0),
        ("LB-MI", 6000.0),
        ("DAY", 0.6),
        ("HR", 14.4),
    ],
)
def test_freight_is_converted_from_the_unit_it_is_stated_in(tmp_path: Path, unit: str, cost: float) -> None:
    tables = plain()
    tables["Products"] = table("ProductName UnitWeight UnitWeightUOM", ("Bike", 10, "LB"))
    tables["UnitsOfMeasure"] = table("Type Symbol Ratio", ("Quantity", "DZ", 12))
    tables["TransportationPolicies"] = table(
        "OriginName DestinationName UnitCost UnitCostUOM AverageShipmentSize TransportDistance TransportTime TransportTimeUOM",
        ("Plant", "Shop", 6, unit, 20, 100, 2, "DAY"),
    )
    assert math.isclose(taken_in(tmp_path, tables).records["Lead_times"][0]["freight_cost"], cost, rel_tol=1e-9)


def test_distance_and_time_come_from_where_sites_are(tmp_path: Path) -> None:
    tables = plain()
    tables["Facilities"] = table("FacilityName Latitude Longitude", ("Plant", 52.52, 13.405))
    tables["Customers"] = table("CustomerName Latitude Longitude", ("Shop", 48.8566, 2.3522))
    lane = taken_in(tmp_path, tables).records["Lead_times"][0]
    assert math.isclose(lane["distance"], 1.17 * 877.46, rel_tol=1e-3)
    assert math.isclose(lane["lead_time"], lane["distance"] / 1.609344 / 55 / 24)


def test_months_count_as_equally_long_so_that_what_is_stated_for_each_is_exact(tmp_path: Path) -> None:
    tables = plain()
    tables["Periods"] = table("PeriodName StartDate", *((f"M{m}", f"2027-{m:02}-01") for m in range(1, 13)))
    tables["ModelSettings"] = table("ModelEndDate", ("2027-12-31",))
    tables["Facilities"] = table("FacilityName FixedOperatingCost ThroughputCapacity", ("Plant", 70, 450))
    tables["CustomerDemand"] = table("CustomerName ProductName PeriodName Quantity", ("Shop", "Bike", "ALL", 450))
    assert math.isclose(_cost(taken_in(tmp_path, tables).records), 12 * (450 * 32 + 70), rel_tol=1e-7)


def test_a_price_in_steps_becomes_price_breaks(tmp_path: Path) -> None:
    tables = plain()
    tables["Suppliers"] = table("SupplierName", ("Maker",))
    tables["SupplierCapabilities"] = table("SupplierName ProductName UnitCost", ("Maker", "Bike", "steps"))
    tables["StepCosts"] = table(
        "StepCostName StepCostBehavior ThroughputLevel Cost",
        ("steps", "Incremental", 0, 20),
        ("steps", "Incremental", 2600, 10),
    )
    tables["TransportationPolicies"] = table("OriginName DestinationName UnitCost", ("Maker", "Shop", 1))
    del tables["ProductionPolicies"]
    assert math.isclose(_cost(taken_in(tmp_path, tables).records), 2600 * 20 + 2600 * 10 + 5200, rel_tol=1e-7)


def test_products_that_share_a_throughput_share_it_in_the_plan(tmp_path: Path) -> None:
    tables = plain()
    tables["Products"] = table("ProductName", ("Bike",), ("Trike",))
    tables["Facilities"] = table("FacilityName ThroughputCapacity", ("Plant", 5200), ("Far", None))
    tables["ProductionPolicies"] = table("FacilityName ProductName UnitCost", ("Plant", "ALL", 30), ("Far", "ALL", 40))
    tables["TransportationPolicies"] = table(
        "OriginName DestinationName UnitCost", ("Plant", "Shop", 2), ("Far", "Shop", 2)
    )
    tables["CustomerDemand"] = table("CustomerName ProductName Quantity", ("Shop", "ALL", 5200))
    assert math.isclose(_cost(taken_in(tmp_path, tables).records), 5200 * 32 + 5200 * 42, rel_tol=1e-7)
