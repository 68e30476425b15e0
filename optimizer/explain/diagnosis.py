"""The diagnosis: why there is no plan, cell by cell, and what would make one possible."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.issue import Issue, Severity

if TYPE_CHECKING:
    from models.rulebook import RuleOutcome

CONFLICT, REMEDY = "impossible", "possible-change"
"""Codes of what stands in the way, and of what would help."""


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of the input: sheet, row and column letter as in :class:`models.issue.Issue`, and its address."""

    sheet: str
    row: int
    column: str
    cell: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule, limit or demand that takes part: where it stands, and what it says in words."""

    place: Place
    words: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to one cell.

    Attributes
    ----------
    place, header
        The cell, and the name of its column.
    now, figure
        What stands there, and what should.
    words
        The change as an instruction.

    """

    place: Place
    header: str
    now: float
    figure: float
    words: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes that together make a plan possible: one was found with them.

    Attributes
    ----------
    edits
        The changes; one if one is enough.
    cost
        Cost of that plan [money].
    is_close
        Whether hardly any plan with them costs less; else it was not looked for to the end.
    at_once
        The changes as one instruction, where they are one change to a class of cells; else "".

    """

    edits: tuple[Edit, ...]
    cost: float
    is_close: bool = True
    at_once: str = ""

    @property
    def is_single(self) -> bool:
        """Whether it is one change."""
        return bool(self.at_once) or len(self.edits) == 1

    @property
    def words(self) -> str:
        """One change as an instruction."""
        return self.at_once or self.edits[0].words


@dataclass(frozen=True)
class Diagnosis:
    """Why there is no plan.

    Attributes
    ----------
    sentences
        The whole of it in words, for people.
    conflicts
        Rules, limits and demands that cannot all hold: one entry for each contradiction found.
    remedies
        What would help, the cheapest plan first.
    finished
        Whether everything was looked at; else time ran out.
    rules
        Every rule against the plan that comes nearest, where one was found.

    """

    sentences: tuple[str, ...]
    conflicts: tuple[tuple[Clause, ...], ...] = ()
    remedies: tuple[Remedy, ...] = ()
    finished: bool = True
    rules: tuple[RuleOutcome, ...] = ()

    @property
    def issues(self) -> tuple[Issue, ...]:
        """The same as problems of the input: every cell of a conflict, then every change that would help."""
        found = [
            Issue(c.place.sheet, c.place.row, c.place.column, CONFLICT, f"{c.words}.", self._advice(c.place))
            for c in dict.fromkeys(clause for conflict in self.conflicts for clause in conflict)
        ]
        said = {clause.place for conflict in self.conflicts for clause in conflict}
        more = [
            edit.place
            for remedy in self.remedies
            for edit in remedy.edits[: 1 if remedy.at_once else None]
            if edit.place not in said
        ]
        found += [
            Issue(p.sheet, p.row, p.column, REMEDY, "A change here would help.", self._advice(p), Severity.NOTE)
            for p in dict.fromkeys(more)
        ]
        if not found and self.sentences:
            found = [Issue("Settings", 0, "", CONFLICT, self.sentences[0], " ".join(self.sentences[1:]))]
        return tuple(found)

    def _advice(self, place: Place) -> str:
        for remedy in self.remedies:
            for edit in remedy.edits:
                if edit.place == place:
                    told = remedy.at_once or edit.words
                    words = f"{told[:1].upper()}{told[1:]}."
                    alone = "with this one change" if remedy.is_single else f"with all {len(remedy.edits)} changes"
                    return f"{words} Checked: {alone} a plan exists."
        return "It takes part in what makes the plan impossible."

    def to_json(self) -> dict[str, Any]:
        """All of it as plain values, ready for ``json.dumps``."""
        return {
            "sentences": list(self.sentences),
            "finished": self.finished,
            "conflicts": [
                [{"cell": c.place.cell, "words": c.words} for c in conflict] for conflict in self.conflicts
            ],
            "remedies": [
                {
                    "edits": [
                        {
                            "cell": edit.place.cell,
                            "column": edit.header,
                            "now": _number(edit.now),
                            "value": _number(edit.figure),
                            "words": edit.words,
                        }
                        for edit in remedy.edits
                    ],
                    "checked": True,
                    "cost": _number(remedy.cost),
                    "cost_is_close": remedy.is_close,
                    "words": remedy.at_once,
                }
                for remedy in self.remedies
            ],
        }  # fmt: skip


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
