"""Figures of one column that are too far apart for one model: the largest drown the smallest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.catalogue import catalogue
from models.issue import Severity
from models.schema import Kind
from optimizer.intake.plausible import groups_of, is_mixed, slips

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.issue import Issue
    from models.problem import Problem

WIDEST = 1e6
"""Times that the largest figure of a column may be its smallest: solvers count to about nine digits, and need a few."""


def check_spread(problem: Problem) -> Iterator[Issue]:
    """Columns whose largest figure is more than a million times the smallest (zeros and infinities aside)."""
    for entry in catalogue().values():
        for record in entry.records:
            table = problem[record]
            for column in record.columns:
                if column.kind is not Kind.NUMBER or entry.sheet.scalar or not len(table) or is_mixed(column.unit):
                    continue
                size = np.abs(np.asarray(getattr(table, column.attribute), dtype=np.float64))
                there = np.flatnonzero(np.isfinite(size) & (size > 0))
                if len(there) and size[there].max() > WIDEST * size[there].min():
                    slipped = slips(column, size, groups_of(getattr(problem[entry.sheet], "item", None)))
                    there = np.setdiff1d(there, list(slipped))
                if not len(there):
                    continue
                least, most = int(there[size[there].argmin()]), int(there[size[there].argmax()])
                if size[most] > WIDEST * size[least]:
                    found = f"{size[most]:g} is more than a million times {size[least]:g} in "
                    found += f"{table.cell(column.name, least)}; the plan may be inexact in what is small."
                    remedy = "Check both figures and their units; leave out what is too small to matter."
                    yield table.issue(column.name, most, "wide-spread", found, remedy, Severity.WARNING)
