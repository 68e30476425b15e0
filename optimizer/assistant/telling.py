"""Problems, diagnoses and what was found, put into the forms of the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.reports.costs import PENALTY, Costs
from models.reports.kpi import Kpi
from models.reports.rules import RulesTable
from optimizer.assistant.answers import Found
from optimizer.assistant.entries import Clause, Diagnosis, Edit, Figure, Problem, Remedy
from optimizer.batches.result import CODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.issue import Issue
    from optimizer.explain.diagnosis import Diagnosis as Diagnosed
    from optimizer.plan_tables import PlanTables
    from optimizer.tasks.finished import Fate

MOST_PROBLEMS, MOST_CONFLICTS, MOST_CLAUSES, MOST_REMEDIES, MOST_EDITS = 50, 10, 30, 10, 30
TOTAL_COST, UNSERVED = "Total cost", "Demand not served"
"""Key figures that sentences are made of."""
SOME = 0.001
"""Share of demand not served from which that is said."""


def problems_of(issues: Iterable[Issue]) -> tuple[Problem, ...]:
    """Issues as an answer has them, worst first."""
    ordered = sorted(issues, key=lambda issue: -issue.severity)
    return tuple(Problem(i.severity.word, i.cell, i.code, i.found, i.allowed, i.remedy) for i in ordered)


def diagnosis_of(diagnosed: Diagnosed | None) -> Diagnosis | None:
    """Return a diagnosis as an answer has it; None where there is none."""
    if diagnosed is None:
        return None
    told = diagnosed.to_json()
    return Diagnosis(
        tuple(told["sentences"]),
        tuple(tuple(Clause(**clause) for clause in one[:MOST_CLAUSES]) for one in told["conflicts"][:MOST_CONFLICTS]),
        tuple(_remedy(remedy) for remedy in told["remedies"][:MOST_REMEDIES]),
        told["finished"],
    )


def _remedy(told: dict[str, Any]) -> Remedy:
    edits = tuple(Edit(**edit) for edit in told["edits"][:MOST_EDITS])
    return Remedy(edits, told["checked"], told["cost"], told["words"])


def without_plan(fate: Fate, sentences: Iterable[str], currency: str = "") -> Found:
    """What was found where there is no plan."""
    return Found(fate.name, fate.value, int(CODES[fate]), currency, None, None, None, tuple(sentences))


def found_in(plan: PlanTables, fate: Fate | None = None) -> Found:
    """What a plan says about itself.

    Parameters
    ----------
    fate
        What came of the run that made it; None for a plan that was only read.

    """
    code = None if fate is None else int(CODES[fate])
    status, words = (plan.status, plan.words) if fate is None else (fate.name, fate.value)
    return Found(status, words, code, currency_of(plan), plan.cost, plan.bound, plan.gap, tuple(_sentences(plan)))


def figures_of(plan: PlanTables) -> tuple[Figure, ...]:
    """Key figures, those of the whole plan first."""
    rows = sorted(plan[Kpi], key=lambda row: row["item"] != "")
    return tuple(
        Figure(r["figure"], r["item"], r["unit"], r["plan"], r["baseline"], r["difference"]) for r in rows
    )  # fmt: skip


def currency_of(plan: PlanTables) -> str:
    """Currency of a plan, "" where it does not say."""
    return str(next((row["unit"] for row in plan[Kpi] if row["figure"] == TOTAL_COST), ""))


def penalties_of(plan: PlanTables) -> float:
    """Present value of what is paid for soft rules that are missed [money]."""
    return sum(row["present_value"] or 0.0 for row in plan[Costs] if row["driver"] == PENALTY)


def _sentences(plan: PlanTables) -> Iterator[str]:
    """Say what a planner would say of a plan first."""
    money, by_name = currency_of(plan), {row["figure"]: row for row in plan[Kpi] if not row["item"]}
    yield f"{plan.words}."
    if plan.cost is not None:
        least = "" if plan.bound is None else f"; no plan can cost less than {plan.bound:,.0f} {money}"
        gap = "" if plan.gap is None else f" (gap {plan.gap:.2%})"
        yield f"It costs {plan.cost:,.0f} {money} at present value{least}{gap}."
    total, unserved = by_name.get(TOTAL_COST, {}), by_name.get(UNSERVED, {})
    difference, today = total.get("difference"), unserved.get("baseline")
    if difference is not None:
        words = f"{abs(difference):,.0f} {money} {'more' if difference > 0 else 'less'} than today's plan"
        aside = f", which leaves {today:.1%} of the demand unserved" if today is not None and today > SOME else ""
        yield f"Penalties and expected losses aside, that is {words}{aside}."
    if (unserved.get("plan") or 0.0) > SOME:
        yield f"It leaves {unserved['plan']:.1%} of the demand unserved."
    if plan.resilience:
        yield f"Disruptions: {plan.resilience}"
    missed = len({(row["rule"], row["cell"]) for row in plan[RulesTable] if not row["kept"]})
    if missed:
        yield f"{missed} soft rule{'s are' if missed > 1 else ' is'} missed, for {penalties_of(plan):,.0f} {money}."
    if plan.lock_cost is not None:
        yield f"Locked decisions cost {plan.lock_cost:,.0f} {money}."
    if plan.second:
        yield f"Second objective: {plan.second}."
    yield from plan.left_out
