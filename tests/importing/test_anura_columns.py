"""Every column that is carried over tells in the records, and every other filled cell is listed as left out."""

from __future__ import annotations

import copy
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from frog import Tables, plain, table, taken_in, write_workbook
from optimizer import check, run
from optimizer.errors import InputError
from optimizer.importing.anura import _records
from optimizer.importing.anura.files import tables_of
from optimizer.importing.anura.known import INPUT_TABLES
from optimizer.importing.anura.ledger import Ledger
from optimizer.importing.anura.mapped import MAPPED, mapping_table
from optimizer.importing.anura.model import Model
from optimizer.intake.raw import simplified
from optimizer.outcome import Status
from richfrog import rich

OTHER: dict[Any, Any] = {
    "Include": "Exclude", "Enumerate": "Aggregate", "EA": "DZ", "LB": "STONE", "KG": "LB", "CFT": "M3", "DAY": "HR",
    "MI": "KM", "Plant": "Mill", "Mill": "Plant", "North": "South", "South": "North", "Depot": "Yard", "Yard": "Depot", "H1": "H2",
    "H2": "H1", "Steel": "Rubber", "Rubber": "Steel", "Frame": "Wheel", "Wheel": "Frame", "Makers": "Mill",
    "Shops": "North", "Ohio": "Utah", "USA": "Peru", "Ontario": "Quebec", "Canada": "Chile", "Truck": "Rail",
    "To Optimize": "Single Source", "We": "They", "Corner": "South", "MPH": "KPH", "Country": "Region",
    "bicycle": "tricycle", "Max": "Fixed", "Min": "Max", True: False, False: True, "Union": "Intersection",
    "Malaysia": "Canada", "ALL": "H1", "Bike": "Wheel", "Existing": "Potential", "Open": "Consider",
    "Consider": "Include", "Exclude": "Include", "All Item": "Incremental", "steel price": 41, "Prebuild Only": "Cycle Only",
    "Component": "Byproduct", "Aggregate": "Enumerate", "By Ratio (Auto Scale)": "To Optimize",
    "By Ratio (No Scale)": "To Optimize", "STONE": "LB", "PALLET": "EA", "Facilities": "Periods", "Single Source": "To Optimize",
}  # fmt: skip
"""What a cell becomes, by what it is; numbers become other numbers."""
CHANGES: dict[tuple[str, str], tuple[int, Any]] = {
    ("ModelSettings", "ModelStartDate"): (0, "2027-02-01"),
    ("ModelSettings", "ModelEndDate"): (0, "2028-06-30"),
    ("ModelSettings", "PrimaryQuantityUOM"): (0, "DZ"),
    ("ModelSettings", "PrimaryVolumeUOM"): (0, "M3"),
    ("ModelSettings", "PrimaryWeightUOM"): (0, "KG"),
    ("ModelSettings", "PrimaryTimeUOM"): (0, "HR"),
    ("ModelSettings", "PrimaryDistanceUOM"): (0, "KM"),
    ("ModelRunOptions", "Option"): (0, "MIPGap"),
    ("UnitsOfMeasure", "Type"): (3, "Volume"),
    ("UnitsOfMeasure", "Symbol"): (3, "ROCK"),
    ("UnitsOfMeasure", "Ratio"): (3, 15),
    ("ProductUnitsOfMeasure", "UOMSymbol"): (0, "CRATE"),
    ("Customers", "SingleSource"): (2, False),
    ("CustomerDemand", "MaximumBackorderPeriods"): (0, None),
    ("CustomerFulfillmentPolicies", "OptimizationPolicy"): (2, "To Optimize"),
    ("CustomerFulfillmentPolicies", "OptimizationPolicyValue"): (3, 25),
    ("CustomerFulfillmentPolicies", "MaxSourcingRange"): (3, 100),
    ("CustomerFulfillmentPolicies", "MaxSourcingRangeUOM"): (3, "KM"),
    ("ProcurementPolicies", "OptimizationPolicy"): (1, "To Optimize"),
    ("ProcurementPolicies", "MaxSourcingRange"): (1, 100),
    ("ProcurementPolicies", "MaxSourcingRangeUOM"): (1, "KM"),
    ("ReplenishmentPolicies", "MaxSourcingRange"): (0, 100),
    ("ReplenishmentPolicies", "MaxSourcingRangeUOM"): (0, "KM"),
    ("Suppliers", "Longitude"): (1, 50),
    ("Products", "UnitVolume"): (1, 5),
    ("Products", "UnitVolumeUOM"): (1, "M3"),
    ("ProductionConstraints", "FacilityName"): (0, "Plant"),
    ("BillsOfMaterials", "Status"): (2, "Exclude"),
    ("BillsOfMaterials", "ProductName"): (2, "Frame"),
    ("BillsOfMaterials", "ProductType"): (2, "Byproduct"),
    ("StepCosts", "ThroughputLevel"): (1, 1000),
    ("StepCosts", "ThroughputLevelUOM"): (1, "DZ"),
    ("TransitMatrix", "IsSymmetric"): (1, False),
    ("FlowConstraints", "DestinationNameGroupBehavior"): (1, "Aggregate"),
    ("FlowConstraints", "ProductNameGroupBehavior"): (1, "Aggregate"),
    ("FlowConstraints", "ModeName"): (0, "Truck"),
    ("ProductionConstraints", "ProductName"): (0, "Wheel"),
    ("InventoryConstraints", "ProductName"): (0, "Bike"),
    ("InventoryConstraints", "FacilityName"): (0, "Plant"),
    ("Groups", "GroupType"): (0, "Suppliers"),
    ("Facilities", "FacilityStatus"): (2, "Open"),
    ("Facilities", "InitialState"): (2, "Existing"),
    ("Periods", "StartDate"): (1, "2027-05-01"),
    ("Periods", "PeriodName"): (1, "H3"),
    ("Products", "ProductName"): (2, "Rim"),
    ("Customers", "CustomerName"): (0, "Far North"),
    ("Suppliers", "SupplierName"): (0, "Iron"),
    ("Facilities", "FacilityName"): (3, "Court"),
    ("TransportationModes", "ModeName"): (0, "Lorry"),
    ("BillsOfMaterials", "BOMName"): (1, "tricycle"),
    ("StepCosts", "StepCostName"): (1, "other"),
}
"""Cells whose change is one of its own: row, and what it becomes."""


@cache
def _columns() -> tuple[tuple[str, str], ...]:
    return tuple((name, column) for name, columns in MAPPED.items() for column in columns)


def _base(name: str, column: str) -> Tables:
    """Return the rich model, or one without periods where the first day of the horizon is what tells."""
    return plain() if (name, column) == ("ModelSettings", "ModelStartDate") else rich()


def _changed(name: str, column: str) -> dict[str, list[dict[str, Any]]]:
    tables = copy.deepcopy(_base(name, column))
    rows = tables[name]
    k, new = CHANGES.get((name, column), (-1, None))
    if k < 0:
        k = next(k for k, row in enumerate(rows) if row.get(column) is not None)
        old = rows[k][column]
        is_figure = isinstance(old, int | float) and not isinstance(old, bool)
        new = old * 1.5 + 1 if is_figure else OTHER[old]
    rows[k][column] = new
    return tables


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


_BASES: dict[bool, Any] = {}


def _based(folder: Path, *, is_plain: bool) -> Any:
    """What becomes of the model before the change; read once."""
    if is_plain not in _BASES:
        _BASES[is_plain] = taken_in(folder, plain() if is_plain else rich())
    return _BASES[is_plain]


@pytest.mark.parametrize(("name", "column"), _columns(), ids=lambda part: part)
def test_a_column_that_is_carried_over_tells(folder: Path, name: str, column: str) -> None:
    base = _based(folder, is_plain=(name, column) == ("ModelSettings", "ModelStartDate"))
    try:
        changed = taken_in(folder, _changed(name, column)).records
    except InputError as error:
        changed = error.issues
    assert changed != base.records


def test_the_rich_model_reads_without_errors_and_has_a_plan(folder: Path) -> None:
    records = taken_in(folder, rich()).records
    assert [str(issue) for issue in check(records) if issue.severity.word == "error"] == []
    assert run(records).status is Status.OPTIMAL


def test_the_rich_model_fills_every_column(folder: Path) -> None:
    tables = {table.name: table for table in tables_of(write_workbook(folder / "rich.xlsx", rich()))}
    for name, columns in MAPPED.items():
        assert {simplified(column) for column in columns} <= tables[name].headers.keys(), name


def test_what_is_carried_over_and_what_is_left_out_is_every_filled_cell(folder: Path) -> None:
    tables = rich()
    for rows in tables.values():
        for k, row in enumerate(rows):
            row.update({"Address": f"{k} Main Street", "QueuePriority": k} | ({"Notes": "see mail"} if k else {}))
    tables["WorkCenters"] = table("WorkCenterName FacilityName Status", ("Line 1", "Plant", "Include"))
    tables["My pivot"] = table("a b", (1, 2), (None, 3))
    found = tables_of(write_workbook(folder / "full.xlsx", tables))
    model = Model.from_tables(found)
    _records(model)
    told = {place: set() for place in (table.title for table in found)}
    for note in model.ledger.notes():
        if note.code == "not-carried-over" and note.sheet in told:
            told[note.sheet] |= {word.strip() for word in re.split(r"[,:(.)]", note.found)}
    taken = model.ledger.taken()
    for each in found:
        for row, cells in each.rows.items():
            for column in cells:
                assert column in taken.get(each.name, ()) or each.headers[column] in told[each.title], (
                    each.title,
                    row,
                    column,
                )
    for each in found:
        assert (
            not each.name
            or {"Address", "QueuePriority"} <= told[each.title]
            or each.name in {"WorkCenters", "My pivot"}
        )


def test_a_cell_of_a_column_that_is_not_declared_cannot_be_asked_for(folder: Path) -> None:
    ledger = Ledger(tables_of(write_workbook(folder / "plain.xlsx", plain())))
    row = next(ledger.rows("Facilities"))
    with pytest.raises(KeyError):
        row.text("Address")


def test_tables_and_columns_are_those_of_anura() -> None:
    schema = pytest.importorskip("ol_anura").AnuraSchema
    assert {name.casefold() for name in INPUT_TABLES} == set(schema.get_input_table_names())
    for name, columns in MAPPED.items():
        assert {column.casefold() for column in columns} <= set(schema.get_columns(name)), name


def test_the_mapping_is_in_the_readme() -> None:
    assert mapping_table() in (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
