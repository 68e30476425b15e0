"""The work behind each tool, in a process of its own: read, plan if asked to, and answer."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.issue import Severity
from optimizer.assistant.answers import Checked, Explained, Solved
from optimizer.assistant.bounds import Cut, shortened
from optimizer.assistant.comparing import compared
from optimizer.assistant.explaining import MOST_FIGURES, explained, items_of
from optimizer.assistant.question import Question, Reply, Tool, refused
from optimizer.assistant.telling import (
    MOST_PROBLEMS,
    diagnosis_of,
    figures_of,
    found_in,
    problems_of,
    without_plan,
)
from optimizer.errors import AuditError, InputError, NoValueError, OutputError
from optimizer.limits import Limits, Trust
from optimizer.plan_tables import PlanTables, read_tables, tables_of
from optimizer.tasks.finished import Fate
from optimizer.tasks.task import Step
from optimizer.written import is_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.issue import Issue
    from optimizer.assistant.answers import Compared, Found
    from optimizer.assistant.entries import Diagnosis
    from optimizer.outcome import Outcome
    from optimizer.solver.highs import Cancelled

    Answer = Checked | Solved | Explained | Compared
    Tell = Callable[[Step], None]

STRANGERS = Limits(Trust.NOBODY)
"""Nothing is known of who wrote the files."""
MOST_NAMED = 20
"""Items or problems that are named in one sentence."""


def perform(question: Question, tell: Tell, cancelled: Cancelled) -> tuple[Reply]:
    """Answer a question.

    Parameters
    ----------
    tell
        Called with how far it has come.
    cancelled
        Stops a search and keeps the best plan so far.

    """
    tell(Step("reading"))
    try:
        match question.tool:
            case Tool.CHECK:
                answer: Answer = _check(question)
            case Tool.SOLVE:
                answer = _solve(question, tell, cancelled)
            case Tool.EXPLAIN:
                answer = _explain(question, tell, cancelled)
            case Tool.COMPARE:
                answer = _compare(question)
    except InputError as error:
        reply = refused(question.tool, *map(str, error.issues[:MOST_NAMED]))
    except NoValueError as error:
        reply = refused(question.tool, str(error))
    except OutputError as error:
        reply = replace(refused(question.tool, str(error)), fate=Fate.NOT_WRITTEN)
    except AuditError as error:
        words = (str(error), "This is a bug in Sourcemix; no plan was written.")
        reply = replace(refused(question.tool, *words), fate=Fate.BUG)
    else:
        reply = Reply(question.tool.value, Fate.OPTIMAL, answer=shortened(answer))
    return (reply,)


def _check(question: Question) -> Checked:
    from optimizer.doors import scenarios_of, take_in

    issues = take_in(question.source, limits=STRANGERS).issues
    errors = _count(issues, Severity.ERROR)
    scenarios = () if errors else scenarios_of(question.source, STRANGERS)
    cut = Cut()
    return Checked(
        question.name,
        can_be_planned=not errors,
        errors=errors,
        warnings=_count(issues, Severity.WARNING),
        notes=_count(issues, Severity.NOTE),
        scenarios=cut.first("scenarios", scenarios, MOST_PROBLEMS),
        problems=cut.first("problems", problems_of(issues), MOST_PROBLEMS),
        left_out=cut.left_out,
    )


def _solve(question: Question, tell: Tell, cancelled: Cancelled) -> Solved:
    from optimizer.workbook.write import write_plan

    began, target = time.perf_counter(), question.target
    if target.exists() and not is_plan(target, STRANGERS):
        raise OutputError(f"{target} exists and is no plan, so it is left alone. Choose another name with out.")
    planned = _planned(question, tell, cancelled)
    written = None
    if planned.outcome is not None and planned.tables is not None:
        tell(Step("writing the plan"))
        written = str(write_plan(planned.outcome, target, input_path=question.source))
    cut = Cut()
    figures = [] if planned.tables is None else [f for f in figures_of(planned.tables) if not f.item]
    return Solved(
        question.name,
        planned.found,
        written,
        round(time.perf_counter() - began, 2),
        figures=cut.first("figures", figures, MOST_FIGURES),
        diagnosis=planned.diagnosis,
        errors=_count(planned.issues, Severity.ERROR),
        warnings=_count(planned.issues, Severity.WARNING),
        problems=cut.first("problems", problems_of(planned.issues), MOST_PROBLEMS),
        left_out=cut.left_out,
    )


def _explain(question: Question, tell: Tell, cancelled: Cancelled) -> Explained:
    if is_plan(question.source, STRANGERS):
        plan = read_tables(question.source, STRANGERS)
        return _explained(question, "plan", plan, found_in(plan))
    planned = _planned(question, tell, cancelled)
    if planned.tables is not None:
        return _explained(question, "workbook", planned.tables, planned.found)
    cut = Cut()
    return Explained(
        question.name,
        "workbook",
        planned.found,
        diagnosis=planned.diagnosis,
        problems=cut.first("problems", problems_of(planned.issues), MOST_PROBLEMS),
        left_out=cut.left_out,
    )


def _explained(question: Question, kind: str, plan: PlanTables, found: Found) -> Explained:
    known = items_of(plan)
    if question.item is not None and question.item.casefold() not in map(str.casefold, known):
        more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
        raise NoValueError(f"The plan has no item '{question.item}'. It has: {', '.join(known[:MOST_NAMED])}{more}.")
    return explained(question.name, kind, plan, found, question.item)


def _compare(question: Question) -> Compared:
    assert question.second is not None  # noqa: S101 - whoever asks to compare names two
    paths = question.source, question.second
    return compared(paths, (read_tables(paths[0], STRANGERS), read_tables(paths[1], STRANGERS)))


@dataclass(frozen=True)
class _Planned:
    """What came of planning a workbook; no outcome when problems stand in the way, no tables when there is no plan."""

    issues: tuple[Issue, ...]
    found: Found
    outcome: Outcome | None = None
    tables: PlanTables | None = None

    @property
    def diagnosis(self) -> Diagnosis | None:
        return None if self.outcome is None else diagnosis_of(self.outcome.diagnosis)


def _planned(question: Question, tell: Tell, cancelled: Cancelled) -> _Planned:
    from optimizer.doors import take_in
    from optimizer.left_out import left_out
    from optimizer.planning import solve
    from optimizer.progress import PHASES, uncounted_in_words
    from optimizer.report import explanation

    intake = take_in(question.source, question.scenario, STRANGERS)
    try:
        problem = intake.accept()
    except InputError as error:
        errors = _count(error.issues, Severity.ERROR)
        words = f"Correct the {errors} error{'s' if errors > 1 else ''} first."
        return _Planned(error.issues, without_plan(Fate.PROBLEMS, (words,)))
    wanted = problem.settings.time_limit if question.time_limit is None else question.time_limit
    outcome = solve(
        problem,
        time_limit=min(wanted, question.longest),
        gap=question.gap,
        watch=lambda progress: tell(Step(f"planning{uncounted_in_words(progress)}", progress.best, progress.bound)),
        phase=lambda name: tell(Step(PHASES.get(name, name))),
        cancelled=cancelled,
        issues=intake.issues,
    )
    if not outcome.status.has_plan:
        sentences = (*explanation(outcome), *left_out(outcome))
        found = without_plan(Fate[outcome.status.name], sentences, problem.settings.currency)
        return _Planned(intake.issues, found, outcome)
    tables = tables_of(outcome)
    fate = Fate.INTERRUPTED if outcome.skipped else Fate[outcome.status.name]
    return _Planned(intake.issues, found_in(tables, fate), outcome, tables)


def _count(issues: Sequence[Issue], severity: Severity) -> int:
    return sum(issue.severity is severity for issue in issues)
