"""A written plan: what is one, what is none, and what it says of itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import openpyxl
import pytest

from models.reports.kpi import Kpi
from optimizer.errors import InputError
from optimizer.json_plan import PLAN_SCHEMA, write_json
from optimizer.limits import Limits
from optimizer.workbook.template import write_input
from optimizer.workbook.write import write_plan
from optimizer.written import is_plan, read_written
from tiny import solved, two_sources

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder, outcome = tmp_path_factory.mktemp("plan"), solved(two_sources())
    return write_plan(outcome, folder / "x.plan.xlsx"), write_json(outcome, folder / "x.plan.json")


def test_a_workbook_says_of_the_summary_what_its_json_says(written: tuple[Path, Path]) -> None:
    book, twin = (read_written(path, (Kpi,)) for path in written)
    assert book.summary.items()
    for name, value in book.summary.items():
        said = twin.summary[name]
        assert value == (pytest.approx(said, rel=1e-9, abs=1e-9) if isinstance(said, float) else said), name
    assert (book.fingerprint, book.explanation, book.tables.keys()) == (twin.fingerprint, (), {"Kpi"})
    assert book.network is None
    assert twin.network is not None


def test_a_plan_is_told_from_an_input(written: tuple[Path, Path], tmp_path: Path) -> None:
    write_input(tmp_path / "in.xlsx", two_sources())
    (tmp_path / "in.json").write_text("{}", encoding="utf-8")
    (tmp_path / "torn.json").write_text("{", encoding="utf-8")
    assert [is_plan(path) for path in written] == [True, True]
    assert [is_plan(tmp_path / name) for name in ("in.xlsx", "in.json", "torn.json", "none.xlsx")] == [False] * 4


def test_what_is_no_plan_is_refused_in_words(written: tuple[Path, Path], tmp_path: Path) -> None:
    whole = json.loads(written[1].read_text(encoding="utf-8"))
    write_input(tmp_path / "in.xlsx", two_sources())
    contents = {
        "list.json": [],
        "kindless.json": {"schema": PLAN_SCHEMA},
        "figure.json": {**whole, "summary": 3},
        "rowless.json": {**whole, "tables": {"Kpi": 1}},
        "other.json": {"schema": "sourcemix-input/1"},
        "lacks.json": {**whole, "tables": None},
        "torn.json": {**whole, "tables": {"Kpi": [1]}},
        "headless.json": {**whole, "tables": {"Kpi": [{"figure": "Total cost"}]}},
    }
    for name, content in contents.items():
        (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")
    for name in (*contents, "in.xlsx", "none.xlsx", "none.json"):
        with pytest.raises(InputError) as caught:
            read_written(tmp_path / name, (Kpi,))
        assert {issue.code for issue in caught.value.issues} <= {"no-plan", "missing-file"}


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(written: tuple[Path, Path]) -> None:
    with pytest.raises(InputError, match="which is too much"):
        read_written(written[1], (Kpi,), Limits(json_bytes=100))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "no readable JSON"),
        ("[1]", "its schema is not sourcemix-plan/1"),
        ('{"schema": "x"}', "its schema is not"),
    ],
)
def test_a_refusal_says_what_was_found(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_written(tmp_path / "x.json", ())


def test_a_plan_whose_sheet_lost_a_column_is_refused(written: tuple[Path, Path], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written[0])
    book["Kpi"].delete_cols(1)
    book.save(tmp_path / "cut.xlsx")
    with pytest.raises(InputError, match="Kpi has been changed"):
        read_written(tmp_path / "cut.xlsx", (Kpi,))
