"""Small models of Cosmic Frog, written by code as it exports them: a workbook, a folder or a zip file."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook

from optimizer.importing import import_case

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from optimizer.importing import Imported

Tables = dict[str, list[dict[str, Any]]]


def table(header: str, *rows: tuple[Any, ...]) -> list[dict[str, Any]]:
    """Records from a line of column names and one tuple for each row; None: a blank cell."""
    return [dict(zip(header.split(), row, strict=True)) for row in rows]


def _columns(rows: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(column for row in rows for column in row))


def write_workbook(path: Path, tables: Mapping[str, list[dict[str, Any]]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name.replace("MultiTimePeriod", "MTP"))
        sheet.append(_columns(rows))
        for row in rows:
            sheet.append([row.get(column) for column in _columns(rows)])
    book.save(path)
    return path


def _texts(tables: Mapping[str, list[dict[str, Any]]]) -> dict[str, str]:
    texts = {}
    for name, rows in tables.items():
        stream = io.StringIO()
        lines = csv.DictWriter(stream, [column.lower() for column in _columns(rows)])
        lines.writeheader()
        lines.writerows({column.lower(): value for column, value in row.items()} for row in rows)
        texts[f"{name.lower()}.csv"] = stream.getvalue()
    return texts


def write_folder(path: Path, tables: Mapping[str, list[dict[str, Any]]]) -> Path:
    path.mkdir()
    for name, text in _texts(tables).items():
        (path / name).write_text(text, encoding="utf-8", newline="")
    return path


def write_zip(path: Path, tables: Mapping[str, list[dict[str, Any]]]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in _texts(tables).items():
            archive.writestr(f"model/{name}", text)
    return path


def taken_in(folder: Path, tables: Mapping[str, list[dict[str, Any]]]) -> Imported:
    """What the importer makes of a model; lowercase comma-separated values are quickest to write."""
    path = folder / "model"
    if path.exists():
        for place in path.iterdir():
            place.unlink()
        path.rmdir()
    return import_case(write_folder(path, tables), "anura")


def plain() -> Tables:
    """One plant, one customer who wants 5,200 of one product in a year of 52 weeks, a truck that costs 2 a unit."""
    return {
        "ModelSettings": table("ModelStartDate ModelEndDate", ("2027-01-01", "2027-12-30")),
        "Customers": table("CustomerName", ("Shop",)),
        "Facilities": table("FacilityName", ("Plant",)),
        "Products": table("ProductName UnitValue", ("Bike", 100)),
        "CustomerDemand": table("CustomerName ProductName Quantity", ("Shop", "Bike", 5200)),
        "ProductionPolicies": table("FacilityName ProductName UnitCost", ("Plant", "Bike", 30)),
        "TransportationPolicies": table("OriginName DestinationName UnitCost", ("Plant", "Shop", 2)),
    }


HALVES = {
    "ModelSettings": table("ModelEndDate", ("2027-12-30",)),
    "Periods": table("PeriodName StartDate", ("H1", "2027-01-01"), ("H2", "2027-07-02")),
}
"""Two half-years of 26 weeks."""


def with_tables(**tables: list[dict[str, Any]]) -> Tables:
    """The plain model with some tables in place of its own."""
    return plain() | tables


def told(found: Imported) -> str:
    """All notes of an import in one text."""
    return " ".join(f"{note.sheet}: {note.found}" for note in found.notes)


def two_plants(**tables: list[dict[str, Any]]) -> Tables:
    """Two plants that make bikes for 30 and 40, each with a lane of 2 to the shop."""
    base = with_tables(
        Facilities=table("FacilityName", ("Plant",), ("Mill",)),
        ProductionPolicies=table("FacilityName ProductName UnitCost", ("Plant", "Bike", 30), ("Mill", "Bike", 40)),
        TransportationPolicies=table("OriginName DestinationName UnitCost", ("Plant", "Shop", 2), ("Mill", "Shop", 2)),
    )
    return base | tables
