"""A batch from beginning to end: find, skip what is done, plan the rest, keep each result as it comes, sum up."""

from __future__ import annotations

import datetime as dt
import json
import time
import uuid
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimizer.batches.change import change_of
from optimizer.batches.folder import EVERYTHING, JSON, LOG, RECORDS, SUMMARY, Entry, entries
from optimizer.batches.journal import Journal
from optimizer.batches.key import Options, content_of, run_key
from optimizer.batches.lock import FolderLock
from optimizer.batches.record import LastPlan, Record, Records, has_plan
from optimizer.batches.result import CODES, Batch, Row, rows_of
from optimizer.batches.tables import tables_of
from optimizer.comparison import AS_IS
from optimizer.files import replacing
from optimizer.tasks.finished import Fate, Finished, Run
from optimizer.tasks.task import Halt, Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Protocol

    from optimizer.tasks.crew import Crew, Underway

    class Watch(Protocol):
        """Whoever is told how far a batch is."""

        def begin(self, total: int, skipped: int, recovered: str) -> None:
            """So many workbooks are to be planned, so many are done already; whose lock was found stale, if any."""

        def underway(self, tasks: Sequence[Underway]) -> None:
            """These are being planned."""

        def finished(self, name: str, words: str, *, ok: bool) -> None:
            """One is done."""


AS_GIVEN = Options()
"""Every workbook planned as its own Settings say."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a batch is to do.

    Attributes
    ----------
    folder, out, pattern
        Where the workbooks are, where results go, and which files are meant.
    options
        How each is planned.
    force
        Plan again what is done already.
    ok_codes
        Exit codes of a workbook that count as success.

    """

    folder: Path
    out: Path
    pattern: str = EVERYTHING
    options: Options = AS_GIVEN
    force: bool = False
    ok_codes: frozenset[int] = frozenset({0})


def run_batch(order: Order, crew: Crew, *, halt: Halt | None = None, watch: Watch | None = None) -> Batch:
    """Plan every workbook of a folder that has no result yet, and write the summary.

    Parameters
    ----------
    crew
        Who does the work.
    halt
        Calls it off: what is finished is kept, and the summary is written.
    watch
        Told how far it is.

    Raises
    ------
    BatchError
        When there is nothing to do; :class:`optimizer.errors.BusyError` when another run is at work.
    OutputError
        When nothing can be written to the folder of results.

    """
    found = entries(order.folder, order.out, order.pattern)
    halt = halt or Halt()

    def taken_over() -> None:
        halt.ask()
        halt.ask()

    name = f"{dt.datetime.now().astimezone():%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:6]}"
    with (
        closing(crew),
        FolderLock(order.out / RECORDS, taken_over) as lock,
        closing(Journal(order.out / LOG, name)) as journal,
    ):
        return _Work(order, found, journal, halt, watch or _Silent()).done(crew, lock.recovered)


class _Silent:
    """Nobody looks."""

    def begin(self, total: int, skipped: int, recovered: str) -> None:
        pass

    def underway(self, tasks: Sequence[Underway]) -> None:
        pass

    def finished(self, name: str, words: str, *, ok: bool) -> None:
        pass


class _Work:
    """One batch at work."""

    def __init__(self, order: Order, found: list[Entry], journal: Journal, halt: Halt, watch: Watch) -> None:
        from optimizer.versions import versions

        self._order, self._entries, self._journal, self._halt, self._watch = order, found, journal, halt, watch
        self._versions = {name: version for name, version in versions().items() if name != "python"}
        self._records = Records(order.out / RECORDS / "records")
        self._new: set[str] = set()
        self._done_before: set[str] = set()

    def done(self, crew: Crew, recovered: str) -> Batch:
        """Do it."""
        begin, started = time.monotonic(), _now()
        tasks = self._missing()
        facts = {"workbooks": len(self._entries), "to_plan": len(tasks), "options": self._order.options.to_json()}
        self._journal.add("begin", folder=str(self._order.folder), **facts)
        if recovered:
            self._journal.add("lock-recovered", holder=recovered)
        self._watch.begin(len(tasks), len(self._entries) - len(tasks), recovered)
        for ended in crew.finished(self._taken(tasks), self._halt, self._watch.underway):
            self._take(ended)
        batch = self._batch(time.monotonic() - begin, started, len(tasks))
        self._write(batch)
        facts = {"rows": len(batch.rows), "succeeded": batch.succeeded, "exit_code": int(batch.exit_code)}
        self._journal.add("end", complete=batch.is_whole, seconds=round(batch.seconds, 3), **facts)
        return batch

    def _missing(self) -> list[Task]:
        """Tasks for the workbooks without a result for their key."""
        options, tasks = self._order.options, []
        for entry in self._entries:
            key = run_key(content_of(entry.source), options, self._versions)
            record = self._records.of(entry.name)
            if not self._order.force and record is not None and record.is_done(key, entry.target):
                self._done_before.add(entry.name)
            else:
                tasks.append(Task(entry.name, key, entry.source, entry.target, **options.to_json()))
        return tasks

    def _taken(self, tasks: Iterable[Task]) -> Iterator[Task]:
        """Tasks one by one, each noted in the log when it is taken."""
        for task in tasks:
            self._journal.add("taken", workbook=task.name, key=task.key)
            yield task

    def _take(self, ended: Finished) -> None:
        """Keep a result, note it, tell it."""
        task = ended.task
        record = self._recorded(ended, self._records.of(task.name))
        self._records.keep(record)
        self._new.add(task.name)
        if ended.attempts > 1:
            self._journal.add("tried-again", workbook=task.name, attempts=ended.attempts)
        for run in ended.runs:
            difference, changed = record.changes.get(run.scenario, (None, ""))
            facts = {"cost": run.cost, "gap": run.gap, "difference": difference, "changed": changed}
            told = {"words": list(run.words), "errors": run.errors, "files": list(run.files)}
            spent = {"seconds": round(run.seconds, 3), "memory": ended.memory, "machine": ended.machine}
            where = {"workbook": task.name, "scenario": run.scenario, "status": run.fate.name}
            self._journal.add("finished", **where, exit_code=int(CODES[run.fate]), **facts, **told, **spent)
        if ended.detail:
            self._journal.add("bug", workbook=task.name, traceback=ended.detail)
        bad = [run for run in ended.runs if CODES[run.fate] not in self._order.ok_codes]
        self._watch.finished(task.name, " ".join(map(_told, bad[:1])), ok=not bad)

    def _recorded(self, ended: Finished, last: Record | None) -> Record:
        """What is known about a workbook now."""
        options, now = self._order.options.to_json(), _now()
        plans = dict(last.plans) if last else {}
        changes: dict[str, tuple[float | None, str]] = {}
        runs = tuple(_with_warning_of_old_plan(run, ended.task, plans) for run in ended.runs)
        for run in runs:
            changes[run.scenario] = change_of(run, last, options, self._versions)
            if has_plan(run) and run.cost is not None:
                plans[run.scenario] = LastPlan(now, run.cost, run.decisions, run.sheets)
        return Record(
            name=ended.task.name,
            key=ended.task.key,
            at=now,
            options=options,
            versions=self._versions,
            runs=runs,
            changes=changes,
            plans=plans,
            seconds=ended.seconds,
            memory=ended.memory,
            attempts=ended.attempts,
            machine=ended.machine,
        )

    def _batch(self, seconds: float, started: str, planned: int) -> Batch:
        """Every workbook with its latest result; those that were not reached are in it too."""
        rows: list[Row] = []
        for entry in self._entries:
            known = entry.name in self._new or entry.name in self._done_before
            record = self._records.of(entry.name) if known else None
            rows += rows_of(record or _untouched(entry), is_new=entry.name not in self._done_before)
        return Batch(
            folder=self._order.folder,
            out=self._order.out,
            rows=tuple(rows),
            ok_codes=self._order.ok_codes,
            seconds=seconds,
            is_whole=len(self._new) == planned and not self._halt.asked,
            options=self._order.options.to_json(),
            versions=self._versions,
            started=started,
        )

    def _write(self, batch: Batch) -> None:
        """Write the summary, as a workbook and for other tools."""
        from optimizer.workbook.batch import write_batch

        with replacing(self._order.out / JSON) as temporary:
            content = json.dumps(batch.to_json(), indent=1, ensure_ascii=False, allow_nan=False)
            temporary.write_text(content + "\n", encoding="utf-8", errors="backslashreplace")
        write_batch(batch.folder.name or str(batch.folder), tables_of(batch), self._order.out / SUMMARY)


def _untouched(entry: Entry) -> Record:
    """Return the record of a workbook that was not reached."""
    run = Run(AS_IS, Fate.CANCELLED, ("The batch was called off before it was begun.",))
    return Record(entry.name, "", _now(), {}, {}, (run,), {run.scenario: (None, "")}, attempts=0)


def _with_warning_of_old_plan(run: Run, task: Task, plans: Mapping[str, LastPlan]) -> Run:
    """Return the run; one without a plan says when the plan that still stands there was made."""
    from optimizer.workbook.write import scenario_path

    if run.files or run.scenario not in plans:
        return run
    path = scenario_path(task.target, None if run.scenario == AS_IS else run.scenario)
    if not path.is_file():
        return run
    return replace(run, words=(*run.words, f"{path.name} is the plan of {plans[run.scenario].at[:10]}."))


def _told(run: Run) -> str:
    return " ".join([f"{run.fate.value}.", *run.words[:1]])


def _now() -> str:
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")
