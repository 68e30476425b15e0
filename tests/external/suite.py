"""Every case with a published answer, and why some have no place here."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from textbook import lot_sizes, outages, snyder_shen, survival
from tiny import money, table

from .case import CASES, Case, imported, ordered, planned, typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.outcome import Outcome

ORLIB, LOCATION, STOCK = "OR-Library cap", "two-level location", "guaranteed service"
ENVELOPE, TEXTBOOK = "by hand", "textbook"
TREES = "guaranteed_service_trees.json"

FILES = (
    Case("cap41", ORLIB, 1_040_444.375, planned(imported("cap41.txt", "orlib-cap"))),
    Case("cap64", ORLIB, 1_045_650.250, planned(imported("cap64.txt", "orlib-cap"))),
    Case("cap81", ORLIB, 838_499.288, planned(imported("cap81.txt", "orlib-cap"))),
    Case("cap114", ORLIB, 1_063_356.488, planned(imported("cap114.txt", "orlib-cap"))),
    Case(
        "Williams, Distribution 1",
        LOCATION,
        198_500.0,
        planned(imported("supply_network_design_1.json", "supply-network")),
    ),
    Case(
        "Williams, Distribution 2",
        LOCATION,
        174_000.0,
        planned(imported("supply_network_design_2.json", "supply-network")),
    ),
    Case(
        "facilities by distance",
        LOCATION,
        4.723712908962,
        planned(imported("facility_location.json", "supply-network")),
    ),
    Case("bulldozer", STOCK, 632_775.03, planned(imported("bulldozer.csv", "gsm-stages"))),
    Case("example 6.5", STOCK, 8.277917, planned(imported(TREES, "gsm-stages", "--case", "example_6_5"))),
    Case("figure 6.14", STOCK, 18.824004, planned(imported(TREES, "gsm-stages", "--case", "figure_6_14"))),
)


def _weekly(outcome: Outcome) -> float:
    return outcome.cost / 520


def _policy(outcome: Outcome) -> float:
    """Cost of a period by Snyder and Shen: goods are not counted, nor the expected stock already lost in an outage."""
    fails, recovers, holding, demand = 0.04, 0.25, 0.25, 2000
    return outcome.cost - money(outcome)["material"] - holding * demand * fails / (recovers * (fails + recovers))


def _survived(outcome: Outcome) -> float:
    (tested,) = outcome.stress
    return float(tested.time_to_survive)


LOSS = table("rule applies_to duration min_service", ("r", "N-1 site", 12, 1))
BOOKS = (
    Case("time to survive", ENVELOPE, 10.0, planned(typed(survival(600, 100, 40)), _survived)),
    Case("no rule: one source", ENVELOPE, 1000, planned(typed(outages(0.05, [])), _weekly)),
    Case("N-1, holding 0.05: a buffer", ENVELOPE, 1060, planned(typed(outages(0.05, LOSS)), _weekly)),
    Case(
        "N-1, holding 0.20: a second source and a buffer", ENVELOPE, 1152, planned(typed(outages(0.2, LOSS)), _weekly)
    ),
    Case("N-1, holding 0.50: three sources", ENVELOPE, 1160, planned(typed(outages(0.5, LOSS)), _weekly)),
    Case("Snyder and Shen, example 9.3", TEXTBOOK, 2737.0690, planned(typed(snyder_shen()), _policy)),
    Case("the same with stock 2000", TEXTBOOK, 3310.3448, planned(typed(snyder_shen("max_cover", 0)), _policy)),
    Case("the same with stock 12000", TEXTBOOK, 3075.1616, planned(typed(snyder_shen("min_cover", 5)), _policy)),
    Case("Wagner and Whitin, four lots", TEXTBOOK, 1380, planned(typed(lot_sizes([90, 120, 80, 70], 500, 2)))),
)


def _two_sources(file: str) -> Iterator[Case]:
    with (CASES / file).open(encoding="utf-8", newline="") as rows:
        for k, row in enumerate(csv.DictReader(rows)):
            slow, fast = (
                f"{row[f'{kind}_lead_time']} weeks at {row[f'{kind}_cost']}" for kind in ("regular", "expedited")
            )
            wanted = f"demand {row['demand_min']} to {row['demand_max']}"
            name = f"{slow}, {fast}, backorder {row['backorder_cost']}, {wanted}"
            yield Case(name, "two sources", float(row["optimal_average_cost"]), ordered(file, k))


SUITE: tuple[Case, ...] = (*FILES, *BOOKS, *_two_sources("dual_sourcing.csv"))
"""In the order of the table."""

LEFT_OUT = {
    "Economic order quantity with disruptions (Q 772.8, cost 173.95)": "a plan is given how often a lane ships; it does "
    "not choose lot sizes on a continuous scale, so there is nothing to compare.",
    "Square-root law of base and surge (3.162 a week)": "it is about running two sources from week to week; "
    "`sourcemix policy` comes within 7 % of it, which is what an asymptotic law promises.",
}
"""Cases that a plan cannot state, and why."""
