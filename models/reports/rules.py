"""Rules: what each asks for and what the plan does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.schema import Flags, Numbers, Sheet, Texts, flag, number, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.rulebook import RuleOutcome


class RulesTable(Sheet, name="Rules", purpose="Every rule: what it asks for and what the plan does.", key=()):
    """Report: required against achieved."""

    rule: Texts = text("Name of the rule.")
    cell_: Texts = text("Cell of the input that states it.")
    item: Texts = text("Item; blank: no single item.")
    scope: Texts = text("Destination, group or site; ALL: where the item is made.")
    period: Texts = text("Period.")
    measure: Texts = text("What is measured.")
    limit: Texts = text("Whether the figure required is a least or a most one.", choices=("at least", "at most"))
    required_: Numbers = number("Figure the rule asks for.")
    achieved: Numbers = number("Figure of the plan.")
    slack: Numbers = number("Room left; 0: the rule binds, negative: missed by that much.", lower=float("-inf"))
    unit: Texts = text("Unit of the three figures.")
    kept: Flags = flag("Whether the plan keeps the rule.", default=True)
    hard: Flags = flag("Yes: no plan may miss it. No: missing it costs its penalty.", default=True)


def rules_table(rules: Sequence[RuleOutcome]) -> RulesTable:
    """Every rule as a row, missed ones first."""
    ordered = sorted(rules, key=lambda rule: not rule.is_missed())
    return RulesTable.of([
        (
            rule.rule, rule.cell, rule.item, rule.scope, rule.period, rule.measure,
            "at least" if rule.at_least else "at most", rule.required, rule.achieved, rule.slack, rule.unit,
            not rule.is_missed(), rule.hard,
        )
        for rule in ordered
    ])  # fmt: skip
