"""Rules: dual sourcing, caps on dependence, a growing domestic share, and a limit on building sites."""

from __future__ import annotations

from optimizer.examples.ev.items import (
    CATHODE,
    CELLS,
    CHIPS,
    CROSSOVER,
    FRAME,
    LITHIUM,
    MAGNETS,
    MOTOR,
    OXIDE,
    PACK,
    POWER,
    STEEL,
    WAFERS,
)
from optimizer.examples.ev.notes import assumed
from optimizer.examples.table import Row, rows


def sourcing_rules() -> list[Row]:
    """Every rule on shares, measured where the item is made."""
    return [*_splits(), *_groups()]


def _splits() -> list[Row]:
    dual = assumed("company policy for Critical items: two sources, none above 70 %")
    work = assumed("agreement with the works councils: each plant keeps its crossover line busy")
    single = assumed("company policy for High items: a quarter must come from elsewhere")
    few = assumed("company policy: each source of power electronics carries a worthwhile share")
    return rows(
        "rule item from_period min_sources max_sources min_share max_share hard penalty notes",
        ("Dual source what is critical", "class:Critical", "2028H2", 2, None, 0.10, 0.70, True, None, dual),
        ("No single point of supply", "class:High", None, None, None, None, 0.75, True, None, single),
        ("Few strong electronics suppliers", POWER, "2029H1", 2, 3, 0.10, 0.75, True, None, few),
        ("Work for every plant", CROSSOVER, None, 3, None, 0.15, None, True, None, work),
    )


def _groups() -> list[Row]:
    china = assumed("dependence on one country falls step by step")
    asia = assumed("a blockade would hit the whole bloc")
    company = assumed("no company behind more than half of the packs")
    strait = assumed("cargo that a closure of the strait would stop")
    home = assumed("content wanted in the country, above what cost alone would give")
    canal = assumed("drought limits the draught of the canal")
    complement = assumed("Mexico complements the domestic plants, it does not replace them")
    contract = assumed("take-or-pay contract with a partner")
    pledge = assumed("a quarter of the frame steel nearly free of carbon, promised to fleet customers")
    wish = assumed("a wish with a price: each tonne short of it costs the penalty")
    return rows(
        "rule item from_period group_by group min_group_share max_group_share hard penalty notes",
        ("Less from China", PACK, None, "country", "China", None, 0.46, True, None, china),
        ("Less from China", PACK, "2028H1", "country", "China", None, 0.30, True, None, china),
        ("Less from China", PACK, "2029H1", "country", "China", None, 0.15, True, None, china),
        ("Less from China", MAGNETS, None, "country", "China", None, 0.80, True, None, china),
        ("Less from China", MAGNETS, "2027H2", "country", "China", None, 0.75, True, None, china),
        ("Less from China", MAGNETS, "2028H2", "country", "China", None, 0.60, True, None, china),
        ("Less from China", MAGNETS, "2029H2", "country", "China", None, 0.40, True, None, china),
        ("Less from China", OXIDE, None, "country", "China", None, 0.80, True, None, china),
        ("Less from China", OXIDE, "2028H2", "country", "China", None, 0.60, True, None, china),
        ("Less from China", OXIDE, "2029H2", "country", "China", None, 0.50, True, None, china),
        ("Less from China", LITHIUM, "2029H1", "country", "China", None, 0.65, True, None, china),
        ("East Asia not the only leg", PACK, "2029H1", "bloc", "East Asia", None, 0.40, True, None, asia),
        ("East Asia not the only leg", CELLS, "2029H1", "bloc", "East Asia", None, 0.55, True, None, asia),
        ("No company above half", PACK, "2028H2", "parent_company", None, None, 0.50, True, None, company),
        ("Out of the strait", WAFERS, "2028H1", "country", "Taiwan", None, 0.55, True, None, strait),
        ("Out of the strait", WAFERS, "2029H1", "country", "Taiwan", None, 0.45, True, None, strait),
        ("Out of the strait", CHIPS, "2028H2", "corridor", "Taiwan Strait", None, 0.30, True, None, strait),
        ("Canal risk", PACK, None, "corridor", "Panama Canal", None, 0.20, True, None, canal),
        ("Made at home", PACK, "2028H2", "domestic", "Yes", 0.35, None, True, None, home),
        ("Made at home", PACK, "2029H1", "domestic", "Yes", 0.50, None, True, None, home),
        ("Made at home", PACK, "2030H1", "domestic", "Yes", 0.60, None, True, None, home),
        ("Made at home", CELLS, "2029H2", "domestic", "Yes", 0.40, None, True, None, home),
        ("Made at home", WAFERS, "2029H1", "domestic", "Yes", 0.20, None, True, None, home),
        ("Made at home", WAFERS, "2030H1", "domestic", "Yes", 0.22, None, True, None, home),
        ("Made at home", MAGNETS, "2029H2", "domestic", "Yes", 0.15, None, True, None, home),
        ("Made at home", MOTOR, "2029H1", "domestic", "Yes", 0.25, None, True, None, home),
        ("Made at home", CROSSOVER, None, "domestic", "Yes", 0.60, None, True, None, complement),
        ("Cathode from the region", CATHODE, "2029H1", "bloc", "USMCA", 0.20, None, True, None, home),
        ("Mexico as a complement", POWER, None, "country", "Mexico", None, 0.55, True, None, complement),
        ("Mexico as a complement", MOTOR, None, "country", "Mexico", None, 0.55, True, None, complement),
        ("Mexico as a complement", FRAME, None, "country", "Mexico", None, 0.45, True, None, complement),
        ("Keep the Korean contract", PACK, None, "site", "Ulsan battery works", 0.12, None, True, None, contract),
        ("Green steel pledge", STEEL, "2030H1", "site", "Ohio green steel mill", 0.25, None, True, None, pledge),
        ("Local steel if it pays", STEEL, "2029H1", "domestic", "Yes", 0.80, None, False, 55, wish),
    )


def site_rules() -> list[Row]:
    """One rule on the number of open sites."""
    note = assumed("grid and building trades can take one new supplier site in the region at a time")
    return rows(
        "rule role place max_open hard notes",
        ("One new site in the South", "supplier", "US South", 3, True, note),
    )
