"""The doctor: from a problem without a plan to its diagnosis."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from models.sheets import Demand
from optimizer.explain.alone import Alone, served_at_most
from optimizer.explain.contradiction import conflict_of_parts, conflict_of_wholes
from optimizer.explain.deadline import Deadline
from optimizer.explain.diagnosis import Diagnosis
from optimizer.explain.lever import Tier
from optimizer.explain.localise import Tracer
from optimizer.explain.nearest import rules_missed
from optimizer.explain.relevant import Relevant
from optimizer.explain.sentences import clause_of, conflict_sentence, remedy_of, remedy_sentences, subject_of
from optimizer.explain.sweeping import Sweeping
from optimizer.explain.together import changes_together, conflicts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.problem import Problem
    from models.rulebook import RuleOutcome
    from optimizer.explain.lever import Lever
    from optimizer.explain.trial import Trial
    from optimizer.matrix import Matrix
    from optimizer.solver.highs import Cancelled, SolverOptions

SHARE, LEAST, LONGEST = 0.5, 20.0, 60.0
"""Share of the time limit that the doctor may take, seconds that it gets in any case, and at most."""
PART, LONGEST_MISS = 0.25, 10.0
"""Share of the time left that the search for the nearest miss may take, and seconds at most."""
OFFERED, FEW = 3, 2
"""Changes that are offered at most, and of which there are enough without a last resort."""
COMMON, MOST_CELLS = 4, 24
"""Cells of one column from which on they are told after others, and cells of one contradiction that are told."""
OUT_OF_TIME = "Time for the search ran out; there may be better changes. Raise time_limit on Settings to look further."
NOTHING_HELPS = (
    "No change to a rule or a capacity was found that makes a plan possible; look at what the cells above stand for."
)


def diagnose(
    problem: Problem,
    matrix: Matrix,
    options: SolverOptions,
    cancelled: Cancelled | None = None,
    *,
    is_proven: bool = True,
) -> Diagnosis | None:
    """Say why a problem has no plan, and which changes to the input would make one possible.

    Parameters
    ----------
    problem, matrix
        What has no plan, and its arrays with elastic rules.
    options
        Options of the run; its time limit is shared.
    is_proven
        Whether it is known that no plan exists; else only contradictions that prove it are looked for.

    Returns
    -------
    diagnosis
        None when no contradiction was found in time.

    """
    deadline = Deadline(min(max(LEAST, options.time_limit * SHARE), LONGEST), options, cancelled)
    relevant = Relevant()
    matrix, (possible, missed) = relevant.first_look(matrix, deadline)
    if possible is None or (possible and not is_proven):
        return None
    part = matrix if possible else relevant.part(matrix)
    tracer = Tracer(problem, part)
    levers = (conflict_of_wholes(tracer, matrix, deadline) if possible
              else conflict_of_parts(tracer, part.rigid(), missed, deadline))  # fmt: skip
    return _prescribed(tracer, matrix, relevant, levers, deadline, whole=possible) if levers else None


def _prescribed(
    tracer: Tracer, matrix: Matrix, relevant: Relevant, levers: tuple[Lever, ...], deadline: Deadline, *, whole: bool
) -> Diagnosis:
    """Look for changes that resolve a conflict, and put all of it into words."""
    problem, rigid = tracer.problem, relevant.part(matrix).rigid()
    conflicts, trials = _searched(tracer, matrix, relevant, levers, deadline, whole=whole)
    conflicts = tuple(_beginning(conflict, trials) for conflict in conflicts)
    served = served_at_most(problem, rigid, subject_of(conflicts[0]), relevant, deadline)
    # What a change bends may be bent further than it must be, where that is cheaper: the nearest miss says by how much.
    bent = next((trial.rules for trial in trials if trial.possible and _bends_rules(trial)), ())
    nearest = _nearest(tracer, matrix, conflicts, deadline)
    told = [_told(problem, conflict, trials, served, bent or nearest) for conflict in conflicts]
    return _written(problem, conflicts, told, trials, nearest or bent, deadline)


def _searched(
    tracer: Tracer, matrix: Matrix, relevant: Relevant, levers: tuple[Lever, ...], deadline: Deadline, *, whole: bool
) -> tuple[tuple[tuple[Lever, ...], ...], list[Trial]]:
    """Contradictions, and changes that resolve them: of a few cells first, more of everything or less demand last."""
    problem = tracer.problem
    conflicts: tuple[tuple[Lever, ...], ...] = (levers,)
    found = Alone(tracer, matrix, relevant, deadline, whole=whole).changes(levers)
    sweeping = Sweeping(problem, matrix, relevant, deadline)
    # Of whole numbers the linear relaxation, by which sweeps are looked for, says little: they come last then, too.
    found += [] if whole else sweeping.limits(levers, OFFERED - len(found))
    limited, are_late = bool(found), whole or levers[0].tier is Tier.POLICY
    if not are_late:
        found += sweeping.last_resorts(levers, FEW - len(found))
    if not limited:
        conflicts = conflicts if whole else conflicts_of(problem, levers, relevant, deadline)
        found += changes_together(problem, conflicts, relevant, deadline, whole=whole)
    if are_late:
        found += sweeping.last_resorts(levers, FEW - len(found))
    return conflicts, _chosen(found)


def _nearest(
    tracer: Tracer, matrix: Matrix, conflicts: Sequence[Sequence[Lever]], deadline: Deadline
) -> tuple[RuleOutcome, ...]:
    """Every rule against a plan that misses as little as can be of what the conflicts are about, and nothing else."""
    levers = [lever for conflict in conflicts for lever in conflict]
    whole = Tracer(tracer.problem, matrix)
    rules = [*whole.stating(levers), *([whole.demand] if any(lever.tier is Tier.DEMAND for lever in levers) else [])]
    return rules_missed(matrix, rules, deadline.options(PART, LONGEST_MISS), deadline.cancelled)


def _chosen(trials: Sequence[Trial]) -> list[Trial]:
    """Changes to offer: the cheapest plans first, those for less demand last, as they are no cheaper for a unit."""

    def serves_less(trial: Trial) -> bool:
        return any(change.lever.record is Demand for change in trial.changes)

    return sorted(trials, key=lambda trial: (serves_less(trial), trial.cost))[:OFFERED]


def _beginning(conflict: tuple[Lever, ...], trials: Sequence[Trial]) -> tuple[Lever, ...]:
    """Cells of a conflict, those first whose change is offered, then those of which there are few.

    They are what it is about; what it takes from many other cells is left out.
    """
    offered = {change.lever: k for k, trial in enumerate(trials) for change in trial.changes}
    often = Counter((lever.record, lever.column) for lever in conflict)

    def about(lever: Lever) -> tuple[int, int, bool]:
        place = offered.get(lever, len(offered))
        return lever.tier, place, often[lever.record, lever.column] > COMMON

    first = sorted(conflict, key=about)
    kept = set(first[:MOST_CELLS]) | {next((lever for lever in first if lever.tier is Tier.DEMAND), first[0])}
    return tuple(lever for lever in first if lever in kept)


def _told(
    problem: Problem,
    conflict: Sequence[Lever],
    trials: Sequence[Trial],
    served: dict[Lever, float],
    rules: Sequence[RuleOutcome],
) -> str:
    """Tell one contradiction, with what the cell it is about can reach."""
    subject = subject_of(conflict)
    figures = {
        change.lever.cell(problem): trial.reached(change)
        for trial in reversed(trials)
        if trial.sweep is None
        for change in trial.changes
    }
    figures |= {lever.cell(problem): figure for lever, figure in served.items()}
    missed = [rule for rule in rules if rule.cell == subject.cell(problem) and rule.is_missed()]
    worst = max(missed, key=lambda rule: (rule.short, -rule.slack), default=None)
    return conflict_sentence(problem, conflict, figures.get(subject.cell(problem)), worst)


def _written(
    problem: Problem,
    conflicts: tuple[tuple[Lever, ...], ...],
    told: list[str],
    trials: Sequence[Trial],
    rules: tuple[RuleOutcome, ...],
    deadline: Deadline,
) -> Diagnosis:
    remedies = tuple(remedy_of(problem, trial) for trial in trials)
    sentences = told + remedy_sentences(problem, remedies)
    if deadline.ran_out and not deadline.is_stopped:
        sentences.append(OUT_OF_TIME)
    elif not remedies:
        sentences.append(NOTHING_HELPS)
    clauses = tuple(tuple(clause_of(problem, lever) for lever in conflict) for conflict in conflicts)
    return Diagnosis(tuple(sentences), clauses, remedies, finished=not deadline.ran_out, rules=rules)


def _bends_rules(trial: Trial) -> bool:
    return trial.sweep is None and all(change.lever.tier is Tier.POLICY for change in trial.changes)
