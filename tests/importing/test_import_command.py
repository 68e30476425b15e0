"""``sourcemix import``: the workbook it writes, what it says, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer import check, run
from optimizer.cli import main
from optimizer.importing import Choices, import_case
from optimizer.importing.formats import FORMATS

CASES = Path(__file__).parents[1] / "external" / "cases"
EXAMPLES = [
    ("orlib-cap", "cap41.txt", Choices()),
    ("gsm-stages", "bulldozer.csv", Choices()),
    ("gsm-stages", "guaranteed_service_trees.json", Choices(case="figure_6_14")),
    ("supply-network", "supply_network_design_1.json", Choices()),
    ("supply-network", "supply_network_design_2.json", Choices()),
    ("supply-network", "facility_location.json", Choices()),
]


@pytest.mark.parametrize(("format_name", "file", "choices"), EXAMPLES)
def test_nothing_is_remarked_about_what_is_imported(format_name: str, file: str, choices: Choices) -> None:
    assert check(import_case(CASES / file, format_name, choices).records) == ()


def test_the_workbook_is_the_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "net.xlsx"
    file = CASES / "supply_network_design_1.json"
    assert main(["import", "--format", "supply-network", str(file), str(target)]) == 0
    assert capsys.readouterr().out.strip() == str(target)
    assert check(target) == ()
    assert run(target).cost == pytest.approx(run(import_case(file, "supply-network").records).cost)


def test_notes_are_told_beside_the_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "stages.xlsx"
    assert main(["import", "--format", "gsm-stages", str(CASES / "bulldozer.csv"), str(target)]) == 0
    said = capsys.readouterr()
    assert said.out.strip() == str(target)
    assert "note    bulldozer.csv: The table states no cost of holding stock" in said.err


def test_a_spoilt_file_ends_as_bad_input_does_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cap.txt").write_text("1 1\nfive 2.\n3\nseven\n")
    assert main(["import", "--format", "orlib-cap", str(tmp_path / "cap.txt"), str(tmp_path / "out.xlsx")]) == 3
    said = capsys.readouterr().err
    assert "cap.txt, line 2: The capacity of site 1 is 'five'" in said
    assert "cap.txt, line 4: The cost of customer 1 from site 1 is 'seven'" in said
    assert "2 errors." in said
    assert not (tmp_path / "out.xlsx").exists()


def test_a_workbook_that_is_there_is_left_alone_unless_it_may_be_replaced(tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    target.write_text("mine")
    command = ["import", "--format", "orlib-cap", str(CASES / "cap41.txt"), str(target)]
    assert main(command) == 8
    assert target.read_text() == "mine"
    assert main([*command, "--force"]) == 0
    assert target.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("format_name", "option"),
    [
        ("gsm-stages", ["--capacity", "5"]), ("orlib-cap", ["--case", "x"]),
        ("tscflp", ["--holding-rate", "0.2"]), ("supply-network", ["--single-source"]),
    ],
)  # fmt: skip
def test_an_option_that_a_format_does_not_look_at_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], format_name: str, option: list[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["import", "--format", format_name, *option, "in.txt", str(tmp_path / "out.xlsx")])
    assert ended.value.code == 2
    assert f"{option[0]} means nothing for files of the format {format_name}" in capsys.readouterr().err


def test_options_reach_the_format(tmp_path: Path) -> None:
    (tmp_path / "cap.txt").write_text("1 1\ncapacity 2.\n3\n7\n")
    command = ["import", "--format", "orlib-cap", str(tmp_path / "cap.txt"), str(tmp_path / "out.xlsx")]
    assert main([*command, "--capacity", "2"]) == 0
    assert [issue.code for issue in check(tmp_path / "out.xlsx")] == ["demand-above-capacity"]
    assert main([*command, "--capacity", "none", "--single-source", "--force"]) == 0
    assert run(tmp_path / "out.xlsx").cost == pytest.approx(9.0)


def test_what_is_imported_is_solved_by_the_command_to_its_last_digit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "facilities.xlsx"
    main(["import", "--format", "supply-network", str(CASES / "facility_location.json"), str(target)])
    assert main(["solve", str(target), "--out", str(tmp_path), "--quiet"]) == 0
    assert "Cost 4.72371 USD, gap 0.000%, bound 4.72371." in capsys.readouterr().out


def test_every_format_is_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["import", "--help"])
    said = capsys.readouterr().out
    for name, kind in FORMATS.items():
        assert name in said
        assert kind.summary in said
