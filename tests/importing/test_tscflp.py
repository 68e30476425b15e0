"""Two-stage location: both orders, several products, against a model of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest

from importing.oracles import planned, two_stage
from optimizer.errors import InputError
from optimizer.importing import Choices, import_case

if TYPE_CHECKING:
    from pathlib import Path

Levels = list[tuple[list[float], float]]


@dataclass(frozen=True)
class Case:
    demand: np.ndarray
    plants: Levels
    depots: Levels
    inbound: np.ndarray
    outbound: np.ndarray

    def best(self, *, single_source: bool = False) -> float:
        return two_stage(
            self.demand, self.plants, self.depots, self.inbound, self.outbound, single_source=single_source
        )

    def lines(self, *, depots_first: bool = False) -> list[str]:
        products = self.demand.shape[1]
        sizes = [len(self.plants), len(self.depots), len(self.demand), *([products] if products > 1 else [])]
        blocks = {True: self.depots, False: self.plants}
        before, after = (
            [" ".join(map(str, [*capacity, fixed])) for capacity, fixed in blocks[first]]
            for first in (depots_first, not depots_first)
        )
        rows = [[" ".join(map(str, row)) for row in matrix.reshape(-1, matrix.shape[-1])] for matrix in self.costs]
        wanted = [" ".join(map(str, row)) for row in self.demand]
        return [" ".join(map(str, sizes)), *wanted, *before, *rows[0], *after, *rows[1]]

    @property
    def costs(self) -> tuple[np.ndarray, np.ndarray]:
        return self.inbound, self.outbound


def case(seed: int, plants: int = 2, depots: int = 3, customers: int = 4, products: int = 1) -> Case:
    rng = np.random.default_rng(seed)
    demand = rng.integers(5, 21, (customers, products))
    total = demand.sum(axis=0)

    def level(count: int, low: int, high: int) -> Levels:
        share = rng.uniform(1.2, 2.2, (count, products)) * total / count
        return [([int(value) + 1 for value in row], int(rng.integers(low, high))) for row in share]

    return Case(
        demand, level(plants, 100, 400), level(depots, 80, 300),
        rng.integers(1, 20, (products, plants, depots)), rng.integers(1, 20, (products, depots, customers)),
    )  # fmt: skip


def saved(tmp_path: Path, lines: list[str]) -> Path:
    path = tmp_path / "PSC.txt"
    path.write_text("\n".join(lines) + "\n")
    return path


def refused(tmp_path: Path, lines: list[str]) -> list[str]:
    with pytest.raises(InputError) as error:
        import_case(saved(tmp_path, lines), "tscflp")
    return [str(issue) for issue in error.value.issues]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("products", [1, 2])
def test_the_plan_costs_what_the_model_of_its_own_costs(tmp_path: Path, seed: int, products: int) -> None:
    drawn = case(seed, products=products)
    outcome = planned(saved(tmp_path, drawn.lines()), "tscflp")
    assert outcome.cost == pytest.approx(drawn.best())


@pytest.mark.parametrize("products", [1, 3])
def test_depots_before_plants_are_told_by_the_line_breaks(tmp_path: Path, products: int) -> None:
    drawn = case(5, products=products)
    first = import_case(saved(tmp_path, drawn.lines()), "tscflp")
    other = import_case(saved(tmp_path, drawn.lines(depots_first=True)), "tscflp")
    assert other.records == first.records
    assert not first.notes
    assert [note.code for note in other.notes] == ["settled"]
    assert [str(note) for note in other.notes] == ["PSC.txt, line 1: By the line breaks, depots stand before plants."]


@pytest.mark.parametrize("products", [1, 2])
def test_without_telling_line_breaks_plants_stand_first(tmp_path: Path, products: int) -> None:
    drawn = case(6, products=products)
    whole = import_case(saved(tmp_path, drawn.lines()), "tscflp").records
    wrapped = import_case(saved(tmp_path, " ".join(drawn.lines()).split()), "tscflp")
    assert wrapped.records == whole
    assert "plants are taken to" in str(wrapped.notes[0])


def test_as_many_plants_as_depots_cannot_be_told_apart(tmp_path: Path) -> None:
    imported = import_case(saved(tmp_path, case(1, plants=3, depots=3).lines()), "tscflp")
    assert "Line breaks do not tell" in str(imported.notes[0])


@pytest.mark.parametrize("seed", range(3))
def test_each_customer_can_be_served_from_one_depot(tmp_path: Path, seed: int) -> None:
    drawn = case(seed + 20)
    outcome = planned(saved(tmp_path, drawn.lines()), "tscflp", Choices(single_source=True))
    assert outcome.cost == pytest.approx(drawn.best(single_source=True))
    assert drawn.best(single_source=True) >= drawn.best()


def test_customers_who_want_nothing_are_left_out_and_told(tmp_path: Path) -> None:
    lines = case(1).lines()
    lines[2] = "0"
    imported = import_case(saved(tmp_path, lines), "tscflp")
    assert "C2" not in {row["site"] for row in imported.records["Sites"]}
    assert [note.code for note in imported.notes] == ["not-carried-over"]
    assert [str(note) for note in imported.notes] == ["PSC.txt: 1 customers want nothing, and are left out."]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: lines[:-1], "PSC.txt, line 14: The file ends after 28 of 32 figures: 2 plants, 3 depots, 4 customers."),
        (lambda lines: [*lines, "3"], "PSC.txt, line 16: The file goes on after 32 figures, with 1 more"),
        (lambda lines: [lines[0][:3]], "PSC.txt, line 1: The file ends after 2 of 3 figures"),
        (lambda lines: ["2 0 4", *lines[1:]], "PSC.txt, line 1: The number of depots is 0."),
        (lambda lines: [lines[0], "some", *lines[2:]], "PSC.txt, line 2: The demand of customer 1 is 'some'"),
        (lambda lines: [*lines[:5], "-3 100", *lines[6:]], "PSC.txt, line 6: The capacity of plant 1 is -3."),
    ],
)  # fmt: skip
def test_a_spoilt_file_is_refused_with_its_line(tmp_path: Path, change: object, said: str) -> None:
    (issue, *_) = refused(tmp_path, change(case(1).lines()))  # type: ignore[operator]
    assert issue.startswith(said)


def test_figures_of_several_products_are_named_by_their_product(tmp_path: Path) -> None:
    lines = case(1, products=2).lines()
    lines[1] = "5 x"
    assert refused(tmp_path, lines)[0].startswith("PSC.txt, line 2: The demand of customer 1 of product 2 is 'x'")
