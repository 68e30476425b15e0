"""Instances of the benchmarks: the same for the same seed, nothing wrong with them, and as large as they say."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.instances import SIZES, instance
from benchmarks.instances.__main__ import main
from benchmarks.instances.size import FAMILY
from models.build import build_model
from optimizer.doors import take_in
from optimizer.intake.raw import from_records
from optimizer.intake.validate import validate
from optimizer.matrix import compile_model
from tiny import accepted, solved

if TYPE_CHECKING:
    from pathlib import Path

SHEETS = {
    "Capex", "Budgets", "Sourcing_rules", "Content_rules", "Inventory", "Disruptions", "Resilience_rules", "Demand",
}  # fmt: skip


def test_a_seed_gives_one_instance_and_another_seed_another() -> None:
    assert instance(SIZES["S"], 7) == instance(SIZES["S"], 7)
    assert instance(SIZES["S"], 7)["Demand"] != instance(SIZES["S"], 8)["Demand"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_wrong_with_a_small_instance(seed: int) -> None:
    assert [issue.code for issue in validate(from_records(instance(SIZES["S"], seed))).issues] == []


@pytest.mark.parametrize("name", SIZES)
def test_an_instance_has_as_many_of_everything_as_its_size_says(name: str) -> None:
    size, sheets = SIZES[name], instance(SIZES[name])
    roles = Counter(row["role"] for row in sheets["Sites"])
    assert sheets.keys() >= SHEETS
    assert (len(sheets["Items"]), roles["supplier"], len(sheets["Regions"])) == (
        size.components, size.sites, size.regions,
    )  # fmt: skip
    assert (roles["market"], len(sheets["Periods"])) == (size.regions, size.quarters)
    assert len({row["scenario"] for row in sheets["Disruptions"]}) == size.scenarios == len(sheets["Resilience_rules"])
    assert len(sheets["Capex"]) == 3 * size.sites
    standing = sum(row["role"] == "supplier" and "status" not in row for row in sheets["Sites"])
    assert standing == pytest.approx(size.sites / 2, rel=0.1)


@pytest.mark.parametrize("name", SIZES)
def test_components_have_five_to_seven_candidates_and_half_of_them_one_in_another_family(name: str) -> None:
    size, made = SIZES[name], dict[str, list[int]]()
    for row in instance(size)["Sources"]:
        made.setdefault(str(row["item"]), []).append(int(str(row["site"]).split()[1]) - 1)
    assert {len(sites) for sites in made.values()} <= {5, 6, 7}
    each = size.sites // size.families
    families = [Counter(n // each for n in sites) for sites in made.values()]
    abroad = [sum(f[k] for k in f if k != c // FAMILY) for c, f in enumerate(families)]
    assert sum(abroad) == (size.components // 2 if size.families > 1 else 0)
    assert max(abroad) <= 1


def test_scenarios_are_of_the_kinds_and_lengths_described() -> None:
    sheets = instance(SIZES["M"])
    kinds = Counter(str(name).split(maxsplit=1)[1] for name in {row["scenario"] for row in sheets["Disruptions"]})
    assert kinds["site"] == round(0.6 * SIZES["M"].scenarios)
    assert kinds.keys() == {"site", "region", "lane", "export ban", "tariff", "demand surge"}
    assert all(4 <= float(str(row["duration"])) <= 26 for row in sheets["Disruptions"])
    assert all(0.85 <= float(str(row["min_service"])) <= 0.98 for row in sheets["Resilience_rules"])


def test_the_matrix_of_a_small_instance_has_about_as_many_binaries_as_described() -> None:
    matrix = compile_model(build_model(accepted(instance(SIZES["S"]))))
    assert int(matrix.integer.sum()) == pytest.approx(SIZES["S"].binaries, rel=0.15)


@pytest.mark.parametrize("suffix", [".xlsx", ".json"])
def test_what_the_command_writes_reads_as_the_same_problem(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"small{suffix}"
    monkeypatch.setattr(sys, "argv", ["instances", "S", str(path), "--seed", "5"])
    main()
    assert "described: 2,500 columns" in capsys.readouterr().out
    written, drawn = take_in(path).accept(), accepted(instance(SIZES["S"], 5))
    for sheet, table in drawn.tables.items():
        for column in sheet.columns:
            cells = [np.asarray(getattr(each, column.attribute)).tolist() for each in (written[sheet], table)]
            assert repr(cells[0]) == repr(cells[1]), (sheet.name, column.name)


@pytest.mark.slow
def test_a_small_instance_has_a_plan_that_keeps_every_hard_rule() -> None:
    sheets = instance(SIZES["S"])
    outcome = solved(sheets, gap=0.05)
    assert outcome.status.has_plan
    assert not outcome.missed_rules
