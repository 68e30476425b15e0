"""Every kind of bad cell, sheet and relation is reported at once, with its address, what is wrong and what to do."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from badbook import GOOD, changed, records, save
from models.issue import Severity
from optimizer import check, read
from optimizer.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


def _errors(path: Path) -> list[str]:
    return [f"{issue.cell} {issue.code}" for issue in check(path) if issue.severity is Severity.ERROR]


def test_a_plain_sheet_with_headers_in_row_one_is_accepted(tmp_path: Path) -> None:
    problem = read(save(tmp_path / "good.xlsx", GOOD))
    assert set(problem.geography.of_site["region"].values()) == {"NA", "None"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"Items_2_2": "eight"}, "Items!B2 not-a-number"),
        ({"Items_2_2": "8.000,50"}, "Items!B2 decimal-comma"),
        ({"Items_2_2": -1}, "Items!B2 negative"),
        ({"Items_2_2": "#DIV/0!"}, "Items!B2 error-cell"),
        ({"Items_2_2": "#N/A"}, "Items!B2 error-cell"),
        ({"Items_2_2": None}, "Items!B2 blank-required"),
        ({"Items_2_2": "   "}, "Items!B2 blank-required"),
        ({"Items_2_2": "1e400"}, "Items!B2 not-finite"),
        ({"Items_2_2": "inf"}, "Items!B2 not-a-number"),
        ({"Items_2_2": True}, "Items!B2 not-a-number"),
        ({"Items_2_2": dt.date(2027, 1, 1)}, "Items!B2 not-a-number"),
        ({"Periods_2_2": 46_000}, "Periods!B2 not-a-date"),
        ({"Periods_2_2": "31 February"}, "Periods!B2 not-a-date"),
        ({"Sites_2_3": "factory"}, "Sites!C2 unknown-word"),
        ({"Sites_2_2": "N.A."}, "Sites!B2 unknown-reference"),
        ({"BOM_2_2": "cel"}, "BOM!B2 unknown-reference"),
        ({"Lead_times_2_1": "Chinna"}, "Lead_times!A2 unknown-reference"),
        ({"Lead_times_2_3": "class:Fragile"}, "Lead_times!C2 unknown-reference"),
        ({"Demand_2_3": "H3"}, "Demand!C2 unknown-reference"),
        ({"Sites_3_1": "Reno"}, "Sites!A3 duplicate-key"),
        ({"Periods_3_2": dt.date(2026, 7, 1)}, "Periods!B3 periods-out-of-order"),
        ({"BOM_2_2": "pack"}, "BOM!B2 bom-loop"),
        ({"Sources_3_1": "Ohio"}, "Sources!A3 market-makes"),
        ({"Lead_times_2_2": "Ohio"}, "Sources!B2 no-lane"),
        ({"Sources_3_2": "pack"}, "BOM!B2 no-source"),
        ({"Items_2_1": "p" * 600}, "Items!A2 too-long"),
        ({"Sites_4_1": "Oh\x07io"}, "Sites!A4 control-character"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named_with_its_address(cells: dict[str, Any], expected: str, tmp_path: Path) -> None:
    if any(isinstance(value, str) and "\x07" in value for value in cells.values()):
        errors = [f"{i.cell} {i.code}" for i in check(records(changed(**cells))) if i.severity is Severity.ERROR]
        expected = "Sites[3].site control-character"
    else:
        errors = _errors(save(tmp_path / "bad.xlsx", changed(**cells)))
    assert expected in errors


def test_a_character_that_cannot_be_seen_is_counted_out() -> None:
    found = next(issue for issue in check(records(changed(Sites_4_1="Oh\x07io"))) if issue.code == "control-character")
    assert str(found).startswith("Sites[3].site: site contains an unprintable character: 'Oh")
    assert str(found).endswith("Type the text again, without character 3.")


def test_all_problems_are_reported_at_once_and_nothing_is_solved(tmp_path: Path) -> None:
    cells = {"Items_2_2": "x", "Sites_2_3": "y", "BOM_2_2": "z", "Demand_2_4": -5, "Sources_2_3": "#REF!"}
    with pytest.raises(InputError) as caught:
        read(save(tmp_path / "bad.xlsx", changed(**cells)))
    assert {issue.cell for issue in caught.value.issues if issue.severity is Severity.ERROR} == {
        "Items!B2", "Sites!C2", "BOM!B2", "Demand!D2", "Sources!C2",
    }  # fmt: skip


def test_every_issue_says_what_to_do(tmp_path: Path) -> None:
    cells = {"Items_2_2": "x", "Sites_2_3": "y", "BOM_2_2": "cels"}
    for issue in check(save(tmp_path / "bad.xlsx", changed(**cells))):
        assert issue.found.endswith(".")
        assert issue.remedy


def test_a_misspelt_reference_is_met_with_a_suggestion(tmp_path: Path) -> None:
    (issue,) = check(save(tmp_path / "bad.xlsx", changed(BOM_2_2="cels")))
    assert str(issue) == (
        "BOM!B2: child names 'cels', and there is no such row on Items. Allowed: a name on Items (pack, cell). "
        "Did you mean cell?"
    )


def test_sixty_for_sixty_percent_is_explained(tmp_path: Path) -> None:
    sheets = {**GOOD, "Sourcing_rules": [["rule", "item", "min_share"], ["dual", "cell", 60]]}
    (issue,) = check(save(tmp_path / "bad.xlsx", sheets))
    assert str(issue) == (
        "Sourcing_rules!C2: min_share is 60. Allowed: a number from 0 to 1 (100 %) [fraction]. If 60 % is meant, enter 0.6."
    )


def test_a_missing_sheet_and_a_misspelt_one_are_brought_together(tmp_path: Path) -> None:
    sheets = {("Lead_tmes" if name == "Lead_times" else name): rows for name, rows in GOOD.items()}
    issues = check(save(tmp_path / "bad.xlsx", sheets))
    assert [(i.cell, i.code) for i in issues] == [("Lead_times", "missing-sheet"), ("Lead_tmes", "unknown-sheet")]
    assert issues[0].remedy.endswith("Is it the sheet called Lead_tmes?")
    assert issues[1].remedy.endswith("Did you mean Lead_times?")


def test_a_missing_column_an_unknown_one_and_a_double_one_are_told_apart(tmp_path: Path) -> None:
    sheets = changed(Items_1_2="vale", Sources_1_3="material cost")
    codes = {(i.cell, i.code) for i in check(save(tmp_path / "bad.xlsx", sheets))}
    assert {
        ("Items!1:1", "missing-column"), ("Items!B1", "unknown-column"), ("Sources!D1", "duplicate-column"),
    } <= codes  # fmt: skip


def test_headers_match_without_regard_to_case_spaces_and_underscores(tmp_path: Path) -> None:
    assert not check(save(tmp_path / "good.xlsx", changed(Sources_1_4="Material Cost", Lead_times_1_5="LeadTime")))


def test_numbers_as_text_are_used_with_a_warning(tmp_path: Path) -> None:
    path = save(tmp_path / "warn.xlsx", changed(Items_2_2="8000 "))
    (issue,) = check(path)
    assert (issue.cell, issue.code, issue.severity) == ("Items!B2", "number-as-text", Severity.WARNING)
    assert read(path).value["pack"] == 8000
    with pytest.raises(InputError):
        read(path, strict=True)


def test_spaces_around_names_do_not_matter(tmp_path: Path) -> None:
    assert not check(save(tmp_path / "good.xlsx", changed(Sites_2_1=" Reno\u00a0", BOM_2_2="cell\u200b")))


def test_rows_left_out_are_not_looked_at(tmp_path: Path) -> None:
    rows = [[*GOOD["Items"][0], "include"], [*GOOD["Items"][1], "Yes"], [*GOOD["Items"][2], None], ["x", "y", "No"]]
    assert not check(save(tmp_path / "good.xlsx", {**GOOD, "Items": rows}))


def test_blank_rows_between_records_are_skipped(tmp_path: Path) -> None:
    rows = [GOOD["Items"][0], [None, None], *GOOD["Items"][1:], [None, " "]]
    assert not check(save(tmp_path / "good.xlsx", {**GOOD, "Items": rows}))


def test_an_unknown_setting_is_noted_and_a_wrong_one_is_an_error(tmp_path: Path) -> None:
    settings = [["name", "value"], ["discount rate", 0.08], ["discont_rate", 0.1], ["mip_gap", "tight"]]
    issues = check(save(tmp_path / "bad.xlsx", {**GOOD, "Settings": settings}))
    assert [(i.cell, i.code) for i in issues] == [("Settings!B4", "not-a-number"), ("Settings!A3", "unknown-setting")]


def test_two_hundred_of_a_kind_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    rows = [GOOD["Items"][0], *GOOD["Items"][1:], *([f"i{k}", "x"] for k in range(300))]
    issues = check(save(tmp_path / "bad.xlsx", {**GOOD, "Items": rows}))
    assert sum(issue.code == "not-a-number" for issue in issues) == 201
    assert any(issue.found == "... and 100 more of this kind." for issue in issues)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("plan.xlsx", b"", "empty-file"),
        ("plan.xlsx", b"a,b\n1,2\n", "not-a-workbook"),
        ("plan.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "not-a-workbook"),
        ("plan.xlsx", b"PK\x03\x04 torn", "not-a-workbook"),
        ("plan.xls", b"x", "not-xlsx"),
        ("plan.csv", b"x", "not-xlsx"),
        ("plan.json", b"{", "unreadable"),
        ("plan.json", b"[1, 2]", "wrong-form"),
    ],
)
def test_a_file_that_is_no_workbook_is_explained(name: str, content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert [issue.code for issue in check(path)] == [code]


def test_a_missing_file_is_met_with_the_nearest_name(tmp_path: Path) -> None:
    save(tmp_path / "plan_v2.xlsx", GOOD)
    (issue,) = check(tmp_path / "plan_v1.xlsx")
    assert str(issue) == "plan_v1.xlsx: There is no such file. Did you mean plan_v2.xlsx?"
    assert [issue.code for issue in check(tmp_path)] == ["is-folder"]
