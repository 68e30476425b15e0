"""What comes of a job: plans, problems, comparisons, in the form that is wanted, for as long as was promised."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import jsonschema
import openpyxl
import pytest

from optimizer.json_schema import json_schema
from optimizer.service.upload import JSON, XLSX
from optimizer.workbook.template import write_input
from served import DEAR, ended, framed, planned
from tiny import book, table, two_sources

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def broken(asking: Any) -> dict[str, Any]:
    return planned(asking, framed(two_sources(Items=table("item value", *((f"x{k}", "dear") for k in range(150))))))


def test_a_finished_job_has_its_figures_and_says_where_the_plan_is(finished: dict[str, Any]) -> None:
    result = finished["result"]
    assert (finished["state"], result["status"], result["cost"], result["gap"]) == (
        *("finished", "OPTIMAL"),
        pytest.approx(52_000),
        pytest.approx(0),
    )
    assert result["settings"]["mip_gap"] == 0
    assert finished["links"]["plan"].endswith("/plan")
    assert finished["kept_until"] > finished["ended"] > finished["started"] >= finished["created"]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, XLSX),
        ("*/*", XLSX),
        (JSON, JSON),
        (f"{XLSX};q=0.5, {JSON}", JSON),
        ("text/html, application/*;q=0.8", XLSX),
        (f"{XLSX};q=0, */*", JSON),
        (f"{JSON};q=no, {XLSX};q=0.1", XLSX),
    ],
)
def test_the_plan_comes_in_the_form_that_is_liked_best(
    asking: Any, finished: dict[str, Any], accept: str | None, media: str
) -> None:
    answer = asking.get(finished["links"]["plan"], headers={} if accept is None else {"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"], answer.headers["vary"]) == (200, media, "Accept")


def test_a_form_that_is_not_to_be_had_is_refused(asking: Any, finished: dict[str, Any]) -> None:
    for path in (finished["links"]["plan"], finished["links"]["problems"]):
        assert asking.get(path, headers={"Accept": "text/html"}).status_code == 406


def test_the_workbook_is_a_plan_called_after_its_input(asking: Any, finished: dict[str, Any]) -> None:
    answer = asking.get(f"{finished['links']['self']}/plan.xlsx")
    assert "filename*=utf-8''Gr%C3%B6%C3%9Fe%201.plan.xlsx" in answer.headers["content-disposition"]
    facts = {
        row[0].value: row[1].value
        for row in openpyxl.load_workbook(io.BytesIO(answer.content))["Run_info"].iter_rows(max_col=2)
    }
    assert "Größe 1.xlsx" in facts.values()


def test_the_json_keeps_the_published_schema(asking: Any, finished: dict[str, Any]) -> None:
    plan = asking.get(f"{finished['links']['self']}/plan.json").json()
    schema = asking.get("/v1/schemas/plan").json()
    jsonschema.Draft202012Validator(schema).validate(plan)
    assert (plan["input"]["name"], plan["summary"]["cost"]) == ("Größe 1.xlsx", pytest.approx(52_000))


@pytest.mark.parametrize("form", ["input", "plan", "problems"])
def test_the_schemas_are_the_published_ones(asking: Any, form: str) -> None:
    assert asking.get(f"/v1/schemas/{form}").json() == json.loads(json.dumps(json_schema(form)))


def test_an_input_with_problems_fails_with_all_of_them(asking: Any, broken: dict[str, Any]) -> None:
    problems = asking.get(broken["links"]["problems"]).json()
    jsonschema.Draft202012Validator(json_schema("problems")).validate(problems)
    assert (broken["state"], broken["result"]["status"], broken["links"]["plan"]) == ("failed", "PROBLEMS", None)
    assert broken["result"]["errors"] == sum(problem["severity"] == "error" for problem in problems) > 150
    assert problems[0]["cell"].startswith("Items[")


def test_the_problems_of_a_workbook_come_as_one_with_its_cells_marked(asking: Any, tmp_path: Path) -> None:
    write_input(tmp_path / "in.xlsx", two_sources(Items=table("item value", ("x", "dear"))))
    posted = {"workbook": ("ev 1.xlsx", (tmp_path / "in.xlsx").read_bytes(), XLSX)}
    job = ended(asking, asking.post("/v1/jobs", files=posted).headers["location"])
    answer = asking.get(job["links"]["problems"], headers={"Accept": XLSX})
    assert "ev%201.problems.xlsx" in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book["Problems"]["A1"].value == "Problems of ev 1.xlsx"
    assert "Items" in book.sheetnames
    assert asking.get(f"{job['links']['self']}/problems.xlsx").status_code == 200


def test_problems_of_the_file_itself_name_it_as_its_planner_does(asking: Any) -> None:
    answer = asking.post("/v1/jobs", content=b"a;b", headers={"Content-Type": XLSX}, params={"name": "my plan.xlsx"})
    job = ended(asking, answer.headers["location"])
    (problem,) = asking.get(job["links"]["problems"]).json()
    assert (problem["sheet"], problem["cell"], problem["code"]) == ("my plan.xlsx", "my plan.xlsx", "not-a-workbook")
    assert asking.get(f"{job['links']['self']}/problems.xlsx").status_code == 404


@pytest.mark.parametrize("text", ["{", '{"sheets": 3}', '{"sheets": {"Sites": 1}}', '{"a":' * 100_000])
def test_json_that_is_none_is_a_problem_of_the_input(asking: Any, text: str) -> None:
    answer = asking.post("/v1/jobs", content=text, headers={"Content-Type": JSON})
    assert ended(asking, answer.headers["location"])["result"]["status"] == "PROBLEMS"


def test_an_impossible_plan_fails_with_the_rules_in_the_way(asking: Any) -> None:
    job = planned(asking, framed(book(Sources=table("site item capacity material_cost", ("cn", "x", 60, 10)))))
    assert (job["state"], job["result"]["status"]) == ("failed", "INFEASIBLE")
    assert "Demand for 100" in job["result"]["explanation"][0]
    answer = asking.get(f"{job['links']['self']}/plan")
    assert answer.status_code == 404
    assert "Demand for 100" in answer.json()["detail"]
    problems = asking.get(job["links"]["problems"]).json()
    assert "impossible" in {problem["code"] for problem in problems}


def test_what_a_crash_leaves_is_a_reason(asking: Any) -> None:
    job = planned(asking, name="crash.json")
    assert (job["state"], job["result"]["status"]) == ("failed", "CRASHED")
    assert "memory access error" in job["result"]["explanation"][0]
    assert asking.get(f"{job['links']['self']}/problems").json() == []


def test_a_bug_is_told_as_one(asking: Any) -> None:
    job = planned(asking, name="bug.json")
    assert (job["state"], job["result"]["status"]) == ("failed", "BUG")
    assert job["result"]["explanation"][0] == "ZeroDivisionError: no idea"


def test_one_scenario_is_planned_on_request(asking: Any) -> None:
    job = planned(asking, framed(two_sources(Scenarios=DEAR)), scenario="dear")
    assert (job["result"]["cost"], job["order"]["scenario"]) == (pytest.approx(67_600), "dear")
    assert asking.get(job["links"]["plan"]).status_code == 200
    assert planned(asking, framed(two_sources(Scenarios=DEAR)), scenario="none")["result"]["status"] == "PROBLEMS"


def test_warnings_stop_a_strict_job_only(asking: Any) -> None:
    warned = framed(two_sources(Items=table("item value", ("x", "10"))))
    assert planned(asking, warned)["result"]["warnings"] == 1
    assert planned(asking, warned, strict=True)["state"] == "failed"


def test_two_jobs_are_compared(asking: Any, finished: dict[str, Any]) -> None:
    body = {"settings": {"discount_rate": 0.5}, "scenario": "dear"}
    path = asking.post(f"{finished['links']['self']}/reruns", json=body).headers["location"]
    again = ended(asking, path)
    found = asking.get("/v1/comparison", params={"first": finished["id"], "second": again["id"]}).json()
    assert found["settings"] == [{"name": "discount_rate", "first": 0.0, "second": 0.5}]
    assert set(found["sheets"]) == {"Settings", "Sources"}
    assert found["cost"]["difference"] == pytest.approx(again["result"]["cost"] - finished["result"]["cost"])
    assert sum(pair["difference"] for pair in found["costs"]) == pytest.approx(found["cost"]["difference"], abs=0.1)
    assert {(pair["item"], pair["name"]): (pair["first"], pair["second"]) for pair in found["shares"]} == {
        ("x", "cn"): (1, 0),
        ("x", "mx"): (0, 1),
    }
    assert all(pair["unit"] for pair in found["figures"])
    assert len(found["figures"]) > 5


def test_a_job_without_a_plan_is_compared_without_figures(
    asking: Any, finished: dict[str, Any], broken: dict[str, Any]
) -> None:
    found = asking.get("/v1/comparison", params={"first": finished["id"], "second": broken["id"]}).json()
    assert found["cost"] == {
        "name": "cost",
        "item": "",
        "unit": "USD",
        "first": pytest.approx(52_000),
        "second": None,
        "difference": None,
    }
    assert all(pair["second"] is None for pair in [*found["costs"], *found["shares"], *found["figures"]])


def test_the_fingerprint_of_a_plan_with_other_settings_is_not_that_of_its_input(
    asking: Any, finished: dict[str, Any]
) -> None:
    path = asking.post(f"{finished['links']['self']}/reruns", json={"settings": {"seed": 2}}).headers["location"]
    plans = [
        asking.get(f"{where}/plan.json").json()
        for where in (finished["links"]["self"], ended(asking, path)["links"]["self"])
    ]
    before, now = (plan["input"]["fingerprint"] for plan in plans)
    assert now.startswith(f"{before}+")
