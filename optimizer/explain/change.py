"""A change: another figure for one cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.problem import Problem
    from optimizer.explain.lever import Lever


@dataclass(frozen=True)
class Change:
    """Another figure for one cell."""

    lever: Lever
    figure: float


def changed(problem: Problem, changes: Iterable[Change]) -> Problem:
    """Return the problem with figures changed."""
    for change in changes:
        problem = change.lever.set_to(problem, change.figure)
    return problem
