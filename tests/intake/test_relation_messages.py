"""What is said of figures that are fine by themselves, but not together, word for word."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from badbook import GOOD, Sheets, beside, changed, save, with_rows
from optimizer import check

if TYPE_CHECKING:
    from pathlib import Path

LINE: Sheets = {
    **GOOD,
    "Capex": [["site", "item", "option", "capacity", "capex"], ["Reno", "pack", "line", 60, 900_000]],
}


@pytest.mark.parametrize(
    ("sheets", "messages"),
    [
        pytest.param(
            changed(Items_3_1="007", BOM_2_2=7, Sources_3_2="007", Lead_times_2_3="007"),
            [
                "error lost-zeros: BOM!B2: child names '7', and the name on Items is '007': leading zeros are lost in numbers. Allowed: a name on Items (pack, 007). Format the cell as text, and enter 007."
            ],
            id="leading zeros lost",
        ),
        pytest.param(
            changed(Items_3_1="сell"),
            [
                "error look-alike: Items!A3: item is 'сell', but BOM!B2 names 'cell': in the first, character 1 is the Cyrillic letter 'с' (U+0441), which looks like 'c'. Type cell again."
            ],
            id="Cyrillic letter in a key that others spell right",
        ),
        pytest.param(
            changed(Items_3_1="сell", BOM_2_2="сell", Sources_3_2="сell", Lead_times_2_3="сell"),
            [
                "warning look-alike: Items!A3: item is 'сell': character 1 is the Cyrillic letter 'с' (U+0441), which looks like 'c'. Type the name again."
            ],
            id="Cyrillic letter used throughout",
        ),
        pytest.param(
            changed(Items_3_1="ячейка", BOM_2_2="ячейка", Sources_3_2="ячейка", Lead_times_2_3="ячейка"),
            [],
            id="names in Cyrillic",
        ),
        pytest.param(
            changed(Items_3_1="-cell", BOM_2_2="-cell", Sources_3_2="-cell", Lead_times_2_3="-cell"),
            [
                "note formula-like: Items!A3: item '-cell' begins as a formula does; it is kept as text. Nothing has to be done; to be safe in other programs, let it begin with a letter."
            ],
            id="name that begins like a formula",
        ),
        pytest.param(
            with_rows("Sites", ["reno", "NA", "plant"]),
            [
                "warning similar-names: Sites!A5: 'reno' and 'Reno' in Sites!A2 look alike, but for capitals or spaces. If they are the same, write them alike; if not, make them easier to tell apart.",
                "note unused-site: Sites!A5: reno makes, wants, keeps and passes on nothing. Connect it, or delete the row.",
            ],
            id="names that differ in capitals",
        ),
        pytest.param(
            changed(
                Items_3_1=1234567890123456,
                BOM_2_2="1234567890123456",
                Sources_3_2="1234567890123456",
                Lead_times_2_3="1234567890123456",
            ),
            [
                "warning digits-lost: Items!A3: item is the number 1234567890123456: Excel keeps no more than 15 digits of it. Allowed: a text of 1 to 500 characters. Format the cell as text, and type the name again."
            ],
            id="long number as a name",
        ),
        pytest.param(
            with_rows("Items", ["cell", 25]),
            [
                "error duplicate-key: Items!A4: cell is already on row 3. Allowed: each item once. Keep one of the two rows."
            ],
            id="key twice",
        ),
        pytest.param(
            changed(Periods_3_2=dt.date(2026, 7, 1)),
            [
                "error periods-out-of-order: Periods!B3: H2 starts on 2026-07-01, not after H1 on 2027-01-01. List the periods from first to last."
            ],
            id="periods out of order",
        ),
        pytest.param(
            changed(Periods_3_2=dt.date(2027, 10, 1)),
            [
                "warning period-length: Periods!C2: H1 is stated as 26 weeks, but H2 starts 273 days after it. Correct weeks or start, so that the periods follow each other without gaps."
            ],
            id="period shorter than its days",
        ),
        pytest.param(
            changed(BOM_2_2="pack"),
            ["error bom-loop: BOM!B2: pack -> pack go round in a circle. Take out the row that closes the circle."],
            id="item made of itself",
        ),
        pytest.param(
            with_rows("BOM", ["cell", "pack", 1]),
            [
                "error bom-loop: BOM!B2: pack -> cell -> pack go round in a circle. Take out the row that closes the circle.",
                "error bom-loop: BOM!B3: pack -> cell -> pack go round in a circle. Take out the row that closes the circle.",
            ],
            id="loop of two",
        ),
        pytest.param(
            changed(Sources_3_1="Ohio"),
            [
                "error market-makes: Sources!A3: Ohio is a market and cannot make cell. Change the site's role, or delete the row."
            ],
            id="market that makes",
        ),
        pytest.param(
            changed(Lead_times_2_2="Ohio"),
            [
                "error no-lane: Sources!B2: Reno makes pack, which needs cell, but no lane brings that there. Add a lane for cell that leads to Reno."
            ],
            id="lane to the wrong place",
        ),
        pytest.param(
            changed(Sources_3_2="pack"),
            ["error no-source: BOM!B2: pack needs cell, but nobody makes it. Add a row to Sources."],
            id="item without source",
        ),
        pytest.param(
            {**with_rows("Sites", ["Spare", "NA", "plant"]), "Items": [*GOOD["Items"], ["frame", 5]]},
            [
                "note unused-site: Sites!A5: Spare makes, wants, keeps and passes on nothing. Connect it, or delete the row.",
                "note unused-item: Items!A4: frame is neither made nor wanted anywhere. Connect it, or delete the row.",
            ],
            id="unused members",
        ),
        pytest.param(
            changed(Sources_2_3=100),
            [
                "warning demand-above-capacity: Demand!D2: pack: 7,800 must be there by the end of H1 (300 a week), but its sources can make 2,600 at most: 5,200 too few (67%). Raise capacity (Sources!C2), add to it on Capex, or lower the demand or give it a shortage_cost."
            ],
            id="demand above capacity",
        ),
        pytest.param(
            changed(Sources_3_3=1000),
            [
                "warning demand-above-capacity: Sources!C3: cell: 780,000 must be there by the end of H1 (30,000 a week), but its sources can make 26,000 at most: 754,000 too few (97%). Raise capacity (Sources!C3), add to it on Capex, or lower the demand or give it a shortage_cost."
            ],
            id="component above capacity",
        ),
        pytest.param(
            beside("Lead_times", "capacity", None, 10),
            [
                "warning demand-above-lanes: Demand!D2: pack at Ohio: 7,800 must be there by the end of H1 (300 a week), but its lanes can bring 260 at most: 7,540 too few (97%). Raise the capacity of its lanes (Lead_times!G3), add another, or lower the demand."
            ],
            id="demand above lanes",
        ),
        pytest.param(
            {
                **LINE,
                "Sources": changed(Sources_2_3=250)["Sources"],
                "Budgets": [["kind", "limit"], ["capex", 500_000]],
            },
            [
                "warning budget-below-need: Budgets!B2: The budget of capex for the whole plan is 500,000 USD, but to serve the demand (Demand!D2) takes 900,000 USD at least: what can be made today of pack is not enough (Sources!C2, Capex!E2). Raise the limit to 900,000 or more, lower the demand, or give it a shortage_cost."
            ],
            id="budget below the cheapest plan",
        ),
        pytest.param(
            {
                **LINE,
                "Budgets": [["kind", "limit"], ["capex", 500_000]],
                "Locks": [["decision", "site", "option", "value"], ["order", "Reno", "line", 1]],
            },
            [
                "error budget-below-settled: Budgets!B2: The budget of capex for the whole plan is 500,000 USD, but what is settled (Locks!D2) takes 900,000 USD at least. Raise the limit to 900,000 or more, or change what is settled."
            ],
            id="budget below what is locked",
        ),
        pytest.param(
            with_rows("Inventory", ["site", "item", "min_cover", "shelf_life"], ["Ohio", "pack", 8, 6]),
            [
                "error cover-above-shelf-life: Inventory!C2: min_cover (8 weeks) is above shelf_life (6 weeks, Inventory!D2): no pack could leave Ohio, and Demand!D2 must be served. Lower min_cover to 6 or less, or raise shelf_life."
            ],
            id="cover above shelf life",
        ),
        pytest.param(
            {
                **with_rows("Inventory", ["site", "item", "max_cover"], ["Ohio", "pack", 2]),
                "Disruptions": [["scenario", "hits", "target", "duration"], ["Fire", "site", "Reno", 10]],
                "Resilience_rules": [["rule", "applies_to", "min_service"], ["Serve", "Fire", 0.9]],
            },
            [
                "error outage-beyond-stock: Resilience_rules!C2: Fire (Disruptions!A2) in H1 cuts Ohio off from pack for 10 weeks: 3,000 are wanted then, and 600 can be in stock at most (Inventory!C2). So 2,400 cannot be served, and the rule leaves 300 unserved. Let more stock be kept, add a source or lane that is not hit, or lower min_service."
            ],
            id="outage that no stock can cover",
        ),
    ],
)
def test_what_does_not_fit_together_is_explained(sheets: Sheets, messages: list[str], tmp_path: Path) -> None:
    path = save(tmp_path / "plan.xlsx", sheets)
    assert [f"{issue.severity.word} {issue.code}: {issue}" for issue in check(path)] == messages
