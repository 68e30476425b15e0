"""`sourcemix policy`: what it prints, writes and refuses."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from optimizer.cli import main
from optimizer.workbook.template import write_input
from schemas import complaints
from tiny import table, two_sources

CASE = (
    "case,regular_lead_time,expedited_lead_time,regular_cost,expedited_cost,holding_cost,backorder_cost,demand_min,"
    "demand_max,optimal_average_cost"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an input and its plan, 70 of cn and 30 of mx a week."""
    folder = tmp_path_factory.mktemp("policy")
    sheets = two_sources(
        Settings={"holding_rate": 0.26, "mip_gap": 0.0},
        Lead_times=table("origin destination mode lead_time freight_cost", ("cn", "us", "ocean", 35, 1), ("mx", "us", "truck", 7, 1)),
        Sourcing_rules=table("rule item max_share", ("two", "x", 0.7)),
        Demand=table("site item period quantity sd", ("us", "x", "ALL", 100, 20)),
    )  # fmt: skip
    write_input(folder / "tiny.xlsx", sheets)
    assert main(["solve", str(folder / "tiny.xlsx"), "--json", "--quiet"]) == 0
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


def test_the_plan_has_the_sheet_and_the_command_says_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = openpyxl.load_workbook(folder / "tiny.plan.xlsx")["Policy"]
    header = [cell.value for cell in sheet[5]]
    shown = dict(zip(header, (cell.value for cell in sheet[6]), strict=True))
    assert shown["base_source"] == "cn (ocean)"
    assert main(["policy", str(folder / "tiny.plan.xlsx"), "--json", "--quiet"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["schema"] == "sourcemix-policy/1"
    assert complaints("policy", answer) == []
    (split,) = answer["splits"]
    for name in ("base_order", "order_up_to", "cost", "base_only", "surge_only"):
        assert split[name] == pytest.approx(shown[name])
    best = split["best_rules"]
    assert best["optimum"] <= best["best_cost"] <= min(split["cost"], split["base_only"], split["surge_only"])
    assert not (folder / "tiny.policy.xlsx").exists()


def test_it_writes_beside_the_plan_and_says_what_to_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", str(folder / "tiny.plan.json")]) == 0
    out, progress = capsys.readouterr()
    assert "order 70 a week from cn (ocean), and up to a level of " in out
    assert "1 of 1: x at us" in progress
    book = openpyxl.load_workbook(folder / "tiny.policy.xlsx")
    assert book.sheetnames == ["Policy", "Best_rules", "Run_info"]
    facts = {row[0].value: row[1].value for row in book["Run_info"].iter_rows(min_row=3)}
    assert (facts["plan"], facts["input"], facts["seed"]) == ("tiny.plan.json", "tiny.xlsx", "0")


def test_it_writes_where_it_is_told_and_never_over_the_plan(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan, out = str(folder / "tiny.plan.xlsx"), folder / "rules.xlsx"
    assert main(["policy", plan, "--json", "--quiet", "--out", str(out)]) == 0
    assert out.exists()
    json.loads(capsys.readouterr().out)
    before = Path(plan).read_bytes()
    assert main(["policy", plan, "--quiet", "--out", plan]) == 8
    assert main(["policy", plan, "--quiet", "--out", str(folder / "rules.txt")]) == 8
    assert Path(plan).read_bytes() == before


def test_items_and_sites_choose_and_are_refused_when_there_are_none(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = str(folder / "tiny.plan.xlsx")
    assert main(["policy", plan, "--quiet", "--item", "x", "--site", "us"]) == 0
    assert "x at us" in capsys.readouterr().out
    assert main(["policy", plan, "--quiet", "--site", "cn"]) == 0
    assert "there is no split to run" in capsys.readouterr().out
    assert main(["policy", plan, "--quiet", "--item", "y", "--site", "uss"]) == 3
    said = capsys.readouterr().err
    assert "No item is called 'y'" in said
    assert "Did you mean us?" in said


def test_variability_can_be_assumed_only_where_none_is_stated(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = str(folder / "tiny.plan.xlsx")
    assert main(["policy", plan, "--json", "--quiet", "--variation", "0.6"]) == 0
    assert json.loads(capsys.readouterr().out)["splits"][0]["sd"] == pytest.approx(20)


def test_cases_are_answered_with_every_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(f"{CASE}\nfirst,2,0,0,5,5,495,0,4,16.769802\nlong,30,0,0,5,5,495,0,4,\n")
    assert main(["policy", "--case", str(path)]) == 0
    out, progress = capsys.readouterr()
    assert "16.769802" in out
    assert "tailored base-surge          16.903047" in out
    assert "The optimum is not computed: there are more than 20,000,000 states" in out
    assert "long ..." in progress
    assert main(["policy", "--case", str(path), "--json", "--quiet"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert complaints("policy", answer) == []
    first, long = answer["cases"]
    assert first["difference"] == pytest.approx(0.0, abs=1e-5)
    assert [rule["rule"] for rule in first["rules"]][:2] == ["slow source only", "fast source only"]
    assert (long["optimal_average_cost"], long["difference"], long["published"]) == (None, None, None)


def test_a_spoilt_file_of_cases_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(f"{CASE}\nfirst,2,3,0,5,5,495,0,4,\n")
    assert main(["policy", "--case", str(path)]) == 3
    assert "cases.csv!B2: The regular source takes 2 periods, the expedited one 3." in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["policy"], ["policy", "a.plan.xlsx", "--case", "b.csv"], ["policy", "a", "--variation", "-1"]]
)
def test_wrong_usage_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
