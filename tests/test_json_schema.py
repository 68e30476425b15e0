"""What goes in and what comes out keeps the published schemas."""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from models.catalogue import catalogue
from models.features import FEATURES
from optimizer import check
from optimizer.examples import EXAMPLES
from optimizer.json_plan import plan_as_json, write_json
from optimizer.json_schema import FORMS, json_schema
from optimizer.report import report_kinds, report_tables
from richplan import rich
from schemas import complaints
from tiny import book, solved, table, two_sources

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.outcome import Outcome


def _framed(records: Any) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        return value.isoformat() if isinstance(value, dt.date) else value

    sheets = {name: [{k: plain(v) for k, v in row.items()} for row in rows] for name, rows in records.items()}
    return {"schema": "sourcemix-input/1", "sheets": sheets}


@pytest.mark.parametrize("form", FORMS)
def test_every_schema_is_one(form: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema(form))


@pytest.mark.parametrize("records", [rich(), book(), *(make() for make in EXAMPLES.values())])
def test_inputs_keep_the_schema_of_inputs(records: Any) -> None:
    assert complaints("input", _framed(records)) == []


@pytest.mark.parametrize(
    ("sheet", "row", "complaint"),
    [
        ("Items", {"item": "x"}, "'value' is a required property"),
        ("Items", {"item": "x", "value": "dear"}, "is not of type 'number'"),
        ("Items", {"item": "x", "value": -1}, "less than the minimum"),
        ("Items", {"item": "x", "value": 1, "criticality": "Huge"}, "is not one of"),
        ("Items", {"item": "x", "value": 1, "colour": "red"}, "Additional properties are not allowed"),
        ("Colours", {}, "Additional properties are not allowed"),
    ],
)
def test_what_the_reader_would_complain_of_the_schema_does_too(sheet: str, row: Any, complaint: str) -> None:
    found = complaints("input", _framed({**book(), sheet: [row]}))
    assert len(found) == 1
    assert complaint in found[0]


def test_plans_keep_the_schema_of_plans(rich_outcome: Outcome, tmp_path: Path) -> None:
    path = write_json(rich_outcome, tmp_path / "plan.json", input_path=tmp_path / "in.xlsx")
    plan = json.loads(path.read_text())
    assert complaints("plan", plan) == []
    tampered = copy.deepcopy(plan)
    tampered["tables"]["Flows"][0]["quantity"] = "much"
    assert len(complaints("plan", tampered)) == 1


def test_an_answer_without_a_plan_keeps_the_schema_too() -> None:
    impossible = solved(book(Sources=table("site item capacity material_cost", ("cn", "x", 60, 10))))
    assert complaints("plan", plan_as_json(impossible)) == []


def test_problems_keep_the_schema_of_problems() -> None:
    issues = check(two_sources(Items=table("item value colour", ("x", "dear", "red"))))
    assert len(issues) > 1
    assert complaints("problems", [issue.to_json() for issue in issues]) == []


def test_every_table_of_a_report_is_declared(rich_outcome: Outcome) -> None:
    assert {type(found) for found in report_tables(rich_outcome)} == set(report_kinds())


@pytest.mark.parametrize(
    "sheet", [*(entry.sheet for entry in catalogue().values()), *report_kinds()], ids=lambda sheet: sheet.sheet
)
def test_a_sheet_is_known_by_columns_of_its_own_and_explained_in_sentences(sheet: Any) -> None:
    assert set(sheet.key) <= {column.name for column in sheet.columns}
    for sentence in (sheet.purpose, *(column.help for column in sheet.columns)):
        assert re.match(r"[A-Z0-9]|[a-z_]+(:| or | and )", sentence), sentence  # or begins with a word to choose
        assert re.search(r"[.)]$", sentence), sentence
        assert not sentence.isupper(), sentence


UNITS = {
    "", "money", "plan currency", "units", "unit", "fraction", "number", "doubling", "previous period", "start", "date",
    "s", "h", "days", "week", "weeks", "year", "years", "km", "t", "kg", "kWh", "tonne-km", "1",
}  # fmt: skip


@pytest.mark.parametrize(
    "sheet", [*(entry.sheet for entry in catalogue().values()), *report_kinds()], ids=lambda sheet: sheet.sheet
)
def test_units_are_those_of_the_notation(sheet: Any) -> None:
    features = [record for entry in catalogue().values() for record in entry.records if entry.sheet is sheet]
    for column in [column for record in (sheet, *features) for column in record.columns]:
        words = re.split(r" or |, |/|\(|\)| of the | from ", column.unit)
        assert set(words) <= UNITS, column.unit


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_a_feature_declares_the_tables_it_reports(feature: Any, rich_outcome: Outcome) -> None:
    shown = {type(found) for found in feature.tables(rich_outcome.problem, rich_outcome.plan)}
    assert shown <= set(feature.reports)


def test_the_command_prints_a_schema() -> None:
    words = [sys.executable, "-m", "optimizer.cli", "schema", "plan"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == json.loads(json.dumps(json_schema("plan")))
