"""Safety stock by guaranteed service (Graves and Willems 2000): a table of stages, or trees as JSON.

Layouts are in :mod:`optimizer.importing.stage_table` and :mod:`optimizer.importing.stage_trees`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.issue import Issue, Severity
from optimizer.errors import InputError
from optimizer.importing.imported import Choices, Imported
from optimizer.importing.json_case import read_json
from optimizer.importing.stage_order import loop, served, worth
from optimizer.importing.stage_table import Row, Table, TableReader
from optimizer.importing.stage_trees import stages_of, trees_of
from optimizer.importing.stages import LARGEST_Z, USUAL_Z, Stage, stage_records
from optimizer.importing.text import note, place, problem, read_text
from optimizer.intake.guesses import closest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

USUAL_RATE = 0.3
"""Holding rate of the table's published example, where none is chosen [1/year]."""


def read(path: Path, choices: Choices) -> Imported:
    """Read a file.

    Raises
    ------
    InputError
        With everything that is wrong with it, each with its line or place.

    """
    if read_text(path).lstrip().startswith(("{", "[")):
        return _tree(path, choices)
    return _table(path, choices)


def _tree(path: Path, choices: Choices) -> Imported:
    trees = trees_of(read_json(path))
    if not trees:
        raise InputError(
            (problem(path, 0, "wrong-form", "No entry holds stages.", "Name a file with stages and arcs."),)
        )
    if choices.case and choices.case not in trees:
        found = f"There is no case {choices.case} in the file.{closest(choices.case, trees)}"
        raise InputError((problem(path, 0, "unknown-reference", found, f"Choose from {', '.join(trees)}."),))
    if len(trees) > 1 and not choices.case:
        found = f"The file holds {len(trees)} cases."
        raise InputError((problem(path, 0, "choice-missing", found, f"Choose with --case: {', '.join(trees)}."),))
    name = choices.case or next(iter(trees))
    stages, z = stages_of(path, name, trees[name])
    _see_that_it_flows(path, stages)
    rate = 1.0 if choices.holding_rate is None else choices.holding_rate
    return Imported(stage_records(stages, z, rate), tuple(_open_ends(path, stages)))


def _table(path: Path, choices: Choices) -> Imported:
    if choices.case:
        found = "A table of stages is one case by itself."
        raise InputError((problem(path, 0, "choice-unused", found, "Leave --case out."),))
    table = TableReader(path, read_text(path)).read()
    if table.issues:
        raise InputError(table.issues)
    z = min(max((_z(row) for row in table.rows if _wanted(row)), default=USUAL_Z), LARGEST_Z) or USUAL_Z
    _see_that_it_flows(path, [_stage(row, 0.0, z) for row in table.rows])
    parts = {row.name: row.parts for row in table.rows}
    value = worth({row.name: row.figures["cost_rate"] or 0.0 for row in table.rows}, parts)
    stages = [_stage(row, value[row.name], z) for row in table.rows]
    pooling, remarks = _pooling(path, table)
    rate = USUAL_RATE if choices.holding_rate is None else choices.holding_rate
    notes = [*_settled(path, table, choices), *remarks, *_open_ends(path, stages)]
    return Imported(stage_records(stages, z, rate, pooling), tuple(notes))


def _wanted(row: Row) -> bool:
    return row.figures["ext_demand_std"] is not None


def _z(row: Row) -> float:
    stated = row.figures.get("ext_demand_thres")
    return USUAL_Z if stated is None else stated


def _stage(row: Row, value: float, z: float) -> Stage:
    """Return the stage of a row; deviations are in terms of what the whole plan covers, so that they add up."""
    deviation = row.figures["ext_demand_std"]
    return Stage(
        row.name,
        row.figures["lead_time"] or 0.0,
        value,
        row.parts,
        row.figures.get("max_s_time"),
        mean=row.figures.get("ext_demand_mean"),
        sd=None if deviation is None else deviation * _z(row) / z,
        line=row.line,
    )


def _see_that_it_flows(path: Path, stages: Sequence[Stage]) -> None:
    """See that somebody wants something, and that no stage feeds itself.

    Raises
    ------
    InputError
        When that is not so.

    """
    lines = {stage.name: stage.line for stage in stages}
    circle = loop({stage.name: stage.parts for stage in stages})
    if circle:
        found = f"Stages feed each other in a circle: {' <- '.join(circle)}."
        raise InputError((problem(path, lines[circle[0]], "bom-loop", found, "Correct what feeds what."),))
    if not any(stage.sd is not None for stage in stages):
        found = "No stage has demand with a standard deviation, so there is nothing to place stock for."
        raise InputError(
            (problem(path, 0, "empty-sheet", found, "Enter it for the stages that customers order from."),)
        )


def _open_ends(path: Path, stages: Sequence[Stage]) -> Iterator[Issue]:
    """What is to be known about stages at the ends of the chain."""
    wanted = frozenset(stage.name for stage in stages if stage.sd is not None)
    serves = served({stage.name: stage.parts for stage in stages}, wanted)
    for stage in stages:
        if not serves[stage.name]:
            found = f"{stage.name} serves no demand, and needs no stock."
            yield note(path, stage.line, "settled", found)
        elif stage.sd is not None and stage.max_service_time is None:
            found = f"{stage.name} states no longest service time: its customers are taken to wait as long as it takes."
            yield note(path, stage.line, "settled", found, "State 0 if they are served at once.")


def _settled(path: Path, table: Table, choices: Choices) -> Iterator[Issue]:
    """What the table leaves open, or says and has no counterpart."""
    if choices.holding_rate is None:
        found = f"The table states no cost of holding stock: {USUAL_RATE:.0%} of its value a year are taken."
        yield note(path, 0, "settled", found, "Choose another with --holding-rate, or in Settings.")
    for name in table.unknown:
        yield note(path, 1, "not-carried-over", f"The column {name} has no counterpart, and is left out.")
    for row in table.rows:
        if _wanted(row) and row.figures.get("ext_demand_thres") is None:
            found = f"{row.name} does not say how much is covered: {USUAL_Z} standard deviations are taken."
            yield note(path, row.line, "settled", found)


def _pooling(path: Path, table: Table) -> tuple[float, list[Issue]]:
    """One exponent for the plan: that of the stages that serve several demands; others are told."""
    serves = served({row.name: row.parts for row in table.rows}, frozenset(r.name for r in table.rows if _wanted(r)))
    stated = [
        (row, exponent)
        for row in table.rows
        if (exponent := row.figures.get("risk_pool")) is not None and len(serves[row.name]) > 1
    ]
    if not stated:
        return 2.0, []
    pooling = stated[0][1]
    told = [
        Issue(
            place(path, row.line), 0, "", "not-carried-over",
            f"{row.name} adds deviations up with the exponent {exponent:g}, and a plan has one for all: {pooling:g}.",
            "Plan the stages with other exponents by themselves.", Severity.WARNING,
        )
        for row, exponent in stated
        if exponent != pooling
    ]  # fmt: skip
    return pooling, told
