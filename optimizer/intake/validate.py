"""The whole book: every sheet read, every reference followed, every feature asked; then a problem, or all issues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.catalogue import catalogue
from models.features import FEATURES
from models.geography import Geography, resolve_items
from models.issue import Issue, Severity
from models.problem import Problem
from models.sheets import ALL, EACH, Items, Regions, Sites
from optimizer.errors import InputError
from optimizer.intake.core_checks import check_core
from optimizer.intake.raw import simplified
from optimizer.intake.spread import check_spread
from optimizer.intake.tables import closest, read_table, suggestions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.schema import Column, Record
    from optimizer.intake.raw import RawBook, RawSheet

MOST_OF_A_KIND = 200
"""Issues of one code that are listed one by one; the rest is counted."""
OUR_OWN_SHEETS = frozenset({"readme", "about", "problems"})
"""Sheets that are ours or free text, and so no surprise."""


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
    issues = list(book.issues)
    tables: dict[type[Record], Record] = {}
    if not any(issue.severity is Severity.ERROR for issue in book.issues):
        matched = _match_sheets(book, issues)
        for name, entry in catalogue().items():
            if name in matched:
                parsed = read_table(entry, matched[name])
                issues += parsed.issues
                tables.update({type(record): record for record in parsed.records})
            else:
                tables.update({record: record.empty() for record in entry.records})
        issues += _unknown_references(tables)
    if any(issue.severity is Severity.ERROR for issue in issues):
        return Intake(None, _in_order(issues))
    problem = Problem(tables, digest=book.digest)
    issues += check_core(problem)
    issues += check_spread(problem)
    if not any(issue.severity is Severity.ERROR for issue in issues):
        issues += [issue for feature in FEATURES for issue in feature.check(problem)]
    failed = any(issue.severity is Severity.ERROR for issue in issues)
    return Intake(None if failed else problem, _in_order(issues))


def _match_sheets(book: RawBook, issues: list[Issue]) -> dict[str, RawSheet]:
    """Raw sheets by the name of the declared sheet they stand for."""
    known = {simplified(name): name for name in catalogue()}
    found: dict[str, RawSheet] = {}
    for raw in book.sheets:
        name = known.get(simplified(raw.name))
        if name is None:
            if simplified(raw.name) not in OUR_OWN_SHEETS:
                remedy = f"It is not used.{closest(raw.name, catalogue())}"
                text = "A sheet of this name is not known."
                issues.append(Issue(raw.name, 0, "", "unknown-sheet", text, remedy, Severity.NOTE))
        elif name in found:
            text = f"Two sheets stand for {name}: '{found[name].name}' and '{raw.name}'."
            issues.append(Issue(raw.name, 0, "", "duplicate-sheet", text, "Delete or rename one of them."))
        else:
            found[name] = raw
            if not raw.header_row and raw.rows:
                wanted = ", ".join(column.name for column in catalogue()[name].columns[:4])
                text = "No row of column headers was found."
                issues.append(Issue(raw.name, 0, "", "no-header", text, f"Put the headers ({wanted}, ...) in one row."))
    for name, entry in catalogue().items():
        if entry.sheet.required and name not in found:
            strangers = [raw.name for raw in book.sheets if simplified(raw.name) not in known]
            hint = closest(name, strangers).replace("Did you mean", "Is it the sheet called")
            text = f"The sheet {name} is missing."
            issues.append(Issue(name, 0, "", "missing-sheet", text, f"Add it: {entry.sheet.purpose}{hint}"))
    return found


def _unknown_references(tables: dict[type[Record], Record]) -> Iterator[Issue]:
    """Cells that name something which does not exist."""
    members = {
        name: set(getattr(tables[entry.sheet], entry.sheet.key[0]))
        for name, entry in catalogue().items()
        if entry.sheet.key
    }
    geography, items = _geography(tables), tables[Items]
    assert isinstance(items, Items)  # noqa: S101 - the table's own key
    finds: dict[str, Callable[[str], bool]] = {
        "place": lambda word: word not in {ALL, EACH} and (geography is None or geography.resolve(word) is not None),
        "items": lambda word: (
            word in members["Items"] or ((word == ALL or ":" in word) and resolve_items(items, word) is not None)
        ),
    }
    areas = (
        []
        if geography is None
        else [member for kind in ("region", "country", "bloc") for member in geography.groups(kind)]
    )
    known = {"place": {*members["Sites"], *areas}, "items": {*members["Items"], "ALL"}}
    for entry in catalogue().values():
        for record in entry.records:
            for column in record.columns:
                if column.refers_to:
                    target = column.refers_to
                    exists = finds.get(target, members.get(target, set()).__contains__)
                    yield from _missing(tables[record], column, exists, known.get(target, members.get(target, set())))


def _missing(record: Record, column: Column, exists: Callable[[str], bool], known: set[str]) -> Iterator[Issue]:
    values = getattr(record, column.attribute)
    unknown = {word for word in set(values.tolist()) if word and word not in column.words and not exists(word)}
    if not unknown:
        return
    kind = {"place": "place", "items": "item or class"}.get(column.refers_to, f"row on {column.refers_to}")
    suggest = suggestions(known)
    for k, word in enumerate(values.tolist()):
        if word not in unknown:
            continue
        hint = suggest(word)
        found = f"{column.name} names '{word}', and there is no such {kind}."
        remedy = hint.strip() or f"Correct the name, or add it to {_home(column)}."
        yield record.issue(column.name, k, "unknown-reference", found, remedy)


def _home(column: Column) -> str:
    return {"place": "Sites or Regions", "items": "Items"}.get(column.refers_to, column.refers_to)


def _geography(tables: dict[type[Record], Record]) -> Geography | None:
    """Places, or None while sites name regions that do not exist (which is reported by itself)."""
    sites, regions = tables[Sites], tables[Regions]
    assert isinstance(sites, Sites)  # noqa: S101 - the table's own key
    assert isinstance(regions, Regions)  # noqa: S101 - the table's own key
    if not set(sites.region) <= set(regions.region):
        return None
    return Geography.from_sheets(sites, regions)


def _in_order(issues: list[Issue]) -> tuple[Issue, ...]:
    """Errors first, then by sheet, row and column; beyond the most of one kind the rest is counted."""
    place = {name: k for k, name in enumerate(catalogue())}
    ranked = sorted(
        dict.fromkeys(issues),
        key=lambda i: (-i.severity, place.get(i.sheet, -1), i.row, len(i.column), i.column, i.code),
    )
    shown: list[Issue] = []
    counts: dict[str, int] = {}
    for issue in ranked:
        counts[issue.code] = counts.get(issue.code, 0) + 1
        if counts[issue.code] <= MOST_OF_A_KIND:
            shown.append(issue)
    for code, count in counts.items():
        if count > MOST_OF_A_KIND:
            last = next(issue for issue in reversed(shown) if issue.code == code)
            found = f"... and {count - MOST_OF_A_KIND} more of this kind."
            shown.append(Issue(last.sheet, 0, "", code, found, "", last.severity))
    return tuple(shown)
