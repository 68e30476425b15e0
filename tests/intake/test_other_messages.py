"""What is said of files that cannot be opened, of scenarios that change nothing, and of plans without their input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from badbook import GOOD, records, save
from optimizer import check
from optimizer.doors import take_in
from optimizer.errors import InputError
from optimizer.json_plan import PLAN_SCHEMA
from optimizer.plan_file import read_plan

SCENARIO = ["scenario", "sheet", "column", "where", "action", "value"]


@pytest.mark.parametrize(
    ("row", "code", "message"),
    [
        (["war", "Itms", "value", None, "set", "5"], "scenario-without-effect",
         "Scenarios[1].sheet: There is no sheet called 'Itms' in this workbook. Correct the row of the scenario."),
        (["war", "Items", "vlue", None, "set", "5"], "scenario-without-effect",
         "Scenarios[1].column: Items has no column called 'vlue'. Correct the row of the scenario."),
        (["war", "Items", "value", "item = frame", "set", "5"], "scenario-without-effect",
         "Scenarios[1].where: No row of Items fits the conditions. Correct the row of the scenario."),
        (["war", "Items", "value", "frame", "set", "5"], "wrong-condition",
         "Scenarios[1].where: 'frame' is no condition. Write column = value, several separated by semicolons."),
    ],
)  # fmt: skip
def test_a_scenario_that_cannot_be_applied_is_explained(row: list[Any], code: str, message: str) -> None:
    found = take_in(records({**GOOD, "Scenarios": [SCENARIO, row]}), "war").issues
    assert (code, message) in [(issue.code, str(issue)) for issue in found]


def test_a_file_that_may_not_be_opened_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "plan.xlsx", GOOD)

    def refused(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    (issue,) = check(path)
    assert (issue.code, str(issue)) == (
        "no-access",
        "plan.xlsx: The file cannot be opened (Permission denied). Close it elsewhere, or check your rights.",
    )


def test_a_file_that_is_not_there_is_explained(tmp_path: Path) -> None:
    (issue,) = check(tmp_path / "plan.xlsx")
    assert (issue.code, issue.remedy) == ("missing-file", "Check the name and the folder.")


@pytest.mark.parametrize(
    ("content", "code", "found"),
    [
        ({"schema": ""}, "no-plan", "The file is no plan in JSON"),
        ({"summary": []}, "no-plan", "The file is a plan with parts missing or changed."),
        ({"tables": {"Production": [], "Flows": []}, "input": {"name": "", "fingerprint": "f"}},
         "no-input", "The plan does not say which input it was made from."),
        ({"tables": {"Production": [], "Flows": []}, "input": {"name": "gone.xlsx", "fingerprint": "f"}},
         "missing-input", "The input it was made from is missing"),
        ({"tables": {"Production": [], "Flows": []}, "input": {"name": "good.xlsx", "fingerprint": "f"}},
         "changed-input", "good.xlsx has changed since the plan was made from it, or is another input."),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_replayed_is_explained(
    content: dict[str, Any], code: str, found: str, tmp_path: Path
) -> None:
    save(tmp_path / "good.xlsx", GOOD)
    path = tmp_path / "good.plan.json"
    path.write_text(json.dumps({"schema": PLAN_SCHEMA, "summary": {}, **content}), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_plan(path)
    (issue,) = caught.value.issues
    assert issue.code == code
    assert issue.found.startswith(found)
