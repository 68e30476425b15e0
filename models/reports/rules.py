"""Rules: what each asks for and what the plan does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.schema import Flags, Numbers, Sheet, Texts, flag, number, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.rulebook import RuleOutcome

SERVED = "served"
"""Measure of the rules that demand must be served."""


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
    """Every rule as a row, missed ones first and demand, of which there is most, last."""
    ordered = sorted(rules, key=lambda rule: (not rule.is_missed(), rule.measure == SERVED))
    return RulesTable.of([
        (
            rule.rule, rule.cell, rule.item, rule.scope, rule.period, rule.measure,
            "at least" if rule.at_least else "at most", rule.required, rule.achieved, rule.slack, rule.unit,
            not rule.is_missed(), rule.hard,
        )
        for rule in ordered
    ])  # fmt: skip


OF_GROUP = "share of "
"""How the measure of a rule on a group of sources begins."""
DOMESTIC = {"Yes": "domestic sources", "No": "foreign sources"}
"""What the two groups of the grouping by domestic are called."""


def figure(value: float, unit: str) -> str:
    """A figure of a rule with its unit.

    >>> figure(0.6, "fraction"), figure(0.125, "fraction"), figure(2.0, "sources")
    ('60%', '12.5%', '2 sources')
    """
    if unit == "fraction":
        return f"{100 * value:.4g}%"
    return f"{value:,.5g} {unit}".strip()


def group_of(rule: RuleOutcome) -> str:
    """The group of sources a rule is on, in words; "" for other rules."""
    if not rule.measure.startswith(OF_GROUP):
        return ""
    group, _, place = rule.scope.partition(" to ")
    if rule.measure == f"{OF_GROUP}domestic" and group in DOMESTIC:
        return f"{DOMESTIC[group]} to {place}" if place else DOMESTIC[group]
    return rule.scope


def limit_in_words(rule: RuleOutcome) -> str:
    """What a rule asks for, e.g. ``at most 40% from China`` or ``smallest share in use at least 15%``."""
    bound = f"{'at least' if rule.at_least else 'at most'} {figure(rule.required, rule.unit)}"
    group = group_of(rule)
    return f"{bound} from {group}" if group else f"{rule.measure} {bound}"
