"""The tools, called by a client in the same process: what they answer, what they refuse, what they survive."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import anyio
import jsonschema
import pytest
from mcp import Client

from called import terms, words_of
from optimizer.assistant.server import server_for
from optimizer.workbook.template import write_input
from tiny import book, table, two_sources

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mcp.types import CallToolResult, Tool

PLAN, OTHER, NAMED = "two.plan.xlsx", "dear.plan.xlsx", "two.dear.plan.xlsx"
CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "check": ("check", {"workbook": "two.xlsx"}),
    "check broken": ("check", {"workbook": "broken.xlsx"}),
    "check missing": ("check", {"workbook": "tow.xlsx"}),
    "solve": ("solve", {"workbook": "two.xlsx"}),
    "solve again": ("solve", {"workbook": "two.xlsx", "out": PLAN, "time_limit": 20, "gap": 0.1}),
    "solve scenario": ("solve", {"workbook": "two.xlsx", "scenario": "dear"}),
    "solve no scenario": ("solve", {"workbook": "two.xlsx", "scenario": "none"}),
    "solve into folder": ("solve", {"workbook": "dear.json", "out": "deep/results"}),
    "solve broken": ("solve", {"workbook": "broken.xlsx"}),
    "solve impossible": ("solve", {"workbook": "impossible.xlsx"}),
    "solve over input": ("solve", {"workbook": "two.xlsx", "out": "two.xlsx"}),
    "solve over another": ("solve", {"workbook": "two.xlsx", "out": "broken.xlsx"}),
    "explain": ("explain", {"file": PLAN}),
    "explain item": ("explain", {"file": PLAN, "item": "X"}),
    "explain no item": ("explain", {"file": PLAN, "item": "y"}),
    "explain workbook": ("explain", {"file": "dear.json"}),
    "explain impossible": ("explain", {"file": "impossible.xlsx"}),
    "explain broken": ("explain", {"file": "broken.xlsx"}),
    "compare": ("compare", {"first": PLAN, "second": NAMED}),
    "compare same": ("compare", {"first": PLAN, "second": PLAN}),
    "compare input": ("compare", {"first": PLAN, "second": "two.xlsx"}),
    "read outside": ("check", {"workbook": "../secret.xlsx"}),
    "read absolute": ("explain", {"file": "{outside}/secret.xlsx"}),
    "read link": ("check", {"workbook": "link.xlsx"}),
    "write outside": ("solve", {"workbook": "two.xlsx", "out": "../stolen.plan.xlsx"}),
    "write absolute": ("solve", {"workbook": "two.xlsx", "out": "{outside}/stolen.plan.xlsx"}),
    "write by scenario": ("solve", {"workbook": "two.xlsx", "scenario": "../../stolen"}),
    "write through link": ("solve", {"workbook": "two.xlsx", "out": "link/stolen.plan.xlsx"}),
    "write another kind": ("solve", {"workbook": "two.xlsx", "out": "two.csv"}),
    "compare outside": ("compare", {"first": PLAN, "second": "../secret.xlsx"}),
    "wrong gap": ("solve", {"workbook": "two.xlsx", "gap": 2}),
}


def _files(folder: Path) -> None:
    """Write inputs into the allowed folder, and something secret beside it."""
    allowed, outside = folder / "allowed", folder / "outside"
    allowed.mkdir()
    outside.mkdir()
    scenario = table(
        "scenario sheet column where action value", ("dear", "Sources", "material_cost", "site = cn", "set", "20")
    )
    rule = table("item destination max_share rule", ("x", "us", 0.6, "both"))
    write_input(allowed / "two.xlsx", two_sources(Scenarios=scenario, Sourcing_rules=rule))
    (allowed / "dear.json").write_text(json.dumps({"sheets": two_sources(cheap=12)}, default=str), encoding="utf-8")
    write_input(
        allowed / "impossible.xlsx", book(Sources=table("site item material_cost capacity", ("cn", "x", 10, 60)))
    )
    broken = two_sources()
    broken["Sources"] = table(
        "site item material_cost", ("nowhere", "x", 10), *((f"gone{k}", "x", 1) for k in range(70))
    )
    write_input(allowed / "broken.xlsx", broken)
    for secret in (folder / "secret.xlsx", outside / "secret.xlsx"):
        write_input(secret, two_sources())
    (allowed / "link.xlsx").symlink_to(outside / "secret.xlsx")
    (allowed / "link").symlink_to(outside)


async def _all(folder: Path) -> tuple[dict[str, CallToolResult], list[Tool]]:
    async with Client(server_for(terms(folder))) as client:
        found = {}
        for name, (tool, arguments) in CALLS.items():
            filled = {
                key: v.format(outside=folder / "outside") if isinstance(v, str) else v for key, v in arguments.items()
            }
            found[name] = await client.call_tool(tool, filled)
        return found, (await client.list_tools()).tools


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, CallToolResult], list[Tool]]:
    folder = tmp_path_factory.mktemp("assistant").resolve()
    _files(folder)
    return folder, *anyio.run(_all, folder)


@pytest.fixture
def allowed(session: tuple[Path, dict[str, CallToolResult], list[Tool]]) -> Path:
    return session[0] / "allowed"


@pytest.fixture
def results(session: tuple[Path, dict[str, CallToolResult], list[Tool]]) -> dict[str, CallToolResult]:
    return session[1]


@pytest.fixture
def answers(results: dict[str, CallToolResult]) -> Mapping[str, Any]:
    return {name: result.structured_content for name, result in results.items() if not result.is_error}


@pytest.fixture
def refusals(results: dict[str, CallToolResult]) -> Mapping[str, str]:
    return {name: words_of(result) for name, result in results.items() if result.is_error}


def test_every_tool_describes_itself_and_keeps_to_its_schema(
    session: tuple[Path, dict[str, CallToolResult], list[Tool]], answers: Mapping[str, Any]
) -> None:
    tools = {tool.name: tool for tool in session[2]}
    assert set(tools) == {"check", "solve", "explain", "compare"}
    for tool in tools.values():
        assert len(tool.description or "") > 100
        assert all("description" in argument for argument in tool.input_schema["properties"].values())
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint == (tool.name != "solve")
    for name, answer in answers.items():
        jsonschema.validate(answer, tools[CALLS[name][0]].output_schema or {"not": {}})


def test_check_lists_problems_with_their_cells(answers: Mapping[str, Any]) -> None:
    assert (answers["check"]["can_be_planned"], answers["check"]["scenarios"]) == (True, ["dear"])
    broken = answers["check broken"]
    assert (broken["can_be_planned"], broken["errors"]) == (False, 71)
    assert broken["problems"][0]["cell"].startswith("Sources!A")
    assert "nowhere" in broken["problems"][0]["found"]


def test_a_long_list_is_cut_and_the_rest_counted(answers: Mapping[str, Any]) -> None:
    broken = answers["check broken"]
    assert len(broken["problems"]) == 50
    assert broken["left_out"]["problems"] == broken["errors"] + broken["warnings"] + broken["notes"] - 50
    assert answers["check"]["left_out"] == {}


def test_a_file_that_is_missing_is_a_problem_with_a_guess(answers: Mapping[str, Any]) -> None:
    missing = answers["check missing"]
    assert (missing["can_be_planned"], missing["problems"][0]["code"]) == (False, "missing-file")
    assert "two.xlsx" in missing["problems"][0]["remedy"]


def test_solve_writes_a_plan_and_says_what_it_costs(answers: Mapping[str, Any], allowed: Path) -> None:
    solved = answers["solve"]
    assert solved["plan"] == str(allowed / PLAN)
    assert (allowed / PLAN).is_file()
    found = solved["found"]
    assert (found["status"], found["exit_code"], found["currency"]) == ("OPTIMAL", 0, "USD")
    assert found["cost"] == pytest.approx(5200 * (0.6 * 10 + 0.4 * 13))
    assert any("58,240 USD" in words for words in found["sentences"])
    assert next(f["plan"] for f in solved["figures"] if f["figure"] == "Total cost") == pytest.approx(found["cost"])


def test_solve_replaces_an_older_plan_and_nothing_else(
    answers: Mapping[str, Any], refusals: Mapping[str, str], allowed: Path
) -> None:
    assert answers["solve again"]["plan"] == str(allowed / PLAN)
    for name in ("solve over input", "solve over another"):
        assert "is no plan, so it is left alone" in refusals[name]
    assert answers["check"] != answers["check broken"]
    assert not (allowed / "two (2).xlsx").exists()


def test_solve_plans_a_scenario_into_a_file_of_its_own(answers: Mapping[str, Any], allowed: Path) -> None:
    assert answers["solve scenario"]["plan"] == str(allowed / NAMED)
    assert answers["solve scenario"]["found"]["cost"] == pytest.approx(5200 * (0.4 * 20 + 0.6 * 13))
    unknown = answers["solve no scenario"]
    assert (unknown["found"]["status"], unknown["plan"]) == ("PROBLEMS", None)


def test_solve_makes_the_folder_it_is_given(answers: Mapping[str, Any], allowed: Path) -> None:
    assert answers["solve into folder"]["plan"] == str(allowed / "deep" / "results" / OTHER)
    assert (allowed / "deep" / "results" / OTHER).is_file()


def test_solve_ends_like_the_command_line_when_there_is_no_plan(answers: Mapping[str, Any]) -> None:
    broken, impossible = answers["solve broken"], answers["solve impossible"]
    assert (broken["found"]["status"], broken["found"]["exit_code"], broken["plan"]) == ("PROBLEMS", 3, None)
    assert broken["errors"] == 71
    assert broken["problems"]
    assert (impossible["found"]["status"], impossible["found"]["exit_code"]) == ("INFEASIBLE", 4)
    assert impossible["diagnosis"]["conflicts"]


def test_explain_tells_who_supplies_and_which_rule_binds(answers: Mapping[str, Any]) -> None:
    told = answers["explain"]
    assert (told["kind"], told["found"]["exit_code"]) == ("plan", None)
    assert told["found"]["sentences"][0] == "Optimal: no plan costs less."
    shares = {supply["source"]: supply["shares"] for supply in told["mix"]}
    assert shares["cn"] == [{"first": "P1", "last": "P1", "share": 0.6}]
    assert {supply["landed_cost"] for supply in told["mix"]} == {10.0, 13.0}
    assert [rule["rule"] for rule in told["binding"]] == ["both"]
    assert told["binding"][0]["cell"].startswith("Sourcing_rules!")
    assert "60%" in told["binding"][0]["limit"]
    assert told["rule_costs"]["penalties"] == 0


def test_explain_tells_of_one_item_when_asked(answers: Mapping[str, Any], refusals: Mapping[str, str]) -> None:
    assert answers["explain item"]["mix"] == answers["explain"]["mix"]
    assert "It has: x." in refusals["explain no item"]


def test_explain_plans_a_workbook_and_writes_nothing(answers: Mapping[str, Any], allowed: Path) -> None:
    told = answers["explain workbook"]
    assert (told["kind"], told["found"]["status"]) == ("workbook", "OPTIMAL")
    assert [supply["source"] for supply in told["mix"]] == ["cn"]
    assert not (allowed / OTHER).exists()


def test_explain_names_the_cells_that_make_a_plan_impossible_and_changes_that_help(answers: Mapping[str, Any]) -> None:
    told = answers["explain impossible"]
    cells = {clause["cell"] for conflict in told["diagnosis"]["conflicts"] for clause in conflict}
    assert any(cell.startswith("Sources!") for cell in cells)
    assert any(remedy["checked"] for remedy in told["diagnosis"]["remedies"])
    assert told["found"]["sentences"] == told["diagnosis"]["sentences"]
    assert answers["explain broken"]["problems"]


def test_compare_tells_what_differs_with_its_sign(answers: Mapping[str, Any]) -> None:
    told = answers["compare"]
    more = 5200 * (0.4 * 20 + 0.6 * 13) - 5200 * (0.6 * 10 + 0.4 * 13)
    assert told["cost"]["difference"] == pytest.approx(more)
    assert f"{more:,.0f} USD more" in told["sentences"][0]
    assert {(s["site"], s["first"], s["second"]) for s in told["shares"]} == {("cn", 0.6, 0.4), ("mx", 0.4, 0.6)}
    assert [pair["name"] for pair in told["costs"]] == ["material"]
    assert told["costs"][0]["difference"] == pytest.approx(more)
    assert "different inputs" in " ".join(told["sentences"])


def test_what_is_the_same_is_left_out_of_a_comparison(answers: Mapping[str, Any], refusals: Mapping[str, str]) -> None:
    same = answers["compare same"]
    assert [same[name] for name in ("figures", "costs", "shares", "orders")] == [[], [], [], []]
    assert same["sentences"] == [
        "Both plans cost the same, 58,240 USD at present value.", "Both were made from the same input.",
    ]  # fmt: skip
    assert "This is no plan" in refusals["compare input"]


@pytest.mark.parametrize(
    "name",
    [
        "read outside", "read absolute", "read link", "write outside", "write absolute", "write through link",
        "compare outside",
    ],
)  # fmt: skip
def test_what_is_outside_is_refused_with_the_folders_that_are_allowed(
    name: str, refusals: Mapping[str, str], allowed: Path
) -> None:
    assert f"Allowed: {allowed}, and what is below." in refusals[name]


def test_nothing_is_ever_written_outside(answers: Mapping[str, Any], allowed: Path) -> None:
    assert answers["write by scenario"]["found"]["status"] == "PROBLEMS"
    assert sorted(path.name for path in allowed.parent.iterdir()) == ["allowed", "outside", "secret.xlsx"]
    assert [path.name for path in (allowed.parent / "outside").iterdir()] == ["secret.xlsx"]


def test_arguments_that_are_wrong_are_refused(refusals: Mapping[str, str]) -> None:
    assert "Let it end in .xlsx" in refusals["write another kind"]
    assert "less than or equal to 1" in refusals["wrong gap"]
