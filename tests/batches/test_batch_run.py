"""A batch: every workbook gets its row, a rerun does only what is missing, and says what changed."""

from __future__ import annotations

import json
import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from optimizer.batches.key import Options, content_of
from optimizer.batches.lock import _hold
from optimizer.batches.run import Order, run_batch
from optimizer.errors import BatchError, OutputError
from optimizer.solver.highs import Cancelled
from optimizer.tasks.crew import Underway
from optimizer.tasks.finished import Fate, Finished, Run
from optimizer.tasks.perform import perform
from optimizer.tasks.task import Halt, Step, Task
from optimizer.workbook.template import write_input
from schemas import complaints
from strictbook import check_strictly
from tiny import book, table, two_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from optimizer.batches.result import Batch

DEAR = table(
    "scenario sheet column where action value", ("dear", "Sources", "material_cost", ["site = cn"], "multiply", "1.5")
)


class InThisProcess:
    """A crew that does tasks where it stands; what it did is noted."""

    def __init__(self, then: Callable[[Task], object] = lambda _: None) -> None:
        self.names: list[str] = []
        self._then = then

    def finished(
        self, tasks: Iterable[Task], halt: Halt, watch: Callable[[Sequence[Underway]], None]
    ) -> Iterator[Finished]:
        for task in tasks:
            self.names.append(task.name)
            watch([Underway(task, 0.0, Step("planning"))])
            yield Finished(task, perform(task, lambda _: None, Cancelled()))
            self._then(task)
            if halt.asked:
                return

    def close(self) -> None:
        pass


class Losing(InThisProcess):
    """A crew whose processes die."""

    def finished(self, tasks: Iterable[Task], *_: Any) -> Iterator[Finished]:
        for task in tasks:
            self.names.append(task.name)
            yield Finished(task, (Run("as it is", Fate.CRASHED, ("It died.",)),), attempts=2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workbooks")
    write_input(folder / "good.xlsx", two_sources())
    write_input(folder / "bad.xlsx", book(Items=table("item value", ("x", "dear"))))
    write_input(folder / "short.xlsx", book(Sources=table("site item capacity material_cost", ("cn", "x", 60, 10))))
    return folder


@pytest.fixture
def order(folder: Path, tmp_path: Path) -> Order:
    return Order(Path(shutil.copytree(folder, tmp_path / "in")), tmp_path / "out")


def _ran(order: Order, crew: InThisProcess | None = None, **options: Any) -> tuple[Batch, list[str]]:
    crew = crew or InThisProcess()
    return run_batch(order, crew, **options), crew.names


def _row(batch: Batch, name: str, scenario: str = "as it is") -> dict[str, Any]:
    (row,) = (row for row in batch.rows if (row.record.name, row.run.scenario) == (name, scenario))
    return row.to_json()


def test_every_workbook_gets_a_row_and_the_exit_code_says_how_many_succeeded(order: Order) -> None:
    batch, names = _ran(order)
    assert names == ["bad.xlsx", "good.xlsx", "short.xlsx"]
    assert [(row.run.fate, row.code) for row in batch.rows] == [
        (Fate.PROBLEMS, 3),
        (Fate.OPTIMAL, 0),
        (Fate.INFEASIBLE, 4),
    ]
    assert (batch.succeeded, batch.exit_code) == (1, 10)
    assert replace(batch, ok_codes=frozenset({0, 3, 4})).exit_code == 0
    assert replace(batch, ok_codes=frozenset({5})).exit_code == 11


def test_the_summary_is_a_workbook_and_json(order: Order) -> None:
    batch, _ = _ran(order)
    found = json.loads((order.out / "batch.json").read_text(encoding="utf-8"))
    assert found == json.loads(json.dumps(batch.to_json()))
    assert complaints("batch", found) == []
    assert found["runs"][1]["files"] == ["good.plan.xlsx"]
    assert found["runs"][0]["problems"][0]["cell"] == "Items!C6"
    assert "Demand!D6" in found["runs"][2]["explanation"][0]
    check_strictly(order.out / "batch.xlsx")
    shown = openpyxl.load_workbook(order.out / "batch.xlsx")
    rows = [row[:5] for row in shown["Runs"].iter_rows(min_row=6, values_only=True) if row[0]]
    assert rows[1] == ("good.xlsx", "as it is", "Optimal: no plan costs less", 0, pytest.approx(52_000))
    assert shown["Problems"]["A6"].value == "bad.xlsx"


def test_a_rerun_does_nothing_when_nothing_is_missing(order: Order) -> None:
    first, _ = _ran(order)
    second, names = _ran(order)
    assert names == []
    assert [row.run for row in second.rows] == [row.run for row in first.rows]
    assert (_row(second, "good.xlsx")["new"], _row(second, "good.xlsx")["difference"]) == (False, 0.0)
    assert _row(second, "good.xlsx")["changed"] == "Nothing: same input, options and version."


def test_a_rerun_does_what_has_another_input_other_options_or_lost_its_plan(order: Order) -> None:
    _ran(order)
    (order.out / "good.plan.xlsx").unlink()
    assert _ran(order)[1] == ["good.xlsx"]
    write_input(order.folder / "bad.xlsx", book())
    assert _ran(order)[1] == ["bad.xlsx"]
    assert _ran(replace(order, options=Options(gap=0.5)))[1] == ["bad.xlsx", "good.xlsx", "short.xlsx"]
    assert _ran(replace(order, options=Options(gap=0.5), force=True))[1] == ["bad.xlsx", "good.xlsx", "short.xlsx"]


def test_another_version_is_another_run(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    _ran(order)
    monkeypatch.setattr("optimizer.versions.versions", lambda: {"sourcemix": "99", "pyomo": "1", "highspy": "1"})
    batch, names = _ran(order)
    assert names == ["bad.xlsx", "good.xlsx", "short.xlsx"]
    assert "sourcemix" in _row(batch, "good.xlsx")["changed"]


def test_what_changed_is_told_in_money_and_in_words(order: Order) -> None:
    _ran(order)
    write_input(order.folder / "good.xlsx", two_sources(cheap=14))
    row = _row(_ran(order)[0], "good.xlsx")
    assert (row["last_cost"], row["difference"]) == (pytest.approx(52_000), pytest.approx(15_600))
    assert row["changed"] == (
        "Input: Sources. Sources: mx 0% -> 100% of x, cn 100% -> 0% of x. Costs: material +15,600."
    )


def test_a_workbook_that_has_become_impossible_says_so_and_that_the_old_plan_still_stands_there(order: Order) -> None:
    _ran(order)
    write_input(order.folder / "good.xlsx", book(Sources=table("site item capacity material_cost", ("cn", "x", 1, 1))))
    row = _row(_ran(order)[0], "good.xlsx")
    assert row["changed"] == "Input: Sources. Was: optimal."
    assert row["explanation"][-1].startswith("good.plan.xlsx is the plan of 20")
    write_input(order.folder / "good.xlsx", two_sources(cheap=11))
    row = _row(_ran(order)[0], "good.xlsx")
    assert "Was: impossible. Compared with the plan of 20" in row["changed"]
    assert row["difference"] == pytest.approx(5_200)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"form": "sourcemix-record/0"}', '{"form": "sourcemix-record/1"}'])
def test_a_record_that_cannot_be_read_is_none(order: Order, content: str) -> None:
    _ran(order)
    for path in (order.out / ".sourcemix" / "records").iterdir():
        path.write_text(content)
    batch, names = _ran(order)
    assert (len(names), _row(batch, "good.xlsx")["changed"]) == (3, "First run.")


def test_a_workbook_that_cannot_be_read_has_a_fingerprint_no_other_has(tmp_path: Path) -> None:
    assert content_of(tmp_path / "gone.xlsx") == "unreadable"


def test_what_was_lost_is_tried_again_by_the_next_run(order: Order) -> None:
    batch, _ = _ran(order, Losing())
    assert (batch.exit_code, _row(batch, "good.xlsx")["exit_code"]) == (11, 7)
    assert _ran(order)[1] == ["bad.xlsx", "good.xlsx", "short.xlsx"]


def test_scenarios_get_rows_and_plans_of_their_own(order: Order) -> None:
    write_input(order.folder / "good.xlsx", two_sources(Scenarios=DEAR))
    batch, _ = _ran(replace(order, options=Options(scenarios=True)))
    assert _row(batch, "good.xlsx", "dear")["cost"] == pytest.approx(67_600)
    assert sorted(path.name for path in order.out.glob("good*")) == [
        *("good.dear.plan.xlsx", "good.plan.xlsx", "good.scenarios.xlsx")
    ]


def test_called_off_it_keeps_what_is_finished_and_the_next_run_does_the_rest(order: Order) -> None:
    halt = Halt()
    batch, names = _ran(order, InThisProcess(lambda _: halt.ask()), halt=halt)
    assert (names, batch.is_whole) == (["bad.xlsx"], False)
    assert [row.run.fate for row in batch.rows] == [Fate.PROBLEMS, Fate.CANCELLED, Fate.CANCELLED]
    assert _ran(order)[1] == ["good.xlsx", "short.xlsx"]


def test_every_event_is_a_line_of_json(order: Order) -> None:
    _ran(order)
    _ran(order)
    lines = [json.loads(line) for line in (order.out / "batch.log.jsonl").read_text().splitlines()]
    assert [line["event"] for line in lines] == ["begin", *("taken", "finished") * 3, "end", "begin", "end"]
    assert len({line["run"] for line in lines}) == 2
    assert lines[4]["status"] == "OPTIMAL"


def test_a_crash_between_two_workbooks_loses_nothing(order: Order) -> None:
    def fail(_: Task) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _ran(order, InThisProcess(fail))
    batch, names = _ran(order)
    assert (names, len(batch.rows)) == (["good.xlsx", "short.xlsx"], 3)


def test_a_full_disk_ends_the_batch_with_words_and_loses_nothing(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    crew = InThisProcess(lambda _: monkeypatch.setattr("optimizer.batches.journal.os.write", full))
    with pytest.raises(OutputError, match="No space left on device"):
        _ran(order, crew)
    monkeypatch.undo()
    assert _ran(order)[1] == ["good.xlsx", "short.xlsx"]


def test_a_folder_that_is_missing_or_without_workbooks_is_refused(order: Order) -> None:
    with pytest.raises(BatchError, match="There is no folder"):
        _ran(replace(order, folder=order.folder / "nowhere"))
    with pytest.raises(BatchError, match=r"matches '\*.ods'"):
        _ran(replace(order, pattern="*.ods"))
    assert not order.out.exists()


def test_a_batch_whose_lock_is_taken_over_stops(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.batches.lock.BEAT", 0.02)
    halt, over = Halt(), threading.Event()

    def steal(_: Task) -> None:
        path = order.out / ".sourcemix" / "lock"
        if not over.is_set():
            over.set()
            with path.open("r+") as stream:
                _hold(stream)
                stolen = json.dumps({**json.loads(stream.read()), "token": "of another"})
                stream.seek(0)
                stream.truncate()
                stream.write(stolen)
            while not halt.at_once:
                over.wait(0.01)
                threading.Event().wait(0.01)

    batch, names = _ran(order, InThisProcess(steal), halt=halt)
    assert (len(names), batch.is_whole) == (1, False)
