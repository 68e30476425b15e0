"""Guaranteed service in the model: net times said by pairs, and by rows where pairs are too many, are the same plan."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from importing.oracles import guaranteed
from models import service_rows
from models.build import build_model
from optimizer import read, run
from optimizer.importing.stages import Stage, stage_records
from tiny import book, table

if TYPE_CHECKING:
    from tiny import Book

WAYS = pytest.mark.parametrize("most_pairs", [0, 40_000], ids=["by rows", "by pairs"])


def tree(seed: int) -> list[Stage]:
    """Four stages, one of which feeds two; service times of the ends are limited."""
    rng = random.Random(seed)  # noqa: S311 - plans, not secrets
    parts = {"A": {}, "B": {}, "C": {"A": 1.0, "B": 1.0}, "D": {rng.choice("AC"): 2.0}}
    return [
        Stage(
            name, rng.randint(1, 3), rng.randint(1, 9), parts[name],
            max_service_time=rng.randint(0, 2) if name in "CD" else None, sd=rng.randint(1, 3) if name in "CD" else None,
        )
        for name in "ABCD"
    ]  # fmt: skip


def best(stages: list[Stage]) -> float:
    """Least cost over every combination of service times."""
    parts = {stage.name: stage.parts for stage in stages}

    def needed(part: str, end: str) -> float:
        return (part == end) + sum(units[part] * needed(name, end) for name, units in parts.items() if part in units)

    def cover(name: str) -> float:
        return 1.5 * sum((needed(name, stage.name) * stage.sd) ** 2 for stage in stages if stage.sd) ** 0.5

    facts = {stage.name: (stage.time, stage.value, stage.max_service_time, 0) for stage in stages}
    return guaranteed(facts, parts, cover)


@WAYS
@pytest.mark.parametrize("seed", range(3))
def test_stages_cost_what_the_best_service_times_cost(
    monkeypatch: pytest.MonkeyPatch, most_pairs: int, seed: int
) -> None:
    monkeypatch.setattr(service_rows, "MOST_SURE_PAIRS", most_pairs)
    outcome = run(stage_records(tree(seed), 1.5, 1.0))
    assert outcome.cost == pytest.approx(best(tree(seed)))


def second_source() -> Book:
    """Return a plan whose second source is slower, so that its inbound time is reached only if it is used."""
    return book(
        Settings={"service_level": 0.95, "holding_rate": 0.5},
        Items=table("item value", ("x", 100), ("p", 40)),
        BOM=table("parent child quantity", ("x", "p", 1)),
        Sites=table("site region role status fixed_cost", *((n, r, "plant", "potential", c) for n, r, c in (("cn", "CN", 9000), ("mx", "MX", 4000))), ("us", "US", "market", "existing", 0)),
        Sources=table("site item material_cost processing_time capacity", ("cn", "x", 10, 9, 80), ("mx", "x", 12, 3, 90), ("cn", "p", 5, 6, 80), ("mx", "p", 6, 4, 90)),
        Inventory=table("site item max_service_time", ("us", "x", 0), ("cn", "p", 5), ("mx", "p", 4)),
        Demand=table("site item period quantity sd", ("us", "x", "ALL", 100, 30)),
    )  # fmt: skip


def test_both_ways_agree_where_sources_are_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for most_pairs in (0, 40_000):
        monkeypatch.setattr(service_rows, "MOST_PAIRS", most_pairs)
        found.append(run(second_source()).cost)
    assert found[0] == pytest.approx(found[1])


@WAYS
def test_pairs_are_variables_only_where_they_are_few_or_no_source_is_chosen(
    monkeypatch: pytest.MonkeyPatch, most_pairs: int
) -> None:
    monkeypatch.setattr(service_rows, "MOST_SURE_PAIRS", most_pairs)
    model = build_model(read(stage_records(tree(0), 1.5, 1.0))).model
    names = {component.local_name for component in model.component_objects(descend_into=True)}
    assert ("net_pairs" in names) == bool(most_pairs)


@WAYS
def test_fewer_pairs_are_variables_where_sources_are_chosen(monkeypatch: pytest.MonkeyPatch, most_pairs: int) -> None:
    monkeypatch.setattr(service_rows, "MOST_PAIRS", most_pairs)
    model = build_model(read(second_source())).model
    names = {component.local_name for component in model.component_objects(descend_into=True)}
    assert ("net_pairs" in names) == bool(most_pairs)
