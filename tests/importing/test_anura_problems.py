"""What is wrong with a model of Cosmic Frog is told at once, each problem with its table, column and row."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from frog import Tables, plain, table, taken_in, write_workbook
from optimizer import check
from optimizer.cli import main
from optimizer.errors import InputError
from optimizer.importing import import_case

if TYPE_CHECKING:
    from pathlib import Path


def _refused(folder: Path, tables: Tables) -> list[tuple[str, str]]:
    """Cells and codes of what is refused, from a workbook."""
    with pytest.raises(InputError) as caught:
        import_case(write_workbook(folder / "model.xlsx", tables), "anura")
    return [(issue.cell, issue.code) for issue in caught.value.issues]


def _with(name: str, rows: list[dict[str, Any]]) -> Tables:
    return plain() | {name: rows}


@pytest.mark.parametrize(
    ("name", "rows", "cell", "code"),
    [
        (
            "CustomerDemand",
            table("CustomerName ProductName Quantity", ("Shop", "Trike", 1)),
            "CustomerDemand!B2",
            "unknown-reference",
        ),
        (
            "CustomerDemand",
            table("CustomerName ProductName Quantity", ("Shop", None, 1)),
            "CustomerDemand!B2",
            "blank-required",
        ),
        (
            "CustomerDemand",
            table("CustomerName ProductName Quantity", ("Shop", "Bike", "many")),
            "CustomerDemand!C2",
            "wrong-figure",
        ),
        (
            "CustomerDemand",
            table("CustomerName ProductName Quantity", ("Shop", "Bike", -5)),
            "CustomerDemand!C2",
            "wrong-figure",
        ),
        (
            "CustomerDemand",
            table("CustomerName ProductName Quantity", ("Shop", "Bike", "1e400")),
            "CustomerDemand!C2",
            "wrong-figure",
        ),
        (
            "CustomerDemand",
            table("CustomerName ProductName Quantity Status", ("Shop", "Bike", 5, "Perhaps")),
            "CustomerDemand!D2",
            "unknown-word",
        ),
        (
            "CustomerDemand",
            table("CustomerName ProductName Quantity QuantityUOM", ("Shop", "Bike", 5, "BARREL")),
            "CustomerDemand!D2",
            "unknown-word",
        ),
        (
            "CustomerDemand",
            table("CustomerName ProductName Quantity", ("Shop", "Bike", None)),
            "CustomerDemand!C2",
            "blank-required",
        ),
        (
            "CustomerDemand",
            table("CustomerName ProductName Quantity", ("Shop", "Bike", "#N/A")),
            "CustomerDemand!C2",
            "error-cell",
        ),
        ("Products", table("ProductName UnitValue", ("Bike", 1), ("Bike", 2)), "Products!A3", "duplicate-key"),
        ("Periods", table("PeriodName StartDate", ("H1", "sometime")), "Periods!B2", "not-a-date"),
        (
            "ProductionPolicies",
            table("FacilityName ProductName BOMName", ("Plant", "Bike", "bike")),
            "ProductionPolicies!C2",
            "unknown-reference",
        ),
        (
            "TransportationPolicies",
            table("OriginName DestinationName UnitCost UnitCostUOM", ("Plant", "Shop", 1, "EA-MI")),
            "TransportationPolicies!C2",
            "blank-required",
        ),
        (
            "TransportationPolicies",
            table("OriginName DestinationName UnitCost UnitCostUOM", ("Plant", "Shop", 1, "EA-FURLONG")),
            "TransportationPolicies!D2",
            "unknown-word",
        ),
        (
            "InventoryPolicies",
            table("FacilityName ProductName StockingSite", ("Plant", "Bike", "maybe")),
            "InventoryPolicies!C2",
            "unknown-word",
        ),
    ],
)
def test_a_bad_cell_is_named(tmp_path: Path, name: str, rows: list[dict[str, Any]], cell: str, code: str) -> None:
    assert (cell, code) in _refused(tmp_path, _with(name, rows))


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    rows = table("CustomerName ProductName Quantity", ("Shop", "Trike", "x"), ("Stall", "Bike", "y"))
    assert {cell for cell, _ in _refused(tmp_path, _with("CustomerDemand", rows))} == {
        f"CustomerDemand!{cell}" for cell in ("B2", "C2", "A3", "C3")
    }


def test_in_text_files_the_line_and_column_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        taken_in(tmp_path, _with("CustomerDemand", table("CustomerName ProductName Quantity", ("Shop", "Bike", "x"))))
    assert caught.value.issues[0].cell == "customerdemand.csv, line 2, quantity"


def test_a_name_that_is_nearly_right_is_suggested(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        taken_in(tmp_path, _with("CustomerDemand", table("CustomerName ProductName Quantity", ("Shop", "Bikes", 1))))
    assert "Did you mean Bike?" in caught.value.issues[0].remedy


def test_a_group_that_contains_itself_is_refused(tmp_path: Path) -> None:
    groups = table(
        "GroupName GroupType MemberName", ("A", "Customers", "B"), ("B", "Customers", "A"), ("B", "Customers", "Shop")
    )
    found = _refused(tmp_path, _with("Groups", groups))
    assert ("Groups!C2", "group-loop") in found
    assert ("Groups!C3", "group-loop") in found


def test_a_weight_without_the_weight_of_the_product_cannot_be_converted(tmp_path: Path) -> None:
    tables = _with("CustomerDemand", table("CustomerName ProductName Quantity QuantityUOM", ("Shop", "Bike", 5, "KG")))
    tables["Products"] = table("ProductName UnitWeight", ("Bike", 0))
    assert ("CustomerDemand!D2", "unknown-word") in _refused(tmp_path, tables)


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no table of Anura"):
        import_case(write_workbook(tmp_path / "other.xlsx", {"Budget": table("a", (1,))}), "anura")
    with pytest.raises(InputError, match="no such file"):
        import_case(tmp_path / "absent.xlsx", "anura")
    (tmp_path / "model.txt").write_text("nothing", encoding="utf-8")
    with pytest.raises(InputError):
        import_case(tmp_path / "model.txt", "anura")
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(InputError):
        import_case(tmp_path / "cut.zip", "anura")


def test_two_files_for_one_table_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as archive:
        archive.writestr("Products.csv", "ProductName\nBike\n")
        archive.writestr("old/products.csv", "ProductName\nTrike\n")
        archive.writestr("__MACOSX/._Products.csv", "x")
    with pytest.raises(InputError, match="both stand for the table Products"):
        import_case(tmp_path / "twice.zip", "anura")


def test_two_demands_on_different_terms_are_refused(tmp_path: Path) -> None:
    rows = table(
        "CustomerName ProductName Quantity DemandStatus",
        ("Shop", "Bike", 1, "Include"),
        ("Shop", "Bike", 1, "Consider"),
    )
    assert ("CustomerDemand!B3", "duplicate-key") in _refused(tmp_path, _with("CustomerDemand", rows))


def test_semicolons_and_other_alphabets_are_read(tmp_path: Path) -> None:
    tables = plain()
    folder = tmp_path / "model"
    taken_in(tmp_path, tables)
    (folder / "customers.csv").write_bytes("CustomerName;City\r\nShop;K\u00f6ln\r\n".encode("cp1252"))
    found = import_case(folder, "anura")
    assert found.records["Demand"][0]["site"] == "Shop"
    assert any("City" in note.found for note in found.notes)


def test_the_command_writes_a_workbook_that_reads_and_lists_what_is_left_out_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = plain()
    tables["Facilities"] = table("FacilityName City QueuePriority", ("Plant", "Gent", 3))
    tables["WorkCenters"] = table("WorkCenterName FacilityName", ("Line 1", "Plant"))
    out = tmp_path / "network.xlsx"
    assert main(["import", "--format", "anura", str(write_workbook(tmp_path / "model.xlsx", tables)), str(out)]) == 0
    said = capsys.readouterr()
    assert said.out.strip() == str(out)
    assert check(out) == ()
    listed = (tmp_path / "network.left_out.txt").read_text(encoding="utf-8")
    for told in ("City, QueuePriority: every value is left out", "WorkCenters", "WorkCenterName, FacilityName"):
        assert told in listed
        assert told in " ".join(said.err.split())
