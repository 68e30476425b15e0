"""The doctor: from a problem without a plan to its diagnosis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.explain.alone import changes_alone, served_at_most
from optimizer.explain.deadline import Deadline
from optimizer.explain.diagnosis import Diagnosis
from optimizer.explain.lever import Tier
from optimizer.explain.localise import Tracer
from optimizer.explain.nearest import rules_missed
from optimizer.explain.sentences import clause_of, conflict_sentence, remedy_of, remedy_sentences, subject_of
from optimizer.explain.together import changes_together, conflicts_of
from optimizer.explain.whole import conflict_of_wholes
from optimizer.solver.conflict import Relaxation, find_conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.problem import Problem
    from models.rulebook import RuleOutcome
    from optimizer.explain.lever import Lever
    from optimizer.explain.trial import Trial
    from optimizer.matrix import Matrix
    from optimizer.solver.highs import Cancelled, SolverOptions

SHARE, LEAST = 0.25, 20.0
"""Share of the time limit that the doctor may take, and seconds that it gets in any case."""
PART = 0.25
"""Share of the time left that the search for the contradiction may take, and that for the nearest miss."""
OFFERED = 3
"""Changes that are offered at most."""
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
    deadline = Deadline(max(LEAST, options.time_limit * SHARE), options, cancelled)
    rigid = matrix.rigid()
    tracer = Tracer(problem, matrix)
    found = find_conflict(rigid, PART * deadline.left, cancelled)
    whole = found is None and Relaxation(PART * deadline.left).is_possible(rigid) is True
    levers: tuple[Lever, ...] = ()
    if found is not None:
        levers = tracer.of_conflict(found)
    elif is_proven:
        levers = conflict_of_wholes(tracer, matrix, deadline) if whole else tracer.of_every_rule(deadline)
    if not levers:
        return None
    trials = _chosen(changes_alone(tracer, rigid, levers, deadline, whole=whole))
    searched = not trials
    conflicts: tuple[tuple[Lever, ...], ...] = (levers,)
    if searched:
        conflicts = conflicts if whole else conflicts_of(problem, levers, deadline)
        trials = changes_together(problem, conflicts, deadline, whole=whole)
    conflicts = tuple(_beginning(conflict, trials) for conflict in conflicts)
    served = served_at_most(problem, rigid, subject_of(conflicts[0]), deadline)
    # What a change bends may be bent further than it must be, where that is cheaper: the nearest miss says by how much.
    bent = next((trial.rules for trial in trials if trial.possible and _bends_rules(trial)), ())
    nearest = rules_missed(matrix, deadline.options(PART), cancelled)
    told = [_told(problem, conflict, trials, served, bent or nearest) for conflict in conflicts]
    return _written(problem, conflicts, told, trials, nearest or bent, deadline, searched=searched)


def _chosen(trials: Sequence[Trial]) -> list[Trial]:
    """Changes to offer: the cheapest plans first, what could not be checked last."""
    checked = sorted((trial for trial in trials if trial.possible), key=lambda trial: trial.cost)
    unknown = [trial for trial in trials if trial.possible is None]
    return [*checked, *unknown][:OFFERED]


def _beginning(conflict: tuple[Lever, ...], trials: Sequence[Trial]) -> tuple[Lever, ...]:
    """Cells of a conflict, those first whose change is offered: they are what it is about."""
    offered = {change.lever: k for k, trial in enumerate(trials) for change in trial.changes}
    return tuple(sorted(conflict, key=lambda lever: (lever.tier, offered.get(lever, len(offered)))))


def _told(
    problem: Problem,
    conflict: Sequence[Lever],
    trials: Sequence[Trial],
    served: dict[Lever, float],
    rules: Sequence[RuleOutcome],
) -> str:
    """Tell one contradiction, with what the cell it is about can reach."""
    subject = subject_of(conflict)
    figures = {change.lever.cell(problem): change.figure for trial in reversed(trials) for change in trial.changes}
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
    *,
    searched: bool,
) -> Diagnosis:
    remedies = tuple(remedy_of(problem, trial) for trial in trials)
    sentences = told + remedy_sentences(problem, remedies, searched=searched)
    if deadline.ran_out and not deadline.is_stopped:
        sentences.append(OUT_OF_TIME)
    elif not remedies:
        sentences.append(NOTHING_HELPS)
    clauses = tuple(tuple(clause_of(problem, lever) for lever in conflict) for conflict in conflicts)
    return Diagnosis(tuple(sentences), clauses, remedies, finished=not deadline.ran_out, rules=rules)


def _bends_rules(trial: Trial) -> bool:
    return all(change.lever.tier is Tier.POLICY for change in trial.changes)
