"""Warehouse location: figures in any layout, against enumeration, and what is said of a spoilt file."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from importing.oracles import assigned, located, planned
from optimizer.errors import InputError
from optimizer.importing import Choices, import_case

if TYPE_CHECKING:
    from pathlib import Path

CAPACITY, FIXED = [40.0, 30.0, 50.0, 25.0], [120.0, 80.0, 150.0, 60.0]
DEMAND = [12.0, 9.5, 20.0, 0.0, 7.0]


def costs(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(5, 90, (len(DEMAND), len(FIXED))).astype(float)


def text(cost: np.ndarray, capacity: list[object] | None = None, demand: list[float] | None = None) -> str:
    lines = [
        f" {len(FIXED)} {len(cost)} ",
        *(f" {c} {f:.0f}." for c, f in zip(capacity or CAPACITY, FIXED, strict=True)),
    ]
    for wanted, row in zip(demand or DEMAND, cost, strict=True):
        lines += [f" {wanted}", *(" ".join(f"{value:.5f}" for value in row[k : k + 3]) for k in range(0, len(row), 3))]
    return "\n".join(lines) + "\n"


def saved(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "case.txt"
    path.write_text(content)
    return path


def refused(tmp_path: Path, content: str, choices: Choices | None = None) -> list[str]:
    with pytest.raises(InputError) as error:
        import_case(saved(tmp_path, content), "orlib-cap", choices)
    return [str(issue) for issue in error.value.issues]


@pytest.mark.parametrize("seed", range(4))
def test_the_plan_costs_what_the_best_of_all_sets_of_sites_costs(tmp_path: Path, seed: int) -> None:
    outcome = planned(saved(tmp_path, text(costs(seed))), "orlib-cap")
    assert outcome.cost == pytest.approx(located(CAPACITY, FIXED, DEMAND, costs(seed)))


@pytest.mark.parametrize("seed", range(3))
def test_without_limits_the_capacities_of_the_file_do_not_count(tmp_path: Path, seed: int) -> None:
    outcome = planned(saved(tmp_path, text(costs(seed))), "orlib-cap", Choices(capacity=math.inf))
    assert outcome.cost == pytest.approx(located([math.inf] * 4, FIXED, DEMAND, costs(seed)))


@pytest.mark.parametrize("seed", range(3))
def test_each_customer_can_be_served_from_one_site(tmp_path: Path, seed: int) -> None:
    outcome = planned(saved(tmp_path, text(costs(seed))), "orlib-cap", Choices(single_source=True))
    assert outcome.cost == pytest.approx(assigned(CAPACITY, FIXED, DEMAND, costs(seed)))


def test_the_word_capacity_stands_for_what_is_chosen(tmp_path: Path) -> None:
    path = saved(tmp_path, text(costs(1), ["capacity"] * 4))
    outcome = planned(path, "orlib-cap", Choices(capacity=30.0))
    assert outcome.cost == pytest.approx(located([30.0] * 4, FIXED, DEMAND, costs(1)))


def test_the_word_capacity_must_be_chosen(tmp_path: Path) -> None:
    (issue,) = refused(tmp_path, text(costs(1), [40, "capacity", 50, "CAPACITY"]))
    assert issue.startswith("case.txt, line 3: The file leaves the capacity open")
    assert issue.endswith("Choose it with --capacity N, or --capacity none for sites without limit.")


def test_a_capacity_is_not_chosen_for_a_file_that_states_it(tmp_path: Path) -> None:
    (issue,) = refused(tmp_path, text(costs(1)), Choices(capacity=30.0))
    assert "states the capacity of every site" in issue


@pytest.mark.parametrize(("before", "between"), [("", " "), ("", "\r\n"), ("f ", "\t"), ("\ufeff", ", "), ("", "; ")])
def test_how_lines_are_broken_and_words_parted_does_not_matter(tmp_path: Path, before: str, between: str) -> None:
    whole = import_case(saved(tmp_path, text(costs(2))), "orlib-cap").records
    path = tmp_path / "other.txt"
    path.write_bytes((before + between.join(text(costs(2)).split())).encode())
    assert import_case(path, "orlib-cap").records == whole


def test_what_stands_before_the_first_number_is_told(tmp_path: Path) -> None:
    notes = import_case(saved(tmp_path, f"case f {text(costs(2))}"), "orlib-cap").notes
    assert "case.txt, line 1: 'case f' before the first number is left out." in [str(note) for note in notes]


def test_demands_in_one_line_are_told_by_the_line_breaks(tmp_path: Path) -> None:
    cost = costs(3)
    lines = [f"{len(FIXED)} {len(DEMAND)}", *(f"{c} {f}" for c, f in zip(CAPACITY, FIXED, strict=True))]
    lines += [" ".join(map(str, DEMAND)), *(" ".join(map(str, row)) for row in cost.T)]
    imported = import_case(saved(tmp_path, "\n".join(lines)), "orlib-cap")
    assert imported.records == import_case(saved(tmp_path, text(cost)), "orlib-cap").records
    assert "By the line breaks, all demands stand in one line" in str(imported.notes[0])


def test_a_customer_who_wants_nothing_and_costs_nothing_is_left_out(tmp_path: Path) -> None:
    cost = costs(1)
    cost[3] = 0
    records = import_case(saved(tmp_path, text(cost)), "orlib-cap").records
    assert "C4" not in {row["site"] for row in records["Sites"]}


def test_every_figure_that_cannot_be_meant_is_named_with_its_line(tmp_path: Path) -> None:
    lines = text(costs(1)).splitlines()
    lines[1], lines[2], lines[5], lines[7] = " forty 120.", " -30 80.", " 1e999", " nan"
    assert refused(tmp_path, "\n".join(lines)) == [
        "case.txt, line 2: The capacity of site 1 is 'forty', which is no number. Enter a number.",
        "case.txt, line 3: The capacity of site 2 is -30. Enter a number of at least 0.",
        "case.txt, line 6: The demand of customer 1 is '1e999', which is no number. Enter a number.",
        "case.txt, line 8: The cost of customer 1 from site 4 is 'nan', which is no number. Enter a number.",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "case.txt: The file is empty."),
        ("no number at all", "case.txt: There is no number in the file. Name a file of this format."),
        ("4", "case.txt, line 1: The file ends after 1 of 2 figures: the number of sites, the number of customers. Copy or download it again."),
        ("0 5", "case.txt, line 1: The number of sites is 0. Enter a number of at least 1."),
        ("2.5 5", "case.txt, line 1: The number of sites is 2.5, which is no whole number."),
        ("99999999999 99999999999", "case.txt, line 1: The file ends after 0 of "),
        (" ".join(text(costs(1)).split()[:-3]), "case.txt, line 1: The file ends after 30 of 33 figures: 4 sites with 2 each and 5 customers with 5 each."),
        (text(costs(1)) + "7 7\n", "case.txt, line 21: The file goes on after 33 figures, with 2 more"),
    ],
)  # fmt: skip
def test_a_file_that_is_too_short_or_too_long_is_refused(tmp_path: Path, content: str, said: str) -> None:
    (issue, *_) = refused(tmp_path, content)
    assert issue.startswith(said)


@pytest.mark.parametrize(
    ("content", "choices", "code"),
    [
        ("1 1 5 2 3", Choices(), "wrong-count"),
        ("1 1 5 2 3 seven", Choices(), "wrong-figure"),
        ("1 1 capacity 2 3 7", Choices(), "choice-missing"),
        ("1 1 5 2 3 7", Choices(capacity=5.0), "choice-unused"),
    ],
)
def test_every_kind_of_problem_has_its_code(tmp_path: Path, content: str, choices: Choices, code: str) -> None:
    with pytest.raises(InputError) as error:
        import_case(saved(tmp_path, content), "orlib-cap", choices)
    assert [issue.code for issue in error.value.issues] == [code]


def test_figures_are_all_used(tmp_path: Path) -> None:
    whole = text(costs(1)).split()
    assert len(whole) == 2 + 8 + 5 * 5
    for k in range(2, len(whole)):
        changed = " ".join([*whole[:k], str(float(whole[k]) + 1), *whole[k + 1 :]])
        other = import_case(saved(tmp_path, changed), "orlib-cap").records
        assert other != import_case(saved(tmp_path, text(costs(1))), "orlib-cap").records, whole[k]
