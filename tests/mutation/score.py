"""The share of mutants that the tests notice, with the interval in which the share of all of them lies."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from scipy.stats import binomtest

from .judged import EQUIVALENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .mutants import Mutant
    from .trial import Verdict


@dataclass(frozen=True)
class Result:
    """A mutant, what became of it, and the test that noticed."""

    mutant: Mutant
    verdict: Verdict
    test: str

    @property
    def equivalent(self) -> bool:
        """Whether it survived because it changes nothing that anyone could see."""
        return not self.verdict.dead and self.mutant.name in EQUIVALENT


def table(results: Iterable[Result]) -> Iterator[str]:
    """Lines of figures: the area, then each of its folders and its weakest files."""
    results = list(results)
    yield f"{'':<44}{'mutants':>8}{'same':>6}{'killed':>8}{'score':>8}   95 % interval"
    yield _line("all", results)
    folders = Counter(str(PurePath(result.mutant.path).parent) for result in results)
    for folder in sorted(folders):
        yield _line(folder, [result for result in results if str(PurePath(result.mutant.path).parent) == folder])
    missed = Counter(r.mutant.path for r in results if not r.verdict.dead and not r.equivalent)
    for path, _ in missed.most_common(15):
        yield _line("  " + path, [result for result in results if result.mutant.path == path])


def _line(name: str, results: list[Result]) -> str:
    same = sum(result.equivalent for result in results)
    dead, counted = sum(result.verdict.dead for result in results), len(results) - same
    if not counted:
        return f"{name:<44}{len(results):>8}{same:>6}"
    low, high = binomtest(dead, counted).proportion_ci(method="wilson")
    return f"{name:<44}{len(results):>8}{same:>6}{dead:>8}{dead / counted:>8.1%}   {low:.1%} .. {high:.1%}"
