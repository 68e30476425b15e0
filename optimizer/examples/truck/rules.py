"""Rules: dual flow in every quarter, Mexico as a complement, plants that stay open."""

from __future__ import annotations

from optimizer.examples.ev.notes import assumed
from optimizer.examples.table import Row, rows
from optimizer.examples.truck.items import AXLE, BLOCK, DIESEL, EAXLE_2, ENGINE, GEARBOX, HOUSING, INVERTER, TURBO
from optimizer.examples.truck.places import HAGERSTOWN, MEXICO, MONTERREY, SOUTH, US


def sourcing_rules() -> list[Row]:
    """Every rule on shares."""
    return [*_dual_flow(), *_complement(), *_second_tier(), *_local(), *_licences()]


def _dual_flow() -> list[Row]:
    flow = assumed("both flows stay alive: whichever is cheaper today may be the dearer one in the next cycle")
    single = assumed("company policy for what stops the line: no plant carries more than 70 %")
    return rows(
        "rule item from_period group_by group min_group_share max_share hard notes",
        ("Home flow", ENGINE, None, "domestic", "Yes", 0.35, None, True, flow),
        ("Home flow", GEARBOX, None, "domestic", "Yes", 0.25, None, True, flow),
        ("Home flow", AXLE, None, "domestic", "Yes", 0.40, None, True, flow),
        ("Overseas flow", ENGINE, None, "domestic", "No", 0.22, None, True, flow),
        ("Overseas flow", GEARBOX, None, "domestic", "No", 0.25, None, True, flow),
        ("Overseas flow", AXLE, None, "domestic", "No", 0.15, None, True, flow),
        ("Overseas flow", EAXLE_2, "2029Q1", "domestic", "No", 0.12, None, True, flow),
        ("No plant alone", "class:Critical", None, None, None, None, 0.75, True, single),
    )


def _complement() -> list[Row]:
    note = assumed("Mexico takes overflow and its own markets; it replaces no plant in the north")
    return rows(
        "rule item destination group_by group max_group_share hard notes",
        ("Mexico as a complement", DIESEL, US, "country", MEXICO, 0.08, True, note),
        ("Mexico as a complement", ENGINE, "ALL", "country", MEXICO, 0.20, True, note),
        ("Mexico as a complement", GEARBOX, "ALL", "country", MEXICO, 0.20, True, note),
        ("Mexico as a complement", AXLE, "ALL", "country", MEXICO, 0.20, True, note),
        ("Mexico as a complement", BLOCK, "ALL", "country", MEXICO, 0.30, True, note),
        ("Mexico as a complement", HOUSING, "ALL", "country", MEXICO, 0.30, True, note),
    )


def _second_tier() -> list[Row]:
    two = assumed("one turbocharger plant stands behind every engine plant: none may carry more than two thirds")
    return rows(
        "rule item min_sources max_sources min_share max_share hard notes",
        ("Two turbochargers", TURBO, 2, 3, 0.05, 0.67, True, two),
    )


def _local() -> list[Row]:
    wish = assumed("a wish with a price: each turbocharger short of it costs the penalty")
    local = assumed("fleets in Mexico and the Andes ask for service and parts in their own country")
    core = assumed("the plant keeps a casting source nearby")
    return rows(
        "rule item destination from_period group_by group min_group_share hard penalty notes",
        ("Turbochargers from home", TURBO, "ALL", "2028Q3", "region", SOUTH, 0.3, False, 45, wish),
        ("Mexican trucks, Mexican engines", ENGINE, MONTERREY, None, "country", MEXICO, 0.45, True, None, local),
        ("Castings for Maryland", BLOCK, HAGERSTOWN, None, "country", US, 0.4, True, None, core),
    )


def _licences() -> list[Row]:
    own = assumed("inverters must not all depend on the technology of others")
    return rows(
        "rule item from_period group_by group max_group_share hard notes",
        ("Own inverter technology", INVERTER, "2028Q3", "licence", "foreign", 0.85, True, own),
    )


def site_rules() -> list[Row]:
    """How many sites must stay open."""
    council = assumed("agreement with the European works council: three of the four plants stay in the flow")
    partner = assumed("the joint programme with Brazil runs through the plan")
    return rows(
        "rule role place min_open max_open hard penalty notes",
        ("European plants stay", "ALL", "bloc:EU", 3, None, True, None, council),
        ("Brazil stays if it pays", "plant", "Brazil", 1, None, False, 30_000, partner),
    )
