"""What is said of each kind of bad number in a cell, word for word: where, what was found, what is allowed, what to do."""

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
            {"Periods_2_2": "03/04/2027"},
            "ambiguous-date",
            "Periods!B2: start is the text '03/04/2027', which may be 2027-03-04 or 2027-04-03. Allowed: a date, e.g. 2027-01-31. Enter the one that is meant, as a date.",
            id="ambiguous date",
        ),
        pytest.param(
            {"Periods_2_2": "31.12.2027"},
            "not-a-date",
            "Periods!B2: start is the text '31.12.2027'. Allowed: a date, e.g. 2027-01-31. Enter 2027-12-31.",
            id="German date",
        ),
        pytest.param(
            {"Periods_2_2": "2027-02-30"},
            "impossible-date",
            "Periods!B2: start is the text '2027-02-30': there is no such day. Allowed: a date, e.g. 2027-01-31. Enter a date, or text such as 2027-01-31.",
            id="30 February",
        ),
        pytest.param(
            {"Periods_2_2": "31 February"},
            "not-a-date",
            "Periods!B2: start is the text '31 February'. Allowed: a date, e.g. 2027-01-31. Enter a date, or text such as 2027-01-31.",
            id="month in words",
        ),
        pytest.param(
            {"Periods_2_2": "31/02/2027"},
            "impossible-date",
            "Periods!B2: start is the text '31/02/2027': there is no such day. Allowed: a date, e.g. 2027-01-31. Enter a date, or text such as 2027-01-31.",
            id="31 February",
        ),
        pytest.param(
            {"Periods_2_2": dt.date(1900, 1, 5)},
            "impossible-date",
            "Periods!B2: start is 1900-01-05, a year that no plan is made for. Allowed: a date, e.g. 2027-01-31. Enter the day with its full year, e.g. 2027-01-31.",
            id="year 1900",
        ),
        pytest.param(
            {"Periods_2_2": "1/31/27"},
            "not-a-date",
            "Periods!B2: start is the text '1/31/27'. Allowed: a date, e.g. 2027-01-31. Enter 2027-01-31.",
            id="American date",
        ),
        pytest.param(
            {"Sites_2_3": "factory"},
            "unknown-word",
            "Sites!C2: role is 'factory'. Allowed: supplier, plant, warehouse or market. Use one of: supplier, plant, warehouse, market.",
            id="unknown word",
        ),
        pytest.param(
            {"Sites_2_3": "Plants"},
            "unknown-word",
            "Sites!C2: role is 'Plants'. Allowed: supplier, plant, warehouse or market. Did you mean plant?",
            id="misspelt word",
        ),
        pytest.param(
            {"Sites_2_3": "рlant"},
            "look-alike",
            "Sites!C2: role is 'рlant': character 1 is the Cyrillic letter 'р' (U+0440), which looks like 'p'. Allowed: supplier, plant, warehouse or market. Type plant again.",
            id="Cyrillic letter in a word",
        ),
        pytest.param(
            {"BOM_2_2": "сell"},
            "look-alike",
            "BOM!B2: child names 'сell': character 1 is the Cyrillic letter 'с' (U+0441), which looks like 'c'. Allowed: a name on Items (pack, cell). Type cell again.",
            id="Cyrillic letter in a reference",
        ),
        pytest.param(
            {"BOM_2_2": "ｃell"},
            "look-alike",
            "BOM!B2: child names 'ｃell': character 1 is 'ｃ' (fullwidth latin small letter c, U+FF43), which looks like 'c'. Allowed: a name on Items (pack, cell). Type cell again.",
            id="full-width letter in a reference",
        ),
        pytest.param(
            {"BOM_2_2": "Cell"},
            "unknown-reference",
            "BOM!B2: child names 'Cell', and there is no such row on Items. Allowed: a name on Items (pack, cell). Did you mean cell?",
            id="capitals",
        ),
        pytest.param(
            {"BOM_2_2": "xyz"},
            "unknown-reference",
            "BOM!B2: child names 'xyz', and there is no such row on Items. Allowed: a name on Items (pack, cell). Correct the name, or add it to Items.",
            id="unknown name",
        ),
        pytest.param(
            {"Demand_2_3": "H3"},
            "unknown-reference",
            "Demand!C2: period names 'H3', and there is no such row on Periods. Allowed: a name on Periods (H1, H2), or ALL. Correct the name, or add it to Periods.",
            id="period outside the horizon",
        ),
        pytest.param(
            {"Lead_times_2_1": "Chinna"},
            "unknown-reference",
            "Lead_times!A2: origin names 'Chinna', and there is no such place. Allowed: a site, region, country or bloc, or ALL. Did you mean China?",
            id="misspelt place",
        ),
        pytest.param(
            {"Items_2_1": None},
            "blank-required",
            "Items!A2: item is blank. Allowed: a text of 1 to 500 characters. Enter a text.",
            id="blank key",
        ),
        pytest.param(
            {"Sites_2_1": "#REF!"},
            "error-cell",
            "Sites!A2: The cell shows #REF!. Allowed: a text of 1 to 500 characters. Correct the formula, or enter the value itself.",
            id="error in a key",
        ),
        pytest.param(
            {"BOM_2_2": None},
            "blank-required",
            "BOM!B2: child is blank. Allowed: a name on Items. Enter a name on Items.",
            id="blank reference",
        ),
        pytest.param(
            {"Items_2_2": "=1+1"},
            "formula-without-value",
            "Items!B2: The result of the formula is not stored. Allowed: a number of at least 0 [money/unit]. Open the workbook in Excel, let it calculate, and save it; or enter the value itself.",
            id="formula without a value",
        ),
        pytest.param(
            {"Items_1_2": "vаlue"},
            "look-alike",
            "Items!B1: The header 'vаlue' is read as value: character 2 is the Cyrillic letter 'а' (U+0430), which looks like 'a'. Type value again.",
            id="Cyrillic letter in a header",
        ),
        pytest.param(
            {"Items_1_2": "Valeu"},
            "missing-column",
            "Items!1:1: The column value is missing. Add it: Value of one unit: the base of duty and of the cost of holding stock. Is it the column called Valeu?",
            id="misspelt header",
        ),
        pytest.param(
            {"Sources_1_3": "capcity"},
            "unknown-column",
            "Sources!C1: The column 'capcity' is not known. It is not used. Did you mean capacity?",
            id="misspelt optional header",
        ),
    ],
)
def test_a_bad_cell_is_explained(cells: dict[str, Any], code: str, message: str, tmp_path: Path) -> None:
    found = check(save(tmp_path / "bad.xlsx", changed(**cells)))
    assert (found[0].code, str(found[0])) == (code, message)
    assert {issue.code for issue in found} <= {code, "unknown-column"}
