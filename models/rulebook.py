"""Elastic rules: every business rule is a constraint with a priced slack, so that an impossible one can be named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.costs import Register

HARD_PRICE = 20.0
"""Price of missing a hard rule, as a multiple of the dearest way to get the item (see :mod:`models.prices`)."""


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """One rule in one scope and period: what it asks for and what the plan does, by arithmetic.

    Attributes
    ----------
    rule, cell
        Name of the rule, and the cell of the workbook that states it.
    item, scope, period
        What it is about: the item, the destination or group in words, the period.
    measure, unit
        What is measured, e.g. ``share of China``, and its unit.
    at_least
        Direction: True for a minimum, False for a maximum.
    required, achieved
        Both in `unit`.
    hard
        Whether a plan that misses the rule is no plan.
    short, penalty
        By how much it is missed, in units of the item a week (sources or sites for rules on their number), and what
        a soft rule pays for each of those a week.

    """

    rule: str
    cell: str
    item: str
    scope: str
    period: str
    measure: str
    unit: str
    at_least: bool
    required: float
    achieved: float
    hard: bool
    short: float = 0.0
    penalty: float = 0.0

    @property
    def slack(self) -> float:
        """Room left (negative: missed by that much)."""
        return self.achieved - self.required if self.at_least else self.required - self.achieved

    def is_missed(self, tolerance: float = 1e-6) -> bool:
        """Whether the rule is missed by more than rounding."""
        return self.slack < -tolerance * max(1.0, abs(self.required))


@dataclass
class Rulebook:
    """Slack variables of all rules, with what missing them costs.

    Attributes
    ----------
    hard
        Slacks that must be zero in a plan: (variable, keys).

    """

    ledger: Register
    hard: list[tuple[Any, tuple[Any, ...]]] = field(default_factory=list)

    def book(
        self,
        slack: Any,
        keys: Sequence[Any],
        *,
        hard: Sequence[bool],
        price: Sequence[float],
        items: Sequence[str],
        period: Sequence[int],
    ) -> None:
        """Price the slack of a group of rules.

        Parameters
        ----------
        slack
            Indexed non-negative variable: by how much each rule is missed.
        hard
            For each key, whether the rule must hold in a plan.
        price
            Money for each unit of slack, shape (keys,): the penalty of a soft rule, or a price above any real cost.

        """
        self.ledger.book(
            "rule_penalty", slack, keys, price, items=items, sites=[""] * len(keys), period=np.asarray(period)
        )
        must = tuple(key for key, is_hard in zip(keys, hard, strict=True) if is_hard)
        if must:
            self.hard.append((slack, must))
