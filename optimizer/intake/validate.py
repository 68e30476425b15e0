"""The whole book: every sheet read, every reference followed, every feature asked; then a problem, or all issues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.catalogue import catalogue
from models.features import FEATURES
from models.issue import Severity
from models.issue_codes import CODES
from optimizer.errors import InputError
from optimizer.intake.budget_checks import check_budgets
from optimizer.intake.commitments import check_commitments
from optimizer.intake.core_checks import check_core, check_structure
from optimizer.intake.draft import Draft
from optimizer.intake.ordering import ordered
from optimizer.intake.outage_checks import check_outages
from optimizer.intake.plausible import check_plausible
from optimizer.intake.references import check_references
from optimizer.intake.sheets import match_sheets
from optimizer.intake.spread import check_spread
from optimizer.intake.supply_checks import check_supply
from optimizer.intake.tables import read_table
from optimizer.intake.unused import EXPLAINED_BY, UNUSED, check_unused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from models.issue import Issue
    from models.problem import Problem
    from optimizer.intake.raw import RawBook

CHECKS: tuple[Callable[[Problem], Iterable[Issue]], ...] = (
    check_core,
    check_spread,
    check_plausible,
    check_supply,
    check_budgets,
    check_commitments,
    check_outages,
    *(feature.check for feature in FEATURES),
)
"""What is asked of a problem whose structure is sound."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What came of reading an input.

    Attributes
    ----------
    problem
        None when an error stands in the way.
    issues
        Everything noticed, errors first, then by sheet and row.

    """

    problem: Problem | None
    issues: tuple[Issue, ...]

    def accept(self, *, strict: bool = False) -> Problem:
        """Return the problem.

        Raises
        ------
        InputError
            When there is none, or when `strict` and there are warnings.

        """
        too_much = strict and any(issue.severity is Severity.WARNING for issue in self.issues)
        if self.problem is None or too_much:
            raise InputError(self.issues)
        return self.problem


def validate(book: RawBook) -> Intake:
    """Turn a book of raw cells into a problem, or say everything that is wrong with it."""
    if any(issue.severity is Severity.ERROR for issue in book.issues):
        return Intake(None, ordered(book.issues))
    issues = list(book.issues)
    draft = _read(book, issues)
    issues += check_references(draft)
    problem = _structured(draft, issues)
    if problem is not None:
        beliefs = draft.beliefs()
        found = (issue for check in CHECKS for issue in _asked(check, problem, is_sound=draft.is_sound))
        issues += filter(beliefs.hold, found)
        if any(map(beliefs.allow, UNUSED)) and EXPLAINED_BY.isdisjoint(issue.code for issue in issues):
            issues += filter(beliefs.hold, _asked(check_unused, problem, is_sound=draft.is_sound))
    failed = any(issue.severity is Severity.ERROR for issue in issues)
    return Intake(None if failed else problem, ordered(issues))


def _read(book: RawBook, issues: list[Issue]) -> Draft:
    """Read every sheet; what is wrong with cells is added to `issues`, and remembered by the draft."""
    draft, matched = Draft(book.digest), match_sheets(book, issues)
    for name, entry in catalogue().items():
        if name in matched:
            parsed = read_table(entry, matched[name])
            issues += parsed.issues
            draft.add(entry, parsed)
            for issue in parsed.issues:
                if CODES[issue.code].spoils:
                    draft.spoil(issue)
        else:
            draft.add_absent(entry)
    return draft


def _structured(draft: Draft, issues: list[Issue]) -> Problem | None:
    """Return a problem without what would lead every other check astray; None when nothing is left of it."""
    problem = draft.sound_part()
    if problem is None:
        return None
    found = list(filter(draft.beliefs().hold, check_structure(problem)))
    issues += found
    spoilt = [issue for issue in found if CODES[issue.code].spoils and issue.severity is Severity.ERROR]
    for issue in spoilt:
        draft.spoil(issue)
    return draft.sound_part() if spoilt else problem


def _asked(check: Callable[[Problem], Iterable[Issue]], problem: Problem, *, is_sound: bool) -> Iterator[Issue]:
    """Ask one check; one that stumbles over what is left of a broken workbook has nothing to say about it."""
    try:
        yield from check(problem)
    except Exception:
        if is_sound:
            raise
