"""What is said of names, keys and networks that are fine by themselves, but not together, word for word."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from badbook import GOOD, Sheets, beside, changed, replaced, save, with_rows
from optimizer import check

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("sheets", "messages"),
    [
        pytest.param(
            replaced(
                "Inventory",
                ["site", "item", "storage_cost"],
                *[
                    [site, item, cost]
                    for site, item, cost in [
                        ("Reno", "pack", 2),
                        ("Reno", "cell", 3),
                        ("Shenzhen", "cell", 2500),
                        ("Ohio", "pack", 2.5),
                    ]
                ],
            ),
            [
                "warning unit-slip: Inventory!C4: storage_cost is 2500, 909 times the median of its like (2.75). Check the unit: money/unit/week is meant."
            ],
            id="figure a thousand times its like",
        ),
        pytest.param(
            beside("Sources", "surge_capacity", 5, None),
            ["warning likely-percent: Sources!E2: surge_capacity is 5, which is 500 %. If 5 % is meant, enter 0.05."],
            id="percentage as a number",
        ),
        pytest.param(
            with_rows("Sourcing_rules", ["rule", "item", "min_share", "max_share"], ["dual", "cell", 60, "70%"]),
            [
                "error above-range: Sourcing_rules!C2: min_share is 60. Allowed: a number from 0 to 1 (100 %) [fraction]. If 60 % is meant, enter 0.6.",
                "warning number-as-text: Sourcing_rules!D2: max_share is the text '70%'. Allowed: a number from 0 to 1 (100 %) [fraction]. Turn the cell into a number, so that Excel counts with it too.",
            ],
            id="sixty for sixty percent",
        ),
        pytest.param(
            with_rows("Sourcing_rules", ["rule", "item", "max_share", "hard"], ["dual", "cell", 1, "Ja"]),
            ["error unknown-word: Sourcing_rules!D2: hard is 'Ja'. Allowed: Yes or No. Use Yes or No."],
            id="unknown yes",
        ),
        pytest.param(
            with_rows("Sourcing_rules", ["rule", "item", "min_sources"], ["dual", "cell", 2]),
            [
                "error too-few-sources: Sourcing_rules!C2: 2 sources of cell are asked for, but only 1 can supply it. Add a source, or lower min_sources."
            ],
            id="more sources than there are",
        ),
        pytest.param(
            with_rows("Sourcing_rules", ["rule", "item", "min_sources", "max_sources"], ["dual", "cell", 1, 0]),
            [
                "error min-above-max: Sourcing_rules!C2: min_sources (1) is above max_sources (0). Lower min_sources or raise max_sources."
            ],
            id="least above largest",
        ),
        pytest.param(
            with_rows("Sourcing_rules", ["rule", "item", "min_sources", "min_share"], ["dual", "cell", 2, 0.6]),
            [
                "error too-few-sources: Sourcing_rules!C2: 2 sources of cell are asked for, but only 1 can supply it. Add a source, or lower min_sources.",
                "error shares-above-one: Sourcing_rules!D2: 2 sources of at least 60% each make more than 100 %. Lower min_share or min_sources.",
            ],
            id="least shares above all",
        ),
        pytest.param(
            replaced("Inventory", ["site", "item", "min_cover", "max_cover"], ["Ohio", "pack", 4, 2]),
            [
                "error min-above-max: Inventory!C2: min_cover (4) is above max_cover (2). Lower min_cover or raise max_cover."
            ],
            id="cover above its limit",
        ),
        pytest.param(
            replaced(
                "Tariffs",
                ["origin", "destination", "item", "programme", "rate", "start"],
                ["China", "ALL", "ALL", "duty", 0.25, dt.date(2047, 1, 1)],
            ),
            [
                "warning outside-horizon: Tariffs!F2: start is 2047-01-01, after the plan ends: the row never counts in it. Allowed: days from 2027-01-01 to 2027-12-30. Check the year, or leave the row if it is meant for other plans."
            ],
            id="tariff after the plan",
        ),
        pytest.param(
            replaced(
                "Tariffs",
                ["origin", "destination", "item", "programme", "rate", "start", "end"],
                ["China", "ALL", "ALL", "duty", 0.25, dt.date(2027, 5, 1), dt.date(2027, 3, 1)],
            ),
            [
                "error ends-before-start: Tariffs!G2: The tariff ends on 2027-03-01, before it starts on 2027-05-01. Correct one of the two dates."
            ],
            id="tariff that ends before it starts",
        ),
        pytest.param(
            replaced(
                "Tariffs",
                ["origin", "destination", "item", "programme", "rate", "start", "end"],
                ["China", "ALL", "ALL", "duty", 0.25, dt.date(2027, 1, 1), dt.date(2027, 8, 1)],
                ["China", "ALL", "ALL", "duty", 0.35, dt.date(2027, 5, 1), dt.date(2027, 12, 1)],
            ),
            [
                "error overlapping-dates: Tariffs!F3: This row and Tariffs!F2 give two rates of one programme for the same days. End the earlier one the day before the later one starts."
            ],
            id="tariffs that overlap",
        ),
        pytest.param(
            replaced(
                "Tariffs", ["origin", "destination", "item", "programme", "rate"], ["China", "ALL", "ALL", "duty", 25]
            ),
            [
                "error above-range: Tariffs!E2: rate is 25. Allowed: a number from 0 to 10 (1000 %) [fraction]. If 25 % is meant, enter 0.25."
            ],
            id="percent as a tariff",
        ),
        pytest.param(
            replaced(
                "Disruptions",
                ["scenario", "hits", "target", "duration", "probability"],
                ["strike", "site", "Reno", 4, 60],
            ),
            [
                "error above-range: Disruptions!E2: probability is 60. Allowed: a number from 0 to 52 [1/year]. Enter a value of at most 52."
            ],
            id="probability above once a week",
        ),
        pytest.param(
            {
                **GOOD,
                "Sources": [*GOOD["Sources"], ["Reno", "cell", 12000, 18]],
                "Sourcing_rules": [
                    ["rule", "item", "group_by", "group", "min_group_share"],
                    ["home", "cell", "country", "United States", 0.6],
                ],
            },
            [
                "warning share-above-capacity: Sourcing_rules!E2: United States must have at least 60% of cell, so country United States must make 936,000, but can make 624,000 (40% of what is needed). Set min_group_share to 40.0% or less, or add capacity."
            ],
            id="group share above capacity",
        ),
        pytest.param(
            {
                **GOOD,
                "Sources": [*GOOD["Sources"], ["Reno", "cell", 18000, 18]],
                "Sourcing_rules": [
                    ["rule", "item", "group_by", "group", "min_group_share"],
                    ["home", "cell", "country", "United States", 0.6],
                ],
            },
            [],
            id="group share that just fits",
        ),
        pytest.param(
            {
                **GOOD,
                "Sources": [*GOOD["Sources"], ["Reno", "cell", 12000, 18]],
                "Sourcing_rules": [
                    ["rule", "item", "group_by", "group", "max_group_share"],
                    ["abroad", "cell", "country", "China", 0.4],
                ],
            },
            [
                "warning share-above-capacity: Sourcing_rules!E2: China must have at most 40% of cell, so all but country China must make 936,000, but can make 624,000 (40% of what is needed). Set max_group_share to 60.0% or more, or add capacity."
            ],
            id="group share that leaves too much to others",
        ),
        pytest.param(
            beside("Regions", "currency", None, "CNY"),
            [
                "error currency-without-rate: Regions!D3: Costs of None are in CNY, which has no rate in H1. Add CNY to Exchange_rates (period ALL serves every period)."
            ],
            id="currency without a rate",
        ),
        pytest.param(
            replaced("Exchange_rates", ["currency", "period", "rate"], ["USD", "ALL", 1.1]),
            [
                "error rate-of-own-currency: Exchange_rates!C2: USD is the plan's own currency, and its rate is given as 1.1. Delete the row, or correct the currency."
            ],
            id="rate of the own currency",
        ),
        pytest.param(
            beside("Demand", "backorder", "Yes"),
            [
                "error late-cost-missing: Demand!2:2: Demand may wait, but waiting has no cost. Fill late_cost, 0 if it is free."
            ],
            id="late cost missing",
        ),
        pytest.param(
            beside("Demand", "late_cost", 5),
            [
                "error late-cost-unused: Demand!E2: late_cost is given, but backorder is No: this demand does not wait. Set backorder to Yes, or clear the cell."
            ],
            id="late cost unused",
        ),
        pytest.param(
            with_rows("Sourcing_rules", ["rule", "item", "max_sources"], ["dual", "cell", 1.5]),
            [
                "error not-whole: Sourcing_rules!C2: max_sources is 1.5. Allowed: a whole number of at least 0. Enter a whole number."
            ],
            id="half a source",
        ),
        pytest.param(
            {
                **with_rows("Sites", ["Hub", "NA", "warehouse"]),
                "Sources": [
                    [*GOOD["Sources"][0], "yield"],
                    *[[*row, None] for row in GOOD["Sources"][1:]],
                    ["Hub", "pack", None, 1, 0.9],
                ],
                "Lead_times": [
                    *GOOD["Lead_times"],
                    ["Reno", "Hub", "pack", "road", 1, 1],
                    ["Hub", "Ohio", "pack", "road", 1, 1],
                ],
            },
            [
                "error warehouse-yield: Sources!E4: Hub is a warehouse: what passes through has no yield. Clear the cell."
            ],
            id="warehouse with a yield",
        ),
        pytest.param(
            {
                **changed(Items_2_2="x", Sites_2_3="y", BOM_2_2="z", Demand_2_4=-5, Sources_2_3="#REF!"),
                "Sourcing_rules": [["rule", "item", "min_sources", "max_sources"], ["r", "cell", 3, 2]],
            },
            [
                "error unknown-word: Sites!C2: role is 'y'. Allowed: supplier, plant, warehouse or market. Use one of: supplier, plant, warehouse, market.",
                "error not-a-number: Items!B2: value is the text 'x'. Allowed: a number of at least 0 [money/unit]. Enter a number [money/unit].",
                "error unknown-reference: BOM!B2: child names 'z', and there is no such row on Items. Allowed: a name on Items (pack, cell). Correct the name, or add it to Items.",
                "error error-cell: Sources!C2: The cell shows #REF!. Allowed: a number of at least 0 [units/week]. Correct the formula, or enter the value itself.",
                "error negative: Demand!D2: quantity is -5. Allowed: a number of at least 0 [units/week]. Enter a value of at least 0.",
                "error min-above-max: Sourcing_rules!C2: min_sources (3) is above max_sources (2). Lower min_sources or raise max_sources.",
            ],
            id="errors of every kind at once",
        ),
    ],
)
def test_what_does_not_fit_together_is_explained(sheets: Sheets, messages: list[str], tmp_path: Path) -> None:
    path = save(tmp_path / "plan.xlsx", sheets)
    assert [f"{issue.severity.word} {issue.code}: {issue}" for issue in check(path)] == messages
