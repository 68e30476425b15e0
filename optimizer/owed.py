"""What a plan owes for soft rules that it misses and for disruptions, whatever a search that stopped early put down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.features import risk
from models.plan import CostLines, sums
from optimizer.audit import COST_TOLERANCE

if TYPE_CHECKING:
    from models.plan import Plan
    from models.problem import Problem
    from models.rulebook import RuleOutcome

PENALTY = "rule_penalty"
RISKS = ("disruption_loss", "risk_premium")


def as_owed(problem: Problem, plan: Plan, rules: tuple[RuleOutcome, ...]) -> Plan:
    """Return the plan with the penalties and the risk that its tables owe, in periods in which more was put down.

    Until a plan is proven best it may hold a switch that calls a soft rule missed when it is not, or a loss larger than
    its answers bring. What is put down too low stays as it is, for the check to find.
    """
    lines, horizon, owed = plan[CostLines], problem.horizon, _owed(problem, plan, rules)
    due = sums([(driver, period) for driver, _, period in owed], owed.values())
    is_owed = np.isin(lines.driver, (PENALTY, *RISKS))
    keys = list(zip(lines.driver, lines.period, strict=True))
    booked = sums([keys[k] for k in np.flatnonzero(is_owed).tolist()], lines.amount[is_owed])
    rounding = COST_TOLERANCE * max(float(np.abs(lines.amount).sum()), 1.0)
    wrong = {key for key, money in booked.items() if money > due.get(key, 0.0) + rounding}
    if not wrong:
        return plan
    kept = lines.keep(np.array([key not in wrong for key in keys], dtype=np.bool_))
    worth = dict(zip(horizon.names, horizon.discount.tolist(), strict=True))
    new = [
        (driver, item, "", t, money, money * worth[t])
        for (driver, item, t), money in owed.items()
        if (driver, t) in wrong and money
    ]
    return plan.having(CostLines.of([*kept, *new]))


def _owed(problem: Problem, plan: Plan, rules: tuple[RuleOutcome, ...]) -> dict[tuple[str, str, str], float]:
    """Penalties of soft rules that are missed, and what disruptions cost, by driver, item and period [money]."""
    horizon = problem.horizon
    owed: dict[tuple[str, str, str], float] = {}
    for rule in rules:
        if not rule.hard and rule.short > 0:
            money = rule.short * rule.penalty * float(horizon.weeks[horizon.number(rule.period)])
            key = (PENALTY, rule.item, rule.period)
            owed[key] = owed.get(key, 0.0) + money
    for driver, amounts in risk.audit(problem, plan).costs.items():
        owed |= {(driver, "", name): money for name, money in zip(horizon.names, amounts.tolist(), strict=True)}
    return owed
