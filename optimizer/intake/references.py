"""Cells that name something which does not exist, and what they were meant to name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.catalogue import catalogue
from models.geography import Geography, resolve_items
from models.issue import Severity
from models.sheets import ALL, EACH, Items, Regions, Sites
from optimizer.intake.allowed import allowed_in
from optimizer.intake.complaint import shortened
from optimizer.intake.guesses import suggestions
from optimizer.intake.letters import deceptions, has_strangers, skeleton
from optimizer.intake.raw import simplified

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from models.issue import Issue
    from models.schema import Column, Record
    from optimizer.intake.draft import Draft

FEW = 8
"""Members that are listed in a message."""
NAMED_ON = {
    "place": ((Sites, "site"), (Regions, "region"), (Regions, "country"), (Regions, "bloc")),
    "items": ((Items, "item"),),
}
"""Columns that hold the names of places and of items."""


NAMING = {"Sites": {"site", "region"}, "Regions": {"region", "country", "bloc"}}
"""Columns whose cells make names of places; elsewhere it is the key alone."""


@dataclass(frozen=True)
class _Target:
    """What a column may name.

    Attributes
    ----------
    sheets
        Sheets it is looked for on.
    words
        How that is called in a message.
    known
        All names there are.
    exists
        Tests whether a name, or an address such as ``class:Critical``, stands for something.

    """

    sheets: tuple[str, ...]
    words: str
    known: dict[str, tuple[Record, str, int]]
    exists: Callable[[str], bool]

    @cached_property
    def looks(self) -> dict[str, str]:
        """Names by what they look like."""
        return {skeleton(name).casefold(): name for name in self.known}

    @cached_property
    def bare(self) -> dict[str, str]:
        """Names that are figures, without their leading zeros."""
        return {name.lstrip("0"): name for name in self.known if name.isdecimal()}


def check_references(draft: Draft) -> Iterator[Issue]:
    """Names that do not exist, or deceive; the draft learns which cells they stand in."""
    targets, accused = _targets(draft), set[str]()
    for entry in catalogue().values():
        for record in entry.records:
            for column in record.columns:
                if column.refers_to:
                    target = targets[column.refers_to]
                    yield from _missing(draft, entry.name, draft.tables[record], column, target, accused)
    yield from _check_names(draft, accused)


def _targets(draft: Draft) -> dict[str, _Target]:
    found = {}
    for name, entry in catalogue().items():
        if entry.sheet.key:
            known = _named(draft, ((entry.sheet, entry.sheet.key[0]),))
            found[name] = _Target((name,), f"row on {name}", known, known.__contains__)
    geography, items = _geography(draft), draft.tables[Items]
    assert isinstance(items, Items)  # noqa: S101 - the table's own key
    places, goods = _named(draft, NAMED_ON["place"]), _named(draft, NAMED_ON["items"])
    found["place"] = _Target(
        ("Sites", "Regions"), "place", places, lambda w: w not in {ALL, EACH} and geography.resolve(w) is not None
    )
    found["items"] = _Target(
        ("Items",),
        "item or class",
        goods,
        lambda w: w in goods or ((w == ALL or ":" in w) and resolve_items(items, w) is not None),
    )
    return found


def _named(draft: Draft, columns: tuple[tuple[type[Record], str], ...]) -> dict[str, tuple[Record, str, int]]:
    """Names that stand in some columns, with the cell of each."""
    found: dict[str, tuple[Record, str, int]] = {}
    for kind, name in columns:
        record = draft.tables[kind]
        attribute = next(column.attribute for column in kind.columns if column.name == name)
        for k, word in enumerate(getattr(record, attribute).tolist()):
            if word and word not in found:
                found[word] = record, name, k
    return found


def _geography(draft: Draft) -> Geography:
    """Places by the sites whose region exists; sites in other regions stand for themselves alone."""
    sites, regions = draft.tables[Sites], draft.tables[Regions]
    assert isinstance(sites, Sites)  # noqa: S101 - the table's own key
    assert isinstance(regions, Regions)  # noqa: S101 - the table's own key
    inside = np.isin(sites.region, list(regions.region)) if len(sites) else np.zeros(0, dtype=np.bool_)
    return Geography.from_sheets(sites.keep(inside), regions)


def _missing(
    draft: Draft, sheet: str, record: Record, column: Column, target: _Target, accused: set[str]
) -> Iterator[Issue]:
    """Names of one column that do not exist; keys that are to blame for it themselves are told once, as `accused`."""
    values = getattr(record, column.attribute).tolist()
    unknown = {
        word
        for word in set(values)
        if word and word not in column.words and word not in target.known and not target.exists(word)
    }
    if not unknown:
        return
    suggest = suggestions(target.known)
    for k, word in enumerate(values):
        if word not in unknown or k in draft.bad.get(sheet, {}).get(column.name, ()):
            continue
        draft.distrust(sheet, column.name, k)
        if k in draft.lost.get(sheet, ()) or any(name in draft.broken for name in target.sheets):
            continue
        twin = target.looks.get(skeleton(word).casefold(), "")
        if twin and deceptions(twin, word) and not deceptions(word, twin):
            if twin not in accused:
                accused.add(twin)
                yield _deceptive_key(target, twin, word, record.cell(column.name, k))
            continue
        hint = suggest(word)
        if not _is_consequence(draft, target, word, hint):
            yield _issue(record, column, k, word, twin, hint, target)


def _is_consequence(draft: Draft, target: _Target, word: str, hint: str) -> bool:
    """Whether the name may be that of a row whose own cell is bad, which is reported there."""
    if any(word in draft.doubtful_names.get(name, ()) for name in target.sheets):
        return True
    meant = hint[len(" Did you mean ") : -1]
    lacks_names = any(draft.bad.get(name, {}).keys() & NAMING.get(name, {_key_of(name)}) for name in target.sheets)
    return lacks_names and (len(target.sheets) > 1 or simplified(meant) in {"", simplified(word)})


def _key_of(sheet: str) -> str:
    return catalogue()[sheet].sheet.key[0]


def _deceptive_key(target: _Target, twin: str, word: str, used: str) -> Issue:
    record, column, k = target.known[twin]
    found = f"{column} is '{twin}', but {used} names '{word}': in the first, {deceptions(twin, word)}."
    return record.issue(column, k, "look-alike", found, f"Type {word} again.")


def _issue(record: Record, column: Column, k: int, word: str, twin: str, hint: str, target: _Target) -> Issue:
    """Say what is wrong with a name, as exactly as can be known."""
    named = f"{column.name} names '{shortened(word)}'"
    allowed = allowed_in(column, tuple(target.known) if len(target.known) <= FEW else ())
    if twin and (letter := deceptions(word, twin)):
        return record.issue(column.name, k, "look-alike", f"{named}: {letter}.", f"Type {twin} again.", allowed=allowed)
    if word.isdecimal() and (other := target.bare.get(word.lstrip("0"))):
        found = f"{named}, and the name on {target.sheets[0]} is '{other}': leading zeros are lost in numbers."
        remedy = f"Format the cell as text, and enter {other}."
        return record.issue(column.name, k, "lost-zeros", found, remedy, allowed=allowed)
    found = f"{named}, and there is no such {target.words}."
    where = {"place": "Sites or Regions", "items": "Items"}.get(column.refers_to, column.refers_to)
    remedy = hint.strip() or f"Correct the name, or add it to {where}."
    return record.issue(column.name, k, "unknown-reference", found, remedy, allowed=allowed)


def _check_names(draft: Draft, accused: set[str]) -> Iterator[Issue]:
    """Names that are easily confused, or that Excel may take for formulas."""
    for kind in (Regions, Sites, Items):
        record = draft.tables[kind]
        name = kind.key[0]
        seen: dict[str, tuple[str, int]] = {}
        for k, word in enumerate(getattr(record, name).tolist()):
            if word[:1] in {"=", "+", "-", "@"}:
                found = f"{name} '{shortened(word)}' begins as a formula does; it is kept as text."
                remedy = "Nothing has to be done; to be safe in other programs, let it begin with a letter."
                yield record.issue(name, k, "formula-like", found, remedy, Severity.NOTE)
            look = " ".join(skeleton(word).casefold().split())
            other, row = seen.setdefault(look, (word, k))
            if word and other != word:
                letter = deceptions(word, other) or deceptions(other, word)
                found = f"'{word}' and '{other}' in {record.cell(name, row)} look alike"
                found += f": {letter}." if letter else ", but for capitals or spaces."
                remedy = "If they are the same, write them alike; if not, make them easier to tell apart."
                yield record.issue(name, k, "similar-names", found, remedy, Severity.WARNING)
            elif has_strangers(word) and word not in accused:
                found = f"{name} is '{word}': {deceptions(word)}."
                yield record.issue(name, k, "look-alike", found, "Type the name again.", Severity.WARNING)
