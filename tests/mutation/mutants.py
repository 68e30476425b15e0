"""Every single change that mutmut's operators make to a file of the project.

mutmut itself swaps functions through a trampoline and so leaves out what is decorated or stands outside functions: cached
properties, columns of sheets, constants. Here the changed text is written to a copy of the project instead, and nothing that
runs is left out but annotations and names of types, decorators, imports for the type checker and lists of exported names.
"""

from __future__ import annotations

import difflib
import random
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import MutationVisitor, deep_replace
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import get_ignored_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEVER_RUN = (
    m.If(test=m.Name("TYPE_CHECKING"))
    | m.Assign(targets=[m.AssignTarget(target=m.Name("__all__"))])
    | m.Assign(value=m.Subscript(value=m.OneOf(*map(m.Name, ("tuple", "list", "dict", "set", "frozenset")))))
    | m.Annotation()
    | m.Decorator()
)


class _Changes(MutationVisitor):
    """mutmut's visitor, inside decorated functions too."""

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        if m.matches(node, NEVER_RUN):
            return True
        if isinstance(node, cst.FunctionDef):
            return False
        return super()._skip_node_and_children(node)


@dataclass(frozen=True)
class Mutant:
    """One changed text of one file."""

    path: str
    line: int
    text: str
    before: str
    after: str

    @property
    def name(self) -> str:
        """What was changed, in words that survive a move of the line."""
        return f"{self.path}: {self.before} -> {self.after}"


class Source:
    """A file of the project and the places where it can be changed."""

    def __init__(self, root: Path, path: Path) -> None:
        self.path = path.relative_to(root).as_posix()
        self.text = path.read_text(encoding="utf-8")

    @cached_property
    def changes(self) -> dict[int, list[tuple[cst.CSTNode, cst.CSTNode]]]:
        """Old and new node of each change, by the line where the old one starts."""
        visitor = _Changes(mutation_operators, get_ignored_lines(self.path, self.text, self._tree))
        self._tree.visit(visitor)
        places = self._tree.resolve(PositionProvider)
        found: dict[int, list[tuple[cst.CSTNode, cst.CSTNode]]] = {}
        for change in visitor.mutations:
            place = places.get(change.original_node)
            if place is not None:
                found.setdefault(place.start.line, []).append((change.original_node, change.mutated_node))
        return found

    @cached_property
    def _tree(self) -> MetadataWrapper:
        return MetadataWrapper(cst.parse_module(self.text))

    def mutant(self, line: int, chance: random.Random) -> Mutant:
        """One of the changes of a line, by chance."""
        old, new = chance.choice(self.changes[line])
        text = deep_replace(self._tree.module, old, new).code
        before, after = _difference(self.text, text)
        return Mutant(self.path, line, text, before, after)


def _difference(old: str, new: str) -> tuple[str, str]:
    """Return the lines that differ, each side in one line."""
    lines = [line for line in difflib.ndiff(old.splitlines(), new.splitlines()) if line[:2] in {"- ", "+ "}]
    sides = (" ".join(line[2:].strip() for line in lines if line[0] == sign) for sign in "-+")
    before, after = sides
    return before, after


def sample(root: Path, area: str, count: int, seed: int) -> Iterator[Mutant]:
    """Mutants of an area: lines that can be changed are drawn evenly, and one change of each."""
    chance = random.Random(f"{area} {seed}")  # noqa: S311 - a sample that can be drawn again, not a secret
    sources = [Source(root, path) for path in sorted((root / area).rglob("*.py"))]
    places = [(source, line) for source in sources for line in sorted(source.changes)]
    for source, line in chance.sample(places, min(count, len(places))):
        yield source.mutant(line, chance)
