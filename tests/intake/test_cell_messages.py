"""What is said of each kind of bad day, word or name in a cell, word for word: where, what was found, what to do."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from badbook import changed, save
from optimizer import check

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("cells", "code", "message"),
    [
        pytest.param(
            {"Items_2_2": "eight"},
            "not-a-number",
            "Items!B2: value is the text 'eight'. Allowed: a number of at least 0 [money/unit]. Enter a number [money/unit].",
            id="text",
        ),
        pytest.param(
            {"Items_2_2": "#N/A"},
            "error-cell",
            "Items!B2: The cell shows #N/A. Allowed: a number of at least 0 [money/unit]. Correct the formula, or enter the value itself.",
            id="error of Excel",
        ),
        pytest.param(
            {"Items_2_2": "#BEZUG!"},
            "error-cell",
            "Items!B2: The cell shows #BEZUG!. Allowed: a number of at least 0 [money/unit]. Correct the formula, or enter the value itself.",
            id="error of German Excel",
        ),
        pytest.param(
            {"Items_2_2": "#¿NOMBRE?"},
            "error-cell",
            "Items!B2: The cell shows #¿NOMBRE?. Allowed: a number of at least 0 [money/unit]. Correct the formula, or enter the value itself.",
            id="error of Spanish Excel",
        ),
        pytest.param(
            {"Items_2_2": "#####"},
            "error-cell",
            "Items!B2: The cell shows #####. Allowed: a number of at least 0 [money/unit]. Correct the formula, or enter the value itself.",
            id="column too narrow",
        ),
        pytest.param(
            {"Items_2_2": None},
            "blank-required",
            "Items!B2: value is blank. Allowed: a number of at least 0 [money/unit]. Enter a number [money/unit].",
            id="blank",
        ),
        pytest.param(
            {"Items_2_2": "TBD"},
            "not-a-number",
            "Items!B2: value is the text 'TBD'. Allowed: a number of at least 0 [money/unit]. Enter a number [money/unit].",
            id="to be done",
        ),
        pytest.param(
            {"Sources_2_3": "unlimited"},
            "not-a-number",
            "Sources!C2: capacity is the text 'unlimited'. Allowed: a number of at least 0 [units/week]. Enter a number [units/week], or leave the cell blank (not limited).",
            id="the word unlimited",
        ),
        pytest.param(
            {"Sources_2_3": "n/a"},
            "not-a-number",
            "Sources!C2: capacity is the text 'n/a'. Allowed: a number of at least 0 [units/week]. Enter a number [units/week], or leave the cell blank (not limited).",
            id="not available",
        ),
        pytest.param(
            {"Sources_2_3": "–"},
            "not-a-number",
            "Sources!C2: capacity is the text '–'. Allowed: a number of at least 0 [units/week]. Enter a number [units/week], or leave the cell blank (not limited).",
            id="a dash",
        ),
        pytest.param(
            {"Lead_times_2_5": "35 days"},
            "unit-in-number",
            "Lead_times!E2: lead_time is the text '35 days', with a unit. Allowed: a number of at least 0 [days]. Enter the number alone in days: 35, if that is its unit.",
            id="with its unit",
        ),
        pytest.param(
            {"Items_2_2": "$8,000"},
            "unit-in-number",
            "Items!B2: value is the text '$8,000', with a unit. Allowed: a number of at least 0 [money/unit]. Enter the number alone in money/unit: 8000, if that is its unit.",
            id="with a currency sign",
        ),
        pytest.param(
            {"Items_2_2": "8000 USD"},
            "unit-in-number",
            "Items!B2: value is the text '8000 USD', with a unit. Allowed: a number of at least 0 [money/unit]. Enter the number alone in money/unit: 8000, if that is its unit.",
            id="with a currency",
        ),
        pytest.param(
            {"Items_2_2": "8k"},
            "unit-in-number",
            "Items!B2: value is the text '8k', with a unit. Allowed: a number of at least 0 [money/unit]. Enter the number alone in money/unit: 8000, if that is its unit.",
            id="in thousands",
        ),
        pytest.param(
            {"Items_2_2": "€ 20"},
            "unit-in-number",
            "Items!B2: value is the text '€ 20', with a unit. Allowed: a number of at least 0 [money/unit]. Enter the number alone in money/unit: 20, if that is its unit.",
            id="with a euro sign",
        ),
        pytest.param(
            {"Items_2_2": "8.000,50"},
            "decimal-comma",
            "Items!B2: value is the text '8.000,50', with a comma. Allowed: a number of at least 0 [money/unit]. Enter 8000.50 as a number, in Excel's own number format.",
            id="decimal comma and points",
        ),
        pytest.param(
            {"Items_2_2": "20,5"},
            "decimal-comma",
            "Items!B2: value is the text '20,5', with a comma. Allowed: a number of at least 0 [money/unit]. Enter 20.5 as a number, in Excel's own number format.",
            id="decimal comma",
        ),
        pytest.param(
            {"Items_2_2": "1.234"},
            "ambiguous-number",
            "Items!B2: value is the text '1.234', which may be 1.234 or 1234. Allowed: a number of at least 0 [money/unit]. Enter it as a number, with a decimal point if it has one.",
            id="ambiguous point",
        ),
        pytest.param(
            {"Items_2_2": "1,234"},
            "ambiguous-number",
            "Items!B2: value is the text '1,234', which may be 1.234 or 1234. Allowed: a number of at least 0 [money/unit]. Enter it as a number, with a decimal point if it has one.",
            id="ambiguous comma",
        ),
        pytest.param(
            {"Items_2_2": "1,234,567.5"},
            "thousands-separator",
            "Items!B2: value is the text '1,234,567.5', with marks between the thousands. Allowed: a number of at least 0 [money/unit]. Enter 1234567.5 as a number.",
            id="commas between thousands",
        ),
        pytest.param(
            {"Items_2_2": "8 000"},
            "thousands-separator",
            "Items!B2: value is the text '8 000', with marks between the thousands. Allowed: a number of at least 0 [money/unit]. Enter 8000 as a number.",
            id="spaces between thousands",
        ),
        pytest.param(
            {"Items_2_2": "8\xa0000"},
            "thousands-separator",
            "Items!B2: value is the text '8 000', with marks between the thousands. Allowed: a number of at least 0 [money/unit]. Enter 8000 as a number.",
            id="no-break spaces between thousands",
        ),
        pytest.param(
            {"Items_2_2": "8'000"},
            "thousands-separator",
            "Items!B2: value is the text '8'000', with marks between the thousands. Allowed: a number of at least 0 [money/unit]. Enter 8000 as a number.",
            id="apostrophes between thousands",
        ),
        pytest.param(
            {"Items_2_2": "60%"},
            "not-a-number",
            "Items!B2: value is the text '60%', and the column holds no percentages. Allowed: a number of at least 0 [money/unit]. Enter a number [money/unit].",
            id="percent where there is none",
        ),
        pytest.param(
            {"Items_2_2": -1},
            "negative",
            "Items!B2: value is -1. Allowed: a number of at least 0 [money/unit]. Enter a value of at least 0.",
            id="negative",
        ),
        pytest.param(
            {"Items_2_2": "(500)"},
            "not-a-number",
            "Items!B2: value is the text '(500)'. Allowed: a number of at least 0 [money/unit]. If less than zero is meant, enter -500.",
            id="negative in brackets",
        ),
        pytest.param(
            {"Items_2_2": "1O0"},
            "not-a-number",
            "Items!B2: value is the text '1O0', with the letter O. Allowed: a number of at least 0 [money/unit]. Enter 100.",
            id="letter O for zero",
        ),
        pytest.param(
            {"Items_2_2": "８０００"},
            "number-as-text",
            "Items!B2: value is the text '８０００', with unusual digits or signs. Allowed: a number of at least 0 [money/unit]. Turn the cell into a number, so that Excel counts with it too.",
            id="full-width digits",
        ),
        pytest.param(
            {"Items_2_2": "−5"},
            "negative",
            "Items!B2: value is -5. Allowed: a number of at least 0 [money/unit]. Enter a value of at least 0.",
            id="typographic minus",
        ),
        pytest.param(
            {"Items_2_2": "NaN"},
            "not-a-number",
            "Items!B2: value is the text 'NaN'. Allowed: a number of at least 0 [money/unit]. Enter a number [money/unit].",
            id="not a number",
        ),
        pytest.param(
            {"Items_2_2": True},
            "not-a-number",
            "Items!B2: value is TRUE. Allowed: a number of at least 0 [money/unit]. Enter a number [money/unit].",
            id="true",
        ),
        pytest.param(
            {"Items_2_2": dt.date(2027, 1, 1)},
            "not-a-number",
            "Items!B2: value is the date 2027-01-01. Allowed: a number of at least 0 [money/unit]. Excel has made a date of it: format the cell as a number and type the figure again.",
            id="date for a number",
        ),
        pytest.param(
            {"Items_2_2": dt.time(6, 0)},
            "not-a-number",
            "Items!B2: value is the time 06:00:00. Allowed: a number of at least 0 [money/unit]. Excel has made a time of it: format the cell as a number and type the figure again.",
            id="time for a number",
        ),
        pytest.param(
            {"Items_2_2": "1e400"},
            "not-finite",
            "Items!B2: value is too large to be a number. Allowed: a number of at least 0 [money/unit]. Enter a number [money/unit].",
            id="infinite",
        ),
        pytest.param(
            {"Items_2_2": "8000"},
            "number-as-text",
            "Items!B2: value is the text '8000'. Allowed: a number of at least 0 [money/unit]. Turn the cell into a number, so that Excel counts with it too.",
            id="number as text",
        ),
        pytest.param(
            {"Periods_2_2": 46388},
            "not-a-date",
            "Periods!B2: start is 46388, not a date. Allowed: a date, e.g. 2027-01-31. In Excel's count of days that is 2027-01-01: if it is meant, format the cell as a date.",
            id="day as a number",
        ),
        pytest.param(
            {"Periods_2_2": 5},
            "not-a-date",
            "Periods!B2: start is 5, not a date. Allowed: a date, e.g. 2027-01-31. Enter a date, or text such as 2027-01-31.",
            id="small number for a day",
        ),
    ],
)
def test_a_bad_cell_is_explained(cells: dict[str, Any], code: str, message: str, tmp_path: Path) -> None:
    found = check(save(tmp_path / "bad.xlsx", changed(**cells)))
    assert (found[0].code, str(found[0])) == (code, message)
    assert {issue.code for issue in found} <= {code, "unknown-column"}
