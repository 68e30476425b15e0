"""Rules in words, for the terminal, and as plain values, for other tools."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from optimizer.plain import records
from optimizer.replenishment.table import KEY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optimizer.replenishment.advice import BestRules
    from optimizer.replenishment.case_file import Case
    from optimizer.replenishment.compared import Compared
    from optimizer.replenishment.rules import Rule
    from optimizer.replenishment.table import Policy

POLICY_SCHEMA = "sourcemix-policy/1"
"""Version of the JSON forms of this command."""


def splits_as_json(policy: Policy, best: BestRules, currency: str) -> dict[str, Any]:
    """Both tables row by row; the best rules are null where the fast source has no capacity to answer with."""
    rows = [{**rule, "best_rules": other} for rule, other in _pairs(policy, best)]
    return {"schema": POLICY_SCHEMA, "currency": currency, "splits": rows}


def _pairs(policy: Policy, best: BestRules) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Rule of each split with the best ones, if there are any."""
    known = {tuple(row[name] for name in KEY): row for row in records(best)}
    return ((rule, known.get(tuple(rule[name] for name in KEY))) for rule in records(policy))


def splits_in_words(policy: Policy, best: BestRules, currency: str) -> Iterator[str]:
    """A few lines for each split."""
    for rule, other in _pairs(policy, best):
        until = f" to {rule['to_period']}" if rule["to_period"] != rule["from_period"] else ""
        yield f"{rule['item']} at {rule['destination']}, {rule['from_period']}{until}"
        level = f"up to a level of {rule['order_up_to']:,.0f}"
        if rule["base_order"] is None:
            yield f"  order {level} from {rule['base_source']} every week"
        else:
            base = f"order {rule['base_order']:,.0f} a week from {rule['base_source']}"
            yield f"  {base}, and {level} from {rule['surge_source']}"
        alone = f"{rule['base_only']:,.0f} from the base source alone, {rule['surge_only']:,.0f} from the surge source"
        yield f"  {rule['cost']:,.0f} {currency} a week; {alone}"
        if other is not None:
            least = "" if other["optimum"] is None else f"; no rule can cost less than about {other['optimum']:,.0f}"
            yield f"  were every share allowed: {other['best']} at {other['best_cost']:,.0f}{least}"
        yield f"  {rule['remark']}"


def cases_as_json(found: Sequence[tuple[Case, Compared]]) -> dict[str, Any]:
    """Every case with its rules."""
    return {
        "schema": POLICY_SCHEMA,
        "cases": [
            {
                "case": case.name,
                **answer.to_json(),
                "published": None if math.isnan(case.published) else case.published,
                "difference": _difference(case, answer),
            }
            for case, answer in found
        ],
    }


def cases_in_words(found: Sequence[tuple[Case, Compared]]) -> Iterator[str]:
    """A table with a line for each rule of each case."""
    for case, answer in found:
        yield case.name
        least = answer.optimum
        if least is None:
            yield f"  {answer.refusal}"
        else:
            difference = _difference(case, answer)
            beside = "" if difference is None else f", {difference:+.1e} from the {case.published:.6f} of the file"
            yield f"  {'least of any rule':24}{least.cost:14.6f}  (error at most {least.error:.1g}{beside})"
        for rule in answer.rules:
            off = "" if least is None or not least.cost else f"{rule.cost / least.cost - 1:+9.2%}"
            spread = f" +- {rule.spread:.2g}" if rule.spread else ""
            with_what = ", ".join(f"{name} {value:,.10g}" for name, value in _parameters(rule).items())
            yield f"  {rule.kind.value:24}{rule.cost:14.6f}{off}  {with_what}{spread}"


def _parameters(rule: Rule) -> dict[str, float]:
    """Parameters of a rule by name, only those that it has."""
    found = {
        "base order": rule.base,
        "order up to": rule.level,
        "slow source up to": rule.level + rule.gap,
        "cap": rule.cap,
    }
    return {name: value for name, value in found.items() if not math.isnan(value)}


def _difference(case: Case, answer: Compared) -> float | None:
    """Optimal less published cost; None without one of them."""
    if answer.optimum is None or math.isnan(case.published):
        return None
    return answer.optimum.cost - case.published
