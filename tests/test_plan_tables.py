"""A written plan says the same from the workbook, from JSON and as it was found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from models.plan import Production
from models.reports.kpi import Kpi
from optimizer.json_plan import write_json
from optimizer.plan_tables import read_tables, tables_of
from optimizer.workbook.write import write_plan

if TYPE_CHECKING:
    from pathlib import Path

    from optimizer.outcome import Outcome
    from optimizer.plan_tables import PlanTables


@pytest.fixture(scope="module")
def written(rich_outcome: Outcome, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("plan")
    return write_plan(rich_outcome, folder / "rich.plan.xlsx"), write_json(rich_outcome, folder / "rich.plan.json")


def _content(plan: PlanTables) -> dict[str, Any]:
    return {
        name: [
            {key: pytest.approx(v, rel=1e-9) if isinstance(v, float) else v for key, v in row.items()} for row in rows
        ]
        for name, rows in plan.tables.items()
        if rows
    }


def test_workbook_json_and_outcome_say_the_same(written: tuple[Path, Path], rich_outcome: Outcome) -> None:
    found = tables_of(rich_outcome)
    for path in written:
        read = read_tables(path)
        assert {name: rows for name, rows in read.tables.items() if rows} == _content(found)
        assert (read.status, read.words, read.resilience) == (found.status, found.words, found.resilience)
        assert (read.second, read.fingerprint) == ("", rich_outcome.problem.digest)
        assert read.cost == pytest.approx(rich_outcome.cost)
        assert read.lock_cost == pytest.approx(rich_outcome.lock_cost)
        assert (read.bound, read.gap) == (pytest.approx(rich_outcome.bound), pytest.approx(rich_outcome.gap, abs=1e-9))
    assert len(found[Kpi]) > 10
    assert len(found[Production]) > 10


def test_figures_of_a_changed_json_that_are_none_count_as_not_known(written: tuple[Path, Path], tmp_path: Path) -> None:
    whole = json.loads(written[1].read_text(encoding="utf-8"))
    whole["summary"] |= {"cost": "much", "bound": True, "gap": [1], "words": 7, "lock_cost": 1e400}
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    read = read_tables(path)
    assert (read.cost, read.bound, read.gap, read.lock_cost, read.words) == (None, None, None, None, "")
