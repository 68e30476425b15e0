"""Changes to a class of cells at once, where no change to a single cell is known to be enough or few are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.sheets import Demand, Labour, LeadTimes, Sources
from optimizer.explain.lever import Tier
from optimizer.explain.localise import is_offered
from optimizer.explain.served import largest_part_served
from optimizer.explain.stretch import first_possible
from optimizer.explain.sweep import (
    Ends,
    Parts,
    losses_of_demand,
    part_of_demand,
    rows_of_demand,
    rows_that_must_be_served,
)
from optimizer.explain.trial import tried
from optimizer.solver.conflict import Relaxation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from models.problem import Problem
    from models.schema import Record
    from optimizer.explain.deadline import Deadline
    from optimizer.explain.lever import Lever
    from optimizer.explain.relevant import Relevant
    from optimizer.explain.stretch import Possible
    from optimizer.explain.sweep import Sweep
    from optimizer.explain.trial import Trial
    from optimizer.matrix import Matrix

MULTIPLIED = {(Sources, "capacity"), (Labour, "hours_available")}
"""Columns of which there may be more everywhere."""
PART, FIRST_PART, LONGEST = 0.6, 0.25, 25.0
"""Share of the time left that one search may take, the first of several, and seconds at most."""
ROUNDING = 1e-6
"""Share by which the part that can be served may be off."""
STEPS = (0, 2, 6, 18)
"""Figures beyond the first possible one that are tried: whole numbers ask for more, and next to it plans are rare."""
AWAY = (0.0, 0.25, 0.75)
"""Parts of the way down from the part that can be served to nothing, at which it is seen whether that helps at all."""


class Sweeping:
    """Classes of cells one after another, all other cells as they are.

    Parameters
    ----------
    matrix
        Arrays with elastic rules, in which contradictions are looked for.
    relevant
        What matters so far.

    """

    def __init__(self, problem: Problem, matrix: Matrix, relevant: Relevant, deadline: Deadline) -> None:
        self._problem, self._deadline = problem, deadline
        self._part, self._relevant = relevant.part(matrix), relevant.copy()

    def limits(self, levers: Sequence[Lever], most: int) -> list[Trial]:
        """Trials with an end to rules and times that have shown a plan, so many at most.

        Parameters
        ----------
        levers
            Cells of a contradiction, the most negotiable first.

        """
        return self._first_of(self._ends(levers), most)

    def last_resorts(self, levers: Sequence[Lever], most: int) -> list[Trial]:
        """Trials with losses, with more of everything or with less demand that have shown a plan, so many at most."""
        return self._first_of([*self._losses(levers), *self._multiples(levers), *self._parts(levers)], most)

    def _first_of(self, classes: Iterable[tuple[Sweep, ...]], most: int) -> list[Trial]:
        """First change found of each group of classes."""
        found: list[Trial] = []
        for alike in classes:
            for sweep in alike if len(found) < most else ():
                trial = self._least(sweep) if self._deadline.in_time() else None
                if trial is not None:
                    found.append(trial)
                    break
        return found

    def _ends(self, levers: Sequence[Lever]) -> Iterator[tuple[Sweep, ...]]:
        """Rules and times of a contradiction by column, and all lead times."""
        for (record, _), own in self._by_column(levers).items():
            if own[0].tier is Tier.POLICY or not own[0].raises:
                cells = _all_of(self._problem, own[0]) if record is LeadTimes else own
                if len(cells) > 1:
                    yield (Ends(tuple(cells), own[0].raises),)

    def _multiples(self, levers: Sequence[Lever]) -> Iterator[tuple[Sweep, ...]]:
        """Capacities, and working hours: those of a contradiction, else all there are."""
        for (record, column), own in self._by_column(levers).items():
            if (record, column) in MULTIPLIED:
                several = [cells for cells in (own, _all_of(self._problem, own[0])) if len(cells) > 1]
                yield tuple(Parts(tuple(cells), raises=True) for cells in several)

    def _by_column(self, levers: Sequence[Lever]) -> dict[tuple[type[Record], str], list[Lever]]:
        """Cells that may be changed, all in the direction of the first of their column."""
        found: dict[tuple[type[Record], str], list[Lever]] = {}
        for lever in levers:
            own = found.setdefault((lever.record, lever.column), [])
            if is_offered(self._problem, lever) and (not own or own[0].raises == lever.raises):
                own.append(lever)
        return {column: own for column, own in found.items() if own}

    def _losses(self, levers: Sequence[Lever]) -> Iterator[tuple[Sweep, ...]]:
        """Demand that must be served may be lost; where rules ask for more than demand does, that is no way out."""
        if levers[0].tier is not Tier.POLICY and (scopes := self._scopes(levers)):
            yield tuple(losses_of_demand(rows) for rows in scopes)

    def _parts(self, levers: Sequence[Lever]) -> Iterator[tuple[Sweep, ...]]:
        """Less of the demand that must be served, else of all demand."""
        everything = rows_of_demand(self._problem)
        scopes = [rows for rows in self._scopes(levers) if rows != everything]
        yield tuple(part_of_demand(rows) for rows in [*scopes, everything])

    def _scopes(self, levers: Sequence[Lever]) -> list[list[int]]:
        """Demand that must be served: of the items of a contradiction, and of all items."""
        problem = self._problem
        named = {problem[Demand].item[lever.row] for lever in levers if lever.tier is Tier.DEMAND}
        scopes = [rows_that_must_be_served(problem, items) for items in (named, set(problem.items))]
        return [rows for k, rows in enumerate(scopes) if rows and rows not in scopes[:k]]

    def _least(self, sweep: Sweep) -> Trial | None:
        """Smallest change of a class with which a plan was found; None when there is none."""
        ladder = sweep.ladder(self._problem)
        first = self._first(sweep, ladder)
        for step in STEPS:
            if first is None or first + step >= len(ladder) or not self._deadline.in_time():
                return None
            figure = ladder[first + step]
            part = FIRST_PART if isinstance(sweep, Parts) and not step else PART
            trial = self._tried(sweep, figure, part)
            if trial.possible:
                return replace(trial, sweep=sweep, figure=figure)
        return None

    def _tried(self, sweep: Sweep, figure: float, part: float) -> Trial:
        options = self._deadline.options(part, LONGEST)
        return tried(self._problem, sweep.changes(self._problem, figure), options, self._deadline.cancelled)

    def _first(self, sweep: Sweep, ladder: tuple[float, ...]) -> int | None:
        """Place on a ladder of the first figure at which the linear relaxation has a solution; None when none is."""
        relaxation, patient = Relaxation(self._deadline.left), self._deadline.until(PART)
        known: dict[float, Possible] = {}

        def is_possible(figure: float) -> Possible:
            if figure not in known:
                known[figure] = relaxation.is_possible(self._relevant.rigid(sweep.set_to(self._problem, figure)))
                if known[figure] and not self._is_borne(sweep, figure):
                    known[figure] = False
            return known[figure]

        if sweep.tier is not Tier.DEMAND:
            figure = first_possible(ladder, is_possible, patient)
        else:
            figure = self._first_part(sweep, ladder, is_possible, patient)
        return None if figure is None else ladder.index(figure)

    def _first_part(
        self,
        sweep: Sweep,
        ladder: Sequence[float],
        is_possible: Callable[[float], Possible],
        patient: Callable[[], bool],
    ) -> float | None:
        """Largest part of demand with which the linear relaxation has a solution; None when none was found.

        Hardly any demand need not be possible: what is in stock may then be too much.
        """
        rows = {lever.row for lever in sweep.levers}
        options = self._deadline.options(FIRST_PART, LONGEST)
        share = largest_part_served(self._part, rows, options, self._deadline.cancelled)
        if share is None:
            return None
        tight: list[float] = []
        for away in AWAY:
            figures = [figure for figure in ladder if figure <= (1.0 - away) * share + ROUNDING]
            if not figures or not patient():
                return None
            if is_possible(figures[0]):
                between = [figure for figure in ladder if figures[0] <= figure < (tight[0] if tight else 1.0)]
                return first_possible(between, is_possible, patient)
            tight = figures
        return None

    def _is_borne(self, sweep: Sweep, figure: float) -> bool:
        """Whether all disruptions can be borne with a figure; those that cannot be matter from now on."""
        matrix = self._relevant.elastic(sweep.set_to(self._problem, figure))
        return self._relevant.take_in(matrix, self._deadline).possible is not False


def _all_of(problem: Problem, lever: Lever) -> list[Lever]:
    """Every cell of a lever's column that states a limit."""
    figures = getattr(problem[lever.record], lever.declared.attribute)
    rows = np.flatnonzero(np.isfinite(figures) & (figures > 0)).tolist()
    return [replace(lever, row=row) for row in rows]
