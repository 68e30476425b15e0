from __future__ import annotations

from graphlib import CycleError

import pytest

from tiny import Book, accepted, book, issues, table

ITEMS = ("pack", "module", "cell", "frame", "ore")


def tree(*rows: tuple[object, ...], header: str = "parent child quantity") -> Book:
    return book(
        Sites=table("site region role", ("cn", "CN", "plant"), ("us", "US", "market")),
        Items=table("item value", *((i, 1) for i in ITEMS)),
        BOM=table(header, *rows),
        Sources=table("site item material_cost", *(("cn", i, 1) for i in ITEMS)),
        Demand=table("site item period quantity", ("us", "pack", "ALL", 10)),
    )


def test_usage_includes_scrap() -> None:
    recipes = accepted(tree(("pack", "cell", 8, 0.8), header="parent child quantity yield")).recipes
    assert recipes.usage == {("pack", "cell"): pytest.approx(10)}


def test_parents_come_before_their_components() -> None:
    recipes = accepted(
        tree(("module", "cell", 12), ("pack", "module", 4), ("pack", "frame", 1), ("cell", "ore", 2))
    ).recipes
    order = recipes.finished_first
    assert set(order) == set(ITEMS)
    for parent, child in recipes.usage:
        assert order.index(parent) < order.index(child)


def test_children_parents_and_finished_items() -> None:
    recipes = accepted(tree(("module", "cell", 12), ("pack", "module", 4), ("pack", "cell", 1))).recipes
    assert recipes.children == {"module": ("cell",), "pack": ("module", "cell")}
    assert recipes.parents["cell"] == ("module", "pack")
    assert recipes.finished == ("pack", "frame", "ore")
    assert recipes.loop() == ()


def test_need_is_exploded_through_all_tiers() -> None:
    problem = accepted(tree(("module", "cell", 12), ("pack", "module", 4), ("pack", "cell", 2), ("cell", "ore", 0.5)))
    total = {item: float(rate[0]) for item, rate in problem.bounds.total.items()}
    assert total == {"pack": 10, "module": 40, "cell": 500, "ore": 250, "frame": 0}


@pytest.mark.parametrize(
    "rows",
    [
        (("pack", "pack", 1),),
        (("pack", "module", 1), ("module", "pack", 1)),
        (("pack", "module", 1), ("module", "cell", 1), ("cell", "pack", 1), ("pack", "frame", 1)),
    ],
)
def test_a_circle_is_refused_and_all_its_rows_are_named(rows: tuple[tuple[object, ...], ...]) -> None:
    found = issues(tree(*rows))
    assert found["bom-loop"].sheet == "BOM"
    assert found["bom-loop"].severity.word == "error"


def test_a_circle_has_no_order() -> None:
    from models.bom import Recipes
    from models.sheets import Bom, Items

    problem = accepted(tree(("pack", "module", 1)))
    bom = problem[Bom].replacing(child=problem[Bom].parent.copy())
    recipes = Recipes.from_sheets(bom, problem[Items], problem.horizon)
    assert set(recipes.loop()) == {"pack"}
    with pytest.raises(CycleError):
        _ = recipes.finished_first


def test_a_quantity_of_nothing_is_noticed() -> None:
    assert issues(tree(("pack", "cell", 0)))["zero-quantity"].severity.word == "warning"


def test_a_component_nobody_makes_is_refused() -> None:
    plan = tree(("pack", "cell", 1))
    plan["Sources"] = [row for row in plan["Sources"] if row["item"] != "cell"]
    assert issues(plan)["no-source"].cell == "BOM[1].child"


def test_a_component_that_cannot_reach_its_plant_is_refused() -> None:
    plan = tree(("pack", "cell", 1))
    plan["Sites"] += table("site region role", ("mx", "MX", "plant"))
    plan["Sources"] += table("site item material_cost", ("mx", "pack", 1))
    plan["Lead_times"] = table("origin destination mode lead_time freight_cost", ("ALL", "us", "road", 0, 0))
    assert issues(plan)["no-lane"].cell == "Sources[6].item"
