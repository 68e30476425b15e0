"""One case answered: the least cost of any rule beside what each simple rule costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.replenishment.dual_index import best_capped
from optimizer.replenishment.optimum import Optimum, TooLargeError, optimum
from optimizer.replenishment.rules import Rule, best_base_surge, fast_only, slow_only
from optimizer.replenishment.simulated import Effort, best_simulated

if TYPE_CHECKING:
    from optimizer.replenishment.terms import Terms


@dataclass(frozen=True)
class Compared:
    """Rules of one case.

    Attributes
    ----------
    optimum
        Least average cost; None when there are too many states.
    refusal
        Why there is none, in words.
    rules
        Slow only, fast only, the best tailored base-surge and the best capped dual index.

    """

    optimum: Optimum | None
    refusal: str
    rules: tuple[Rule, ...]

    def to_json(self) -> dict[str, Any]:
        """Every figure as plain values."""
        found = self.optimum
        return {
            "optimal_average_cost": None if found is None else found.cost,
            "error_bound": None if found is None else found.error,
            "states": None if found is None else found.states,
            "refusal": self.refusal,
            "rules": [rule_as_json(rule) for rule in self.rules],
        }


def compared(terms: Terms, effort: Effort | None = None) -> Compared:
    """Answer a case.

    Parameters
    ----------
    effort
        How long is simulated where a rule's Markov chain is too large.

    """
    best, refusal = None, ""
    try:
        best = optimum(terms)
    except TooLargeError as error:
        refusal = f"The optimum is not computed: {error}."
    index = best_capped(terms) or best_simulated(terms, effort)
    return Compared(best, refusal, (slow_only(terms), fast_only(terms), best_base_surge(terms), index))


def rule_as_json(rule: Rule) -> dict[str, Any]:
    """Return a rule as plain values; what a rule does not have is null."""

    def figure(value: float) -> float | None:
        return None if value != value else value  # noqa: PLR0124 - nan

    return {
        "rule": rule.kind.value,
        "cost": rule.cost,
        "confidence": rule.spread,
        "order_up_to": rule.level,
        "base_order": figure(rule.base),
        "slow_order_up_to": figure(rule.level + rule.gap),
        "cap": figure(rule.cap),
        "slow_rate": rule.slow_rate,
        "purchase": rule.purchase,
        "holding": rule.stock.holding,
        "backorder": rule.stock.backorder,
    }
