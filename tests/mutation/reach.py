"""Which tests reach a line, and in which order they are tried on a change of it."""

from __future__ import annotations

import ast
import json
from collections import defaultdict
from pathlib import PurePath
from typing import TYPE_CHECKING

from coverage import CoverageData

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet
    from pathlib import Path

FEWEST = 5
"""Tests that are tried on a mutant however long they take."""
DECLARED = ("tests/test_readme.py", "tests/test_json_schema.py", "tests/test_columns.py")
"""Tests of what stands outside functions: sheets, columns and their texts."""


class Reach:
    """Tests by the lines they reach, from a measured run of the tests."""

    def __init__(self, root: Path, coverage: Path, footprint: Path) -> None:
        self.root = root
        self._lines = CoverageData(str(coverage))
        self._lines.read()
        tests = json.loads(footprint.read_text(encoding="utf-8"))
        self._shared: dict[str, list[str]] = {test: known["shared"] for test, known in tests.items()}
        self._sharing: dict[str, set[str]] = defaultdict(set)
        for test, fixtures in self._shared.items():
            for fixture in fixtures:
                self._sharing[fixture].add(test)
        self._preparing = {
            fixture: max(tests[test]["setup"] for test in sharing) for fixture, sharing in self._sharing.items()
        }
        # a test that is tried alone prepares what it shares itself
        self.seconds: dict[str, float] = {
            test: known["seconds"] + sum(self._preparing[fixture] for fixture in known["shared"])
            for test, known in tests.items()
            if known["passed"]
        }

    def tests(self, path: str, line: int, budget: float) -> list[str]:
        """Tests of a line, the file's own first, worth some seconds.

        The lines of the statement decide; if only the import of the file runs it, those of the function around it; failing
        that, the whole file; and what nothing but imports runs, as the columns of a sheet, is everybody's.
        """
        contexts = self._lines.contexts_by_lineno(str(self.root / path))
        text = (self.root / path).read_text(encoding="utf-8")
        in_function = any(
            isinstance(node, ast.FunctionDef) and node.lineno <= line <= (node.end_lineno or 0)
            for node in ast.walk(ast.parse(text))
        )
        for span in _around(text, line):
            found = self._reaching(contexts, span)
            if found:
                break
        else:
            found = set(self.seconds) if contexts else set()
        declared = () if in_function else DECLARED
        # those of its own are looked at in any case: what a test file computes when it is imported is credited to nobody
        first = {
            test
            for test in self.seconds
            if test.startswith(declared) or not _kinship(PurePath(path), PurePath(test.partition("::")[0]))
        }
        return list(self._worth(self._in_turns(found | first, PurePath(path), first), budget))

    def _reaching(self, contexts: dict[int, list[str]], span: Iterable[int]) -> set[str]:
        found: set[str] = set()
        for context in {context for line in span for context in contexts.get(line, ()) if context}:
            test, _, phase = context.rpartition("|")
            found.add(test)
            if phase == "setup":
                found.update(*(self._sharing[fixture] for fixture in self._shared.get(test, ())))
        return found & self.seconds.keys()

    def _in_turns(self, tests: AbstractSet[str], path: PurePath, first: AbstractSet[str]) -> Iterator[str]:
        """Those that look at it as such and the file's own tests first, then the faster the earlier.

        Among the equally fast, one of each test file in turn, as those of one file fail together, its folder's first.
        """
        turns: dict[tuple[str, int], int] = defaultdict(int)
        order = []
        for test in sorted(tests, key=lambda test: (self.seconds[test], test)):
            file, pace = test.partition("::")[0], int(2 * self.seconds[test])
            kin = 0 if test in first else _kinship(path, PurePath(file))
            order.append((kin > 0, pace, turns[file, pace], kin, test))
            turns[file, pace] += 1
        yield from (test for *_, test in sorted(order))

    def _worth(self, tests: Iterable[str], budget: float) -> Iterator[str]:
        """Tests until the budget is spent, a few in any case; what they share is prepared once."""
        spent, prepared = 0.0, set[str]()
        for number, test in enumerate(tests):
            ready = sum(self._preparing[fixture] for fixture in self._shared[test] if fixture in prepared)
            prepared.update(self._shared[test])
            spent += self.seconds[test] - ready
            if spent > budget and number >= FEWEST:
                return
            yield test


def _kinship(path: PurePath, tests: PurePath) -> int:
    """0 for the tests of a file, 1 for those of its folder, 2 for all others."""
    folder = path.parent.name
    if tests.name == f"test_{path.stem}.py":
        return 0
    return 1 if folder == tests.parent.name != "features" or tests.name == f"test_{folder}.py" else 2


def _around(text: str, line: int) -> Iterator[range]:
    """Lines of the statement at a line, then of each function or class around it, then of the file."""
    tree = ast.parse(text)
    holding = [
        node for node in ast.walk(tree) if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    holding.sort(key=lambda node: (node.end_lineno or 0) - node.lineno)
    for innermost in holding[:1]:
        body = getattr(innermost, "body", None)
        last = body[0].lineno - 1 if body else innermost.end_lineno or 0
        if not isinstance(innermost, ast.FunctionDef | ast.ClassDef):
            yield range(innermost.lineno, max(last, innermost.lineno) + 1)
    for node in holding:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield range(node.body[0].lineno, (node.end_lineno or 0) + 1)
    yield range(1, text.count("\n") + 2)
