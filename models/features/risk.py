"""Risk: expected losses in disruptions, and the weight of the worst of them.

With the loss L[w,t] of each case, its probability p[w,t] = probability a year x years of period t, and in each period::

    expected loss[t] = sum over w of p[w,t] x L[w,t]
    CVaR[t]          = min over eta >= 0 of  eta + 1 / (1 - cvar_alpha) x sum over w of p[w,t] x max(L[w,t] - eta, 0)
    risk premium[t]  = cvar_weight x CVaR[t]

At most one disruption happens in a period; with the rest of the probability nothing is lost, so eta is never negative.
Source: Rockafellar and Uryasev 2000.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.feature import Audited, Feature
from models.modelling import pyo
from models.stress.answers import case_losses
from models.stress.cases import cases_of, yearly_weights
from models.stress.numbers import PlanNumbers

if TYPE_CHECKING:
    from models.network import CaseLosses, Core
    from models.plan import Plan
    from models.problem import Problem

Losses = list[tuple[float, float]]
"""Probability and loss of every case of one period."""


def applies(problem: Problem) -> bool:
    """Whether any case has a probability."""
    return any(case.event.probability > 0 and not case.is_survival for case in cases_of(problem))


def build(block: Any, core: Core) -> None:
    """Book expected losses, and the value at risk where it has a weight."""
    if core.losses is None or not core.losses.cases:
        return
    losses = core.losses
    weights = [yearly_weights(core.problem, case) for case in losses.cases]
    period, blank = [case.t for case in losses.cases], [""] * len(weights)
    core.ledger.book("disruption_loss", losses.variable, losses.keys, weights, items=blank, sites=blank, period=period)
    if core.problem.settings.cvar_weight:
        _weigh_tail(block, core, losses, weights)


def _weigh_tail(block: Any, core: Core, losses: CaseLosses, weights: list[float]) -> None:
    """``excess[c,t] >= loss[c] - eta[t]``, booked at the weight of the risk premium."""
    settings, cases = core.problem.settings, losses.cases
    periods = sorted({case.t for case in cases})
    block.CASES = pyo.Set(initialize=[(c, case.t) for c, case in zip(losses.keys, cases, strict=True)], dimen=2)
    block.eta = pyo.Var(periods, within=pyo.NonNegativeReals)
    block.excess = pyo.Var(block.CASES, within=pyo.NonNegativeReals)
    block.beyond = pyo.Constraint(block.CASES, rule=lambda b, c, t: b.excess[c, t] >= losses.variable[c] - b.eta[t])
    tail = [settings.cvar_weight * weight / (1.0 - settings.cvar_alpha) for weight in weights]
    blank, period = [""] * len(cases), [case.t for case in cases]
    core.ledger.book("risk_premium", block.excess, list(block.CASES), tail, items=blank, sites=blank, period=period)
    lines, none = [settings.cvar_weight] * len(periods), [""] * len(periods)
    core.ledger.book("risk_premium", block.eta, periods, lines, items=none, sites=none, period=periods)


def losses_by_period(problem: Problem, plan: Plan) -> dict[int, Losses]:
    """Probability and loss of every likely case, by arithmetic on the plan's tables."""
    numbers, found = PlanNumbers(problem, plan), dict[int, Losses]()
    for case, answer, changes in case_losses(problem, plan):
        if case.event.probability > 0 and not case.is_survival:
            money = float(answer.cost @ changes) + sum(m * numbers.at(name) for name, m in answer.plan_cost.items())
            found.setdefault(case.t, []).append((yearly_weights(problem, case), max(money, 0.0)))
    return found


def value_at_risk(losses: Losses, alpha: float) -> float:
    """Conditional value at risk of independent single events: mean loss of the worst ``1 - alpha``.

    Examples
    --------
    One loss of 100 with probability 0.01, seen in the worst 5 %:

    >>> round(value_at_risk([(0.01, 100.0)], 0.95), 6)
    20.0

    """
    left, total = 1.0 - alpha, 0.0
    for chance, loss in sorted(losses, key=lambda pair: -pair[1]):
        part = min(chance, left)
        total += part * loss
        left -= part
    return total / (1.0 - alpha)


def audit(problem: Problem, plan: Plan) -> Audited:
    """Recompute expected losses and value at risk from the answers."""
    found, settings = Audited(len(problem.horizon)), problem.settings
    for t, losses in (losses_by_period(problem, plan) if applies(problem) else {}).items():
        found.spend("disruption_loss", t, float(np.sum([chance * loss for chance, loss in losses])))
        found.spend("risk_premium", t, settings.cvar_weight * value_at_risk(losses, settings.cvar_alpha))
    return found


FEATURE = Feature(name="risk", applies=applies, build=build, audit=audit)
