"""Shares of several rules that cannot all be kept, found before any solve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from models.issue import Severity
from models.sheets import SourcingRules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.issue import Issue
    from models.problem import Problem
    from models.sourcing import Scope

ROUNDING = 1e-9
"""Share by which a sum may be beyond 100 %."""


class Limited(Protocol):
    """A limit on the share of some sources."""

    @property
    def scope(self) -> Scope:
        """What is shared out."""

    @property
    def kind(self) -> str:
        """How sources are grouped."""

    @property
    def group(self) -> str:
        """The group meant."""

    @property
    def column(self) -> str:
        """Column that states the limit."""

    @property
    def share(self) -> float:
        """The limit."""

    @property
    def members(self) -> tuple[str, ...]:
        """Sources in the group."""


def shares_at_odds(problem: Problem, limits: Sequence[Limited]) -> Iterator[Issue]:
    """Least shares of groups that have no source in common above 100 %, largest shares of all sources below.

    A rule holds from its first period to the end of the plan, so that all of one item and place meet in the last one.
    Where nothing is supplied any share is kept: a warning, not an error.
    """
    together: dict[tuple[str, str, tuple[str, ...]], list[Limited]] = {}
    for limit in limits:
        if limit.members:
            together.setdefault((limit.scope.item, limit.scope.label, limit.scope.destinations), []).append(limit)
    for alike in together.values():
        yield from _too_much(problem, [limit for limit in alike if limit.column.startswith("min")])
        yield from _too_little(problem, [limit for limit in alike if limit.column.startswith("max")])


def _too_much(problem: Problem, limits: list[Limited]) -> Iterator[Issue]:
    """Least shares, the largest first, as long as they have no source in common."""
    taken, chosen = set[str](), list[Limited]()
    for limit in sorted(limits, key=lambda limit: -limit.share):
        if taken.isdisjoint(limit.members):
            taken |= set(limit.members)
            chosen.append(limit)
    total = sum(limit.share for limit in chosen)
    if len(chosen) > 1 and total > 1 + ROUNDING:
        found = f"Least shares of {chosen[0].scope.item} make {total:.0%} together: {_listed(problem, chosen)}."
        yield _issue(problem, chosen[0], "least-shares-at-odds", found, f"Lower them by {total - 1:.0%} in all.")


def _too_little(problem: Problem, limits: list[Limited]) -> Iterator[Issue]:
    """Largest shares, the smallest first, until they cover every source."""
    open_, chosen = set(limits[0].scope.sources) if limits else set[str](), list[Limited]()
    for limit in sorted(limits, key=lambda limit: limit.share):
        if not open_.isdisjoint(limit.members):
            open_ -= set(limit.members)
            chosen.append(limit)
    total = sum(limit.share for limit in chosen)
    if len(chosen) > 1 and not open_ and total < 1 - ROUNDING:
        found = (
            f"Every source of {chosen[0].scope.item} is held to a largest share, {total:.0%} together: "
            f"{_listed(problem, chosen)}."
        )
        remedy = f"Raise them by {1 - total:.0%} in all, or add a source that none of them holds."
        yield _issue(problem, chosen[0], "largest-shares-at-odds", found, remedy)


def _issue(problem: Problem, limit: Limited, code: str, found: str, remedy: str) -> Issue:
    return problem[SourcingRules].issue(limit.column, limit.scope.row, code, found, remedy, Severity.WARNING)


def _listed(problem: Problem, limits: list[Limited]) -> str:
    rules = problem[SourcingRules]
    return ", ".join(f"{x.kind} {x.group} {x.share:.0%} ({rules.cell(x.column, x.scope.row)})" for x in limits)
