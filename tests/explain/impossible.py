"""Impossible plans by hand, what the doctor says about them, and its changes made to the workbook's own records."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from optimizer.explain.relevant import elastic
from optimizer.outcome import Status
from optimizer.screening import solve_screened
from optimizer.solver.highs import SolverOptions
from optimizer.solver.solved import Stop
from tiny import accepted, solved

if TYPE_CHECKING:
    from optimizer.explain.diagnosis import Diagnosis, Edit, Remedy
    from tiny import Book

FAST = {"time_limit": 60}


def diagnosed(records: Book) -> Diagnosis:
    """What is said about a plan that must be impossible."""
    outcome = solved(records, **FAST)
    assert outcome.status is Status.INFEASIBLE
    assert outcome.diagnosis is not None
    return outcome.diagnosis


def with_edits(records: Book, remedy: Remedy) -> Book:
    """The workbook after the planner has typed the new figures."""
    changed = copy.deepcopy(records)
    for edit in remedy.edits:
        changed[edit.place.sheet][edit.place.row - 1][edit.header] = edit.figure
    return changed


def with_less(records: Book, edit: Edit, part: float = 0.005) -> Book:
    """The workbook after a change that is smaller by a small part of itself, or by one where things are counted."""
    changed = copy.deepcopy(records)
    counted = edit.header in {"min_sources", "max_sources", "max_open", "min_open", "max_count"}
    whole = counted or edit.header in {"lead_time", "qualification_time"}
    back = 1.0 if whole else max(part * abs(edit.figure), part * abs(edit.now), 0.002 if abs(edit.figure) <= 1 else 0)
    figure = edit.figure - back if edit.figure > edit.now else edit.figure + back
    changed[edit.place.sheet][edit.place.row - 1][edit.header] = figure
    return changed


def is_possible(records: Book) -> bool:
    """Whether a plan exists, by a search that explains nothing."""
    found = solve_screened(elastic(accepted(records)).rigid(), SolverOptions(time_limit=60, gap=0.5))
    assert found.found or found.stop is Stop.INFEASIBLE
    return found.found
