"""The summary of a batch as sheets: every run, and every problem of every workbook."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from models.schema import Numbers, Sheet, Texts, number, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optimizer.batches.result import Batch, Row

MEGABYTE = 1 << 20


class Runs(Sheet, name="Runs", purpose="Every workbook, and what came of it.", key=("workbook", "scenario")):
    """One row for each workbook and scenario."""

    workbook: Texts = text("Workbook, by its path inside the folder.")
    scenario: Texts = text("Scenario of the workbook.")
    status: Texts = text("What came of it.")
    exit_code: Numbers = number(
        "What sourcemix solve would say: 0 plan, 3 problems, 4 impossible, 5 stopped with a plan."
    )
    cost: Numbers = number("Present value of all costs; blank: no plan.", lower=-math.inf)
    currency: Texts = text("Currency of the costs in this row.")
    gap: Numbers = number("How far the plan may be from the best one, as a share of its cost.", unit="fraction")
    last_cost: Numbers = number("Cost of the last plan made before; blank: there was none.", lower=-math.inf)
    difference: Numbers = number("Cost less that of the last plan.", lower=-math.inf)
    change: Numbers = number("The same as a share.", unit="fraction", lower=-math.inf)
    changed: Texts = text("What changed since the last run: input, options, version, sources, orders, kinds of cost.")
    errors: Numbers = number("Errors of the workbook; see Problems.")
    warnings: Numbers = number("Warnings of the workbook; see Problems.")
    seconds: Numbers = number("Time it took.", unit="s")
    memory: Numbers = number("Most memory its process had.", unit="MB")
    attempts: Numbers = number("How often it was begun: 2 when its process died under it.")
    planned: Texts = text("When it was planned: earlier than this batch when nothing had changed since.")
    machine: Texts = text("Where it was planned.")
    files: Texts = text("What was written, inside the folder of results.")
    remarks: Texts = text("Why there is no plan, or what else is to be said.")


class BatchProblems(Sheet, name="Problems", purpose="What is wrong with, or remarkable about, each workbook.", key=()):
    """Problems of all workbooks."""

    workbook: Texts = text("Workbook, by its path inside the folder.")
    scenario: Texts = text("Scenario in which it shows.")
    severity: Texts = text("error: nothing was planned; warning: look at it before you trust the plan; note: to know.")
    cell_: Texts = text("Cell of the workbook.")
    problem: Texts = text("What is the matter.")
    remedy: Texts = text("What to do.")
    code: Texts = text("Kind of problem.")


def tables_of(batch: Batch) -> Iterator[tuple[Sheet, str]]:
    """Both tables of a batch, each with a sentence to stand above it."""
    count, problems = len(batch.rows), problems_table(batch)
    ended = "" if batch.is_whole else " It was called off before its end."
    begun = batch.started[:16].replace("T", " ")
    yield runs_table(batch), f"{batch.succeeded:,} of {count:,} succeeded, begun {begun}.{ended}"
    yield problems, f"{len(problems):,} problems." if len(problems) else "No workbook has any."


def runs_table(batch: Batch) -> Runs:
    """Every run of a batch."""
    return Runs.of([_run(row) for row in batch.rows])


def _run(row: Row) -> tuple[Any, ...]:
    run, record, last = row.run, row.record, row.last_cost
    change = row.difference / abs(last) if row.difference is not None and last else None
    return (
        *(record.name, run.scenario, run.fate.value, float(row.code), _figure(run.cost), run.currency),
        *(_figure(run.gap), _figure(last), _figure(row.difference), _figure(change), row.changed),
        *(float(run.errors), float(run.warnings), run.seconds, record.memory / MEGABYTE or math.nan),
        *(float(record.attempts), record.at[:16].replace("T", " "), record.machine),
        *("; ".join(row.files), " ".join(run.words)),
    )


def problems_table(batch: Batch) -> BatchProblems:
    """Every problem of every workbook; of a workbook with very many, the first."""
    rows = []
    for row in batch.rows:
        name, run = row.record.name, row.run
        rows += [
            (name, run.scenario, *(str(problem[key]) for key in ("severity", "cell", "found", "remedy", "code")))
            for problem in run.problems
        ]
    return BatchProblems.of(rows)


def _figure(value: float | None) -> float:
    return math.nan if value is None else value
